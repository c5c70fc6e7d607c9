package referral

import (
	"maps"
	"slices"
)

// Left is something that was written and does not go with the report. It is
// kept, and goes again when its question comes back into play.
type Left struct {
	Field  *Field
	Values []string // as typed
}

// Kept lists what was written and does not go with the report as it stands, in
// official order: its question is out of play, or the case answers it now.
func (d *Draft) Kept() []Left {
	ways := d.ways()
	return d.left(d.answers, func(name string, typed []string) bool { return !goes(ways, name, typed) })
}

// Leaving lists what was written, would go now, and would go no more once the
// referral stood as in after, in official order. While a route is open, an
// answer counts as going when any route that is still possible takes it along.
func (d *Draft) Leaving(after *Draft) []Left {
	now, then := d.ways(), after.ways()
	return d.left(after.answers, func(name string, typed []string) bool {
		return goes(now, name, typed) && !goes(then, name, typed)
	})
}

func (d *Draft) left(answers Answers, wanted func(name string, typed []string) bool) []Left {
	var list []Left
	for _, f := range d.Form.Fields {
		if typed := given(answers[f.Name]); len(typed) > 0 && wanted(f.Name, typed) {
			list = append(list, Left{f, typed})
		}
	}
	return list
}

// goes says whether an answer goes with the report as it was typed on any of
// the ways.
func goes(ways []*Draft, name string, typed []string) bool {
	return slices.ContainsFunc(ways, func(w *Draft) bool {
		f := w.Form.byName[name]
		return f != nil && w.inPlay(f.index) && slices.Equal(w.values[f.index], typed)
	})
}

// ways are what this draft can become once all that decides its route is
// answered: itself when it is.
func (d *Draft) ways() []*Draft {
	if d.route != Undecided {
		return []*Draft{d}
	}
	var ways []*Draft
	for i, f := range d.Form.Fields {
		if !f.routed || len(d.values[i]) > 0 || !d.inPlay(i) {
			continue
		}
		for _, o := range f.Options {
			answers := maps.Clone(d.answers)
			if answers == nil {
				answers = Answers{}
			}
			answers[f.Name] = []string{o.Value}
			ways = append(ways, NewDraft(d.Form, d.Facts, answers, d.Today).ways()...)
		}
		return ways
	}
	return nil
}
