package auditing

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/consent"
)

func TestRisksOf(t *testing.T) {
	t.Parallel()
	calm := func() Sitting {
		return Sitting{Record: good().Record, BeganAt: at(time.May, 4, 9), RecordedAt: at(time.May, 4, 10), Language: "albanian"}
	}
	for name, tc := range map[string]struct {
		change func(*Sitting)
		want   []Risk
	}{
		"nothing to see":                    {func(*Sitting) {}, nil},
		"changed after sending":             {func(s *Sitting) { s.ChangedAfter = true }, []Risk{ChangedAfterSending}},
		"4 minutes 59":                      {func(s *Sitting) { s.BeganAt = s.RecordedAt.Add(-QuickExplanation + time.Second) }, []Risk{ExplainedQuickly}},
		"5 minutes":                         {func(s *Sitting) { s.BeganAt = s.RecordedAt.Add(-QuickExplanation) }, nil},
		"nobody knows when it began":        {func(s *Sitting) { s.BeganAt = time.Time{} }, nil},
		"Albanian, declined an interpreter": {func(s *Sitting) { s.Record.Explanation.Interpreter = consent.Declined }, []Risk{NoInterpreter}},
		"spoken English, first language unknown": {func(s *Sitting) {
			s.Language, s.Record.Explanation.Language, s.Record.Explanation.Interpreter = "", "English", consent.NoneNeeded
		}, nil},
		"spoken English, but Albanian at home": {func(s *Sitting) {
			s.Record.Explanation.Language, s.Record.Explanation.Interpreter = "English", consent.NoneNeeded
		}, []Risk{NoInterpreter}},
		"refused long ago, nothing followed":       {func(s *Sitting) { s.Record.ReferToNRM, s.LongEnoughAgo = consent.No, true }, []Risk{NoFollowUp}},
		"refused yesterday":                        {func(s *Sitting) { s.Record.ReferToNRM = consent.No }, nil},
		"refused, and somebody went back":          {func(s *Sitting) { s.Record.ReferToNRM, s.LongEnoughAgo, s.FollowedUp = consent.No, true, true }, nil},
		"a withdrawal needs no interpreter record": {func(s *Sitting) { s.Record = consent.Record{Kind: consent.Withdrawal} }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm()
			tc.change(&s)
			if diff := cmp.Diff(tc.want, RisksOf(s)); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, r := range Risks {
		if r.Label() == "" {
			t.Errorf("%s has no words", r)
		}
	}
}
