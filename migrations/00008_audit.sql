-- +goose Up

-- A hash chain per case, and one per organisation for what belongs to no case.
CREATE TABLE audit_entries (
    chain_id        uuid NOT NULL,
    seq             bigint NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    format          smallint NOT NULL,
    at              timestamptz NOT NULL,
    actor_id        text NOT NULL,
    session_id      text NOT NULL,
    action          text NOT NULL,
    subject         text NOT NULL,
    detail          jsonb NOT NULL,
    prev_hash       bytea NOT NULL,
    hash            bytea NOT NULL,
    PRIMARY KEY (chain_id, seq)
);
CREATE INDEX audit_entries_organisation ON audit_entries (organisation_id, at DESC);
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The last entry of each chain: a chain alone cannot show that its end is gone.
CREATE TABLE audit_heads (
    chain_id        uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    seq             bigint NOT NULL,
    hash            bytea NOT NULL
);

-- +goose Down
DROP TABLE audit_heads, audit_entries;
