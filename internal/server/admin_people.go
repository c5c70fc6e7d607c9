package server

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
	"nrmdesk/internal/signin"
)

func (s *Server) adminRoutes() []route {
	return []route{
		{method: "GET", path: "/admin/people", handle: s.getPeople},
		{method: "GET", path: "/admin/people/new", handle: s.getNewPerson},
		{method: "POST", path: "/admin/people/new", handle: s.postNewPerson},
		{method: "GET", path: "/admin/people/:id", handle: s.getPersonChange},
		{method: "POST", path: "/admin/people/:id", handle: s.postPersonChange},
		{method: "GET", path: "/admin/people/:id/password", handle: s.getSetPassword},
		{method: "POST", path: "/admin/people/:id/password", handle: s.postSetPassword},
		{method: "GET", path: "/admin/teams", handle: s.getTeams},
		{method: "POST", path: "/admin/teams", handle: s.postTeam},
		{method: "GET", path: "/admin/health", handle: s.getHealth},
		{method: "GET", path: "/admin/mail", handle: s.getParked},
		{method: "POST", path: "/admin/mail", handle: s.postParked},
	}
}

type peoplePage struct {
	render.Layout
	Heading string
	Add     render.Button
	Table   render.StackedTable
}

func (s *Server) getPeople(c *gin.Context) error {
	people, err := s.desk.People(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := peoplePage{
		Layout: s.layout(c, "People", "Admin"), Heading: "People", Add: render.Button{Text: "Add a person", Href: "/admin/people/new"},
		Table: render.StackedTable{
			Caption: "People who sign in", CaptionHidden: true, Empty: "Nobody yet.",
			Head: []render.Column{{Text: "Name"}, {Text: "Email address"}, {Text: "Roles"}, {Text: "Teams"}, {Text: "Signing in"}},
		},
	}
	page.Width = render.Full
	for _, u := range people.Users {
		signIn := render.Tag{Text: "Allowed", Classes: "govuk-tag--green"}
		if u.Disabled {
			signIn = render.Tag{Text: "Stopped", Classes: "govuk-tag--grey"}
		}
		page.Table.Rows = append(page.Table.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: u.Name, Href: personAddress(u.ID)}}, {Text: u.Email},
			{Text: strings.Join(roleNames(u.Roles), ", ")}, {Text: strings.Join(orLine(teamNames(people.Teams, u.TeamIDs), "None"), ", ")}, {Tags: []render.Tag{signIn}},
		}})
	}
	return s.render.Page(c.Writer, http.StatusOK, "admin_people", page)
}

func personAddress(id string) string { return "/admin/people/" + id }

func roleNames(roles []staff.Role) []string {
	names := make([]string, 0, len(roles))
	for _, r := range staff.Roles {
		if slices.Contains(roles, r) {
			names = append(names, capital(string(r)))
		}
	}
	return names
}

func teamNames(teams []staff.Team, ids []string) []string {
	var names []string
	for _, t := range teams {
		if slices.Contains(ids, t.ID) {
			names = append(names, t.Name)
		}
	}
	return names
}

func orLine(lines []string, otherwise string) []string {
	if len(lines) == 0 {
		return []string{otherwise}
	}
	return lines
}

func askRights(q *questions, teams []staff.Team) {
	var roles, places []choice
	for _, r := range staff.Roles {
		roles = append(roles, choice{value: string(r), text: capital(string(r)), hint: roleHints[r]})
	}
	for _, t := range teams {
		places = append(places, choice{value: t.ID, text: t.Name})
	}
	q.some("role", "Roles", "Somebody may hold more than one.", roles...)
	if len(places) > 0 {
		q.some("team", "Teams", "Caseworkers and supervisors see the cases of their teams.", places...)
	} else {
		q.say("There are no teams yet. Caseworkers and supervisors need one: add it under Teams first.")
	}
}

var roleHints = map[staff.Role]string{
	staff.Caseworker: "Starts cases and carries them from consent to handoff.",
	staff.Supervisor: "All of that, and reviews, confirms and reassigns.",
	staff.Auditor:    "Sees consent records and audit trails without names. Changes nothing.",
	staff.Admin:      "Looks after people and teams. Sees no case.",
}

// askNewPassword asks for a password to hand over: typed, or made here.
func askNewPassword(q *questions) {
	q.one("password_how", "Password", "They can change it on the page of their account.",
		choice{value: "generated", text: "Make one", hint: "It is shown once, on the next page."},
		choice{value: "typed", text: "I type one below"})
	password := &render.PasswordInput{
		Name: "new_password", Label: render.Label{Text: "Password, if you type one", Classes: "govuk-label--s"},
		Hint: render.Hint{Text: "15 characters or more. Three or four unrelated words are good."}, ErrorMessage: q.wrong("new_password"), Autocomplete: "new-password",
	}
	q.asked("new_password", "new_password", false)
	q.add(render.Question{Password: password})
}

