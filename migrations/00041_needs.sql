-- +goose Up

-- A sitting in which a client was asked what they need. Never edited.
CREATE TABLE need_checks (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    finished        boolean NOT NULL,
    through_number  int NOT NULL,
    note_sealed     bytea NOT NULL,
    asked_on        date NOT NULL,
    asked_by        uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, asked_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN need_checks.finished IS 'false: broken off, to be gone on with. Only a finished one counts as made.';
COMMENT ON COLUMN need_checks.through_number IS 'The last of need_entries when it was over: what follows has changed since.';
CREATE INDEX need_checks_case ON need_checks (case_id, recorded_at);
CREATE TRIGGER need_checks_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON need_checks
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was said of one need of a client. The last row of a need counts.
CREATE TABLE need_entries (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    number          int NOT NULL,
    need            text NOT NULL,
    state           text NOT NULL CHECK (state IN ('wanted', 'being_arranged', 'met', 'no_need', 'declined', 'not_available')),
    owner_id        uuid,
    check_id        uuid,
    handoff_id      uuid,
    note_sealed     bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    UNIQUE (case_id, number),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, check_id) REFERENCES need_checks (organisation_id, id),
    FOREIGN KEY (organisation_id, handoff_id) REFERENCES handoffs (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN need_entries.owner_id IS 'Who of the organisation sees to it from here on.';
COMMENT ON COLUMN need_entries.check_id IS 'The sitting in which it was said, if in one.';
COMMENT ON COLUMN need_entries.handoff_id IS 'The handoff that took it up or settled it.';
CREATE INDEX need_entries_latest ON need_entries (case_id, need, number DESC);
CREATE TRIGGER need_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON need_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The needs a handoff was made for.
CREATE TABLE handoff_needs (
    handoff_id      uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    need            text NOT NULL,
    PRIMARY KEY (handoff_id, need),
    FOREIGN KEY (organisation_id, handoff_id) REFERENCES handoffs (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
CREATE INDEX handoff_needs_case ON handoff_needs (case_id, need);
CREATE TRIGGER handoff_needs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON handoff_needs
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a client asked of those who help: by whom they are spoken to, where they
-- must not be sent. The last row of a case counts.
CREATE TABLE wishes (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    interviewer     text NOT NULL CHECK (interviewer IN ('', 'woman', 'man', 'either')),
    interpreter     text NOT NULL CHECK (interpreter IN ('', 'woman', 'man', 'either')),
    language_sealed bytea NOT NULL,
    unsafe_sealed   bytea NOT NULL,
    access_sealed   bytea NOT NULL,
    said_by         text NOT NULL CHECK (said_by IN ('client', 'for_client', 'staff')),
    said_by_sealed  bytea NOT NULL,
    said_on         date NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN wishes.language_sealed IS 'Dialect, faith, who must not be the interpreter.';
COMMENT ON COLUMN wishes.unsafe_sealed IS 'Where the client must not be sent, one place to a line.';
COMMENT ON COLUMN wishes.said_by_sealed IS 'Who spoke for the client, in words.';
CREATE INDEX wishes_case ON wishes (case_id, recorded_at);
CREATE TRIGGER wishes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON wishes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE wishes, handoff_needs, need_entries, need_checks;
