package server

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/render"
)

func (s *Server) calendarRoutes() []route {
	return []route{
		{method: "GET", path: "/calendar", handle: s.getCalendar},
		{method: "GET", path: "/calendar/day", handle: s.getCalendarDay},
		{method: "GET", path: "/calendar/week", handle: s.getCalendarWeek},
		{method: "GET", path: "/calendar/dates/:id", handle: s.getCalendarDate},
		{method: "GET", path: "/calendar/feed", handle: s.getFeed},
		{method: "POST", path: "/calendar/feed", handle: s.postFeed},
		{method: "GET", path: "/calendar.ics", open: true, handle: s.getICS},
	}
}

// teamValue in the address asks for the dates of the reader's teams.
const teamValue = "team"

func wantsTeam(c *gin.Context) bool { return c.Query("whose") == teamValue }

// calendarAddress is an address of the calendar that stays with whose dates
// are shown.
func calendarAddress(path string, team bool, pairs ...string) string {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	if team {
		q.Set("whose", teamValue)
	}
	if len(q) == 0 {
		return "/calendar" + path
	}
	return "/calendar" + path + "?" + q.Encode()
}

// calendarNav are the pages of the calendar; supervisors have their teams' as
// well as their own.
func (s *Server) calendarNav(c *gin.Context) render.SubNav {
	nav := render.SubNav{Label: "Calendar"}
	path, team := c.Request.URL.Path, wantsTeam(c)
	add := func(text, at string, teams bool) {
		nav.Items = append(nav.Items, render.NavItem{
			Text: text, Href: calendarAddress(at, teams), Current: path == "/calendar"+at && team == teams,
		})
	}
	if s.desk.May(me(c).Actor, access.ViewTeamCalendar) {
		add("Your month", "", false)
		add("Your week", "/week", false)
		add("Your teams’ month", "", true)
		add("Your teams’ week", "/week", true)
	} else {
		add("Month", "", false)
		add("Week", "/week", false)
	}
	add("Calendar feed", "/feed", false)
	return nav
}

type calendarMonthPage struct {
	render.Layout
	SubNav  render.SubNav
	Heading string
	Says    string
	Steps   render.Steps
	Month   render.Month
}

// perDayOfMonth is how many dates stand in a cell before "and 12 more".
const perDayOfMonth = 3

// getCalendar shows a month of dates due.
func (s *Server) getCalendar(c *gin.Context) error {
	today, team := s.desk.Today(), wantsTeam(c)
	first := monthAsked(c.Query("month"), today)
	sheet, err := s.desk.Dates(c.Request.Context(), me(c).Actor, desk.DatesQuery{
		Team: team, From: first, To: first.AddMonths(1).AddDays(-1), PerDay: perDayOfMonth,
	})
	if err != nil {
		return err
	}
	name := monthName(first)
	page := calendarMonthPage{Layout: s.layout(c, name, "Calendar"), SubNav: s.calendarNav(c), Heading: name}
	page.Width = render.Wide
	page.Says = "Dates of the cases you hold, by day."
	if len(me(c).Covers) > 0 {
		page.Says = "Dates of the cases you hold and of those you cover, by day."
	}
	if team {
		page.Title, page.Heading = name+", your teams", name+": your teams"
		page.Says = "Dates of everybody’s cases in your teams, by day."
	}
	if sheet.Total == 0 {
		page.Says = "Nothing is due in " + name + "."
	}
	page.Month = render.Month{Caption: "Dates due in " + name, Weeks: monthWeeks(sheet, team)}
	before, after := first.AddMonths(-1), first.AddMonths(1)
	page.Steps = render.Steps{
		Label:  "Months",
		Before: &render.Link{Text: monthName(before), Href: monthAddress(before, team)},
		After:  &render.Link{Text: monthName(after), Href: monthAddress(after, team)},
	}
	if monthOf(today) != first {
		page.Steps.Now = &render.Link{Text: "This month", Href: calendarAddress("", team)}
	}
	return s.render.Page(c.Writer, http.StatusOK, "calendar_month", page)
}

// monthAsked reads a month such as 2026-11. What cannot be one is this month:
// an address is no place for an error page.
func monthAsked(text string, today calendar.Date) calendar.Date {
	if first, err := calendar.ParseDate(text + "-01"); err == nil && withinReach(first, today) {
		return first
	}
	return monthOf(today)
}

// withinReach leaves out years in which nobody has a date.
func withinReach(day, today calendar.Date) bool {
	years := day.Year() - today.Year()
	return years > -50 && years < 50
}

func monthOf(day calendar.Date) calendar.Date {
	return calendar.NewDate(day.Year(), day.Month(), 1)
}

func monthName(first calendar.Date) string { return first.UTC().Format("January 2006") }

