package server

import (
	"strings"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/render"
)

// dateStrip shows the running dates of a case, nearest first, and after them
// what has no date yet.
func dateStrip(f desk.CaseFile) render.DeadlineStrip {
	strip := render.DeadlineStrip{Empty: "No dates yet. They appear when the referral is recorded as sent or a decision is confirmed."}
	if len(f.Dates) > 0 {
		strip.Calendar = "/calendar/feed"
	}
	for _, d := range f.Dates {
		strip.Items = append(strip.Items, dateItem(f.Head, d))
	}
	if f.Case.State == casefile.RGPositive || f.Case.State == casefile.CGSuspended {
		strip.Items = append(strip.Items, render.DeadlineItem{
			Name: "Conclusive grounds decision", Notes: []string{"No law or guidance sets a day by which it is made."},
		})
	}
	return strip
}

func dateItem(h desk.Head, k desk.KeptDate) render.DeadlineItem {
	d, cell := k.Deadline, openCell(k, h.Today)
	return render.DeadlineItem{
		Name: d.Rule.Label, Date: dayWords(d), Words: cell.Words, Urgency: cell.Urgency, Notes: dateNotes(k, h.Today),
		Rule: ruleWords(d.Rule), Why: caseAddress(h.Case.Ref) + "/dates/" + k.ID,
	}
}

// dateNotes are what else there is to know of a running date at a glance.
func dateNotes(k desk.KeptDate, today calendar.Date) []string {
	d := k.Deadline
	if d.OnHold {
		return nil
	}
	notes := atLeastLine(d)
	if day, of, ok := dayOf(d, today); ok {
		notes = append(notes, "Day "+number(day)+" of "+number(of))
	}
	return append(notes, notEmpty(adjustedWords(k), doubtWords(d.Rule))...)
}

// dayOf counts the days of a period of calendar days that is running. ok is
// false for other dates, and before and after the period.
func dayOf(d deadline.Deadline, today calendar.Date) (day, of int, ok bool) {
	if d.Rule.Category != deadline.Period || d.Rule.Unit != deadline.CalendarDays {
		return 0, 0, false
	}
	first := d.Trigger.On
	if d.Rule.CountFrom == deadline.DayAfter {
		first = first.AddDays(1)
	}
	day, of = first.DaysUntil(today)+1, first.DaysUntil(d.Day())+1
	return day, of, day >= 1 && day <= of
}

// ruleWords say which rule, and where it holds. A rule that can no longer be
// read has its name alone.
func ruleWords(r *deadline.Rule) string {
	if !r.Jurisdiction.Valid() {
		return r.ID
	}
	return strings.TrimPrefix(r.Jurisdiction.Name(), "the ") + ", " + r.ID
}
