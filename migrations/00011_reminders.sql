-- +goose Up

-- An escalation is told to the supervisors only when nobody has acted; when
-- somebody has, the row says so.
ALTER TABLE reminders DROP CONSTRAINT reminders_audience_check, DROP CONSTRAINT reminders_state_check;
ALTER TABLE reminders
    ADD CONSTRAINT reminders_audience_check CHECK (audience IN ('owner', 'owner_and_supervisor', 'escalation')),
    ADD CONSTRAINT reminders_state_check CHECK (state IN ('waiting', 'sent', 'skipped', 'not_needed', 'cancelled', 'acted_on')),
    ADD COLUMN category text NOT NULL DEFAULT 'period' CHECK (category IN ('limit', 'period', 'opening', 'safety', 'practice'));
UPDATE reminders r SET category = 'limit' FROM deadlines d WHERE d.id = r.deadline_id AND d.is_limit;
ALTER TABLE reminders ALTER COLUMN category DROP DEFAULT;
COMMENT ON COLUMN reminders.state IS 'not_needed: an escalation for which somebody had acted in time.';

-- The outbox: one row per message, which carries one notice or those of a day.
CREATE TABLE mails (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('single', 'digest')),
    case_id         uuid,
    things          int NOT NULL CHECK (things > 0),
    message_id      text NOT NULL UNIQUE,
    state           text NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'parked', 'cancelled')),
    attempts        int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    in_doubt        boolean NOT NULL DEFAULT false,
    last_error      text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL,
    sent_at         timestamptz,
    CHECK ((kind = 'single') = (case_id IS NOT NULL)),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
COMMENT ON COLUMN mails.message_id IS 'Always the same for the same message, so that a double can be seen.';
COMMENT ON COLUMN mails.things IS 'How many notices it speaks of.';
COMMENT ON COLUMN mails.state IS 'failed: tried, and to be tried again; parked: given up; cancelled: everything it speaks of was dealt with first.';
COMMENT ON COLUMN mails.in_doubt IS 'A try ended without an answer, so the reader may have it twice.';

INSERT INTO mails (id, organisation_id, user_id, kind, case_id, things, message_id, state, attempts, next_attempt_at, in_doubt, created_at, sent_at)
    SELECT id, organisation_id, user_id, 'single', case_id, 1, message_id, state, attempts, next_attempt_at, in_doubt, created_at, sent_at FROM deliveries;
CREATE INDEX mails_due ON mails (next_attempt_at, id) WHERE state IN ('waiting', 'failed', 'sending');
CREATE INDEX mails_open ON mails (organisation_id) WHERE state IN ('waiting', 'failed', 'sending');
CREATE INDEX mails_parked ON mails (organisation_id, id) WHERE state = 'parked';
CREATE INDEX mails_sent ON mails (organisation_id, sent_at) WHERE sent_at IS NOT NULL;

-- A delivery is the notice in somebody's list, whatever happens to the mail.
DROP INDEX deliveries_waiting, deliveries_user;
ALTER TABLE deliveries
    ADD COLUMN by_mail text NOT NULL DEFAULT 'single' CHECK (by_mail IN ('none', 'digest', 'single')),
    ADD COLUMN mail_id uuid,
    ADD COLUMN covering_for uuid,
    ADD COLUMN over_at timestamptz,
    ADD COLUMN put_off_until date,
    ADD UNIQUE (organisation_id, id),
    ADD FOREIGN KEY (organisation_id, mail_id) REFERENCES mails (organisation_id, id),
    ADD FOREIGN KEY (organisation_id, covering_for) REFERENCES users (organisation_id, id);
UPDATE deliveries SET mail_id = id;
UPDATE deliveries v SET over_at = now() FROM reminders r JOIN deadlines d ON d.id = r.deadline_id
    WHERE r.id = v.reminder_id AND v.seen_at IS NULL AND d.status <> 'open';
ALTER TABLE deliveries
    ALTER COLUMN by_mail DROP DEFAULT,
    DROP COLUMN message_id, DROP COLUMN state, DROP COLUMN attempts, DROP COLUMN next_attempt_at, DROP COLUMN in_doubt, DROP COLUMN sent_at;
COMMENT ON COLUMN deliveries.mail_id IS 'The last mail that carries it; none while it waits for the next digest.';
COMMENT ON COLUMN deliveries.covering_for IS 'Who was away when the reader was told in their place.';
COMMENT ON COLUMN deliveries.over_at IS 'When it no longer asked for anything: a later step took its place, its date came to its end, or its reader no longer covers.';
CREATE INDEX deliveries_user ON deliveries (user_id, id DESC);
CREATE INDEX deliveries_open ON deliveries (user_id, id DESC) WHERE seen_at IS NULL AND over_at IS NULL;
CREATE INDEX deliveries_digest ON deliveries (user_id) WHERE by_mail = 'digest' AND mail_id IS NULL AND seen_at IS NULL AND over_at IS NULL;
CREATE INDEX deliveries_mail ON deliveries (mail_id);
CREATE INDEX deliveries_covering ON deliveries (covering_for, user_id) WHERE covering_for IS NOT NULL AND seen_at IS NULL AND over_at IS NULL;

