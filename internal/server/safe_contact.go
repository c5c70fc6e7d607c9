package server

import (
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
	q.text("contact_hours", "Safe hours (optional)", "For example, weekdays 10am to 2pm.")
	q.text("contact_code_word", "Code word (optional)", "A word that shows it is you, or that it is not safe to talk.")
	q.yesNo("contact_voicemail", "If you call, may you leave a voicemail?", "Answer this if a phone call is one of the ways.")
}

func safeContactOf(v form.Values) person.SafeContact {
	c := person.SafeContact{
		Details: v.Trimmed("contact_details"), Hours: v.Trimmed("contact_hours"), CodeWord: v.Trimmed("contact_code_word"),
		Voicemail: person.YesNo(v.Trimmed("contact_voicemail")),
	}
	for _, ch := range v.All("contact_channel") {
		c.Channels = append(c.Channels, person.Channel(ch))
	}
	return c
}

func safeContactAnswers(c person.SafeContact) []render.SummaryRow {
	ways := make([]string, len(c.Channels))
	for i, ch := range c.Channels {
		ways[i] = ch.Label()
	}
	return []render.SummaryRow{
		answer("Ways", strings.Join(ways, ", ")), answer("Details", c.Details), answer("Hours", c.Hours),
		answer("Code word", c.CodeWord), answer("Voicemail", yesNoWord(c.Voicemail)),
	}
}

// safeContactLine is the one sentence of the case bar.
func safeContactLine(c person.SafeContact) string {
	if len(c.Channels) == 0 {
		return ""
	}
	ways := make([]string, len(c.Channels))
	for i, ch := range c.Channels {
		ways[i] = ch.Label()
	}
	parts := []string{strings.Join(ways, ", ")}
	if c.Details != "" {
		parts = append(parts, c.Details)
	}
	if c.Hours != "" {
		parts = append(parts, c.Hours)
	}
	line := strings.Join(parts, ". ") + "."
	if c.Allows(person.Phone) && c.Voicemail == person.No {
		line += " Do not leave a voicemail."
	}
	return line
}
