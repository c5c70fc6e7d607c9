-- +goose Up

-- Versions of the official form that came after this release, as they were
-- loaded. A referral names the one it was started with, so none goes.
CREATE TABLE form_versions (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    version         date NOT NULL,
    body            bytea NOT NULL,
    source          text NOT NULL,
    loaded_by       text NOT NULL,
    loaded_at       timestamptz NOT NULL,
    UNIQUE (organisation_id, version)
);
COMMENT ON COLUMN form_versions.loaded_by IS 'The user, or nobody when the program itself did it.';
CREATE TRIGGER form_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON form_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE form_versions;
