package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

func TestFindCase(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	start := sample.Adult(calendar.England)
	start.NameToUse = "Zoë Anne O'Hansen"
	ref := o.Case(t, start)
	err := o.DB.Tx(t.Context(), func(tx *postgres.DB) error {
		return tx.SetHomeOfficeReference(t.Context(), o.Read(t, ref).ID, "NRM 2026/00417")
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		text          string
		found         bool
		any, mistyped bool
	}{
		"reference as printed":         {string(ref), true, false, false},
		"reference as people type it":  {strings.ToLower(strings.ReplaceAll(string(ref), "-", " ")), true, false, false},
		"reference with a slip":        {slip(ref), false, false, true},
		"home office reference":        {"nrm 2026/00417", true, false, false},
		"whole name":                   {"zoe anne o'hansen", true, false, false},
		"part of the name":             {"OHANSEN", true, false, false},
		"parts in another order":       {"O’Hansen Zoë", true, false, false},
		"one part right":               {"Zoe Smith", true, true, false},
		"nobody":                       {"Nobody", false, false, false},
		"a name that looks like a ref": {"Hansen", false, false, true},
		"part of a word is no word":    {"Hans", false, false, false},
		"emoji and right to left":      {"😀 شسي", false, false, false},
		"a wildcard":                   {"%", false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := o.Desk.FindCase(t.Context(), o.Colleague, tc.text)
			if err != nil {
				t.Fatal(err)
			}
			found := len(got.Items) == 1 && got.Items[0].Case.Ref == ref
			if found != tc.found || got.AnyWord != tc.any || got.Mistyped != tc.mistyped {
				t.Errorf("%q: %+v", tc.text, got)
			}
		})
	}
}

// slip is a reference with its last character typed wrong.
func slip(ref casefile.Ref) string {
	last := byte('2')
	if ref[len(ref)-1] == last {
		last = '3'
	}
	return string(ref[:len(ref)-1]) + string(last)
}

func TestFindCase_onlyWithinReach(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	for who, tc := range map[string]struct {
		actor staff.Actor
		found int
	}{
		"same team": {o.Colleague, 1}, "another team": {o.OtherTeam, 0}, "another organisation": {o.Stranger, 0},
	} {
		for _, text := range []string{string(ref), "Testova"} {
			if got, err := o.Desk.FindCase(t.Context(), tc.actor, text); err != nil || len(got.Items) != tc.found {
				t.Errorf("%s finds %d by %q, %v", who, len(got.Items), text, err)
			}
		}
	}
	for _, a := range []staff.Actor{o.Auditor, o.Admin} {
		if _, err := o.Desk.FindCase(t.Context(), a, string(ref)); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
	for text, want := range map[string]string{" ": "q/required", strings.Repeat("a ", 10_000): "q/too_long"} {
		if _, err := o.Desk.FindCase(t.Context(), o.Caseworker, text); !slices.Contains(fieldsOf(err), want) {
			t.Errorf("%.10q: %v", text, err)
		}
	}
}

func TestFindCase_auditHoldsOnlyTheCount(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	adultCase(t, o)
	if _, err := o.Desk.FindCase(t.Context(), o.Caseworker, "Testova"); err != nil {
		t.Fatal(err)
	}
	trail, err := o.DB.AuditTrail(t.Context(), o.Caseworker.OrganisationID, o.Caseworker.UserID, 0, 1)
	if err != nil || len(trail) != 1 || trail[0].Action != "case.search" {
		t.Fatal(trail, err)
	}
	if d := trail[0].Detail; len(d) != 1 || d[0].Key != "found" || d[0].Value != "1" {
		t.Errorf("detail %v", d)
	}
}

func TestReassignCase(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	for name, tc := range map[string]struct{ owner, reason, want string }{
		"nobody":           {"", "x", "owner/select_one"},
		"of another team":  {o.OtherTeam.UserID, "x", "owner/select_one"},
		"a stranger":       {o.Stranger.UserID, "x", "owner/select_one"},
		"the same again":   {o.Caseworker.UserID, "x", "owner/same_owner"},
		"without a reason": {o.Colleague.UserID, " ", "reason/required"},
	} {
		err := o.Desk.ReassignCase(t.Context(), o.Supervisor, o.Edit(t, ref), tc.owner, tc.reason)
		if !slices.Contains(fieldsOf(err), tc.want) {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
	if err := o.Desk.ReassignCase(t.Context(), o.Supervisor, o.Edit(t, ref), o.Colleague.UserID, "On leave"); err != nil {
		t.Fatal(err)
	}
	if got := o.Read(t, ref).OwnerID; got != o.Colleague.UserID {
		t.Errorf("owner %s", got)
	}
	line, err := o.Desk.Timeline(t.Context(), o.Caseworker, ref, 0, 5)
	if err != nil {
		t.Fatal(err)
	}
	if f := line.Events[0].Facts; f["owner_before"] != "Casey Caseworker" || f["owner_after"] != "Colin Colleague" || line.Events[0].By != "Sue Supervisor" {
		t.Errorf("the timeline says %+v", line.Events[0])
	}
}

func TestNotes_appendedAndPaged(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	for _, text := range []string{"", strings.Repeat("ö", 10_001)} {
		if err := o.Desk.AddNote(t.Context(), o.Caseworker, o.Edit(t, ref), text); fieldsOf(err) == nil {
			t.Errorf("%d characters: %v", len(text), err)
		}
	}
	e := o.Edit(t, ref)
	for range 2 {
		if err := o.Desk.AddNote(t.Context(), o.Caseworker, e, "the first"); err != nil {
			t.Fatal(err)
		}
	}
	for range 26 {
		if err := o.Desk.AddNote(t.Context(), o.Colleague, o.Edit(t, ref), "<b>no</b> 😀"); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	place := desk.NotePlace{}
	for {
		page, err := o.Desk.Notes(t.Context(), o.Supervisor, ref, place)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range page.List {
			seen[n.ID] = true
		}
		if !page.More {
			break
		}
		place = page.Next
	}
	if len(seen) != 27 {
		t.Errorf("%d notes, want 27", len(seen))
	}
	if _, err := o.Desk.Notes(t.Context(), o.OtherTeam, ref, place); !errors.Is(err, fault.NotFound) {
		t.Errorf("another team: %v", err)
	}
	if err := o.Desk.AddNote(t.Context(), o.Auditor, e, "x"); !errors.Is(err, fault.Forbidden) {
		t.Errorf("the auditor: %v", err)
	}
}

func TestTimeline_changesNotLooks(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	for range 3 {
		if _, err := o.Desk.Consent(t.Context(), o.Caseworker, ref); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Desk.SafeContact(t.Context(), o.Caseworker, ref); err != nil {
			t.Fatal(err)
		}
	}
	o.HandedOver(t, ref)
	var got []string
	var before int64
	for {
		page, err := o.Desk.Timeline(t.Context(), o.Colleague, ref, before, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Events {
			got = append(got, e.Action)
			before = e.Seq
		}
		if !page.More {
			break
		}
	}
	if want := []string{"handoff.send", "consent.record", "case.start"}; !slices.Equal(got, want) {
		t.Errorf("timeline %v, want %v", got, want)
	}
	if _, err := o.Desk.Timeline(t.Context(), o.OtherTeam, ref, 0, 2); !errors.Is(err, fault.NotFound) {
		t.Errorf("another team: %v", err)
	}
}
