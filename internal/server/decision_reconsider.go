package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/render"
)

func (s *Server) getReconsideration(c *gin.Context) error {
	return s.reconsiderationForm(c, form.Values{}, nil)
}

func (s *Server) postReconsideration(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	request := decision.Request{On: dateOf(v, "requested_on"), LateReason: v.Trimmed("late_reason")}
	err = typedDates(s.desk.LodgeReconsideration(c.Request.Context(), me(c).Actor, edit, request), v, "requested_on")
	if retry(err) {
		return s.reconsiderationForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The request for reconsideration is recorded.")
	return seeOther(c, caseAddress(edit.Ref)+"/decisions")
}

func (s *Server) reconsiderationForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	list, err := s.desk.Decisions(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	if list.Reconsider == nil {
		return fault.Conflictf("This case is at “%s”. A reconsideration can be asked for after a negative decision, once for each.", list.Case.State.Label())
	}
	d := list.Reconsider.Decision
	return s.caseForm(c, list.Head, v, failed, questionPage{
		Caption: choiceWords(decision.Choice{Kind: d.Kind, Outcome: d.Outcome}) + " of " + d.DecidedOn.Long(),
		Heading: "Record a request for reconsideration",
		Intro: []string{
			"Send the request to the authority that decided, then record it here: NRM Desk does not send it.",
			"A support worker, a first responder or a lawyer can ask. Not everybody is offered it: read the letter.",
		},
		Buttons: render.SaveButtons{Text: "Record request"},
		Other:   &render.Link{Text: "Go back to the decisions", Href: caseAddress(r) + "/decisions"},
	}, func(q *questions) {
		if due := list.Reconsider.Due; !due.IsZero() {
			q.inset("The last day for a request is " + dated(due, list.Today) + ".")
		}
		q.date("requested_on", "When was the request made?", "For example, 20 5 2026.")
		q.long("late_reason", "If it was made after the last day, why?", "The reason given to the authority for more time.")
	})
}
