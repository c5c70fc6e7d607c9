package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/internal/testkit/site"
)

func TestTasks_pages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	sound(t, v.Get(base), "Next steps", "See that support has begun", "See all next steps")
	sound(t, v.Get(base+"/tasks"), "How long there is", "Minimum recovery period ends", "3 whole weeks to plan in", "Safety", "Casey Caseworker", "Ask about health")
	sound(t, v.Get("/tasks"), string(ref), "4 days late")

	list, err := s.Desk.Tasks(t.Context(), s.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	address := base + "/tasks/" + list.Open()[0].ID
	p := sound(t, v.Get(address), "How does it stand?")
	if empty := v.Submit(p, nil); empty.Status != http.StatusUnprocessableEntity || len(htmlcheck.Lint(empty.HTML)) > 0 || !strings.Contains(empty.Text(), "Select how the step stands") {
		t.Errorf("no answer: %d %v %s", empty.Status, htmlcheck.Lint(empty.HTML), empty.Text())
	}
	if unsaid := v.Submit(p, url.Values{"task_state": {"not_needed"}}); !strings.Contains(unsaid.Text(), "Enter the reason, so that somebody else understands it later") {
		t.Errorf("set aside without a reason: %s", unsaid.Text())
	}
	sound(t, v.Follow(v.Submit(p, url.Values{"task_state": {"done"}, "task_note": {"In the refuge since <Monday>"}})), "The step is recorded: done", "Steps that are settled", "In the refuge since <Monday>")
	sound(t, v.Get(address), "It is to be done after all")
	sound(t, v.Get(base+"/timeline"), "Next step recorded")
}

func TestTaskList_pageOfTheAdmin(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Admin)
	p := sound(t, v.Get("/admin/tasks"), "The list that comes with the program is in use")
	if same := v.Submit(p, url.Values{"list_reason": {"Nothing new"}}); same.Status != http.StatusConflict || !strings.Contains(same.Text(), "Nothing would change") {
		t.Errorf("the same list: %d %s", same.Status, same.Text())
	}
	wrong := v.Submit(p, url.Values{"task_list": {"name,phone\nx,y"}, "list_reason": {"A mistake"}})
	if wrong.Status != http.StatusUnprocessableEntity || !strings.Contains(wrong.Text(), "Line 1: The first line must name the columns") || !strings.Contains(wrong.HTML, "name,phone") {
		t.Errorf("another file: %d %s", wrong.Status, wrong.Text())
	}
	if problems := htmlcheck.Lint(wrong.HTML); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestGiveTask_pages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	list, err := s.Desk.Tasks(t.Context(), s.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	base := "/cases/" + string(ref)
	step := list.Open()[0]
	v := s.SignedIn(t, s.Caseworker)
	sound(t, v.Get(base+"/tasks/"+step.ID), "Who does it", "Give it to a colleague")
	p := sound(t, v.Get(base+"/tasks/"+step.ID+"/give"), "Give this step to a colleague", "With them now: Casey Caseworker", "Colin Colleague")
	empty := v.Submit(p, url.Values{"step_note": {"Ring before noon"}})
	if empty.Status != http.StatusUnprocessableEntity || len(htmlcheck.Lint(empty.HTML)) > 0 || !strings.Contains(empty.Text(), "Select who does the step") || !strings.Contains(empty.HTML, "Ring before noon") {
		t.Errorf("nobody chosen: %d %v %s", empty.Status, htmlcheck.Lint(empty.HTML), empty.Text())
	}
	sound(t, v.Follow(v.Submit(p, url.Values{"step_to": {s.Colleague.UserID}, "step_note": {"Ring <before> noon"}})), "The step is given", "Given to Colin Colleague: Casey Caseworker", "Ring <before> noon")
	sound(t, v.Get("/tasks"), "Given to Colin Colleague")
	sound(t, v.Get(base+"/timeline"), "Next step given to a colleague", "Given to Colin Colleague.")

	c := s.SignedIn(t, s.Colleague)
	sound(t, c.Get("/tasks"), string(ref), "Given to you")
	back := sound(t, c.Get(base+"/tasks/"+step.ID+"/give"), "With them now: Colin Colleague", "Nobody: it goes back")
	sound(t, c.Follow(c.Submit(back, url.Values{"step_to": {"back"}})), "The step is back", "Taken back: Colin Colleague")
	sound(t, c.Get(base+"/timeline"), "Next step taken back from a colleague")
}
