package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/render"
)

func (s *Server) getTellingPlan(c *gin.Context) error {
	return s.tellingPlanForm(c, form.Values{}, nil)
}

func (s *Server) postTellingPlan(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	plan := decision.Plan{
		On: dateOf(v, "tell_on"), By: v.Trimmed("tell_by"), Language: v.Trimmed("tell_language"), Where: v.Trimmed("tell_where"),
	}
	err = typedDates(s.desk.PlanTelling(c.Request.Context(), me(c).Actor, edit, c.Param("id"), plan), v, "tell_on")
	if retry(err) {
		return s.tellingPlanForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The plan for telling the client is kept.")
	return seeOther(c, caseAddress(edit.Ref)+"/decisions")
}

func (s *Server) tellingPlanForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	list, err := s.desk.Decisions(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	d, ok := list.Find(c.Param("id"))
	if !ok {
		return fault.NotFound
	}
	return s.caseForm(c, list.Head, v, failed, questionPage{
		Caption: choiceWords(decision.Choice{Kind: d.Kind, Outcome: d.Outcome}) + " of " + d.DecidedOn.Long(),
		Heading: "Plan how the client is told",
		Intro: []string{
			"Tell the client in person where you can, alone, with an interpreter they trust, and early enough in the day that help is open afterwards.",
			"The letter was received on " + d.ReceivedOn.Long() + ". Dates run from the date on it, so tell the client soon.",
		},
		Buttons: render.SaveButtons{Text: "Keep the plan"},
		Other:   &render.Link{Text: "Go back to the decisions", Href: caseAddress(r) + "/decisions"},
	}, func(q *questions) {
		if p := d.Plan; !p.IsZero() {
			q.inset("The plan so far: " + p.On.Long() + ", by " + p.By + ". " + p.Language + ". " + p.Where)
		}
		q.add(contactFirst(r))
		q.date("tell_on", "On which day?", "For example, 14 5 2026.")
		q.text("tell_by", "Who tells the client?", "Somebody they know. Ask whether they want somebody with them.")
		q.text("tell_language", "In which language, and who interprets?", "Never the person who accompanies the client.")
		q.long("tell_where", "Where and at what time is it safe?", "Check the safe contact first: never by a letter, text or voicemail that somebody else could see or hear.")
	})
}
