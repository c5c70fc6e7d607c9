package referral

import (
	"fmt"
	"slices"
)

// Condition is the small language of the form data: a field has one of some
// values or includes one, the route is one of some, a list has enough items,
// and all or any of further conditions. The zero Condition never holds.
type Condition struct {
	Always   bool        `json:"always"`
	Never    bool        `json:"never"`
	Field    string      `json:"field"`
	Is       []string    `json:"is"`
	Includes string      `json:"includes"`
	Route    []Route     `json:"route"`
	CountOf  string      `json:"count_of"`
	Min      int         `json:"min"`
	All      []Condition `json:"all"`
	Any      []Condition `json:"any"`

	index int // of Field or CountOf in the form
}

// bind looks up the fields a condition speaks of, once, when a form is loaded.
func (c *Condition) bind(f *Form) error {
	kinds := 0
	for _, set := range []bool{c.Always, c.Never, c.Field != "", len(c.Route) > 0, c.CountOf != "", len(c.All) > 0, len(c.Any) > 0} {
		if set {
			kinds++
		}
	}
	if kinds != 1 {
		return fmt.Errorf("a condition must say exactly one thing, this says %d", kinds)
	}
	if name := c.Field + c.CountOf; name != "" {
		field := f.byName[name]
		if field == nil {
			return fmt.Errorf("condition speaks of unknown field %q", name)
		}
		for _, v := range c.values() {
			if !field.hasOption(v) {
				return fmt.Errorf("condition speaks of %q, which is no answer to %s", v, name)
			}
		}
		c.index = field.index
	}
	for _, r := range c.Route {
		if r != Adult && r != Child && r != DtN {
			return fmt.Errorf("condition speaks of unknown route %q", r)
		}
	}
	for i := range c.All {
		if err := c.All[i].bind(f); err != nil {
			return err
		}
	}
	for i := range c.Any {
		if err := c.Any[i].bind(f); err != nil {
			return err
		}
	}
	return nil
}

func (c *Condition) values() []string {
	if c.Includes != "" {
		return append(slices.Clone(c.Is), c.Includes)
	}
	return c.Is
}

// fields calls yield with every field the condition depends on.
func (c *Condition) fields(yield func(index int)) {
	if c.Field != "" || c.CountOf != "" {
		yield(c.index)
	}
	for i := range c.All {
		c.All[i].fields(yield)
	}
	for i := range c.Any {
		c.Any[i].fields(yield)
	}
}

// holds judges the condition. An answer counts only while its own question is
// in play: what was typed on a path that has since been left opens nothing
// (referral-form.md §7, weaknesses 1 and 2).
func (c *Condition) holds(d *Draft) bool {
	switch {
	case c.Always:
		return true
	case c.Field != "":
		if !d.inPlay(c.index) {
			return false
		}
		for _, v := range d.values[c.index] {
			if v == c.Includes || slices.Contains(c.Is, v) {
				return true
			}
		}
		return false
	case len(c.Route) > 0:
		return slices.Contains(c.Route, d.route)
	case c.CountOf != "":
		return d.inPlay(c.index) && len(d.values[c.index]) >= c.Min
	case len(c.All) > 0:
		for i := range c.All {
			if !c.All[i].holds(d) {
				return false
			}
		}
		return true
	}
	for i := range c.Any {
		if c.Any[i].holds(d) {
			return true
		}
	}
	return false
}
