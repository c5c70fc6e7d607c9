package deadline

import "nrmdesk/internal/nrm/calendar"

// AdjustmentKind is why a clock of one case ends on another day than its rule
// counts to.
type AdjustmentKind string

// The kinds.
const (
	// Extension: an authority gave more time. It never makes a clock shorter.
	Extension AdjustmentKind = "extension"
	// Override: the letter says another day than a rule of low confidence.
	Override AdjustmentKind = "override"
)

// Adjustment moves the counted day of one clock of one case. It finds its
// clock by what the clock is and what opened it, not by the version of the
// rule, so it outlives a change of rules.
type Adjustment struct {
	ID          string
	Kind        AdjustmentKind
	Clock       string
	TriggerKind EventKind
	Source      string // of the trigger
	On          calendar.Date
}

// Concerns says whether the deadline is the clock the adjustment is about.
func (a Adjustment) Concerns(d Deadline) bool {
	return a.Clock == d.Rule.Clock && a.TriggerKind == d.Trigger.Kind && a.Source == d.Trigger.Source
}

// adjust applies what concerns the deadline, in the order given; the caller
// gives the oldest first.
func (d *Deadline) adjust(adjustments []Adjustment) {
	for _, a := range adjustments {
		if !a.Concerns(*d) || a.On.IsZero() {
			continue
		}
		if a.Kind == Extension && !a.On.After(d.Minimum) {
			continue
		}
		if d.Counted.IsZero() {
			d.Counted = d.Minimum
		}
		d.Minimum, d.AdjustedBy = a.On, a.ID
	}
}
