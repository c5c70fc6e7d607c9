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
		{method: "GET", path: "/reminders/:id/put-off", handle: s.getPutOff},
		{method: "POST", path: "/reminders/:id/put-off", handle: s.postPutOff},
		{method: "GET", path: "/account/reminders", handle: s.getReminderChoices},
		{method: "POST", path: "/account/reminders", handle: s.postReminderChoices},
	}
}

type remindersPage struct {
	render.Layout
	Heading string
	List    []reminderItem
	Empty   string
	Other   render.Link // from what is open to what no longer is, or back
	Next    *render.Link
	Choices *render.Link // what comes by e-mail, for those who can choose
}

// reminderItem is one reminder with what can be done with it.
type reminderItem struct {
	Heading render.Link // without an address where the reader cannot open the case
	Hidden  string
	Says    string
	State   []string
	Tags    []render.Tag
	ID      string // empty once it is dealt with
	Button  render.Button
	PutOff  *render.Link
}

// waiting is the number beside each item of the menu: what waits for the
// reader there. A page never fails for want of it.
func (s *Server) waiting(c *gin.Context) map[string]int {
	ctx := c.Request.Context()
	n, err := s.desk.Waiting(ctx, me(c).Actor)
	if err != nil {
		s.log.ErrorContext(ctx, "count for the menu", "request", RequestID(ctx), "error", err.Error())
	}
	return map[string]int{"/reminders": n.Reminders, "/tasks": n.Tasks, "/handoffs": n.Handoffs, "/audit/findings": n.Findings, "/team": n.Findings}
}

// getReminders lists what the reader was reminded of, newest first.
func (s *Server) getReminders(c *gin.Context) error {
	open := c.Query("show") != "past"
	list, err := s.desk.MyReminders(c.Request.Context(), me(c).Actor, open, c.Query("before"))
	if err != nil {
		return err
	}
	page := remindersPage{Layout: s.layout(c, "Reminders", ""), Heading: "Reminders"}
	page.Other = render.Link{Text: "Show reminders that are dealt with or over", Href: "/reminders?show=past"}
	page.Empty = "You have no reminders to deal with. They come some days before a date on a case you hold."
	next := "/reminders?before="
	if !open {
		page.Layout = s.layout(c, "Past reminders", "")
		page.Heading, page.Empty = "Past reminders", "No reminder is dealt with or over yet."
		page.Other = render.Link{Text: "Show reminders to deal with", Href: "/reminders"}
		next = "/reminders?show=past&before="
	}
	page.Width = render.Full
	for _, r := range list.List {
		page.List = append(page.List, reminderOf(r, list))
	}
	if list.Next != "" {
		page.Next = &render.Link{Text: "Older reminders", Href: next + list.Next}
	}
	if list.Caseworks {
		page.Choices = &render.Link{Text: "Choose which reminders you get by email", Href: "/account/reminders"}
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

func reminderOf(r desk.MyReminder, list desk.MyReminders) reminderItem {
	item := reminderItem{Heading: render.Link{Text: r.CaseRef}}
	if list.Caseworks {
		item.Heading.Href, item.Heading.Hidden = "/cases/"+r.CaseRef+"/dates", "open the dates of the case"
		item.Says = r.Label + ": " + dated(r.Day, list.Today)
		item.State = []string{stepWordsOf(r.Step.Code) + "."}
	} else {
		item.Says = "Nobody who works on this case can be told of its dates. Give its team a supervisor, or let somebody of the team sign in again."
	}
	item.State = append(item.State, "Reminded on "+moment(r.CreatedAt)+".")
	if words := mailWordsOf(r); words != "" {
		item.State = append(item.State, words)
	}
	if r.CoveringFor != "" {
		item.Tags = append(item.Tags, render.Tag{Text: "Covering for " + r.CoveringFor, Classes: "govuk-tag--purple"})
	}
	tag, open := reminderTag(r, list.Today)
	item.Tags = append(item.Tags, tag)
	if !r.PutOffUntil.IsZero() {
		item.State = append(item.State, "Put off until "+r.PutOffUntil.Long()+": “"+r.PutOffWhy+"”")
	}
	if !open {
		return item
	}
	item.ID = r.ID
	item.Button = render.Button{Text: "Mark as dealt with", Classes: "govuk-button--secondary"}
	if r.PuttableOff && list.Caseworks {
		item.PutOff = &render.Link{Text: "Put off", Href: "/reminders/" + r.ID + "/put-off", Hidden: "the reminder of " + r.CaseRef}
	}
	return item
}

// reminderTag says how a reminder stands, and whether it asks for something.
func reminderTag(r desk.MyReminder, today calendar.Date) (render.Tag, bool) {
	switch {
	case !r.SeenAt.IsZero():
		return render.Tag{Text: "Dealt with", Classes: "govuk-tag--grey"}, false
	case r.Closed:
		return render.Tag{Text: "Date no longer runs", Classes: "govuk-tag--grey"}, r.Open()
	case !r.Open():
		return render.Tag{Text: "Over", Classes: "govuk-tag--grey"}, false
	case r.PutOffUntil.After(today):
		return render.Tag{Text: "Put off", Classes: "govuk-tag--blue"}, true
	default:
		return render.Tag{Text: "Open", Classes: "govuk-tag--yellow"}, true
	}
}

// stepWordsOf is a rung of the ladder in words.
func stepWordsOf(code string) string {
	code, escalation := strings.CutSuffix(code, "_escalation")
	words := code
	days, before := strings.CutSuffix(code, "_before")
	late, after := strings.CutSuffix(code, "_overdue")
	switch {
	case code == "on_day":
		words = "On the day"
	case code == "overdue":
		words = "The day after"
	case before && days == "1":
		words = "1 day before"
	case before:
		words = days + " days before"
	case after:
		words = late + " days after"
	}
	if escalation {
		words += ", because nobody had acted"
	}
	return words
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
	reminders.NotNeeded: "Not needed: somebody had acted",
	reminders.Cancelled: "Cancelled",
	reminders.ActedOn:   "Dealt with",
}

func mailWordsOf(r desk.MyReminder) string {
	if r.InDigest && r.Open() {
		return "It waits for the email of the morning."
	}
	return mailWords[string(r.Mail)]
}

var mailWords = map[string]string{
	"waiting": "The email waits to be sent.",
	"sending": "The email is being sent.",
	"sent":    "An email was sent.",
	"failed":  "The email could not be sent yet. It is tried again.",
	"parked":  "The email could not be sent. The admins see it.",
}
