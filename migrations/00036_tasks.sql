-- +goose Up

-- The next steps of a case. What a step says is copied from the list it was
-- opened by, so that it stays what it was when the list changes.
CREATE TABLE tasks (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    rule_id         text NOT NULL,
    source          text NOT NULL,
    heading         text NOT NULL,
    title           text NOT NULL,
    reason          text NOT NULL,
    safety          boolean NOT NULL,
    owner_role      text NOT NULL CHECK (owner_role IN ('caseworker', 'supervisor')),
    opened_on       date NOT NULL,
    due_on          date NOT NULL,
    state           text NOT NULL CHECK (state IN ('open', 'done', 'not_needed', 'ended')),
    closed_on       date,
    CHECK ((state = 'open') = (closed_on IS NULL)),
    UNIQUE (organisation_id, id),
    UNIQUE (case_id, rule_id, source),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
COMMENT ON COLUMN tasks.source IS 'The record of what opened it.';
COMMENT ON COLUMN tasks.owner_role IS 'Whoever holds the case, or the supervisors of its team.';
COMMENT ON COLUMN tasks.state IS 'ended: what happened since made it needless.';
CREATE INDEX tasks_open_case ON tasks (case_id, due_on, id) WHERE state = 'open';
CREATE INDEX tasks_open_organisation ON tasks (organisation_id, due_on, id) WHERE state = 'open';

-- What somebody did with a step, and why.
CREATE TABLE task_entries (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    task_id         uuid NOT NULL,
    what            text NOT NULL CHECK (what IN ('done', 'not_needed', 'open')),
    note_sealed     bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, task_id) REFERENCES tasks (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX task_entries_task ON task_entries (task_id, recorded_at);
CREATE TRIGGER task_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON task_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The list of next steps an organisation works by; the last row counts. Without
-- a row it is the list that comes with the program.
CREATE TABLE task_lists (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    content         text NOT NULL,
    reason          text NOT NULL,
    loaded_by       uuid NOT NULL,
    loaded_at       timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, loaded_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX task_lists_latest ON task_lists (organisation_id, loaded_at DESC);
CREATE TRIGGER task_lists_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON task_lists
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE task_lists, task_entries, tasks;
