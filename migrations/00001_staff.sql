-- +goose Up

-- Rows that are evidence are written once. The trigger binds every role that
-- can reach the table, the owner included.
-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd

CREATE TABLE organisations (
    id             uuid PRIMARY KEY,
    name           text NOT NULL UNIQUE,
    kind           text NOT NULL CHECK (kind IN ('charity', 'local_authority', 'police', 'government_agency', 'health')),
    duty_to_notify boolean NOT NULL,
    neutral_site   text NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN organisations.duty_to_notify IS 'Listed in Modern Slavery Act 2015 s.52(5).';
COMMENT ON COLUMN organisations.neutral_site IS 'Where the quick exit leads.';

CREATE TABLE teams (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    name            text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (organisation_id, name),
    UNIQUE (organisation_id, id)
);

CREATE TABLE users (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    email           text NOT NULL,
    name            text NOT NULL,
    password_hash   text NOT NULL,
    version         bigint NOT NULL DEFAULT 1,
    disabled_at     timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (organisation_id, id)
);
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE user_roles (
    organisation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    role            text NOT NULL CHECK (role IN ('caseworker', 'supervisor', 'auditor', 'admin')),
    PRIMARY KEY (user_id, role),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE team_members (
    organisation_id uuid NOT NULL,
    team_id         uuid NOT NULL,
    user_id         uuid NOT NULL,
    PRIMARY KEY (team_id, user_id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES teams (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);
CREATE INDEX team_members_user ON team_members (user_id);

CREATE TABLE sessions (
    token_hash      bytea PRIMARY KEY,
    organisation_id uuid,
    user_id         uuid,
    data            bytea NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);
CREATE INDEX sessions_expires ON sessions (expires_at);
CREATE INDEX sessions_user ON sessions (user_id) WHERE user_id IS NOT NULL;

-- Typing that has not been submitted: kept for its author alone.
CREATE TABLE drafts (
    organisation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    key             text NOT NULL,
    sealed          bytea NOT NULL,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);

-- One row per form sent, so that a second press finds the first one's result.
CREATE TABLE form_tokens (
    token           text PRIMARY KEY,
    organisation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    result          text NOT NULL,
    used_at         timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);

-- +goose Down
DROP TABLE form_tokens, drafts, sessions, team_members, user_roles, users, teams, organisations;
DROP FUNCTION refuse_change();