func monthAddress(first calendar.Date, team bool) string {
	return calendarAddress("", team, "month", first.String()[:len("2006-01")])
}

// monthWeeks puts the days of a month into weeks from Monday, with the cells of
// other months left empty.
func monthWeeks(sheet desk.DateSheet, team bool) [][]render.MonthDay {
	cells := make([]render.MonthDay, mondayBased(sheet.Days[0].Day))
	for _, on := range sheet.Days {
		cells = append(cells, monthDay(on, sheet.Today, team))
	}
	for len(cells)%7 != 0 {
		cells = append(cells, render.MonthDay{})
	}
	var weeks [][]render.MonthDay
	for ; len(cells) > 0; cells = cells[7:] {
		weeks = append(weeks, cells[:7])
	}
	return weeks
}

// mondayBased counts the days since Monday.
func mondayBased(day calendar.Date) int { return (int(day.Weekday()) + 6) % 7 }

func monthDay(on desk.DatesOfDay, today calendar.Date, team bool) render.MonthDay {
	cell := render.MonthDay{Number: number(on.Day.Day()), Name: on.Day.LongWithDay(), Today: on.Day == today, Notes: holidayNotes(on.Holidays)}
	for _, due := range on.Dates {
		words, urgency := dueWords(due, today)
		cell.Items = append(cell.Items, render.MonthItem{Link: dueLink(due), Words: words, Urgency: urgency})
	}
	cell.More = moreOfDay(on, team)
	return cell
}

// moreOfDay leads to the whole day when not all of it is listed.
func moreOfDay(on desk.DatesOfDay, team bool) *render.Link {
	if on.Total <= len(on.Dates) {
		return nil
	}
	return &render.Link{
		Text: "and " + number(on.Total-len(on.Dates)) + " more", Hidden: "on " + on.Day.Long(),
		Href: calendarAddress("/day", team, "on", on.Day.String()),
	}
}

// dueLink leads to why the date is what it is. The reference and the clock
// tell dates of one day apart.
func dueLink(due desk.DueDate) render.Link {
	return render.Link{Text: string(due.Ref) + ": " + due.Deadline.Rule.Label, Href: caseAddress(due.Ref) + "/dates/" + due.ID}
}

// dueWords says how near a date is on a page that shows the day alone.
func dueWords(due desk.DueDate, today calendar.Date) (string, render.Urgency) {
	words, urgency := dateWords(due.Deadline, today)
	if due.Deadline.AtLeast {
		words = "At least until this day, " + strings.ToLower(words[:1]) + words[1:]
	}
	return words, urgency
}

// holidayNotes say which bank holidays a day is, and where.
func holidayNotes(list []desk.BankHoliday) []string {
	var notes []string
	for _, h := range list {
		where := make([]string, len(h.Divisions))
		for i, d := range h.Divisions {
			where[i] = d.Name()
		}
		text := "Bank holiday in " + inWords(where) + ": " + h.Title
		if len(h.Divisions) == len(calendar.Divisions) {
			text = "Bank holiday everywhere: " + h.Title
		}
		notes = append(notes, text)
	}
	return notes
}

