package link_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/link"
)

var (
	made  = time.Date(2026, time.May, 18, 9, 30, 0, 0, time.UTC)
	today = calendar.NewDate(2026, time.May, 18)
	live  = link.Handoff{State: handoff.Sent, Today: today}
)

func fresh() link.Link {
	return link.New(link.Practice{Life: 72 * time.Hour, Views: 3, WrongCodes: 5, CodeDigits: 6, Reading: 20 * time.Minute}, made)
}

func TestPracticeOn_everyRowHasASourceAndTheNumbersWeSay(t *testing.T) {
	t.Parallel()
	want := link.Practice{Life: 72 * time.Hour, Views: 10, WrongCodes: 5, CodeDigits: 6, Reading: 20 * time.Minute}
	if got := link.PracticeOn(today); got != want {
		t.Errorf("practice %+v, want %+v", got, want)
	}
}

func TestTry(t *testing.T) {
	t.Parallel()
	later := func(d time.Duration) time.Time { return made.Add(d) }
	cases := map[string]struct {
		before func(l *link.Link)
		right  bool
		h      link.Handoff
		at     time.Time
		want   link.Result
		state  link.State
	}{
		"the right code opens":                        {right: true, h: live, at: made, want: link.Opening, state: link.Opened},
		"a wrong code is counted":                     {h: live, at: made, want: link.WrongCode, state: link.Waiting},
		"the fifth wrong code locks":                  {before: func(l *link.Link) { l.WrongCodes = 4 }, h: live, at: made, want: link.Locking, state: link.Locked},
		"a locked link takes no code":                 {before: func(l *link.Link) { l.WrongCodes = 5 }, right: true, h: live, at: made, want: link.Shut, state: link.Locked},
		"the last moment":                             {right: true, h: live, at: later(72*time.Hour - time.Nanosecond), want: link.Opening, state: link.Opened},
		"run out":                                     {right: true, h: live, at: later(72 * time.Hour), want: link.TooLate, state: link.Expired},
		"a wrong code after it ran out is counted":    {before: func(l *link.Link) { l.WrongCodes = 4 }, h: live, at: later(100 * time.Hour), want: link.Locking, state: link.Locked},
		"the last view":                               {before: func(l *link.Link) { l.Views = 2 }, right: true, h: live, at: made, want: link.Opening, state: link.UsedUp},
		"no view is left":                             {before: func(l *link.Link) { l.Views = 3 }, right: true, h: live, at: made, want: link.TooLate, state: link.UsedUp},
		"stopped":                                     {before: func(l *link.Link) { l.End(link.Stopped, made) }, right: true, h: live, at: made, want: link.TooLate, state: link.IsStopped},
		"replaced, and stopped after that":            {before: func(l *link.Link) { l.End(link.Replaced, made); l.End(link.Stopped, made) }, right: true, h: live, at: made, want: link.TooLate, state: link.IsReplaced},
		"the handoff was taken back":                  {right: true, h: link.Handoff{State: handoff.Revoked, Today: today}, at: made, want: link.TooLate, state: link.Waiting},
		"the client allows nothing of it any more":    {right: true, h: link.Handoff{State: handoff.Sent, TakenBack: true, Today: today}, at: made, want: link.TooLate, state: link.Waiting},
		"what was shared was for a time that is over": {right: true, h: link.Handoff{State: handoff.Sent, KeepUntil: today.AddDays(-1), Today: today}, at: made, want: link.TooLate, state: link.Waiting},
		"the last day of that time":                   {right: true, h: link.Handoff{State: handoff.Sent, KeepUntil: today, Today: today}, at: made, want: link.Opening, state: link.Opened},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := fresh()
			if c.before != nil {
				c.before(&l)
			}
			if got := l.Try(c.right, c.h, c.at); got != c.want {
				t.Errorf("the code %s, want %s", got, c.want)
			}
			if got := l.State(c.at); got != c.state {
				t.Errorf("the link is %s, want %s", got, c.state)
			}
		})
	}
}