// passwordTo takes the password from the form or makes one. Shown is the one
// that was made.
func (s *Server) passwordTo(c *gin.Context, v form.Values, about ...string) (hash, shown string, problems fault.Problems, err error) {
	check := form.Check(v)
	typed := v.Text("new_password")
	switch check.OneOf("password_how", "generated", "typed") {
	case "generated":
		shown = signin.Generate()
		typed = shown
	case "typed":
	default:
		return "", "", check.Problems(), nil
	}
	hash, problems, err = s.gate.HashNew(c.Request.Context(), "new_password", typed, about...)
	return hash, shown, problems, err
}

func (s *Server) getNewPerson(c *gin.Context) error {
	people, err := s.desk.People(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	return s.showNewPerson(c, http.StatusOK, people.Teams, form.Of(url.Values{tokenField: {uuid.NewString()}}), nil)
}

func (s *Server) showNewPerson(c *gin.Context, status int, teams []staff.Team, v form.Values, problems fault.Problems) error {
	q := ask(v, problems)
	q.text("name", "Full name", "")
	email := q.text("work_email", "Email address", "They sign in with it, and reminders go there.")
	email.Type, email.Spellcheck = "email", render.Off
	askRights(q, teams)
	askNewPassword(q)
	page := questionPage{
		Layout: s.layout(c, "Add a person", "Admin"), Heading: "Add a person", Action: "/admin/people/new", Questions: q.list,
		Hidden: []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}}, Buttons: render.SaveButtons{Text: "Add person"},
	}
	page.Back = &render.Link{Text: "Back to people", Href: "/admin/people"}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postNewPerson(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	people, err := s.desk.People(ctx, actor) // also asks whether they may, before a hash is made
	if err != nil {
		return err
	}
	in := desk.NewUser{Name: v.Trimmed("name"), Email: v.Trimmed("work_email"), Roles: rolesOf(v), TeamIDs: v.All("team"), Token: v.Text(tokenField)}
	problems := staff.CheckUser(staff.User{Name: in.Name, Email: in.Email, Roles: in.Roles, TeamIDs: in.TeamIDs})
	hash, shown, wrong, err := s.passwordTo(c, v, in.Name, in.Email, me(c).Organisation.Name)
	if err != nil {
		return err
	}
	if problems = append(problems, wrong...); len(problems) > 0 {
		return s.showNewPerson(c, http.StatusUnprocessableEntity, people.Teams, v, problems)
	}
	in.PasswordHash = hash
	id, again, err := s.desk.AddUser(ctx, actor, in)
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return s.showNewPerson(c, http.StatusUnprocessableEntity, people.Teams, v, invalid.Problems)
	}
	if err != nil {
		return err
	}
	if shown != "" && !again {
		return s.showPassword(c, in.Name+" can now sign in", in.Email, shown)
	}
	s.sessions.Notify(ctx, in.Name+" can now sign in.")
	return seeOther(c, personAddress(id))
}

type passwordPage struct {
	render.Layout
	Heading  string
	Email    string
	Password string
}

// showPassword shows a password that was made, this once: it is kept nowhere.
func (s *Server) showPassword(c *gin.Context, heading, email, password string) error {
	page := passwordPage{Layout: s.layout(c, "Password", "Admin"), Heading: heading, Email: email, Password: password}
	return s.render.Page(c.Writer, http.StatusOK, "admin_password", page)
}

func rolesOf(v form.Values) []staff.Role {
	var roles []staff.Role
	for _, r := range v.All("role") {
		roles = append(roles, staff.Role(r))
	}
	return roles
}

func (s *Server) person(c *gin.Context) (staff.User, desk.People, error) {
	people, err := s.desk.People(c.Request.Context(), me(c).Actor)
	if err != nil {
		return staff.User{}, people, err
	}
	i := slices.IndexFunc(people.Users, func(u staff.User) bool { return u.ID == c.Param("id") })
	if i < 0 {
		return staff.User{}, people, fault.NotFound
	}
	return people.Users[i], people, nil
}

func (s *Server) getPersonChange(c *gin.Context) error {
	u, people, err := s.person(c)
	if err != nil {
		return err
	}
	kept := url.Values{
		"name": {u.Name}, "team": u.TeamIDs, "sign_in": {"allowed"}, tokenField: {uuid.NewString()}, versionField: {strconv.FormatInt(u.Version, 10)},
	}
	for _, r := range u.Roles {
		kept.Add("role", string(r))
	}
	if u.Disabled {
		kept.Set("sign_in", "stopped")
	}
	fillDate(kept, "trained_on", u.TrainedOn)
	return s.showPersonChange(c, http.StatusOK, u, people.Teams, form.Of(kept), nil)
}

