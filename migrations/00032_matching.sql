-- +goose Up

-- Keyed hashes by which a person is recognised who is on another case already,
-- and the names beside the one to use (docs/adr/0012-import-and-matching.md).
-- NULL in sound_keys: not worked out yet, the tidy job does it.
ALTER TABLE persons
    ADD COLUMN other_names_sealed bytea,
    ADD COLUMN sound_keys bigint[],
    ADD COLUMN birth_key bigint,
    ADD COLUMN contact_keys bigint[];
COMMENT ON COLUMN persons.sound_keys IS 'Of each part of every name as it sounds, and of each pair of parts in any order.';
COMMENT ON COLUMN persons.contact_keys IS 'Of every phone number and e-mail address there ever was on the case.';
CREATE INDEX persons_sound ON persons USING gin (sound_keys);
CREATE INDEX persons_contact ON persons USING gin (contact_keys);
CREATE INDEX persons_birth ON persons (organisation_id, birth_key) WHERE birth_key IS NOT NULL;
CREATE INDEX persons_without_keys ON persons (case_id) WHERE sound_keys IS NULL;

-- Two cases of one person: the one that is closed names the one that is kept.
-- Nothing moves from one to the other, so it can be taken apart again.
ALTER TABLE cases
    ADD COLUMN merged_into uuid,
    ADD CHECK (merged_into IS NULL OR merged_into <> id AND closed_on IS NOT NULL),
    ADD FOREIGN KEY (organisation_id, merged_into) REFERENCES cases (organisation_id, id);
CREATE INDEX cases_merged ON cases (merged_into) WHERE merged_into IS NOT NULL;

-- Every merging and every parting, with who, when and why.
CREATE TABLE case_merges (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    kept_case_id    uuid NOT NULL,
    parted          boolean NOT NULL,
    was_closed      boolean NOT NULL,
    reason_sealed   bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, kept_case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN case_merges.parted IS 'The merging was taken back.';
COMMENT ON COLUMN case_merges.was_closed IS 'The case was closed already when it was merged, and stays so when they are parted.';
CREATE INDEX case_merges_case ON case_merges (case_id, recorded_at);
CREATE INDEX case_merges_kept ON case_merges (kept_case_id, recorded_at);
CREATE TRIGGER case_merges_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_merges
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Why somebody started a case although one was found that may be the same
-- person's, and what a spreadsheet said that has no place of its own.
ALTER TABLE notes DROP CONSTRAINT notes_kind_check;
ALTER TABLE notes ADD CONSTRAINT notes_kind_check CHECK (kind IN ('note', 'closing', 'reopening', 'reassignment', 'identity', 'proof_pack', 'match', 'imported'));

-- +goose Down
ALTER TABLE notes DROP CONSTRAINT notes_kind_check;
ALTER TABLE notes ADD CONSTRAINT notes_kind_check CHECK (kind IN ('note', 'closing', 'reopening', 'reassignment', 'identity', 'proof_pack')) NOT VALID;
DROP TABLE case_merges;
ALTER TABLE cases DROP COLUMN merged_into;
ALTER TABLE persons DROP COLUMN other_names_sealed, DROP COLUMN sound_keys, DROP COLUMN birth_key, DROP COLUMN contact_keys;
