package server

import (
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

// menu is the service navigation: each item for those who hold one of its roles.
var menu = []struct {
	text, href string
	roles      []staff.Role
}{
	{"Your cases", "/cases", []staff.Role{staff.Caseworker, staff.Supervisor}},
	{"Next steps", "/tasks", []staff.Role{staff.Caseworker, staff.Supervisor}},
	{"Team", "/team", []staff.Role{staff.Supervisor}},
	{"Handoffs", "/handoffs", []staff.Role{staff.Caseworker, staff.Supervisor}},
	{"Calendar", "/calendar", []staff.Role{staff.Caseworker, staff.Supervisor}},
	{"Directory", "/support-directory", []staff.Role{staff.Caseworker, staff.Supervisor}},
	{"Consent audit", "/audit/consent", []staff.Role{staff.Auditor}},
	{"Samples", "/audit/samples", []staff.Role{staff.Auditor}},
	{"Findings", "/audit/findings", []staff.Role{staff.Auditor}},
	{"Report", "/audit/report", []staff.Role{staff.Auditor}},
	{"Case trails", "/audit/cases", []staff.Role{staff.Auditor}},
	{"Without consent", "/audit/overrides", []staff.Role{staff.Auditor}},
	{"Lawful basis", "/audit/lawful-basis", []staff.Role{staff.Auditor}},
	{"People", "/admin/people", []staff.Role{staff.Admin}},
	{"Teams", "/admin/teams", []staff.Role{staff.Admin}},
	{"Sheets", "/admin/sheets", []staff.Role{staff.Admin}},
	{"Directory", "/admin/directory", []staff.Role{staff.Admin}},
	{"Lawful basis", "/admin/lawful-basis", []staff.Role{staff.Admin}},
	{"Rules", "/admin/rules", []staff.Role{staff.Admin}},
	{"Forms", "/admin/forms", []staff.Role{staff.Admin}},
	{"Bring cases in", "/admin/import", []staff.Role{staff.Admin}},
	{"Next steps", "/admin/tasks", []staff.Role{staff.Admin}},
	{"Health", "/admin/health", []staff.Role{staff.Admin}},
	{"Who looked", "/audit/access", []staff.Role{staff.Auditor, staff.Admin}},
	{"Reminders", "/reminders", []staff.Role{staff.Caseworker, staff.Supervisor, staff.Admin}},
	{"Search", "/search", []staff.Role{staff.Caseworker, staff.Supervisor}},
}

// layout is what stands around a page for whoever is looking.
func (s *Server) layout(c *gin.Context, title, area string) render.Layout {
	l := render.Layout{Title: title, Area: area, Version: s.options.Version, Sample: s.options.Sample}
	who := me(c)
	if who.UserID == "" {
		return l
	}
	l.SignedIn, l.UserName, l.AccountHref = true, who.Name, "/account"
	l.Organisation = who.Organisation.Name
	l.ExitHref = "/exit"
	l.Notice = s.sessions.Notice(c.Request.Context())
	idle := s.sessions.Idle()
	l.Idle = render.Idle{Seconds: int(idle.Seconds()), EndsAt: clock(s.desk.Now().Add(idle))}
	if who.Has(staff.Admin) {
		l.Alarm = s.alarm(c)
	}
	waiting := s.waiting(c)
	for _, item := range menu {
		if slices.ContainsFunc(item.roles, who.Has) {
			l.Nav = append(l.Nav, render.NavItem{Text: item.text, Href: item.href, Current: inArea(c.Request.URL.Path, item.href), Count: waiting[item.href]})
		}
	}
	return l
}

// alarm is what every page tells an admin when reminders stand still. A page
// never fails for want of it.
func (s *Server) alarm(c *gin.Context) *render.Link {
	ctx := c.Request.Context()
	stalled, since, err := s.desk.Stalled(ctx)
	if err != nil {
		s.log.ErrorContext(ctx, "look after the reminders", "request", RequestID(ctx), "error", err.Error())
	}
	if !stalled {
		return nil
	}
	return &render.Link{Text: "Reminders stand still since " + moment(since) + ".", Hidden: "See the health of the service", Href: "/admin/health"}
}

// ofTheTeam are pages of the supervisors that stand in the navigation of the
// team, not in the menu.
var ofTheTeam = []string{"/review", "/escalations", "/leave", "/audit/findings", adminImport}

// inArea says whether a page belongs to an item of the menu.
func inArea(path, area string) bool {
	return within(path, area) || area == "/team" && slices.ContainsFunc(ofTheTeam, func(one string) bool { return within(path, one) })
}

func within(path, area string) bool {
	return path == area || strings.HasPrefix(path, area+"/")
}

// home is the first page of a role.
func home(a staff.Actor) string {
	for _, item := range menu {
		if slices.ContainsFunc(item.roles, a.Has) {
			return item.href
		}
	}
	return "/account"
}

// clock is a time of day in London: "9:32am".
func clock(t time.Time) string { return t.In(calendar.London()).Format("3:04pm") }

// moment is a date and time in London: "12 May 2026 at 9:32am".
func moment(t time.Time) string {
	return calendar.LondonDay(t).Long() + " at " + clock(t)
}
