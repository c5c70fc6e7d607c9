package referral_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
)

func TestSent_Check(t *testing.T) {
	t.Parallel()
	approvedOn := calendar.NewDate(2026, time.May, 11)
	now := time.Date(2026, time.May, 12, 10, 0, 0, 0, calendar.London())
	good := referral.Sent{On: today, Hour: 9, Minute: 59, How: referral.OnlineService, Reference: "NRM/2026/000123"}
	tests := map[string]struct {
		change func(*referral.Sent)
		want   fault.Problems
	}{
		"sent a minute ago":                  {func(*referral.Sent) {}, nil},
		"no reference yet":                   {func(s *referral.Sent) { s.Reference, s.Awaited = "", true }, nil},
		"on the day it was approved":         {func(s *referral.Sent) { s.On = approvedOn }, nil},
		"no date":                            {func(s *referral.Sent) { s.On = calendar.Date{} }, fault.Problems{{Field: "sent_on", Code: "required"}}},
		"tomorrow":                           {func(s *referral.Sent) { s.On = today.AddDays(1) }, fault.Problems{{Field: "sent_on", Code: "in_future"}}},
		"before it was approved":             {func(s *referral.Sent) { s.On = approvedOn.AddDays(-1) }, fault.Problems{{Field: "sent_on", Code: "before", Args: []string{"11 May 2026"}}}},
		"later today":                        {func(s *referral.Sent) { s.Hour, s.Minute = 10, 1 }, fault.Problems{{Field: "sent_at", Code: "in_future"}}},
		"no way given":                       {func(s *referral.Sent) { s.How = "" }, fault.Problems{{Field: "sent_how", Code: "select_one"}}},
		"a way that does not exist":          {func(s *referral.Sent) { s.How = "pigeon" }, fault.Problems{{Field: "sent_how", Code: "select_one"}}},
		"neither a reference nor awaited":    {func(s *referral.Sent) { s.Reference = "" }, fault.Problems{{Field: "home_office_number", Code: "required"}}},
		"a reference that has not come":      {func(s *referral.Sent) { s.Awaited = true }, fault.Problems{{Field: "home_office_number", Code: "number_and_awaited"}}},
		"a reference as long as a paragraph": {func(s *referral.Sent) { s.Reference = strings.Repeat("é", 101) }, fault.Problems{{Field: "home_office_number", Code: "too_long", Args: []string{"100"}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := good
			tt.change(&sent)
			if diff := cmp.Diff(tt.want, sent.Check(approvedOn, now)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
