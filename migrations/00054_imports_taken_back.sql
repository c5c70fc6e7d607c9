-- +goose Up

-- Taking an import back is run like the import itself: somebody asks for it,
-- a job does it, and it goes on after a restart.
ALTER TABLE imports DROP CONSTRAINT imports_state_check;
ALTER TABLE imports ADD CONSTRAINT imports_state_check
    CHECK (state IN ('uploaded', 'checked', 'queued', 'done', 'undoing', 'undone', 'dropped'));
DROP INDEX imports_queued;
CREATE INDEX imports_queued ON imports (begun_at) WHERE state IN ('queued', 'undoing');

-- +goose Down
UPDATE imports SET state = 'done' WHERE state = 'undoing';
ALTER TABLE imports DROP CONSTRAINT imports_state_check;
ALTER TABLE imports ADD CONSTRAINT imports_state_check
    CHECK (state IN ('uploaded', 'checked', 'queued', 'done', 'undone', 'dropped'));
DROP INDEX imports_queued;
CREATE INDEX imports_queued ON imports (begun_at) WHERE state = 'queued';
