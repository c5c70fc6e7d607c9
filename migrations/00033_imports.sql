-- +goose Up

-- A spreadsheet being brought in. Its file lies encrypted in the evidence
-- folder while it is open, its rows are sealed here; both go when it is done.
CREATE TABLE imports (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    state           text NOT NULL CHECK (state IN ('uploaded', 'checked', 'queued', 'done', 'undone', 'dropped')),
    team_id         uuid,
    owner_id        uuid,
    nation          text NOT NULL DEFAULT '',
    details_sealed  bytea NOT NULL,
    key_sealed      bytea,
    rows            int NOT NULL DEFAULT 0,
    made            int NOT NULL DEFAULT 0,
    attached        int NOT NULL DEFAULT 0,
    skipped         int NOT NULL DEFAULT 0,
    kept            int NOT NULL DEFAULT 0,
    failed          text NOT NULL DEFAULT '',
    begun_by        uuid NOT NULL,
    begun_at        timestamptz NOT NULL,
    run_by          uuid,
    done_at         timestamptz,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES teams (organisation_id, id),
    FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, begun_by) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, run_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN imports.details_sealed IS 'Name of the file, its headings and what each column holds.';
COMMENT ON COLUMN imports.kept IS 'Cases that stayed when the import was taken back, because somebody had worked on them.';
COMMENT ON COLUMN imports.failed IS 'Why the last run did nothing, in a sentence without anything personal.';
CREATE INDEX imports_organisation ON imports (organisation_id, begun_at DESC);
CREATE INDEX imports_queued ON imports (begun_at) WHERE state = 'queued';

-- Its rows: what each says, what is to be done with it, and which case it became.
CREATE TABLE import_rows (
    import_id       uuid NOT NULL,
    organisation_id uuid NOT NULL,
    number          int NOT NULL,
    cells_sealed    bytea,
    state           text NOT NULL CHECK (state IN ('ready', 'wrong', 'match', 'skip', 'new', 'attach', 'made', 'attached', 'undone')),
    case_id         uuid,
    case_version    bigint,
    PRIMARY KEY (import_id, number),
    FOREIGN KEY (organisation_id, import_id) REFERENCES imports (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
COMMENT ON COLUMN import_rows.state IS 'wrong and match wait for a person; new, attach and skip are what the person said.';
CREATE INDEX import_rows_state ON import_rows (import_id, state, number);
CREATE INDEX import_rows_case ON import_rows (case_id) WHERE case_id IS NOT NULL;

-- How far a run is, written beside its transaction so that others see it: no
-- reference to imports, whose row that transaction holds.
CREATE TABLE import_progress (
    import_id       uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    rows_done       int NOT NULL,
    at              timestamptz NOT NULL
);

-- What each heading means to an organisation, as it was said last.
CREATE TABLE import_headings (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    heading_hash    bigint NOT NULL,
    field           text NOT NULL,
    PRIMARY KEY (organisation_id, heading_hash)
);

-- +goose Down
DROP TABLE import_headings, import_progress, import_rows, imports;
