package server

import (
	"context"
	"slices"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

// answersNow are the answers that can be recorded; closing and taking back
// have pages of their own.
func answersNow(from handoff.State) []handoff.State {
	return slices.DeleteFunc(handoff.Next(from), func(s handoff.State) bool { return s == handoff.Closed || s == handoff.Revoked })
}

var answerWords = map[handoff.State]string{
	handoff.Sent:            "We answered or sent it again, and wait for them",
	handoff.Seen:            "They have seen it",
	handoff.QuestionAsked:   "They asked a question",
	handoff.NoAnswer:        "We tried and had no answer",
	handoff.Accepted:        "They accept",
	handoff.Refused:         "They decline",
	handoff.FirstContactHad: "They have made first contact with the client",
}

func (s *Server) getHandoffAnswer(c *gin.Context) error {
	return s.handoffForm(c, form.Values{}, nil, answerForm)
}

func (s *Server) postHandoffAnswer(c *gin.Context) error {
	return s.takeAnswer(c, answerForm, s.desk.AnswerHandoff, "The answer is recorded.")
}

func (s *Server) getHandoffTell(c *gin.Context) error {
	return s.handoffForm(c, form.Values{}, nil, tellForm)
}

func (s *Server) postHandoffTell(c *gin.Context) error {
	return s.takeAnswer(c, tellForm, s.desk.RevokeHandoff, "It is recorded that they were told.")
}

func (s *Server) getHandoffClose(c *gin.Context) error {
	return s.handoffForm(c, form.Values{}, nil, closeForm)
}

func (s *Server) postHandoffClose(c *gin.Context) error {
	return s.takeAnswer(c, closeForm, s.desk.CloseHandoff, "The handoff is closed.")
}

// handoffAsk builds one of the forms about a handoff.
type handoffAsk func(file desk.HandoffFile, page *questionPage, q *questions)

func answerForm(file desk.HandoffFile, page *questionPage, q *questions) {
	page.Heading, page.Buttons.Text = "What did they answer?", "Record answer"
	if file.Handoff.State == handoff.QuestionAsked {
		page.Intro = []string{"If you answer their question here, they read what you write, and the time for their answer starts again."}
	}
	var choices []choice
	for _, state := range answersNow(file.Handoff.State) {
		choices = append(choices, choice{value: string(state), text: answerWords[state]})
	}
	q.one("state", "What happened?", "", choices...)
	q.text("contact", "Who did you speak to?", "A named person must accept. Leave it empty if nobody has a name yet.")
	q.long("details", "What was said?", "Give the reason if they decline, or the question if they ask one.")
}

func tellForm(_ desk.HandoffFile, page *questionPage, q *questions) {
	page.Heading, page.Buttons.Text = "Take the handoff back", "Take back"
	page.Intro = []string{"Tell the recipient first: ask them to stop using and to delete what you shared. Then record it here."}
	q.text("contact", "Who did you tell? (optional)", "")
	q.long("details", "How and when were they told, and what did they say?", "")
}

func closeForm(file desk.HandoffFile, page *questionPage, q *questions) {
	page.Heading, page.Buttons.Text = "How did the handoff end?", "Close handoff"
	q.one("outcome", "Outcome", "", labelled(handoff.Outcomes)...)
	askNeedOutcomes(file, q)
	q.long("details", "Anything to add? (optional)", "")
}

func (s *Server) handoffForm(c *gin.Context, v form.Values, failed error, build handoffAsk) error {
	file, err := s.readHandoff(c)
	if err != nil {
		return err
	}
	page := questionPage{Caption: "Handoff to " + file.Handoff.RecipientName}
	build(file, &page, ask(v, nil))
	page.Other = &render.Link{Text: "Go back to the handoff", Href: handoffAddress(file.Case.Ref, file.Handoff.Number)}
	return s.caseForm(c, file.Head, v, failed, page, func(q *questions) { build(file, &questionPage{}, q) })
}

// takeAnswer records an answer through one of the desk's three doors.
func (s *Server) takeAnswer(c *gin.Context, build handoffAsk,
	record func(context.Context, staff.Actor, desk.Edit, int, handoff.Answer) error, done string) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	file, err := s.readHandoff(c)
	if err != nil {
		return err
	}
	err = record(c.Request.Context(), me(c).Actor, edit, file.Handoff.Number, handoff.Answer{
		State: handoff.State(v.Trimmed("state")), Contact: v.Trimmed("contact"), Details: v.Trimmed("details"),
		Outcome: handoff.Outcome(v.Trimmed("outcome")), Needs: needsSaid(v),
	})
	if retry(err) {
		return s.handoffForm(c, v, err, build)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), done)
	return seeOther(c, handoffAddress(edit.Ref, file.Handoff.Number))
}
