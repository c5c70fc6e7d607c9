package server

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/render"
)

func (s *Server) adminRulesRoutes() []route {
	return []route{
		{method: "GET", path: "/admin/rules", handle: s.getAdminRules},
		{method: "GET", path: "/admin/rules/load", handle: s.getLoadRules},
		{method: "POST", path: "/admin/rules/load", handle: s.postLoadRules},
		{method: "GET", path: "/admin/rules/rehearse", handle: s.getRehearseKept},
		{method: "POST", path: "/admin/rules/rehearse", handle: s.postRehearseKept},
		{method: "GET", path: "/admin/rules/rehearsals/:id", handle: s.getRehearsal},
		{method: "POST", path: "/admin/rules/rehearsals/:id", handle: s.postTakeBook},
	}
}

const adminRules = "/admin/rules"

type adminRulesPage struct {
	render.Layout
	Heading  string
	Warnings []string
	Facts    render.SummaryList
	Load     render.Button
	Offers   []render.Link
	History  render.StackedTable
}

// getAdminRules shows which rules and bank holidays are in use, since when and
// why, and what could be taken into use.
func (s *Server) getAdminRules(c *gin.Context) error {
	return s.showAdminRules(c, http.StatusOK, "")
}

func (s *Server) showAdminRules(c *gin.Context, status int, problem string) error {
	h, err := s.desk.BookHistory(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := adminRulesPage{
		Layout: s.layout(c, "Rules and bank holidays", "Admin"), Heading: "Rules and bank holidays",
		Warnings: bookWarnings(desk.HolidaysKnown{Until: h.Book.Holidays().KnownUntil(), Soon: h.Book.Holidays().EndsSoon(h.Today)}, h.Release),
		Load:     render.Button{Text: "Load rules or bank holidays", Href: adminRules + "/load"},
	}
	page.Width = render.Full
	if problem != "" {
		page.Errors = &render.ErrorSummary{TitleText: "There is a problem", ErrorList: []render.ErrorLink{{Text: problem}}}
	}
	page.Facts.Rows = []render.SummaryRow{
		linked(answer("Rules in use", "Version "+h.Book.Version()+", "+plural(len(h.Book.Rules()), "rule")), "See every rule", "/rules"),
		answer("Bank holidays in use", holidaysWords(h.Book.Holidays(), h.Today)),
	}
	if len(h.Changes) > 0 {
		page.Facts.Rows = append(page.Facts.Rows, answer("In use since", moment(h.Changes[0].At)+", by "+byWords(h.Changes[0].By)))
	}
	page.Offers = releaseOffers(h.Release)
	page.History = bookHistoryTable(h)
	return s.render.Page(c.Writer, status, "admin_rules", page)
}

// linked adds a link to a fact.
func linked(row render.SummaryRow, text, href string) render.SummaryRow {
	row.Actions = []render.Action{{Text: text, Href: href}}
	return row
}

func byWords(name string) string {
	if name == "" {
		return "NRM Desk itself"
	}
	return name
}

// bookWarnings are what somebody who looks after the rules has to do soon.
func bookWarnings(known desk.HolidaysKnown, r desk.Release) []string {
	var list []string
	if known.Soon {
		list = append(list, "Bank holidays are known until "+known.Until.Long()+" only. Load the list that GOV.UK publishes: dates counted in working days may come out too early without it.")
	}
	if r.NewRules {
		list = append(list, "This release carries newer rules than the ones in use. Rehearse them, then take them into use.")
	}
	if r.NewHolidays {
		list = append(list, "This release carries newer bank holidays than the ones in use. Rehearse them, then take them into use.")
	}
	return list
}

// releaseOffers lead to what the release carries where that differs from what
// is in use.
func releaseOffers(r desk.Release) []render.Link {
	var list []render.Link
	if r.OtherRules {
		list = append(list, render.Link{Text: "Rehearse the rules this release carries", Href: rehearseAddress(desk.BookVersions{Rules: r.Rules})})
	}
	if r.OtherHolidays {
		list = append(list, render.Link{Text: "Rehearse the bank holidays this release carries", Href: rehearseAddress(desk.BookVersions{Calendar: r.Calendar})})
	}
	return list
}

func rehearseAddress(v desk.BookVersions) string {
	q := url.Values{}
	if v.Rules != "" {
		q.Set("rules", v.Rules)
	}
	if v.Calendar != "" {
		q.Set("calendar", v.Calendar)
	}
	return adminRules + "/rehearse?" + q.Encode()
}

func bookHistoryTable(h desk.BookHistory) render.StackedTable {
	t := render.StackedTable{
		Caption: "What was in use", Empty: "Nothing was changed yet.",
		Head: []render.Column{{Text: "Since"}, {Text: "Rules and bank holidays"}, {Text: "Reason", Width: "one-third"}, {Text: "What moved"}},
	}
	for i, b := range h.Changes {
		what := render.RowCell{Lines: []string{"Rules " + b.Rules, "Bank holidays " + b.Calendar}}
		if i == 0 {
			what.Tags = []render.Tag{{Text: "In use", Classes: "govuk-tag--green"}}
		} else if b.BookVersions != h.Changes[0].BookVersions {
			what.Link = &render.Link{Text: "Rehearse these again", Href: rehearseAddress(b.BookVersions), Hidden: "from " + moment(b.At)}
		}
		movedCell := render.RowCell{Text: "Nothing: the first ones"}
		if b.Moved != nil {
			movedCell = render.RowCell{Link: &render.Link{Text: movedWords(*b.Moved), Href: rehearsalAddress(b.Moved.ID), Hidden: "on " + moment(b.At)}}
		}
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: moment(b.At), Lines: []string{"By " + byWords(b.By)}}, what, {Text: b.Reason}, movedCell,
		}})
	}
	return t
}

