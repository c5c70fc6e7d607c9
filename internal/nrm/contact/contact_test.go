package contact_test

import (
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/contact"
	"nrmdesk/internal/nrm/person"
)

func london(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.London())
	if err != nil {
		panic(err)
	}
	return t
}

func utc(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return t
}

var weekdays = person.Days[:5]

func TestSafeAt(t *testing.T) {
	t.Parallel()
	day := person.SafeContact{Days: weekdays, From: "10:00", Until: "14:00"}
	night := person.SafeContact{Days: []person.Day{"friday"}, From: "22:00", Until: "02:00"}
	late := person.SafeContact{From: "00:30", Until: "01:30"}
	for name, c := range map[string]struct {
		plan person.SafeContact
		at   time.Time
		safe bool
	}{
		"the first minute":                                 {day, london("2026-05-18 10:00"), true},
		"the minute before":                                {day, london("2026-05-18 09:59"), false},
		"the last minute":                                  {day, london("2026-05-18 13:59"), true},
		"the end itself":                                   {day, london("2026-05-18 14:00"), false},
		"a Saturday":                                       {day, london("2026-05-23 11:00"), false},
		"summer: nine in UTC is ten in London":             {day, utc("2026-05-18 09:00"), true},
		"winter: nine in UTC is nine in London":            {day, utc("2026-01-19 09:00"), false},
		"Friday night":                                     {night, london("2026-05-22 23:00"), true},
		"the morning after Friday night":                   {night, london("2026-05-23 01:59"), true},
		"two in the morning":                               {night, london("2026-05-23 02:00"), false},
		"Saturday night":                                   {night, london("2026-05-23 23:00"), false},
		"early on Friday belongs to Thursday night":        {night, london("2026-05-22 01:00"), false},
		"the night clocks go forward, before":              {late, utc("2026-03-29 00:45"), true},
		"the night clocks go forward, one is two":          {late, utc("2026-03-29 01:10"), false},
		"the night clocks go back, the hour comes":         {late, utc("2026-10-25 00:10"), true},
		"the night clocks go back, the hour comes again":   {late, utc("2026-10-25 01:10"), true},
		"the night clocks go back, and is over":            {late, utc("2026-10-25 01:30"), false},
		"nothing said is any time":                         {person.SafeContact{}, london("2026-05-23 03:00"), true},
		"days without hours":                               {person.SafeContact{Days: weekdays}, london("2026-05-24 11:00"), false},
		"over midnight into the day the clocks go forward": {person.SafeContact{Days: []person.Day{"saturday"}, From: "23:00", Until: "03:00"}, utc("2026-03-29 01:30"), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := contact.SafeAt(c.plan, c.at); got != c.safe {
				t.Errorf("safe: %v", got)
			}
		})
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	now := london("2026-05-18 11:00")
	for name, c := range map[string]struct {
		change func(p *contact.Plan, a *contact.Attempt)
		want   string
	}{
		"as the client said":    {func(*contact.Plan, *contact.Attempt) {}, "allowed"},
		"written otherwise":     {func(_ *contact.Plan, a *contact.Attempt) { a.Use = "+44 7700 900-123" }, "allowed"},
		"nothing is recorded":   {func(p *contact.Plan, _ *contact.Attempt) { *p = contact.Plan{} }, "stop no_plan"},
		"there is no safe way":  {func(p *contact.Plan, _ *contact.Attempt) { p.Channels = []person.Channel{person.NoChannel} }, "stop no_safe_way"},
		"a way not called safe": {func(_ *contact.Plan, a *contact.Attempt) { a.Channel, a.Use = person.Email, "ana@example.org" }, "stop channel"},
		"a number not given":    {func(_ *contact.Plan, a *contact.Attempt) { a.Use = "07700 900999" }, "stop unknown"},
		"an exploiter's number": {func(_ *contact.Plan, a *contact.Attempt) { a.Use = "+447700900666" }, "stop dangerous,unknown"},
		"an exploiter's, at the client's wish": {func(_ *contact.Plan, a *contact.Attempt) {
			a.Use, a.Request = "07700 900 666", "They asked for it"
		}, "stop dangerous,unknown"},
		"became dangerous since": {func(p *contact.Plan, _ *contact.Attempt) { p.Dangerous = []string{"0044 7700 900 123"} }, "stop dangerous"},
		"a watched e-mail address": {func(p *contact.Plan, a *contact.Attempt) {
			p.Channels, p.Details, p.Dangerous = []person.Channel{person.Email}, "ana@example.org", []string{"ANA@example.org"}
			a.Channel, a.Use = person.Email, "Ana@Example.org"
		}, "stop dangerous"},
		"outside the hours": {func(p *contact.Plan, _ *contact.Attempt) { p.From, p.Until = "14:00", "16:00" }, "stop hours"},
		"the client asked for it": {func(p *contact.Plan, a *contact.Attempt) {
			p.From, p.Until, a.Request = "14:00", "16:00", "On Friday, in person"
		}, "warn hours_asked"},
		"a letter has no hours": {func(p *contact.Plan, a *contact.Attempt) {
			p.From, p.Until, p.Channels, p.Details = "14:00", "16:00", []person.Channel{person.Post}, "The library, 4 Sample Road"
			a.Channel, a.Use = person.Post, "the library, 4 Sample Road"
		}, "allowed"},
		"hours in words":              {func(p *contact.Plan, _ *contact.Attempt) { p.Hours = "not when the children are home" }, "warn hours_in_words"},
		"a voicemail":                 {func(_ *contact.Plan, a *contact.Attempt) { a.Message = person.Yes }, "stop voicemail"},
		"a voicemail that is allowed": {func(p *contact.Plan, a *contact.Attempt) { p.Voicemail, a.Message = person.Yes, person.Yes }, "allowed"},
		"somebody else may answer":    {func(_ *contact.Plan, a *contact.Attempt) { a.OthersAnswer = person.Yes }, "warn others"},
		"a code word":                 {func(p *contact.Plan, _ *contact.Attempt) { p.CodeWord = "tulip" }, "warn code_word"},
		"who is there interprets":     {func(_ *contact.Plan, a *contact.Attempt) { a.Interpreting = contact.SomebodyThere }, "stop interpreter_there"},
		"no interpreter":              {func(p *contact.Plan, _ *contact.Attempt) { p.InterpreterNeeded = true }, "warn interpreter"},
		"what stops comes first":      {func(p *contact.Plan, a *contact.Attempt) { p.CodeWord, a.Message = "tulip", person.Yes }, "stop voicemail,code_word"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := contact.Plan{SafeContact: person.SafeContact{
				Channels: []person.Channel{person.Phone, person.Text}, Details: "07700 900123, after 10am", Voicemail: person.No, Dangerous: []string{"07700 900666"},
			}}
			a := contact.Attempt{
				Channel: person.Phone, Use: "07700 900123", Message: person.No, OthersAnswer: person.No, Interpreting: contact.NoInterpreter, Why: contact.CheckIn,
			}
			c.change(&p, &a)
			if ps := a.Check(); len(ps) > 0 {
				t.Fatal(ps)
			}
			j := contact.Judge(p, a, now)
			if got := strings.TrimSpace(string(j.Level()) + " " + strings.Join(j.Codes(), ",")); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			for _, f := range j.Findings {
				if !strings.HasSuffix(f.Sentence, ".") {
					t.Errorf("%s says %q", f.Code, f.Sentence)
				}
			}
		})
	}
}

