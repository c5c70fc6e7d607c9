package sample

import (
	"database/sql"
	"testing"

	"nrmdesk/internal/nrm/calendar"
)

// LayConsent lays so many consent records down by plain SQL, four in five cases
// with one record each: copies of one that was made by the desk, with other
// teams, workers, languages, methods, outcomes, sheets and days, over the four
// years before Now. Seven in ten of the cases have been sent. The connection is
// the owner's.
//
// Icelandic, and worker 1, are in one of 5,000 records.
func (o *Office) LayConsent(t testing.TB, owner *sql.DB, records int) {
	t.Helper()
	ref := o.Case(t, Adult(calendar.England))
	o.Consented(t, ref)
	o.Submitted(t, ref, Today)
	model := o.Read(t, ref)
	run := func(statement string, args ...any) {
		t.Helper()
		if _, err := owner.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	run(`CREATE TABLE laid AS SELECT n, md5('laid case' || n % ($1 * 4 / 5))::uuid AS case_id, n / ($1 * 4 / 5) + 1 AS number,
			CASE WHEN n % 5000 = 0 THEN 1 ELSE 2 + n % 199 END AS worker, 1 + n * 7 % 20 AS team,
			CASE WHEN n % 5000 = 1 THEN 'Icelandic' ELSE (ARRAY['Albanian', 'Vietnamese', 'Arabic', 'Tigrinya', 'Romanian', 'English', 'Farsi'])[1 + n % 7] END AS language,
			(ARRAY['in_person', 'phone', 'video'])[1 + n % 3] AS how, (ARRAY['given', 'partly', 'refused', 'more_time'])[1 + n % 4] AS status,
			(1 + n * 5 / $1)::text AS sheet, $2::timestamptz - interval '4 years' * (1 - n::float / $1) AS at
		FROM generate_series(0, $1::int - 1) n`, records, Now)
	run(`INSERT INTO teams (id, organisation_id, name) SELECT md5('laid team' || n)::uuid, $1, 'Team ' || n FROM generate_series(1, 20) n`, o.Auditor.OrganisationID)
	run(`INSERT INTO users (id, organisation_id, email, name, password_hash)
		SELECT md5('laid worker' || n)::uuid, $1, 'worker' || n || '@example.org', 'Worker ' || n, '' FROM generate_series(1, 200) n`, o.Auditor.OrganisationID)
	run(`INSERT INTO user_roles (organisation_id, user_id, role) SELECT $1, md5('laid worker' || n)::uuid, 'caseworker' FROM generate_series(1, 200) n`, o.Auditor.OrganisationID)
	// Each table is laid as copies of its model, changed where they differ, and
	// then taken over whole, so that a new column needs no word here.
	copies := func(table, one, of, changes string) {
		run(`CREATE TABLE copies AS SELECT m.*, l.n AS laid_n FROM `+table+` m, laid l WHERE `+one+` AND `+of, model.ID)
		run(`UPDATE copies SET ` + changes + ` FROM laid l WHERE l.n = laid_n`)
		run(`ALTER TABLE copies DROP COLUMN laid_n`)
		run(`INSERT INTO ` + table + ` SELECT * FROM copies`)
		run(`DROP TABLE copies`)
	}
	copies("cases", "m.id = $1", "l.number = 1", `id = l.case_id, reference = 'ND-' || l.n, team_id = md5('laid team' || l.team)::uuid, owner_id = md5('laid worker' || l.worker)::uuid`)
	copies("persons", "m.case_id = $1", "l.number = 1", `case_id = l.case_id`)
	copies("consent_records", "m.case_id = $1", "true", `id = md5('laid record' || l.n)::uuid, case_id = l.case_id, number = l.number, public_reference = 'C-' || l.n,
		recorded_by = md5('laid worker' || l.worker)::uuid, language = l.language, explained_how = l.how, status = l.status, sheet_version = l.sheet, recorded_at = l.at`)
	copies("referrals", "m.case_id = $1", "l.number = 1 AND l.n % 10 < 7", `id = md5('laid referral' || l.n)::uuid, case_id = l.case_id, sent_at = l.at + interval '1 hour' * (l.n % 400 - 1)`)
	run(`DROP TABLE laid`)
	run(`VACUUM ANALYZE users, teams, cases, persons, consent_records, referrals`)
}
