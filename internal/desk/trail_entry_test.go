package desk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

// latest is the newest entry of a case's trail.
func latest(t *testing.T, o *sample.Office, ref casefile.Ref) audit.Entry {
	t.Helper()
	c := o.Read(t, ref)
	entries, err := o.DB.AuditTrail(t.Context(), c.OrganisationID, c.ID, 0, 1)
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	return entries[0]
}

func factOf(e audit.Entry, key string) string {
	for _, p := range e.Detail {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}

func TestTrail_keepsReplacedValuesAsDigests(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	change := func(ref casefile.Ref, number string) audit.Entry {
		c := person.SafeContact{Channels: []person.Channel{person.Phone}, Details: number, Voicemail: person.No}
		if err := o.Desk.ChangeSafeContact(t.Context(), o.Caseworker, o.Edit(t, ref), c); err != nil {
			t.Fatal(err)
		}
		return latest(t, o, ref)
	}
	one, two := o.Case(t, sample.Adult(calendar.England)), o.Case(t, sample.Adult(calendar.England))
	first := change(one, "07700 900999")
	back := change(one, "07700 900123, after 10am")
	again := change(one, "07700 900999")
	other := change(two, "07700 900999")
	for _, e := range []audit.Entry{first, back, again, other} {
		if text := string(e.Canonical()); strings.Contains(text, "07700") {
			t.Fatalf("the entry holds the number: %q", text)
		}
		if !strings.HasPrefix(factOf(e, "safe_contact_after"), desk.DigestMark) {
			t.Errorf("facts %v", e.Detail)
		}
	}
	if factOf(first, "safe_contact_after") != factOf(back, "safe_contact_before") || factOf(first, "safe_contact_after") != factOf(again, "safe_contact_after") {
		t.Error("the same value within a case has other digests: nobody could tell that it came back")
	}
	if factOf(first, "safe_contact_after") == factOf(other, "safe_contact_after") {
		t.Error("the same value in two cases can be seen to be the same")
	}
}

func TestTrail_addressIsADigest(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	look := func(address string) string {
		actor := o.Supervisor
		actor.Address = address
		if _, err := o.Desk.CaseFile(t.Context(), actor, ref); err != nil {
			t.Fatal(err)
		}
		return latest(t, o, ref).Address
	}
	here, again, there := look("203.0.113.7"), look("203.0.113.7"), look("203.0.113.8")
	if here != again || here == there || strings.Contains(here, "203") || len(here) != 32 {
		t.Errorf("%q, %q, %q", here, again, there)
	}
	if none := look(""); none != "" {
		t.Errorf("no address became %q", none)
	}
}

func TestTrail_saysWhereTheReasonIs(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	if err := o.Desk.ReassignCase(t.Context(), o.Supervisor, o.Edit(t, ref), o.Colleague.UserID, "Casey is away for two weeks."); err != nil {
		t.Fatal(err)
	}
	e := latest(t, o, ref)
	if e.Reason != "notes/"+e.Subject || e.Subject == "" || strings.Contains(string(e.Canonical()), "Casey") {
		t.Errorf("reason %q, subject %q", e.Reason, e.Subject)
	}
	if err := o.Desk.AddNote(t.Context(), o.Colleague, o.Edit(t, ref), "A plain note."); err != nil {
		t.Fatal(err)
	}
	if e := latest(t, o, ref); e.Reason != "" {
		t.Errorf("a plain note gives %q as its reason", e.Reason)
	}
}

// Writers of different chains never wait for each other: the first transaction
// stays open until the second has been written and committed.
func TestAppendAudit_twoCasesDoNotWait(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	entry := func() audit.Entry {
		return audit.Entry{OrganisationID: o.Caseworker.OrganisationID, ChainID: uuid.NewString(), At: sample.Now, Action: "case.view"}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err := o.DB.Tx(ctx, func(first *postgres.DB) error {
		if err := first.AppendAudit(ctx, entry()); err != nil {
			return err
		}
		return o.DB.Tx(ctx, func(second *postgres.DB) error { return second.AppendAudit(ctx, entry()) })
	})
	if err != nil {
		t.Errorf("the second writer waited for the first: %v", err)
	}
}

// Lists belong to no case; looking at them must not make colleagues wait.
func TestAppendAudit_twoColleaguesLookingAtListsDoNotWait(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err := o.DB.Tx(ctx, func(tx *postgres.DB) error {
		held := audit.Entry{OrganisationID: o.Caseworker.OrganisationID, ChainID: o.Caseworker.Chain(), At: sample.Now, Action: "case.list"}
		if err := tx.AppendAudit(ctx, held); err != nil {
			return err
		}
		_, err := o.Desk.Worklist(ctx, o.Colleague, desk.WorklistQuery{})
		return err
	})
	if err != nil {
		t.Errorf("a colleague waited: %v", err)
	}
}

func BenchmarkAppendAudit(b *testing.B) {
	o := sample.Desk(b)
	ctx := b.Context()
	chain := uuid.NewString()
	e := audit.Entry{
		OrganisationID: o.Caseworker.OrganisationID, ChainID: chain, At: sample.Now, ActorID: o.Caseworker.UserID,
		Action: "case.view", Detail: []audit.Pair{{Key: "from", Value: "draft"}, {Key: "to", Value: "review"}},
	}
	for name, withEntry := range map[string]bool{"an empty transaction": false, "with one entry": true} {
		b.Run(name, func(b *testing.B) {
			var each []time.Duration
			for b.Loop() {
				began := time.Now()
				err := o.DB.Tx(ctx, func(tx *postgres.DB) error {
					if withEntry {
						return tx.AppendAudit(ctx, e)
					}
					return tx.Ping(ctx)
				})
				if err != nil {
					b.Fatal(err)
				}
				each = append(each, time.Since(began))
			}
			slices.Sort(each)
			b.ReportMetric(float64(each[len(each)/2].Microseconds()), "µs-median")
		})
	}
}
