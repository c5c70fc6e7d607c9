package server

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/render"
	"nrmdesk/internal/signin"
)

func (s *Server) accountRoutes() []route {
	return []route{
		{method: "GET", path: "/account", handle: s.getAccount},
		{method: "GET", path: "/account/password", handle: s.getPassword},
		{method: "POST", path: "/account/password", handle: s.postPassword},
	}
}

type accountPage struct {
	render.Layout
	Heading  string
	Facts    render.SummaryList
	Password render.Button
	Feed     *render.Link  // to the private calendar feed, for roles that have one
	Links    []render.Link // what else can be chosen here
}

func (s *Server) getAccount(c *gin.Context) error {
	a, err := s.desk.Account(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := accountPage{
		Layout: s.layout(c, "Your account", ""), Heading: "Your account",
		Password: render.Button{Text: "Change your password", Href: "/account/password", Classes: "govuk-button--secondary"},
	}
	page.Facts.Rows = []render.SummaryRow{
		answer("Name", a.User.Name), answer("Email address", a.User.Email), answer("Organisation", me(c).Organisation.Name),
		{Key: render.Text("Roles"), Value: render.Content{Lines: roleNames(a.User.Roles)}},
		{Key: render.Text("Teams"), Value: render.Content{Lines: orLine(a.Teams, "None")}},
	}
	if s.desk.May(me(c).Actor, access.KeepCalendarFeed) {
		page.Feed = &render.Link{Text: "Your calendar feed", Href: "/calendar/feed"}
	}
	if s.desk.Ask(c.Request.Context(), me(c).Actor, access.ChooseReminders) == nil {
		page.Links = append(page.Links, render.Link{Text: "Choose which reminders you get by email", Href: "/account/reminders"},
			render.Link{Text: "Arrange cover for your leave", Href: "/leave"})
	}
	return s.render.Page(c.Writer, http.StatusOK, "account_view", page)
}

func (s *Server) getPassword(c *gin.Context) error {
	return s.showChangePassword(c, http.StatusOK, nil)
}

func (s *Server) showChangePassword(c *gin.Context, status int, problems fault.Problems) error {
	q := ask(form.Values{}, problems)
	current := &render.PasswordInput{
		Name: "current_password", Label: render.Label{Text: "Your password now", Classes: "govuk-label--s"},
		ErrorMessage: q.wrong("current_password"), Autocomplete: "current-password",
	}
	chosen := &render.PasswordInput{
		Name: "new_password", Label: render.Label{Text: "New password", Classes: "govuk-label--s"},
		Hint:         render.Hint{Text: "15 characters or more. Three or four unrelated words are good, and so is a password manager."},
		ErrorMessage: q.wrong("new_password"), Autocomplete: "new-password",
	}
	q.asked("current_password", "current_password", false)
	q.asked("new_password", "new_password", false)
	q.add(render.Question{Password: current})
	q.add(render.Question{Password: chosen})
	page := questionPage{
		Layout: s.layout(c, "Change your password", "Your account"), Heading: "Change your password", Action: "/account/password",
		Intro: []string{"You stay signed in here and are signed out on every other device."}, Questions: q.list,
		Buttons: render.SaveButtons{Text: "Change password"},
	}
	page.Back = &render.Link{Text: "Back to your account", Href: "/account"}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postPassword(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	account, err := s.desk.Account(ctx, actor)
	if err != nil {
		return err
	}
	current, chosen := v.Text("current_password"), v.Text("new_password")
	var problems fault.Problems
	if current == "" {
		problems.Add("current_password", "required")
	}
	problems = append(problems, signin.CheckNewPassword("new_password", chosen, account.User.Name, account.User.Email, me(c).Organisation.Name)...)
	if len(problems) > 0 {
		return s.showChangePassword(c, http.StatusUnprocessableEntity, problems)
	}
	err = s.gate.Confirm(ctx, actor, current, s.addressOf(c.Request))
	var slow *signin.Slow
	switch {
	case errors.As(err, &slow):
		c.Header("Retry-After", strconv.Itoa(int(slow.Wait.Seconds())+1))
		return s.showChangePassword(c, http.StatusTooManyRequests, fault.Problems{{Field: "current_password", Code: "slow_down"}})
	case errors.Is(err, signin.ErrWrong):
		return s.showChangePassword(c, http.StatusUnprocessableEntity, fault.Problems{{Field: "current_password", Code: "wrong"}})
	case err != nil:
		return err
	}
	hash, problems, err := s.gate.HashNew(ctx, "new_password", chosen, account.User.Name, account.User.Email, me(c).Organisation.Name)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return s.showChangePassword(c, http.StatusUnprocessableEntity, problems)
	}
	if err := s.desk.ChangePassword(ctx, actor, hash); err != nil {
		return err
	}
	if err := s.sessions.Renew(ctx); err != nil {
		return err
	}
	s.sessions.Notify(ctx, "Your password is changed. You were signed out everywhere else.")
	return seeOther(c, "/account")
}
