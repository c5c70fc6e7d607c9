-- +goose Up

-- A file that belongs to a case: a signed sheet, a letter, a photograph. The
-- row is written once and only after its bytes lie safely in the evidence
-- folder under its id (docs/adr/0005-evidence-files.md).
CREATE TABLE evidence (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    number          int NOT NULL,
    kind            text NOT NULL,
    consent_record_id uuid,
    decision_id     uuid,
    handoff_id      uuid,
    file_type       text NOT NULL CHECK (file_type IN ('pdf', 'jpeg', 'png', 'heic', 'doc', 'docx')),
    size            bigint NOT NULL CHECK (size > 0),
    sha256          bytea NOT NULL CHECK (octet_length(sha256) = 32),
    cleaned         boolean NOT NULL,
    name_sealed     bytea NOT NULL,
    added_by        uuid NOT NULL,
    added_at        timestamptz NOT NULL,
    UNIQUE (case_id, number),
    UNIQUE (organisation_id, id),
    CHECK (num_nonnulls(consent_record_id, decision_id, handoff_id) <= 1),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, consent_record_id) REFERENCES consent_records (organisation_id, id),
    FOREIGN KEY (organisation_id, decision_id) REFERENCES decisions (organisation_id, id),
    FOREIGN KEY (organisation_id, handoff_id) REFERENCES handoffs (organisation_id, id),
    FOREIGN KEY (organisation_id, added_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN evidence.sha256 IS 'Of the content as it can be opened, after cleaning.';
COMMENT ON COLUMN evidence.cleaned IS 'What the camera wrote into the photograph was taken out on request.';
CREATE TRIGGER evidence_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The key of each file, sealed. Apart from the row, which is never changed:
-- keys are sealed anew when the keys rotate, and taken away with a file that
-- turned out to hold a virus.
CREATE TABLE evidence_keys (
    evidence_id     uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    key_sealed      bytea NOT NULL,
    FOREIGN KEY (organisation_id, evidence_id) REFERENCES evidence (organisation_id, id)
);

-- What the virus scanner said. There is no row while it has not been asked.
CREATE TABLE evidence_scans (
    evidence_id     uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    verdict         text NOT NULL CHECK (verdict IN ('clean', 'infected')),
    scanned_at      timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, evidence_id) REFERENCES evidence (organisation_id, id)
);
CREATE TRIGGER evidence_scans_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_scans
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Files that wait for the scanner, so the queue needs no scan of the table.
CREATE TABLE evidence_unscanned (
    evidence_id     uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    held            boolean NOT NULL,
    tried_at        timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, evidence_id) REFERENCES evidence (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
COMMENT ON COLUMN evidence_unscanned.held IS 'A scanner was configured and gave no verdict: nobody opens the file before it does.';
CREATE INDEX evidence_unscanned_tried ON evidence_unscanned (tried_at, evidence_id);
CREATE INDEX evidence_unscanned_organisation ON evidence_unscanned (organisation_id, held);

-- Files recorded in error. They stay, marked.
CREATE TABLE evidence_mistakes (
    evidence_id     uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    reason_sealed   bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, evidence_id) REFERENCES evidence (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE TRIGGER evidence_mistakes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_mistakes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE evidence_mistakes, evidence_unscanned, evidence_scans, evidence_keys, evidence;
