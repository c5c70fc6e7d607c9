package decision_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
)

func said(ps fault.Problems) string {
	if err := ps.Err(); err != nil {
		return err.Error()
	}
	return ""
}

func TestCheckRequest(t *testing.T) {
	t.Parallel()
	day := func(d int) calendar.Date { return calendar.NewDate(2026, time.June, d) }
	about := decision.RequestAbout{DecidedOn: day(1), Due: day(20), Today: day(25)}
	sound := decision.Request{On: day(10), Argument: decision.Argument{Grounds: []decision.RequestGround{decision.NewEvidence}, Asker: decision.AskerLawyer}}
	tests := []struct {
		name   string
		change func(*decision.Request)
		want   string
	}{
		{"in time, with a ground", func(*decision.Request) {}, ""},
		{"on the last day", func(r *decision.Request) { r.On = day(20) }, ""},
		{"a day late, without a reason", func(r *decision.Request) { r.On = day(21) }, "invalid: late_reason: required"},
		{"a day late, with a reason", func(r *decision.Request) { r.On, r.LateReason = day(21), "The report took six weeks" }, ""},
		{"no day", func(r *decision.Request) { r.On = calendar.Date{} }, "invalid: requested_on: required"},
		{"tomorrow", func(r *decision.Request) { r.On, r.LateReason = day(26), "x" }, "invalid: requested_on: in_future"},
		{"before the decision", func(r *decision.Request) { r.On = calendar.NewDate(2026, time.May, 31) }, "invalid: requested_on: before"},
		{"no ground", func(r *decision.Request) { r.Grounds = nil }, "invalid: request_grounds: select_one"},
		{"a ground nobody offered", func(r *decision.Request) { r.Grounds = []decision.RequestGround{"unfair"} }, "invalid: request_grounds: select_one"},
		{"nobody sends it", func(r *decision.Request) { r.Asker = "" }, "invalid: request_asker: select_one"},
	}
	for _, tt := range tests {
		r := sound
		tt.change(&r)
		if diff := cmp.Diff(tt.want, said(decision.CheckRequest(about, r))); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestWanted_check(t *testing.T) {
	t.Parallel()
	today := calendar.NewDate(2026, time.June, 10)
	tests := []struct {
		name string
		in   decision.Wanted
		want string
	}{
		{"evidence without a day", decision.Wanted{Kind: decision.WantedEvidence, What: "Report", From: "Doctor"}, ""},
		{"evidence wanted today", decision.Wanted{Kind: decision.WantedEvidence, What: "Report", From: "Doctor", By: today}, ""},
		{"evidence wanted yesterday", decision.Wanted{Kind: decision.WantedEvidence, What: "Report", From: "Doctor", By: today.AddDays(-1)}, "invalid: wanted_by: in_past"},
		{"more time without a day", decision.Wanted{Kind: decision.WantedTime, What: "Report takes weeks", From: "SCA"}, "invalid: wanted_by: required"},
		{"nothing said", decision.Wanted{Kind: decision.WantedEvidence}, "invalid: wanted_what: required, wanted_from: required"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, said(tt.in.Check(today))); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestWantedAnswer_check(t *testing.T) {
	t.Parallel()
	asked, today := calendar.NewDate(2026, time.June, 5), calendar.NewDate(2026, time.June, 10)
	tests := []struct {
		name string
		kind decision.WantedKind
		in   decision.WantedAnswer
		want string
	}{
		{"evidence has come", decision.WantedEvidence, decision.WantedAnswer{Outcome: decision.WantedGot, On: today}, ""},
		{"evidence is not granted", decision.WantedEvidence, decision.WantedAnswer{Outcome: decision.WantedGranted, On: today}, "invalid: wanted_outcome: select_one"},
		{"more time was given", decision.WantedTime, decision.WantedAnswer{Outcome: decision.WantedGranted, On: asked}, ""},
		{"answered before it was asked", decision.WantedTime, decision.WantedAnswer{Outcome: decision.WantedDeclined, On: asked.AddDays(-1)}, "invalid: wanted_answered_on: before"},
		{"answered tomorrow", decision.WantedEvidence, decision.WantedAnswer{Outcome: decision.WantedNotToGet, On: today.AddDays(1)}, "invalid: wanted_answered_on: in_future"},
		{"nothing said", decision.WantedEvidence, decision.WantedAnswer{}, "invalid: wanted_outcome: select_one, wanted_answered_on: required"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, said(tt.in.Check(tt.kind, asked, today))); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}
