package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/render"
)

// ownPage is where an event is recorded that has a page of its own; "" for the
// others.
func ownPage(r casefile.Ref, k deadline.EventKind) string {
	switch k {
	case deadline.HomeOfficeDraftBegun, deadline.HomeOfficeDraftAbandoned:
		return referralAddress(r, "official-draft")
	case deadline.InformationRequestedBy:
		return updatesAddress(r, "more-information")
	case deadline.InformationSent:
		return updatesAddress(r)
	default:
		return ""
	}
}

var draftSteps = []choice{
	{value: "begun", text: "A draft was begun there"},
	{value: "saved", text: "The draft was saved again", hint: "The 28 days begin anew on the day it was saved last."},
	{value: "abandoned", text: "The draft was given up, or is deleted", hint: "Nobody is reminded of it any more."},
}

var errNoDraft = fault.Conflictf("A draft is recorded only until the referral is sent, and on an open case.")

func (s *Server) getOfficialDraft(c *gin.Context) error {
	return s.officialDraftForm(c, form.Values{}, nil)
}

// officialDraftForm tracks a draft in the official online form, which the Home
// Office deletes when it is left alone. Sending the referral ends its clocks.
func (s *Server) officialDraftForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	file, err := s.desk.OfficialDraft(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	if !file.Open() {
		return errNoDraft
	}
	return s.caseForm(c, file.Head, v, failed, questionPage{
		Caption: "Referral", Heading: "Draft in the official online form",
		Intro: []string{
			"The official form keeps a draft for 28 days after it was last saved, warns by email after 21, and then deletes it. The email goes only to whoever began it.",
			"Record here that one was begun and each time it is saved, and you are reminded. It ends when you record the referral as sent, or the draft as given up.",
		},
		Buttons: render.SaveButtons{Text: "Record it"},
		Other:   &render.Link{Text: "Go back to the referral", Href: referralAddress(r)},
	}, func(q *questions) {
		q.add(render.Question{Summary: &render.SummaryList{Rows: officialDraftRows(file)}})
		steps := draftSteps[:1]
		if file.Running() {
			steps = draftSteps[1:]
		}
		q.one("draft_step", "What happened to the draft?", "", steps...)
		q.date("draft_on", "Which day was it?", "For example, "+exampleDate(file.Today)+".")
	})
}

func officialDraftRows(file desk.OfficialDraft) []render.SummaryRow {
	if !file.Running() {
		return []render.SummaryRow{answer("Draft", "None is recorded")}
	}
	rows := []render.SummaryRow{answer("Last saved", file.SavedOn.Long())}
	for _, k := range file.Dates {
		rows = append(rows, answer(k.Deadline.Rule.Label, dated(k.Deadline.Day(), file.Today)))
	}
	return rows
}

func (s *Server) postOfficialDraft(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	file, err := s.desk.OfficialDraft(c.Request.Context(), me(c).Actor, edit.Ref)
	if err != nil {
		return err
	}
	if !file.Open() {
		return errNoDraft
	}
	kind, says := deadline.HomeOfficeDraftBegun, "The draft is recorded. You are reminded before it is deleted."
	if v.Text("draft_step") == "abandoned" {
		kind, says = deadline.HomeOfficeDraftAbandoned, "It is recorded that the draft was given up."
	}
	in := deadline.Happened{Kind: kind, On: dateOf(v, "draft_on")}
	if v.Choice("draft_step", "begun", "saved", "abandoned") == "" {
		var problems fault.Problems
		problems.Add("draft_step", "select_one")
		if in.On.IsZero() {
			problems.Add("draft_on", "required")
		}
		err = problems.Err()
	} else {
		err = draftProblems(s.desk.RecordEvent(c.Request.Context(), me(c).Actor, edit, in))
	}
	if err = typedDates(err, v, "draft_on"); retry(err) {
		return s.officialDraftForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), says)
	return seeOther(c, referralAddress(edit.Ref))
}

// draftProblems gives the problems of an event the names of this page.
func draftProblems(err error) error {
	var invalid *fault.Invalid
	if !asInvalid(err, &invalid) {
		return err
	}
	var problems fault.Problems
	for _, p := range invalid.Problems {
		name := map[string]string{"happened_on": "draft_on", "event": "draft_step"}[p.Field]
		problems.Add(or(name, p.Field), p.Code, p.Args...)
	}
	return problems.Err()
}
