package server

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/render"
)

type rehearsalPage struct {
	render.Layout
	Heading   string
	Lead      string
	Facts     render.SummaryList
	Rules     render.StackedTable
	Holidays  render.StackedTable
	Moves     render.StackedTable
	Pages     []render.Link
	Action    string // empty when the book cannot be taken into use any more
	Hidden    []render.Hidden
	Questions []render.Question
	Buttons   render.SaveButtons
}

// movesPage is how many dates a page lists, movesPrint how many one to print.
const (
	movesPage  = 50
	movesPrint = 1000
)

// getRehearsal shows what a book would move, or what it moved.
func (s *Server) getRehearsal(c *gin.Context) error {
	return s.showRehearsal(c, http.StatusOK, form.Of(url.Values{tokenField: {uuid.NewString()}}), nil)
}

func (s *Server) showRehearsal(c *gin.Context, status int, v form.Values, problems fault.Problems) error {
	id := afterID(c.Param("id"))
	if id == "" {
		return fault.NotFound
	}
	q := desk.MovesQuery{OnlyLate: c.Query("late") != "", Limit: movesPage}
	if c.Query("rows") != "" {
		q.Limit = movesPrint
	}
	if after, err := strconv.ParseInt(c.Query("after"), 10, 32); err == nil { // a mistyped place is the first page
		q.After = int(after)
	}
	r, err := s.desk.BookRehearsal(c.Request.Context(), me(c).Actor, id, q)
	if err != nil {
		return err
	}
	page := rehearsalPage{Heading: "What would move", Facts: rehearsalFacts(r), Rules: ruleChangesTable(r), Holidays: holidayChangesTable(r), Moves: bookMovesTable(r, q.OnlyLate)}
	switch {
	case !r.TakenAt.IsZero():
		page.Heading, page.Lead = "What moved", "These rules and bank holidays were taken into use on "+moment(r.TakenAt)+". Every open case was counted again in the same step."
	case !r.Current:
		page.Lead = "Other rules or bank holidays were taken into use since. Rehearse again to see what would move now."
	default:
		page.Lead = "Nothing has changed yet. Every open case is counted again when you take this into use, so the final numbers can differ from these."
	}
	page.Layout = s.layout(c, page.Heading, "Admin")
	page.Width = render.Full
	page.Back = &render.Link{Text: "Back to the rules", Href: adminRules}
	page.Pages = movesPages(r, q)
	page.Print = render.PrintMark{Marking: "Rehearsal of rules", By: me(c).Name, On: moment(s.desk.Now())}
	if r.Current {
		ask := ask(v, problems)
		ask.long("book_reason", "Why are they taken into use?", "Everybody who looks after the rules can read it later. Write nothing about a client.")
		page.Action, page.Questions, page.Errors = rehearsalAddress(id), ask.list, ask.summary()
		page.Hidden, page.Buttons = []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}}, render.SaveButtons{Text: "Take into use"}
	}
	return s.render.Page(c.Writer, status, "admin_rules_rehearsal", page)
}

func (s *Server) postTakeBook(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	id := afterID(c.Param("id"))
	if id == "" {
		return fault.NotFound
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	if err := s.desk.Ask(ctx, actor, access.TakeBook); err != nil {
		return err
	}
	takeTime(c)
	r, err := s.desk.TakeBook(ctx, actor, desk.BookTaking{RehearsalID: id, Reason: v.Text("book_reason"), Token: v.Text(tokenField)})
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return s.showRehearsal(c, http.StatusUnprocessableEntity, v, invalid.Problems)
	}
	if message, conflict := conflictMessage(err); conflict {
		return s.showAdminRules(c, http.StatusConflict, message)
	}
	if err != nil {
		return err
	}
	said := "In use from now on. What moved: " + strings.ToLower(movedWords(r.BookRehearsal)) + "."
	if !r.AsRehearsed() {
		said += " The rehearsal had said " + strings.ToLower(movedWords(r.Rehearsed)) + ": cases have changed since."
	}
	s.sessions.Notify(ctx, said)
	return seeOther(c, rehearsalAddress(id))
}

func conflictMessage(err error) (string, bool) {
	if conflict := (*fault.Conflict)(nil); errors.As(err, &conflict) {
		return conflict.Message, true
	}
	return "", false
}

func rehearsalFacts(r desk.RehearsedBook) render.SummaryList {
	instead := func(after, before string) string {
		if after == before {
			return "Version " + after + ", as before"
		}
		return "Version " + after + "\nInstead of version " + before
	}
	holidays := instead(r.Book.Calendar, r.From.Calendar)
	if r.Book.Calendar != r.From.Calendar {
		holidays += "\nKnown until " + r.After.Holidays().KnownUntil().Long()
	}
	rows := []render.SummaryRow{
		answer("Rules", instead(r.Book.Rules, r.From.Rules)), answer("Bank holidays", holidays),
		answer("Rehearsed", moment(r.RehearsedAt)+", by "+byWords(r.By)), answer("Open cases counted", number(r.OpenCases)),
		answer("Dates that move", movedWords(r.BookRehearsal)), answer("Dates that become overdue", number(r.LateDates)),
	}
	return render.SummaryList{Rows: rows}
}

