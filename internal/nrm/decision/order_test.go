package decision_test

import (
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
)

// history is a case that was refused, asked again and won, and whose CG was on
// hold in between.
var history = []decision.Step{
	{ID: "no", Kind: decision.RG, Outcome: decision.Negative, On: may(5)},
	{ID: "ask", Kind: decision.RG, About: "no", On: may(8)},
	{ID: "yes", Kind: decision.RG, Outcome: decision.Positive, On: may(11)},
	{ID: "hold", Kind: decision.CG, Outcome: decision.Suspended, On: may(14)},
	{ID: "on", Kind: decision.CG, Outcome: decision.Resumed, On: may(16)},
	{ID: "cg", Kind: decision.CG, Outcome: decision.Positive, On: may(20)},
	{ID: "out", Kind: decision.CG, Outcome: decision.Disqualified, On: may(25)},
}

func TestCheckOrder(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		id   string
		to   calendar.Date
		want string
	}{
		"before the referral":                        {"no", may(1), "before_referral"},
		"a decision after the request about it":      {"no", may(9), "after_request"},
		"on the day of the request":                  {"no", may(8), ""},
		"a request before its decision":              {"ask", may(4), "before_decision_asked_about"},
		"a request after its answer":                 {"ask", may(12), "after_answer"},
		"an answer before the request":               {"yes", may(7), "before_request"},
		"an RG after the CG on hold":                 {"yes", may(15), "after_later_decision"},
		"an RG between the request and the hold":     {"yes", may(13), ""},
		"a hold after it was taken up":               {"hold", may(17), "after_resumption"},
		"a hold before the RG":                       {"hold", may(10), "before_rg"},
		"taken up before the hold":                   {"on", may(13), "before_hold"},
		"a CG before the RG":                         {"cg", may(10), "before_rg"},
		"a CG on the day of the RG (child panel)":    {"cg", may(11), ""},
		"a disqualification before the CG can be":    {"out", may(19), ""},
		"a disqualification before the RG cannot be": {"out", may(10), "before_rg"},
		"no such step":                               {"none", may(9), ""},
	} {
		got := ""
		if ps := decision.CheckOrder("decided_on", may(4), history, tc.id, tc.to); len(ps) > 0 {
			got = ps[0].Code
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestCorrecting_datesOfADecision(t *testing.T) {
	t.Parallel()
	now := decision.Decision{Kind: decision.RG, Outcome: decision.Positive, Authority: "SCA", DecidedOn: may(11), ReceivedOn: may(12), ToldOn: may(13)}
	c := decision.Correcting{ID: "yes", Now: now, SubmittedOn: may(4), Steps: history, Today: may(18)}
	for name, tc := range map[string]struct {
		to   func(*decision.Decision)
		want string
	}{
		"nothing changed":                      {func(*decision.Decision) {}, ""},
		"no date at all":                       {func(d *decision.Decision) { d.DecidedOn = calendar.Date{} }, "decided_on required"},
		"in the future":                        {func(d *decision.Decision) { d.DecidedOn = may(19) }, "decided_on in_future"},
		"before the NRM":                       {func(d *decision.Decision) { d.DecidedOn = calendar.NewDate(2009, time.March, 31) }, "decided_on before_nrm"},
		"before the authority began":           {func(d *decision.Decision) { d.DecidedOn = calendar.NewDate(2019, time.April, 28) }, "decided_on not_deciding_on"},
		"after it was received":                {func(d *decision.Decision) { d.DecidedOn = may(13) }, "received_on before_letter"},
		"received later, but told before that": {func(d *decision.Decision) { d.ReceivedOn = may(14) }, "told_on before_received"},
		"received in the future":               {func(d *decision.Decision) { d.ReceivedOn = may(19) }, "received_on in_future"},
		"told in the future":                   {func(d *decision.Decision) { d.ToldOn = may(20) }, "told_on in_future"},
		"all three a day later": {func(d *decision.Decision) {
			d.DecidedOn, d.ReceivedOn, d.ToldOn = may(12), may(13), may(14)
		}, ""},
	} {
		to := now
		tc.to(&to)
		got := ""
		if ps := c.Check(to); len(ps) > 0 {
			got = ps[0].Field + " " + ps[0].Code
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestCheckSubmittedOn(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		to   calendar.Date
		want string
	}{
		"no date":                    {calendar.Date{}, "required"},
		"in the future":              {may(19), "in_future"},
		"before the NRM":             {calendar.NewDate(2008, time.May, 4), "before_nrm"},
		"before it was approved":     {may(1), "before_approval"},
		"after the first decision":   {may(6), "after_decision"},
		"on the day of the decision": {may(5), ""},
		"on the day of the approval": {may(2), ""},
	} {
		got := ""
		if ps := decision.CheckSubmittedOn(history, may(2), tc.to, may(18)); len(ps) > 0 {
			got = ps[0].Code
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}