func TestReads_endsWithWhatEndsTheLink(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(l *link.Link, h *link.Handoff)
		want   link.Over
	}{
		"goes on":                         {func(*link.Link, *link.Handoff) {}, ""},
		"the last view counts to its end": {func(l *link.Link, _ *link.Handoff) { l.Views = 3 }, ""},
		"stopped":                         {func(l *link.Link, _ *link.Handoff) { l.End(link.Stopped, made) }, link.OverStopped},
		"replaced":                        {func(l *link.Link, _ *link.Handoff) { l.End(link.Replaced, made) }, link.OverReplaced},
		"locked by somebody else":         {func(l *link.Link, _ *link.Handoff) { l.WrongCodes = 5 }, link.OverLocked},
		"run out":                         {func(l *link.Link, _ *link.Handoff) { l.ExpiresAt = made }, link.OverExpired},
		"taken back":                      {func(_ *link.Link, h *link.Handoff) { h.State = handoff.Revoked }, link.OverTakenBack},
		"consent withdrawn":               {func(_ *link.Link, h *link.Handoff) { h.TakenBack = true }, link.OverTakenBack},
		"withdrawn and stopped":           {func(l *link.Link, h *link.Handoff) { h.TakenBack = true; l.End(link.Stopped, made) }, link.OverTakenBack},
		"declined":                        {func(_ *link.Link, h *link.Handoff) { h.State = handoff.Refused }, link.OverRefused},
		"closed":                          {func(_ *link.Link, h *link.Handoff) { h.State = handoff.Closed }, link.OverClosed},
		"accepted, first contact to come": {func(_ *link.Link, h *link.Handoff) { h.State = handoff.Accepted }, ""},
		"question asked, answer to come":  {func(_ *link.Link, h *link.Handoff) { h.State = handoff.QuestionAsked }, ""},
		"kept as long as it may be":       {func(_ *link.Link, h *link.Handoff) { h.KeepUntil = today }, ""},
		"kept longer than it may be":      {func(_ *link.Link, h *link.Handoff) { h.KeepUntil = today.AddDays(-1) }, link.OverKept},
	}
	for name, c := range cases {
		l, h := fresh(), live
		l.Try(true, h, made)
		c.change(&l, &h)
		if got := l.Reads(h, made.Add(time.Minute)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestReadingUntil_neverBeyondTheLink(t *testing.T) {
	t.Parallel()
	l, p := fresh(), link.Practice{Reading: 20 * time.Minute}
	if got := l.ReadingUntil(p, made); !got.Equal(made.Add(20 * time.Minute)) {
		t.Errorf("until %s", got)
	}
	if got := l.ReadingUntil(p, l.ExpiresAt.Add(-time.Minute)); !got.Equal(l.ExpiresAt) {
		t.Errorf("until %s, beyond the end of the link", got)
	}
}

func TestMayBeSent(t *testing.T) {
	t.Parallel()
	for _, s := range handoff.States {
		want := slices.Contains([]handoff.State{handoff.Sent, handoff.Seen, handoff.NoAnswer, handoff.QuestionAsked, handoff.Accepted, handoff.FirstContactHad}, s)
		if err := link.MayBeSent(s); (err == nil) != want {
			t.Errorf("a link for a handoff at %s: %v", s, err)
		}
	}
}

func TestReply_Check(t *testing.T) {
	t.Parallel()
	sent := today.AddDays(-1)
	ok := map[link.Act]link.Reply{
		link.Accept:       {Act: link.Accept, Name: "Jo Worker", Phone: "020 7946 0000"},
		link.Refuse:       {Act: link.Refuse, Name: "Jo Worker", Text: "No bed free"},
		link.Ask:          {Act: link.Ask, Name: "Jo Worker", Text: "Is there a child?"},
		link.FirstContact: {Act: link.FirstContact, Name: "Jo Worker", On: today},
	}
	for act, reply := range ok {
		if ps := reply.Check(sent, today); len(ps) > 0 {
			t.Errorf("%s: %v", act, ps)
		}
	}
	bad := map[string]struct {
		reply link.Reply
		want  string
	}{
		"nobody's name":              {link.Reply{Act: link.Ask, Name: "  ", Text: "x"}, "link_name/required"},
		"a name too long":            {link.Reply{Act: link.Ask, Name: strings.Repeat("é", 201), Text: "x"}, "link_name/too_long"},
		"no number":                  {link.Reply{Act: link.Accept, Name: "Jo"}, "link_phone/required"},
		"words for a number":         {link.Reply{Act: link.Accept, Name: "Jo", Phone: "the usual one"}, "link_phone/not_a_phone"},
		"no reason":                  {link.Reply{Act: link.Refuse, Name: "Jo"}, "link_text/required"},
		"no question":                {link.Reply{Act: link.Ask, Name: "Jo", Text: "\n"}, "link_text/required"},
		"too long a question":        {link.Reply{Act: link.Ask, Name: "Jo", Text: strings.Repeat("x", 2001)}, "link_text/too_long"},
		"no day of first contact":    {link.Reply{Act: link.FirstContact, Name: "Jo"}, "link_contact_on/required"},
		"first contact tomorrow":     {link.Reply{Act: link.FirstContact, Name: "Jo", On: today.AddDays(1)}, "link_contact_on/in_future"},
		"first contact before it":    {link.Reply{Act: link.FirstContact, Name: "Jo", On: sent.AddDays(-1)}, "link_contact_on/before"},
		"too long a note of contact": {link.Reply{Act: link.FirstContact, Name: "Jo", On: today, Text: strings.Repeat("x", 2001)}, "link_text/too_long"},
	}
	for name, c := range bad {
		ps := c.reply.Check(sent, today)
		if len(ps) != 1 || ps[0].Field+"/"+ps[0].Code != c.want {
			t.Errorf("%s: %v, want %s", name, ps, c.want)
		}
	}
}

func TestCheckAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"duty@harbour.example": "", "": "required", "duty": "not_an_email", "Duty <duty@harbour.example>": "not_an_email",
		"a@b.example, c@d.example": "not_an_email", strings.Repeat("x", 250) + "@b.example": "too_long",
		"duty@harbour.example\r\nBcc: x@y.example": "not_an_email",
	} {
		ps := link.CheckAddress(address)
		got := ""
		if len(ps) > 0 {
			got = ps[0].Code
		}
		if got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

func TestCodeDigits(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"123456", " 123 456 ", "123-456", "12\u00a034 56\n"} {
		if got := link.CodeDigits(typed); got != "123456" {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
}
