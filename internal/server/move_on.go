package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/render"
)

func (s *Server) moveOnRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/move-on", handle: s.getMoveOn},
		{method: "GET", path: "/cases/:ref/move-on/sheet", handle: s.getMoveOnSheet},
		{method: "GET", path: "/cases/:ref/move-on/threads/:thread", handle: s.getThread},
		{method: "POST", path: "/cases/:ref/move-on/threads/:thread", handle: s.postThread},
	}
}

func moveOnAddress(r casefile.Ref) string { return caseAddress(r) + "/move-on" }

type moveOnPage struct {
	casePage
	Intro   string
	Dates   render.DeadlineStrip
	Threads render.StackedTable
	Steps   *render.StackedTable
	Calls   render.SummaryList
	Acts    []render.Link
}

// getMoveOn shows the plan for the time after support: how long there is, who
// holds what, what is still to be done, and whether the client wants calls.
func (s *Server) getMoveOn(c *gin.Context) error {
	m, err := s.readMoveOn(c)
	if err != nil {
		return err
	}
	r := m.Case.Ref
	open := m.Case.State != casefile.Closed
	page := moveOnPage{casePage: s.caseLayout(c, m.Head, "Move-on plan"), Dates: timeLeft(r, m.Dates, m.Today)}
	page.Print = s.printMark(c, r)
	page.Intro = "Every thread has somebody who holds it after we close."
	if n := len(m.Open()); n > 0 {
		page.Intro = plural(n, "thread") + " without somebody who holds it after we close and has agreed."
	}
	page.Threads = render.StackedTable{Caption: "Who holds each thread after we close", Head: []render.Column{
		{Text: "Thread", Width: "one-third"}, {Text: "Needs", Width: "one-third"}, {Text: "Held by", Width: "one-third"},
	}}
	for _, h := range m.Plan {
		page.Threads.Rows = append(page.Threads.Rows, threadRow(r, h, open))
	}
	if len(m.Steps) > 0 {
		page.Steps = &render.StackedTable{Caption: "Still to be done", Head: []render.Column{
			{Text: "Step", Width: "one-half"}, {Text: "Due", Width: "one-quarter"}, {Text: "For", Width: "one-quarter"},
		}}
		for _, t := range m.Steps[:min(fewSteps, len(m.Steps))] {
			page.Steps.Rows = append(page.Steps.Rows, taskRow(r, t, m.Today, ownerOf(t, m.Owner), nil))
		}
	}
	page.Calls.Rows = callRows(m, open)
	page.Acts = []render.Link{{Text: "Print the plan for the client", Href: moveOnAddress(r) + "/sheet"}, {Text: "See the needs", Href: needsAddress(r)},
		{Text: "See all next steps (" + number(len(m.Steps)) + ")", Href: caseAddress(r) + "/tasks"}}
	return s.render.Page(c.Writer, http.StatusOK, "move_on", page)
}

func threadRow(r casefile.Ref, h need.Held, open bool) render.Row {
	name := render.RowCell{Header: true, Text: h.Label}
	if open {
		name = render.RowCell{Header: true, Link: &render.Link{Text: h.Label, Href: moveOnAddress(r) + "/threads/" + string(h.Code)}}
	}
	var needs render.RowCell
	for _, x := range h.Needs {
		needs.Lines = append(needs.Lines, x.Need.Label+": "+lowerFirst(x.State.Label()))
	}
	held := render.RowCell{}
	switch h.Holder.Holding {
	case need.HeldBySomebody:
		held.Text = h.Holder.Who
		held.Lines = notEmpty(h.Holder.Contact)
	case "":
	default:
		held.Text = h.Holder.Holding.Label()
	}
	if h.Holder.Note != "" {
		held.Lines = append(held.Lines, h.Holder.Note)
	}
	switch {
	case h.Holder.Holding == "":
		held.Tags = []render.Tag{{Text: "Nobody yet", Classes: "govuk-tag--orange"}}
	case h.Open():
		held.Tags = []render.Tag{{Text: "Has not agreed yet", Classes: "govuk-tag--yellow"}}
	}
	return render.Row{Cells: []render.RowCell{name, needs, held}}
}

// callRows say whether the client agreed to be called after support ends.
func callRows(m desk.MoveOn, open bool) []render.SummaryRow {
	if m.CallsFrom.IsZero() {
		row := answer("Calls after support ends", "Not agreed. Ask the client whether they would like to be called 1, 3 and 6 months after support ends.")
		if open {
			row.Actions = []render.Action{{Text: "Record that they agree", Href: caseAddress(m.Case.Ref) + "/events/new?event=follow_up_agreed"}}
		}
		return []render.SummaryRow{row}
	}
	lines := []string{"Agreed, counted from " + m.CallsFrom.Long() + ", the last day of support"}
	for _, t := range m.Calls {
		lines = append(lines, t.Title+": "+dated(t.Due, m.Today))
	}
	return []render.SummaryRow{answer("Calls after support ends", strings.Join(lines, "\n"))}
}

