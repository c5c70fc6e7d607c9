-- +goose Up

-- Cases closed before, merged into another or taken back with the spreadsheet
-- they came from have no such reason.
ALTER TABLE cases ADD COLUMN closed_why text;
COMMENT ON COLUMN cases.closed_why IS 'Why it was closed, as a word that can be counted; the sentences are in its notes.';

-- +goose Down
ALTER TABLE cases DROP COLUMN closed_why;
