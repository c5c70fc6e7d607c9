package desk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/testkit/sample"
)

// A step can be given to a colleague without the case: they find it in their
// next steps, the holder keeps it in sight, and what was said stays.
func TestGiveTask(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	id := stepOf(t, o, ref, "RGP-HEALTH").ID
	give := func(actor staff.Actor, id, to, note string) string {
		return kindOf(o.Desk.GiveTask(t.Context(), actor, o.Edit(t, ref), id, to, note))
	}
	inList := func(actor staff.Actor) bool {
		mine, err := o.Desk.MyTasks(t.Context(), actor, desk.TaskPlace{})
		if err != nil {
			t.Error(err)
		}
		return slices.ContainsFunc(mine.List, func(m desk.MyTask) bool { return m.ID == id })
	}
	colleague := o.Colleague.UserID
	for _, tc := range []struct{ name, got, want string }{
		{"an auditor", give(o.Auditor, id, colleague, ""), "forbidden"},
		{"an admin", give(o.Admin, id, colleague, ""), "forbidden"},
		{"another organisation", give(o.Stranger, id, colleague, ""), "not found"},
		{"another team", give(o.OtherTeam, id, colleague, ""), "not found"},
		{"a step of nobody", give(o.Caseworker, "0198c8a5-0000-7000-8000-000000000000", colleague, ""), "not found"},
		{"to an auditor", give(o.Caseworker, id, o.Auditor.UserID, ""), "invalid: step_to: select_one"},
		{"to another team", give(o.Caseworker, id, o.OtherTeam.UserID, ""), "invalid: step_to: select_one"},
		{"back, given to nobody", give(o.Caseworker, id, "", ""), "invalid: step_to: same"},
		{"a note like a book", give(o.Caseworker, id, colleague, strings.Repeat("x", 2001)), "invalid: step_note: too_long"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, tc.got, tc.want)
		}
	}
	if inList(o.Colleague) {
		t.Error("the colleague has it before it was given")
	}
	if err := give(o.Caseworker, id, colleague, "She asked for a woman doctor"); err != "" {
		t.Fatal(err)
	}
	if err := give(o.Caseworker, id, colleague, ""); err != "invalid: step_to: same" {
		t.Errorf("twice: %s", err)
	}
	if !inList(o.Colleague) || !inList(o.Caseworker) || inList(o.OtherTeam) {
		t.Errorf("colleague %v, holder %v, other team %v", inList(o.Colleague), inList(o.Caseworker), inList(o.OtherTeam))
	}
	told := 0
	o.MoveDays(1)
	if _, err := o.Desk.DeliverReminders(t.Context(), sample.System, func(_ context.Context, n desk.Notice) desk.Answer {
		if n.Step && n.Things == 1 && n.To == sample.EmailOf("Colin Colleague") {
			told++
		}
		return desk.Answer{Result: desk.NoticeSent}
	}); err != nil || told != 1 {
		t.Errorf("told %d times, %v", told, err)
	}
	got := stepOf(t, o, ref, "RGP-HEALTH")
	if got.GivenName != "Colin Colleague" || len(got.Entries) != 1 || got.Entries[0].What != task.Given || got.Entries[0].GivenName != "Colin Colleague" || got.Entries[0].Note != "She asked for a woman doctor" {
		t.Errorf("%+v", got)
	}
	o.MoveDays(10)
	if n, err := o.Desk.TasksDue(t.Context(), o.Colleague); n != 1 || err != nil {
		t.Errorf("%d due, %v", n, err)
	}
	if err := kindOf(o.Desk.SettleTask(t.Context(), o.Colleague, o.Edit(t, ref), id, task.Done, "Registered with a GP")); err != "" {
		t.Errorf("the colleague settles it: %s", err)
	}
	if err := give(o.Caseworker, id, o.Supervisor.UserID, ""); err != "conflict" {
		t.Errorf("a settled step: %s", err)
	}
	if inList(o.Colleague) {
		t.Error("a settled step is in the list")
	}
}

// Whoever a case is hidden from cannot be given a step of it, and what they had
// been given goes back.
func TestGiveTask_notToWhomTheCaseIsHiddenFrom(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	id := stepOf(t, o, ref, "RGP-HEALTH").ID
	if err := o.Desk.GiveTask(t.Context(), o.Supervisor, o.Edit(t, ref), id, o.Colleague.UserID, ""); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.RestrictCase(t.Context(), o.Supervisor, o.Edit(t, ref), []string{o.Colleague.UserID}, "They are related."); err != nil {
		t.Fatal(err)
	}
	if got := stepOf(t, o, ref, "RGP-HEALTH"); got.GivenTo != "" || len(got.Entries) != 2 || got.Entries[1].GivenTo != "" {
		t.Errorf("%+v", got)
	}
	if mine, err := o.Desk.MyTasks(t.Context(), o.Colleague, desk.TaskPlace{}); err != nil || len(mine.List) != 0 {
		t.Errorf("%v, %v", mine.List, err)
	}
	if err := kindOf(o.Desk.GiveTask(t.Context(), o.Supervisor, o.Edit(t, ref), id, o.Colleague.UserID, "")); err != "invalid: step_to: select_one" {
		t.Errorf("given again: %s", err)
	}
	page, err := o.Desk.GivingTask(t.Context(), o.Supervisor, ref, id)
	if err != nil || len(page.Carriers) == 0 || slices.ContainsFunc(page.Carriers, func(u staff.User) bool { return u.ID == o.Colleague.UserID }) {
		t.Errorf("offered: %v, %v", page.Carriers, err)
	}
}
