-- +goose Up

-- Where each writer was last, so that they go on there.
ALTER TABLE referral_authors
    ADD COLUMN last_task text NOT NULL DEFAULT '',
    ADD COLUMN last_page text NOT NULL DEFAULT '',
    ADD COLUMN last_at   timestamptz;

-- A wording that a save put another in the place of.
CREATE TABLE referral_earlier_texts (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    referral_id     uuid NOT NULL,
    field           text NOT NULL,
    text_sealed     bytea NOT NULL,
    replaced_by     uuid NOT NULL,
    replaced_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, referral_id) REFERENCES referrals (organisation_id, id),
    FOREIGN KEY (organisation_id, replaced_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX referral_earlier_texts_field ON referral_earlier_texts (referral_id, field, replaced_at DESC);
CREATE TRIGGER referral_earlier_texts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON referral_earlier_texts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a worker last wrote of themselves is offered in their next referral.
CREATE INDEX referral_tasks_writer ON referral_tasks (updated_by, task, updated_at DESC);

-- The signs that are ticked on a list, and where they were seen.
CREATE TABLE referral_indicators (
    referral_id     uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    list_version    text NOT NULL,
    seen_sealed     bytea NOT NULL,
    updated_by      uuid NOT NULL,
    updated_at      timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, referral_id) REFERENCES referrals (organisation_id, id),
    FOREIGN KEY (organisation_id, updated_by) REFERENCES users (organisation_id, id)
);

-- What happened and when, piece by piece, as it was told. A change is a new row
-- in the place of the old one; the old one stays.
CREATE TABLE chronology_entries (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    entry_sealed    bytea NOT NULL,
    struck          boolean NOT NULL,
    replaces        uuid UNIQUE,
    written_by      uuid NOT NULL,
    written_at      timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    CHECK (replaces IS NOT NULL OR NOT struck),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, replaces) REFERENCES chronology_entries (organisation_id, id),
    FOREIGN KEY (organisation_id, written_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN chronology_entries.struck IS 'The entry it replaces is taken out of the account.';
CREATE INDEX chronology_entries_case ON chronology_entries (case_id, written_at);
CREATE TRIGGER chronology_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON chronology_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE chronology_entries, referral_indicators, referral_earlier_texts;
DROP INDEX referral_tasks_writer;
ALTER TABLE referral_authors DROP COLUMN last_task, DROP COLUMN last_page, DROP COLUMN last_at;
