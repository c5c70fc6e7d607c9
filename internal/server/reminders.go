package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	reminders "nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/render"
)

func (s *Server) reminderRoutes() []route {
	return []route{
		{method: "GET", path: "/reminders", handle: s.getReminders},
		{method: "POST", path: "/reminders", handle: s.postReminders},
	}
}

type remindersPage struct {
	render.Layout
	Heading string
	List    []reminderItem
	Next    *render.Link
}

// reminderItem is one reminder with its button.
type reminderItem struct {
	Heading render.Link
	Says    string
	State   string
	Tag     *render.Tag
	ID      string // empty once it is dealt with
	Button  render.Button
}

// countFor is the number beside an item of the menu: so far, of reminders not
// dealt with. A page never fails for want of it.
func (s *Server) countFor(c *gin.Context, address string) int {
	if address != "/reminders" {
		return 0
	}
	ctx := c.Request.Context()
	n, err := s.desk.UnseenReminders(ctx, me(c).Actor)
	if err != nil {
		s.log.ErrorContext(ctx, "count reminders", "request", RequestID(ctx), "error", err.Error())
	}
	return n
}

// getReminders lists what the reader was reminded of, newest first.
func (s *Server) getReminders(c *gin.Context) error {
	list, err := s.desk.MyReminders(c.Request.Context(), me(c).Actor, c.Query("before"))
	if err != nil {
		return err
	}
	page := remindersPage{Layout: s.layout(c, "Reminders", ""), Heading: "Reminders"}
	page.Width = render.Full
	for _, r := range list.List {
		page.List = append(page.List, reminderOf(r, list.Today))
	}
	if list.Next != "" {
		page.Next = &render.Link{Text: "Older reminders", Href: "/reminders?before=" + list.Next}
	}
	return s.render.Page(c.Writer, http.StatusOK, "reminders_list", page)
}

func (s *Server) postReminders(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	if err := s.desk.MarkReminder(c.Request.Context(), me(c).Actor, v.Text("reminder")); err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The reminder is marked as dealt with.")
	return seeOther(c, "/reminders")
}

func reminderOf(r desk.MyReminder, today calendar.Date) reminderItem {
	item := reminderItem{
		Heading: render.Link{Text: r.CaseRef, Href: "/cases/" + r.CaseRef + "/dates"},
		Says:    r.Label + ": " + dated(r.Day, today),
		State:   stepWordsOf(r.Step) + ". Reminded on " + moment(r.CreatedAt) + ". " + mailWords[string(r.Mail)],
	}
	switch {
	case !r.SeenAt.IsZero():
		item.Tag = &render.Tag{Text: "Dealt with", Classes: "govuk-tag--grey"}
		return item
	case r.Closed:
		item.Tag = &render.Tag{Text: "Date no longer runs", Classes: "govuk-tag--grey"}
	default:
		item.Tag = &render.Tag{Text: "Open", Classes: "govuk-tag--yellow"}
	}
	item.ID = r.ID
	item.Button = render.Button{Text: "Mark as dealt with", Classes: "govuk-button--secondary"}
	return item
}

// stepWordsOf is a rung of the ladder in words.
func stepWordsOf(code string) string {
	days, before := strings.CutSuffix(code, "_before")
	switch {
	case code == "on_day":
		return "On the day"
	case code == "overdue":
		return "The day after"
	case before && days == "1":
		return "1 day before"
	case before:
		return days + " days before"
	default:
		return code
	}
}

var audienceWords = map[deadline.Audience]string{
	deadline.Owner:              "Who holds the case",
	deadline.OwnerAndSupervisor: "Who holds the case, and the supervisors",
	deadline.Escalation:         "The supervisors, when nobody has acted",
}

var reminderStates = map[reminders.State]string{
	reminders.Waiting:   "To come",
	reminders.Sent:      "Sent",
	reminders.Skipped:   "Left out: a later one said the same",
	reminders.Cancelled: "Cancelled",
	reminders.ActedOn:   "Dealt with",
}

var mailWords = map[string]string{
	"waiting": "The e-mail waits to be sent.",
	"sending": "The e-mail is being sent.",
	"sent":    "An e-mail was sent.",
	"parked":  "The e-mail could not be sent.",
}
