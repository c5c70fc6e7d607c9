package deadline

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
)

// inputs is how many random cases are counted twice. NRMDESK_TEST_INPUTS asks
// for more than the usual 50,000.
func inputs(t *testing.T) int {
	t.Helper()
	asked := os.Getenv("NRMDESK_TEST_INPUTS")
	if asked == "" {
		return 50_000
	}
	n, err := strconv.Atoi(asked)
	if err != nil || n < 1 {
		t.Fatalf("NRMDESK_TEST_INPUTS is %q, not a number", asked)
	}
	return n
}

// TestRecalculate_agreesWithCountingOnFingers counts random cases with the book
// and on fingers.
func TestRecalculate_agreesWithCountingOnFingers(t *testing.T) {
	t.Parallel()
	slow, book, total := newSlowBook(t), Published(), inputs(t)
	random := rand.New(rand.NewPCG(20260302, 45))
	began, clocks := time.Now(), 0
	opened, ends := map[string]bool{}, map[string]bool{}
	for range total {
		c := randomCase(random, book)
		got := []string{}
		for _, d := range book.Recalculate(c.nation, c.events, c.moves...) {
			got = append(got, fmt.Sprintf("%s %s %s %s: %s", d.Rule.ID, d.Trigger.Kind, d.Trigger.Source, d.Trigger.On, brief(d)))
			opened[d.Rule.ID], ends[string(d.Rule.Ends)+" "+string(d.Status)] = true, true
		}
		slices.Sort(got)
		clocks += len(got)
		want := slow.dates(string(c.nation.Division()), c.slowEvents(t), c.slowMoves(t))
		if !slices.Equal(got, want) {
			t.Fatalf("%s %v %v\nby the book -, on fingers +\n%s", c.nation, c.events, c.moves, cmp.Diff(got, want))
		}
	}
	t.Logf("%d cases with %d clocks in %s", total, clocks, time.Since(began).Round(time.Millisecond))
	for _, r := range book.Rules() {
		if !opened[r.ID] {
			t.Errorf("no case opened %s", r.ID)
		}
	}
	for _, want := range []string{"on_the_day met", "on_the_day ended", "later_of open", "later_of ended", "later_of_if open", "later_of_if ended", "earlier_of open", "earlier_of ended"} {
		if !ends[want] {
			t.Errorf("no clock was %s", want)
		}
	}
}

type randomlyMade struct {
	nation calendar.Nation
	events []Event
	moves  []Adjustment
}

// randomCase draws a case whose events crowd around one day, so that they fall
// on the same days, in the wrong order and on the records of others.
func randomCase(random *rand.Rand, book *Book) randomlyMade {
	kinds := EventKinds()
	start := calendar.NewDate(2008, time.June, 1).AddDays(random.IntN(22 * 365))
	if random.IntN(4) == 0 { // Near a day on which the rules changed.
		rules := book.Rules()
		if from := rules[random.IntN(len(rules))].EffectiveFrom; !from.IsZero() {
			start = from.AddDays(random.IntN(5) - 3)
		}
	}
	c := randomlyMade{nation: calendar.Nations[random.IntN(len(calendar.Nations))]}
	for range 1 + random.IntN(9) {
		record := random.IntN(4)
		e := Event{Kind: kinds[random.IntN(len(kinds))], Source: "r" + strconv.Itoa(record), On: start.AddDays(random.IntN(7))}
		switch spread := random.IntN(4); {
		case e.Kind == DateOfBirth:
			e.On = start.AddDays(random.IntN(800) - 18*366)
		case spread == 0:
			e.On = start.AddDays(random.IntN(240) - 40)
		case spread == 1:
			e.On = start.AddDays(28 + random.IntN(65))
		}
		if e.Kind.Future() && record > 0 { // The record of a letter has one date.
			e.KnownFrom = e.On.AddDays(3 - 9*record)
		}
		c.events = append(c.events, e)
		if random.IntN(3) == 0 {
			kind := AdjustmentKind(Extension)
			if random.IntN(2) == 0 {
				kind = Override
			}
			rules := book.opens[e.Kind]
			if len(rules) > 0 {
				c.moves = append(c.moves, Adjustment{Kind: kind, Clock: rules[random.IntN(len(rules))].Clock, TriggerKind: e.Kind, Source: e.Source, On: e.On.AddDays(random.IntN(120))})
			}
		}
	}
	return c
}

func (c randomlyMade) slowEvents(t testing.TB) []slowEvent {
	var events []slowEvent
	for _, e := range c.events {
		s := slowEvent{kind: string(e.Kind), record: e.Source, on: fingerOf(t, e.On.String())}
		if s.known = s.on; !e.KnownFrom.IsZero() && e.KnownFrom.Before(e.On) {
			s.known = fingerOf(t, e.KnownFrom.String())
		}
		events = append(events, s)
	}
	return events
}

func (c randomlyMade) slowMoves(t testing.TB) []slowMove {
	var moves []slowMove
	for _, m := range c.moves {
		moves = append(moves, slowMove{clock: m.Clock, kind: string(m.TriggerKind), record: m.Source, extension: m.Kind == Extension, on: fingerOf(t, m.On.String())})
	}
	return moves
}
