-- +goose Up
-- What a report of a refusal said, when it was written here. One that was
-- written straight into the official form leaves no copy.
ALTER TABLE duty_reports
    ADD COLUMN snapshot_sealed bytea,
    ADD COLUMN snapshot_sha256 bytea CHECK (octet_length(snapshot_sha256) = 32),
    ADD CONSTRAINT duty_reports_snapshot_whole CHECK ((snapshot_sealed IS NULL) = (snapshot_sha256 IS NULL));
COMMENT ON COLUMN duty_reports.snapshot_sealed IS 'The report as it was sent; none when it was not written here.';

-- +goose Down
ALTER TABLE duty_reports DROP CONSTRAINT duty_reports_snapshot_whole, DROP COLUMN snapshot_sha256, DROP COLUMN snapshot_sealed;
