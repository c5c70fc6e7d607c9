package deadline

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// slow counts one day at a time with the standard library's dates and its own
// reading of the holiday file, sharing nothing with the code it checks.
type slow struct{ closed map[string]map[string]bool }

func newSlow(t *testing.T) slow {
	t.Helper()
	raw, err := os.ReadFile("../calendar/data/bank-holidays.json")
	if err != nil {
		t.Fatal(err)
	}
	var lists map[string]struct{ Events []struct{ Date string } }
	if err := json.Unmarshal(raw, &lists); err != nil {
		t.Fatal(err)
	}
	s := slow{map[string]map[string]bool{}}
	for division, list := range lists {
		s.closed[division] = map[string]bool{}
		for _, e := range list.Events {
			s.closed[division][e.Date] = true
		}
	}
	s.closed["uk"] = s.closed["england-and-wales"]
	return s
}

func (s slow) minimum(r *Rule, from time.Time) time.Time {
	oneDay := func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }
	at := from
	switch r.Unit {
	case Stated:
		return at
	case Hours: // From noon, an hour at a time.
		at = at.Add(12 * time.Hour)
		for range r.Amount {
			at = at.Add(time.Hour)
		}
		return at.Truncate(24 * time.Hour)
	}
	if r.Unit == CalendarDays || r.Unit == WorkingDays {
		if r.CountFrom == DayAfter {
			at = oneDay(at)
		}
		for counted := 0; ; at = oneDay(at) {
			weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
			if r.Unit == CalendarDays || !weekend && !s.closed[string(r.Jurisdiction)][at.Format(time.DateOnly)] {
				counted++
			}
			if counted == r.Amount {
				return at
			}
		}
	}
	left := r.Amount
	if r.Unit == Years {
		left *= 12
	}
	for left > 0 {
		if at = oneDay(at); at.Day() == 1 {
			left--
		}
	}
	for at.Day() < from.Day() {
		if oneDay(at).Day() == 1 { // The month is too short.
			if r.DueInclusive {
				return at
			}
			return oneDay(at)
		}
		at = oneDay(at)
	}
	if r.CountFrom == DayOf {
		at = at.AddDate(0, 0, -1)
	}
	return at
}

// end is the composite table of nrm-rules §8, written out by clock.
func (s slow) end(r *Rule, minimum, cg time.Time, positive bool) string {
	write := func(t time.Time) string { return t.Format(time.DateOnly) }
	if cg.IsZero() {
		return write(minimum)
	}
	switch r.ID {
	case "SC-SUPPORT-45", "SC-SUPPORT-90", "SC-SUPPORT-90-S4":
		if cg.Before(minimum) {
			return write(cg)
		}
	case "NI-SUPPORT-45":
		if !positive || cg.After(minimum) {
			return write(cg)
		}
	case "EW-RECOVERY-45", "EW-RECOVERY-30-GUIDANCE", "EW-RECOVERY-30", "UK-REMOVAL-PROTECTION-30", "UK-FURTHER-RG-30":
		if cg.After(minimum) {
			return write(cg)
		}
	}
	return write(minimum)
}

func TestCompute_agreesWithCountingOnFingers(t *testing.T) {
	t.Parallel()
	s, b := newSlow(t), Published()
	random := rand.New(rand.NewPCG(20260302, 45))
	rules := b.Rules()
	for n := 0; n < 50_000; {
		r := rules[random.IntN(len(rules))]
		from := time.Date(2010, 1, 1+random.IntN(20*365), 0, 0, 0, 0, time.UTC)
		on := calendar.LondonDay(from)
		if !r.InForce(on) {
			continue
		}
		n++
		events := []Event{{Kind: r.Trigger, On: on}}
		var cg time.Time
		positive := random.IntN(2) == 0
		if r.Trigger != CGPositive && r.Trigger != CGNegative && random.IntN(3) > 0 {
			cg = from.AddDate(0, 0, random.IntN(120))
			kind := CGNegative
			if positive {
				kind = CGPositive
			}
			events = append(events, Event{Kind: kind, On: calendar.NewDate(cg.Date())})
		}
		d, err := b.Compute(r.ID, r.Jurisdiction, events)
		if err != nil {
			t.Fatalf("%s %v: %v", r.ID, events, err)
		}
		if want := s.end(r, s.minimum(r, from), cg, positive); d.Day().String() != want {
			t.Fatalf("%s %v: got %s, counted on fingers %s", r.ID, events, d.Day(), want)
		}
	}
}
