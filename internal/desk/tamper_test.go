package desk_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

// crime is an office whose log has two seals and a little that is not sealed
// yet, and somebody with every right in the database.
type crime struct {
	t     *testing.T
	o     *sample.Office
	db    *sql.DB // as superuser, past every trigger
	a, b  casefile.Case
	first int64 // entries under the first seal
	size  int64 // entries under the second
}

func newCrime(t *testing.T) *crime {
	t.Helper()
	address := pgtest.URL(t)
	keys := sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c := &crime{t: t, o: sample.On(t, db, keys), db: superuser(t, address)}
	c.a = handled(t, c.o)
	c.first = seal(t, c.o).Size
	c.b = handled(t, c.o)
	c.look(c.a)
	seal(t, c.o)
	c.look(c.a)
	state, err := db.SealState(t.Context())
	if err != nil || state.Waiting == 0 {
		t.Fatal(state, err)
	}
	c.size = state.Size
	return c
}

// superuser reaches a database as its cluster's superuser where there is one,
// as its owner otherwise, with all triggers out of the way.
func superuser(t *testing.T, address string) *sql.DB {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	u.User = url.UserPassword("postgres", password)
	q := u.Query()
	q.Set("session_replication_role", "replica")
	u.RawQuery = q.Encode()
	db, err := sql.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.PingContext(t.Context()); err != nil {
		t.Fatalf("tampering needs the superuser of the server: %v", err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	t.Cleanup(func() { // the database cannot be dropped while a superuser is still leaving it
		other, err := sql.Open("pgx", u.String())
		if err != nil {
			t.Error(err)
			return
		}
		if _, err := other.Exec(`SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1`, name); err != nil {
			t.Error(err)
		}
		_ = errors.Join(db.Close(), other.Close())
	})
	return db
}

func (c *crime) look(of casefile.Case) {
	c.t.Helper()
	if _, err := c.o.Desk.Consent(c.t.Context(), c.o.Caseworker, of.Ref); err != nil {
		c.t.Fatal(err)
	}
}

// do runs statements in which {a} and {b} are the chains of the cases.
func (c *crime) do(statements ...string) {
	c.t.Helper()
	for _, s := range statements {
		s = strings.NewReplacer("{a}", "'"+c.a.ID+"'", "{b}", "'"+c.b.ID+"'").Replace(s)
		if _, err := c.db.ExecContext(c.t.Context(), s); err != nil {
			c.t.Fatalf("%s: %v", s, err)
		}
	}
}

// rewrite lets somebody else have done what stands in a row, and makes every
// hash after it, and the recorded end, fit again.
func (c *crime) rewrite(of casefile.Case, row int64) {
	c.t.Helper()
	var head audit.Head
	for r, err := range c.o.DB.AuditChain(c.t.Context(), of.ID) {
		if err != nil {
			c.t.Fatal(err)
		}
		e := r.Entry
		if e.Seq == row {
			e.ActorID = c.o.Colleague.UserID
		}
		if e.Seq >= row {
			e = audit.Next(head, e)
		}
		head = e.Head()
		detail, err := json.Marshal(e.Detail)
		if err != nil {
			c.t.Fatal(err)
		}
		_, err = c.db.ExecContext(c.t.Context(), `UPDATE audit_entries SET actor_id = $1, prev_hash = $2, hash = $3, detail = $4 WHERE chain_id = $5 AND seq = $6`,
			e.ActorID, e.PrevHash, e.Hash, string(detail), e.ChainID, e.Seq)
		if err != nil {
			c.t.Fatal(err)
		}
	}
	if _, err := c.db.ExecContext(c.t.Context(), `UPDATE audit_heads SET hash = $1 WHERE chain_id = $2`, head.Hash, of.ID); err != nil {
		c.t.Fatal(err)
	}
}

// relog makes the log fit the rows again.
func (c *crime) relog() {
	c.t.Helper()
	c.do(`UPDATE audit_leaves l SET hash = e.hash FROM audit_entries e WHERE e.chain_id = l.chain_id AND e.seq = l.seq`)
}

// reseal signs the log as it now stands, with a key, at the sizes it was
// sealed at.
func (c *crime) reseal(key *audit.SealKey) {
	c.t.Helper()
	c.do(`DELETE FROM audit_seals`)
	var tree audit.Tree
	var last audit.Seal
	hashes, err := c.o.DB.FetchNodes(c.t.Context())(0, []audit.Span{{From: 0, To: c.size}})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, h := range hashes {
		tree.Append(h, nil)
		if tree.Size() == c.first || tree.Size() == c.size {
			last = key.Seal(audit.Seal{Size: tree.Size(), Root: tree.Root(), At: sample.Now, Before: last.Digest()})
			if err := c.o.DB.AddSeal(c.t.Context(), last); err != nil {
				c.t.Fatal(err)
			}
		}
	}
}

// at is what should be found: a kind, in a chain ("" for the log), at a row.
type at struct {
	kind  audit.Kind
	chain string
	row   int64
}

// F12: whatever somebody with every right in the database does to the trail,
// the check finds it and names the first bad row.
func TestTampering(t *testing.T) {
	t.Parallel()
	otherKey := sample.Seals(t).Key
	for name, tc := range map[string]struct {
		do   func(c *crime)
		want func(c *crime) at
	}{
		"who did it":                     {edit(`actor_id = 'somebody'`, 3), changed(3)},
		"when it was done":               {edit(`at = at - interval '1 day'`, 3), changed(3)},
		"what was done":                  {edit(`action = 'case.start'`, 3), changed(3)},
		"in which session":               {edit(`session_id = 'another'`, 3), changed(3)},
		"to which row":                   {edit(`subject = 'another'`, 2), changed(2)},
		"from which address":             {edit(`address = 'another'`, 3), changed(3)},
		"for which reason":               {edit(`reason = 'notes/another'`, 3), changed(3)},
		"a fact":                         {edit(`detail = jsonb_set(detail, '{0,value}', '"refused"')`, 2), changed(2)},
		"the order of the facts":         {edit(`detail = jsonb_build_array(detail->1, detail->0) || (detail - 0 - 0)`, 2), changed(2)},
		"a fact taken away":              {edit(`detail = detail - 0`, 2), changed(2)},
		"whose organisation":             {edit(`organisation_id = (SELECT id FROM organisations WHERE name = 'Westmoor Council')`, 3), changed(3)},
		"the form":                       {edit(`format = 1`, 3), changed(3)},
		"an unknown form":                {edit(`format = 7`, 3), in(audit.WrongVersion, 3)},
		"the hash":                       {edit(`hash = sha256(hash)`, 3), changed(3)},
		"the hash of the row before":     {edit(`prev_hash = sha256(prev_hash)`, 3), changed(3)},
		"content and hash, not the rest": {func(c *crime) { c.rewriteOne(3) }, in(audit.Rewritten, 3)},
		"a row in the middle deleted":    {do(`DELETE FROM audit_entries WHERE chain_id = {a} AND seq = 3`), in(audit.Missing, 3)},
		"the first row deleted":          {do(`DELETE FROM audit_entries WHERE chain_id = {a} AND seq = 1`), in(audit.Missing, 1)},
		"the end cut off":                {do(`DELETE FROM audit_entries WHERE chain_id = {a} AND seq >= 4`), in(audit.Cut, 4)},
		"the end cut off and the record moved": {do(`DELETE FROM audit_entries WHERE chain_id = {a} AND seq >= 4`,
			`UPDATE audit_heads h SET seq = 3, hash = e.hash FROM audit_entries e WHERE h.chain_id = {a} AND e.chain_id = {a} AND e.seq = 3`), in(audit.Cut, 4)},
		"all rows deleted": {do(`DELETE FROM audit_entries WHERE chain_id = {a}`), in(audit.Cut, 1)},
		"the chain gone with its end": {do(`DELETE FROM audit_entries WHERE chain_id = {a}`, `DELETE FROM audit_heads WHERE chain_id = {a}`,
			`DELETE FROM audit_unsealed WHERE chain_id = {a}`), in(audit.Missing, 1)},
		"the chain gone with its end and its place in the log": {do(`DELETE FROM audit_entries WHERE chain_id = {a}`,
			`DELETE FROM audit_heads WHERE chain_id = {a}`, `DELETE FROM audit_unsealed WHERE chain_id = {a}`, `DELETE FROM audit_leaves WHERE chain_id = {a}`),
			log(audit.LogGap, func(c *crime) int64 { return -1 })},
		"two rows that changed places": {do(`UPDATE audit_entries SET seq = -seq WHERE chain_id = {a} AND seq IN (2, 4)`,
			`UPDATE audit_entries SET seq = 6 + seq WHERE chain_id = {a} AND seq < 0`), in(audit.Reordered, 2)},
		"two rows that changed contents": {do(`UPDATE audit_entries e SET action = o.action, at = o.at, detail = o.detail, subject = o.subject
			FROM audit_entries o WHERE e.chain_id = {a} AND o.chain_id = {a} AND (e.seq, o.seq) IN ((1, 2), (2, 1))`), changed(1)},
		"a row twice": {do(`UPDATE audit_entries SET seq = -seq - 1 WHERE chain_id = {a} AND seq >= 3`,
			`UPDATE audit_entries SET seq = -seq WHERE chain_id = {a} AND seq < 0`,
			`INSERT INTO audit_entries (chain_id, seq, organisation_id, format, at, actor_id, session_id, action, subject, detail, prev_hash, hash, address, reason)
			 SELECT chain_id, 3, organisation_id, format, at, actor_id, session_id, action, subject, detail, prev_hash, hash, address, reason
			 FROM audit_entries WHERE chain_id = {a} AND seq = 2`), in(audit.Reordered, 3)},
		"a row too many at the end": {do(`INSERT INTO audit_entries (chain_id, seq, organisation_id, format, at, actor_id, session_id, action, subject, detail, prev_hash, hash, address, reason)
			 SELECT chain_id, seq + 1, organisation_id, format, at, actor_id, session_id, action, subject, detail, prev_hash, hash, address, reason
			 FROM audit_entries WHERE chain_id = {b} AND seq = 5`), func(c *crime) at { return at{audit.Reordered, c.b.ID, 6} }},
		"a row moved to another case": {do(`DELETE FROM audit_entries WHERE chain_id = {b} AND seq = 5`,
			`UPDATE audit_entries SET chain_id = {b} WHERE chain_id = {a} AND seq = 5`), in(audit.Missing, 5)},
		"two cases that changed trails": {do(`UPDATE audit_entries SET chain_id = gen_random_uuid() WHERE chain_id = {a} AND seq = 4`,
			`UPDATE audit_entries SET chain_id = {a} WHERE chain_id = {b} AND seq = 4`,
			`UPDATE audit_entries SET chain_id = {b} WHERE chain_id NOT IN (SELECT chain_id FROM audit_heads)`), changed(4)},
		"the recorded end deleted":       {do(`DELETE FROM audit_heads WHERE chain_id = {a}`), in(audit.HeadMissing, 1)},
		"the recorded end changed":       {do(`UPDATE audit_heads SET hash = sha256(hash) WHERE chain_id = {a}`), in(audit.HeadChanged, 7)},
		"the recorded end moved back":    {do(`UPDATE audit_heads SET seq = seq - 1 WHERE chain_id = {a}`), in(audit.Surplus, 7)},
		"the recorded end moved forward": {do(`UPDATE audit_heads SET seq = seq + 1 WHERE chain_id = {a}`), in(audit.Cut, 8)},
		"the chain rewritten onward":     {func(c *crime) { c.rewrite(c.a, 3) }, in(audit.Rewritten, 3)},
		"the chain rewritten onward, and the log with it": {func(c *crime) { c.rewrite(c.b, 3); c.relog() },
			log(audit.LogChanged, func(c *crime) int64 { return c.first })},
		"the chain, the log and the seals rewritten, signed with another key": {func(c *crime) { c.rewrite(c.a, 3); c.relog(); c.reseal(otherKey) },
			log(audit.SealBad, func(*crime) int64 { return 0 })},
		"the chain, the log and the seals rewritten, signed with the stolen key": {func(c *crime) {
			c.rewrite(c.a, 3)
			c.relog()
			c.reseal(c.o.Desk.Seals.Key)
		}, log(audit.Forked, func(c *crime) int64 { return c.first })},
		"a place of the log emptied": {do(`DELETE FROM audit_leaves WHERE chain_id = {a} AND seq = 2`), in(audit.NotInLog, 2)},
		"a hash in the log changed":  {do(`UPDATE audit_leaves SET hash = sha256(hash) WHERE chain_id = {a} AND seq = 2`), in(audit.Rewritten, 2)},
		"two places of the log that changed entries": {do(`UPDATE audit_leaves SET log_index = -log_index - 100 WHERE chain_id = {a} AND seq IN (2, 3)`,
			`UPDATE audit_leaves l SET log_index = -o.log_index - 100 FROM audit_leaves o WHERE l.chain_id = {a} AND o.chain_id = {a} AND (l.seq, o.seq) IN ((2, 3), (3, 2))`),
			log(audit.LogChanged, func(*crime) int64 { return 0 })},
		"the end of the log cut off": {func(c *crime) {
			c.do(`DELETE FROM audit_leaves WHERE log_index = (SELECT max(log_index) FROM audit_leaves)`)
		}, log(audit.LogCut, func(c *crime) int64 { return c.size - 1 })},
		"an entry in the log that nobody wrote": {do(`INSERT INTO audit_leaves SELECT max(log_index) + 1, gen_random_uuid(), 1, sha256('x') FROM audit_leaves`),
			log(audit.SealMissing, func(c *crime) int64 { return c.size })},
		"a stored hash of a subtree that is none": {do(`INSERT INTO audit_nodes VALUES (8, 0, sha256('x'))`),
			log(audit.LogChanged, func(c *crime) int64 { return c.size })},
		"the last seal taken away": {do(`DELETE FROM audit_seals WHERE size = (SELECT max(size) FROM audit_seals)`),
			log(audit.SealMissing, func(c *crime) int64 { return c.first })},
		"the first seal taken away": {do(`DELETE FROM audit_seals WHERE size = (SELECT min(size) FROM audit_seals)`),
			log(audit.SealBad, func(*crime) int64 { return 0 })},
		"a seal's text changed": {do(`UPDATE audit_seals SET note = replace(note, 'at 2026', 'at 2025')`),
			log(audit.SealBad, func(*crime) int64 { return 0 })},
		"the latest day gone without a trace in the database": {func(c *crime) {
			c.do(`DELETE FROM audit_unsealed`,
				`DELETE FROM audit_entries e WHERE NOT EXISTS (SELECT 1 FROM audit_leaves l WHERE (l.chain_id, l.seq) = (e.chain_id, e.seq)
					AND l.log_index < (SELECT min(size) FROM audit_seals))`,
				`DELETE FROM audit_leaves WHERE log_index >= (SELECT min(size) FROM audit_seals)`,
				`DELETE FROM audit_seals WHERE size = (SELECT max(size) FROM audit_seals)`,
				`DELETE FROM audit_heads h WHERE NOT EXISTS (SELECT 1 FROM audit_entries e WHERE e.chain_id = h.chain_id)`,
				`UPDATE audit_heads h SET seq = e.seq, hash = e.hash FROM audit_entries e WHERE e.chain_id = h.chain_id
					AND e.seq = (SELECT max(seq) FROM audit_entries x WHERE x.chain_id = h.chain_id)`)
		}, log(audit.LogCut, func(c *crime) int64 { return c.size })},
		"everything gone": {do(`TRUNCATE audit_entries, audit_heads, audit_leaves, audit_nodes, audit_seals, audit_unsealed`),
			log(audit.LogCut, func(c *crime) int64 { return c.first })},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCrime(t)
			if before := verified(t, c.o); !before.Good() {
				t.Fatalf("before anything was touched: %v", before.Findings)
			}
			tc.do(c)
			report := verified(t, c.o)
			want := tc.want(c)
			for _, f := range report.Findings {
				t.Log(f)
				if f.Kind == want.kind && f.ChainID == want.chain && (f.Seq == want.row || want.row < 0) && f.Sentence != "" {
					return
				}
			}
			t.Errorf("want %s at row %d of %q", want.kind, want.row, want.chain)
		})
	}
}

