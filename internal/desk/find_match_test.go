package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

var aBirthday = calendar.NewDate(1996, time.March, 27)

// amira starts the case of a client with an uncommon name, a phone and a date of birth.
func amira(t *testing.T, o *sample.Office, actor staff.Actor) casefile.Ref {
	t.Helper()
	start := sample.Adult(calendar.England)
	start.NameToUse, start.Contact.Details = "Amira Mohammed Khalil", "07700 900461, evenings"
	ref, err := o.Desk.StartCase(t.Context(), actor, desk.NewCase{Start: start, Born: aBirthday})
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func TestFindMatches(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := amira(t, o, o.Caseworker)
	id := o.Read(t, ref).ID
	if err := o.DB.SetHomeOfficeReference(t.Context(), id, "NRM 2026/00417"); err != nil {
		t.Fatal(err)
	}
	other := calendar.NewDate(1990, time.January, 1)
	for name, tc := range map[string]struct {
		traits desk.Traits
		alike  string // empty when there is no match
	}{
		"the name as it stands":         {desk.Traits{Names: []string{"Amira Mohammed Khalil"}}, "name"},
		"in another order and spelling": {desk.Traits{Names: []string{"KHALEEL Ameera"}}, "name"},
		"in another alphabet":           {desk.Traits{Names: []string{"Амира Халил"}}, ""}, // a different first sound of the surname
		"one part of it":                {desk.Traits{Names: []string{"Amira"}}, ""},
		"one part and the birthday":     {desk.Traits{Names: []string{"Amira Berisha"}, Born: aBirthday}, "birth name"},
		"one part and another birthday": {desk.Traits{Names: []string{"Amira Berisha"}, Born: other}, ""},
		"the birthday alone":            {desk.Traits{Names: []string{"Olga Petrova"}, Born: aBirthday}, ""},
		"the phone, as abroad":          {desk.Traits{Names: []string{"X"}, Contacts: []string{"+44 (0)7700-900 461"}}, "contact"},
		"another phone":                 {desk.Traits{Contacts: []string{"07700 900462"}}, ""},
		"a phone that says call me":     {desk.Traits{Contacts: []string{"call me"}}, ""},
		"the Home Office reference":     {desk.Traits{HomeOffice: "nrm2026-00417"}, "home_office"},
		"nothing at all":                {desk.Traits{Names: []string{" ", ""}}, ""},
	} {
		got, err := o.Desk.FindMatches(t.Context(), o.Colleague, tc.traits)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		alike := ""
		if len(got.Seen) == 1 && got.Seen[0].Case.Ref == ref {
			var words []string
			for _, l := range got.Seen[0].Alike {
				words = append(words, string(l))
			}
			alike = strings.Join(words, " ")
		}
		if alike != tc.alike || got.Hidden || len(got.Seen) > 1 {
			t.Errorf("%s: alike %q, want %q; %+v", name, alike, tc.alike, got)
		}
		hidden, err := o.Desk.FindMatches(t.Context(), o.OtherTeam, tc.traits)
		if err != nil || len(hidden.Seen) != 0 || hidden.Hidden != (tc.alike != "") {
			t.Errorf("%s: somebody of another team is told %+v, %v", name, hidden, err)
		}
		if far, err := o.Desk.FindMatches(t.Context(), o.Stranger, tc.traits); err != nil || far.Any() {
			t.Errorf("%s: another organisation is told %+v, %v", name, far, err)
		}
	}
	for _, actor := range []staff.Actor{o.Auditor, o.Admin} {
		if _, err := o.Desk.FindMatches(t.Context(), actor, desk.Traits{Names: []string{"Amira Khalil"}}); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s may look: %v", actor.Name, err)
		}
	}
}