func (s *Server) showPersonChange(c *gin.Context, status int, u staff.User, teams []staff.Team, v form.Values, problems fault.Problems) error {
	q := ask(v, problems)
	q.text("name", "Full name", "")
	q.say("Email address: " + u.Email)
	askRights(q, teams)
	q.date("trained_on", "When were they last trained to ask for consent? (optional)", "For example, 12 5 2026. It is kept with every consent they record from now on.")
	q.one("sign_in", "May they sign in?", "When this is stopped they are signed out everywhere. Their cases stay with them until a supervisor reassigns them.",
		choice{value: "allowed", text: "Yes"}, choice{value: "stopped", text: "No, stop it"})
	page := questionPage{
		Layout: s.layout(c, "Change a person", "Admin"), Heading: u.Name, Action: personAddress(u.ID), Questions: q.list,
		Hidden:  []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}, {Name: versionField, Value: v.Text(versionField)}},
		Buttons: render.SaveButtons{Text: "Save changes"},
	}
	if u.ID != me(c).UserID {
		page.Other = &render.Link{Text: "Give them a new password", Href: personAddress(u.ID) + "/password"}
	}
	page.Back = &render.Link{Text: "Back to people", Href: "/admin/people"}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postPersonChange(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	u, people, err := s.person(c)
	if err != nil {
		return err
	}
	check := form.Check(v)
	signIn := check.OneOf("sign_in", "allowed", "stopped")
	problems := dateProblems(check.Problems(), v, "trained_on")
	if len(problems) == 0 {
		err = s.desk.ChangeUser(c.Request.Context(), me(c).Actor, desk.UserChange{
			ID: u.ID, Version: versionOf(v.Text(versionField)), Name: v.Trimmed("name"), Roles: rolesOf(v), TeamIDs: v.All("team"),
			Disabled: signIn == "stopped", TrainedOn: dateOf(v, "trained_on"), Token: v.Text(tokenField),
		})
		if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
			problems = invalid.Problems
		} else if err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return s.showPersonChange(c, http.StatusUnprocessableEntity, u, people.Teams, v, problems)
	}
	s.sessions.Notify(c.Request.Context(), "Changes to "+strings.TrimSpace(v.Text("name"))+" saved.")
	return seeOther(c, "/admin/people")
}

func (s *Server) getSetPassword(c *gin.Context) error {
	u, _, err := s.person(c)
	if err != nil {
		return err
	}
	return s.showSetPassword(c, http.StatusOK, u, form.Of(url.Values{tokenField: {uuid.NewString()}}), nil)
}

func (s *Server) showSetPassword(c *gin.Context, status int, u staff.User, v form.Values, problems fault.Problems) error {
	q := ask(v, problems)
	askNewPassword(q)
	page := questionPage{
		Layout: s.layout(c, "New password", "Admin"), Heading: "New password for " + u.Name, Action: personAddress(u.ID) + "/password",
		Intro:     []string{"Make sure it is really them who asks. Their old password stops working and they are signed out everywhere."},
		Questions: q.list, Hidden: []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}}, Buttons: render.SaveButtons{Text: "Set password"},
	}
	page.Back = &render.Link{Text: "Back", Href: personAddress(u.ID)}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postSetPassword(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	u, _, err := s.person(c)
	if err != nil {
		return err
	}
	hash, shown, problems, err := s.passwordTo(c, v, u.Name, u.Email, me(c).Organisation.Name)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return s.showSetPassword(c, http.StatusUnprocessableEntity, u, v, problems)
	}
	again, err := s.desk.SetPassword(c.Request.Context(), me(c).Actor, desk.NewPassword{UserID: u.ID, Hash: hash, Token: v.Text(tokenField)})
	if err != nil {
		return err
	}
	if shown != "" && !again {
		return s.showPassword(c, "New password for "+u.Name, u.Email, shown)
	}
	s.sessions.Notify(c.Request.Context(), u.Name+" has a new password.")
	return seeOther(c, "/admin/people")
}

var adminWords = words{
	fields: map[string]string{
		"name": "a name", "work_email": "an email address", "role": "at least one role", "team": "a team", "sign_in": "whether they may sign in",
		"trained_on":   "the date of the training",
		"password_how": "how to choose the password", "new_password": "a password", "current_password": "your password",
	},
	messages: map[string]string{
		"name/taken":                "There is already a team of that name",
		"work_email/taken":          "Somebody signs in with this email address already",
		"work_email/not_an_email":   "Enter an email address, like name@example.org",
		"team/needed_for_cases":     "Select a team: caseworkers and supervisors need one",
		"sign_in/not_yourself":      "You cannot stop yourself from signing in. Ask another admin",
		"sign_in/last_admin":        "This is the last admin. Make somebody else an admin first",
		"role/last_admin":           "This is the last admin. Make somebody else an admin first",
		"new_password/too_short":    "The password must have {0} characters or more",
		"new_password/too_long":     "The password must have {0} characters or fewer",
		"new_password/too_common":   "Choose a password that is harder to guess. Common words and runs like 1234 do not count",
		"new_password/has_own_name": "Choose a password without the name, the email address or the organisation",

		"current_password/wrong":     "Your password is not right",
		"current_password/slow_down": "There were too many tries. Wait a minute, then try again",
	},
}
