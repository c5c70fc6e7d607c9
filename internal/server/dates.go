package server

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/handoff"
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
	Buttons  []render.Button
	Open     render.StackedTable
	Past     render.StackedTable
	Recorded render.StackedTable
	Replaced render.StackedTable
}

// getDates lists every clock of a case, running and over, and what was
// recorded by hand. Dates that were replaced stay to be read, folded away.
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
	page.Print = s.printMark(c, r)
	closed := dates.Case.State == casefile.Closed
	if !closed {
		page.Buttons = []render.Button{
			{Text: "Record that something happened", Href: caseAddress(r) + "/events/new"},
			{Text: "Change the nation", Href: caseAddress(r) + "/nation", Classes: "govuk-button--secondary"},
		}
	}
	page.Open = datesTable("Dates that run", "How long", "No date runs. Dates start when the referral is recorded as sent and when a decision is confirmed.")
	for _, k := range dates.Open {
		cell := openCell(k, dates.Today)
		if !closed {
			cell.Link = doneLink(r, k, dates.Handoffs[k.Deadline.Trigger.Source])
		}
		row := dateRow(r, k, cell)
		row.Cells[1].Lines = append(notEmpty(hourWords(k, dates.Handoffs[k.Deadline.Trigger.Source])), row.Cells[1].Lines...)
		page.Open.Rows = append(page.Open.Rows, row)
	}
	page.Past = datesTable("Dates that are over", "How they ended", "No date is over yet.")
	for _, k := range dates.Past {
		page.Past.Rows = append(page.Past.Rows, dateRow(r, k, render.RowCell{Text: closedWords(k.Deadline)}))
	}
	page.Recorded = recordedTable(r, dates.Recorded)
	page.Replaced = datesTable("Dates that were replaced", "Replaced", "")
	for _, k := range dates.Replaced {
		page.Replaced.Rows = append(page.Replaced.Rows, dateRow(r, k, render.RowCell{Text: "On " + moment(k.SupersededAt)}))
	}
	return s.render.Page(c.Writer, http.StatusOK, "dates_list", page)
}

// printMark marks a sheet of paper about a case.
func (s *Server) printMark(c *gin.Context, r casefile.Ref) render.PrintMark {
	return render.PrintMark{Marking: "Official – sensitive", By: me(c).Name, On: s.desk.Today().Long(), CaseRef: string(r)}
}

func datesTable(caption, last, empty string) render.StackedTable {
	return render.StackedTable{Caption: caption, Empty: empty, Head: []render.Column{
		{Text: "What", Width: "one-half"}, {Text: "Date", Width: "one-quarter"}, {Text: last, Width: "one-quarter"},
	}}
}

func dateRow(r casefile.Ref, k desk.KeptDate, last render.RowCell) render.Row {
	lines := []string{"Rule " + k.Deadline.Rule.ID}
	if doubt := doubtWords(k.Deadline.Rule); doubt != "" {
		lines = append(lines, doubt)
	}
	day := render.RowCell{Text: dayWords(k.Deadline)}
	if moved := adjustedWords(k); moved != "" {
		day.Lines = []string{moved}
	}
	return render.Row{Cells: []render.RowCell{
		{Header: true, Link: &render.Link{Text: k.Deadline.Rule.Label, Href: caseAddress(r) + "/dates/" + k.ID, Hidden: ": why this date"}, Lines: lines},
		day, last,
	}}
}

// doubtWords say of a rule what a reader must know before they trust its date;
// empty when there is nothing.
func doubtWords(r *deadline.Rule) string {
	switch {
	case r.OwnPractice():
		return "Own practice: no law sets this date"
	case r.Confidence == deadline.Low:
		return "Low confidence: go by the letter"
	default:
		return ""
	}
}

// adjustedWords say that a date was moved, and from where; empty when it was
// not.
func adjustedWords(k desk.KeptDate) string {
	counted := "; as counted: " + k.Deadline.Counted.Long()
	switch {
	case k.AdjustedHow == deadline.Extension:
		return "Extended" + counted
	case k.AdjustedHow == deadline.Override && k.Deadline.Rule.OwnPractice():
		return "Agreed for this case" + counted
	case k.AdjustedHow == deadline.Override:
		return "As the letter says" + counted
	default:
		return ""
	}
}

