-- +goose Up

-- Entries written from now on also say from which address, as a keyed digest,
-- and where the reason is kept. Older entries keep their form and their hash.
ALTER TABLE audit_entries ADD COLUMN address text NOT NULL DEFAULT '', ADD COLUMN reason text NOT NULL DEFAULT '';
COMMENT ON COLUMN audit_entries.address IS 'Keyed digest of the address the request came from: equal addresses are equal, none can be read.';
COMMENT ON COLUMN audit_entries.reason IS 'The row that holds the reason that was asked for, as table/id.';

-- Nothing reads a whole organisation by time; what somebody looked at in an
-- hour is read by person.
DROP INDEX audit_entries_organisation;
CREATE INDEX audit_entries_actor ON audit_entries (organisation_id, actor_id, at);

-- The recorded end of a chain moves on and is never taken away.
CREATE TRIGGER audit_heads_stay BEFORE DELETE OR TRUNCATE ON audit_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Entries that are in no seal yet. A writer adds its own row and waits for
-- nobody; sealing takes rows away. It is a list of work, not evidence.
CREATE TABLE audit_unsealed (
    chain_id        uuid NOT NULL,
    seq             bigint NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    PRIMARY KEY (chain_id, seq)
);
INSERT INTO audit_unsealed SELECT chain_id, seq, organisation_id FROM audit_heads;

-- The log: every sealed entry in the one order of the whole installation
-- (RFC 6962). It holds hashes and places only, of all organisations.
CREATE TABLE audit_leaves (
    log_index       bigint PRIMARY KEY,
    chain_id        uuid NOT NULL,
    seq             bigint NOT NULL,
    hash            bytea NOT NULL,
    UNIQUE (chain_id, seq)
);
CREATE TRIGGER audit_leaves_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Hashes of whole subtrees, of every eighth level, so that a proof reads a few
-- hundred rows however long the log is.
CREATE TABLE audit_nodes (
    level           smallint NOT NULL,
    place           bigint NOT NULL,
    hash            bytea NOT NULL,
    PRIMARY KEY (level, place)
);
CREATE TRIGGER audit_nodes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_nodes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Signed tree heads. The same text is written outside the database.
CREATE TABLE audit_seals (
    size            bigint PRIMARY KEY,
    sealed_at       timestamptz NOT NULL,
    note            text NOT NULL
);
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The last seal each auditor was sent.
CREATE TABLE audit_seal_mails (
    user_id         uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    size            bigint NOT NULL,
    claimed_at      timestamptz NOT NULL,
    sent_at         timestamptz,
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);

-- What the role of the running program may do follows from the triggers: a
-- table that refuses UPDATE, DELETE or TRUNCATE refuses them to the role as
-- well. Run after every migration, so that new tables are covered.
-- +goose StatementBegin
CREATE FUNCTION restrict_role(role_name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t record;
BEGIN
    PERFORM pg_advisory_xact_lock(1852992884); -- copies that start together take turns
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role_name);
    FOR t IN
        SELECT c.oid::regclass AS name, c.relname,
            bool_or(COALESCE(g.tgtype & 16 > 0, false)) AS no_update, bool_or(COALESCE(g.tgtype & 8 > 0, false)) AS no_delete
        FROM pg_class c
        LEFT JOIN pg_trigger g ON g.tgrelid = c.oid AND g.tgfoid = 'refuse_change'::regproc AND g.tgattr = '' AND g.tgqual IS NULL
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        GROUP BY c.oid, c.relname
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %I', t.name, role_name);
        EXECUTE format('GRANT SELECT ON %s TO %I', t.name, role_name);
        CONTINUE WHEN t.relname = 'goose_db_version';
        EXECUTE format('GRANT INSERT ON %s TO %I', t.name, role_name);
        IF NOT t.no_update THEN EXECUTE format('GRANT UPDATE ON %s TO %I', t.name, role_name); END IF;
        IF NOT t.no_delete THEN EXECUTE format('GRANT DELETE ON %s TO %I', t.name, role_name); END IF;
    END LOOP;
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', role_name);
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION restrict_role(text) FROM PUBLIC;

-- +goose Down
DROP FUNCTION restrict_role(text);
DROP TABLE audit_seal_mails, audit_seals, audit_nodes, audit_leaves, audit_unsealed;
DROP TRIGGER audit_heads_stay ON audit_heads;
DROP INDEX audit_entries_actor;
CREATE INDEX audit_entries_organisation ON audit_entries (organisation_id, at DESC);
ALTER TABLE audit_entries DROP COLUMN address, DROP COLUMN reason;
