package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func closeTo(t *testing.T, o *sample.Office, ref casefile.Ref, people ...staff.Actor) {
	t.Helper()
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.UserID
	}
	if err := o.Desk.RestrictCase(t.Context(), o.Supervisor, o.Edit(t, ref), ids, "They are related."); err != nil {
		t.Fatal(err)
	}
}

func TestRestrictCase(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	for name, tc := range map[string]struct {
		actor staff.Actor
		named []string
		why   string
		field string
	}{
		"nobody named":               {o.Supervisor, nil, "x", "closed_to"},
		"somebody who is nobody":     {o.Supervisor, []string{"nobody"}, "x", "closed_to"},
		"another organisation's":     {o.Supervisor, []string{o.Stranger.UserID}, "x", "closed_to"},
		"the holder":                 {o.Supervisor, []string{o.Caseworker.UserID}, "x", "closed_to"},
		"oneself":                    {o.Supervisor, []string{o.Supervisor.UserID, o.Colleague.UserID}, "x", "closed_to"},
		"no reason":                  {o.Supervisor, []string{o.Colleague.UserID}, " ", "why_closed"},
		"a reason beyond all bounds": {o.Supervisor, []string{o.Colleague.UserID}, strings.Repeat("ß", 20_001), "why_closed"},
	} {
		err := o.Desk.RestrictCase(t.Context(), tc.actor, o.Edit(t, ref), tc.named, tc.why)
		if !invalidOn(err, tc.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, actor := range map[string]staff.Actor{"caseworker": o.Caseworker, "auditor": o.Auditor, "admin": o.Admin} {
		if err := o.Desk.RestrictCase(t.Context(), actor, o.Edit(t, ref), []string{o.Colleague.UserID}, "x"); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	closeTo(t, o, ref, o.Colleague, o.Deputy)
	if c := o.Read(t, ref); !c.Restricted {
		t.Error("the case does not say that it is restricted")
	}
	// A named supervisor can neither see nor lift it, and the try is in the trail.
	if err := o.Desk.LiftRestriction(t.Context(), o.Deputy, o.Edit(t, ref), o.Deputy.UserID, "x"); !errors.Is(err, fault.NotFound) {
		t.Errorf("a named supervisor lifts it: %v", err)
	}
	trail, err := o.Desk.AuditTrail(t.Context(), o.Auditor, ref, 0)
	if err != nil || !slices.ContainsFunc(trail.Entries, func(e desk.TrailEntry) bool { return e.By == "Deputy Dan" && e.Action == "access.refused" }) {
		t.Errorf("the try of a named supervisor is not in the trail: %v", err)
	}
	// Nobody it is hidden from can be given the case.
	give, err := o.Desk.Reassignment(t.Context(), o.Supervisor, ref)
	if err != nil || slices.ContainsFunc(give.Carriers, func(u staff.User) bool { return u.ID == o.Colleague.UserID }) {
		t.Errorf("can be given to whom it is hidden from: %v %v", give.Carriers, err)
	}
	if err := o.Desk.ReassignCase(t.Context(), o.Supervisor, o.Edit(t, ref), o.Colleague.UserID, "x"); !invalidOn(err, "owner") {
		t.Errorf("was given to whom it is hidden from: %v", err)
	}
	page, err := o.Desk.Restrictions(t.Context(), o.Supervisor, ref)
	if err != nil || len(page.ClosedTo) != 2 || page.ClosedTo[0].Reason != "They are related." || page.ClosedTo[0].ByName != "Sue Supervisor" {
		t.Fatalf("%+v %v", page.ClosedTo, err)
	}
	if err := o.Desk.RestrictCase(t.Context(), o.Supervisor, o.Edit(t, ref), []string{o.Colleague.UserID}, "x"); !invalidOn(err, "closed_to") {
		t.Errorf("twice: %v", err)
	}
	for name, tc := range map[string]struct {
		id, why string
		want    error
	}{
		"somebody it is not hidden from": {o.Admin.UserID, "x", fault.NotFound}, "nobody": {"nobody", "x", fault.NotFound}, "no reason": {o.Colleague.UserID, "", &fault.Invalid{}},
	} {
		err := o.Desk.LiftRestriction(t.Context(), o.Supervisor, o.Edit(t, ref), tc.id, tc.why)
		if tc.want == fault.NotFound && !errors.Is(err, fault.NotFound) || tc.want != fault.NotFound && !invalidOn(err, "why_opened") {
			t.Errorf("lift, %s: %v", name, err)
		}
	}
	if err := o.Desk.LiftRestriction(t.Context(), o.Supervisor, o.Edit(t, ref), o.Colleague.UserID, "Another family"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.Tasks(t.Context(), o.Colleague, ref); err != nil {
		t.Errorf("let back in: %v", err)
	}
	if page, err = o.Desk.Restrictions(t.Context(), o.Supervisor, ref); err != nil || len(page.ClosedTo) != 1 || len(page.Lifted) != 1 || page.Lifted[0].Reason != "Another family" {
		t.Errorf("%+v %v", page, err)
	}
}

// What was told before is over for whoever is kept out, and what comes later
// goes to others: to the supervisors when it is hidden from a cover.
func TestRestrictCase_reminders(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	err := o.Desk.RecordCover(t.Context(), o.Caseworker, desk.NewCover{
		UserID: o.Caseworker.UserID, CoverID: o.Colleague.UserID, From: sample.Today, Until: sample.Today.AddDays(60), Token: "t",
	})
	if err != nil {
		t.Fatal(err)
	}
	o.MoveDays(8)
	sweep := func() {
		t.Helper()
		if _, err := o.Desk.SweepReminders(t.Context(), sample.System); err != nil {
			t.Fatal(err)
		}
	}
	sweep()
	count := func(who staff.Actor) int {
		t.Helper()
		n, err := o.Desk.OpenReminders(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if count(o.Colleague) == 0 {
		t.Fatal("the cover was told of nothing")
	}
	closeTo(t, o, ref, o.Colleague)
	if n := count(o.Colleague); n != 0 {
		t.Errorf("%d reminders are left", n)
	}
	told := count(o.Supervisor)
	o.MoveDays(30)
	sweep()
	if n := count(o.Colleague); n != 0 {
		t.Errorf("%d new reminders of a case they cannot see", n)
	}
	if count(o.Supervisor) <= told {
		t.Error("nobody was told in the place of the cover")
	}
	covering := o.Colleague
	covering.Covers = []string{o.Caseworker.UserID}
	if list, err := o.Desk.MyTasks(t.Context(), covering, desk.TaskPlace{}); err != nil || len(list.List) != 0 {
		t.Errorf("the cover sees its next steps: %v %v", list.List, err)
	}
	if d, err := o.Desk.Worklist(t.Context(), covering, desk.WorklistQuery{}); err != nil || slices.ContainsFunc(d, func(g desk.WorklistGroup) bool { return len(g.Items) > 0 }) {
		t.Errorf("the cover sees the case: %v", err)
	}
}

// Two cases of one person are hidden from the same people once they are merged.
func TestRestrictCase_merging(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	one, kept := o.Case(t, sample.Adult(calendar.England)), o.Case(t, sample.Adult(calendar.England))
	closeTo(t, o, one, o.Colleague)
	if err := o.Desk.ReassignCase(t.Context(), o.Supervisor, o.Edit(t, kept), o.Colleague.UserID, "x"); err != nil {
		t.Fatal(err)
	}
	var conflict *fault.Conflict
	if err := o.Desk.MergeCases(t.Context(), o.Supervisor, o.Edit(t, one), string(kept), "Same person"); !errors.As(err, &conflict) {
		t.Fatalf("merged into a case of whom it is hidden from: %v", err)
	}
	if err := o.Desk.ReassignCase(t.Context(), o.Supervisor, o.Edit(t, kept), o.Caseworker.UserID, "x"); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.MergeCases(t.Context(), o.Supervisor, o.Edit(t, one), string(kept), "Same person"); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []casefile.Ref{one, kept} {
		if _, err := o.Desk.Notes(t.Context(), o.Colleague, ref, desk.NotePlace{}); !errors.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", ref, err)
		}
	}
	if !o.Desk.May(o.Supervisor, access.RestrictCase) || o.Desk.May(o.Auditor, access.RestrictCase) {
		t.Error("only supervisors hide cases")
	}
}

// invalidOn says whether an error is about what was entered in a field.
func invalidOn(err error, field string) bool {
	var invalid *fault.Invalid
	return errors.As(err, &invalid) && slices.ContainsFunc(invalid.Problems, func(p fault.Problem) bool { return p.Field == field })
}
