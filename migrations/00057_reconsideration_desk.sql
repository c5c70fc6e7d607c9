-- +goose Up

-- What a request for reconsideration rests on and who sends it, while it is
-- prepared. The last row of a decision counts.
CREATE TABLE reconsideration_plans (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    decision_id     uuid NOT NULL,
    grounds         text[] NOT NULL,
    asker           text NOT NULL,
    details_sealed  bytea NOT NULL,
    planned_by      uuid NOT NULL,
    planned_at      timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, decision_id) REFERENCES decisions (organisation_id, id),
    FOREIGN KEY (organisation_id, planned_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN reconsideration_plans.details_sealed IS 'Why, and the name of who sends it.';
CREATE INDEX reconsideration_plans_decision ON reconsideration_plans (decision_id, planned_at DESC);
CREATE TRIGGER reconsideration_plans_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reconsideration_plans
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Evidence or more time that somebody was asked for.
CREATE TABLE reconsideration_wanted (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    decision_id     uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('evidence', 'more_time')),
    wanted_by       date,
    details_sealed  bytea NOT NULL,
    added_by        uuid NOT NULL,
    added_at        timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, decision_id) REFERENCES decisions (organisation_id, id),
    FOREIGN KEY (organisation_id, added_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN reconsideration_wanted.details_sealed IS 'What is wanted and from whom.';
CREATE INDEX reconsideration_wanted_decision ON reconsideration_wanted (decision_id, added_at);
CREATE TRIGGER reconsideration_wanted_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reconsideration_wanted
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What came of it, once.
CREATE TABLE reconsideration_wanted_answers (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    wanted_id       uuid NOT NULL UNIQUE,
    outcome         text NOT NULL CHECK (outcome IN ('got', 'not_to_get', 'granted', 'declined')),
    answered_on     date NOT NULL,
    note_sealed     bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, wanted_id) REFERENCES reconsideration_wanted (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE TRIGGER reconsideration_wanted_answers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reconsideration_wanted_answers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Requests recorded before say nothing of their grounds.
ALTER TABLE reconsiderations
    ADD COLUMN grounds text[] NOT NULL DEFAULT '{}',
    ADD COLUMN asker text NOT NULL DEFAULT '',
    ADD COLUMN details_sealed bytea;
COMMENT ON COLUMN reconsiderations.details_sealed IS 'Why, the name of who sent it, and which evidence went with it.';

-- +goose Down
ALTER TABLE reconsiderations DROP COLUMN details_sealed, DROP COLUMN asker, DROP COLUMN grounds;
DROP TABLE reconsideration_wanted_answers, reconsideration_wanted, reconsideration_plans;
