package casefile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
)

// allowed is the move table written down a second time, by hand, from the
// domain guide. Every pair of states that is not here must be refused.
var allowed = map[casefile.State]string{
	"enquiry":         "consent_pending draft closed",
	"consent_pending": "refused draft",
	"refused":         "consent_pending dtn_sent closed",
	"dtn_sent":        "consent_pending closed",
	"draft":           "consent_pending refused review",
	"review":          "consent_pending refused draft submitted",
	"submitted":       "consent_pending rg_suspended rg_positive rg_negative withdrawn",
	"rg_suspended":    "consent_pending submitted withdrawn",
	"rg_positive":     "consent_pending cg_suspended cg_positive cg_negative disqualified withdrawn",
	"rg_negative":     "consent_pending reconsidering withdrawn closed",
	"cg_suspended":    "consent_pending rg_positive withdrawn",
	"cg_positive":     "disqualified withdrawn closed",
	"cg_negative":     "reconsidering withdrawn closed",
	"reconsidering":   "consent_pending rg_positive rg_negative cg_positive cg_negative withdrawn",
	"disqualified":    "consent_pending cg_positive cg_negative withdrawn closed",
	"withdrawn":       "closed",
	"closed": "enquiry consent_pending refused dtn_sent draft review submitted rg_suspended rg_positive " +
		"rg_negative cg_suspended cg_positive cg_negative reconsidering disqualified withdrawn",
}

func TestCheck_everyPairOfStates(t *testing.T) {
	t.Parallel()
	for _, from := range casefile.States {
		want := strings.Fields(allowed[from])
		for _, to := range casefile.States {
			err := casefile.Check(from, to)
			if ok := slices.Contains(want, string(to)); ok != (err == nil) {
				t.Errorf("Check(%s, %s) = %v, allowed: %v", from, to, err, ok)
			}
			var conflict *fault.Conflict
			if err != nil && !errors.As(err, &conflict) {
				t.Errorf("Check(%s, %s) gives %T, want a conflict", from, to, err)
			}
		}
		var got []string
		for _, s := range casefile.Next(from) {
			got = append(got, string(s))
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Next(%s): %s", from, diff)
		}
	}
}

func TestCheck_saysWhatIsPossible(t *testing.T) {
	t.Parallel()
	err := casefile.Check(casefile.DTNSent, casefile.RGPositive)
	want := "conflict: This case is at “Anonymous report sent” and cannot go to “In recovery” from there. " +
		"It can go to “Waiting for consent” or “Closed”."
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if err := casefile.Check("lost", casefile.Draft); err == nil {
		t.Error("an unknown state was accepted")
	}
}

func TestMoves_whoAndConfirmation(t *testing.T) {
	t.Parallel()
	seen := map[[2]casefile.State]bool{}
	for _, m := range casefile.Moves {
		pair := [2]casefile.State{m.From, m.To}
		if seen[pair] {
			t.Errorf("%v stands twice in the table", pair)
		}
		seen[pair] = true
		if m.Guard == "" || m.System == (len(m.Who) > 0) {
			t.Errorf("%v has no guard, or not exactly one kind of actor", pair)
		}
		if slices.Contains(m.Who, staff.Auditor) || slices.Contains(m.Who, staff.Admin) {
			t.Errorf("%v: auditors and admins move no case", pair)
		}
		letter := m.Guard == casefile.DecisionLetter || m.Guard == casefile.DisqualificationLetter
		if want := letter || m.Guard == casefile.NoIndicators; m.Confirmed != want {
			t.Errorf("%v: confirmed by a second person = %v, want %v", pair, m.Confirmed, want)
		}
	}
}

func TestState_everyStateHasAWordForStaff(t *testing.T) {
	t.Parallel()
	labels := map[string]bool{}
	for _, s := range casefile.States {
		if s.Label() == "" || labels[s.Label()] || !s.Valid() {
			t.Errorf("%s has no label of its own: %q", s, s.Label())
		}
		labels[s.Label()] = true
	}
}

func TestAnswerAtEighteen(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kept  casefile.State
		stays bool
		want  casefile.State
	}{
		{casefile.Submitted, true, casefile.Submitted},
		{casefile.Submitted, false, casefile.Withdrawn},
		{casefile.RGPositive, true, casefile.RGPositive},
		{casefile.RGNegative, false, casefile.Withdrawn},
		{casefile.Draft, true, casefile.Draft},
		{casefile.Draft, false, casefile.Refused},
		{casefile.Enquiry, true, casefile.Draft},
		{casefile.Enquiry, false, casefile.Refused},
		{"", true, ""},                      // an ordinary adult case keeps no state
		{casefile.Refused, true, ""},        // changed their mind: not a birthday
		{casefile.CGPositive, true, ""},     // after CG nothing is asked
		{casefile.ConsentPending, true, ""}, // already there
	}
	for _, tt := range tests {
		got, err := casefile.AnswerAtEighteen(tt.kept, tt.stays)
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("AnswerAtEighteen(%q, %v) = %q, %v; want %q", tt.kept, tt.stays, got, err, tt.want)
		}
	}
}

func TestCanClose(t *testing.T) {
	t.Parallel()
	fine := casefile.Outstanding{State: casefile.CGPositive, Reason: "Moved on, support in place"}
	tests := []struct {
		name   string
		change func(*casefile.Outstanding)
		want   string
	}{
		{"nothing outstanding", func(*casefile.Outstanding) {}, ""},
		{"dates and handoffs open", func(o *casefile.Outstanding) { o.OpenDeadlines, o.OpenHandoffs = 2, 1 },
			"conflict: This case cannot be closed yet. Still open: 2 dates due, 1 handoff without an answer."},
		{"decision not confirmed", func(o *casefile.Outstanding) { o.UnconfirmedItems = 1 },
			"conflict: This case cannot be closed yet. Still open: 1 decision waiting to be confirmed."},
		{"duty to notify owed", func(o *casefile.Outstanding) { o.State, o.DutyToNotify = casefile.Refused, true },
			"conflict: This case cannot be closed yet. Still open: the Duty to Notify report."},
		{"no reason", func(o *casefile.Outstanding) { o.Reason = " " }, "invalid: reason: required"},
		{"from a stage that cannot close", func(o *casefile.Outstanding) { o.State = casefile.RGSuspended },
			"conflict: This case is at “RG decision on hold” and cannot go to “Closed” from there. It can go to " +
				"“Waiting for consent”, “Awaiting RG decision” or “Withdrawn from the NRM”."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := fine
			tt.change(&o)
			got := ""
			if err := casefile.CanClose(o); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
