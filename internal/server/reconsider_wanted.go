package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/render"
)

func (s *Server) getWanted(kind decision.WantedKind) handler {
	return func(c *gin.Context) error { return s.wantedForm(c, kind, form.Values{}, nil) }
}

func (s *Server) postWanted(kind decision.WantedKind) handler {
	return func(c *gin.Context) error {
		v, edit, err := posted(c)
		if err != nil {
			return err
		}
		in := decision.Wanted{Kind: kind, What: v.Trimmed("wanted_what"), From: v.Trimmed("wanted_from"), By: dateOf(v, "wanted_by")}
		err = typedDates(s.desk.AskForEvidence(c.Request.Context(), me(c).Actor, edit, in), v, "wanted_by")
		if retry(err) {
			return s.wantedForm(c, kind, v, err)
		}
		if err != nil {
			return err
		}
		s.sessions.Notify(c.Request.Context(), "It is added to what is waited for.")
		return seeOther(c, reconsiderationAddress(edit.Ref))
	}
}

func (s *Server) wantedForm(c *gin.Context, kind decision.WantedKind, v form.Values, failed error) error {
	file, err := s.readReconsideration(c)
	if err != nil {
		return err
	}
	if kind == decision.WantedTime {
		return s.reconsiderationForm(c, file, v, failed, questionPage{
			Heading: "Record a request for more time",
			Intro:   []string{"Ask the authority in writing before the last day. More time is given only in exceptional circumstances, so keep working to the day in the letter."},
			Buttons: render.SaveButtons{Text: "Record"},
		}, func(q *questions) {
			q.long("wanted_what", "Why is more time needed?", "What is being waited for, since when, and why it could not come sooner.")
			q.text("wanted_from", "Who was asked?", "The team of the authority that decided, and how.")
			q.date("wanted_by", "Until when was time asked for?", "For example, 20 6 2026.")
		})
	}
	return s.reconsiderationForm(c, file, v, failed, questionPage{
		Heading: "Add evidence that is wanted",
		Intro:   []string{"Ask for what could show more: medical, support worker, police, country expert, the client’s own words. Say why it is needed, and only with the client’s agreement."},
		Buttons: render.SaveButtons{Text: "Add"},
	}, func(q *questions) {
		q.long("wanted_what", "What is wanted?", "")
		q.text("wanted_from", "Who was asked, or will be?", "A name and an organisation.")
		q.date("wanted_by", "By when is it wanted? (optional)", "For example, 20 5 2026. Leave time to read it with the client.")
	})
}

func (s *Server) getWantedAnswer(c *gin.Context) error {
	return s.wantedAnswerForm(c, form.Values{}, nil)
}

func (s *Server) postWantedAnswer(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	in := decision.WantedAnswer{Outcome: decision.WantedOutcome(v.Text("wanted_outcome")), On: dateOf(v, "wanted_answered_on"), Note: v.Trimmed("wanted_note")}
	err = typedDates(s.desk.AnswerForEvidence(c.Request.Context(), me(c).Actor, edit, c.Param("id"), in), v, "wanted_answered_on")
	if retry(err) {
		return s.wantedAnswerForm(c, v, err)
	}
	if err != nil {
		return err
	}
	says := "It is recorded."
	if in.Outcome == decision.WantedGranted {
		says = "It is recorded. Now move the last day on the page of dates, with the letter."
	}
	s.sessions.Notify(c.Request.Context(), says)
	return seeOther(c, reconsiderationAddress(edit.Ref))
}

func (s *Server) wantedAnswerForm(c *gin.Context, v form.Values, failed error) error {
	file, err := s.readReconsideration(c)
	if err != nil {
		return err
	}
	wanted, ok := file.Find(c.Param("id"))
	if !ok {
		return fault.NotFound
	}
	return s.reconsiderationForm(c, file, v, failed, questionPage{
		Heading: "Record what came of it", Buttons: render.SaveButtons{Text: "Record"},
	}, func(q *questions) {
		q.inset(wanted.What + "\n" + wanted.From)
		var outcomes []choice
		for _, o := range wanted.Kind.Outcomes() {
			outcomes = append(outcomes, choice{value: string(o), text: o.Label()})
		}
		q.one("wanted_outcome", "What came of it?", "", outcomes...)
		q.date("wanted_answered_on", "When?", "For example, 20 5 2026.")
		q.long("wanted_note", "Note (optional)", "Where it is kept, or what was said.")
	})
}
