package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/proofpack"
	"nrmdesk/internal/testkit/sample"
)

var plainWords = proofpack.Words{
	Action: func(a string) string { return a },
	Facts:  func([]audit.Pair) []string { return nil },
}

// checked checks a pack with the public key alone.
func checked(t *testing.T, o *sample.Office, pack []byte, err error) proofpack.Pack {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	report := proofpack.Verify(pack, o.Desk.Seals.Key.Public())
	if !report.Good() {
		t.Fatal(report.Findings)
	}
	return report.Pack
}

// lastEntry is the last entry of the trail of a case.
func lastEntry(t *testing.T, o *sample.Office, ref casefile.Ref) (last audit.Entry) {
	t.Helper()
	for row, err := range o.DB.AuditChain(t.Context(), o.Read(t, ref).ID) {
		if err != nil {
			t.Fatal(err)
		}
		last = row.Entry
	}
	return last
}

func TestProveCase(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	for name, actor := range map[string]staff.Actor{"supervisor": o.Supervisor, "auditor": o.Auditor, "the machine": system} {
		pack, err := o.Desk.ProveCase(t.Context(), actor, ref, desk.CasePack{}, plainWords)
		p := checked(t, o, pack, err)
		if len(p.Cases) != 1 || p.Cases[0].InLog != p.Cases[0].Rows || p.Cases[0].Rows < 2 || !p.Redacted {
			t.Errorf("%s: %+v", name, p)
		}
		for _, text := range []string{"Tamsin", o.Caseworker.Name, sample.Adult(calendar.England).NameToUse} {
			if strings.Contains(string(pack), text) {
				t.Errorf("%s: a redacted pack holds %q", name, text)
			}
		}
		if !slices.ContainsFunc(p.People, func(who proofpack.Person) bool { return who.Name == "Caseworker 1" }) {
			t.Errorf("%s: people %+v", name, p.People)
		}
		if last := lastEntry(t, o, ref); last.Action != access.ProveAudit.String() || last.ActorID != actor.UserID || last.Reason != "" {
			t.Errorf("%s: the trail ends with %+v", name, last)
		}
	}
	o.MoveDays(1)
	if report := verified(t, o); !report.Good() {
		t.Error(report.Findings)
	}
}

func TestProveCase_withNames(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	var invalid *fault.Invalid
	for _, why := range []string{"", "   ", strings.Repeat("x", 2001)} {
		_, err := o.Desk.ProveCase(t.Context(), o.Supervisor, ref, desk.CasePack{Names: true, Why: why}, plainWords)
		if !errors.As(err, &invalid) || invalid.Problems[0].Field != "why_names" {
			t.Errorf("%d characters: %v", len(why), err)
		}
	}
	pack, err := o.Desk.ProveCase(t.Context(), o.Supervisor, ref, desk.CasePack{Names: true, Why: "A complaint about the worker."}, plainWords)
	p := checked(t, o, pack, err)
	if p.Redacted || !slices.ContainsFunc(p.People, func(who proofpack.Person) bool { return who.Name == o.Caseworker.Name }) {
		t.Errorf("%+v", p.People)
	}
	last := lastEntry(t, o, ref)
	table, id, _ := strings.Cut(last.Reason, "/")
	notes, err := o.DB.Notes(t.Context(), o.Read(t, ref).ID, postgres.NotePlace{}, 10)
	if err != nil || table != "notes" || len(notes) != 1 || notes[0].ID != id || notes[0].Text != "A complaint about the worker." || notes[0].Kind != postgres.ProofPackNote {
		t.Errorf("reason %q, notes %+v, %v", last.Reason, notes, err)
	}
	if strings.Contains(string(pack), "complaint") {
		t.Error("the reason is in the pack")
	}
}

func TestProveCase_whoMayNot(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	far := o.Stranger
	far.Roles = []staff.Role{staff.Auditor}
	elsewhere := o.Supervisor
	elsewhere.TeamIDs = nil
	for name, tc := range map[string]struct {
		actor staff.Actor
		want  error
	}{
		"a caseworker":                   {o.Caseworker, fault.Forbidden},
		"an admin":                       {o.Admin, fault.Forbidden},
		"a supervisor of other teams":    {elsewhere, fault.NotFound},
		"another organisation's auditor": {far, fault.NotFound},
	} {
		if _, err := o.Desk.ProveCase(t.Context(), tc.actor, ref, desk.CasePack{}, plainWords); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProveSample(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	var refs []string
	for range 4 {
		ref := o.Case(t, sample.Adult(calendar.England))
		o.Consented(t, ref)
		refs = append(refs, string(ref))
	}
	other := o.Case(t, sample.Adult(calendar.England)) // in no sample
	number, err := o.Desk.DrawSample(t.Context(), o.Auditor, month(o), 3, uuid.NewString())
	if err != nil {
		t.Fatal(err)
	}
	pack, err := o.Desk.ProveSample(t.Context(), o.Auditor, number, 1, plainWords)
	p := checked(t, o, pack, err)
	if len(p.Cases) != 3 || !p.Redacted {
		t.Fatalf("%d cases", len(p.Cases))
	}
	for _, c := range p.Cases {
		if !slices.Contains(refs, c.Reference) || c.Reference == string(other) || c.InLog != c.Rows {
			t.Errorf("%+v", c)
		}
		last := lastEntry(t, o, casefile.Ref(c.Reference))
		if last.Action != access.ProveAudit.String() || !slices.Contains(last.Detail, audit.Pair{Key: "sample", Value: "1"}) {
			t.Errorf("the trail of %s ends with %+v", c.Reference, last)
		}
	}
	far := o.Stranger
	far.Roles = []staff.Role{staff.Auditor}
	for name, tc := range map[string]struct {
		actor        staff.Actor
		number, part int
		want         error
	}{
		"a part too many":                {o.Auditor, number, 2, fault.NotFound},
		"no part":                        {o.Auditor, number, 0, fault.NotFound},
		"a sample nobody drew":           {o.Auditor, number + 1, 1, fault.NotFound},
		"another organisation's auditor": {far, number, 1, fault.NotFound},
		"a supervisor":                   {o.Supervisor, number, 1, fault.Forbidden},
		"a caseworker":                   {o.Caseworker, number, 1, fault.Forbidden},
	} {
		if _, err := o.Desk.ProveSample(t.Context(), tc.actor, tc.number, tc.part, plainWords); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProveEntry(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	c := handled(t, o)
	var conflict *fault.Conflict
	if _, err := o.Desk.ProveEntry(t.Context(), system, string(c.Ref), 1); !errors.As(err, &conflict) {
		t.Errorf("nothing is sealed: %v", err)
	}
	seal(t, o)
	for _, trail := range []string{string(c.Ref), c.ID} {
		p, err := o.Desk.ProveEntry(t.Context(), system, trail, 2)
		if err != nil || !p.Holds() || p.Entry.Seq != 2 || p.Entry.ChainID != c.ID {
			t.Errorf("%s: %+v, %v", trail, p, err)
		}
	}
	for name, tc := range map[string]struct {
		trail string
		row   int64
	}{"no such row": {c.ID, 99}, "row 0": {c.ID, 0}, "no such chain": {uuid.NewString(), 1}, "no such case": {"ND-7Q4K-29", 1}, "nonsense": {"';--", 1}} {
		if _, err := o.Desk.ProveEntry(t.Context(), system, tc.trail, tc.row); !errors.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := o.Desk.ProveEntry(t.Context(), o.Auditor, c.ID, 1); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an auditor: %v", err)
	}
}
