package referral

import (
	"slices"
	"strings"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// Level says what a finding does: Refuse stops the referral, Warn is shown to
// writer and reviewer.
type Level string

// The two levels.
const (
	Refuse Level = "refuse"
	Warn   Level = "warn"
)

// Finding is two answers that do not fit together. Field is the one to look at
// first, Other the answer it disagrees with; Sentence says what Code means.
type Finding struct {
	Field, Other string
	Code         string
	Level        Level
	Short        string // what Field is called, where the sentence is about its text
}

// Findings compares the answers in play with each other. The official form
// compares none of them (referral-form.md §7, weakness 10).
func (d *Draft) Findings() []Finding {
	var found []Finding
	add := func(when bool, level Level, code, field, other string) {
		if when {
			found = append(found, Finding{Field: field, Other: other, Code: code, Level: level})
		}
	}
	if birth, err := calendar.ParseDate(d.live("date_of_birth")); err == nil && d.sound(d.Form.byName["date_of_birth"]) {
		adult := !d.Today.Before(eighteenth(birth))
		add(!adult && d.is(FieldAgeStatus, "adult"), Refuse, "adult_with_childs_birth_date", "date_of_birth", FieldAgeStatus)
		add(adult && d.is(FieldAgeStatus, "under_18"), Refuse, "child_with_adults_birth_date", "date_of_birth", FieldAgeStatus)
		add(adult && d.is(FieldAgeStatus, "unknown"), Warn, "age_unknown_with_adults_birth_date", "date_of_birth", FieldAgeStatus)
	}
	add(d.is("exploitation_forms", "child_sexual_exploitation") && d.is("under_18_when_exploited", "no"),
		Warn, "child_form_but_never_a_child", "exploitation_forms", "under_18_when_exploited")
	add(d.is("still_exploited", "yes") && (d.is("last_contact", "6_to_12_months") || d.is("last_contact", "over_a_year")),
		Warn, "still_exploited_without_contact", "last_contact", "still_exploited")
	add(d.is("has_children", "yes") && strings.Trim(d.live("children_count"), "0") == "" && d.live("children_count") != "",
		Warn, "has_children_but_none", "children_count", "has_children")
	add(d.live("second_nationality") != "" && d.live("second_nationality") == d.live("nationality"),
		Warn, "same_nationality_twice", "second_nationality", "nationality")
	add(d.live("responder_backup_email") != "" && strings.EqualFold(d.live("responder_backup_email"), d.live("work_email")),
		Warn, "covers_for_oneself", "responder_backup_email", "work_email")
	// MSA s.52: a reference the police hold can lead to an adult who has not
	// agreed to be named.
	add(d.Nameless() && d.live("crime_reference") != "", Warn, "reference_in_nameless_report", "crime_reference", "")
	// The official form offers the name boxes only to those who will help.
	add(d.route == DtN && d.Facts.MayBeNamed && d.is("will_help_authorities", "no"),
		Warn, "named_but_official_form_has_no_place", "will_help_authorities", "")
	for _, f := range d.Form.Fields {
		add(f.Check == "no_web_address" && hasWebAddress(d.live(f.Name)), Warn, "web_address", f.Name, "")
	}
	return append(found, d.traceFindings()...)
}

// live is the single answer to a field that is in play, otherwise "".
func (d *Draft) live(name string) string {
	if f := d.Form.byName[name]; f != nil && d.InPlay(f) {
		return d.Text(name)
	}
	return ""
}

func (d *Draft) is(name, value string) bool {
	f := d.Form.byName[name]
	return f != nil && d.InPlay(f) && slices.Contains(d.values[f.index], value)
}

// eighteenth is the 18th birthday. Somebody born on 29 February is treated as
// a child for the day longer: doubt counts as under 18 (MSA s.51).
func eighteenth(birth calendar.Date) calendar.Date {
	y, m, day := birth.Year()+18, birth.Month(), birth.Day()
	if !calendar.IsReal(y, int(m), day) {
		return calendar.NewDate(y, time.March, 1)
	}
	return calendar.NewDate(y, m, day)
}

func hasWebAddress(s string) bool {
	s = strings.ToLower(s)
	return strings.Contains(s, "http://") || strings.Contains(s, "https://") || strings.Contains(s, "www.")
}
