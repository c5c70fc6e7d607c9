-- +goose Up

CREATE TABLE referrals (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL UNIQUE,
    form_version    text NOT NULL,
    approved_by     uuid,
    approved_at     timestamptz,
    approved_sha256 bytea,
    sent_on         date,
    sent_at         timestamptz,
    sent_how        text,
    sent_by         uuid,
    snapshot_sealed bytea,
    snapshot_sha256 bytea,
    created_at      timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, approved_by) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, sent_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN referrals.approved_sha256 IS 'What the reviewer saw: nothing else may be recorded as sent.';

-- One row per task of the referral; its answers are sealed together.
CREATE TABLE referral_tasks (
    referral_id     uuid NOT NULL,
    organisation_id uuid NOT NULL,
    task            text NOT NULL,
    version         bigint NOT NULL,
    answers_sealed  bytea NOT NULL,
    completed       boolean NOT NULL,
    updated_by      uuid NOT NULL,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (referral_id, task),
    FOREIGN KEY (organisation_id, referral_id) REFERENCES referrals (organisation_id, id),
    FOREIGN KEY (organisation_id, updated_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN referral_tasks.completed IS 'The writer says that the section is done; whether anything is missing is worked out from the answers.';

CREATE TABLE referral_authors (
    referral_id     uuid NOT NULL,
    organisation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    PRIMARY KEY (referral_id, user_id),
    FOREIGN KEY (organisation_id, referral_id) REFERENCES referrals (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE referral_reviews (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    referral_id     uuid NOT NULL,
    outcome         text NOT NULL CHECK (outcome IN ('returned', 'approved')),
    comment_sealed  bytea NOT NULL,
    reviewed_by     uuid NOT NULL,
    reviewed_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, referral_id) REFERENCES referrals (organisation_id, id),
    FOREIGN KEY (organisation_id, reviewed_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX referral_reviews_referral ON referral_reviews (referral_id, reviewed_at DESC);
CREATE TRIGGER referral_reviews_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON referral_reviews
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A Duty to Notify report, or a charity's report of a refusal, as it was sent.
CREATE TABLE duty_reports (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    basis           text NOT NULL CHECK (basis IN ('duty', 'report')),
    named           boolean NOT NULL,
    sent_on         date NOT NULL,
    sent_how        text NOT NULL,
    reference_sealed bytea NOT NULL,
    consent_record_id uuid NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, consent_record_id) REFERENCES consent_records (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX duty_reports_case ON duty_reports (case_id);
CREATE TRIGGER duty_reports_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON duty_reports
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE duty_reports, referral_reviews, referral_authors, referral_tasks, referrals;
