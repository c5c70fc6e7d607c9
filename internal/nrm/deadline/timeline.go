package deadline

import (
	"slices"

	"nrmdesk/internal/nrm/calendar"
)

// kindSet is a set of event kinds by their place in the list of events, so that
// the many events of a case are compared with the many rules by number and not
// by name. A kind that is not listed is in no set.
type kindSet [2]uint64

// maxKinds is how many kinds there is room for.
const maxKinds = 128

func (s kindSet) has(place int) bool {
	return place >= 0 && s[place/64]&(1<<(place%64)) != 0
}

func (s *kindSet) put(place int) { s[place/64] |= 1 << (place % 64) }

func (s kindSet) and(o kindSet) kindSet { return kindSet{s[0] & o[0], s[1] & o[1]} }

func (s kindSet) with(o kindSet) kindSet { return kindSet{s[0] | o[0], s[1] | o[1]} }

func setOf(kinds []EventKind) kindSet {
	var s kindSet
	for _, k := range kinds {
		if place := k.place(); place >= 0 {
			s.put(place)
		}
	}
	return s
}

// place is where the kind stands in the list of events, or -1.
func (k EventKind) place() int {
	if info, ok := eventKinds().by[k]; ok {
		return info.place
	}
	return -1
}

// timeline is the events of a case in their order, with the places of their
// kinds.
type timeline struct {
	events []Event
	places []int
	list   kindList
}

func timelineOf(events []Event) *timeline {
	t := &timeline{events: slices.Clone(events), places: make([]int, len(events)), list: eventKinds()}
	slices.SortFunc(t.events, Event.compare)
	for i, e := range t.events {
		t.places[i] = e.Kind.place()
	}
	return t
}

// from is the place of the first event that was known on the day or later.
func (t *timeline) from(known calendar.Date) int {
	i, _ := slices.BinarySearchFunc(t.events, known, func(e Event, day calendar.Date) int { return e.known().Compare(day) })
	return i
}

// stageOf is the place of an event among those that move a case on, or 0.
func (t *timeline) stageOf(i int) int {
	if t.places[i] < 0 {
		return 0
	}
	return t.list.stages[t.places[i]]
}

// stageAt is the place of the latest event that moved the case on when the
// trigger happened, or -1. The trigger itself comes last on its day; the others
// of one day come in the order in which a case passes through them.
func (t *timeline) stageAt(trigger Event) int {
	if place := trigger.Kind.place(); place >= 0 && t.list.stages[place] > 0 {
		return place
	}
	latest, known := -1, trigger.known()
	for i := range t.events {
		stage := t.stageOf(i)
		if stage == 0 {
			continue
		}
		e := t.events[i]
		if e.On.IsZero() || e.On.After(known) {
			continue
		}
		if latest < 0 || e.On.After(t.events[latest].On) || e.On == t.events[latest].On && stage > t.stageOf(latest) {
			latest = i
		}
	}
	if latest < 0 {
		return -1
	}
	return t.places[latest]
}
