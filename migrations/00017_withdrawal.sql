-- +goose Up

-- One row for everybody who must hear that the client took something back, or
-- said no since: told first, then acknowledged. What was told stands in the
-- entries; the two times here are for lists.
CREATE TABLE withdrawal_notices (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    number          int NOT NULL,
    record_id       uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('handoff', 'home_office', 'support_provider', 'supervisor')),
    handoff_id      uuid,
    recipient_name_sealed bytea NOT NULL,
    items           text[] NOT NULL,
    opened_at       timestamptz NOT NULL,
    told_at         timestamptz,
    acknowledged_at timestamptz,
    UNIQUE (case_id, number),
    UNIQUE (organisation_id, id),
    CHECK ((kind = 'handoff') = (handoff_id IS NOT NULL)),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, record_id) REFERENCES consent_records (organisation_id, id),
    FOREIGN KEY (organisation_id, handoff_id) REFERENCES handoffs (organisation_id, id)
);
COMMENT ON COLUMN withdrawal_notices.items IS 'What the recipient may no longer use.';
CREATE INDEX withdrawal_notices_open ON withdrawal_notices (organisation_id, opened_at, id) WHERE acknowledged_at IS NULL;

CREATE TABLE withdrawal_notice_entries (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    notice_id       uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('told', 'acknowledged')),
    happened_on     date NOT NULL,
    how             text NOT NULL,
    details_sealed  bytea NOT NULL,
    recorded_by     uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, notice_id) REFERENCES withdrawal_notices (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN withdrawal_notice_entries.details_sealed IS 'Who was spoken to, and what they said.';
CREATE INDEX withdrawal_notice_entries_notice ON withdrawal_notice_entries (notice_id, recorded_at);
CREATE TRIGGER withdrawal_notice_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON withdrawal_notice_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Leave to share one thing with one recipient without the client's yes: asked
-- for by one person, decided by another, for one sharing and a short while.
CREATE TABLE sharing_overrides (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    number          int NOT NULL,
    recipient_class text NOT NULL,
    recipient_sealed bytea NOT NULL,
    things          text[] NOT NULL,
    reason_sealed   bytea NOT NULL,
    consent_records int NOT NULL,
    requested_by    uuid NOT NULL,
    requested_at    timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    UNIQUE (case_id, number),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, requested_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN sharing_overrides.consent_records IS 'How many consent records the case had: a newer one ends the override.';
CREATE INDEX sharing_overrides_organisation ON sharing_overrides (organisation_id, requested_at DESC, id);
CREATE INDEX sharing_overrides_expires ON sharing_overrides (organisation_id, expires_at);
CREATE TRIGGER sharing_overrides_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_overrides
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE sharing_override_decisions (
    override_id     uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    outcome         text NOT NULL CHECK (outcome IN ('approved', 'refused')),
    comment_sealed  bytea NOT NULL,
    decided_by      uuid NOT NULL,
    decided_at      timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, override_id) REFERENCES sharing_overrides (organisation_id, id),
    FOREIGN KEY (organisation_id, decided_by) REFERENCES users (organisation_id, id)
);
CREATE TRIGGER sharing_override_decisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_override_decisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE sharing_override_uses (
    override_id     uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    handoff_id      uuid NOT NULL,
    used_by         uuid NOT NULL,
    used_at         timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, override_id) REFERENCES sharing_overrides (organisation_id, id),
    FOREIGN KEY (organisation_id, handoff_id) REFERENCES handoffs (organisation_id, id),
    FOREIGN KEY (organisation_id, used_by) REFERENCES users (organisation_id, id)
);
CREATE TRIGGER sharing_override_uses_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_override_uses
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What left as paper or file, and the answer it rested on.
CREATE TABLE exports (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id         uuid NOT NULL,
    kind            text NOT NULL,
    recipient       text NOT NULL,
    basis           text NOT NULL,
    consent_record_id uuid,
    exported_by     uuid NOT NULL,
    exported_at     timestamptz NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, consent_record_id) REFERENCES consent_records (organisation_id, id),
    FOREIGN KEY (organisation_id, exported_by) REFERENCES users (organisation_id, id)
);
CREATE INDEX exports_case ON exports (case_id, exported_at);
CREATE TRIGGER exports_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON exports
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE exports, sharing_override_uses, sharing_override_decisions, sharing_overrides, withdrawal_notice_entries, withdrawal_notices;
