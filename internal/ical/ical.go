// Package ical writes calendars that other programs subscribe to (RFC 5545).
// It knows whole days only: a date due has no hour. What may stand in a
// calendar that leaves the building is decided by whoever fills it.
package ical

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"nrmdesk/internal/nrm/calendar"
)

// Calendar is a list of days under a name.
type Calendar struct {
	Name    string
	Refresh time.Duration // how often a program should ask again; whole minutes
	Events  []Event
}

// Event is something that lasts one day. UID stays the same when the day
// moves, and Sequence rises then, so that a program moves its entry instead of
// adding another.
type Event struct {
	UID      string
	Sequence int
	Changed  time.Time
	Day      calendar.Date
	Summary  string
	Link     string
}

// product names the program in its calendars (RFC 5545 §3.7.3).
const product = "-//NRM Desk//NRM Desk//EN"

// Write gives the calendar as text. The same calendar gives the same text.
func Write(c Calendar) []byte {
	var w writer
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", product)
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", "PUBLISH")
	w.line("NAME", escaped(c.Name)) // RFC 7986; older programs read the next line
	w.line("X-WR-CALNAME", escaped(c.Name))
	every := "PT" + strconv.Itoa(int(c.Refresh.Minutes())) + "M"
	w.line("REFRESH-INTERVAL;VALUE=DURATION", every)
	w.line("X-PUBLISHED-TTL", every)
	for _, e := range c.Events {
		w.event(e)
	}
	w.line("END", "VCALENDAR")
	return w.text
}

type writer struct{ text []byte }

func (w *writer) event(e Event) {
	changed := e.Changed.UTC().Format("20060102T150405Z")
	w.line("BEGIN", "VEVENT")
	w.line("UID", escaped(e.UID))
	w.line("DTSTAMP", changed)
	w.line("LAST-MODIFIED", changed)
	w.line("SEQUENCE", strconv.Itoa(e.Sequence))
	w.line("DTSTART;VALUE=DATE", e.Day.UTC().Format("20060102"))
	w.line("DTEND;VALUE=DATE", e.Day.AddDays(1).UTC().Format("20060102")) // the first day that is over
	w.line("SUMMARY", escaped(e.Summary))
	w.line("CLASS", "PRIVATE")
	w.line("TRANSP", "TRANSPARENT") // a date due takes up nobody's day
	w.line("URL", e.Link)
	w.line("DESCRIPTION", escaped(e.Link)) // for programs that do not show URL
	w.line("END", "VEVENT")
}

// longest is how many octets a line may have before it must be folded.
const longest = 75

// line writes a property, folded where it is too long and never inside a
// character (RFC 5545 §3.1).
func (w *writer) line(name, value string) {
	rest, room := name+":"+value, longest
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.text = append(append(w.text, rest[:cut]...), "\r\n "...)
		rest, room = rest[cut:], longest-1 // the space at the start counts
	}
	w.text = append(append(w.text, rest...), "\r\n"...)
}

// escaped is text as a value (RFC 5545 §3.3.11).
var escaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

func escaped(text string) string { return escaper.Replace(text) }
