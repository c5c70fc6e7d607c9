package deadline

import (
	"cmp"
	"slices"

	"nrmdesk/internal/nrm/calendar"
)

// Recalculate finds every clock the events of a case open in its nation: one
// deadline per rule and trigger event, in order of date. The same events in
// any order give the same deadlines. Events without a date and events no rule
// knows open nothing. The adjustments are those of the case, oldest first.
func (b *Book) Recalculate(nation calendar.Nation, events []Event, adjustments ...Adjustment) []Deadline {
	j := JurisdictionOf(nation)
	deadlines := make([]Deadline, 0, 2*len(events))
	t := timelineOf(events)
	for i, trigger := range t.events {
		if trigger.On.IsZero() {
			continue
		}
		for _, r := range b.opens[trigger.Kind] {
			if !r.AppliesIn(j) || !r.InForce(trigger.On) || r.repeated(t, i) {
				continue
			}
			d := Deadline{Rule: r, Trigger: trigger, Minimum: r.count(trigger.On, b.holidays)}
			if d.Minimum.IsZero() || !r.opens(&d, j, t) {
				continue
			}
			d.adjust(adjustments)
			d.settle(t)
			deadlines = append(deadlines, d)
		}
	}
	return inOrder(deadlines)
}

// opens says whether the conditions of the rule hold for the case.
func (r *Rule) opens(d *Deadline, j Jurisdiction, t *timeline) bool {
	for _, c := range r.opensIf {
		if !c.holds(d, j, t) {
			return false
		}
	}
	return true
}

// repeated is true when the same record opens the rule under another name, as
// a negative RG that is also given as a negative decision. The plainer name,
// the one the rule itself uses, gives way, so the order of events is no matter.
func (r *Rule) repeated(t *timeline, i int) bool {
	e := t.events[i]
	for n, o := range t.events {
		if n == i || o.On != e.On || o.Source != e.Source || !r.openers.has(t.places[n]) {
			continue
		}
		if o.Kind == e.Kind && n < i || o.Kind != e.Kind && (e.Kind == r.Trigger || o.Kind != r.Trigger && o.Kind < e.Kind) {
			return true
		}
	}
	return false
}

// inOrder sorts by date, then by the order of the rules, then by trigger. A
// deadline is large, so their places are sorted and each is moved once.
func inOrder(deadlines []Deadline) []Deadline {
	places := make([]int, len(deadlines))
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(x, y int) int {
		a, b := &deadlines[x], &deadlines[y]
		return cmp.Or(
			a.Day().Compare(b.Day()),
			cmp.Compare(a.Rule.row, b.Rule.row),
			a.Trigger.On.Compare(b.Trigger.On),
			cmp.Compare(a.Trigger.Kind, b.Trigger.Kind),
			cmp.Compare(a.Trigger.Source, b.Trigger.Source),
		)
	})
	sorted := make([]Deadline, len(deadlines))
	for i, place := range places {
		sorted[i] = deadlines[place]
	}
	return sorted
}
