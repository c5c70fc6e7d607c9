-- +goose Up

-- Who holds a thread of a client's life when the case is closed. The last row
-- of a thread counts.
CREATE TABLE thread_holders (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    number          int NOT NULL,
    thread          text NOT NULL,
    holding         text NOT NULL CHECK (holding IN ('somebody', 'client', 'not_needed')),
    who_sealed      bytea NOT NULL,
    contact_sealed  bytea NOT NULL,
    agreed          boolean NOT NULL,
    note_sealed     bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    UNIQUE (case_id, number),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN thread_holders.agreed IS 'Whoever holds it knows of it and agreed.';
CREATE TRIGGER thread_holders_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON thread_holders
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE thread_holders;
