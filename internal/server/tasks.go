package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/render"
)

func (s *Server) taskRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/tasks", handle: s.getTasks},
		{method: "GET", path: "/cases/:ref/tasks/:id", handle: s.getTask},
		{method: "POST", path: "/cases/:ref/tasks/:id", handle: s.postTask},
		{method: "GET", path: "/cases/:ref/tasks/:id/give", handle: s.getGiveTask},
		{method: "POST", path: "/cases/:ref/tasks/:id/give", handle: s.postGiveTask},
		{method: "GET", path: "/tasks", handle: s.getMyTasks},
		{method: "GET", path: "/admin/tasks", handle: s.getTaskList},
		{method: "POST", path: "/admin/tasks", handle: s.postTaskList},
	}
}

type tasksPage struct {
	casePage
	Dates  render.DeadlineStrip
	Groups []render.StackedTable
	Empty  string
	Closed render.StackedTable
}

// getTasks shows the next steps of a case by what they are about, with the
// dates they hang on above them.
func (s *Server) getTasks(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	list, err := s.desk.Tasks(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	page := tasksPage{casePage: s.caseLayout(c, list.Head, "Next steps")}
	page.Print = s.printMark(c, r)
	page.Dates = timeLeft(r, list.Dates, list.Today)
	if len(list.Open()) == 0 {
		page.Empty = "No step is open. Steps open by themselves: when the case of a child begins, when a decision is confirmed, and when something that happened is recorded."
	}
	at := map[string]int{}
	for _, t := range list.Open() {
		i, ok := at[t.Heading]
		if !ok {
			i = len(page.Groups)
			at[t.Heading] = i
			page.Groups = append(page.Groups, render.StackedTable{Caption: t.Heading, Head: []render.Column{
				{Text: "Step", Width: "one-half"}, {Text: "Due", Width: "one-quarter"}, {Text: "For", Width: "one-quarter"},
			}})
		}
		page.Groups[i].Rows = append(page.Groups[i].Rows, taskRow(r, t.Task, list.Today, ownerOf(t.Task, list.Owner), entryLines(t)))
	}
	page.Closed = render.StackedTable{Caption: "Settled", Head: []render.Column{
		{Text: "Step", Width: "one-half"}, {Text: "How it ended", Width: "one-half"},
	}}
	for _, t := range list.List {
		if t.State == task.Open {
			continue
		}
		step := render.RowCell{Header: true, Text: t.Title}
		if t.State != task.Ended {
			step = render.RowCell{Header: true, Link: &render.Link{Text: t.Title, Href: taskAddress(r, t.ID)}}
		}
		page.Closed.Rows = append(page.Closed.Rows, render.Row{Cells: []render.RowCell{step, {Text: t.State.Label() + " on " + t.Closed.Long(), Lines: entryLines(t)}}})
	}
	return s.render.Page(c.Writer, http.StatusOK, "tasks_case", page)
}

// timeLeft shows how long there is, in whole weeks where there are some.
func timeLeft(r casefile.Ref, dates []desk.KeptDate, today calendar.Date) render.DeadlineStrip {
	strip := render.DeadlineStrip{Heading: "How long there is"}
	for _, k := range dates {
		days := today.DaysUntil(k.Deadline.Day())
		words, urgency := dateWords(k.Deadline, today)
		item := render.DeadlineItem{Name: k.Deadline.Rule.Label, Date: dayWords(k.Deadline), Words: words, Urgency: urgency, Why: caseAddress(r) + "/dates/" + k.ID}
		if days > 13 {
			item.Notes = []string{plural(days/7, "whole week") + " to plan in"}
		}
		strip.Items = append(strip.Items, item)
	}
	return strip
}

func taskAddress(r casefile.Ref, id string) string { return caseAddress(r) + "/tasks/" + id }

func taskRow(r casefile.Ref, t task.Task, today calendar.Date, owner string, more []string) render.Row {
	days := today.DaysUntil(t.Due)
	step := render.RowCell{Header: true, Link: &render.Link{Text: t.Title, Href: taskAddress(r, t.ID)}, Lines: append([]string{t.Reason}, more...)}
	if t.Safety {
		step.Tags = []render.Tag{{Text: "Safety", Classes: "govuk-tag--orange"}}
	}
	return render.Row{Cells: []render.RowCell{
		step, {Text: t.Due.Long(), Words: render.DaysLeft(days), Urgency: render.UrgencyOf(days)}, {Text: owner},
	}}
}

const supervisorsOfTeam = "The team’s supervisors"

// ownerOf is who does a step: whoever it was given to, or whoever it is for.
func ownerOf(t task.Task, holder string) string {
	switch {
	case t.GivenTo != "":
		return t.GivenName
	case t.Owner == task.Supervisor:
		return supervisorsOfTeam
	}
	return holder
}

func entryLines(t desk.CaseTask) []string {
	var lines []string
	for _, e := range t.Entries {
		what := e.What.Label()
		switch {
		case e.What == task.Given && e.GivenTo == "":
			what = "Taken back"
		case e.What == task.Given:
			what = "Given to " + e.GivenName
		}
		line := what + ": " + e.ByName + ", " + moment(e.At)
		if e.Note != "" {
			line += ". " + e.Note
		}
		lines = append(lines, line)
	}
	return lines
}

func (s *Server) getTask(c *gin.Context) error { return s.taskForm(c, form.Values{}, nil) }

func (s *Server) postTask(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	state := task.State(v.Text("task_state"))
	err = s.desk.SettleTask(c.Request.Context(), me(c).Actor, edit, c.Param("id"), state, v.Trimmed("task_note"))
	if retry(err) {
		return s.taskForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The step is recorded: "+lowerFirst(state.Label())+".")
	return seeOther(c, caseAddress(edit.Ref)+"/tasks")
}

func (s *Server) taskForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	list, err := s.desk.Tasks(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	t, ok := list.Find(c.Param("id"))
	if !ok {
		return fault.NotFound
	}
	if t.State == task.Ended {
		return fault.Conflictf("This step is no longer needed because of what happened since.")
	}
	choices := []choice{{value: string(task.Done), text: "It is done"}, {value: string(task.NotNeeded), text: "It is not needed", hint: "Say why below."}}
	if t.State != task.Open {
		choices = []choice{{value: string(task.Open), text: "It is to be done after all", hint: "Say why below."}}
	}
	return s.caseForm(c, list.Head, v, failed, questionPage{
		Caption: t.Heading + ", due " + dated(t.Due, list.Today), Heading: t.Title, Intro: []string{t.Reason},
		Buttons: render.SaveButtons{Text: "Record"},
		Other:   &render.Link{Text: "Go back to the next steps", Href: caseAddress(r) + "/tasks"},
	}, func(q *questions) {
		if lines := entryLines(t); len(lines) > 0 {
			q.add(render.Question{Summary: &render.SummaryList{Rows: []render.SummaryRow{answer("So far", strings.Join(lines, "\n"))}}})
		}
		if t.State == task.Open {
			q.add(render.Question{Summary: &render.SummaryList{Rows: []render.SummaryRow{
				linked(answer("Who does it", ownerOf(t.Task, list.Owner)), "Give it to a colleague", taskAddress(r, t.ID)+"/give"),
			}}})
		}
		q.add(contactFirst(r))
		q.one("task_state", "How does it stand?", "", choices...)
		q.long("task_note", "What was done, with whom, and what follows?", "Who holds it from now on, if it is not you. If it is not needed, why.")
	})
}

type myTasksPage struct {
	render.Layout
	Heading string
	Intro   string
	Table   render.StackedTable
	Next    *render.Link
}

// getMyTasks lists the open steps of everybody the reader carries cases for.
func (s *Server) getMyTasks(c *gin.Context) error {
	var after desk.TaskPlace
	if day, err := calendar.ParseDate(c.Query("due")); err == nil && afterID(c.Query("after")) != "" {
		after = desk.TaskPlace{Due: day, ID: c.Query("after")}
	}
	list, err := s.desk.MyTasks(c.Request.Context(), me(c).Actor, after)
	if err != nil {
		return err
	}
	page := myTasksPage{
		Layout: s.layout(c, "Next steps", ""), Heading: "Next steps",
		Intro: "What is to be done in the cases you hold, and what colleagues gave you, the first due first. Calls after support has ended stand here too, although their cases are closed.",
		Table: render.StackedTable{
			Caption: "Open steps", CaptionHidden: true, Empty: "No step is open in your cases, and none was given to you.",
			Head: []render.Column{{Text: "Case"}, {Text: "Step", Width: "one-half"}, {Text: "Due"}},
		},
	}
	page.Width = render.Wide
	today := s.desk.Today()
	for _, t := range list.List {
		days := today.DaysUntil(t.Due)
		step := render.RowCell{Link: &render.Link{Text: t.Title, Href: taskAddress(t.Ref, t.ID)}, Lines: []string{t.Heading}}
		switch t.GivenTo {
		case "":
		case me(c).UserID:
			step.Lines = append(step.Lines, "Given to you")
		default:
			step.Lines = append(step.Lines, "Given to "+t.GivenName)
		}
		if t.Safety {
			step.Tags = []render.Tag{{Text: "Safety", Classes: "govuk-tag--orange"}}
		}
		page.Table.Rows = append(page.Table.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: string(t.Ref), Href: caseAddress(t.Ref) + "/tasks"}}, step,
			{Text: t.Due.Long(), Words: render.DaysLeft(days), Urgency: render.UrgencyOf(days)},
		}})
	}
	if list.More {
		address := url.Values{"due": {list.Next.Due.String()}, "after": {list.Next.ID}}
		page.Next = &render.Link{Text: "Next page", Href: "/tasks?" + address.Encode()}
	}
	return s.render.Page(c.Writer, http.StatusOK, "tasks_mine", page)
}

var taskWords = words{
	fields: map[string]string{
		"task_state": "how the step stands", "task_note": "what was done, or why it is not needed",
		"task_list": "the list of next steps", "list_reason": "why the list is changed",
	},
	messages: map[string]string{
		"task_state/select_one": "Select how the step stands",
		"task_note/required":    "Enter the reason, so that somebody else understands it later",
		"task_list/wrong":       "{0}",
		"list_reason/required":  "Enter why the list is changed",
	},
}
