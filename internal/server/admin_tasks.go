package server

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/render"
)

// getTaskList shows the list of next steps in use, to be changed in place.
func (s *Server) getTaskList(c *gin.Context) error { return s.taskListForm(c, form.Values{}, nil) }

func (s *Server) postTaskList(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	change, err := s.desk.ChangeTaskList(c.Request.Context(), me(c).Actor, v.Trimmed("task_list")+"\n", v.Trimmed("list_reason"))
	if retry(err) {
		return s.taskListForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The list is in use: "+strconv.Itoa(len(change.Added))+" added, "+
		strconv.Itoa(len(change.Changed))+" changed, "+strconv.Itoa(len(change.Removed))+" removed.")
	return seeOther(c, "/admin/tasks")
}

func (s *Server) taskListForm(c *gin.Context, v form.Values, failed error) error {
	file, err := s.desk.TaskList(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	status := http.StatusOK
	var problems fault.Problems
	var invalid *fault.Invalid
	var conflict *fault.Conflict
	switch {
	case errors.As(failed, &invalid):
		status, problems = http.StatusUnprocessableEntity, invalid.Problems
	case errors.As(failed, &conflict):
		status = http.StatusConflict
	}
	if failed == nil {
		v = form.Of(url.Values{"task_list": {file.Book.Text()}})
	}
	q := ask(v, problems)
	inUse := "The list that comes with the program is in use."
	if !file.LoadedAt.IsZero() {
		inUse = "In use since " + moment(file.LoadedAt) + ", by " + file.ByName + ": " + file.Reason
	}
	q.inset(inUse + " It holds " + plural(len(file.Book.Rules()), "step") + ".")
	area := q.long("task_list", "The list", "One step a line, as CSV: copy it into a spreadsheet and back if that is easier. "+
		"“due” is like 2d or 1m after the event, or like reconsideration-7d before the end of a clock of the rules. Nothing about a client belongs here.")
	area.Rows, area.Spellcheck = 24, render.Off
	q.text("list_reason", "Why is it changed?", "For example: new guidance, and where it can be read.")
	page := questionPage{
		Layout: s.layout(c, "Next steps", "Admin"), Heading: "Next steps that open by themselves",
		Intro: []string{
			"Each line says which event opens a step, by when it is due, for whom, why, and where that comes from. Steps that are open in a case stay as they were opened.",
			"The new list holds from the next time something is recorded in a case.",
		},
		Action: "/admin/tasks", Questions: q.list, Buttons: render.SaveButtons{Text: "Take the list into use"},
	}
	page.Errors = q.summary()
	if conflict != nil {
		page.Errors = &render.ErrorSummary{TitleText: "This is not saved yet", ErrorList: []render.ErrorLink{{Text: conflict.Message}}}
	}
	return s.render.Page(c.Writer, status, "question", page)
}
