-- +goose Up

-- Every filter of the consent register finds its page in the order in which it
-- is shown, however seldom what is asked for occurs.
CREATE INDEX consent_records_worker ON consent_records (organisation_id, recorded_by, recorded_at DESC, id);
CREATE INDEX consent_records_language ON consent_records (organisation_id, lower(language), recorded_at DESC, id);
CREATE INDEX consent_records_method ON consent_records (organisation_id, explained_how, recorded_at DESC, id);
CREATE INDEX consent_records_outcome ON consent_records (organisation_id, status, recorded_at DESC, id);
CREATE INDEX consent_records_sheet ON consent_records (organisation_id, sheet_version, recorded_at DESC, id);
CREATE INDEX cases_team ON cases (organisation_id, team_id);

-- +goose Down
DROP INDEX cases_team, consent_records_sheet, consent_records_outcome, consent_records_method, consent_records_language, consent_records_worker;
