-- +goose Up

-- What a client is shown before they are asked. A sheet is written, looked at,
-- then published; from then on it stays as it is, and a new wording is a new
-- version. It holds nothing about any client.
CREATE TABLE explanation_sheets (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    language_tag    text NOT NULL,
    language_name   text NOT NULL,
    own_name        text NOT NULL,
    direction       text NOT NULL CHECK (direction IN ('', 'ltr', 'rtl')),
    version         int CHECK (version > 0),
    title           text NOT NULL,
    opening         text NOT NULL,
    sections        jsonb NOT NULL,
    closing         text NOT NULL,
    translator      text NOT NULL,
    translated_on   date,
    row_version     bigint NOT NULL DEFAULT 1,
    written_by      uuid NOT NULL,
    written_at      timestamptz NOT NULL,
    published_by    uuid,
    published_at    timestamptz,
    UNIQUE (language_tag, version),
    UNIQUE (organisation_id, id),
    CHECK ((published_at IS NULL) = (version IS NULL) AND (published_at IS NULL) = (published_by IS NULL)),
    CHECK (published_at IS NULL OR (direction <> '' AND translated_on IS NOT NULL)),
    FOREIGN KEY (organisation_id, written_by) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, published_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN explanation_sheets.language_tag IS 'BCP 47.';
COMMENT ON COLUMN explanation_sheets.version IS 'Counted for each language over all organisations, because the address of a published sheet is public.';
CREATE INDEX explanation_sheets_organisation ON explanation_sheets (organisation_id, written_at DESC);

-- +goose StatementBegin
CREATE FUNCTION refuse_published_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published row of % is never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd
CREATE TRIGGER explanation_sheets_published BEFORE UPDATE OR DELETE ON explanation_sheets
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_published_change();
CREATE TRIGGER explanation_sheets_truncated BEFORE TRUNCATE ON explanation_sheets
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_published_change();

-- +goose Down
DROP TABLE explanation_sheets;
DROP FUNCTION refuse_published_change();
