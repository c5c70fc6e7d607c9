-- +goose Up

-- An escalation is told to the supervisors only when nobody has acted; when
-- somebody has, the row says so.
ALTER TABLE reminders DROP CONSTRAINT reminders_audience_check, DROP CONSTRAINT reminders_state_check;
ALTER TABLE reminders
    ADD CONSTRAINT reminders_audience_check CHECK (audience IN ('owner', 'owner_and_supervisor', 'escalation')),
    ADD CONSTRAINT reminders_state_check CHECK (state IN ('waiting', 'sent', 'skipped', 'not_needed', 'cancelled', 'acted_on'));

-- +goose Down
UPDATE reminders SET audience = 'owner_and_supervisor' WHERE audience = 'escalation';
UPDATE reminders SET state = 'skipped' WHERE state = 'not_needed';
ALTER TABLE reminders DROP CONSTRAINT reminders_audience_check, DROP CONSTRAINT reminders_state_check;
ALTER TABLE reminders
    ADD CONSTRAINT reminders_audience_check CHECK (audience IN ('owner', 'owner_and_supervisor')),
    ADD CONSTRAINT reminders_state_check CHECK (state IN ('waiting', 'sent', 'skipped', 'cancelled', 'acted_on'));