func rehearsalAddress(id string) string { return adminRules + "/rehearsals/" + id }

// movedWords is what a book moved, or would move.
func movedWords(r desk.BookRehearsal) string {
	if r.MovedDates == 0 {
		return "No date"
	}
	return plural(r.MovedDates, "date") + " in " + plural(r.MovedCases, "case")
}

// getRehearseKept asks before versions that are kept here are rehearsed: those
// of the release, or ones that were in use before.
func (s *Server) getRehearseKept(c *gin.Context) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.RehearseBook); err != nil {
		return err
	}
	v := desk.BookVersions{Rules: c.Query("rules"), Calendar: c.Query("calendar")}
	page := questionPage{
		Layout: s.layout(c, "Rehearse", "Admin"), Heading: "Rehearse rules and bank holidays", Action: adminRules + "/rehearse",
		Intro: []string{"Every open case is counted with them. You see which dates would move before anything changes."},
		Hidden: []render.Hidden{
			{Name: tokenField, Value: uuid.NewString()}, {Name: "rules", Value: v.Rules}, {Name: "calendar", Value: v.Calendar},
		},
		Buttons: render.SaveButtons{Text: "Rehearse"},
	}
	page.Questions = []render.Question{{Summary: &render.SummaryList{Rows: []render.SummaryRow{
		answer("Rules", versionWords(v.Rules)), answer("Bank holidays", versionWords(v.Calendar)),
	}}}}
	page.Back = &render.Link{Text: "Back to the rules", Href: adminRules}
	return s.render.Page(c.Writer, http.StatusOK, "question", page)
}

func versionWords(version string) string {
	if version == "" {
		return "As they are now"
	}
	return "Version " + version
}

func (s *Server) postRehearseKept(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.RehearseBook); err != nil {
		return err
	}
	takeTime(c)
	in := desk.BookChoice{BookVersions: desk.BookVersions{Rules: v.Text("rules"), Calendar: v.Text("calendar")}}
	id, err := s.desk.RehearseBook(c.Request.Context(), me(c).Actor, in, v.Text(tokenField))
	if message, conflict := conflictMessage(err); conflict {
		return s.showAdminRules(c, http.StatusConflict, message)
	}
	if err != nil {
		return err
	}
	return seeOther(c, rehearsalAddress(id))
}
