package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/render"
)

// askTelling asks how the client came to know of a decision.
func askTelling(q *questions) {
	q.date("told_on", "When was the client told?", "For example, 14 5 2026.")
	q.one("told_way", "In person, by phone or another way?", "A call, message or letter is checked on the page “Contact the client” before it is made.", labelled(decision.Ways)...)
	q.text("told_by", "Who told the client?", "")
	q.text("told_language", "In which language?", "Say if an interpreter helped.")
	q.long("told_how", "How was it done safely?", "For example: in person at the support office, nobody else there.")
}

func tellingOf(v form.Values) decision.Telling {
	return decision.Telling{
		On: dateOf(v, "told_on"), By: v.Trimmed("told_by"), Language: v.Trimmed("told_language"), How: v.Trimmed("told_how"),
		Way: decision.Way(v.Trimmed("told_way")),
	}
}

func (s *Server) getTold(c *gin.Context) error { return s.toldForm(c, form.Values{}, nil) }

func (s *Server) postTold(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = typedDates(s.desk.RecordTold(c.Request.Context(), me(c).Actor, edit, c.Param("id"), tellingOf(v)), v, "told_on")
	if retry(err) {
		return s.toldForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "It is recorded that the client was told.")
	return seeOther(c, caseAddress(edit.Ref)+"/decisions")
}

func (s *Server) toldForm(c *gin.Context, v form.Values, failed error) error {
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
		Heading: "Record that the client was told",
		Intro:   []string{"The letter was received on " + d.ReceivedOn.Long() + ". This is recorded once."},
		Buttons: render.SaveButtons{Text: "Record"},
		Other:   &render.Link{Text: "Go back to the decisions", Href: caseAddress(r) + "/decisions"},
	}, func(q *questions) {
		if p := d.Plan; !p.IsZero() {
			q.inset("The plan: " + p.On.Long() + ", by " + p.By + ". " + p.Language + ". " + p.Where)
		}
		q.add(contactFirst(r))
		askTelling(q)
	})
}
