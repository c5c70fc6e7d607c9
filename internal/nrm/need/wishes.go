package need

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Preference is whom the client would rather have. Nobody has to say why
// (mygov.scot; First Responder Toolkit April 2026).
type Preference string

// The preferences. Empty: not asked.
const (
	Woman  Preference = "woman"
	Man    Preference = "man"
	Either Preference = "either"
)

// Preferences lists them in the order of the page.
var Preferences = []Preference{Woman, Man, Either}

// Label is the preference in the words staff read.
func (p Preference) Label() string {
	switch p {
	case Woman:
		return "A woman"
	case Man:
		return "A man"
	case Either:
		return "No preference"
	default:
		return ""
	}
}

// Sayer is who said what a client wishes.
type Sayer string

// Who can have said it.
const (
	ClientSaid  Sayer = "client"
	ForClient   Sayer = "for_client"
	StaffNotice Sayer = "staff"
)

// Sayers lists them in the order of the page.
var Sayers = []Sayer{ClientSaid, ForClient, StaffNotice}

// Label is who said it in the words staff read.
func (s Sayer) Label() string {
	switch s {
	case ClientSaid:
		return "The client"
	case ForClient:
		return "Somebody who speaks for the client"
	case StaffNotice:
		return "Nobody said it: I noticed it"
	default:
		return ""
	}
}

// Wishes are what a client asked of those who help, as last recorded. The zero
// value means that nobody asked.
type Wishes struct {
	ID           string
	Interviewer  Preference
	Interpreter  Preference
	Language     string // dialect, faith, somebody not to be used as interpreter
	Unsafe       string // places and areas where the client must not be sent, one to a line
	Access       string // steps, hearing, reading, children who come along
	Sayer        Sayer
	SayerDetails string
	On           calendar.Date
	By           string
	At           time.Time
}

const maxWish = 1000

// Check checks wishes before they are kept, in page order.
func (w Wishes) Check() fault.Problems {
	var ps fault.Problems
	for _, p := range []struct {
		field string
		value Preference
	}{{"wish_interviewer", w.Interviewer}, {"wish_interpreter", w.Interpreter}} {
		if p.value != "" && !slices.Contains(Preferences, p.value) {
			ps.Add(p.field, "not_in_list")
		}
	}
	for _, t := range []struct{ field, text string }{
		{"wish_language", w.Language}, {"wish_unsafe", w.Unsafe}, {"wish_access", w.Access}, {"wish_sayer_details", w.SayerDetails},
	} {
		if utf8.RuneCountInString(t.text) > maxWish {
			ps.Add(t.field, "too_long", strconv.Itoa(maxWish))
		}
	}
	if !slices.Contains(Sayers, w.Sayer) {
		ps.Add("wish_sayer", "select_one")
	}
	return ps
}

// Line is one wish, as it is shown and as it may be passed on.
type Line struct{ Name, Says string }

// Lines are the wishes that were said, in the order of the page.
func (w Wishes) Lines() []Line {
	var lines []Line
	for _, l := range []Line{
		{"Interviewer", w.Interviewer.Label()}, {"Interpreter", w.Interpreter.Label()}, {"About interpreters", w.Language},
		{"Unsafe to be sent to", strings.Join(w.Places(), ", ")}, {"Access", w.Access},
	} {
		if strings.TrimSpace(l.Says) != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// Text is all of it for somebody else, one wish to a line; empty when nothing
// was said.
func (w Wishes) Text() string {
	var lines []string
	for _, l := range w.Lines() {
		lines = append(lines, l.Name+": "+l.Says)
	}
	return strings.Join(lines, "\n")
}

// Places are where the client must not be sent.
func (w Wishes) Places() []string {
	var list []string
	for _, p := range strings.FieldsFunc(w.Unsafe, func(r rune) bool { return r == '\n' || r == ',' || r == ';' }) {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

// UnsafeIn lists the places of the client that some texts about a service
// name: whole words, whatever the capitals. That none is named proves nothing,
// because few services say where they are.
func (w Wishes) UnsafeIn(texts ...string) []string {
	about := " " + words(strings.Join(texts, " | ")) + " "
	return slices.DeleteFunc(w.Places(), func(place string) bool {
		bare := words(place)
		return bare == "" || !strings.Contains(about, " "+bare+" ")
	})
}

// words is a text in small letters, without its marks; a word ends where the
// letters end.
func words(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '|'
	}), " ")
}