-- Why somebody put a notice off, and until when.
CREATE TABLE put_offs (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    delivery_id     uuid NOT NULL,
    until_on        date NOT NULL,
    reason_sealed   bytea NOT NULL,
    put_off_by      uuid NOT NULL,
    put_off_at      timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, delivery_id) REFERENCES deliveries (organisation_id, id),
    FOREIGN KEY (organisation_id, put_off_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX put_offs_delivery ON put_offs (delivery_id, put_off_at DESC);
CREATE TRIGGER put_offs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON put_offs
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What somebody wants to be sent; without a row, everything.
CREATE TABLE reminder_choices (
    user_id         uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    no_digest       boolean NOT NULL,
    off             text[] NOT NULL,
    changed_at      timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);

-- Who looks after whose cases while they are on leave.
CREATE TABLE leave_covers (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    cover_id        uuid NOT NULL CHECK (cover_id <> user_id),
    from_on         date NOT NULL,
    until_on        date NOT NULL CHECK (until_on >= from_on),
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    ended_by        uuid,
    ended_at        timestamptz,
    CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, cover_id) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, ended_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN leave_covers.until_on IS 'The last day of leave.';
CREATE INDEX leave_covers_user ON leave_covers (user_id, until_on) WHERE ended_at IS NULL;
CREATE INDEX leave_covers_cover ON leave_covers (cover_id, until_on) WHERE ended_at IS NULL;
CREATE INDEX leave_covers_organisation ON leave_covers (organisation_id, until_on) WHERE ended_at IS NULL;

-- When each job last ran, whichever copy of the program ran it.
CREATE TABLE job_runs (
    job             text PRIMARY KEY,
    started_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    failed_at       timestamptz,
    error           text NOT NULL DEFAULT ''
);
-- The time of a sweep's alarm runs from now on, even if none should ever end.
INSERT INTO job_runs (job, started_at, finished_at) VALUES ('remind', now(), now());

-- +goose Down
DROP TABLE job_runs, leave_covers, reminder_choices, put_offs;
DROP INDEX deliveries_user, deliveries_open, deliveries_digest, deliveries_mail, deliveries_covering;
ALTER TABLE deliveries
    ADD COLUMN message_id text UNIQUE,
    ADD COLUMN state text CHECK (state IN ('waiting', 'sending', 'sent', 'parked')),
    ADD COLUMN attempts int NOT NULL DEFAULT 0,
    ADD COLUMN next_attempt_at timestamptz,
    ADD COLUMN in_doubt boolean NOT NULL DEFAULT false,
    ADD COLUMN sent_at timestamptz;
UPDATE deliveries v SET message_id = 'reminder-' || v.reminder_id || '-' || v.user_id, next_attempt_at = v.created_at, state = 'sent';
UPDATE deliveries v SET state = CASE m.state WHEN 'failed' THEN 'waiting' WHEN 'cancelled' THEN 'sent' ELSE m.state END,
    attempts = m.attempts, next_attempt_at = m.next_attempt_at, in_doubt = m.in_doubt, sent_at = m.sent_at
    FROM mails m WHERE m.id = v.mail_id;
ALTER TABLE deliveries
    ALTER COLUMN message_id SET NOT NULL, ALTER COLUMN state SET NOT NULL, ALTER COLUMN next_attempt_at SET NOT NULL,
    DROP COLUMN by_mail, DROP COLUMN mail_id, DROP COLUMN covering_for, DROP COLUMN over_at, DROP COLUMN put_off_until,
    DROP CONSTRAINT deliveries_organisation_id_id_key;
CREATE INDEX deliveries_waiting ON deliveries (next_attempt_at, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX deliveries_user ON deliveries (user_id, created_at DESC, id);
DROP TABLE mails;
UPDATE reminders SET audience = 'owner_and_supervisor' WHERE audience = 'escalation';
UPDATE reminders SET state = 'skipped' WHERE state = 'not_needed';
ALTER TABLE reminders DROP COLUMN category, DROP CONSTRAINT reminders_audience_check, DROP CONSTRAINT reminders_state_check;
ALTER TABLE reminders
    ADD CONSTRAINT reminders_audience_check CHECK (audience IN ('owner', 'owner_and_supervisor')),
    ADD CONSTRAINT reminders_state_check CHECK (state IN ('waiting', 'sent', 'skipped', 'cancelled', 'acted_on'));
