-- +goose Up

CREATE TABLE deadlines (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    rule_id         text NOT NULL,
    rules_version   text NOT NULL,
    calendar_version text NOT NULL,
    trigger_kind    text NOT NULL,
    trigger_on      date NOT NULL,
    trigger_source  text NOT NULL,
    minimum_on      date,
    due_on          date,
    at_least        boolean NOT NULL,
    is_limit        boolean NOT NULL,
    status          text NOT NULL CHECK (status IN ('open', 'met', 'ended', 'superseded')),
    closed_on       date,
    computed_at     timestamptz NOT NULL,
    superseded_at   timestamptz,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
COMMENT ON COLUMN deadlines.is_limit IS 'Passing the date is a breach; other dates only mark the end of a period.';
CREATE UNIQUE INDEX deadlines_current ON deadlines (case_id, rule_id, trigger_source) WHERE status <> 'superseded';
CREATE INDEX deadlines_open ON deadlines (case_id, due_on) WHERE status = 'open';

CREATE TABLE reminders (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    deadline_id     uuid NOT NULL,
    step            text NOT NULL,
    days_before     int NOT NULL,
    audience        text NOT NULL CHECK (audience IN ('owner', 'owner_and_supervisor')),
    due_on          date NOT NULL,
    state           text NOT NULL CHECK (state IN ('waiting', 'sent', 'skipped', 'cancelled', 'acted_on')),
    late            boolean NOT NULL DEFAULT false,
    changed_at      timestamptz NOT NULL,
    UNIQUE (deadline_id, step, due_on),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, deadline_id) REFERENCES deadlines (organisation_id, id)
);
CREATE INDEX reminders_waiting ON reminders (due_on, id) WHERE state = 'waiting';
CREATE INDEX reminders_case ON reminders (case_id);

-- The outbox: one row per reminder and recipient, whatever happens to the mail.
CREATE TABLE deliveries (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    reminder_id     uuid NOT NULL,
    case_id         uuid NOT NULL,
    user_id         uuid NOT NULL,
    message_id      text NOT NULL UNIQUE,
    state           text NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'parked')),
    attempts        int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    in_doubt        boolean NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL,
    sent_at         timestamptz,
    seen_at         timestamptz,
    UNIQUE (reminder_id, user_id),
    FOREIGN KEY (organisation_id, reminder_id) REFERENCES reminders (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);
CREATE INDEX deliveries_waiting ON deliveries (next_attempt_at, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX deliveries_user ON deliveries (user_id, created_at DESC, id);

-- +goose Down
DROP TABLE deliveries, reminders, deadlines;
