package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/render"
)

func (s *Server) getArgument(c *gin.Context) error { return s.argumentForm(c, form.Values{}, nil) }

func (s *Server) postArgument(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.PlanReconsideration(c.Request.Context(), me(c).Actor, edit, argumentOf(v))
	if retry(err) {
		return s.argumentForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "What the request rests on is kept.")
	return seeOther(c, reconsiderationAddress(edit.Ref))
}

func (s *Server) argumentForm(c *gin.Context, v form.Values, failed error) error {
	file, err := s.readReconsideration(c)
	if err != nil {
		return err
	}
	if failed == nil {
		v = argumentValues(file.Argument)
	}
	return s.reconsiderationForm(c, file, v, failed, questionPage{
		Heading: "What the request rests on",
		Intro:   []string{"Settle this with the client and, where you can, a lawyer. Leave open what is not settled yet."},
		Buttons: render.SaveButtons{Text: "Keep"},
	}, askArgument)
}

// askArgument asks what a request rests on and who sends it.
func askArgument(q *questions) {
	var grounds, askers []choice
	for _, g := range decision.RequestGrounds {
		grounds = append(grounds, choice{value: string(g), text: g.Label()})
	}
	for _, a := range decision.Askers {
		askers = append(askers, choice{value: string(a), text: a.Label()})
	}
	q.some("request_grounds", "On which grounds?", "A request that rests on neither is not taken up.", grounds...)
	q.long("request_why", "What is new, or which guidance was not followed?", "Name the paragraph of the letter it answers, where you can.")
	q.one("request_asker", "Who sends it?", "Agree this with everybody: a request that each expects of the other is never sent.", askers...)
	q.text("request_asker_name", "Their name and organisation", "")
}

func argumentOf(v form.Values) decision.Argument {
	a := decision.Argument{Why: v.Trimmed("request_why"), Asker: decision.Asker(v.Text("request_asker")), Name: v.Trimmed("request_asker_name")}
	for _, g := range v.All("request_grounds") {
		a.Grounds = append(a.Grounds, decision.RequestGround(g))
	}
	return a
}

func argumentValues(a decision.Argument) form.Values {
	typed := map[string][]string{"request_why": {a.Why}, "request_asker": {string(a.Asker)}, "request_asker_name": {a.Name}}
	for _, g := range a.Grounds {
		typed["request_grounds"] = append(typed["request_grounds"], string(g))
	}
	return form.Of(typed)
}
