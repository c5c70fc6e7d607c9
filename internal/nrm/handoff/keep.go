package handoff

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	_ "embed"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Keep is for how long a class of recipient may see or keep what was shared,
// unless the sender says another day, and who says so.
type Keep struct {
	Days   int
	Source string
}

//go:embed data/keep.csv
var keepCSV string

// A mistake in the embedded file is a mistake in the program.
var keeps = sync.OnceValue(func() map[Class]Keep {
	rows, err := csv.NewReader(strings.NewReader(keepCSV)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read how long envelopes are kept: %w", err))
	}
	list := map[Class]Keep{}
	for _, row := range rows[1:] {
		days, err := strconv.Atoi(row[1])
		if err != nil || !slices.Contains(Classes, Class(row[0])) {
			panic(fmt.Errorf("how long envelopes are kept: %q", row))
		}
		list[Class(row[0])] = Keep{Days: days, Source: row[2]}
	}
	return list
})

// KeepFor is how long a class of recipient may keep an envelope.
func KeepFor(c Class) Keep { return keeps()[c] }

// longestKeep in days: nobody needs what was shared for longer without asking
// again.
const longestKeep = 3653

// checkKeep checks the last day on which the recipient may see or keep it.
func checkKeep(ps *fault.Problems, until, today calendar.Date) {
	switch {
	case until.IsZero():
		ps.Add("keep_until", "required")
	case until.Before(today):
		ps.Add("keep_until", "before", today.Long())
	case today.DaysUntil(until) > longestKeep:
		ps.Add("keep_until", "after", today.AddDays(longestKeep).Long())
	}
}

// Shown says whether a recipient who works on this installation may still see
// the envelope: not once it was taken back, and not after the last day.
func Shown(r Record, today calendar.Date) bool {
	return r.State != Revoked && !r.WithdrawnBack() && (r.KeepUntil.IsZero() || !today.After(r.KeepUntil))
}

// WithdrawnBack says whether it was taken back before it was closed.
func (r Record) WithdrawnBack() bool {
	return slices.ContainsFunc(r.Answers, func(a Logged) bool { return a.State == Revoked })
}
