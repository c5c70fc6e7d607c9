-- +goose Up

-- A local panel may decide both questions about a child in one letter.
ALTER TABLE decisions DROP CONSTRAINT decisions_kind_check,
    ADD CONSTRAINT decisions_kind_check CHECK (kind IN ('rg', 'cg', 'rg_cg'));

-- How the client is to be told of a decision. The last row counts.
CREATE TABLE telling_plans (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    decision_id     uuid NOT NULL,
    tell_on         date NOT NULL,
    details_sealed  bytea NOT NULL,
    planned_by      uuid NOT NULL,
    planned_at      timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, decision_id) REFERENCES decisions (organisation_id, id),
    FOREIGN KEY (organisation_id, planned_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN telling_plans.details_sealed IS 'Who tells, in which language and where.';
CREATE INDEX telling_plans_decision ON telling_plans (decision_id, planned_at DESC);
CREATE TRIGGER telling_plans_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON telling_plans
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE telling_plans;
ALTER TABLE decisions DROP CONSTRAINT decisions_kind_check,
    ADD CONSTRAINT decisions_kind_check CHECK (kind IN ('rg', 'cg'));
