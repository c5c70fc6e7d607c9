package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

// closure is the reason that is true from every state.
func closure(reason string, waive bool) casefile.Closure {
	return casefile.Closure{Why: casefile.OtherReason, Reason: reason, Waive: waive}
}

func TestCloseCase_andReopenWhereItStood(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Refused(t, ref, consent.No)
	if err := o.Desk.CloseCase(t.Context(), o.Supervisor, o.Edit(t, ref), closure("Client moved on.", true)); err != nil {
		t.Fatal(err)
	}
	c := o.Read(t, ref)
	if c.State != casefile.Closed || c.ClosedOn != sample.Today || c.ClosedFrom != casefile.Refused || c.ClosedWhy != casefile.OtherReason || !c.NextDue.On.IsZero() {
		t.Errorf("closed: %+v", c)
	}
	if err := o.Desk.ReopenCase(t.Context(), o.Supervisor, o.Edit(t, ref), "They came back."); err != nil {
		t.Fatal(err)
	}
	if c := o.Read(t, ref); c.State != casefile.Refused || !c.ClosedOn.IsZero() || c.ClosedFrom != "" || c.ClosedWhy != "" {
		t.Errorf("reopened: %+v", c)
	}
	notes, err := o.Desk.Notes(t.Context(), o.Caseworker, ref, desk.NotePlace{})
	if err != nil || len(notes.List) != 2 {
		t.Fatalf("%d notes, %v", len(notes.List), err)
	}
	texts := []string{notes.List[0].Text, notes.List[1].Text}
	slices.Sort(texts)
	if want := []string{"Client moved on.", "They came back."}; !slices.Equal(texts, want) {
		t.Errorf("the reasons are kept as %q", texts)
	}
}

func TestCloseCase_namesWhatIsOpen(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	number := o.HandedOver(t, ref)
	o.Withdrawn(t, ref)
	err := o.Desk.CloseCase(t.Context(), o.Supervisor, o.Edit(t, ref), closure("x", true))
	var conflict *fault.Conflict
	if !errors.As(err, &conflict) || !strings.Contains(conflict.Message, "1 handoff without an answer") {
		t.Fatalf("%v", err)
	}
	if !strings.Contains(conflict.Message, "1 recipient to tell of the withdrawal") {
		t.Errorf("%v", err)
	}
	for _, n := range o.Notices(t, ref) {
		if n.MustTell() {
			o.Told(t, ref, n.Number)
		}
	}
	if err := o.Desk.CloseHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), number, handoff.Answer{Outcome: handoff.TakenBack}); err != nil {
		t.Fatal(err)
	}
	for reason, want := range map[string]string{"": "reason/required", strings.Repeat("x", 2001): "reason/too_long"} {
		err := o.Desk.CloseCase(t.Context(), o.Supervisor, o.Edit(t, ref), closure(reason, true))
		if !slices.Contains(fieldsOf(err), want) {
			t.Errorf("%.10q: %v, want %s", reason, err, want)
		}
	}
	if err := o.Desk.CloseCase(t.Context(), o.Supervisor, o.Edit(t, ref), closure("Nothing left to do", true)); err != nil {
		t.Error(err)
	}
}

func TestCloseCase_dutyToNotifyFirst(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	start := sample.Adult("england")
	ref, err := o.Desk.StartCase(t.Context(), o.Stranger, desk.NewCase{Start: start})
	if err != nil {
		t.Fatal(err)
	}
	o.Refused(t, ref, consent.No)
	err = o.Desk.CloseCase(t.Context(), o.Stranger, o.Edit(t, ref), closure("x", true))
	var conflict *fault.Conflict
	if !errors.As(err, &conflict) || !strings.Contains(conflict.Message, "Duty to Notify") {
		t.Fatalf("a council closes without its report: %v", err)
	}
	if err := o.Desk.ReportRefusal(t.Context(), o.Stranger, o.Edit(t, ref), report()); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.CloseCase(t.Context(), o.Stranger, o.Edit(t, ref), closure("Reported", true)); err != nil {
		t.Error(err)
	}
}

func TestCloseCase_refusals(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	var conflict *fault.Conflict
	if err := o.Desk.CloseCase(t.Context(), o.Supervisor, o.Edit(t, ref), closure("x", true)); !errors.As(err, &conflict) {
		t.Errorf("a draft was closed: %v", err)
	}
	if err := o.Desk.ReopenCase(t.Context(), o.Supervisor, o.Edit(t, ref), "x"); !errors.As(err, &conflict) {
		t.Errorf("an open case was reopened: %v", err)
	}
	for role, tc := range map[string]struct {
		actor staff.Actor
		want  error
	}{
		"caseworker": {o.Caseworker, fault.Forbidden}, "auditor": {o.Auditor, fault.Forbidden},
		"admin": {o.Admin, fault.Forbidden}, "another organisation": {o.Stranger, fault.NotFound},
	} {
		for name, act := range map[string]func() error{
			"close":    func() error { return o.Desk.CloseCase(t.Context(), tc.actor, o.Edit(t, ref), closure("x", true)) },
			"reopen":   func() error { return o.Desk.ReopenCase(t.Context(), tc.actor, o.Edit(t, ref), "x") },
			"see open": func() error { _, err := o.Desk.Closing(t.Context(), tc.actor, ref); return err },
			"reassign": func() error {
				return o.Desk.ReassignCase(t.Context(), tc.actor, o.Edit(t, ref), o.Colleague.UserID, "x")
			},
			"see who": func() error { _, err := o.Desk.Reassignment(t.Context(), tc.actor, ref); return err },
		} {
			if err := act(); !errors.Is(err, tc.want) {
				t.Errorf("%s by %s: %v, want %v", name, role, err, tc.want)
			}
		}
	}
}
