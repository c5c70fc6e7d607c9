package server

import (
	"strings"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

// sectionRows are the answers of one section. Each asked question carries a
// link to change it when from is the page to come back to; what the case knows
// says where it comes from instead.
func sectionRows(f desk.ReferralFile, t *referral.Task, from string) []render.SummaryRow {
	var rows []render.SummaryRow
	for _, page := range t.Pages {
		for _, field := range page.Fields {
			if !f.Draft.InPlay(field) {
				continue
			}
			row := render.SummaryRow{Key: render.Text(field.Short), Value: referralValue(f.Draft, field)}
			if fact, known := f.Draft.Known(field); known {
				row.Value.Text += "\n(from " + fact.Source + ")"
			} else if from != "" {
				row.Actions = []render.Action{{
					Text: "Change", VisuallyHiddenText: "“" + field.Short + "”",
					Href: referralAddress(f.Case.Ref, t.ID, page.ID) + "?from=" + from,
				}}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func referralValue(d *referral.Draft, field *referral.Field) render.Content {
	values := d.Values(field)
	switch {
	case len(values) > 0:
		return typedContent(shownText(field, values))
	case d.Demanded(field):
		return render.Content{Tag: &render.Tag{Text: "Not answered yet", Classes: "govuk-tag--yellow"}}
	default:
		return render.Text("Not given")
	}
}

// shownText is an answer in the words a person reads.
func shownText(field *referral.Field, values []string) string {
	shown := field.Shown(values)
	if field.Type == referral.DateType {
		for i, v := range shown {
			if day, err := calendar.ParseDate(v); err == nil {
				shown[i] = day.Long()
			}
		}
	}
	return strings.Join(shown, "\n")
}

// typedContent is a text as it was typed: each space and line end shows.
func typedContent(text string) render.Content {
	return render.Content{Text: text, Classes: "app-typed"}
}

// fromCaseRows are what the case knows and no section asks.
func fromCaseRows(d *referral.Draft) []render.SummaryRow {
	var rows []render.SummaryRow
	for _, field := range d.Form.FromCase {
		if d.InPlay(field) {
			rows = append(rows, render.SummaryRow{Key: render.Text(field.Short), Value: referralValue(d, field)})
		}
	}
	return rows
}

// entryCards are the answers as they leave the desk, in official order.
func entryCards(entries []referral.Entry) []render.SummaryList {
	var cards []render.SummaryList
	for _, e := range entries {
		if len(cards) == 0 || cards[len(cards)-1].Card.Title.Text != e.Section {
			cards = append(cards, answerCard(e.Section, ""))
		}
		last := &cards[len(cards)-1]
		last.Rows = append(last.Rows, render.SummaryRow{Key: render.Text(e.Label), Value: typedContent(strings.Join(e.Shown, "\n"))})
	}
	return cards
}

func snapshotCards(s referral.Snapshot) []render.SummaryList { return entryCards(s.Entries) }

// consentCard is the consent a referral rests on, as evidence beside it.
func consentCard(s consent.Standing, change string) render.SummaryList {
	r := s.Record
	rows := []render.SummaryRow{answer("Today", s.Status.Label())}
	if s.Status != consent.StatusNone {
		rows = append(rows,
			answer("Given on", r.GivenOn.Long()),
			answer("Everything explained", map[bool]string{true: "Yes", false: "No"}[r.Explanation.Complete()]),
			answer("Language", r.Explanation.Language),
			answer("How", r.Explanation.How.Label()),
			answer("Interpreter", r.Explanation.Interpreter.Label()),
		)
	}
	if r.Kind == consent.Answers {
		for _, p := range consent.Purposes {
			rows = append(rows, answer(p.Label(), r.Answer(p).Label()))
		}
	}
	if r.Kind == consent.NotRequired {
		rows = append(rows, answer("Age based on", r.AgeEvidence))
	}
	return answerCard("Consent", change, rows...)
}

// sentCard is when, how and by whom the referral was sent.
func sentCard(f desk.ReferralFile) render.SummaryList {
	number := f.Number
	if number == "" {
		number = "Not received yet"
	}
	card := answerCard("Sent", "",
		answer("Sent on", moment(f.Referral.SentAt)),
		answer("How", referral.How(f.Referral.SentHow).Label()),
		answer("Recorded by", f.SentBy),
		answer("Home Office reference", number),
	)
	card.Card.Actions = []render.Action{{Text: "Change the reference", Href: referralAddress(f.Case.Ref, "reference")}}
	return card
}
