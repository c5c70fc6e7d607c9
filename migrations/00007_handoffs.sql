-- +goose Up

CREATE TABLE handoffs (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    team_id         uuid NOT NULL,
    number          int NOT NULL,
    directory_entry text NOT NULL,
    recipient_name_sealed bytea NOT NULL,
    recipient_class text NOT NULL,
    purpose_sealed  bytea NOT NULL,
    sent_how        text NOT NULL,
    note_sealed     bytea NOT NULL,
    state           text NOT NULL,
    sent_by         uuid NOT NULL,
    sent_at         timestamptz NOT NULL,
    answer_due_at   timestamptz NOT NULL,
    told_at         timestamptz,
    closed_at       timestamptz,
    UNIQUE (case_id, number),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, sent_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN handoffs.told_at IS 'When the recipient was told that the client withdrew consent.';
CREATE INDEX handoffs_open ON handoffs (organisation_id, team_id, answer_due_at, id) WHERE closed_at IS NULL;

-- What was put in the envelope, each item with the answer that allowed it.
CREATE TABLE handoff_items (
    handoff_id      uuid NOT NULL,
    organisation_id uuid NOT NULL,
    item            text NOT NULL,
    place           int NOT NULL,
    shared          boolean NOT NULL,
    basis           text NOT NULL,
    why             text NOT NULL,
    consent_record_id uuid,
    value_sealed    bytea NOT NULL,
    PRIMARY KEY (handoff_id, item),
    FOREIGN KEY (organisation_id, handoff_id) REFERENCES handoffs (organisation_id, id),
    FOREIGN KEY (organisation_id, consent_record_id) REFERENCES consent_records (organisation_id, id)
);
CREATE TRIGGER handoff_items_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON handoff_items
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Every answer, question and closing word, in order.
CREATE TABLE handoff_answers (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    handoff_id      uuid NOT NULL,
    state           text NOT NULL,
    outcome         text NOT NULL,
    contact_sealed  bytea NOT NULL,
    details_sealed  bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, handoff_id) REFERENCES handoffs (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX handoff_answers_handoff ON handoff_answers (handoff_id, recorded_at);
CREATE TRIGGER handoff_answers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON handoff_answers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE handoff_answers, handoff_items, handoffs;
