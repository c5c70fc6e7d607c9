package server

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/render"
)

func (s *Server) getPutOff(c *gin.Context) error {
	return s.showPutOff(c, form.Values{}, nil)
}

func (s *Server) showPutOff(c *gin.Context, v form.Values, failed error) error {
	ctx, actor := c.Request.Context(), me(c).Actor
	r, err := s.desk.MyReminder(ctx, actor, c.Param("id"))
	if err != nil {
		return err
	}
	var problems fault.Problems
	status := http.StatusOK
	if invalid := (*fault.Invalid)(nil); errors.As(failed, &invalid) {
		status, problems = http.StatusUnprocessableEntity, dateProblems(slices.Clone(invalid.Problems), v, "back_on")
	} else if failed != nil {
		return failed
	}
	v, unsent, err := s.withUnsent(c, v, failed)
	if err != nil {
		return err
	}
	token := v.Text(tokenField)
	if token == "" {
		token = uuid.NewString()
	}
	hint := "It comes back on that day."
	if r.Step.Category == deadline.Limit {
		hint = "It comes back on that day. The latest is the date itself, " + r.Day.Long() + "."
	}
	q := ask(v, problems)
	q.date("back_on", "Until when?", hint)
	q.long("reason", "Why?", "Whoever looks at this date can read it. Until then the supervisors are not told that nobody acted.")
	page := questionPage{
		Layout: s.layout(c, "Put off a reminder", "Reminders"), Caption: r.CaseRef, Heading: "Put off a reminder",
		Intro:  []string{r.Label + ": " + dated(r.Day, s.desk.Today())},
		Action: c.Request.URL.Path, Hidden: []render.Hidden{{Name: tokenField, Value: token}, unsent},
		Questions: q.list, Buttons: render.SaveButtons{Text: "Put off"},
	}
	page.Back = &render.Link{Text: "Back to the reminders", Href: "/reminders"}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postPutOff(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	in := desk.PutOff{ID: c.Param("id"), Until: dateOf(v, "back_on"), Reason: v.Text("reason"), Token: v.Text(tokenField)}
	err = s.desk.PutOffReminder(c.Request.Context(), me(c).Actor, in)
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return s.showPutOff(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The reminder is put off. It comes back on "+in.Until.Long()+".")
	return seeOther(c, "/reminders")
}

var reminderWords = words{
	fields: map[string]string{"back_on": "the day on which it comes back"},
	messages: map[string]string{
		"back_on/after":          "The day must be on or before {0}",
		"back_on/in_past":        "The day must be in the future",
		"back_on/cannot_put_off": "This reminder cannot be put off: it is about somebody’s safety, or its time limit has come",
	},
}
