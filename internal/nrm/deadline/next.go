package deadline

import "nrmdesk/internal/nrm/calendar"

// Limit says whether the date can be missed: it is a limit, or somebody's
// safety hangs on it. The others only mark the end of a period or a day to
// speak to somebody by.
func (r *Rule) Limit() bool { return r.Category == Limit || r.Category == Safety }

// Next is the deadline that comes first of those still open. A limit stays
// first after its day; the end of a period that has passed asks for nothing,
// and neither does a clock on hold.
func Next(deadlines []Deadline, today calendar.Date) (next Deadline, ok bool) {
	for _, d := range deadlines {
		if d.Status != Open || d.OnHold || d.Day().IsZero() || !d.Rule.Limit() && d.Day().Before(today) {
			continue
		}
		if !ok || d.Day().Before(next.Day()) {
			next, ok = d, true
		}
	}
	return next, ok
}
