-- +goose Up

-- A notice's case is its reminder's: a second copy cost a sweep of thousands
-- the checking of a key for each, and could only ever have disagreed.
ALTER TABLE deliveries DROP COLUMN case_id;

-- +goose Down
ALTER TABLE deliveries ADD COLUMN case_id uuid;
UPDATE deliveries v SET case_id = r.case_id FROM reminders r WHERE r.id = v.reminder_id;
ALTER TABLE deliveries
    ALTER COLUMN case_id SET NOT NULL,
    ADD FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id);