// Names and numbers that come later are found too, and an old number still is.
func TestFindMatches_learnsAndKeeps(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := amira(t, o, o.Caseworker)
	contact := person.SafeContact{Channels: []person.Channel{person.Email}, Details: "Write to A.Khalil@example.org."}
	if err := o.Desk.ChangeSafeContact(t.Context(), o.Caseworker, o.Edit(t, ref), contact); err != nil {
		t.Fatal(err)
	}
	err := o.DB.Tx(t.Context(), func(tx *postgres.DB) error {
		return tx.SetNames(t.Context(), o.Read(t, ref).ID, "Amira", "Miranda Costa")
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, traits := range []desk.Traits{
		{Contacts: []string{"07700900461"}}, {Contacts: []string{"a.khalil@EXAMPLE.org"}}, {Names: []string{"Costa, Miranda"}},
	} {
		if got, err := o.Desk.FindMatches(t.Context(), o.Caseworker, traits); err != nil || len(got.Seen) != 1 {
			t.Errorf("%+v: %+v, %v", traits, got, err)
		}
	}
}

// What was recorded before there were keys is found once the tidy job has run.
func TestTidy_worksOutTheKeysOfOlderCases(t *testing.T) {
	t.Parallel()
	address := pgtest.URL(t)
	keys := sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o := sample.On(t, db, keys)
	amira(t, o, o.Caseworker)
	if _, err := superuser(t, address).ExecContext(t.Context(), "UPDATE persons SET sound_keys = NULL, contact_keys = NULL, other_names_sealed = NULL"); err != nil {
		t.Fatal(err)
	}
	look := func() int {
		got, err := o.Desk.FindMatches(t.Context(), o.Caseworker, desk.Traits{Names: []string{"Khalil Amira"}})
		if err != nil {
			t.Fatal(err)
		}
		return len(got.Seen)
	}
	if n := look(); n != 0 {
		t.Fatalf("%d found without keys", n)
	}
	done, err := o.Desk.Tidy(t.Context(), sample.System)
	if err != nil || done.Recognised != 1 || look() != 1 {
		t.Errorf("%+v, %v, %d found", done, err, look())
	}
}

func TestFindCase_byAnythingKnown(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := amira(t, o, o.Caseworker)
	for _, text := range []string{"khalil amira", "Kaleel", "27/3/96", "27 March 1996", "+44 7700 900461"} {
		got, err := o.Desk.FindCase(t.Context(), o.Colleague, text)
		if err != nil || len(got.Items) != 1 || got.Items[0].Case.Ref != ref {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	got, err := o.Desk.FindCase(t.Context(), o.OtherTeam, "Amira Khaleel")
	if err != nil || len(got.Items) != 0 || !got.Hidden {
		t.Errorf("another team: %+v, %v", got, err)
	}
}

func TestMergeCases(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ctx := t.Context()
	kept, away := amira(t, o, o.Caseworker), amira(t, o, o.Colleague)
	before := o.Read(t, away)
	if err := o.Desk.MergeCases(ctx, o.Caseworker, o.Edit(t, away), string(kept), "Same phone"); !errors.Is(err, fault.Forbidden) {
		t.Fatalf("a caseworker: %v", err)
	}
	for name, tc := range map[string]struct{ keep, reason, field string }{
		"no reason":         {string(kept), " ", "merge_reason"},
		"no such case":      {string(casefile.NewRef()), "Same phone", "kept_reference"},
		"no reference":      {"the other one", "Same phone", "kept_reference"},
		"a stranger's case": {string(strangersCase(t, o)), "Same phone", "kept_reference"},
		"a reason too long": {string(kept), strings.Repeat("x", 3000), "merge_reason"},
	} {
		var invalid *fault.Invalid
		err := o.Desk.MergeCases(ctx, o.Supervisor, o.Edit(t, away), tc.keep, tc.reason)
		if !errors.As(err, &invalid) || invalid.Problems[0].Field != tc.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := o.Desk.MergeCases(ctx, o.Supervisor, o.Edit(t, away), string(kept), "Same phone, same birthday"); err != nil {
		t.Fatal(err)
	}
	after := o.Read(t, away)
	if after.State != casefile.Closed || after.MergedInto != o.Read(t, kept).ID || after.ClosedFrom != before.State {
		t.Errorf("merged: %+v", after)
	}
	if e := latest(t, o, away); factOf(e, "merged_into") != string(kept) || !strings.HasPrefix(e.Reason, "case_merges/") {
		t.Errorf("trail of the closed case: %+v", e)
	}
	if e := latest(t, o, kept); factOf(e, "merged_from") != string(away) {
		t.Errorf("trail of the kept case: %+v", e)
	}
	found, err := o.Desk.FindCase(ctx, o.Caseworker, "Amira Khalil")
	if err != nil || len(found.Items) != 1 || found.Items[0].Case.Ref != kept {
		t.Errorf("search finds %+v, %v", found, err)
	}
	m, err := o.Desk.CaseMatches(ctx, o.Caseworker, kept)
	if err != nil || !slices.Equal(m.Merged, []casefile.Ref{away}) || m.Any() {
		t.Errorf("the kept case: %+v, %v", m, err)
	}
	wantConflict(t, "reopening a merged case", o.Desk.ReopenCase(ctx, o.Supervisor, o.Edit(t, away), "Why not"), "merged")
	wantConflict(t, "merging twice", o.Desk.MergeCases(ctx, o.Supervisor, o.Edit(t, away), string(kept), "Again"), "already")
	wantConflict(t, "merging the kept one away", o.Desk.MergeCases(ctx, o.Supervisor, o.Edit(t, kept), string(amira(t, o, o.Caseworker)), "Again"), "Part the two")

	if err := o.Desk.PartCases(ctx, o.Caseworker, o.Edit(t, away), "Another person"); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker parts: %v", err)
	}
	if err := o.Desk.PartCases(ctx, o.Supervisor, o.Edit(t, away), "Another person"); err != nil {
		t.Fatal(err)
	}
	again := o.Read(t, away)
	if again.State != before.State || again.MergedInto != "" || !again.ClosedOn.IsZero() {
		t.Errorf("parted: %+v", again)
	}
	wantConflict(t, "parting what is not merged", o.Desk.PartCases(ctx, o.Supervisor, o.Edit(t, away), "Again"), "not merged")
	report, err := o.Desk.VerifyAudit(ctx, sample.System)
	if err != nil || !report.Good() {
		t.Errorf("the trail: %+v, %v", report, err)
	}
}

func strangersCase(t *testing.T, o *sample.Office) casefile.Ref {
	t.Helper()
	ref, err := o.Desk.StartCase(context.WithoutCancel(t.Context()), o.Stranger, desk.NewCase{Start: sample.Adult(calendar.England)})
	if err != nil {
		t.Fatal(err)
	}
	return ref
}
