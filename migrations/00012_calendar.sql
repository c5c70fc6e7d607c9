-- +goose Up

-- Calendars, boards and printed weeks ask for the running dates of a person or
-- a team, day by day. Who holds a case is therefore kept beside its dates, as
-- an index would be: nobody writes these columns, the triggers below do, so
-- that no way of changing a case can leave them behind.
ALTER TABLE deadlines
    ADD COLUMN day date GENERATED ALWAYS AS (COALESCE(due_on, minimum_on)) STORED,
    ADD COLUMN team_id uuid,
    ADD COLUMN owner_id uuid,
    ADD COLUMN nation text,
    ADD COLUMN case_open boolean;
COMMENT ON COLUMN deadlines.day IS 'The day the date is shown and ordered by: the end, or the minimum while there is no end.';
COMMENT ON COLUMN deadlines.case_open IS 'As team_id, owner_id and nation: what the case says, kept here by triggers.';

UPDATE deadlines d SET team_id = c.team_id, owner_id = c.owner_id, nation = c.nation, case_open = c.closed_on IS NULL
    FROM cases c WHERE c.id = d.case_id;

ALTER TABLE deadlines
    ALTER COLUMN team_id SET NOT NULL,
    ALTER COLUMN owner_id SET NOT NULL,
    ALTER COLUMN nation SET NOT NULL,
    ALTER COLUMN case_open SET NOT NULL;

-- +goose StatementBegin
CREATE FUNCTION deadline_takes_from_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT c.team_id, c.owner_id, c.nation, c.closed_on IS NULL
        INTO NEW.team_id, NEW.owner_id, NEW.nation, NEW.case_open
        FROM cases c WHERE c.id = NEW.case_id;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER deadlines_take_from_case BEFORE INSERT ON deadlines
    FOR EACH ROW EXECUTE FUNCTION deadline_takes_from_case();

-- +goose StatementBegin
CREATE FUNCTION case_gives_to_deadlines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE deadlines SET team_id = NEW.team_id, owner_id = NEW.owner_id, nation = NEW.nation, case_open = NEW.closed_on IS NULL
        WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER cases_give_to_deadlines AFTER UPDATE OF team_id, owner_id, nation, closed_on ON cases
    FOR EACH ROW WHEN (
        OLD.team_id IS DISTINCT FROM NEW.team_id OR OLD.owner_id IS DISTINCT FROM NEW.owner_id
        OR OLD.nation IS DISTINCT FROM NEW.nation OR (OLD.closed_on IS NULL) IS DISTINCT FROM (NEW.closed_on IS NULL)
    ) EXECUTE FUNCTION case_gives_to_deadlines();

CREATE INDEX deadlines_of_owner ON deadlines (organisation_id, owner_id, day, id) INCLUDE (is_limit)
    WHERE status = 'open' AND case_open;
CREATE INDEX deadlines_of_team ON deadlines (organisation_id, team_id, day, id) INCLUDE (is_limit, rule_id, nation, owner_id)
    WHERE status = 'open' AND case_open;
-- Every date ever kept of a case, replaced ones too.
CREATE INDEX deadlines_case ON deadlines (case_id);
-- How much each member of a team holds.
CREATE INDEX cases_team_owner ON cases (organisation_id, team_id, owner_id, next_due_on) WHERE closed_on IS NULL;

-- A private calendar feed of one person. Of its key only the hash is kept.
CREATE TABLE calendar_feeds (
    user_id         uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    key_hash        bytea NOT NULL UNIQUE,
    created_at      timestamptz NOT NULL,
    last_read_at    timestamptz,
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);

-- +goose Down
DROP TABLE calendar_feeds;
DROP INDEX cases_team_owner, deadlines_case, deadlines_of_team, deadlines_of_owner;
DROP TRIGGER cases_give_to_deadlines ON cases;
DROP FUNCTION case_gives_to_deadlines;
DROP TRIGGER deadlines_take_from_case ON deadlines;
DROP FUNCTION deadline_takes_from_case;
ALTER TABLE deadlines DROP COLUMN case_open, DROP COLUMN nation, DROP COLUMN owner_id, DROP COLUMN team_id, DROP COLUMN day;