func (s *Server) readMoveOn(c *gin.Context) (desk.MoveOn, error) {
	r, err := ref(c)
	if err != nil {
		return desk.MoveOn{}, err
	}
	return s.desk.MoveOn(c.Request.Context(), me(c).Actor, r)
}

func (s *Server) getThread(c *gin.Context) error { return s.threadForm(c, form.Values{}, nil) }

func (s *Server) postThread(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.HoldThread(c.Request.Context(), me(c).Actor, edit, need.Holder{
		Thread: need.ThreadCode(c.Param("thread")), Holding: need.Holding(v.Text("thread_holding")), Who: v.Trimmed("thread_who"),
		Contact: v.Trimmed("thread_contact"), Agreed: v.Text("thread_agreed") == "yes", Note: v.Trimmed("thread_note"),
	})
	if retry(err) {
		return s.threadForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The move-on plan is changed.")
	return seeOther(c, moveOnAddress(edit.Ref))
}

// threadForm asks who holds a thread when the case is closed, beginning with
// who is named already.
func (s *Server) threadForm(c *gin.Context, v form.Values, failed error) error {
	m, err := s.readMoveOn(c)
	if err != nil {
		return err
	}
	h, ok := m.Find(need.ThreadCode(c.Param("thread")))
	if !ok {
		return fault.NotFound
	}
	if m.Case.State == casefile.Closed {
		return seeOther(c, moveOnAddress(m.Case.Ref))
	}
	if failed == nil && h.Holder.ID != "" {
		v = form.Of(map[string][]string{
			"thread_holding": {string(h.Holder.Holding)}, "thread_who": {h.Holder.Who}, "thread_contact": {h.Holder.Contact}, "thread_note": {h.Holder.Note},
		})
	}
	return s.caseForm(c, m.Head, v, failed, questionPage{
		Caption: "Move-on plan", Heading: h.Label, Intro: []string{h.Question}, Buttons: render.SaveButtons{Text: "Save"},
		Other: &render.Link{Text: "Go back to the move-on plan", Href: moveOnAddress(m.Case.Ref)},
	}, func(q *questions) {
		if len(h.Needs) > 0 {
			var rows []render.SummaryRow
			for _, x := range h.Needs {
				rows = append(rows, answer(x.Need.Label, x.State.Label()))
			}
			q.add(render.Question{Summary: &render.SummaryList{Rows: rows}})
		}
		q.one("thread_holding", "Who holds it after we close?", "", labelled(need.Holdings)...)
		q.text("thread_who", "Name of the person or organisation", "As the client knows them. It is printed for the client.")
		q.text("thread_contact", "How does the client reach them? (optional)", "Printed for the client too.")
		q.some("thread_agreed", "Have they agreed?", "", choice{value: "yes", text: "They know of it and agreed"})
		q.long("thread_note", "Note for staff (optional)", "If nothing is left to hold, say why.").Rows = 3
	})
}

type moveOnSheetPage struct {
	render.Layout
	Organisation string
	Until        string // how long support goes on
	Threads      []sheetThread
	Calls        string
	MadeOn       string
}

// sheetThread is one thread in words for the client.
type sheetThread struct{ Label, Who, Contact string }

// getMoveOnSheet is the plan for the client, to print. It names neither the
// client nor the case, and says nothing of what happened.
func (s *Server) getMoveOnSheet(c *gin.Context) error {
	m, err := s.readMoveOn(c)
	if err != nil {
		return err
	}
	page := moveOnSheetPage{Layout: s.layout(c, "Plan for the client", string(m.Case.Ref)), Organisation: m.Organisation, MadeOn: m.Today.Long()}
	page.Back = &render.Link{Text: "Back to the move-on plan", Href: moveOnAddress(m.Case.Ref)}
	for _, k := range m.Dates {
		if k.Deadline.Rule.Clock == "move_on" || k.Deadline.Rule.Clock == "rna_support" {
			page.Until = "Support goes on until " + k.Deadline.Day().Long() + " at least: " + weeksLeft(m.Today.DaysUntil(k.Deadline.Day())) + " from today."
		}
	}
	for _, h := range m.Plan {
		switch h.Holder.Holding {
		case need.HeldBySomebody:
			page.Threads = append(page.Threads, sheetThread{h.Label, h.Holder.Who, h.Holder.Contact})
		case need.HeldByClient:
			page.Threads = append(page.Threads, sheetThread{h.Label, "You", h.Holder.Contact})
		case need.HeldByNobody:
		default:
			page.Threads = append(page.Threads, sheetThread{h.Label, "Nobody yet. Ask " + m.Organisation + ".", ""})
		}
	}
	var days []string
	for _, t := range m.Calls {
		days = append(days, t.Due.Long())
	}
	if len(days) > 0 {
		page.Calls = m.Organisation + " calls you, as you agreed, about: " + strings.Join(days, ", ") + ". You can say no at any time."
	}
	return s.render.Page(c.Writer, http.StatusOK, "move_on_sheet", page)
}

func weeksLeft(days int) string {
	if days < 14 {
		return plural(days, "day")
	}
	return plural(days/7, "week")
}
