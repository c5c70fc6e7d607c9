-- +goose Up

-- What happened in a case that no other record says and clocks hang on: a
-- check-in, a chase, a letter of another office. Never edited.
CREATE TABLE case_events (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    kind            text NOT NULL,
    happened_on     date NOT NULL,
    known_from      date,
    note_sealed     bytea NOT NULL,
    evidence_sealed bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN case_events.known_from IS 'The date of the letter, when it gives a day that lies ahead.';
COMMENT ON COLUMN case_events.evidence_sealed IS 'Where the letter or the message that shows it is kept.';
CREATE INDEX case_events_case ON case_events (case_id, happened_on);
CREATE TRIGGER case_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A recorded date that was wrong and the one that takes its place. The record
-- itself stays as it was written; the latest correction of it counts.
CREATE TABLE date_corrections (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    field           text NOT NULL CHECK (field IN ('decided_on', 'received_on', 'told_on', 'requested_on', 'submitted_on', 'date_of_birth', 'happened_on', 'known_from')),
    record_id       uuid NOT NULL,
    old_on          date,
    new_on          date,
    reason_sealed   bytea NOT NULL,
    corrected_by    uuid NOT NULL,
    corrected_at    timestamptz NOT NULL,
    CHECK (old_on IS DISTINCT FROM new_on),
    CHECK (old_on IS NOT NULL AND new_on IS NOT NULL OR field = 'happened_on'),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, corrected_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN date_corrections.new_on IS 'NULL: it never happened. The same in old_on takes that back.';
CREATE INDEX date_corrections_case ON date_corrections (case_id, corrected_at);
CREATE TRIGGER date_corrections_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON date_corrections
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What moves the counted day of a clock in one case: more time that somebody
-- gave, or the day on the letter where a rule of low confidence says another.
-- It names the clock and the record that opened it, not the version of the
-- rule. A row that takes another back ends its effect.
CREATE TABLE deadline_adjustments (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('extension', 'override', 'taken_back')),
    clock           text NOT NULL,
    trigger_kind    text NOT NULL,
    trigger_source  text NOT NULL,
    authority       text NOT NULL,
    reason_sealed   bytea NOT NULL,
    evidence_sealed bytea NOT NULL,
    old_on          date NOT NULL,
    new_on          date NOT NULL,
    takes_back      uuid UNIQUE,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    CHECK (kind <> 'extension' OR new_on > old_on),
    CHECK ((kind = 'taken_back') = (takes_back IS NOT NULL)),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, takes_back) REFERENCES deadline_adjustments (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN deadline_adjustments.authority IS 'The kind of body that gave more time; empty for an override.';
CREATE INDEX deadline_adjustments_case ON deadline_adjustments (case_id, recorded_at);
CREATE TRIGGER deadline_adjustments_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deadline_adjustments
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE deadlines
    ADD COLUMN counted_on  date,
    ADD COLUMN adjusted_by uuid,
    ADD COLUMN on_hold     boolean NOT NULL DEFAULT false,
    ADD FOREIGN KEY (organisation_id, adjusted_by) REFERENCES deadline_adjustments (organisation_id, id),
    -- What has no date has none: nobody writes one in the far future instead.
    ADD CONSTRAINT deadlines_no_far_future CHECK (minimum_on < DATE '2150-01-01' AND due_on < DATE '2150-01-01');
COMMENT ON COLUMN deadlines.minimum_on IS 'The day that counts: as counted, or as an adjustment moved it.';
COMMENT ON COLUMN deadlines.counted_on IS 'The day the rule counts to, when an adjustment moved it.';
COMMENT ON COLUMN deadlines.on_hold IS 'The authority has put the case on hold and the clock is not one of law: it waits.';

-- Both clocks of a handoff come from the rules in force when it was sent.
ALTER TABLE handoffs ADD COLUMN contact_due_at timestamptz;
UPDATE handoffs SET contact_due_at = answer_due_at;
ALTER TABLE handoffs ALTER COLUMN contact_due_at SET NOT NULL;
COMMENT ON COLUMN handoffs.answer_due_at IS 'When an answer is expected; afterwards the supervisors are told.';
COMMENT ON COLUMN handoffs.contact_due_at IS 'When first contact with the client is expected.';

-- The nation of a case decides which rules it is counted by.
CREATE TABLE nation_changes (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    old_nation      text NOT NULL,
    new_nation      text NOT NULL,
    moved           boolean NOT NULL,
    reason_sealed   bytea NOT NULL,
    changed_by      uuid NOT NULL,
    changed_at      timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, changed_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN nation_changes.moved IS 'The client moved; otherwise it was recorded wrongly.';
CREATE INDEX nation_changes_case ON nation_changes (case_id, changed_at);
CREATE TRIGGER nation_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON nation_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
ALTER TABLE handoffs DROP COLUMN contact_due_at;
COMMENT ON COLUMN handoffs.answer_due_at IS NULL;
ALTER TABLE deadlines
    DROP CONSTRAINT deadlines_no_far_future,
    DROP COLUMN counted_on, DROP COLUMN adjusted_by, DROP COLUMN on_hold;
DROP TABLE nation_changes, deadline_adjustments, date_corrections, case_events;
