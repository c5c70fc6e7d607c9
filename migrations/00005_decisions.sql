-- +goose Up

-- A decision made by the Home Office, as a letter told us. Counts only once a
-- second person has confirmed it; what is wrong is superseded, never edited.
CREATE TABLE decisions (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('rg', 'cg')),
    outcome         text NOT NULL,
    ground          text NOT NULL DEFAULT '',
    authority       text NOT NULL,
    decided_on      date NOT NULL,
    received_on     date NOT NULL,
    letter_kept_sealed bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX decisions_case ON decisions (case_id, recorded_at);
CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE decision_reviews (
    decision_id     uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    outcome         text NOT NULL CHECK (outcome IN ('confirmed', 'returned')),
    reason_sealed   bytea NOT NULL,
    reviewed_by     uuid NOT NULL,
    reviewed_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, decision_id) REFERENCES decisions (organisation_id, id),
    FOREIGN KEY (organisation_id, reviewed_by) REFERENCES users (organisation_id, id)
);
CREATE TRIGGER decision_reviews_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_reviews
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- When and how the person was told. The first row counts.
CREATE TABLE decision_tellings (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    decision_id     uuid NOT NULL UNIQUE,
    told_on         date NOT NULL,
    details_sealed  bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, decision_id) REFERENCES decisions (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE TRIGGER decision_tellings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_tellings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Decisions waiting for a second person, so the queue needs no scan.
CREATE TABLE decisions_waiting (
    decision_id     uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL UNIQUE,
    team_id         uuid NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, decision_id) REFERENCES decisions (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
CREATE INDEX decisions_waiting_team ON decisions_waiting (organisation_id, team_id, recorded_at);

-- A request to look again at a negative decision. Asking starts no clock, but
-- it meets the one that runs for asking.
CREATE TABLE reconsiderations (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    decision_id     uuid NOT NULL UNIQUE,
    requested_on    date NOT NULL,
    late_reason_sealed bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, decision_id) REFERENCES decisions (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX reconsiderations_case ON reconsiderations (case_id);
CREATE TRIGGER reconsiderations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reconsiderations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE reconsiderations, decisions_waiting, decision_tellings, decision_reviews, decisions;
