package referral

import "slices"

// State is how far a task has come.
type State string

// The states of a task. NotNeeded: nothing in it is asked on this route.
// CannotStart: the route is still undecided.
const (
	CannotStart State = "cannot_start"
	NotNeeded   State = "not_needed"
	NotStarted  State = "not_started"
	InProgress  State = "in_progress"
	Completed   State = "completed"
)

// Missing is one demanded answer that is not there. Task and Page are nil for
// what the case itself must supply.
type Missing struct {
	Task  *Task
	Page  *Page
	Field *Field
}

// Asked lists the fields of a page a person is asked now: in play and not
// already known from the case.
func (d *Draft) Asked(p *Page) []*Field {
	return slices.DeleteFunc(slices.Clone(p.Fields), func(f *Field) bool { return !d.asks(f) })
}

func (d *Draft) asks(f *Field) bool { return d.InPlay(f) && !d.known[f.index] }

// FromCase lists the fields of a page the case answers, to be shown with their
// source instead of asked.
func (d *Draft) FromCase(p *Page) []*Field {
	return slices.DeleteFunc(slices.Clone(p.Fields), func(f *Field) bool { return !d.InPlay(f) || d.asks(f) })
}

// Pages lists the pages of a task with something to ask, in order.
func (d *Draft) Pages(t *Task) []*Page {
	return slices.DeleteFunc(slices.Clone(t.Pages), func(p *Page) bool { return !slices.ContainsFunc(p.Fields, d.asks) })
}

// Next is the page with something to ask after this one in its task; nil at
// the end. It works from a page that has itself gone out of play.
func (d *Draft) Next(p *Page) *Page {
	for _, next := range p.Task.Pages[slices.Index(p.Task.Pages, p)+1:] {
		if slices.ContainsFunc(next.Fields, d.asks) {
			return next
		}
	}
	return nil
}

// Before is the page with something to ask before this one; nil at the start.
func (d *Draft) Before(p *Page) *Page {
	for i := slices.Index(p.Task.Pages, p) - 1; i >= 0; i-- {
		if slices.ContainsFunc(p.Task.Pages[i].Fields, d.asks) {
			return p.Task.Pages[i]
		}
	}
	return nil
}

// TaskState says how far the task has come.
func (d *Draft) TaskState(t *Task) State {
	if d.route == Undecided {
		return CannotStart
	}
	inPlay, asked, answered, whole := 0, 0, 0, true
	for _, p := range t.Pages {
		for _, f := range p.Fields {
			if !d.InPlay(f) {
				continue
			}
			inPlay++
			has := len(d.values[f.index]) > 0
			if d.asks(f) {
				asked++
				if has {
					answered++
				}
			}
			if (!has && d.Demanded(f)) || (has && !d.sound(f)) {
				whole = false
			}
		}
	}
	switch {
	case inPlay == 0:
		return NotNeeded
	case asked > 0 && answered == 0:
		return NotStarted
	case whole:
		return Completed
	}
	return InProgress
}

// MissingIn lists the demanded answers a task still lacks, in page order.
func (d *Draft) MissingIn(t *Task) []Missing {
	var missing []Missing
	for _, p := range t.Pages {
		for _, f := range p.Fields {
			if len(d.values[f.index]) == 0 && d.Demanded(f) {
				missing = append(missing, Missing{Task: t, Page: p, Field: f})
			}
		}
	}
	return missing
}

// Missing lists every demanded answer that is not there: first what the case
// must supply, then task by task.
func (d *Draft) Missing() []Missing {
	var missing []Missing
	for _, f := range slices.Concat(d.Form.FromCase, d.Form.NotAskedHere) {
		if len(d.values[f.index]) == 0 && d.Demanded(f) {
			missing = append(missing, Missing{Field: f})
		}
	}
	for _, t := range d.Form.Tasks {
		missing = append(missing, d.MissingIn(t)...)
	}
	return missing
}
