-- +goose Up

-- A call, message or letter to a client that somebody was about to make, as it
-- was judged by the safe contact of the moment. What was stopped is kept too.
CREATE TABLE client_contacts (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    number          integer NOT NULL,
    channel         text NOT NULL CHECK (channel IN ('phone', 'text', 'email', 'post', 'worker')),
    purpose         text NOT NULL,
    level           text NOT NULL CHECK (level IN ('allowed', 'warn', 'stop')),
    findings        text[] NOT NULL,
    details_sealed  bytea NOT NULL,
    judged_by       uuid NOT NULL,
    judged_at       timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    UNIQUE (case_id, number),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, judged_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN client_contacts.details_sealed IS 'The number or address, what would be left or said, and what the client asked for.';
CREATE TRIGGER client_contacts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON client_contacts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What came of a contact that was not stopped.
CREATE TABLE client_contact_results (
    contact_id      uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    result          text NOT NULL CHECK (result IN ('reached', 'not_reached', 'message_left', 'somebody_else', 'code_word_wrong', 'sent', 'came_back', 'not_made')),
    note_sealed     bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, contact_id) REFERENCES client_contacts (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE TRIGGER client_contact_results_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON client_contact_results
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE client_contact_results;
DROP TABLE client_contacts;