func TestAttempt_check(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a    contact.Attempt
		want string
	}{
		"nothing said":  {contact.Attempt{}, "reach_by: select_one, reach_at: required, reach_why: select_one"},
		"a call":        {contact.Attempt{Channel: person.Phone, Use: "07700 900123", Why: contact.CheckIn}, "reach_message: select_one, reach_others: select_one, reach_interpreting: select_one"},
		"a letter":      {contact.Attempt{Channel: person.Post, Use: "4 Sample Road", Why: contact.Papers}, ""},
		"no way":        {contact.Attempt{Channel: person.NoChannel, Use: "x", Why: contact.Papers}, "reach_by: select_one"},
		"a long wish":   {contact.Attempt{Channel: person.Text, Use: "07700 900123", Why: contact.Other, Request: strings.Repeat("a", 2001)}, "reach_request: too_long"},
		"a bad purpose": {contact.Attempt{Channel: person.Text, Use: "07700 900123", Why: "gossip"}, "reach_why: select_one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, p := range c.a.Check() {
				got = append(got, p.Field+": "+p.Code)
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("%s, want %s", strings.Join(got, ", "), c.want)
			}
		})
	}
}

func TestOutcome_check(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		by   person.Channel
		o    contact.Outcome
		want int
	}{
		"reached":                    {person.Phone, contact.Outcome{Result: contact.Reached}, 0},
		"nothing said":               {person.Phone, contact.Outcome{}, 1},
		"a letter cannot be reached": {person.Post, contact.Outcome{Result: contact.Reached}, 1},
		"a letter is sent":           {person.Post, contact.Outcome{Result: contact.Sent}, 0},
		"who answered is told":       {person.Phone, contact.Outcome{Result: contact.SomebodyElse}, 1},
		"what was wrong is told":     {person.Phone, contact.Outcome{Result: contact.CodeWordWrong, Note: "Said “daisy”"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if ps := c.o.Check(c.by); len(ps) != c.want {
				t.Error(ps)
			}
		})
	}
	if len(contact.Advice(contact.CodeWordWrong)) == 0 || len(contact.Advice(contact.Reached)) != 0 {
		t.Error("advice is for what went wrong")
	}
}
