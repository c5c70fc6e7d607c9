package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/render"
)

func (s *Server) getRequest(c *gin.Context) error { return s.requestForm(c, form.Values{}, nil) }

func (s *Server) postRequest(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	request := decision.Request{
		On: dateOf(v, "requested_on"), Argument: argumentOf(v), LateReason: v.Trimmed("late_reason"), Sent: v.All("evidence_sent"),
	}
	err = typedDates(s.desk.LodgeReconsideration(c.Request.Context(), me(c).Actor, edit, request), v, "requested_on")
	if retry(err) {
		return s.requestForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The request for reconsideration is recorded.")
	return seeOther(c, reconsiderationAddress(edit.Ref))
}

func (s *Server) requestForm(c *gin.Context, v form.Values, failed error) error {
	file, err := s.readReconsideration(c)
	if err != nil {
		return err
	}
	if failed == nil {
		v = argumentValues(file.Argument)
	}
	return s.reconsiderationForm(c, file, v, failed, questionPage{
		Heading: "Record the request",
		Intro: []string{
			"Send the request to the authority that decided, then record it here: NRM Desk does not send it.",
			"A support worker, a first responder or a lawyer can ask. Not everybody is offered it: read the letter.",
		},
		Buttons: render.SaveButtons{Text: "Record request"},
	}, func(q *questions) {
		if !file.Due.IsZero() {
			q.inset("The last day for a request is " + dated(file.Due, file.Today) + ".")
		}
		q.date("requested_on", "When was the request made?", "For example, 20 5 2026.")
		askArgument(q)
		var got []choice
		for _, w := range file.Got() {
			got = append(got, choice{value: w.ID, text: w.What, hint: "From " + w.From})
		}
		if len(got) > 0 {
			q.some("evidence_sent", "Which evidence went with it?", "", got...)
		}
		q.long("late_reason", "If it was made after the last day, why?", "The reason given to the authority for more time.")
	})
}