// inWords joins names as a sentence does.
func inWords(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

type calendarDayPage struct {
	render.Layout
	SubNav  render.SubNav
	Heading string
	Notes   []string
	Table   render.StackedTable
	More    *render.Link
}

// getCalendarDay lists one day in full.
func (s *Server) getCalendarDay(c *gin.Context) error {
	today, team := s.desk.Today(), wantsTeam(c)
	day := dayAsked(c.Query("on"), today)
	q := desk.DayQuery{Team: team, Day: day, After: desk.DayPlace{ID: afterID(c.Query("after")), IsLimit: c.Query("limit") == "yes"}}
	list, err := s.desk.Day(c.Request.Context(), me(c).Actor, q)
	if err != nil {
		return err
	}
	page := calendarDayPage{Layout: s.layout(c, day.LongWithDay(), "Calendar"), SubNav: s.calendarNav(c), Heading: day.LongWithDay()}
	page.Width = render.Full
	page.Back = &render.Link{Text: "Back to " + monthName(monthOf(day)), Href: monthAddress(monthOf(day), team)}
	page.Notes = holidayNotes(list.Holidays)
	page.Table = render.StackedTable{
		Caption: "Dates due on " + day.Long(), CaptionHidden: true, Empty: "Nothing is due on this day.",
		Head: []render.Column{{Text: "Case"}, {Text: "What", Width: "one-third"}, {Text: "How near"}, {Text: "Nation"}, {Text: "Held by"}},
	}
	for _, due := range list.Dates {
		words, urgency := dueWords(due, today)
		page.Table.Rows = append(page.Table.Rows, render.Row{Cells: append(dueCells(due),
			render.RowCell{Words: words, Urgency: urgency}, render.RowCell{Text: due.Nation.Name()}, render.RowCell{Text: due.Owner})})
	}
	if list.More {
		pairs := []string{"on", day.String(), "after", list.Next.ID}
		if list.Next.IsLimit {
			pairs = append(pairs, "limit", "yes")
		}
		page.More = &render.Link{Text: "Next page", Href: calendarAddress("/day", team, pairs...)}
	}
	return s.render.Page(c.Writer, http.StatusOK, "calendar_day", page)
}

// dueCells are the case and the clock of a date, each with its own link.
func dueCells(due desk.DueDate) []render.RowCell {
	return []render.RowCell{
		{Header: true, Link: &render.Link{Text: string(due.Ref), Href: caseAddress(due.Ref)}},
		{Link: &render.Link{Text: due.Deadline.Rule.Label, Href: caseAddress(due.Ref) + "/dates/" + due.ID, Hidden: "of " + string(due.Ref) + ": why this date"}},
	}
}

// dayAsked reads a day such as 2026-11-24; what cannot be one is today.
func dayAsked(text string, today calendar.Date) calendar.Date {
	if day, err := calendar.ParseDate(text); err == nil && withinReach(day, today) {
		return day
	}
	return today
}

// getCalendarDate leads from the link in a calendar, which says nothing about
// the case, to the date.
func (s *Server) getCalendarDate(c *gin.Context) error {
	id := c.Param("id")
	r, err := s.desk.CaseOfDate(c.Request.Context(), me(c).Actor, id)
	if err != nil {
		return err
	}
	return seeOther(c, caseAddress(r)+"/dates/"+id)
}

type calendarWeekPage struct {
	render.Layout
	SubNav  render.SubNav
	Heading string
	Says    string
	Steps   render.Steps
	Days    []weekDay
}

type weekDay struct {
	Heading  string
	Today    bool
	Notes    []string
	Items    []weekItem
	More     *render.Link
	FewLines bool // to write on, on paper
}

type weekItem struct {
	Link    render.Link
	Who     string
	Words   string
	Urgency render.Urgency
}

// A week is printed on two sheets of A4 at most, however much is due.
const (
	perDayOfWeek = 6
	busyDay      = 4 // from here on there is less room to write
)

// getCalendarWeek is a week to print and write on.
func (s *Server) getCalendarWeek(c *gin.Context) error {
	today, team := s.desk.Today(), wantsTeam(c)
	monday := dayAsked(c.Query("from"), today)
	monday = monday.AddDays(-mondayBased(monday))
	sheet, err := s.desk.Dates(c.Request.Context(), me(c).Actor, desk.DatesQuery{Team: team, From: monday, To: monday.AddDays(6), PerDay: perDayOfWeek})
	if err != nil {
		return err
	}
	name := "Week of " + monday.Long()
	page := calendarWeekPage{Layout: s.layout(c, name, "Calendar"), SubNav: s.calendarNav(c), Heading: name}
	if team {
		page.Title, page.Heading = name+", your teams", name+": your teams"
	}
	page.Width = render.Full
	page.Says = "To print it, use the print function of your browser. The paper has a box beside each date and room to write."
	page.Print = render.PrintMark{Marking: "Confidential", By: me(c).Name, On: moment(s.desk.Now())}
	for _, on := range sheet.Days {
		page.Days = append(page.Days, weekDayOf(on, today, team, me(c).UserID))
	}
	before, after := monday.AddDays(-7), monday.AddDays(7)
	page.Steps = render.Steps{
		Label:  "Weeks",
		Before: &render.Link{Text: "Week of " + before.Long(), Href: calendarAddress("/week", team, "from", before.String())},
		After:  &render.Link{Text: "Week of " + after.Long(), Href: calendarAddress("/week", team, "from", after.String())},
	}
	if today.Before(monday) || !today.Before(after) {
		page.Steps.Now = &render.Link{Text: "This week", Href: calendarAddress("/week", team)}
	}
	return s.render.Page(c.Writer, http.StatusOK, "calendar_week", page)
}

// weekDayOf is one day of the week; dates of somebody else's case say whose.
func weekDayOf(on desk.DatesOfDay, today calendar.Date, team bool, readerID string) weekDay {
	weekend := on.Day.Weekday() == time.Saturday || on.Day.Weekday() == time.Sunday
	day := weekDay{
		Heading: on.Day.LongWithDay(), Today: on.Day == today, Notes: holidayNotes(on.Holidays), More: moreOfDay(on, team),
		FewLines: weekend || len(on.Dates) >= busyDay,
	}
	for _, due := range on.Dates {
		words, urgency := dueWords(due, today)
		item := weekItem{Link: dueLink(due), Words: words, Urgency: urgency}
		if due.OwnerID != readerID {
			item.Who = "(" + due.Owner + ")"
		}
		day.Items = append(day.Items, item)
	}
	return day
}
