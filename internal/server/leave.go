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
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

func (s *Server) leaveRoutes() []route {
	return []route{
		{method: "GET", path: "/leave", handle: s.getLeave},
		{method: "POST", path: "/leave", handle: s.postEndCover},
		{method: "GET", path: "/leave/new", handle: s.getNewCover},
		{method: "POST", path: "/leave/new", handle: s.postNewCover},
	}
}

type leavePage struct {
	render.Layout
	SubNav  *render.SubNav // of the team, for supervisors
	Heading string
	Intro   string
	New     render.Button
	Groups  []coverGroup
}

type coverGroup struct {
	Heading string
	Empty   string
	Covers  []coverItem
}

// coverItem is one cover with the button that ends it.
type coverItem struct {
	Says   string
	When   string
	Tag    render.Tag
	ID     string
	Token  string
	Button render.Button
}

// getLeave shows who covers for whom, now and to come.
func (s *Server) getLeave(c *gin.Context) error {
	covers, err := s.desk.LeaveCovers(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := leavePage{
		Layout: s.layout(c, "Leave cover", ""), Heading: "Leave cover", New: render.Button{Text: "Arrange cover", Href: "/leave/new"},
		Intro: "While somebody is on leave, their cover can open their cases and gets their reminders. It ends by itself after the last day.",
	}
	page.Groups = []coverGroup{
		{Heading: "Your own leave", Empty: "You have no leave coming up.", Covers: coverItems(covers.Mine, covers.Today)},
		{Heading: "You cover for", Empty: "You cover for nobody.", Covers: coverItems(covers.For, covers.Today)},
	}
	if me(c).Has(staff.Supervisor) {
		page.SubNav = s.teamNav(c)
		page.Groups = append(page.Groups, coverGroup{Heading: "Your team", Empty: "Nobody of your team is away.", Covers: coverItems(covers.Team, covers.Today)})
	}
	return s.render.Page(c.Writer, http.StatusOK, "leave_covers", page)
}

func coverItems(covers []desk.Cover, today calendar.Date) []coverItem {
	var items []coverItem
	for _, cover := range covers {
		item := coverItem{
			Says: cover.Away + " is covered by " + cover.By, When: daysAway(cover), ID: cover.ID, Token: uuid.NewString(),
			Tag: render.Tag{Text: "To come", Classes: "govuk-tag--grey"}, Button: render.Button{Text: "Cancel this cover", Classes: "govuk-button--secondary"},
		}
		if cover.On(today) {
			item.Tag, item.Button.Text = render.Tag{Text: "Now", Classes: "govuk-tag--green"}, "End this cover now"
		}
		items = append(items, item)
	}
	return items
}

func daysAway(c desk.Cover) string {
	if c.From == c.Until {
		return "On " + c.From.LongWithDay()
	}
	return "From " + c.From.LongWithDay() + " to " + c.Until.LongWithDay()
}

func (s *Server) postEndCover(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	if err := s.desk.EndCover(c.Request.Context(), me(c).Actor, v.Text("cover"), v.Text(tokenField)); err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The cover has ended. From now on the cases are reached as before.")
	return seeOther(c, "/leave")
}

func (s *Server) getNewCover(c *gin.Context) error { return s.showNewCover(c, form.Values{}, nil) }

func (s *Server) showNewCover(c *gin.Context, v form.Values, failed error) error {
	covers, err := s.desk.LeaveCovers(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	var problems fault.Problems
	status := http.StatusOK
	if invalid := (*fault.Invalid)(nil); errors.As(failed, &invalid) {
		status, problems = http.StatusUnprocessableEntity, dateProblems(slices.Clone(invalid.Problems), v, "from", "until")
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
	q := ask(v, problems)
	if len(covers.People) > 1 {
		q.pick("away", "Who is away?", "", people(covers.People, me(c).UserID)...)
	}
	q.date("from", "First day of leave", "For example, "+covers.Today.AddDays(7).Long()+".")
	q.date("until", "Last day of leave", "The cover ends by itself on the day after.")
	q.pick("cover", "Who covers?", "They can open the cases, and their reminders come in addition to their own.", people(covers.Carriers, "")...)
	page := questionPage{
		Layout: s.layout(c, "Arrange cover", "Leave cover"), Heading: "Arrange cover", Action: "/leave/new",
		Hidden:    []render.Hidden{{Name: tokenField, Value: token}, unsent},
		Questions: q.list, Buttons: render.SaveButtons{Text: "Arrange cover"},
	}
	page.Back = &render.Link{Text: "Back to leave cover", Href: "/leave"}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

// people are the users to choose from, the one with the id first.
func people(users []staff.User, first string) []choice {
	var choices []choice
	for _, u := range users {
		one := choice{value: u.ID, text: u.Name}
		if u.ID == first {
			choices = append([]choice{{value: u.ID, text: u.Name + " (you)"}}, choices...)
			continue
		}
		choices = append(choices, one)
	}
	return choices
}

func (s *Server) postNewCover(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	in := desk.NewCover{
		UserID: v.Text("away"), CoverID: v.Text("cover"), From: dateOf(v, "from"), Until: dateOf(v, "until"), Token: v.Text(tokenField),
	}
	if !me(c).Has(staff.Supervisor) {
		in.UserID = me(c).UserID // the form asks only those who have a choice
	}
	err = s.desk.RecordCover(c.Request.Context(), me(c).Actor, in)
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return s.showNewCover(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The cover is arranged.")
	return seeOther(c, "/leave")
}

var leaveWords = words{
	fields: map[string]string{"away": "who is away", "cover": "who covers", "from": "the first day of leave", "until": "the last day of leave"},
	messages: map[string]string{
		"from/overlap":            "Cover is arranged already from {0} to {1}. End that cover first, or choose other days",
		"until/before_start":      "The last day must be on or after the first day",
		"until/in_the_past":       "The last day must be today or in the future",
		"until/too_far":           "The last day must be within a year of the first. Check the year",
		"cover/yourself":          "Choose somebody else: nobody covers for themselves",
		"cover/cannot_hold_cases": "Choose somebody who can hold cases",
		"cover/away_too":          "They are away themselves from {0} to {1}. Choose somebody else",
	},
}
