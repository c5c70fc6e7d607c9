-- +goose Up

-- One row per sitting in which consent was asked, refused, withdrawn or found
-- not to be required. Never edited: a later row supersedes an earlier one.
CREATE TABLE consent_records (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    number          int NOT NULL,
    public_reference text NOT NULL UNIQUE,
    kind            text NOT NULL CHECK (kind IN ('answers', 'not_required', 'withdrawal')),
    given_on        date NOT NULL,
    status          text NOT NULL,
    refer_to_nrm    text NOT NULL,
    wants_support   text NOT NULL,
    help_authorities text NOT NULL,
    decision_to_other text NOT NULL,
    share_support   text NOT NULL,
    share_police    text NOT NULL,
    identify_in_duty text NOT NULL,
    contact_letter  text NOT NULL,
    contact_email   text NOT NULL,
    contact_phone   text NOT NULL,
    contact_text    text NOT NULL,
    reason_not_given boolean NOT NULL,
    withdrawn_how   text NOT NULL,
    provider_told   text NOT NULL,
    explained       text[] NOT NULL,
    sheet_version   text NOT NULL,
    notice_version  text NOT NULL,
    language        text NOT NULL,
    explained_how   text NOT NULL,
    interpreter     text NOT NULL,
    answered_how    text NOT NULL,
    review_on       date,
    details_sealed  bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    UNIQUE (case_id, number),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN consent_records.public_reference IS 'What an auditor sees instead of the case: C-9F2T7K style.';
COMMENT ON COLUMN consent_records.details_sealed IS 'Free text about the person: own words, reasons, witness, worries, age evidence, interpreter reference.';
CREATE INDEX consent_records_register ON consent_records (organisation_id, recorded_at DESC, id);
CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_records
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE consent_records;
