package form

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
)

func TestChecker(t *testing.T) {
	t.Parallel()
	problem := func(field, code string, args ...string) []fault.Problem {
		return []fault.Problem{{Field: field, Code: code, Args: args}}
	}
	tests := []struct {
		name  string
		typed []string
		ask   func(c *Checker) any
		want  any
		wrong []fault.Problem
	}{
		{"required and there", []string{" Amara "}, func(c *Checker) any { return c.Required("q", 10) }, "Amara", nil},
		{"required and spaces", []string{" \n"}, func(c *Checker) any { return c.Required("q", 10) }, "", problem("q", "required")},
		{"ten letters of ten, not ten bytes", []string{"łłłłłłłłłł"}, func(c *Checker) any { return c.Text("q", 10) }, "łłłłłłłłłł", nil},
		{"eleven letters of ten", []string{"abcdefghijk"}, func(c *Checker) any { return c.Text("q", 10) }, "abcdefghijk", problem("q", "too_long", "10")},
		{"required and too long is one problem", []string{strings.Repeat("a", 20000)}, func(c *Checker) any { return len(c.Required("q", 10)) }, 20000, problem("q", "too_long", "10")},
		{"NUL", []string{"a\x00"}, func(c *Checker) any { return c.Required("q", 10) }, "a\uFFFD", problem("q", "not_allowed_character")},
		{"chosen", []string{"wales"}, func(c *Checker) any { return c.OneOf("q", "england", "wales") }, "wales", nil},
		{"not chosen", nil, func(c *Checker) any { return c.OneOf("q", "england", "wales") }, "", problem("q", "select_one")},
		{"made up", []string{"mars"}, func(c *Checker) any { return c.OneOf("q", "england", "wales") }, "", problem("q", "not_in_list")},
		{"may stay open", nil, func(c *Checker) any { return c.MaybeOneOf("q", "england") }, "", nil},
		{"ticks, one of them twice", []string{"a", "b", "a"}, func(c *Checker) any { return c.SomeOf("q", "a", "b", "c") }, []string{"a", "b"}, nil},
		{"no tick", nil, func(c *Checker) any { return c.SomeOf("q", "a") }, []string(nil), problem("q", "select_at_least_one")},
		{"no tick needed", nil, func(c *Checker) any { return c.AnyOf("q", "a") }, []string(nil), nil},
		{"a made-up tick", []string{"a", "z"}, func(c *Checker) any { return c.AnyOf("q", "a") }, []string(nil), problem("q", "not_in_list")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := Check(Of(url.Values{"q": tt.typed}))
			if diff := cmp.Diff(tt.want, tt.ask(c)); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.wrong, []fault.Problem(c.Problems())); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestProblemsKeepPageOrder(t *testing.T) {
	t.Parallel()
	c := Check(Of(url.Values{"letter-day": {"31"}, "letter-month": {"2"}, "letter-year": {"2026"}}))
	c.Required("zebra", 10)
	c.Date("letter")
	c.MaybeDate("told")
	c.Date("received")
	c.Time("at")
	c.Problem("apple", "mismatch")
	var got []string
	for _, p := range c.Problems() {
		got = append(got, p.Field+" "+p.Code)
	}
	want := []string{"zebra required", "letter not_a_real_date", "received required", "at required", "apple mismatch"}
	if !slices.Equal(want, got) {
		t.Errorf("problems %v, want %v", got, want)
	}
	if c.Err() == nil || Check(Values{}).Err() != nil {
		t.Error("Err does not follow the problems")
	}
}
