package ical_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"nrmdesk/internal/ical"
	"nrmdesk/internal/nrm/calendar"
)

var changed = time.Date(2026, time.May, 18, 9, 30, 0, 0, calendar.London())

func sampleCalendar() ical.Calendar {
	return ical.Calendar{Name: "NRM Desk", Refresh: time.Hour, Events: []ical.Event{
		{UID: "a@nrmdesk", Changed: changed, Day: calendar.NewDate(2026, time.December, 31), Summary: "NRM Desk reminder", Link: "https://desk.example.org/calendar/dates/1"},
		{
			UID: "b@nrmdesk", Sequence: 2, Changed: changed, Day: calendar.NewDate(2028, time.February, 29),
			Summary: "Semicolon; comma, back\\slash\nand a second line that goes on – with a dash of three octets – beyond one line ééééé",
			Link:    "https://desk.example.org/calendar/dates/" + strings.Repeat("0123456789", 12),
		},
	}}
}

// TestWrite_anotherLibraryReadsIt reads the calendar with a parser that is not
// ours and finds everything that was put in.
func TestWrite_anotherLibraryReadsIt(t *testing.T) {
	t.Parallel()
	in := sampleCalendar()
	parsed, err := ics.ParseCalendar(bytes.NewReader(ical.Write(in)))
	if err != nil {
		t.Fatal(err)
	}
	for property, want := range map[ics.Property]string{
		ics.PropertyVersion: "2.0", ics.PropertyMethod: "PUBLISH", ics.PropertyCalscale: "GREGORIAN", "X-WR-CALNAME": "NRM Desk", "X-PUBLISHED-TTL": "PT60M",
	} {
		got := ""
		for _, p := range parsed.CalendarProperties {
			if p.IANAToken == string(property) {
				got = p.Value
			}
		}
		if got != want {
			t.Errorf("%s is %q, want %q", property, got, want)
		}
	}
	events := parsed.Events()
	if len(events) != len(in.Events) {
		t.Fatalf("%d events, want %d", len(events), len(in.Events))
	}
	for i, e := range events {
		want := in.Events[i]
		start, err := e.GetAllDayStartAt()
		if err != nil || calendar.LondonDay(start.Add(12*time.Hour)) != want.Day {
			t.Errorf("event %d starts %s, %v", i, start, err)
		}
		end, err := e.GetAllDayEndAt()
		if err != nil || end.Sub(start) != 24*time.Hour {
			t.Errorf("event %d lasts from %s to %s, %v", i, start, end, err)
		}
		if at, err := e.GetDtStampTime(); err != nil || !at.Equal(want.Changed) {
			t.Errorf("event %d is stamped %s, %v", i, at, err)
		}
		for property, text := range map[ics.ComponentProperty]string{
			ics.ComponentPropertyUniqueId: want.UID, ics.ComponentPropertySummary: want.Summary, ics.ComponentPropertyUrl: want.Link,
			ics.ComponentPropertyDescription: want.Link, ics.ComponentPropertyClass: "PRIVATE", ics.ComponentPropertyTransp: "TRANSPARENT",
			ics.ComponentPropertySequence: []string{"0", "1", "2"}[want.Sequence],
		} {
			if p := e.GetProperty(property); p == nil || p.Value != text {
				t.Errorf("event %d: %s is %v, want %q", i, property, p, text)
			}
		}
	}
}

// TestWrite_everyLineIsWithinTheStandard holds the text to RFC 5545 §3.1,
// where parsers are more patient than some calendars.
func TestWrite_everyLineIsWithinTheStandard(t *testing.T) {
	t.Parallel()
	text := string(ical.Write(sampleCalendar()))
	if !strings.HasSuffix(text, "\r\n") || strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\r\n") {
		t.Error("a line ends otherwise than with CRLF")
	}
	folded := 0
	for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 {
			t.Errorf("%d octets: %q", len(line), line)
		}
		if !utf8.ValidString(line) {
			t.Errorf("a character is cut in two: %q", line)
		}
		if strings.HasPrefix(line, " ") {
			folded++
		}
	}
	if folded < 3 {
		t.Errorf("only %d lines were folded: the example no longer shows it", folded)
	}
	if again := string(ical.Write(sampleCalendar())); again != text {
		t.Error("the same calendar gives another text")
	}
}

func TestWrite_nothingDue(t *testing.T) {
	t.Parallel()
	parsed, err := ics.ParseCalendar(bytes.NewReader(ical.Write(ical.Calendar{Name: "NRM Desk", Refresh: time.Hour})))
	if err != nil || len(parsed.Events()) != 0 {
		t.Errorf("%v, %v", parsed, err)
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("NRM Desk reminder")
	f.Add("é;,\\\n" + strings.Repeat("–", 60))
	f.Fuzz(func(t *testing.T, summary string) {
		if !utf8.ValidString(summary) || strings.ContainsAny(summary, "\x00\r") {
			return
		}
		in := ical.Calendar{Events: []ical.Event{{UID: "a", Changed: changed, Day: calendar.NewDate(2026, time.May, 18), Summary: summary}}}
		text := string(ical.Write(in))
		for _, line := range strings.Split(text, "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) {
				t.Fatalf("%q", line)
			}
		}
		if got := strings.ReplaceAll(text, "\r\n ", ""); strings.Count(got, "\r\n") != strings.Count(string(ical.Write(ical.Calendar{Events: []ical.Event{{}}})), "\r\n") {
			t.Fatalf("%q begins a property of its own:\n%s", summary, text)
		}
	})
}
