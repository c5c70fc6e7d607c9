-- +goose Up

-- A one-time link, by which a recipient without an account reads a handoff and
-- answers it. Neither the link nor its code can be told from its row: of the
-- link the hash is kept, of the code a digest with a key that is elsewhere.
CREATE TABLE handoff_links (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    handoff_id      uuid NOT NULL,
    number          int NOT NULL,
    token_hash      bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    code_digest     text NOT NULL CHECK (length(code_digest) = 32),
    email_sealed    bytea NOT NULL,
    made_by         uuid NOT NULL,
    made_at         timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    max_views       int NOT NULL CHECK (max_views > 0),
    max_wrong       int NOT NULL CHECK (max_wrong > 0),
    views           int NOT NULL DEFAULT 0 CHECK (views BETWEEN 0 AND max_views),
    wrong_codes     int NOT NULL DEFAULT 0 CHECK (wrong_codes BETWEEN 0 AND max_wrong),
    opened_at       timestamptz,
    ended_at        timestamptz,
    ended           text NOT NULL DEFAULT '' CHECK (ended IN ('', 'replaced', 'stopped')),
    CHECK ((ended = '') = (ended_at IS NULL)),
    UNIQUE (handoff_id, number),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, handoff_id) REFERENCES handoffs (organisation_id, id),
    FOREIGN KEY (organisation_id, made_by) REFERENCES users (organisation_id, id)
);
COMMENT ON COLUMN handoff_links.number IS 'Counts the links of the handoff.';
COMMENT ON COLUMN handoff_links.views IS 'Openings with the right code.';
COMMENT ON COLUMN handoff_links.ended IS 'How the sender ended it.';
-- At most one link of a handoff has not been ended.
CREATE UNIQUE INDEX handoff_links_open ON handoff_links (handoff_id) WHERE ended_at IS NULL;

-- Who has opened a link and goes on reading, by the hash of their cookie.
CREATE TABLE handoff_link_readings (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    link_id         uuid NOT NULL,
    token_hash      bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    opened_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, link_id) REFERENCES handoff_links (organisation_id, id)
);
CREATE INDEX handoff_link_readings_link ON handoff_link_readings (link_id);
CREATE INDEX handoff_link_readings_ends ON handoff_link_readings (ends_at);

-- The e-mail that brings a link. Its key is sealed here until it is sent, and
-- then forgotten.
ALTER TABLE mails
    ALTER COLUMN user_id DROP NOT NULL,
    ADD COLUMN link_id uuid,
    ADD COLUMN key_sealed bytea,
    DROP CONSTRAINT mails_kind_check,
    ADD CONSTRAINT mails_kind_check CHECK (kind IN ('single', 'digest', 'link')),
    ADD CONSTRAINT mails_link_check CHECK ((kind = 'link') = (link_id IS NOT NULL) AND (kind = 'link') = (user_id IS NULL)),
    ADD FOREIGN KEY (organisation_id, link_id) REFERENCES handoff_links (organisation_id, id);
COMMENT ON COLUMN mails.key_sealed IS 'What the address of the link ends with; empty once it is sent.';
CREATE INDEX mails_link ON mails (link_id) WHERE link_id IS NOT NULL;

-- +goose Down
DELETE FROM mails WHERE kind = 'link';
DROP INDEX mails_link;
ALTER TABLE mails
    DROP CONSTRAINT mails_link_check,
    DROP CONSTRAINT mails_kind_check,
    ADD CONSTRAINT mails_kind_check CHECK (kind IN ('single', 'digest')),
    DROP COLUMN key_sealed,
    DROP COLUMN link_id,
    ALTER COLUMN user_id SET NOT NULL;
DROP TABLE handoff_link_readings, handoff_links;
