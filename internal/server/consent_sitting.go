package server

import (
	"slices"
	"strings"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

// sittingOf reads a sitting from the answers of the flow. What belongs to
// pages the walk does not need is left out, even if it was typed before
// another answer made it needless.
func sittingOf(x *walk) consent.Record {
	date := func(name string) calendar.Date { return dateOf(x.values, name) }
	said := func(p consent.Purpose) consent.Answer { return consent.Answer(x.text(string(p))) }
	r := consent.Record{
		Kind: consent.Answers, GivenOn: date("given_on"),
		Explanation: consent.Explanation{
			Points: x.values.All("explained"), SheetVersion: x.text("sheet_version"), NoticeVersion: x.text("notice_version"),
			Language: x.text("language"), How: consent.How(x.text("explained_how")),
			Interpreter: consent.Interpreter(x.text("interpreter")), InterpreterReference: x.text("interpreter_reference"),
		},
		OwnWords: x.text("own_words"), Worries: x.text("worries"),
	}
	if ofChild(x) {
		r.Kind, r.AgeEvidence, r.LocalAuthorityContact = consent.NotRequired, x.text("age_evidence"), x.text("local_authority_contact")
		return r
	}
	r.ReferToNRM, r.ShareSupport, r.SharePolice = said(consent.ReferToNRM), said(consent.ShareSupport), said(consent.SharePolice)
	r.AnsweredHow, r.ReviewOn = consent.AnsweredHow(x.text("answered_how")), date("review_on")
	switch r.AnsweredHow {
	case consent.SaidAloud:
		r.Witness = x.text("witness")
	case consent.OtherWay:
		r.OtherHow = x.text("other_how")
	}
	switch r.ReferToNRM {
	case consent.No:
		r.RefusalReason, r.ReasonNotGiven = x.text("refusal_reason"), x.text("reason_not_given") == "yes"
		r.IdentifyInDuty = said(consent.IdentifyInDuty)
	case consent.Yes:
		r.WantsSupport, r.HelpAuthorities = said(consent.WantsSupport), said(consent.HelpAuthorities)
		if r.WantsSupport == consent.Yes {
			r.SupportContact, r.NoSupportContact = x.text("support_contact"), x.text("no_support_contact")
		}
		if r.DecisionToOther = said(consent.DecisionToOther); r.DecisionToOther == consent.Yes {
			r.DecisionTo = x.text("decision_to")
		}
		r.ContactBy = map[consent.Channel]consent.Answer{}
		for _, ch := range consent.Channels {
			r.ContactBy[ch] = consent.Answer(x.text("contact_" + string(ch)))
		}
	}
	return r
}

func sittingProblems(x *walk) fault.Problems {
	file := x.file.(desk.ConsentFile)
	about := consent.About{
		AgeBand: file.Case.AgeBand, State: file.Case.State,
		FirstContactOn: calendar.LondonDay(file.Case.CreatedAt), Today: file.Today,
	}
	return dateProblems(consent.Check(about, sittingOf(x)), x.values, "given_on", "review_on")
}

func without(problems fault.Problems, code string) fault.Problems {
	return slices.DeleteFunc(slices.Clone(problems), func(p fault.Problem) bool { return p.Code == code })
}

// answer asks for the answer to one purpose. Nothing is chosen beforehand.
func (q *questions) answer(p consent.Purpose, hint string) {
	q.one(string(p), p.Label(), hint, answers()...)
}

func answers() []choice {
	var choices []choice
	for _, a := range []consent.Answer{consent.Yes, consent.No, consent.NeedsMoreTime} {
		choices = append(choices, choice{value: string(a), text: a.Label()})
	}
	return choices
}

// labelled turns a list of the rulebook into choices.
func labelled[T interface {
	~string
	Label() string
}](values []T) []choice {
	choices := make([]choice, len(values))
	for i, v := range values {
		choices[i] = choice{value: string(v), text: v.Label()}
	}
	return choices
}

var channelWords = map[consent.Channel]string{
	consent.Letter: "letter", consent.Email: "email", consent.Phone: "phone call", consent.Text: "text message",
}

func sheetRows(r consent.Record) []render.SummaryRow {
	e := r.Explanation
	return []render.SummaryRow{
		answer("Language", e.Language), answer("Explanation sheet, version", e.SheetVersion), answer("Privacy information notice", e.NoticeVersion),
	}
}

func explainedRows(r consent.Record) []render.SummaryRow {
	var told, left []string
	for _, p := range consent.Points {
		if slices.Contains(r.Explanation.Points, p.ID) {
			told = append(told, p.Text)
		} else {
			left = append(left, p.Text)
		}
	}
	rows := []render.SummaryRow{list("Explained", told)}
	if len(left) > 0 {
		rows = append(rows, list("Not explained", left))
	}
	return rows
}

func conversationRows(r consent.Record) []render.SummaryRow {
	rows := []render.SummaryRow{
		answer("Date", r.GivenOn.Long()), answer("How", r.Explanation.How.Label()), answer("Interpreter", r.Explanation.Interpreter.Label()),
	}
	return more(rows, "Interpreter’s reference", r.Explanation.InterpreterReference)
}

func decisionRows(r consent.Record) []render.SummaryRow {
	rows := []render.SummaryRow{
		said(r, consent.ReferToNRM), said(r, consent.ShareSupport), said(r, consent.SharePolice),
	}
	return more(rows, "In their own words", r.OwnWords)
}

func refusalRows(r consent.Record) []render.SummaryRow {
	why := r.RefusalReason
	if r.ReasonNotGiven {
		why = "The client did not wish to say why"
	}
	return []render.SummaryRow{answer("Why", why), said(r, consent.IdentifyInDuty)}
}

func wishRows(r consent.Record) []render.SummaryRow {
	return []render.SummaryRow{said(r, consent.WantsSupport), said(r, consent.HelpAuthorities)}
}

func supportContactRows(r consent.Record) []render.SummaryRow {
	return more(more(nil, "Safe way to reach them", r.SupportContact), "Why none can be given", r.NoSupportContact)
}

func letterRows(r consent.Record) []render.SummaryRow {
	rows := more([]render.SummaryRow{said(r, consent.DecisionToOther)}, "To whom", r.DecisionTo)
	for _, ch := range consent.Channels {
		if r.ContactBy[ch] != consent.Unanswered {
			rows = append(rows, answer("Contact by "+channelWords[ch], r.ContactBy[ch].Label()))
		}
	}
	return rows
}

func answeredRows(r consent.Record) []render.SummaryRow {
	return more(more([]render.SummaryRow{answer("Answered by", r.AnsweredHow.Label())}, "Witness", r.Witness), "Other way", r.OtherHow)
}

func ageRows(r consent.Record) []render.SummaryRow {
	rows := []render.SummaryRow{answer("Age based on", r.AgeEvidence), answer("Local authority told", r.LocalAuthorityContact)}
	return more(rows, "In their own words", r.OwnWords)
}

func worryRows(r consent.Record) []render.SummaryRow {
	if r.Worries == "" {
		return []render.SummaryRow{answer("Worries", "None recorded")}
	}
	return []render.SummaryRow{answer("Worries", r.Worries)}
}

func reviewRows(r consent.Record) []render.SummaryRow {
	if r.ReviewOn.IsZero() {
		return []render.SummaryRow{answer("Ask again on", "No date agreed")}
	}
	return []render.SummaryRow{answer("Ask again on", r.ReviewOn.Long())}
}

func said(r consent.Record, p consent.Purpose) render.SummaryRow {
	return answer(p.Label(), r.Answer(p).Label())
}

// more adds a line only when there is something to say.
func more(rows []render.SummaryRow, question, text string) []render.SummaryRow {
	if strings.TrimSpace(text) == "" {
		return rows
	}
	return append(rows, answer(question, text))
}

func list(question string, items []string) render.SummaryRow {
	if len(items) == 0 {
		return answer(question, "Nothing")
	}
	return answer(question, strings.Join(items, "\n"))
}
