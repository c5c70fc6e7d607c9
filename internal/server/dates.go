package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/render"
)

func (s *Server) dateRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/dates", handle: s.getDates},
		{method: "GET", path: "/cases/:ref/dates/:id", handle: s.getWhyDate},
	}
}

type datesPage struct {
	casePage
	Open     render.StackedTable
	Past     render.StackedTable
	Replaced render.StackedTable
}

// getDates lists every clock of a case, running and over. Dates that were
// replaced stay to be read, folded away.
func (s *Server) getDates(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	dates, err := s.desk.CaseDates(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	page := datesPage{casePage: s.caseLayout(c, dates.Head, "Dates")}
	page.Open = datesTable("Dates that run", "How long", "No date runs. Dates start when the referral is recorded as sent and when a decision is confirmed.")
	for _, k := range dates.Open {
		words, urgency := dateWords(k.Deadline, dates.Today)
		page.Open.Rows = append(page.Open.Rows, dateRow(r, k, render.RowCell{Words: words, Urgency: urgency, Lines: atLeastLine(k.Deadline)}))
	}
	page.Past = datesTable("Dates that are over", "How they ended", "No date is over yet.")
	for _, k := range dates.Past {
		page.Past.Rows = append(page.Past.Rows, dateRow(r, k, render.RowCell{Text: closedWords(k.Deadline)}))
	}
	page.Replaced = datesTable("Dates that were replaced", "Replaced", "")
	for _, k := range dates.Replaced {
		page.Replaced.Rows = append(page.Replaced.Rows, dateRow(r, k, render.RowCell{Text: "On " + moment(k.SupersededAt)}))
	}
	return s.render.Page(c.Writer, http.StatusOK, "dates_list", page)
}

func datesTable(caption, last, empty string) render.StackedTable {
	return render.StackedTable{Caption: caption, Empty: empty, Head: []render.Column{
		{Text: "What", Width: "one-half"}, {Text: "Date", Width: "one-quarter"}, {Text: last, Width: "one-quarter"},
	}}
}

func dateRow(r casefile.Ref, k desk.KeptDate, last render.RowCell) render.Row {
	return render.Row{Cells: []render.RowCell{
		{Header: true, Link: &render.Link{Text: k.Deadline.Rule.Label, Href: caseAddress(r) + "/dates/" + k.ID, Hidden: ": why this date"}, Lines: []string{"Rule " + k.Deadline.Rule.ID}},
		{Text: dayWords(k.Deadline)}, last,
	}}
}

func dayWords(d deadline.Deadline) string {
	if d.AtLeast {
		return "At least until " + d.Day().Long()
	}
	return d.Day().Long()
}

func atLeastLine(d deadline.Deadline) []string {
	if d.AtLeast {
		return []string{"Runs on until the conclusive grounds decision"}
	}
	return nil
}

// judicialReview is the clock of which nobody but a lawyer can say that it is
// too late.
const judicialReview = "judicial_review"

// reconsideration is the clock after which a request can still be made, with a
// reason (REC25: late evidence needs an extension).
const reconsideration = "reconsideration"

// dateWords says how near an open date is. Only a limit can be late.
func dateWords(d deadline.Deadline, today calendar.Date) (words string, u render.Urgency) {
	days := today.DaysUntil(d.Day())
	u = render.UrgencyOf(days)
	switch {
	case d.OnHold:
		return "Waits: the decision is on hold", render.Later
	case d.Rule.Clock == judicialReview && days < 0:
		return "Date passed: speak to a lawyer now", render.Soon
	case d.Rule.Clock == reconsideration && days < 0:
		return "Date passed: a later request needs a reason", render.Late
	case d.Rule.Limit():
		return render.DaysLeft(days), u
	case days < 0:
		return "Reached " + render.DaysAway(days), render.Later
	default:
		return render.DaysAway(days), u
	}
}

// closedWords says how a date that no longer runs came to its end.
func closedWords(d deadline.Deadline) string {
	words := "Ended on " + d.ClosedOn.Long()
	switch {
	case d.Status == deadline.Met && d.ClosedOn.After(d.Day()) && d.Rule.Limit():
		words = "Done on " + d.ClosedOn.Long() + ", after the date"
	case d.Status == deadline.Met:
		words = "Done on " + d.ClosedOn.Long()
	}
	if by := d.By.Kind.Words(); by != "" {
		words += ": " + by
	}
	return words
}

type whyDatePage struct {
	casePage
	Lead      string
	Words     string
	Urgency   render.Urgency
	Facts     render.SummaryList
	Steps     []string
	NoSteps   string
	Source    render.SummaryList
	Reminders render.StackedTable
}

// getWhyDate explains one date so that it can be checked by hand.
func (s *Server) getWhyDate(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	why, err := s.desk.WhyDate(c.Request.Context(), me(c).Actor, r, c.Param("id"))
	if err != nil {
		return err
	}
	d := why.Date.Deadline
	page := whyDatePage{casePage: s.caseLayout(c, why.Head, "Why this date?")}
	page.Back = &render.Link{Text: "Back to the dates", Href: caseAddress(r) + "/dates"}
	page.Lead, page.Steps = d.Rule.Label+": "+dayWords(d), why.Steps
	if d.Status == deadline.Open {
		page.Words, page.Urgency = dateWords(d, why.Today)
	}
	if len(page.Steps) == 0 {
		page.NoSteps = "This date was counted with an earlier version of the rules, so its steps cannot be shown again. The rule as it is now stands below."
	}
	page.Facts.Rows = append(page.Facts.Rows,
		answer("Counts from", capital(d.Trigger.Kind.Words())+", "+d.Trigger.On.LongWithDay()),
		answer("Recorded", recordedWords(why)), answer("How it stands", standingWords(why.Date)))
	page.Source.Rows = ruleRows(why.Date)
	page.Reminders = reminderTable(why)
	return s.render.Page(c.Writer, http.StatusOK, "dates_why", page)
}

func recordedWords(why desk.WhyDate) string {
	switch {
	case why.RecordedBy != "":
		return "By " + why.RecordedBy + " on " + moment(why.RecordedAt)
	case why.Date.Deadline.Trigger.Kind == deadline.DateOfBirth:
		return "With the referral"
	default:
		return "With the case"
	}
}

func standingWords(k desk.KeptDate) string {
	switch {
	case k.Superseded():
		return "Replaced on " + moment(k.SupersededAt) + ". It no longer counts."
	case k.Deadline.Status == deadline.Open:
		return "Runs"
	default:
		return closedWords(k.Deadline)
	}
}

// ruleRows are where the rule comes from and how far it can be trusted.
func ruleRows(k desk.KeptDate) []render.SummaryRow {
	r := k.Deadline.Rule
	rows := []render.SummaryRow{answer("Rule", r.ID), answer("Kind of rule", r.Kind()), answer("Source", r.Citation), answer("Confidence in this rule", capital(strings.TrimPrefix(r.Trust(), "Confidence in this rule: ")))}
	rows = more(rows, "Note", r.Note)
	for _, text := range r.Unclear() {
		rows = append(rows, answer("Not clear", text))
	}
	return append(rows, answer("Versions", "Rules "+k.RulesVersion+", bank holidays "+k.CalendarVersion+", counted on "+moment(k.ComputedAt)))
}

func reminderTable(why desk.WhyDate) render.StackedTable {
	t := render.StackedTable{
		Caption: "Reminders", Empty: "Nobody is reminded of this date.",
		Head: []render.Column{{Text: "Date"}, {Text: "For"}, {Text: "State"}},
	}
	for _, row := range why.Reminders {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: row.On.Long(), Lines: []string{stepWordsOf(row.Code)}},
			{Text: audienceWords[row.Audience]}, {Text: reminderStates[row.State]},
		}})
	}
	return t
}
