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

// follows is the move table written down a second time, by hand, from the
// domain guide: what may happen at each state, and where it leads. Whatever is
// not here must be refused.
var follows = map[casefile.State]string{
	"enquiry":         "consent_begun>consent_pending child_referral_begun>draft case_closed>closed turned_eighteen>consent_pending",
	"consent_pending": "consent_given>draft consent_declined>refused child_referral_begun>draft",
	"refused":         "anonymous_report_sent>dtn_sent client_changed_mind>consent_pending found_to_be_child>consent_pending case_closed>closed",
	"dtn_sent":        "client_changed_mind>consent_pending found_to_be_child>consent_pending case_closed>closed",
	"draft":           "sent_to_review>review referral_taken_back>refused turned_eighteen>consent_pending",
	"review":          "returned_to_writer>draft referral_sent>submitted referral_taken_back>refused turned_eighteen>consent_pending",
	"submitted": "rg_positive_letter>rg_positive rg_negative_letter>rg_negative rg_hold_letter>rg_suspended " +
		"rg_and_cg_positive_letter>cg_positive rg_positive_cg_negative_letter>cg_negative " +
		"withdrawal_letter>withdrawn client_withdrew>withdrawn turned_eighteen>consent_pending",
	"rg_suspended": "rg_resumed_letter>submitted withdrawal_letter>withdrawn client_withdrew>withdrawn turned_eighteen>consent_pending",
	"rg_positive": "cg_positive_letter>cg_positive cg_negative_letter>cg_negative cg_hold_letter>cg_suspended disqualification_letter>disqualified " +
		"withdrawal_letter>withdrawn client_withdrew>withdrawn turned_eighteen>consent_pending",
	"rg_negative":   "reconsideration_asked>reconsidering client_withdrew>withdrawn turned_eighteen>consent_pending case_closed>closed",
	"cg_suspended":  "cg_resumed_letter>rg_positive withdrawal_letter>withdrawn client_withdrew>withdrawn turned_eighteen>consent_pending",
	"cg_positive":   "disqualification_letter>disqualified client_withdrew>withdrawn case_closed>closed",
	"cg_negative":   "reconsideration_asked>reconsidering client_withdrew>withdrawn case_closed>closed",
	"reconsidering": "rg_positive_letter>rg_positive rg_negative_letter>rg_negative cg_positive_letter>cg_positive cg_negative_letter>cg_negative withdrawal_letter>withdrawn client_withdrew>withdrawn turned_eighteen>consent_pending",
	"disqualified":  "cg_positive_letter>cg_positive cg_negative_letter>cg_negative withdrawal_letter>withdrawn client_withdrew>withdrawn turned_eighteen>consent_pending case_closed>closed",
	"withdrawn":     "case_closed>closed",
}

func place(s casefile.State) casefile.Place { return casefile.Place{State: s} }

// all are the facts of every guard at once.
func all() casefile.Grounds {
	held := casefile.Grounds{}
	for _, m := range casefile.Moves {
		for _, f := range m.Guard.Facts() {
			held[f] = true
		}
	}
	return held
}

func TestAfter_everythingAtEveryState(t *testing.T) {
	t.Parallel()
	for _, from := range casefile.States {
		want := map[string]string{}
		for _, pair := range strings.Fields(follows[from]) {
			h, to, _ := strings.Cut(pair, ">")
			want[h] = to
		}
		for _, h := range casefile.Happenings {
			got, err := place(from).After(h, all())
			to, ok := want[string(h)]
			delete(want, string(h))
			switch {
			case ok && (err != nil || string(got.State) != to):
				t.Errorf("%s at %s leads to %q, %v; want %s", h, from, got.State, err, to)
			case !ok && (err == nil || got != place(from)):
				t.Errorf("%s at %s leads to %q; want it refused", h, from, got.State)
			}
			var conflict *fault.Conflict
			if err != nil && !errors.As(err, &conflict) {
				t.Errorf("%s at %s gives %T, want a conflict", h, from, err)
			}
		}
		if len(want) > 0 {
			t.Errorf("%s: the test speaks of %v, which nobody knows", from, want)
		}
	}
}

// Every guard is asked for each of its facts: one that is missing refuses the
// move, says which, and leaves the case where it was.
func TestAfter_everyFactOfEveryGuard(t *testing.T) {
	t.Parallel()
	for _, m := range casefile.Moves {
		at := casefile.Place{State: m.From, Kept: m.Kept}
		if len(m.Guard.Facts()) == 0 {
			t.Errorf("%s at %s is not guarded", m.On, m.From)
		}
		for _, f := range m.Guard.Facts() {
			held := all()
			delete(held, f)
			got, err := at.After(m.On, held)
			if err == nil || got != at || !strings.Contains(err.Error(), string(f)) {
				t.Errorf("%s at %s without “%s”: %v, %v", m.On, m.From, f, got, err)
			}
		}
		if _, err := at.After(m.On, casefile.Hold(m.Guard.Facts()...)); err != nil {
			t.Errorf("%s at %s with all its facts: %v", m.On, m.From, err)
		}
	}
}

