-- +goose Up

-- What waits for its receiver is counted for the menu of every page.
CREATE INDEX handoffs_waiting ON handoffs (receiver_organisation_id)
    WHERE receiver_organisation_id IS NOT NULL AND state IN ('sent', 'seen', 'no_answer', 'accepted');

-- +goose Down
DROP INDEX handoffs_waiting;
