-- +goose Up

-- Every set of rules and every list of bank holidays a date was ever counted
-- with, so that the counting can be shown again. Named by a hash of the body.
CREATE TABLE rule_sets (
    version    text PRIMARY KEY,
    body       bytea NOT NULL,
    kept_at    timestamptz NOT NULL
);
CREATE TRIGGER rule_sets_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_sets
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE holiday_lists (
    version    text PRIMARY KEY,
    body       bytea NOT NULL,
    kept_at    timestamptz NOT NULL
);
CREATE TRIGGER holiday_lists_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON holiday_lists
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which book an organisation counts with; the latest row is the one in force.
CREATE TABLE book_changes (
    id               uuid PRIMARY KEY,
    organisation_id  uuid NOT NULL REFERENCES organisations,
    rules_version    text NOT NULL REFERENCES rule_sets,
    calendar_version text NOT NULL REFERENCES holiday_lists,
    reason           text NOT NULL,
    applied_by       text NOT NULL,
    applied_at       timestamptz NOT NULL
);
COMMENT ON COLUMN book_changes.applied_by IS 'The user, or nobody when the program itself did it.';
CREATE INDEX book_changes_in_force ON book_changes (organisation_id, applied_at DESC, id DESC);
CREATE TRIGGER book_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON book_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE book_changes, holiday_lists, rule_sets;
