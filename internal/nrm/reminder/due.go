package reminder

import (
	"slices"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// Decision is what a sweep does with the rows of one deadline. Rows in none of
// its lists stay as they are.
type Decision struct {
	Send      []Row // at most one reminder and one escalation
	Skipped   []Row // overtaken by a later step
	NotNeeded []Row // an escalation for which somebody has acted
}

// Due says what to do today with the waiting rows of one deadline whose day
// has come. After days on which nobody swept, only the latest step is told.
// Reminders and escalations do not overtake each other: who was to act is told
// as well as who is to step in. An escalation is sent only if nobody has acted
// on the latest step that was told of the same date.
func Due(rows []Row, today calendar.Date) Decision {
	var d Decision
	for _, escalations := range []bool{false, true} {
		latest, ok := Row{}, false
		for _, row := range rows {
			if row.State != Waiting || row.On.After(today) || (row.Audience == deadline.Escalation) != escalations {
				continue
			}
			switch {
			case overtaken(row, rows):
				d.Skipped = append(d.Skipped, row)
			case !ok:
				latest, ok = row, true
			case row.On.After(latest.On):
				d.Skipped = append(d.Skipped, latest)
				latest = row
			default:
				d.Skipped = append(d.Skipped, row)
			}
		}
		switch {
		case !ok:
		case escalations && actedOn(rows, latest.Target(), today):
			d.NotNeeded = append(d.NotNeeded, latest)
		default:
			d.Send = append(d.Send, latest)
		}
	}
	return d
}

// ToCome are the rows that a sweep today or later would tell if nobody acted.
func ToCome(rows []Row, today calendar.Date) []Row {
	skipped := Due(rows, today).Skipped
	return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool {
		return r.State != Waiting || slices.ContainsFunc(skipped, func(s Row) bool { return s.Key() == r.Key() })
	})
}

// overtaken is true when a later step for the same date and the same people
// has already been told.
func overtaken(row Row, rows []Row) bool {
	return slices.ContainsFunc(rows, func(o Row) bool {
		return o.Told() && o.Target() == row.Target() && o.On.After(row.On) &&
			(o.Audience == deadline.Escalation) == (row.Audience == deadline.Escalation)
	})
}

// actedOn says whether somebody acted on the latest step told of the date.
// When a reminder and an escalation went out on the same day, either will do.
func actedOn(rows []Row, target, today calendar.Date) bool {
	var last calendar.Date
	acted := false
	for _, row := range rows {
		if !row.Told() || row.Target() != target || row.On.Before(last) {
			continue
		}
		if row.On.After(last) {
			last, acted = row.On, false
		}
		acted = acted || row.acted(today)
	}
	return acted
}
