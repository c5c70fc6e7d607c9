package server

import (
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/render"
)

func (s *Server) closeRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/close", handle: s.getClose},
		{method: "POST", path: "/cases/:ref/close", handle: s.postClose},
		{method: "GET", path: "/cases/:ref/reopen", handle: s.getReopen},
		{method: "POST", path: "/cases/:ref/reopen", handle: s.postReopen},
	}
}

func (s *Server) getClose(c *gin.Context) error {
	return s.closeForm(c, form.Values{}, nil)
}

func (s *Server) postClose(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.CloseCase(c.Request.Context(), me(c).Actor, edit, casefile.Closure{
		Why: casefile.ClosedWhy(v.Text("closed_why")), Reason: v.Trimmed("reason"), Waive: v.Text("waive") == "yes",
	})
	if retry(err) {
		return s.closeForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The case is closed.")
	return seeOther(c, caseAddress(edit.Ref))
}

func (s *Server) closeForm(c *gin.Context, v form.Values, failed error) error {
	file, err := s.readClosing(c)
	if err != nil {
		return err
	}
	if file.Case.State == casefile.Closed {
		return seeOther(c, caseAddress(file.Case.Ref)+"/reopen")
	}
	return s.caseForm(c, file.Head, v, failed, questionPage{
		Heading: "Close the case", Intro: []string{"A closed case leaves every list and sends no reminders. It can be opened again."},
		Buttons: render.SaveButtons{Text: "Close the case"},
	}, func(q *questions) { askClosing(q, file) })
}

func (s *Server) getReopen(c *gin.Context) error {
	return s.reopenForm(c, form.Values{}, nil)
}

func (s *Server) postReopen(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.ReopenCase(c.Request.Context(), me(c).Actor, edit, v.Trimmed("reason"))
	if retry(err) {
		return s.reopenForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The case is open again.")
	return seeOther(c, caseAddress(edit.Ref))
}

func (s *Server) reopenForm(c *gin.Context, v form.Values, failed error) error {
	file, err := s.readClosing(c)
	if err != nil {
		return err
	}
	if file.Case.State != casefile.Closed {
		return seeOther(c, caseAddress(file.Case.Ref))
	}
	return s.caseForm(c, file.Head, v, failed, questionPage{
		Heading: "Open the case again",
		Intro:   []string{"It was closed on " + file.Case.ClosedOn.Long() + " and goes back to where it stood: " + file.Case.ClosedFrom.Label() + "."},
		Buttons: render.SaveButtons{Text: "Open the case again"},
	}, func(q *questions) { q.long("reason", "Why is it opened again?", "Kept with the notes of the case.") })
}

func (s *Server) readClosing(c *gin.Context) (desk.Closing, error) {
	r, err := ref(c)
	if err != nil {
		return desk.Closing{}, err
	}
	return s.desk.Closing(c.Request.Context(), me(c).Actor, r)
}

// askClosing lists what is open above the questions.
func askClosing(q *questions, file desk.Closing) {
	if !file.Possible() {
		q.inset("A case at “" + file.Case.State.Label() + "” cannot be closed yet: the referral, the decision or the withdrawal comes first.")
	}
	var rows []render.SummaryRow
	for _, h := range file.Handoffs {
		row := answer("Handoff to "+h.RecipientName, h.State.Label())
		row.Actions = []render.Action{{Text: "Open", Href: handoffAddress(file.Case.Ref, h.Number), VisuallyHiddenText: "handoff to " + h.RecipientName}}
		rows = append(rows, row)
	}
	for _, n := range file.Holders {
		row := answer("To be told to stop", n.Recipient)
		row.Actions = []render.Action{{Text: "Record it", Href: noticeAddress(file.Case.Ref, n), VisuallyHiddenText: "that " + n.Recipient + " was told"}}
		rows = append(rows, row)
	}
	if file.Open.UnconfirmedItems > 0 {
		rows = append(rows, answer("Decisions", "Waiting for a second person"))
	}
	if file.Open.DutyToNotify {
		rows = append(rows, answer("Duty to Notify", "The report is still owed"))
	}
	var dates []string
	for _, d := range file.Dates {
		dates = append(dates, d.Deadline.Rule.Label+": "+d.Deadline.Due.Long())
	}
	if len(dates) > 0 {
		rows = append(rows, answer("Dates that still run", strings.Join(dates, "\n")))
	}
	var steps []string
	for _, t := range file.Steps {
		steps = append(steps, t.Title+": "+t.Due.Long())
	}
	if len(steps) > 0 {
		rows = append(rows, answer("Next steps to do", strings.Join(steps, "\n")))
	}
	if len(file.Needs) > 0 {
		var open []string
		for _, x := range file.Needs {
			open = append(open, x.Need.Label+": "+lowerFirst(x.State.Label()))
		}
		row := answer("Needs that are not met", strings.Join(open, "\n"))
		row.Actions = []render.Action{{Text: "Open", Href: needsAddress(file.Case.Ref), VisuallyHiddenText: "needs"}}
		rows = append(rows, row)
	}
	if len(file.Threads) > 0 {
		var open []string
		for _, t := range file.Threads {
			open = append(open, t.Label)
		}
		row := answer("Held by nobody after we close", strings.Join(open, "\n"))
		row.Actions = []render.Action{{Text: "Open", Href: moveOnAddress(file.Case.Ref), VisuallyHiddenText: "the move-on plan"}}
		rows = append(rows, row)
	}
	if len(rows) > 0 {
		q.heading("Still open")
		q.add(render.Question{Summary: &render.SummaryList{Rows: rows}})
	}
	if len(dates)+len(steps) > 0 {
		q.some("waive", "Dates that still run, and next steps", "", choice{"yes", "Nobody has to keep these dates or do these steps any more", "The reason below says why, and who holds what is left."})
	}
	if file.Case.State == casefile.CGPositive {
		q.say("Has the client agreed to be called 1, 3 and 6 months after support ends? If so, record it first under “Record that something happened”: the calls then stand in your next steps after the case is closed.")
	}
	var why []choice
	for _, w := range casefile.ClosuresFrom(file.Case.State) {
		why = append(why, choice{value: string(w), text: w.Label()})
	}
	q.one("closed_why", "Why is the case closed?", "", why...)
	q.long("reason", "What happened, and where does support continue?", "Kept with the notes of the case.")
}

var closeWords = words{
	fields: map[string]string{"reason": "the reason", "owner": "who takes it over"},
	messages: map[string]string{
		"owner/same_owner":      "Choose somebody who does not hold the case already",
		"closed_why/select_one": "Select why the case is closed",
	},
}
