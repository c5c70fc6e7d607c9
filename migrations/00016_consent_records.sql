-- +goose Up

-- What makes a record evidence: the sheet, who was there, capacity, each class
-- of recipient by itself, how long the answer holds, and what it corrects.
-- Rows from before these questions were asked keep the empty answer, which
-- permits nothing.
ALTER TABLE consent_records
    ADD COLUMN sheet_tag             text NOT NULL DEFAULT '',
    ADD COLUMN sheet_use             text NOT NULL DEFAULT '',
    ADD COLUMN gender_wish           text NOT NULL DEFAULT '',
    ADD COLUMN present               text[] NOT NULL DEFAULT '{}',
    ADD COLUMN capacity              text NOT NULL DEFAULT '',
    ADD COLUMN capacity_on           date,
    ADD COLUMN capacity_act          text NOT NULL DEFAULT '',
    ADD COLUMN share_local_authority text NOT NULL DEFAULT '',
    ADD COLUMN share_legal           text NOT NULL DEFAULT '',
    ADD COLUMN share_feedback        text NOT NULL DEFAULT '',
    ADD COLUMN ends_how              text NOT NULL DEFAULT '' CHECK (ends_how IN ('', 'open', 'date', 'length')),
    ADD COLUMN ends_on               date,
    ADD COLUMN ends_months           int NOT NULL DEFAULT 0,
    ADD COLUMN at_eighteen           boolean NOT NULL DEFAULT false,
    ADD COLUMN withdrawn             text[] NOT NULL DEFAULT '{}',
    ADD COLUMN withdrawn_at          text NOT NULL DEFAULT '',
    ADD COLUMN corrects              int NOT NULL DEFAULT 0,
    ADD COLUMN moved_from            text NOT NULL DEFAULT '',
    ADD COLUMN moved_to              text NOT NULL DEFAULT '',
    ADD COLUMN moved_kept            text NOT NULL DEFAULT '',
    ADD COLUMN worker_trained_on     date,
    ADD CONSTRAINT consent_records_ends CHECK ((ends_on IS NOT NULL) = (ends_how IN ('date', 'length')));
COMMENT ON COLUMN consent_records.withdrawn IS 'Of a withdrawal: the purposes taken back; empty means all of them.';
COMMENT ON COLUMN consent_records.moved_from IS 'The stage of the case before this record moved it, so that a record in error can be undone.';
COMMENT ON COLUMN consent_records.worker_trained_on IS 'When the worker had been trained to ask for consent, as known on the day (audit A1).';

ALTER TABLE users ADD COLUMN consent_trained_on date;
COMMENT ON COLUMN users.consent_trained_on IS 'When they were trained to explain the NRM and to record consent.';

ALTER TABLE cases
    ADD COLUMN kept_state      text,
    ADD COLUMN consent_ends_on date;
COMMENT ON COLUMN cases.kept_state IS 'Where the case stood when the client turned 18 or was found to be an adult; it waits in consent_pending for their own answer.';
COMMENT ON COLUMN cases.consent_ends_on IS 'Last day of the consent that holds, for the status in lists; what may be shared is always read from the records.';
CREATE INDEX cases_consent_ends ON cases (consent_ends_on) WHERE closed_on IS NULL AND consent_ends_on IS NOT NULL;

-- A record found to be wrong. It stays; from the second look on it no longer
-- counts. Where leaving it out would allow more, a second person looks first.
CREATE TABLE consent_corrections (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    record_id       uuid NOT NULL,
    widens          boolean NOT NULL,
    reason_sealed   bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, record_id) REFERENCES consent_records (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX consent_corrections_case ON consent_corrections (case_id);
CREATE INDEX consent_corrections_record ON consent_corrections (record_id);
CREATE INDEX consent_corrections_widening ON consent_corrections (organisation_id, recorded_at) WHERE widens;
CREATE TRIGGER consent_corrections_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_corrections
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE consent_correction_reviews (
    correction_id   uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    outcome         text NOT NULL CHECK (outcome IN ('confirmed', 'refused')),
    comment_sealed  bytea NOT NULL,
    reviewed_by     uuid NOT NULL,
    reviewed_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, correction_id) REFERENCES consent_corrections (organisation_id, id),
    FOREIGN KEY (organisation_id, reviewed_by) REFERENCES users (organisation_id, id)
);
CREATE TRIGGER consent_correction_reviews_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_correction_reviews
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What somebody found the age of a client to be.
CREATE TABLE age_assessments (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    band_before     text NOT NULL,
    band            text NOT NULL CHECK (band IN ('adult', 'child')),
    assessed_on     date NOT NULL,
    details_sealed  bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN age_assessments.details_sealed IS 'Who assessed, what it rests on, the date of birth.';
CREATE INDEX age_assessments_case ON age_assessments (case_id, recorded_at);
CREATE TRIGGER age_assessments_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON age_assessments
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Why the organisation may keep a record at all. This is data protection law
-- and has nothing to do with what the client agreed to (audit A9). The newest
-- row counts: one for the organisation, or one for a single case.
CREATE TABLE lawful_bases (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    case_id         uuid,
    basis           text NOT NULL,
    special_condition text NOT NULL,
    offence_condition text NOT NULL,
    retention       text NOT NULL,
    policy_document text NOT NULL,
    decided_by      text NOT NULL,
    decided_on      date NOT NULL,
    reason_sealed   bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX lawful_bases_newest ON lawful_bases (organisation_id, case_id, recorded_at DESC);
CREATE TRIGGER lawful_bases_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lawful_bases
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE lawful_bases, age_assessments, consent_correction_reviews, consent_corrections;
ALTER TABLE cases DROP COLUMN consent_ends_on, DROP COLUMN kept_state;
ALTER TABLE users DROP COLUMN consent_trained_on;
ALTER TABLE consent_records
    DROP CONSTRAINT consent_records_ends,
    DROP COLUMN worker_trained_on, DROP COLUMN moved_kept, DROP COLUMN moved_to, DROP COLUMN moved_from, DROP COLUMN corrects,
    DROP COLUMN withdrawn_at, DROP COLUMN withdrawn, DROP COLUMN at_eighteen, DROP COLUMN ends_months, DROP COLUMN ends_on,
    DROP COLUMN ends_how, DROP COLUMN share_feedback, DROP COLUMN share_legal, DROP COLUMN share_local_authority,
    DROP COLUMN capacity_act, DROP COLUMN capacity_on, DROP COLUMN capacity, DROP COLUMN present, DROP COLUMN gender_wish,
    DROP COLUMN sheet_use, DROP COLUMN sheet_tag;
