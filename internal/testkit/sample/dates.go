package sample

import (
	"database/sql"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// Dates is how many running dates to lay down by plain SQL, each with the
// reminder of one step, on cases of their own: far more than the desk's actions
// could make while a test waits.
type Dates struct {
	Today calendar.Date
	// Cases have PerCase dates each. They are held by the office's caseworker
	// and, with Holders, by as many more caseworkers, in turn.
	Cases, PerCase, Holders int
	// Ordinary dates are limits whose step of five days before is due today;
	// Breaches passed yesterday, which is due to be told; Escalations passed
	// yesterday, too, and were told to their holders on the day itself. The
	// step of Tomorrow's is due tomorrow; all others come later.
	Ordinary, Breaches, Escalations, Tomorrow int
}

// LayDates lays the dates down. The connection is the owner's.
func (o *Office) LayDates(t testing.TB, owner *sql.DB, d Dates) {
	t.Helper()
	book := deadline.Published()
	run := func(statement string, args ...any) {
		t.Helper()
		if _, err := owner.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	run(`CREATE TABLE laid (n int PRIMARY KEY, id uuid NOT NULL, case_id uuid NOT NULL, kind text NOT NULL, day date NOT NULL)`)
	run(`INSERT INTO users (id, organisation_id, email, name, password_hash)
		SELECT md5('holder' || n)::uuid, $1, 'holder' || n || '@example.org', 'Holder ' || n, '' FROM generate_series(1, $2::int) n`,
		o.Caseworker.OrganisationID, d.Holders)
	run(`INSERT INTO user_roles (organisation_id, user_id, role) SELECT $1, md5('holder' || n)::uuid, 'caseworker' FROM generate_series(1, $2::int) n`,
		o.Caseworker.OrganisationID, d.Holders)
	run(`INSERT INTO team_members (organisation_id, user_id, team_id) SELECT $1, md5('holder' || n)::uuid, $3 FROM generate_series(1, $2::int) n`,
		o.Caseworker.OrganisationID, d.Holders, o.Caseworker.TeamIDs[0])
	run(`INSERT INTO cases (id, organisation_id, team_id, owner_id, reference, state, state_since, nation, age_band, consent_status, created_at)
		SELECT md5('case' || n)::uuid, $1, $2, CASE WHEN n % ($5 + 1) = 0 THEN $3::uuid ELSE md5('holder' || n % ($5 + 1))::uuid END,
			'ND-' || n, 'rg_negative', now(), 'england', 'adult', 'given', now() FROM generate_series(0, $4::int - 1) n`,
		o.Caseworker.OrganisationID, o.Caseworker.TeamIDs[0], o.Caseworker.UserID, d.Cases, d.Holders)
	// Spread over the cases, so that what is due is not neighbours.
	run(`INSERT INTO laid SELECT n, md5('date' || n)::uuid, md5('case' || n % $1)::uuid, kind,
			CASE kind WHEN 'ordinary' THEN $2::date + 5 WHEN 'tomorrow' THEN $2::date + 6 WHEN 'later' THEN $2::date + 10 + n % 700 ELSE $2::date - 1 END
		FROM (SELECT n, CASE WHEN n < $4 THEN 'ordinary' WHEN n < $4 + $5 THEN 'breach' WHEN n < $4 + $5 + $6 THEN 'escalation'
				WHEN n < $4 + $5 + $6 + $7 THEN 'tomorrow' ELSE 'later' END AS kind
			FROM generate_series(0, $3::int - 1) n) k`,
		d.Cases, d.Today.String(), d.Cases*d.PerCase, d.Ordinary, d.Breaches, d.Escalations, d.Tomorrow)
	run(`INSERT INTO deadlines (id, organisation_id, case_id, rule_id, rules_version, calendar_version, trigger_kind, trigger_on, trigger_source,
			minimum_on, due_on, at_least, is_limit, status, computed_at)
		SELECT id, $1, case_id, 'UK-RECON-30D-2025', $2, $3, 'rg_negative', day - 30, n::text, day, day, false, true, 'open', now() FROM laid`,
		o.Caseworker.OrganisationID, book.Version(), book.CalendarVersion())
	run(`INSERT INTO reminders (id, organisation_id, case_id, deadline_id, step, days_before, audience, category, due_on, state, changed_at)
		SELECT md5('step' || n)::uuid, $1, case_id, id,
			CASE kind WHEN 'breach' THEN 'overdue' WHEN 'escalation' THEN 'overdue_escalation' ELSE '5_before' END,
			CASE WHEN kind IN ('breach', 'escalation') THEN -1 ELSE 5 END,
			CASE kind WHEN 'escalation' THEN 'escalation' ELSE 'owner' END, 'limit',
			day - CASE WHEN kind IN ('breach', 'escalation') THEN -1 ELSE 5 END, 'waiting', now() FROM laid`, o.Caseworker.OrganisationID)
	run(`INSERT INTO reminders (id, organisation_id, case_id, deadline_id, step, days_before, audience, category, due_on, state, changed_at)
		SELECT md5('told' || n)::uuid, $1, case_id, id, 'on_day', 0, 'owner', 'limit', day, 'sent', now() FROM laid WHERE kind = 'escalation'`,
		o.Caseworker.OrganisationID)
	run(`DROP TABLE laid`)
	// Only what was laid: a table that was looked at while it was empty is read
	// from end to end when it has grown.
	run(`VACUUM ANALYZE users, cases, deadlines, reminders`)
}
