-- +goose Up

-- Official option lists that came after this release. The one with the latest
-- date counts; an answer keeps the value it was given.
CREATE TABLE option_lists (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    name            text NOT NULL,
    as_of           date NOT NULL,
    body            bytea NOT NULL,
    source          text NOT NULL,
    loaded_by       text NOT NULL,
    loaded_at       timestamptz NOT NULL,
    UNIQUE (organisation_id, name, as_of)
);
COMMENT ON COLUMN option_lists.loaded_by IS 'The user, or nobody when the program itself did it.';
CREATE TRIGGER option_lists_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON option_lists
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE option_lists;
