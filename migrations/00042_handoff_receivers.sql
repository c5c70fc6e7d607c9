-- +goose Up

-- An organisation that takes handoffs from others on this installation. Without
-- an open row nobody can name it as a receiver, and nobody sees that it is here.
CREATE TABLE handoff_inboxes (
    organisation_id uuid PRIMARY KEY REFERENCES organisations,
    opened_by       uuid NOT NULL,
    opened_at       timestamptz NOT NULL,
    closed_at       timestamptz,
    FOREIGN KEY (organisation_id, opened_by) REFERENCES users (organisation_id, id)
);

-- Who a handoff is for when the recipient works on this installation: another
-- organisation, or a team or a person of the same one.
ALTER TABLE handoffs
    ADD COLUMN receiver_organisation_id uuid REFERENCES organisations,
    ADD COLUMN receiver_team_id uuid,
    ADD COLUMN receiver_user_id uuid,
    ADD COLUMN keep_until       date,
    ADD COLUMN envelope_sha256  bytea CHECK (octet_length(envelope_sha256) = 32),
    ADD FOREIGN KEY (receiver_organisation_id, receiver_team_id) REFERENCES teams (organisation_id, id),
    ADD FOREIGN KEY (receiver_organisation_id, receiver_user_id) REFERENCES users (organisation_id, id),
    ADD CHECK (receiver_organisation_id IS NOT NULL OR num_nonnulls(receiver_team_id, receiver_user_id) = 0),
    ADD CHECK (num_nonnulls(receiver_team_id, receiver_user_id) <= 1);
COMMENT ON COLUMN handoffs.keep_until IS 'The last day on which the recipient may see or keep what was shared.';
COMMENT ON COLUMN handoffs.envelope_sha256 IS 'Of the envelope as it was sent; it stands in the audit trail too.';
CREATE INDEX handoffs_received ON handoffs (receiver_organisation_id, sent_at DESC, id DESC) WHERE receiver_organisation_id IS NOT NULL;

-- An answer may be given by the recipient themselves: in their inbox, or over a
-- link. They are no user of the sender, so who they are is words.
ALTER TABLE handoff_answers
    ALTER COLUMN recorded_by DROP NOT NULL,
    ADD COLUMN answered_by_sealed bytea,
    ADD COLUMN answered_through text NOT NULL DEFAULT '' CHECK (answered_through IN ('', 'inbox', 'one_time_link')),
    ADD CHECK ((answered_through <> '') = (answered_by_sealed IS NOT NULL)),
    ADD CHECK (recorded_by IS NOT NULL OR answered_through <> '');

-- The documents of the envelope, each chosen by itself, and those that were left
-- out with the reason.
CREATE TABLE handoff_files (
    handoff_id      uuid NOT NULL,
    evidence_id     uuid NOT NULL,
    organisation_id uuid NOT NULL,
    place           int NOT NULL,
    shared          boolean NOT NULL,
    basis           text NOT NULL,
    why             text NOT NULL,
    consent_record_id uuid,
    sha256          bytea NOT NULL CHECK (octet_length(sha256) = 32),
    PRIMARY KEY (handoff_id, evidence_id),
    FOREIGN KEY (organisation_id, handoff_id) REFERENCES handoffs (organisation_id, id),
    FOREIGN KEY (organisation_id, evidence_id) REFERENCES evidence (organisation_id, id),
    FOREIGN KEY (organisation_id, consent_record_id) REFERENCES consent_records (organisation_id, id)
);
CREATE TRIGGER handoff_files_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON handoff_files
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE handoff_files;
-- Refused while a recipient has answered by themselves: without these columns nobody would have said it.
ALTER TABLE handoff_answers
    DROP COLUMN answered_by_sealed,
    DROP COLUMN answered_through,
    ALTER COLUMN recorded_by SET NOT NULL;
DROP INDEX handoffs_received;
ALTER TABLE handoffs
    DROP COLUMN receiver_organisation_id,
    DROP COLUMN receiver_team_id,
    DROP COLUMN receiver_user_id,
    DROP COLUMN keep_until,
    DROP COLUMN envelope_sha256;
DROP TABLE handoff_inboxes;
