package server

import (
	"fmt"
	"strings"

	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/render"
)

func askSafeContact(q *questions) {
	var choices []choice
	for _, ch := range person.Channels {
		choices = append(choices, choice{value: string(ch), text: ch.Label()})
	}
	q.some("contact_channel", "Safe ways to make contact", "Choose only what the client says is safe.", choices...)
	q.long("contact_details", "Number, address or worker", "Never a number that an exploiter knows.")
	days := q.some("contact_days", "Safe days (optional)", "Choose none if every day is safe.", labelled(person.Days)...)
	days.Classes = "govuk-checkboxes--small"
	q.text("contact_from", "Safe from (optional)", "A time of day, for example 10am.")
	q.text("contact_until", "Safe until (optional)", "For example 2pm. A time before the first one is on the next morning.")
	q.text("contact_hours", "Anything else about the time (optional)", "For example, not when the children are home.")
	q.text("contact_code_word", "Code word (optional)", "A word that shows it is you, or that it is not safe to talk.")
	q.yesNo("contact_voicemail", "If you call, may you leave a voicemail?", "Answer this if a phone call is one of the ways.")
	q.long("contact_dangerous", "Numbers and addresses that must never be used (optional)", "Known to be an exploiter’s, or watched. One on each line.")
}

func safeContactOf(v form.Values) person.SafeContact {
	c := person.SafeContact{
		Details: v.Trimmed("contact_details"), From: timeOfDay(v, "contact_from"), Until: timeOfDay(v, "contact_until"),
		Hours: v.Trimmed("contact_hours"), CodeWord: v.Trimmed("contact_code_word"), Voicemail: person.YesNo(v.Trimmed("contact_voicemail")),
	}
	for _, ch := range v.All("contact_channel") {
		c.Channels = append(c.Channels, person.Channel(ch))
	}
	for _, day := range v.All("contact_days") {
		c.Days = append(c.Days, person.Day(day))
	}
	for line := range strings.Lines(v.Text("contact_dangerous")) {
		if line = strings.TrimSpace(line); line != "" {
			c.Dangerous = append(c.Dangerous, line)
		}
	}
	return c
}

// timeOfDay reads a time as people type it; what is none stays as it was typed,
// for the rules to refuse.
func timeOfDay(v form.Values, name string) string {
	typed := v.Trimmed(name)
	if hour, minute, problem := form.ParseTime(typed); problem == "" {
		return fmt.Sprintf("%02d:%02d", hour, minute)
	}
	return typed
}

func safeContactAnswers(c person.SafeContact) []render.SummaryRow {
	return []render.SummaryRow{
		answer("Ways", contactWays(c)), answer("Details", c.Details), answer("Days and hours", c.HoursWords()), answer("About the time", c.Hours),
		answer("Code word", c.CodeWord), answer("Voicemail", yesNoWord(c.Voicemail)), answer("Never to be used", strings.Join(c.Dangerous, "\n")),
	}
}

func contactWays(c person.SafeContact) string {
	ways := make([]string, len(c.Channels))
	for i, ch := range c.Channels {
		ways[i] = ch.Label()
	}
	return strings.Join(ways, ", ")
}

// safeContactLine is the one sentence of the case bar.
func safeContactLine(c person.SafeContact) string {
	if len(c.Channels) == 0 {
		return ""
	}
	parts := notEmpty(contactWays(c), c.Details, c.HoursWords(), c.Hours)
	line := strings.Join(parts, ". ") + "."
	if c.Allows(person.Phone) && c.Voicemail == person.No {
		line += " Do not leave a voicemail."
	}
	return line
}
