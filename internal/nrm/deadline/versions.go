package deadline

import (
	"cmp"
	"slices"
)

// checkClocks compares the rules of each clock with each other: for every day
// there is at most one version, no day between two versions is left without
// one unless the data says why, and no two of them contradict each other.
func (b *Book) checkClocks(wrong *problems) {
	clocks := map[string][]*Rule{}
	for _, r := range b.rules {
		clocks[r.Clock] = append(clocks[r.Clock], r)
	}
	for _, rules := range clocks {
		slices.SortStableFunc(rules, func(a, b *Rule) int {
			return cmp.Or(a.EffectiveFrom.Compare(b.EffectiveFrom), cmp.Compare(a.line, b.line))
		})
		flawed := slices.ContainsFunc(rules, func(r *Rule) bool { return r.flawed })
		for i, r := range rules {
			for _, earlier := range rules[:i] {
				if r.against(earlier, wrong) {
					break // One is enough to see what to put right.
				}
			}
			if !flawed {
				r.gap(rules[:i], wrong)
			}
		}
	}
}

// against says whether a rule contradicts another one of its clock, and names
// the lower line of the two.
func (r *Rule) against(o *Rule, wrong *problems) bool {
	if r.flawed || o.flawed || !overlap(o, r) {
		return false
	}
	var column, sentence string
	switch {
	case r.Jurisdiction == o.Jurisdiction && r.Trigger == o.Trigger:
		column, sentence = "effective_from", "In force at the same time as %s on line %d: one of them has to end before the other begins."
	case r.Jurisdiction == o.Jurisdiction && r.Ends != o.Ends:
		column, sentence = "ends", "The same clock ends in another way in %s on line %d."
	case r.Jurisdiction != o.Jurisdiction && (r.Jurisdiction == UK || o.Jurisdiction == UK):
		column, sentence = "jurisdiction", "The whole country and one nation both have this clock at the same time: see %s on line %d."
	default:
		return false
	}
	upper, lower := o, r
	if upper.line > lower.line {
		upper, lower = lower, upper
	}
	wrong.add(lower.line, lower.ID, column, sentence, upper.ID, upper.line)
	return true
}

func overlap(a, b *Rule) bool {
	return (a.EffectiveTo.IsZero() || !b.EffectiveFrom.After(a.EffectiveTo)) &&
		(b.EffectiveTo.IsZero() || !a.EffectiveFrom.After(b.EffectiveTo))
}

// gap finds days before the rule for which an earlier version of the clock has
// ended already. The versions before it are those of earlier.
func (r *Rule) gap(earlier []*Rule, wrong *problems) {
	var last *Rule
	for _, o := range earlier {
		if o.Jurisdiction == r.Jurisdiction && o.Trigger == r.Trigger && !o.EffectiveTo.IsZero() && (last == nil || o.EffectiveTo.After(last.EffectiveTo)) {
			last = o
		}
	}
	first := r.EffectiveFrom.AddDays(-1)
	open := last != nil && last.EffectiveTo.Before(first)
	switch {
	case open && r.GapReason == "":
		wrong.add(r.line, r.ID, "effective_from", "No version holds from %s to %s, between %s and this one. Close the gap, or say in gap_reason why there is none.",
			last.EffectiveTo.AddDays(1).Long(), first.Long(), last.ID)
	case !open && r.GapReason != "":
		wrong.add(r.line, r.ID, "gap_reason", "There is no gap before this version.")
	}
}
