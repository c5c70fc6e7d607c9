-- +goose Up

-- The support directory as an organisation keeps it. A row is one version of an
-- entry: writing makes the next one, and what it said before stays to be read.
-- An entry with the name of a published one takes its place. Nothing here is
-- about any client.
CREATE TABLE directory_entries (
    organisation_id uuid NOT NULL REFERENCES organisations,
    entry_id        text NOT NULL CHECK (entry_id <> ''),
    version         int NOT NULL CHECK (version > 0),
    entry           jsonb NOT NULL,
    checked_on      date,
    public          boolean NOT NULL,
    written_by      uuid NOT NULL,
    written_at      timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, entry_id, version),
    FOREIGN KEY (organisation_id, written_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN directory_entries.checked_on IS 'The day somebody last made sure that the entry is right.';
COMMENT ON COLUMN directory_entries.public IS 'Everybody may read it. A refuge whose address is secret is not public.';
CREATE TRIGGER directory_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON directory_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE directory_entries;