// onHoldWords say that a date waits with the decision.
const onHoldWords = "Waits: the Home Office has put the decision on hold"

func openCell(k desk.KeptDate, today calendar.Date) render.RowCell {
	if k.Deadline.OnHold {
		return render.RowCell{Words: onHoldWords, Urgency: render.Later}
	}
	words, urgency := dateWords(k.Deadline, today)
	return render.RowCell{Words: words, Urgency: urgency, Lines: atLeastLine(k.Deadline)}
}

// hourWords say the hour of a clock of a handoff, which counts hours; empty
// for other dates, and for one that was moved to another day.
func hourWords(k desk.KeptDate, h handoff.Record) string {
	due := map[string]time.Time{desk.HandoffAnswer: h.AnswerDueAt, desk.HandoffContact: h.ContactDueAt}[k.Deadline.Rule.Clock]
	if h.ID == "" || calendar.LondonDay(due) != k.Deadline.Day() {
		return ""
	}
	return "By " + clock(due)
}

// doneLink leads to where somebody says that the date was kept, as far as that
// is recorded by hand or with a handoff.
func doneLink(r casefile.Ref, k desk.KeptDate, h handoff.Record) *render.Link {
	about := "(" + k.Deadline.Rule.Label + ")"
	if h.ID != "" {
		return &render.Link{Text: "Record an answer", Href: handoffAddress(r, h.Number) + "/answer", Hidden: about}
	}
	switch k.Deadline.Trigger.Kind {
	case deadline.AuthorityToTell:
		return &render.Link{Text: "Record that the authority was told", Href: updatesAddress(r), Hidden: about}
	case deadline.HomeOfficeDraftBegun:
		return &render.Link{Text: "Record what became of the draft", Href: referralAddress(r, "official-draft"), Hidden: about}
	}
	switch kinds := desk.DoneKinds(k.Deadline); len(kinds) {
	case 0:
		return nil
	case 1:
		return &render.Link{Text: kinds[0].Label(), Href: or(ownPage(r, kinds[0]), caseAddress(r)+"/dates/"+k.ID+"/done"), Hidden: about}
	default:
		return &render.Link{Text: "Record what was done", Href: caseAddress(r) + "/dates/" + k.ID + "/done", Hidden: about}
	}
}

// recordedTable lists what was recorded by hand, each with its correction.
func recordedTable(r casefile.Ref, events []desk.RecordedEvent) render.StackedTable {
	t := render.StackedTable{Caption: "What was recorded by hand", Head: []render.Column{
		{Text: "What", Width: "one-half"}, {Text: "Date", Width: "one-quarter"}, {Text: "Correction", Width: "one-quarter"},
	}}
	for _, e := range events {
		what := render.RowCell{Header: true, Text: e.Kind.Label(), Lines: []string{"Recorded by " + e.RecordedByName + " on " + moment(e.RecordedAt)}}
		for _, text := range []struct{ name, says string }{{"Note: ", e.Note}, {"Kept: ", e.Evidence}} {
			if text.says != "" {
				what.Lines = append(what.Lines, text.name+text.says)
			}
		}
		day := render.RowCell{Text: e.On.Long()}
		if !e.KnownFrom.IsZero() {
			day.Lines = append(day.Lines, "Letter of "+e.KnownFrom.Long())
		}
		if e.On.IsZero() {
			day.Text = "It never happened"
		}
		for _, k := range e.Corrections {
			day.Lines = append(day.Lines, correctedLine(desk.RecordedDay{Field: k.Field, On: e.On, Corrections: e.Corrections.Of(k.Field)}))
		}
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{what, day, {
			Link: &render.Link{Text: "Correct", Href: correctionAddress(r, desk.RecordName{Kind: desk.EventRecord, ID: e.ID}), Hidden: lowerFirst(e.Kind.Label()) + " of " + e.On.Long()},
		}}})
	}
	return t
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
		return onHoldWords, render.Later
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
