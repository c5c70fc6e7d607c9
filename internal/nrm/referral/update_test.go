package referral_test

import (
	"strings"
	"testing"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
)

func said(problems fault.Problems) string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.Field+" "+p.Code)
	}
	return strings.Join(lines, ", ")
}

func TestPassing_check(t *testing.T) {
	t.Parallel()
	sentOn, now := date(t, "2026-05-01"), date(t, "2026-05-18")
	good := referral.Passing{On: date(t, "2026-05-12"), Way: "email", To: "Duty mailbox"}
	for name, tc := range map[string]struct {
		change func(*referral.Passing)
		want   string
	}{
		"as it should be":          {func(*referral.Passing) {}, ""},
		"on the day of sending":    {func(p *referral.Passing) { p.On = sentOn }, ""},
		"before the referral":      {func(p *referral.Passing) { p.On = date(t, "2026-04-30") }, "passed_on before"},
		"tomorrow":                 {func(p *referral.Passing) { p.On = date(t, "2026-05-19") }, "passed_on in_future"},
		"by pigeon, to nobody":     {func(p *referral.Passing) { p.Way, p.To = "pigeon", " " }, "passed_way select_one, passed_to required"},
		"to a very long mailbox":   {func(p *referral.Passing) { p.To = strings.Repeat("x", 201) }, "passed_to too_long"},
		"nothing":                  {func(p *referral.Passing) { *p = referral.Passing{} }, "passed_on required, passed_way select_one, passed_to required"},
		"a character none can see": {func(p *referral.Passing) { p.To = "Duty\x00mailbox" }, "passed_to unreadable_text"},
	} {
		p := good
		tc.change(&p)
		if got := said(p.Check(sentOn, now)); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestRequest_check(t *testing.T) {
	t.Parallel()
	good := referral.Request{LetterOn: date(t, "2026-05-10"), ReceivedOn: date(t, "2026-05-12"), ReplyBy: date(t, "2026-06-01"), Asked: "Dates of the work"}
	for name, tc := range map[string]struct {
		change func(*referral.Request)
		want   string
	}{
		"as it should be":                {func(*referral.Request) {}, ""},
		"a letter that gives no day":     {func(r *referral.Request) { r.ReplyBy, r.NoDay = calendar.Date{}, true }, ""},
		"a day that has passed":          {func(r *referral.Request) { r.ReplyBy = date(t, "2026-05-11") }, ""},
		"neither a day nor none":         {func(r *referral.Request) { r.ReplyBy = calendar.Date{} }, "reply_by required"},
		"a day and none":                 {func(r *referral.Request) { r.NoDay = true }, "reply_by day_and_none"},
		"a day before the letter":        {func(r *referral.Request) { r.ReplyBy = date(t, "2026-05-09") }, "reply_by before"},
		"a slip in the year":             {func(r *referral.Request) { r.ReplyBy = date(t, "2062-06-01") }, "reply_by too_far"},
		"received before it was written": {func(r *referral.Request) { r.ReceivedOn = date(t, "2026-05-09") }, "letter_received_on before"},
		"a letter before the referral":   {func(r *referral.Request) { r.LetterOn = date(t, "2026-04-01") }, "letter_on before"},
		"nothing asked":                  {func(r *referral.Request) { r.Asked = "" }, "letter_asks required"},
	} {
		r := good
		tc.change(&r)
		if got := said(r.Check(date(t, "2026-05-01"), date(t, "2026-05-18"))); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestNewContact_check(t *testing.T) {
	t.Parallel()
	good := referral.NewContact{Whose: referral.ClientContact, Says: "A new solicitor gets the letters", On: date(t, "2026-05-10"), Agreed: "yes", Provider: "yes"}
	for name, tc := range map[string]struct {
		change func(*referral.NewContact)
		asks   bool
		want   string
	}{
		"as it should be":               {func(*referral.NewContact) {}, true, ""},
		"the client does not want it":   {func(n *referral.NewContact) { n.Agreed = "no" }, true, ""},
		"the client was not asked":      {func(n *referral.NewContact) { n.Agreed = "" }, true, "contact_agreed select_one"},
		"a child is not asked":          {func(n *referral.NewContact) { n.Agreed = "" }, false, ""},
		"our own telephone":             {func(n *referral.NewContact) { n.Whose, n.Agreed = referral.ResponderContact, "" }, true, ""},
		"nobody's, nothing, nowhere":    {func(n *referral.NewContact) { *n = referral.NewContact{} }, true, "contact_whose select_one, contact_says required, contact_changed_on required, contact_provider select_one"},
		"a change that is yet to come":  {func(n *referral.NewContact) { n.On = date(t, "2026-05-19") }, true, "contact_changed_on in_future"},
		"as much as no letter can hold": {func(n *referral.NewContact) { n.Says = strings.Repeat("x", 15001) }, true, "contact_says too_long"},
	} {
		n := good
		tc.change(&n)
		if got := said(n.Check(tc.asks, date(t, "2026-05-18"))); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestReply_check(t *testing.T) {
	t.Parallel()
	passed := referral.Passing{On: date(t, "2026-05-15"), Way: "post", To: "The caseworking team"}
	for name, tc := range map[string]struct {
		reply referral.Reply
		want  string
	}{
		"in words":               {referral.Reply{Says: "From May to July", Passed: passed}, ""},
		"with a document":        {referral.Reply{Documents: []referral.Attachment{{Number: 1}}, Passed: passed}, ""},
		"with nothing":           {referral.Reply{Passed: passed}, "reply_says required"},
		"before the letter":      {referral.Reply{Says: "x", Passed: referral.Passing{On: date(t, "2026-05-09"), Way: "post", To: "x"}}, "passed_on before"},
		"in unreadable words":    {referral.Reply{Says: "a\x07b", Passed: passed}, "reply_says unreadable_text"},
		"answered, sent nowhere": {referral.Reply{Says: "x"}, "passed_on required, passed_way select_one, passed_to required"},
	} {
		if got := said(tc.reply.Check(date(t, "2026-05-10"), date(t, "2026-05-18"))); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}
