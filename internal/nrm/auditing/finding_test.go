package auditing

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

func TestCheckFinding(t *testing.T) {
	t.Parallel()
	sound := Finding{CheckID: "A2", Severity: Serious, Text: "Two points were not explained.", DueOn: on(time.June, 2)}
	for name, tc := range map[string]struct {
		change func(*Finding)
		want   fault.Problems
	}{
		"sound":                      {func(*Finding) {}, nil},
		"about no check":             {func(f *Finding) { f.CheckID = "" }, nil},
		"about a check nobody makes": {func(f *Finding) { f.CheckID = "A10" }, fault.Problems{{Field: "check", Code: "not_in_list"}}},
		"no severity":                {func(f *Finding) { f.Severity = "" }, fault.Problems{{Field: "severity", Code: "select_one"}}},
		"no words":                   {func(f *Finding) { f.Text = " \n" }, fault.Problems{{Field: "finding", Code: "required"}}},
		"too many words":             {func(f *Finding) { f.Text = strings.Repeat("é", 4001) }, fault.Problems{{Field: "finding", Code: "too_long", Args: []string{"4000"}}}},
		"no day":                     {func(f *Finding) { f.DueOn = calendar.Date{} }, fault.Problems{{Field: "due_on", Code: "required"}}},
		"due today":                  {func(f *Finding) { f.DueOn = on(time.May, 30) }, fault.Problems{{Field: "due_on", Code: "in_past"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := sound
			tc.change(&f)
			if diff := cmp.Diff(tc.want, CheckFinding(f, on(time.May, 30))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindingState_After(t *testing.T) {
	t.Parallel()
	allowed := map[FindingState]map[Step]FindingState{
		FindingOpen:    {Reply: FindingReplied},
		FindingReplied: {Return: FindingOpen, Close: FindingClosed},
		FindingClosed:  {},
	}
	for _, from := range FindingStates {
		for _, step := range []Step{Reply, Return, Close} {
			want, may := allowed[from][step]
			got, err := from.After(step)
			if may != (err == nil) || may && got != want {
				t.Errorf("%s, %s: %s, %v", from, step, got, err)
			}
		}
	}
}