func edit(set string, row int) func(*crime) {
	return do(`UPDATE audit_entries SET ` + set + ` WHERE chain_id = {a} AND seq = ` + string(rune('0'+row)))
}

func do(statements ...string) func(*crime) { return func(c *crime) { c.do(statements...) } }

func changed(row int64) func(*crime) at { return in(audit.Changed, row) }

func in(kind audit.Kind, row int64) func(*crime) at {
	return func(c *crime) at { return at{kind, c.a.ID, row} }
}

func log(kind audit.Kind, row func(*crime) int64) func(*crime) at {
	return func(c *crime) at { return at{kind, "", row(c)} }
}

// rewriteOne changes a row and its own hash, and nothing after it.
func (c *crime) rewriteOne(row int64) {
	c.t.Helper()
	entries, err := c.o.DB.AuditTrail(c.t.Context(), c.a.OrganisationID, c.a.ID, row+1, 2)
	if err != nil || len(entries) != 2 {
		c.t.Fatal(entries, err)
	}
	e := entries[0]
	e.ActorID = c.o.Colleague.UserID
	e = audit.Next(entries[1].Head(), e)
	if _, err := c.db.ExecContext(c.t.Context(), `UPDATE audit_entries SET actor_id = $1, hash = $2 WHERE chain_id = $3 AND seq = $4`, e.ActorID, e.Hash, e.ChainID, e.Seq); err != nil {
		c.t.Fatal(err)
	}
}

