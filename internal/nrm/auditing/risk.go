package auditing

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"nrmdesk/internal/nrm/consent"
)

// Risk is a reason to look at a record whatever chance says.
type Risk string

// The risks.
const (
	ChangedAfterSending Risk = "changed_after_sending"
	ExplainedQuickly    Risk = "explained_quickly"
	NoInterpreter       Risk = "no_interpreter"
	NoFollowUp          Risk = "refused_no_follow_up"
)

// Risks lists the risks in the order of the page.
var Risks = []Risk{ChangedAfterSending, ExplainedQuickly, NoInterpreter, NoFollowUp}

// Label is the risk in the words auditors read.
func (r Risk) Label() string {
	switch r {
	case ChangedAfterSending:
		return "The answers changed after the referral was sent"
	case ExplainedQuickly:
		return "Everything was explained in under 5 minutes"
	case NoInterpreter:
		return "Another language, and nobody interpreted"
	case NoFollowUp:
		return "Refused, and nothing followed"
	default:
		return ""
	}
}

// QuickExplanation is the time under which an explanation of all points is
// doubted. Practice of NRM Desk: no source sets a time.
const QuickExplanation = 5 * time.Minute

// Sitting is what the risks of one record are read from.
type Sitting struct {
	Record        consent.Record
	BeganAt       time.Time // when the page of the explanation was first saved; zero when not known
	RecordedAt    time.Time
	ChangedAfter  bool   // a later record of the case changed an answer after the referral was sent
	Language      string // the client's first language, in lower case; empty when not known
	FollowedUp    bool   // a report, a needs-more-time day, a note or another sitting came after
	LongEnoughAgo bool   // there has been time for something to follow
}

// RisksOf lists what speaks for looking at a record.
func RisksOf(s Sitting) []Risk {
	var found []Risk
	answers := s.Record.Kind == consent.Answers
	if s.ChangedAfter {
		found = append(found, ChangedAfterSending)
	}
	if answers && !s.BeganAt.IsZero() && s.Record.Explanation.Complete() && s.RecordedAt.Sub(s.BeganAt) < QuickExplanation {
		found = append(found, ExplainedQuickly)
	}
	spoken := strings.ToLower(strings.TrimSpace(s.Record.Explanation.Language))
	nobody := s.Record.Explanation.Interpreter == consent.NoneNeeded || s.Record.Explanation.Interpreter == consent.Declined || s.Record.Explanation.Interpreter == ""
	if s.Record.Kind != consent.Withdrawal && nobody && (foreign(s.Language) || foreign(spoken)) {
		found = append(found, NoInterpreter)
	}
	if answers && s.Record.ReferToNRM == consent.No && !s.FollowedUp && s.LongEnoughAgo {
		found = append(found, NoFollowUp)
	}
	return found
}

func foreign(language string) bool { return language != "" && language != "english" }

// Riskiest picks the records that carry a risk, those with the most first and
// then by the hash of the seed. A size of zero takes them all, up to MaxSample.
func Riskiest(items []Item, risks map[string][]Risk, seed int64, size int) []Item {
	found := slices.DeleteFunc(slices.Clone(items), func(i Item) bool { return len(risks[i.ID]) == 0 })
	slices.SortFunc(found, func(a, b Item) int {
		return cmp.Or(cmp.Compare(len(risks[b.ID]), len(risks[a.ID])), cmp.Compare(place(seed, a.ID), place(seed, b.ID)), cmp.Compare(a.ID, b.ID))
	})
	if size == 0 {
		size = MaxSample
	}
	return found[:min(size, len(found))]
}
