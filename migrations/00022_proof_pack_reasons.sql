-- +goose Up

-- Why somebody asked for a proof pack that names members of staff.
ALTER TABLE notes DROP CONSTRAINT notes_kind_check;
ALTER TABLE notes ADD CONSTRAINT notes_kind_check CHECK (kind IN ('note', 'closing', 'reopening', 'reassignment', 'identity', 'proof_pack'));

-- +goose Down
ALTER TABLE notes DROP CONSTRAINT notes_kind_check;
ALTER TABLE notes ADD CONSTRAINT notes_kind_check CHECK (kind IN ('note', 'closing', 'reopening', 'reassignment', 'identity')) NOT VALID;