// What was written since the last seal is checked in a moment.
func TestVerifySinceSeal(t *testing.T) {
	t.Parallel()
	since := func(c *crime) audit.Report {
		report, err := c.o.Desk.VerifySinceSeal(t.Context(), system)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	c := newCrime(t)
	if report := since(c); !report.Good() || report.Entries != 1 || report.Sealed != c.size {
		t.Fatalf("%+v", report)
	}
	for name, tc := range map[string]struct {
		do   func(*crime)
		kind audit.Kind
	}{
		"a new row changed":        {edit(`actor_id = 'x'`, 7), audit.Changed},
		"a new row gone":           {do(`DELETE FROM audit_entries WHERE chain_id = {a} AND seq = 7`), audit.Cut},
		"the last seal taken away": {do(`DELETE FROM audit_seals WHERE size = (SELECT max(size) FROM audit_seals)`), audit.LogCut},
		"the last seal changed":    {do(`UPDATE audit_seals SET note = replace(note, 'at 2026', 'at 2025')`), audit.SealBad},
		"the log changed":          {do(`UPDATE audit_leaves SET hash = sha256(hash) WHERE log_index = 0`), audit.LogChanged},
		"a leaf too many":          {do(`INSERT INTO audit_leaves SELECT max(log_index) + 1, gen_random_uuid(), 1, sha256('x') FROM audit_leaves`), audit.SealMissing},
		"resealed with the key":    {func(c *crime) { c.rewrite(c.a, 3); c.relog(); c.reseal(c.o.Desk.Seals.Key) }, audit.Forked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCrime(t)
			tc.do(c)
			if report := since(c); len(report.Findings) == 0 || report.Findings[0].Kind != tc.kind {
				t.Errorf("%v, want %s", report.Findings, tc.kind)
			}
		})
	}
	if _, err := c.o.Desk.VerifySinceSeal(t.Context(), c.o.Supervisor); err == nil {
		t.Error("a supervisor may")
	}
}

// A case's own page shows it too.
func TestAuditTrail_showsARewrittenChain(t *testing.T) {
	t.Parallel()
	c := newCrime(t)
	c.rewrite(c.a, 3)
	trail, err := c.o.Desk.AuditTrail(t.Context(), c.o.Auditor, c.a.Ref, 0)
	if err != nil || trail.Finding == nil || trail.Finding.Kind != audit.Rewritten || trail.Finding.Seq != 3 || trail.Sealed != 6 {
		t.Errorf("%+v, sealed %d, %v", trail.Finding, trail.Sealed, err)
	}
}
