package casefile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/casefile"
)

func TestClosure_check(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		from casefile.State
		in   casefile.Closure
		want string
	}{
		{"moved on after a positive CG", casefile.CGPositive, casefile.Closure{Why: casefile.MovedOn, Reason: "Has a flat"}, ""},
		{"moved on, but nothing was decided", casefile.Refused, casefile.Closure{Why: casefile.MovedOn, Reason: "Has a flat"}, "invalid: closed_why: select_one"},
		{"the client died, at any stage", casefile.Withdrawn, casefile.Closure{Why: casefile.Died, Reason: "Told by the hospital"}, ""},
		{"a word nobody offered", casefile.CGNegative, casefile.Closure{Why: "bored", Reason: "x"}, "invalid: closed_why: select_one"},
		{"nothing said", casefile.CGNegative, casefile.Closure{Reason: " \n"}, "invalid: closed_why: select_one, reason: required"},
	}
	for _, tt := range tests {
		got := ""
		if err := tt.in.Check(tt.from); err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// Whatever a case closed from, a reason that is true of nobody else is offered
// (nrm-rules §6, leaving the NRM).
func TestClosuresFrom_everyStateThatCanClose(t *testing.T) {
	t.Parallel()
	for _, s := range casefile.States {
		if (casefile.Place{State: s}).Allows(casefile.CaseClosed) != nil {
			continue
		}
		own := 0
		for _, why := range casefile.ClosuresFrom(s) {
			if strings.TrimSpace(why.Label()) == "" {
				t.Errorf("%s has no words", why)
			}
			own++
		}
		if any := len(casefile.ClosuresFrom(casefile.Review)); own <= any {
			t.Errorf("a case at %q has no reason of its own among %d", s.Label(), own)
		}
	}
}
