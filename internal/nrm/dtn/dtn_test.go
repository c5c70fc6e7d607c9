package dtn_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
)

var today = calendar.NewDate(2026, time.May, 18)

func refused(c6 consent.Answer) consent.Standing {
	return consent.Standing{Status: consent.StatusRefused, Record: consent.Record{
		ID: "no", Kind: consent.Answers, GivenOn: calendar.NewDate(2026, time.May, 5),
		ReferToNRM: consent.No, IdentifyInDuty: c6,
	}}
}

func TestOwed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*dtn.About)
		want   dtn.Basis
	}{
		{"council in England", func(*dtn.About) {}, dtn.Duty},
		{"police in Wales", func(a *dtn.About) { a.Nation = calendar.Wales }, dtn.Duty},
		{"charity in England", func(a *dtn.About) { a.Listed = false }, dtn.Report},
		{"listed body in Scotland", func(a *dtn.About) { a.Nation = calendar.Scotland }, dtn.Report},
		{"listed body in Northern Ireland", func(a *dtn.About) { a.Nation = calendar.NorthernIreland }, dtn.Report},
		{"the day the duty began", func(a *dtn.About) { a.Today = calendar.NewDate(2015, time.November, 1) }, dtn.Duty},
		{"the day before", func(a *dtn.About) { a.Today = calendar.NewDate(2015, time.October, 31) }, dtn.Report},
		{"a referral was made", func(a *dtn.About) { a.ReferralSent = true }, dtn.None},
		{"withdrawn before the referral was sent", func(a *dtn.About) { a.Standing.Status = consent.StatusWithdrawn }, dtn.Duty},
		{"withdrawn after it was sent", func(a *dtn.About) {
			a.Standing.Status, a.ReferralSent = consent.StatusWithdrawn, true
		}, dtn.None},
		{"the client has not said no", func(a *dtn.About) { a.Standing = consent.Standing{Status: consent.StatusNeedsMoreTime} }, dtn.None},
		{"a child is not asked", func(a *dtn.About) { a.Standing = consent.Standing{Status: consent.StatusNotRequired} }, dtn.None},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := dtn.About{Listed: true, Nation: calendar.England, Standing: refused("no"), Today: today}
			tt.change(&a)
			got := dtn.Owed(a)
			if got.Basis != tt.want || got.Reason == "" || got.Citation == "" {
				t.Errorf("got %+v, want %s", got, tt.want)
			}
		})
	}
}

// Body by nation: only a body that s.52 lists, in England and Wales, has a duty,
// and nobody else's report is called one.
func TestOwed_bodyByNation(t *testing.T) {
	t.Parallel()
	bodies := []struct {
		name   string
		listed bool
	}{{"police", true}, {"council", true}, {"Home Office team, by policy", true}, {"charity", false}, {"health trust", false}}
	for _, body := range bodies {
		for _, nation := range calendar.Nations {
			for name, standing := range map[string]consent.Status{"refused": consent.StatusRefused, "withdrawn": consent.StatusWithdrawn} {
				want, says := dtn.Report, "may be sent"
				if body.listed && nation.Division() == calendar.EnglandAndWales {
					want, says = dtn.Duty, "must report"
				}
				a := dtn.About{Listed: body.listed, Nation: nation, Standing: refused("no"), Today: today}
				a.Standing.Status = standing
				got := dtn.Owed(a)
				if got.Basis != want || !strings.Contains(got.Reason, says) || got.Who == "" || got.Citation == "" || got.IfReferred() == "" {
					t.Errorf("%s in %s, %s: %+v", body.name, nation, name, got)
				}
				if want == dtn.Report && strings.Contains(got.Reason, "must") || strings.Contains(got.IfReferred(), "duty") != (want == dtn.Duty) {
					t.Errorf("%s in %s: a report is called a duty: %+v, %s", body.name, nation, got, got.IfReferred())
				}
				a.ReferralSent = true
				if done := dtn.Owed(a); done.Basis != dtn.None || !strings.Contains(done.Reason, "discharges the duty") || done.IfReferred() != "" {
					t.Errorf("%s in %s, referred: %+v", body.name, nation, done)
				}
			}
		}
	}
}

func TestIdentifiable_onlyByC6(t *testing.T) {
	t.Parallel()
	for answer, want := range map[consent.Answer]bool{
		consent.Yes: true, consent.No: false, consent.NeedsMoreTime: false, consent.Unanswered: false,
	} {
		if got := dtn.Identifiable(refused(answer)); got != want {
			t.Errorf("C6 %q: %v", answer, got)
		}
	}
	helps := refused(consent.No)
	helps.Record.HelpAuthorities, helps.Record.SharePolice = consent.Yes, consent.Yes
	if dtn.Identifiable(helps) {
		t.Error("help to the police stood in for leave to be named")
	}
	withdrawn := refused(consent.Yes)
	withdrawn.Status = consent.StatusWithdrawn
	if dtn.Identifiable(withdrawn) {
		t.Error("a withdrawn answer names the client")
	}
	for name, change := range map[string]func(*consent.Standing){
		"taken back by itself": func(s *consent.Standing) {
			s.TakenBack = map[consent.Purpose]calendar.Date{consent.IdentifyInDuty: s.Record.GivenOn}
		},
		"run out": func(s *consent.Standing) {
			s.Record.Ends, s.Day = consent.Ends{How: consent.EndsOn, On: s.Record.GivenOn}, s.Record.GivenOn.AddDays(1)
		},
		"doubted": func(s *consent.Standing) { s.Doubted = &consent.Standing{} },
	} {
		s := refused(consent.Yes)
		change(&s)
		if dtn.Identifiable(s) {
			t.Errorf("%s: the client is named all the same", name)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	type ab = dtn.About
	type re = dtn.Record
	tests := []struct {
		name   string
		change func(*ab, *re)
		want   string
	}{
		{"anonymous report", func(*ab, *re) {}, ""},
		{"named with leave", func(a *ab, r *re) { a.Standing, r.Named = refused(consent.Yes), true }, ""},
		{"named without leave", func(_ *ab, r *re) { r.Named = true }, "named:no_consent"},
		{"a charity's report called a duty", func(a *ab, _ *re) { a.Listed = false }, "basis:mismatch"},
		{"nothing to report", func(a *ab, _ *re) { a.ReferralSent = true }, "basis:not_owed"},
		{"nothing answered", func(_ *ab, r *re) { *r = re{} }, "basis:mismatch sent_on:required sent_how:select_one"},
		{"sent tomorrow", func(_ *ab, r *re) { r.SentOn = today.AddDays(1) }, "sent_on:in_future"},
		{"sent before the client said no", func(_ *ab, r *re) { r.SentOn = calendar.NewDate(2026, time.May, 4) }, "sent_on:before"},
		{"reference of 20 KB", func(_ *ab, r *re) { r.Reference = strings.Repeat("x", 20_000) }, "reference:too_long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := ab{Listed: true, Nation: calendar.England, Standing: refused(consent.No), Today: today}
			r := re{Basis: dtn.Duty, SentOn: today, SentHow: dtn.OnlineForm}
			tt.change(&a, &r)
			var got []string
			for _, p := range dtn.Check(a, r) {
				got = append(got, p.Field+":"+p.Code)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSentHow_everyWayHasWords(t *testing.T) {
	t.Parallel()
	for _, h := range dtn.SentHows {
		if h.Label() == "" {
			t.Errorf("%s has no label", h)
		}
	}
}
