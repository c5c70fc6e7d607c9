-- +goose Up

-- What a reviewer said of single answers, with the review it belongs to.
ALTER TABLE referral_reviews ADD UNIQUE (organisation_id, id);
CREATE TABLE referral_comments (
    review_id       uuid NOT NULL,
    organisation_id uuid NOT NULL,
    field           text NOT NULL,
    comment_sealed  bytea NOT NULL,
    PRIMARY KEY (review_id, field),
    FOREIGN KEY (organisation_id, review_id) REFERENCES referral_reviews (organisation_id, id)
);
CREATE TRIGGER referral_comments_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON referral_comments
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE referral_comments;
ALTER TABLE referral_reviews DROP CONSTRAINT referral_reviews_organisation_id_id_key;
