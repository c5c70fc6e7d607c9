-- +goose Up

COMMENT ON TABLE rule_sets IS 'Every set of rules that was rehearsed or counted with, so that the counting can be shown again. Named by a hash of the body.';
COMMENT ON TABLE holiday_lists IS 'Every list of bank holidays that was rehearsed or counted with. Named by its years and a hash of the body.';

-- What a book would do to the open cases of an organisation, worked out before
-- it is taken into use, or what it did when it was. A rehearsal is a working
-- paper: what counts are book_changes, the deadlines and the audit trail.
CREATE TABLE book_rehearsals (
    id                    uuid PRIMARY KEY,
    organisation_id       uuid NOT NULL REFERENCES organisations,
    rules_version         text NOT NULL REFERENCES rule_sets,
    calendar_version      text NOT NULL REFERENCES holiday_lists,
    from_rules_version    text NOT NULL REFERENCES rule_sets,
    from_calendar_version text NOT NULL REFERENCES holiday_lists,
    open_cases            int NOT NULL,
    moved_cases           int NOT NULL,
    moved_dates           int NOT NULL,
    late_dates            int NOT NULL,
    rehearsed_by          text NOT NULL,
    rehearsed_at          timestamptz NOT NULL,
    taken_at              timestamptz,
    UNIQUE (organisation_id, id)
);
COMMENT ON COLUMN book_rehearsals.rehearsed_by IS 'The user, or nobody when the program itself did it.';
COMMENT ON COLUMN book_rehearsals.taken_at IS 'When the book was taken into use; the counts and moves are then what really happened. The book_changes row has the same id.';

CREATE TABLE book_moves (
    rehearsal_id    uuid NOT NULL,
    number          int NOT NULL,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    label           text NOT NULL,
    from_on         date,
    to_on           date,
    over            boolean NOT NULL,
    late            boolean NOT NULL,
    PRIMARY KEY (rehearsal_id, number),
    FOREIGN KEY (organisation_id, rehearsal_id) REFERENCES book_rehearsals (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN book_moves.from_on IS 'None when the date is new; to_on none when it no longer runs.';
COMMENT ON COLUMN book_moves.over IS 'The date ran neither before nor after.';
COMMENT ON COLUMN book_moves.late IS 'A limit that has passed on the new date and had not on the old one.';
CREATE INDEX book_moves_case ON book_moves (organisation_id, case_id);
CREATE INDEX book_moves_late ON book_moves (rehearsal_id, number) WHERE late;

-- +goose Down
DROP TABLE book_moves, book_rehearsals;
COMMENT ON TABLE rule_sets IS NULL;
COMMENT ON TABLE holiday_lists IS NULL;
