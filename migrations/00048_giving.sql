-- +goose Up

-- A single next step can be given to a colleague, who need not hold the case.
ALTER TABLE tasks ADD COLUMN given_to uuid,
    ADD FOREIGN KEY (organisation_id, given_to) REFERENCES users (organisation_id, id);
COMMENT ON COLUMN tasks.given_to IS 'The colleague who does it; none: whoever it is for by its role.';
CREATE INDEX tasks_open_given ON tasks (given_to, due_on, id) WHERE state = 'open' AND given_to IS NOT NULL;
ALTER TABLE task_entries DROP CONSTRAINT task_entries_what_check, ADD COLUMN given_to uuid,
    ADD CONSTRAINT task_entries_what_check CHECK (what IN ('done', 'not_needed', 'open', 'given')),
    ADD FOREIGN KEY (organisation_id, given_to) REFERENCES users (organisation_id, id);
COMMENT ON COLUMN task_entries.given_to IS 'With what = given: to whom; none when it went back to whoever it is for.';

-- A message that somebody was given cases or steps speaks of no reminder.
ALTER TABLE mails DROP CONSTRAINT mails_kind_check, DROP CONSTRAINT mails_check,
    ADD CONSTRAINT mails_kind_check CHECK (kind IN ('single', 'digest', 'link', 'given', 'step')),
    ADD CONSTRAINT mails_check CHECK ((kind = 'single') = (case_id IS NOT NULL));

-- +goose Down
DELETE FROM mails WHERE kind IN ('given', 'step');
ALTER TABLE mails DROP CONSTRAINT mails_kind_check, DROP CONSTRAINT mails_check,
    ADD CONSTRAINT mails_kind_check CHECK (kind IN ('single', 'digest', 'link')),
    ADD CONSTRAINT mails_check CHECK ((kind = 'single') = (case_id IS NOT NULL));
ALTER TABLE task_entries DROP CONSTRAINT task_entries_what_check, DROP COLUMN given_to,
    ADD CONSTRAINT task_entries_what_check CHECK (what IN ('done', 'not_needed', 'open'));
ALTER TABLE tasks DROP COLUMN given_to;
