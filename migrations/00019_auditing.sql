-- +goose Up

-- A sample of the consent register, drawn so that anybody can draw it again
-- from the same records. It is never changed; what was found about each record
-- stands in the reviews.
CREATE TABLE audit_samples (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    number          int NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('random', 'risk')),
    seed            bigint NOT NULL,
    size            int NOT NULL,
    population      int NOT NULL,
    recorded_from   date NOT NULL,
    recorded_to     date NOT NULL,
    team_id         uuid,
    grouped_by      text NOT NULL CHECK (grouped_by IN ('', 'team', 'language', 'worker')),
    confidence      int NOT NULL,
    error_percent   numeric(4, 1) NOT NULL,
    drawn_by        uuid NOT NULL,
    drawn_at        timestamptz NOT NULL,
    UNIQUE (organisation_id, number),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES teams (organisation_id, id),
    FOREIGN KEY (organisation_id, drawn_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN audit_samples.confidence IS 'In percent, with the error in percent; both 0 when the auditor chose the size.';
CREATE TRIGGER audit_samples_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_samples
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE audit_sample_items (
    sample_id       uuid NOT NULL,
    position        int NOT NULL,
    organisation_id uuid NOT NULL,
    record_id       uuid NOT NULL,
    stratum         text NOT NULL,
    risks           text[] NOT NULL,
    PRIMARY KEY (sample_id, position),
    UNIQUE (sample_id, record_id),
    FOREIGN KEY (organisation_id, sample_id) REFERENCES audit_samples (organisation_id, id),
    FOREIGN KEY (organisation_id, record_id) REFERENCES consent_records (organisation_id, id)
);
CREATE TRIGGER audit_sample_items_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_sample_items
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What an auditor judged of a record, check by check. The newest counts.
CREATE TABLE consent_reviews (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    record_id       uuid NOT NULL,
    sample_id       uuid,
    marks           jsonb NOT NULL,
    note_sealed     bytea NOT NULL,
    reviewed_by     uuid NOT NULL,
    reviewed_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, record_id) REFERENCES consent_records (organisation_id, id),
    FOREIGN KEY (organisation_id, sample_id) REFERENCES audit_samples (organisation_id, id),
    FOREIGN KEY (organisation_id, reviewed_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX consent_reviews_record ON consent_reviews (record_id, reviewed_at DESC);
CREATE INDEX consent_reviews_period ON consent_reviews (organisation_id, reviewed_at);
CREATE TRIGGER consent_reviews_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_reviews
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was found wanting, for the supervisors of the team to answer. State and
-- version follow the steps; what was written stays.
CREATE TABLE audit_findings (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    number          int NOT NULL,
    record_id       uuid NOT NULL,
    team_id         uuid NOT NULL,
    check_id        text NOT NULL,
    severity        text NOT NULL CHECK (severity IN ('minor', 'serious', 'critical')),
    text_sealed     bytea NOT NULL,
    due_on          date NOT NULL,
    state           text NOT NULL CHECK (state IN ('open', 'replied', 'closed')),
    version         bigint NOT NULL DEFAULT 1,
    raised_by       uuid NOT NULL,
    raised_at       timestamptz NOT NULL,
    UNIQUE (organisation_id, number),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, record_id) REFERENCES consent_records (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES teams (organisation_id, id),
    FOREIGN KEY (organisation_id, raised_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX audit_findings_list ON audit_findings (organisation_id, number DESC);
CREATE INDEX audit_findings_team ON audit_findings (organisation_id, team_id, number DESC);
CREATE INDEX audit_findings_unclosed ON audit_findings (organisation_id, state, team_id) WHERE state <> 'closed';
CREATE INDEX audit_findings_record ON audit_findings (record_id);

CREATE TABLE audit_finding_steps (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    finding_id      uuid NOT NULL,
    step            text NOT NULL CHECK (step IN ('reply', 'return', 'close')),
    text_sealed     bytea NOT NULL,
    due_on          date,
    taken_by        uuid NOT NULL,
    taken_at        timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, finding_id) REFERENCES audit_findings (organisation_id, id),
    FOREIGN KEY (organisation_id, taken_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN audit_finding_steps.due_on IS 'Of a return: by when the next reply is due.';
CREATE INDEX audit_finding_steps_finding ON audit_finding_steps (finding_id, taken_at);
CREATE TRIGGER audit_finding_steps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_finding_steps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An auditor puts their name to what they found of a period. What the report
-- said on that day is kept with it.
CREATE TABLE audit_sign_offs (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    number          int NOT NULL,
    period_from     date NOT NULL,
    period_to       date NOT NULL,
    statement_sealed bytea NOT NULL,
    report          jsonb NOT NULL,
    signed_by       uuid NOT NULL,
    signed_at       timestamptz NOT NULL,
    UNIQUE (organisation_id, number),
    CHECK (period_from <= period_to),
    FOREIGN KEY (organisation_id, signed_by) REFERENCES users (organisation_id, id)
);
CREATE TRIGGER audit_sign_offs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_sign_offs
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- When the explanation was begun, where it was written here; for the doubt
-- about explanations that took no time.
ALTER TABLE consent_records ADD COLUMN explained_from timestamptz;
ALTER TABLE drafts ADD COLUMN begun_at timestamptz NOT NULL DEFAULT now();

ALTER TABLE notes DROP CONSTRAINT notes_kind_check;
ALTER TABLE notes ADD CONSTRAINT notes_kind_check CHECK (kind IN ('note', 'closing', 'reopening', 'reassignment', 'identity'));

-- +goose Down
ALTER TABLE notes DROP CONSTRAINT notes_kind_check;
ALTER TABLE notes ADD CONSTRAINT notes_kind_check CHECK (kind IN ('note', 'closing', 'reopening', 'reassignment')) NOT VALID;
ALTER TABLE drafts DROP COLUMN begun_at;
ALTER TABLE consent_records DROP COLUMN explained_from;
DROP TABLE audit_sign_offs, audit_finding_steps, audit_findings, consent_reviews, audit_sample_items, audit_samples;
