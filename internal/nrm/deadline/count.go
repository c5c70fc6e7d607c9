package deadline

import (
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// count finds the rule's own day from the day of its trigger: the table of
// nrm-rules §8. The result is none when it lies beyond the calendar.
func (r *Rule) count(from calendar.Date, h *calendar.Holidays) calendar.Date {
	switch r.Unit {
	case Stated:
		return from
	case Hours:
		return from.AddDays(r.wholeDays())
	case WorkingDays:
		return r.workingDays(from, h, func(calendar.Date, bool) {})
	case Months:
		return r.countMonths(from, r.Amount)
	case Years:
		return r.countMonths(from, r.Amount*12)
	}
	if r.CountFrom == DayOf {
		return from.AddDays(r.Amount - 1)
	}
	return from.AddDays(r.Amount)
}

const hoursInADay = 24

// wholeDays is how many days on the hours of the rule run out at the latest.
func (r *Rule) wholeDays() int { return (r.Amount + hoursInADay - 1) / hoursInADay }

// DueAt is the instant at which the hours of a rule run out when they started
// at an instant. Hours are hours: nights, weekends and the change of the
// clocks do not stretch them. ok is false for a rule that counts no hours.
func (r *Rule) DueAt(from time.Time) (at time.Time, ok bool) {
	return from.Add(time.Duration(r.Amount) * time.Hour), r.Unit == Hours
}

func (r *Rule) countMonths(from calendar.Date, months int) calendar.Date {
	due := from.AddMonths(months)
	clamped := due.Day() != from.Day()
	switch {
	case clamped && !r.DueInclusive:
		// A birthday on 29 February comes on 1 March, not a day early
		// (nrm-rules §8): the first day outside follows the month's last day.
		return due.AddDays(1)
	case r.CountFrom == DayOf && !clamped:
		return due.AddDays(-1)
	}
	return due
}

// workingDays visits the days of a working-day period in order, tells whether
// each is counted, and returns the last one.
func (r *Rule) workingDays(from calendar.Date, h *calendar.Holidays, visit func(d calendar.Date, counted bool)) calendar.Date {
	d := from
	if r.CountFrom == DayAfter {
		d = d.AddDays(1)
	}
	for left := r.Amount; !d.IsZero(); d = d.AddDays(1) {
		working := h.IsWorkingDay(r.Calendar, d)
		visit(d, working)
		if working {
			if left--; left == 0 {
				return d
			}
		}
	}
	return calendar.Date{}
}
