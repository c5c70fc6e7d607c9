-- +goose Up

-- When a case passed to somebody else, was closed or was opened again: a look
-- long after that is asked about. A handful of rows of each case.
CREATE INDEX audit_entries_turns ON audit_entries (chain_id, seq) WHERE action IN ('case.reassign', 'case.close', 'case.reopen');

-- +goose Down
DROP INDEX audit_entries_turns;
