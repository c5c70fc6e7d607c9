package form

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"nrmdesk/internal/fault"
)

// Checker reads answers one after the other and notes what is wrong with
// them. Ask in the order of the page: the error summary keeps it.
//
//	c := form.Check(v)
//	name := c.Required("name", 200)
//	nation := c.OneOf("nation", "england", "wales")
//	if err := c.Err(); err != nil { … show the page again … }
type Checker struct {
	values   Values
	problems fault.Problems
}

// Check starts checking the values.
func Check(v Values) *Checker { return &Checker{values: v} }

// Problem notes a problem the page found itself.
func (c *Checker) Problem(field, code string, args ...string) {
	c.problems.Add(field, code, args...)
}

// Problems are those found so far, in the order of asking.
func (c *Checker) Problems() fault.Problems { return c.problems }

// Err is nil when every answer was good, otherwise a *fault.Invalid.
func (c *Checker) Err() error { return c.problems.Err() }

// Text is a text that may be empty, of at most max characters.
func (c *Checker) Text(name string, max int) string {
	text := c.values.Trimmed(name)
	switch {
	case c.values.spoilt[name]:
		c.Problem(name, "not_allowed_character")
	case utf8.RuneCountInString(text) > max:
		c.Problem(name, "too_long", strconv.Itoa(max))
	}
	return text
}

// Required is a text that may not be empty.
func (c *Checker) Required(name string, max int) string {
	if c.values.Trimmed(name) == "" {
		c.Problem(name, "required")
		return ""
	}
	return c.Text(name, max)
}

// OneOf is an answer that must be chosen from the list.
func (c *Checker) OneOf(name string, allowed ...string) string {
	if c.values.Text(name) == "" {
		c.Problem(name, "select_one")
		return ""
	}
	return c.MaybeOneOf(name, allowed...)
}

// MaybeOneOf is an answer from the list, or none.
func (c *Checker) MaybeOneOf(name string, allowed ...string) string {
	answer := c.values.Choice(name, allowed...)
	if answer == "" && c.values.Text(name) != "" {
		c.Problem(name, "not_in_list")
	}
	return answer
}

// SomeOf is at least one tick from the list.
func (c *Checker) SomeOf(name string, allowed ...string) []string {
	if len(c.values.All(name)) == 0 {
		c.Problem(name, "select_at_least_one")
		return nil
	}
	return c.AnyOf(name, allowed...)
}

// AnyOf is any number of ticks from the list, each once.
func (c *Checker) AnyOf(name string, allowed ...string) []string {
	var ticked []string
	for _, answer := range c.values.All(name) {
		if !slices.Contains(allowed, answer) {
			c.Problem(name, "not_in_list")
			return nil
		}
		if !slices.Contains(ticked, answer) {
			ticked = append(ticked, answer)
		}
	}
	return ticked
}

// Date is a date that must be given; zeros when it is not a good one.
func (c *Checker) Date(name string) (year, month, day int) {
	year, month, day, problem := c.values.Date(name).Parse()
	if problem != "" {
		c.Problem(name, problem)
	}
	return year, month, day
}

// MaybeDate is a date or zeros for none.
func (c *Checker) MaybeDate(name string) (year, month, day int) {
	if c.values.Date(name).Empty() {
		return 0, 0, 0
	}
	return c.Date(name)
}

// Time is a time of day that must be given.
func (c *Checker) Time(name string) (hour, minute int) {
	hour, minute, problem := ParseTime(c.values.Text(name))
	if problem != "" {
		c.Problem(name, problem)
	}
	return hour, minute
}
