-- +goose Up

-- Every time somebody passed a handoff on by hand or asked again: which way,
-- whom, what was said, and when to ask next.
CREATE TABLE handoff_chases (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    handoff_id      uuid NOT NULL,
    how             text NOT NULL,
    contact_sealed  bytea NOT NULL,
    details_sealed  bytea NOT NULL,
    next_chase_on   date NOT NULL,
    chased_by       uuid NOT NULL,
    chased_at       timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, handoff_id) REFERENCES handoffs (organisation_id, id),
    FOREIGN KEY (organisation_id, chased_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX handoff_chases_handoff ON handoff_chases (handoff_id, chased_at);
CREATE TRIGGER handoff_chases_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON handoff_chases
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A handoff that is being written: it belongs to the case, so that a colleague
-- can go on with it. Nothing of it has left.
CREATE TABLE handoff_drafts (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    form_sealed     bytea NOT NULL,
    begun_by        uuid NOT NULL,
    begun_at        timestamptz NOT NULL,
    saved_by        uuid NOT NULL,
    saved_at        timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, begun_by) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, saved_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX handoff_drafts_case ON handoff_drafts (case_id, begun_at);

-- +goose Down
DROP TABLE handoff_drafts, handoff_chases;
