package directory

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// Opening is when somebody answers, for the program to read: "always",
// "mon-fri 09:00-17:00", "not mon-fri 09:00-17:00", or empty when nobody knows.
// The times are London's.
type Opening string

// Always is a service that answers day and night.
const Always Opening = "always"

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// hours is an opening as it was read.
type hours struct {
	first, last time.Weekday
	from, to    int // minutes of the day
	outside     bool
}

func (o Opening) read() (hours, error) {
	text, outside := strings.CutPrefix(string(o), "not ")
	days, times, found := strings.Cut(text, " ")
	first, last, span := strings.Cut(days, "-")
	if !span {
		last = first
	}
	h := hours{outside: outside, first: time.Weekday(slices.Index(weekdays, first)), last: time.Weekday(slices.Index(weekdays, last))}
	var fromHour, fromMinute, toHour, toMinute int
	n, err := fmt.Sscanf(times, "%2d:%2d-%2d:%2d", &fromHour, &fromMinute, &toHour, &toMinute)
	h.from, h.to = fromHour*60+fromMinute, toHour*60+toMinute
	if !found || err != nil || n != 4 || h.first < 0 || h.last < 0 || fromMinute > 59 || toMinute > 59 || h.from >= h.to || h.to > 24*60 {
		return hours{}, fmt.Errorf("opening %q", o)
	}
	return h, nil
}

// Valid says whether the program can read it.
func (o Opening) Valid() bool {
	_, err := o.read()
	return o == "" || o == Always || err == nil
}

// Now says whether somebody answers at a moment, and whether that is known. On
// a bank holiday nobody knows whether office hours hold.
func (o Opening) Now(at time.Time, holiday bool) (open, known bool) {
	if o == Always {
		return true, true
	}
	h, err := o.read()
	if err != nil || holiday {
		return false, false
	}
	local := at.In(calendar.London())
	minutes := local.Hour()*60 + local.Minute()
	within := between(h.first, h.last, local.Weekday()) && minutes >= h.from && minutes < h.to
	return within != h.outside, true
}

// between counts round the week: sat-mon holds Sunday.
func between(first, last, day time.Weekday) bool {
	return (day-first+7)%7 <= (last-first+7)%7
}