// ruleChangesTable says what the rules say differently, cell by cell.
func ruleChangesTable(r desk.RehearsedBook) render.StackedTable {
	t := render.StackedTable{
		Caption: "What the rules say differently", Empty: "The rules are the same.",
		Head: []render.Column{{Text: "Rule", Width: "one-third"}, {Text: "What"}, {Text: "Before"}, {Text: "After"}},
	}
	for _, ch := range r.Before.ChangesTo(r.After) {
		name := func(rule *deadline.Rule) render.RowCell {
			return render.RowCell{Header: true, Text: rule.Label, Lines: []string{"Rule " + rule.ID}}
		}
		switch {
		case ch.Before == nil:
			t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{name(ch.After), {Text: "New rule"}, {Text: "–"}, {Lines: inForceAnd(ch.After)}}})
		case ch.After == nil:
			t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{name(ch.Before), {Text: "No longer a rule"}, {Lines: inForceAnd(ch.Before)}, {Text: "–"}}})
		}
		for _, column := range ch.Columns {
			t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
				name(ch.After), {Text: columnWords(column.Column)}, {Text: cellText(column.Before)}, {Text: cellText(column.After)},
			}})
		}
	}
	return t
}

func inForceAnd(r *deadline.Rule) []string {
	return append([]string{capital(r.InForceWords()) + "."}, r.InWords()...)
}

func cellText(cell string) string {
	if cell == "" {
		return "Empty"
	}
	if on, err := calendar.ParseDate(cell); err == nil {
		return on.Long()
	}
	return cell
}

func holidayChangesTable(r desk.RehearsedBook) render.StackedTable {
	t := render.StackedTable{
		Caption: "Bank holidays added or taken away", Empty: "None. The days are the same.",
		Head: []render.Column{{Text: "Day", Width: "one-third"}, {Text: "Bank holiday"}, {Text: "Where"}, {Text: "What"}},
	}
	added, removed := r.Before.Holidays().Differences(r.After.Holidays())
	for _, one := range []struct {
		what string
		days []calendar.BankHoliday
	}{{"Added", added}, {"Taken away", removed}} {
		for _, day := range one.days {
			t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
				{Header: true, Text: day.On.LongWithDay()}, {Text: day.Title}, {Text: day.Division.Name()}, {Text: one.what},
			}})
		}
	}
	return t
}

// bookMovesTable lists dates by the reference of their case: an admin sees no
// names.
func bookMovesTable(r desk.RehearsedBook, onlyLate bool) render.StackedTable {
	t := render.StackedTable{
		Caption: "Dates that move", Empty: "No date of an open case moves.",
		Head: []render.Column{{Text: "Case"}, {Text: "Date", Width: "one-third"}, {Text: "From"}, {Text: "To"}},
	}
	if onlyLate {
		t.Caption, t.Empty = "Dates that become overdue", "None becomes overdue."
	}
	for _, m := range r.Moves {
		from, to := render.RowCell{Text: "Not running"}, render.RowCell{Text: "Runs no longer"}
		if !m.From.IsZero() {
			from = render.RowCell{Text: m.From.Long()}
		}
		if !m.To.IsZero() {
			to = render.RowCell{Text: m.To.Long()}
		}
		switch {
		case m.Over:
			to.Lines = []string{"Over already: nobody has to act"}
		case m.Late:
			to.Words, to.Urgency = render.DaysLeft(r.Today.DaysUntil(m.To)), render.Late
		}
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{{Header: true, Text: string(m.Ref)}, {Text: m.Label}, from, to}})
	}
	return t
}

// movesPages lead through the dates: on, back to the start, to those that fall
// overdue, and to many on one page.
func movesPages(r desk.RehearsedBook, q desk.MovesQuery) []render.Link {
	to := func(text string, after int, late, rows bool) render.Link {
		query := url.Values{}
		if after > 0 {
			query.Set("after", strconv.Itoa(after))
		}
		if late {
			query.Set("late", "1")
		}
		if rows {
			query.Set("rows", strconv.Itoa(movesPrint))
		}
		address := rehearsalAddress(r.ID)
		if len(query) > 0 {
			address += "?" + query.Encode()
		}
		return render.Link{Text: text, Href: address}
	}
	many := q.Limit == movesPrint
	var links []render.Link
	if r.More {
		links = append(links, to("Next page", r.Moves[len(r.Moves)-1].Number, q.OnlyLate, many))
	}
	if q.After > 0 {
		links = append(links, to("First page", 0, q.OnlyLate, many))
	}
	if q.OnlyLate {
		links = append(links, to("Show every date that moves", 0, false, many))
	} else if r.LateDates > 0 && r.LateDates < r.MovedDates {
		links = append(links, to("Show only the dates that become overdue", 0, true, many))
	}
	if !many && (r.More || q.After > 0) {
		links = append(links, to("Show "+strconv.Itoa(movesPrint)+" on a page, to print", 0, q.OnlyLate, true))
	}
	return links
}
