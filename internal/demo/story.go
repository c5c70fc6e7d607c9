package demo

import (
	"math/rand/v2"
	"slices"
	"sync"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/person"
)

// story is the script of one case. Times is how often it is told among every
// two hundred; First puts one of them among the cases that are there before
// the first page is served, which must be quick to tell.
type story struct {
	name      string
	ends      casefile.State
	times     int
	first     bool
	nations   []calendar.Nation // any if empty
	teams     []string          // any that takes the age if empty
	band      person.AgeBand    // an adult if empty
	turns18In int               // days
	tell      func(*teller)
}

var (
	englandAndWales = []calendar.Nation{calendar.England, calendar.England, calendar.England, calendar.Wales}
	scotland        = []calendar.Nation{calendar.Scotland}
	northernIreland = []calendar.Nation{calendar.NorthernIreland}
)

// mixed is how the nations of the other stories are drawn.
var mixed = []calendar.Nation{
	calendar.England, calendar.England, calendar.England, calendar.England, calendar.England,
	calendar.Wales, calendar.Scotland, calendar.Scotland, calendar.NorthernIreland,
}

func stories() []story { return slices.Concat(earlyStories, decidedStories, laterStories) }

// order is the plan: which story stands at which place. The first of every
// story that is to be there at once come first; the others are spread evenly,
// so that any stretch of the plan holds something of everything.
var order = sync.OnceValue(func() []story {
	type placed struct {
		at float64
		story
	}
	var begin []story
	var rest []placed
	for _, s := range stories() {
		n := s.times
		if s.first {
			begin, n = append(begin, s), n-1
		}
		for i := range n {
			rest = append(rest, placed{(float64(i) + 0.5) / float64(n), s})
		}
	}
	slices.SortStableFunc(rest, func(a, b placed) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		default:
			return 0
		}
	})
	for _, p := range rest {
		begin = append(begin, p.story)
	}
	return begin
})

// storyAt is the story of a place; after the last the plan begins again.
func storyAt(place int) story { return turn(place, order()) }

// teamAt gives the cases of a story to its teams in turn.
func (s story) teamAt(place int) string {
	teams := s.teams
	switch {
	case len(teams) > 0:
	case s.band != "":
		teams = []string{children, outreach, children}
	default:
		teams = []string{outreach, safeHouse, adults, outreach}
	}
	return turn(place, teams)
}

// nationIn is where the client of a story is. A council works at home.
func (s story) nationIn(r *rand.Rand, where string) calendar.Nation {
	switch {
	case len(s.nations) > 0:
		return pick(r, s.nations)
	case where == adults || where == children:
		return calendar.England
	default:
		return pick(r, mixed)
	}
}