func TestAllows_saysWhatIsPossible(t *testing.T) {
	t.Parallel()
	err := place(casefile.DTNSent).Allows(casefile.RGPositiveLetter)
	want := "conflict: This case is at “Anonymous report sent”. This cannot happen there: a positive RG decision. " +
		"What can: the client changes their mind; the client is found to be a child; the case is closed."
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if err := place("lost").Allows(casefile.ConsentGiven); err == nil {
		t.Error("an unknown state was accepted")
	}
	if err := place(casefile.Draft).Allows("eclipse"); err == nil {
		t.Error("an unknown happening was accepted")
	}
}

func TestMoves_whoAndConfirmation(t *testing.T) {
	t.Parallel()
	type key struct {
		from, kept casefile.State
		on         casefile.Happening
	}
	seen := map[key]bool{}
	for _, m := range casefile.Moves {
		k := key{m.From, m.Kept, m.On}
		if seen[k] {
			t.Errorf("%v stands twice in the table", k)
		}
		seen[k] = true
		if len(m.Who) == 0 || !m.From.Valid() || !m.To.Valid() || m.On.Words() == "" {
			t.Errorf("%v is not complete", k)
		}
		if slices.Contains(m.Who, staff.Auditor) || slices.Contains(m.Who, staff.Admin) {
			t.Errorf("%v: auditors and admins move no case", k)
		}
		letter := slices.Contains(m.Guard.Facts(), casefile.LetterFits)
		if m.Confirmed != letter || letter && !slices.Contains(m.Guard.Facts(), casefile.SecondPerson) {
			t.Errorf("%v: confirmed by a second person = %v, want %v", k, m.Confirmed, letter)
		}
	}
	for _, s := range casefile.States {
		if s != casefile.Closed && len(place(s).Possible()) == 0 {
			t.Errorf("nothing can ever happen at %s", s)
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

// Who turns 18 is asked, and the case stays where it was meanwhile: letters
// still move it, and once there is nothing left to choose the question is gone.
func TestAfter_whileTheAnswerAtEighteenIsAwaited(t *testing.T) {
	t.Parallel()
	waiting := func(kept casefile.State) casefile.Place {
		return casefile.Place{State: casefile.ConsentPending, Kept: kept}
	}
	for _, tt := range []struct {
		name string
		at   casefile.Place
		h    casefile.Happening
		want casefile.Place
	}{
		{"the birthday", place(casefile.RGPositive), casefile.TurnedEighteen, waiting(casefile.RGPositive)},
		{"the birthday at the first contact", place(casefile.Enquiry), casefile.TurnedEighteen, waiting(casefile.Enquiry)},
		{"stays", waiting(casefile.Submitted), casefile.ChoseToStay, place(casefile.Submitted)},
		{"leaves", waiting(casefile.Submitted), casefile.ChoseToLeave, place(casefile.Withdrawn)},
		{"leaves with a reconsideration possible", waiting(casefile.RGNegative), casefile.ChoseToLeave, place(casefile.Withdrawn)},
		{"stays before the referral", waiting(casefile.Draft), casefile.ChoseToStay, place(casefile.Draft)},
		{"leaves before the referral", waiting(casefile.Draft), casefile.ChoseToLeave, place(casefile.Refused)},
		{"stays after the first contact", waiting(casefile.Enquiry), casefile.ChoseToStay, place(casefile.Draft)},
		{"leaves after the first contact", waiting(casefile.Enquiry), casefile.ChoseToLeave, place(casefile.Refused)},
		{"found to be a child after all", waiting(casefile.RGPositive), casefile.FoundToBeChild, place(casefile.RGPositive)},
		{"an RG decision arrives", waiting(casefile.Submitted), casefile.RGPositiveLetter, waiting(casefile.RGPositive)},
		{"a CG decision arrives", waiting(casefile.RGPositive), casefile.CGPositiveLetter, place(casefile.CGPositive)},
		{"nobody who waits consents as if they were new", waiting(casefile.RGPositive), casefile.ConsentGiven, casefile.Place{}},
		{"nobody is asked twice", waiting(casefile.RGPositive), casefile.RGPositiveLetter, casefile.Place{}},
		{"nobody chooses who is not asked", place(casefile.ConsentPending), casefile.ChoseToStay, casefile.Place{}},
		{"closed", place(casefile.CGPositive), casefile.CaseClosed, casefile.Place{State: casefile.Closed, Kept: casefile.CGPositive}},
		{"opened again", casefile.Place{State: casefile.Closed, Kept: casefile.CGPositive}, casefile.CaseReopened, place(casefile.CGPositive)},
		{"a letter about a closed case", casefile.Place{State: casefile.Closed, Kept: casefile.RGNegative}, casefile.ReconsiderAsked, casefile.Place{}},
	} {
		got, err := tt.at.After(tt.h, all())
		if refused := tt.want == (casefile.Place{}); refused != (err != nil) || !refused && got != tt.want {
			t.Errorf("%s: %v, %v; want %v", tt.name, got, err, tt.want)
		}
	}
}

func TestCanClose(t *testing.T) {
	t.Parallel()
	fine := casefile.Outstanding{State: casefile.CGPositive}
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
		{"from a stage that cannot close", func(o *casefile.Outstanding) { o.State = casefile.RGSuspended },
			"conflict: This case is at “RG decision on hold”. This cannot happen there: the case is closed. What can: " +
				"the RG decision is taken up again; a letter that the client has left the NRM; the client leaves the NRM; the client is an adult now."},
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
