package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/testkit/sample"
)

// handoffClocks are the kept clocks of the handoffs of a case.
func handoffClocks(t *testing.T, o *sample.Office, ref casefile.Ref) []string {
	t.Helper()
	return slices.DeleteFunc(clocks(t, o, ref), func(line string) bool { return !strings.HasPrefix(line, "HANDOFF-") })
}

func TestHandoff_opensAndEndsItsClocks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answers []handoff.Answer
		want    []string
	}{
		"nobody has answered": {nil, []string{"HANDOFF-ANSWER-24H 2026-05-19 open", "HANDOFF-FIRST-CONTACT-48H 2026-05-20 open"}},
		"accepted: contact is still to come": {
			[]handoff.Answer{{State: handoff.Accepted, Contact: "Jo"}},
			[]string{"HANDOFF-ANSWER-24H 2026-05-19 met", "HANDOFF-FIRST-CONTACT-48H 2026-05-20 open"},
		},
		"a question is an answer": {
			[]handoff.Answer{{State: handoff.QuestionAsked, Details: "Is there a child?"}},
			[]string{"HANDOFF-ANSWER-24H 2026-05-19 met", "HANDOFF-FIRST-CONTACT-48H 2026-05-20 open"},
		},
		"answered and sent again on the same day: both wait again": {
			[]handoff.Answer{{State: handoff.QuestionAsked, Details: "Is there a child?"}, {State: handoff.Sent, Details: "No."}},
			[]string{"HANDOFF-ANSWER-24H 2026-05-19 open", "HANDOFF-FIRST-CONTACT-48H 2026-05-20 open"},
		},
		"first contact": {
			[]handoff.Answer{{State: handoff.Accepted, Contact: "Jo"}, {State: handoff.FirstContactHad}},
			[]string{"HANDOFF-ANSWER-24H 2026-05-19 met", "HANDOFF-FIRST-CONTACT-48H 2026-05-20 met"},
		},
		"declined": {
			[]handoff.Answer{{State: handoff.Refused, Details: "No room"}},
			[]string{"HANDOFF-ANSWER-24H 2026-05-19 met", "HANDOFF-FIRST-CONTACT-48H 2026-05-20 ended"},
		},
		"having seen it is no answer": {
			[]handoff.Answer{{State: handoff.Seen}},
			[]string{"HANDOFF-ANSWER-24H 2026-05-19 open", "HANDOFF-FIRST-CONTACT-48H 2026-05-20 open"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			ref := agreedCase(t, o)
			number := o.HandedOver(t, ref)
			for _, a := range tc.answers {
				o.HandoffAnswered(t, ref, number, a)
			}
			if diff := cmp.Diff(tc.want, handoffClocks(t, o, ref)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHandoff_answerOfOneMeetsNoOther(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	o.HandedOver(t, ref)
	o.HandoffAnswered(t, ref, o.HandedOver(t, ref), handoff.Answer{State: handoff.Accepted, Contact: "Jo"})
	want := []string{
		"HANDOFF-ANSWER-24H 2026-05-19 met", "HANDOFF-ANSWER-24H 2026-05-19 open",
		"HANDOFF-FIRST-CONTACT-48H 2026-05-20 open", "HANDOFF-FIRST-CONTACT-48H 2026-05-20 open",
	}
	got := handoffClocks(t, o, ref)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHandoff_sentAgainMovesItsClocks(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	number := o.HandedOver(t, ref)
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.QuestionAsked, Details: "Is there a child?"})
	o.Move(time.Date(2026, time.May, 20, 23, 30, 0, 0, time.UTC)) // the next day in London
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.Sent, Details: "No."})
	want := []string{
		"HANDOFF-ANSWER-24H 2026-05-19 superseded", "HANDOFF-FIRST-CONTACT-48H 2026-05-20 superseded",
		"HANDOFF-ANSWER-24H 2026-05-22 open", "HANDOFF-FIRST-CONTACT-48H 2026-05-23 open",
	}
	if diff := cmp.Diff(want, handoffClocks(t, o, ref)); diff != "" {
		t.Error(diff)
	}
}
