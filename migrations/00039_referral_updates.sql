-- +goose Up

-- What was recorded about a report after it was sent: amendments, late
-- evidence, changes of contact, and what the authority asks for. What was sent
-- stays as it is; these rows lie beside it and are never edited.
CREATE TABLE referral_updates (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    number          integer NOT NULL CHECK (number > 0),
    kind            text NOT NULL CHECK (kind IN ('amendment', 'late_evidence', 'contact_change', 'more_information')),
    content_sealed  bytea NOT NULL,
    sha256          bytea NOT NULL,
    needs_approval  boolean NOT NULL,
    to_tell         boolean NOT NULL,
    event_id        uuid,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    UNIQUE (case_id, number),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, event_id) REFERENCES case_events (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN referral_updates.sha256 IS 'Of the content, as it stands in the audit trail.';
COMMENT ON COLUMN referral_updates.to_tell IS 'The authority had still to be told when it was recorded.';
COMMENT ON COLUMN referral_updates.event_id IS 'The event that holds the last day for an answer.';
CREATE TRIGGER referral_updates_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON referral_updates
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What became of an update: the second person's look, and that the authority
-- was told or answered. Each at most once.
CREATE TABLE referral_update_steps (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    update_id       uuid NOT NULL,
    step            text NOT NULL CHECK (step IN ('reviewed', 'passed')),
    outcome         text NOT NULL CHECK ((step = 'reviewed') = (outcome IN ('approved', 'returned')) AND (step = 'passed') = (outcome = '')),
    passed_on       date CHECK ((step = 'passed') = (passed_on IS NOT NULL)),
    content_sealed  bytea NOT NULL,
    taken_by        uuid NOT NULL,
    taken_at        timestamptz NOT NULL,
    UNIQUE (update_id, step),
    FOREIGN KEY (organisation_id, update_id) REFERENCES referral_updates (organisation_id, id),
    FOREIGN KEY (organisation_id, taken_by) REFERENCES users (organisation_id, id)
);
CREATE TRIGGER referral_update_steps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON referral_update_steps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Amendments that wait for a second person, so that the queue need not look
-- through all that were ever made.
CREATE TABLE referral_updates_waiting (
    update_id       uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    FOREIGN KEY (organisation_id, update_id) REFERENCES referral_updates (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
CREATE INDEX referral_updates_waiting_organisation ON referral_updates_waiting (organisation_id);

-- An answer to one letter does not answer another.
ALTER TABLE case_events ADD COLUMN about uuid;
ALTER TABLE case_events ADD FOREIGN KEY (organisation_id, about) REFERENCES case_events (organisation_id, id);
COMMENT ON COLUMN case_events.about IS 'The event this one answers, where it answers one alone.';

-- +goose Down
ALTER TABLE case_events DROP COLUMN about;
DROP TABLE referral_updates_waiting, referral_update_steps, referral_updates;
