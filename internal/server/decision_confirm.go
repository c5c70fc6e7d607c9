package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

type decisionConfirmPage struct {
	casePage
	Intro     string
	Record    render.SummaryList
	Letter    render.SummaryList
	Told      render.SummaryList
	Notes     []render.Question // warnings and what the decision does
	Blocked   string            // why there is nothing to answer, or to confirm
	Action    string
	Hidden    []render.Hidden
	Questions []render.Question
	Button    *render.Button
}

func (s *Server) getConfirmDecision(c *gin.Context) error {
	return s.confirmForm(c, form.Values{}, nil)
}

func (s *Server) postConfirmDecision(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	ctx, actor, id := c.Request.Context(), me(c).Actor, c.Param("id")
	said := "The decision is confirmed. Its dates run now."
	switch v.Text("verdict") {
	case "confirm":
		err = s.desk.ConfirmDecision(ctx, actor, edit, id)
	case "return":
		said = "The record is returned. It does not count."
		err = s.desk.ReturnDecision(ctx, actor, edit, id, v.Trimmed("return_reason"))
	default:
		err = &fault.Invalid{Problems: []fault.Problem{{Field: "verdict", Code: "select_one"}}}
	}
	if retry(err) {
		return s.confirmForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(ctx, said)
	return seeOther(c, caseAddress(edit.Ref)+"/decisions")
}

// letterCard is what the second person compares the record with, if somebody
// attached it.
func letterCard(file desk.DecisionFile, a staff.Actor) render.SummaryList {
	rows := attached(file.Case.Ref, file.Evidence, a)
	if len(rows) == 0 {
		rows = append(rows, answer("Attached", "Nothing yet"))
	}
	card := answerCard("The letter", "", rows...)
	card.Card.Actions = []render.Action{{
		Text: "Attach the letter", Href: addEvidenceAddress(file.Case.Ref, subject{of: evidence.OfDecision, ref: file.Decision.ID}),
	}}
	return card
}

// confirmForm shows the second person all that was recorded and all that a yes
// would do, before the question.
func (s *Server) confirmForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	file, err := s.desk.DecisionFile(c.Request.Context(), me(c).Actor, r, c.Param("id"))
	if err != nil {
		return err
	}
	d := file.Decision
	page := decisionConfirmPage{
		casePage: s.caseLayout(c, file.Head, "Check this decision against the letter"),
		Intro:    "Recorded by " + d.RecordedByName + " on " + moment(d.RecordedAt) + ". The letter is kept here: " + d.LetterKept,
		Record:   answerCard("What was recorded", "", letterFacts(d.Decision)...),
		Letter:   letterCard(file, me(c).Actor),
		Told:     answerCard("Telling the client", "", toldFacts(d.Told, d.ReceivedOn, file.Today)...),
		Action:   c.Request.URL.Path, Hidden: formHidden(file.Head, tokenOf(v)),
	}
	status := http.StatusOK
	var invalid *fault.Invalid
	var conflict *fault.Conflict
	var problems fault.Problems
	switch {
	case errors.As(failed, &invalid):
		status, problems = http.StatusUnprocessableEntity, invalid.Problems
	case errors.As(failed, &conflict):
		status = http.StatusConflict
		page.Errors = &render.ErrorSummary{TitleText: "This is not saved yet", ErrorList: []render.ErrorLink{{Text: conflict.Message}}}
	}
	if !d.Waiting() {
		page.Blocked = "This decision no longer waits. " + reviewWords(d)
		return s.render.Page(c.Writer, status, "decision_confirm", page)
	}
	for _, w := range decisionWarnings(file.Warnings, file.About) {
		page.Notes = append(page.Notes, render.Question{Warning: &w})
	}
	if file.Blocked == "" {
		page.Notes = append(page.Notes, effects(file.DecisionPreview)...)
	}
	if file.Own {
		page.Blocked = "You recorded this decision. Somebody else has to compare it with the letter and confirm it."
		return s.render.Page(c.Writer, status, "decision_confirm", page)
	}
	page.Blocked = file.Blocked
	v, unsent, err := s.withUnsent(c, v, failed)
	if err != nil {
		return err
	}
	page.Hidden = append(page.Hidden, unsent)
	q := ask(v, problems)
	askVerdict(q, file)
	page.Questions, page.Button = q.list, &render.Button{Text: "Record your answer"}
	if problems != nil {
		page.Errors = q.summary()
	}
	return s.render.Page(c.Writer, status, "decision_confirm", page)
}

func askVerdict(q *questions, file desk.DecisionFile) {
	choices := []choice{{value: "confirm", text: "Yes, confirm the decision", hint: "The case moves and the dates above start to run."}}
	if file.Blocked != "" {
		choices = nil
	}
	choices = append(choices, choice{value: "return", text: "No, return it to " + file.Decision.RecordedByName, hint: "The record is kept but does not count. Somebody records the decision again."})
	q.one("verdict", "Does the record match the letter?", "Compare every line, above all the name and the date on the letter.", choices...)
	q.long("return_reason", "If you return it, what does not match?", "")
}

func tokenOf(v form.Values) string {
	if token := v.Text(tokenField); token != "" {
		return token
	}
	return uuid.NewString()
}
