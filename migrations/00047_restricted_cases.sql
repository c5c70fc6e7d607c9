-- +goose Up

-- Which cases are closed to which people because of a conflict of interest,
-- act by act: who was named, who was let back in, and why.
CREATE TABLE case_restrictions (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    user_id         uuid NOT NULL,
    lifted          boolean NOT NULL,
    reason_sealed   bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    CHECK (user_id <> recorded_by),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX case_restrictions_case ON case_restrictions (case_id, recorded_at, id);
CREATE TRIGGER case_restrictions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_restrictions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What counts now: every list leaves out the cases that are closed to its
-- reader, by one look into this index.
CREATE TABLE case_bars (
    user_id         uuid NOT NULL,
    case_id         uuid NOT NULL,
    organisation_id uuid NOT NULL,
    restriction_id  uuid NOT NULL,
    PRIMARY KEY (user_id, case_id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, restriction_id) REFERENCES case_restrictions (organisation_id, id)
);
CREATE INDEX case_bars_case ON case_bars (case_id);

-- +goose Down
DROP TABLE case_bars, case_restrictions;
