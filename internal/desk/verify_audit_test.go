package desk_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

var system = staff.Actor{UserID: "system", Roles: []staff.Role{staff.System}}

// reachable is an office whose database a test can also reach as its owner,
// past the desk.
func reachable(t testing.TB) (*sample.Office, *sql.DB) {
	t.Helper()
	address := pgtest.URL(t)
	keys := sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	owner, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(db.Close(), owner.Close()) })
	return sample.On(t, db, keys), owner
}

// handled is a case with an audit chain of five rows.
func handled(t testing.TB, o *sample.Office) casefile.Case {
	t.Helper()
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	for range 3 {
		if _, err := o.Desk.Consent(t.Context(), o.Caseworker, ref); err != nil {
			t.Fatal(err)
		}
	}
	return o.Read(t, ref)
}

func tamper(t *testing.T, owner *sql.DB, statement string) {
	t.Helper()
	var statements []string
	for _, state := range []string{"DISABLE", "ENABLE"} {
		if state == "ENABLE" {
			statements = append(statements, statement)
		}
		for _, table := range []string{"audit_entries", "audit_heads", "audit_leaves", "audit_nodes", "audit_seals"} {
			statements = append(statements, "ALTER TABLE "+table+" "+state+" TRIGGER USER")
		}
	}
	for _, s := range statements {
		if _, err := owner.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestVerifyAudit_findsWhatTheOwnerOfTheDatabaseChanged(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		statement string // {c} is the chain
		kind      audit.Kind
		row       int64
	}{
		"another person did it":            {`UPDATE audit_entries SET actor_id = 'somebody' WHERE chain_id = {c} AND seq = 2`, audit.Changed, 2},
		"at another time":                  {`UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE chain_id = {c} AND seq = 3`, audit.Changed, 3},
		"at no time at all":                {`UPDATE audit_entries SET at = 'infinity' WHERE chain_id = {c} AND seq = 3`, audit.Changed, 3},
		"another fact":                     {`UPDATE audit_entries SET detail = '[{"key":"to","value":"closed"}]' WHERE chain_id = {c} AND seq = 1`, audit.Changed, 1},
		"an added key beside a fact":       {`UPDATE audit_entries SET detail = jsonb_set(detail, '{0,note}', '"x"') WHERE chain_id = {c} AND seq = 1`, audit.Changed, 1},
		"an added key in capitals":         {`UPDATE audit_entries SET detail = jsonb_set(detail, '{0,KEY}', '"x"') WHERE chain_id = {c} AND seq = 1`, audit.Changed, 1},
		"facts of another shape":           {`UPDATE audit_entries SET detail = '{"to":"draft"}' WHERE chain_id = {c} AND seq = 1`, audit.Changed, 1},
		"a number for a text":              {`UPDATE audit_entries SET detail = jsonb_set(detail, '{0,value}', '7') WHERE chain_id = {c} AND seq = 1`, audit.Changed, 1},
		"no facts where there were none":   {`UPDATE audit_entries SET detail = 'null' WHERE chain_id = {c} AND seq = 3`, audit.Changed, 3},
		"a row in the middle deleted":      {`DELETE FROM audit_entries WHERE chain_id = {c} AND seq = 3`, audit.Missing, 3},
		"the first row deleted":            {`DELETE FROM audit_entries WHERE chain_id = {c} AND seq = 1`, audit.Missing, 1},
		"the end cut off":                  {`DELETE FROM audit_entries WHERE chain_id = {c} AND seq >= 4`, audit.Cut, 4},
		"all rows deleted":                 {`DELETE FROM audit_entries WHERE chain_id = {c}`, audit.Cut, 1},
		"the recorded end deleted":         {`DELETE FROM audit_heads WHERE chain_id = {c}`, audit.HeadMissing, 1},
		"the end cut, the record moved":    {`WITH gone AS (DELETE FROM audit_entries WHERE chain_id = {c} AND seq = 5) UPDATE audit_heads SET seq = 4 WHERE chain_id = {c}`, audit.HeadChanged, 4},
		"a row copied to the end":          {`INSERT INTO audit_entries SELECT chain_id, 6, organisation_id, format, at, actor_id, session_id, action, subject, detail, prev_hash, hash FROM audit_entries WHERE chain_id = {c} AND seq = 5`, audit.Reordered, 6},
		"moved to the other organisation":  {`UPDATE audit_entries SET organisation_id = (SELECT id FROM organisations WHERE name = 'Westmoor Council') WHERE chain_id = {c} AND seq = 2`, audit.Changed, 2},
		"two rows that changed places":     {`UPDATE audit_entries SET seq = CASE seq WHEN 2 THEN -4 WHEN 4 THEN -2 END WHERE chain_id = {c} AND seq IN (2, 4); UPDATE audit_entries SET seq = -seq WHERE chain_id = {c} AND seq < 0`, audit.Reordered, 2},
		"a version this program lacks":     {`UPDATE audit_entries SET format = 9 WHERE chain_id = {c} AND seq = 2`, audit.WrongVersion, 2},
		"what somebody looked at replaced": {`UPDATE audit_entries SET action = 'case.start' WHERE chain_id = {c} AND seq = 5`, audit.Changed, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, owner := reachable(t)
			c := handled(t, o)
			handled(t, o) // a second chain, which stays good
			tamper(t, owner, strings.ReplaceAll(tc.statement, "{c}", "'"+c.ID+"'"))
			report, err := o.Desk.VerifyAudit(t.Context(), system)
			if err != nil {
				t.Fatal(err)
			}
			if len(report.Findings) != 1 {
				t.Fatalf("findings %v, want one", report.Findings)
			}
			if f := report.Findings[0]; f.ChainID != c.ID || f.Kind != tc.kind || f.Seq != tc.row {
				t.Errorf("found %s at row %d of %s, want %s at row %d of %s", f.Kind, f.Seq, f.ChainID, tc.kind, tc.row, c.ID)
			}
		})
	}
}

func TestVerifyAudit(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	handled(t, o)
	whole, err := o.Desk.VerifyAudit(t.Context(), system)
	if err != nil || !whole.Good() {
		t.Fatalf("untouched database: %v, %v", whole.Findings, err)
	}
	own, err := o.Desk.VerifyAudit(t.Context(), o.Auditor)
	if err != nil || !own.Good() || own.Entries < 5 || own.Entries > whole.Entries {
		t.Errorf("auditor: %+v, %v; the whole is %+v", own, err, whole)
	}
	trail, err := o.DB.AuditTrail(t.Context(), o.Auditor.OrganisationID, o.Auditor.UserID, 0, 1)
	if err != nil || len(trail) != 1 || trail[0].Action != access.VerifyAudit.String() {
		t.Errorf("the auditor's check is not in their own chain: %v, %v", trail, err)
	}
	for name, actor := range map[string]staff.Actor{"caseworker": o.Caseworker, "supervisor": o.Supervisor, "admin": o.Admin} {
		if _, err := o.Desk.VerifyAudit(t.Context(), actor); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v, want forbidden", name, err)
		}
	}
}
