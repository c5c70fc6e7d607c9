-- +goose Up

CREATE TABLE cases (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    team_id         uuid NOT NULL,
    owner_id        uuid NOT NULL,
    reference       text NOT NULL UNIQUE,
    version         bigint NOT NULL DEFAULT 1,
    state           text NOT NULL,
    state_since     timestamptz NOT NULL,
    nation          text NOT NULL CHECK (nation IN ('england', 'wales', 'scotland', 'northern_ireland')),
    age_band        text NOT NULL CHECK (age_band IN ('adult', 'child', 'age_unsure')),
    consent_status  text NOT NULL,
    submitted_on    date,
    home_office_reference_sealed bytea,
    home_office_reference_hash   bigint,
    next_due_on     date,
    next_due_rule   text,
    next_due_is_limit boolean NOT NULL DEFAULT false,
    closed_on       date,
    closed_from     text,
    created_at      timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES teams (organisation_id, id),
    FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN cases.next_due_on IS 'The first open date on the case, kept here so the worklist needs no join.';
COMMENT ON COLUMN cases.next_due_is_limit IS 'Passing the date is a breach; other dates only mark the end of a period.';
COMMENT ON COLUMN cases.closed_from IS 'The state before closing, to which reopening leads.';
CREATE INDEX cases_owner_due ON cases (organisation_id, owner_id, next_due_on, id) WHERE closed_on IS NULL;
CREATE INDEX cases_team_due ON cases (organisation_id, team_id, next_due_on, id) WHERE closed_on IS NULL;
CREATE INDEX cases_owner_closed ON cases (organisation_id, owner_id, closed_on DESC, id) WHERE closed_on IS NOT NULL;
CREATE INDEX cases_team_closed ON cases (organisation_id, team_id, closed_on DESC, id) WHERE closed_on IS NOT NULL;
CREATE INDEX cases_review ON cases (organisation_id, team_id, state_since) WHERE state = 'review';
CREATE INDEX cases_withdrawn ON cases (organisation_id, team_id, state_since) WHERE consent_status = 'withdrawn' AND closed_on IS NULL;
CREATE INDEX cases_passed_period ON cases (next_due_on) WHERE closed_on IS NULL AND NOT next_due_is_limit;
CREATE INDEX cases_home_office ON cases (organisation_id, home_office_reference_hash) WHERE home_office_reference_hash IS NOT NULL;

-- The person whose case it is. One row per case; every identifying value sealed.
CREATE TABLE persons (
    case_id            uuid PRIMARY KEY,
    organisation_id    uuid NOT NULL,
    name_to_use_sealed bytea NOT NULL,
    name_hashes        bigint[] NOT NULL,
    language           text NOT NULL,
    interpreter_needed boolean NOT NULL,
    private_place      boolean NOT NULL,
    safe_to_talk       boolean NOT NULL,
    safe_contact_sealed bytea NOT NULL,
    safe_contact_checked_on date NOT NULL,
    age_evidence_sealed bytea NOT NULL,
    local_authority_sealed bytea NOT NULL,
    date_of_birth_sealed bytea NOT NULL,
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
CREATE INDEX persons_name ON persons USING gin (name_hashes);

CREATE TABLE notes (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    author_id       uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('note', 'closing', 'reopening', 'reassignment')),
    text_sealed     bytea NOT NULL,
    written_at      timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, author_id) REFERENCES users (organisation_id, id)
);
CREATE INDEX notes_case ON notes (case_id, written_at DESC, id);
CREATE TRIGGER notes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE notes, persons, cases;
