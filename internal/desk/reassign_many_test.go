package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func TestReassignCases(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	var refs []casefile.Ref
	for range 3 {
		refs = append(refs, o.Case(t, sample.Adult(calendar.England)))
	}
	o.Consented(t, refs[0])
	o.Submitted(t, refs[0], sample.Today)
	o.HandedOver(t, refs[0])
	o.MoveDays(8)
	if _, err := o.Desk.SweepReminders(t.Context(), sample.System); err != nil {
		t.Fatal(err)
	}
	handings := func(note string) (list []desk.Handing) {
		for _, ref := range refs {
			list = append(list, desk.Handing{Ref: ref, Version: o.Read(t, ref).Version, OwnerID: o.Colleague.UserID, Note: note})
		}
		return list
	}

	r, err := o.Desk.Reassignments(t.Context(), o.Supervisor, append(slices.Clone(refs), "ND-2222-22"))
	if err != nil || len(r.Cases) != 3 {
		t.Fatalf("%d cases: %v", len(r.Cases), err)
	}
	i := slices.IndexFunc(r.Cases, func(c desk.MovingCase) bool { return c.Case.Ref == refs[0] })
	if c := r.Cases[i]; c.Clocks == 0 || c.Handoffs != 1 || c.Notices == 0 {
		t.Errorf("what comes with a referred case: %+v", c.Carried)
	}
	before := slices.IndexFunc(r.Loads, func(l desk.Load) bool { return l.UserID == o.Caseworker.UserID })
	if after := r.After(handings("x")); after[o.Caseworker.UserID] != (desk.Carried{}) || after[o.Colleague.UserID] != r.Loads[before].Carried {
		t.Errorf("load after: %+v, before %+v", after, r.Loads[before].Carried)
	}

	// What is wrong with one keeps all of them where they are.
	wrong := handings("Casey leaves")
	wrong[1].OwnerID, wrong[2].Note = o.Caseworker.UserID, ""
	_, _, err = o.Desk.ReassignCases(t.Context(), o.Supervisor, wrong, "t0")
	if !invalidOn(err, "holder-"+string(refs[1])) || !invalidOn(err, "note-"+string(refs[2])) || o.Read(t, refs[0]).OwnerID != o.Caseworker.UserID {
		t.Fatalf("%v", err)
	}
	// One that somebody changed meanwhile stays, and is named; the others move.
	list := handings("Casey leaves on Friday")
	if err := o.Desk.AddNote(t.Context(), o.Caseworker, o.Edit(t, refs[1]), "Rang"); err != nil {
		t.Fatal(err)
	}
	open, err := o.Desk.OpenReminders(t.Context(), o.Caseworker)
	if err != nil || open == 0 {
		t.Fatal(open, err)
	}
	moved, left, err := o.Desk.ReassignCases(t.Context(), o.Supervisor, list, "t1")
	if err != nil || moved != 2 || len(left) != 1 || left[0].Ref != refs[1] || !strings.Contains(left[0].Why, "changed") {
		t.Fatalf("%d moved, left %v: %v", moved, left, err)
	}
	// A second press does nothing twice.
	if n, left, err := o.Desk.ReassignCases(t.Context(), o.Supervisor, list[:1], "t1"); err != nil || n != 1 || len(left) != 0 {
		t.Errorf("the second press: %d, %v, %v", n, left, err)
	}
	notes, err := o.Desk.Notes(t.Context(), o.Colleague, refs[2], desk.NotePlace{})
	if err != nil || len(notes.List) != 1 || notes.List[0].Text != "Casey leaves on Friday" {
		t.Errorf("the note: %+v %v", notes.List, err)
	}
	// Their open reminders went with the cases, and one message says that there are two.
	if n, err := o.Desk.OpenReminders(t.Context(), o.Caseworker); err != nil || n != 0 {
		t.Errorf("%d reminders stay with the last holder: %v", n, err)
	}
	if n, err := o.Desk.OpenReminders(t.Context(), o.Colleague); err != nil || n != open {
		t.Errorf("%d of %d reminders came with the cases: %v", n, open, err)
	}
	o.MoveDays(1)
	var told []desk.Notice
	if _, err := o.Desk.DeliverReminders(t.Context(), sample.System, func(_ context.Context, n desk.Notice) desk.Answer {
		told = append(told, n)
		return desk.Answer{Result: desk.NoticeSent}
	}); err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(told, func(n desk.Notice) bool { return n.Given }); i < 0 || told[i].Things != 2 || told[i].To != sample.EmailOf("Colin Colleague") {
		t.Errorf("told: %+v", told)
	}
	for name, actor := range map[string]staff.Actor{"caseworker": o.Caseworker, "auditor": o.Auditor, "admin": o.Admin} {
		if _, _, err := o.Desk.ReassignCases(t.Context(), actor, handings("x"), "t2"); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := o.Desk.Reassignments(t.Context(), o.Stranger, refs); !errors.Is(err, fault.NotFound) {
		t.Errorf("another organisation: %v", err)
	}
}
