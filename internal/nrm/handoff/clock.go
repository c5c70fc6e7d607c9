package handoff

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "embed"

	"nrmdesk/internal/nrm/calendar"
)

//go:embed data/response-clocks.csv
var clocksCSV string

// The names of the response clocks.
const (
	Escalate     = "HANDOFF-ESCALATE-24H"
	FirstContact = "HANDOFF-FIRST-CONTACT-48H"
)

// Clock is how long a recipient has. The rows are dated data with a citation,
// although for now both are conventions of the product.
type Clock struct {
	ID       string
	Hours    int
	Meaning  string
	From, To calendar.Date
	Citation string
}

// ClockOn gives the row of a clock that holds for a handoff sent on a day.
func ClockOn(id string, sentOn calendar.Date) (Clock, bool) {
	for _, c := range clocks() {
		if c.ID == id && !sentOn.Before(c.From) && (c.To.IsZero() || !sentOn.After(c.To)) {
			return c, true
		}
	}
	return Clock{}, false
}

// OverdueAt is the instant at which a clock that started at sentAt runs out.
// Hours are hours: nights, weekends and the clock change do not stretch them.
func OverdueAt(sentAt time.Time, c Clock) time.Time {
	return sentAt.Add(time.Duration(c.Hours) * time.Hour)
}

// Overdue says whether an answer is still missing after the clock has run out.
func Overdue(s State, answerDueAt, now time.Time) bool {
	return s.Unanswered() && !now.Before(answerDueAt)
}

// EscalatedDueBy says which handoffs a supervisor has to be told of at an
// instant: those without an answer whose answer is due by the instant
// returned. Both clocks start when the handoff is sent, so the shorter one has
// run out that much before the longer one. ok is false when no row holds.
func EscalatedDueBy(now time.Time) (dueBy time.Time, ok bool) {
	on := calendar.LondonDay(now)
	answer, haveAnswer := ClockOn(FirstContact, on)
	escalate, haveEscalate := ClockOn(Escalate, on)
	return now.Add(time.Duration(answer.Hours-escalate.Hours) * time.Hour), haveAnswer && haveEscalate
}

// A mistake in the embedded file is a mistake in the program.
var clocks = sync.OnceValue(func() []Clock {
	list, err := parseClocks(clocksCSV)
	if err != nil {
		panic(err)
	}
	return list
})

func parseClocks(text string) ([]Clock, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read response clocks: %w", err)
	}
	var list []Clock
	for _, row := range rows[1:] {
		c := Clock{ID: row[0], Meaning: row[2], Citation: row[5]}
		if c.Hours, err = strconv.Atoi(row[1]); err != nil {
			return nil, fmt.Errorf("clock %s hours: %w", c.ID, err)
		}
		if c.From, err = calendar.ParseDate(row[3]); err != nil {
			return nil, fmt.Errorf("clock %s from: %w", c.ID, err)
		}
		if row[4] != "" {
			if c.To, err = calendar.ParseDate(row[4]); err != nil {
				return nil, fmt.Errorf("clock %s to: %w", c.ID, err)
			}
		}
		list = append(list, c)
	}
	return list, nil
}
