package server

import (
	"strings"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	reminders "nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/render"
)

// choiceWords is a decision as one answer: "Positive reasonable grounds (RG)
// decision".
func choiceWords(c decision.Choice) string {
	switch c.Outcome {
	case decision.Disqualified:
		return "Disqualification from protection"
	case decision.Suspended:
		return upperShort(c.Kind) + " decision put on hold"
	case decision.Resumed:
		return upperShort(c.Kind) + " decision taken up again"
	case decision.Withdrawn:
		return "Letter that the client has left the NRM, before the " + upperShort(c.Kind) + " decision"
	case decision.PositiveAgain:
		return "Positive RG decision about earlier events, no further recovery period"
	case decision.PositiveAgainGranted:
		return "Positive RG decision about earlier events, further recovery period granted"
	case decision.PositiveSlaveryOnly:
		return "Positive " + c.Kind.Name() + ", for slavery or forced labour only (Scotland)"
	default:
		if c.Kind == decision.Both {
			return "Positive RG and " + lowerFirst(c.Outcome.Label()) + " CG decision in one letter (a child)"
		}
		return c.Outcome.Label() + " " + c.Kind.Name()
	}
}

func upperShort(k decision.Kind) string {
	return strings.ReplaceAll(strings.ToUpper(string(k)), "_", " and ")
}

func authorityName(id string) string {
	if a, ok := decision.AuthorityByID(id); ok {
		return a.Name
	}
	return ""
}

// letterRows are the answers about the letter itself.
func letterFacts(d decision.Decision) []render.SummaryRow {
	rows := []render.SummaryRow{answer("Decision", choiceWords(decision.Choice{Kind: d.Kind, Outcome: d.Outcome}))}
	rows = more(rows, "Ground", d.Ground.Label())
	return append(rows, answer("Decided by", authorityName(d.Authority)), answer("Date on the letter", d.DecidedOn.Long()),
		answer("Received", d.ReceivedOn.Long()), answer("Where the letter is kept", d.LetterKept))
}

// toldFacts are the answers about telling the client.
func toldFacts(t decision.Telling, receivedOn, today calendar.Date) []render.SummaryRow {
	if t.IsZero() {
		return []render.SummaryRow{answer("Client told", "Not yet. Received "+dated(receivedOn, today)+".")}
	}
	return []render.SummaryRow{
		answer("Client told", t.On.Long()+wayAfter(t.Way)), answer("By", t.By), answer("Language", t.Language), answer("How, safely", t.How),
	}
}

// wayAfter says the way after the day; older records do not have it.
func wayAfter(w decision.Way) string {
	if w == "" {
		return ""
	}
	return ", " + lowerFirst(w.Label())
}

// planFacts are the plan of telling the client, while they have not been told.
func planFacts(p decision.Plan, told decision.Telling) []render.SummaryRow {
	if p.IsZero() || !told.IsZero() {
		return nil
	}
	return []render.SummaryRow{answer("Plan for telling the client", p.On.Long()+"\nBy "+p.By+"\n"+p.Language+"\n"+p.Where)}
}

// warningWords are what to look at twice. They stop nobody.
func warningWords(w decision.Warning, a decision.About) string {
	switch w {
	case decision.BeforeEarliestCG:
		return "The letter is dated before " + a.CGEarliestOn.Long() + ", the first day after the recovery period. A child panel may decide both at once. Otherwise check the date on the letter."
	case decision.NotToldYet:
		return "The client has not been told yet. Dates run from the letter, whether the client knows of it or not."
	case decision.ToldLate:
		return "More than a week lies between receiving the letter and telling the client. Dates have been running."
	case decision.ReceivedLate:
		return "The letter came more than a week after its date. Dates run from the date on the letter."
	case decision.PanelForChildren:
		return "A local authority panel decides for children. This client is recorded as an adult."
	case decision.PanelNotIfDisputed:
		return "A local authority panel does not decide while the age is in dispute."
	default:
		return ""
	}
}

func decisionWarnings(list []decision.Warning, a decision.About) []render.WarningText {
	var out []render.WarningText
	for _, w := range list {
		out = append(out, render.WarningText{Text: warningWords(w, a)})
	}
	return out
}

// effects tell what a decision does: the stage, every date it starts with its
// rule and reminders, and the clocks it ends.
func effects(p desk.DecisionPreview) []render.Question {
	var out []render.Question
	rows := []render.SummaryRow{answer("Stage of the case", "Moves to “"+p.To.Label()+"”")}
	if p.To == p.Case.State {
		rows = []render.SummaryRow{answer("Stage of the case", "Stays at “"+p.To.Label()+"”")}
	}
	for _, e := range p.Creates {
		rows = append(rows, answer(e.Deadline.Rule.Label, effectLines(e, p.Owner)))
	}
	for _, d := range p.Closes {
		rows = append(rows, answer(d.Rule.Label, closingWords(d)))
	}
	out = append(out, render.Question{Heading: "What this decision does"})
	if len(p.Creates) == 0 {
		out = append(out, render.Question{Text: "It starts no new dates. Dates set by law run on."})
	}
	return append(out, render.Question{Summary: &render.SummaryList{Rows: rows}})
}

func effectLines(e desk.DateEffect, owner string) string {
	d := e.Deadline
	first := d.Day().LongWithDay()
	if d.AtLeast {
		first = "At least until " + first
	}
	lines := []string{first, "Rule " + d.Rule.ID + ". " + d.Rule.Citation + ".", d.Rule.Confidence.Words()}
	if told := reminderDays(e.Reminders); told != "" {
		lines = append(lines, "Reminders to "+owner+": "+told)
	}
	return strings.Join(lines, "\n")
}

func reminderDays(rows []reminders.Row) string {
	var days []string
	for _, r := range rows {
		days = append(days, r.On.Long())
	}
	return strings.Join(days, ", ")
}

func closingWords(d deadline.Deadline) string {
	switch {
	case d.Status != deadline.Open:
		return closedWords(d)
	case d.OnHold:
		return onHoldWords + ". It keeps its day, " + d.Day().Long()
	case d.AtLeast:
		return "Runs on, at least until " + d.Day().LongWithDay()
	default:
		return "Now ends on " + d.Day().LongWithDay()
	}
}

// reviewWords is how a record stands with the second person.
func reviewWords(d desk.RecordedDecision) string {
	switch {
	case d.Waiting():
		return "Waits for a second person since " + moment(d.RecordedAt)
	case d.Confirmed():
		return "Confirmed by " + d.Review.ByName + " on " + moment(d.Review.At)
	default:
		return "Returned by " + d.Review.ByName + " on " + moment(d.Review.At) + ". It does not count.\n" + d.Review.Reason
	}
}

func reviewTag(d desk.RecordedDecision) render.Tag {
	switch {
	case d.Waiting():
		return render.Tag{Text: "Not confirmed", Classes: "govuk-tag--yellow"}
	case d.Confirmed():
		return render.Tag{Text: "Confirmed", Classes: "govuk-tag--green"}
	default:
		return render.Tag{Text: "Returned", Classes: "govuk-tag--grey"}
	}
}

// nowPossible are the choices of the first page. A disqualification, and a
// letter that the client has left, are offered once, as about the decision that
// was made last or is awaited.
func nowPossible(list desk.DecisionList) []decision.Choice {
	var out []decision.Choice
	for _, c := range list.Possible {
		latest := decision.RG
		if list.Case.State == casefile.CGPositive || c.Outcome == decision.Withdrawn && awaitsCG(list.Case.Stage()) {
			latest = decision.CG
		}
		if c.Outcome != decision.Disqualified && c.Outcome != decision.Withdrawn || c.Kind == latest {
			out = append(out, c)
		}
	}
	return out
}

// awaitsCG says whether the letter that is awaited is the CG decision.
func awaitsCG(s casefile.State) bool {
	return s == casefile.RGPositive || s == casefile.CGSuspended || s == casefile.Disqualified
}

var decisionWords = words{
	fields: map[string]string{
		"decision":         "what the letter says",
		"kind":             "which decision it is",
		"outcome":          "what the letter says",
		"ground":           "the ground in the letter",
		"authority":        "who decided",
		"decided_on":       "the date on the letter",
		"received_on":      "the date you received it",
		"letter_kept":      "where the letter is kept",
		"letter_person":    "whether the letter is about this client",
		"letter_reference": "the Home Office reference on the letter",
		"tell_on":          "the day the client is to be told",
		"tell_by":          "who tells the client",
		"tell_language":    "the language, and who interprets",
		"tell_where":       "where and when it is safe",
		"told":             "whether the client has been told",
		"told_on":          "the date the client was told",
		"told_by":          "who told the client",
		"told_language":    "the language",
		"told_how":         "how the client was told safely",
		"verdict":          "whether the record matches the letter",
		"return_reason":    "what does not match the letter",
		"requested_on":     "the date of the request",
		"late_reason":      "why the request is late",

		"request_grounds":    "the grounds",
		"request_why":        "what is new, or which guidance was not followed",
		"request_asker":      "who sends the request",
		"request_asker_name": "their name and organisation",
		"wanted_what":        "what is wanted",
		"wanted_from":        "who was asked",
		"wanted_by":          "the day by which it is wanted",
		"wanted_outcome":     "what came of it",
		"wanted_answered_on": "the day of the answer",
		"wanted_note":        "the note",
	},
	messages: map[string]string{
		"kind/not_the_reconsidered_one":    "This reconsideration is about the other decision",
		"outcome/scotland_only":            "This outcome exists in Scotland only",
		"outcome/children_only":            "RG and CG in one letter are for children only",
		"letter_person/select_one":         "Select whether the letter is about this client",
		"letter_person/other_person":       "A letter about somebody else is not recorded here. Lock it away, do not copy it, and tell your supervisor today",
		"letter_reference/other_reference": "This is not the Home Office reference of this case. Check the letter: it may be about somebody else",
		"tell_on/in_past":                  "The day the client is to be told must be today or later. If they know already, record that they were told",
		"authority/not_deciding_on":        "This authority made no decisions on {0}. Check who decided and the date",
		"decided_on/before_referral":       "The date on the letter must be on or after the referral, {0}",
		"decided_on/before_rg":             "The date on the letter must be on or after the RG decision, {0}",
		"decided_on/before_request":        "The date on the letter must be on or after the request for reconsideration, {0}",
		"received_on/before_letter":        "The date you received it must be on or after the date on the letter, {0}",
		"told_on/before_received":          "The date the client was told must be on or after the day you received the letter, {0}",
		"ground/only_when_disqualified":    "A ground is given only for a disqualification",
		"request_grounds/select_one":       "Select at least one ground. A request that rests on neither is not taken up",
		"request_asker/select_one":         "Select who sends the request",
		"wanted_by/required":               "Enter the day until which more time was asked for",
		"wanted_by/in_past":                "The day must be today or later",
		"wanted_outcome/select_one":        "Select what came of it",
		"wanted_answered_on/before":        "The day of the answer must be on or after the day it was asked for, {0}",
		"late_reason/required":             "Enter why the request is late. The last day for it has passed",
		"requested_on/before":              "The date of the request must be on or after the date of the decision, {0}",
		"return_reason/required":           "Enter what does not match the letter, so that it can be put right",
		"letter_kept/required":             "Enter where the letter is kept, so that it can be checked",
		"authority/select_one":             "Select who decided",
		"decision/select_one":              "Select what the letter says",
		"told/select_one":                  "Select whether the client has been told",
		"verdict/select_one":               "Select whether the record matches the letter",
	},
}
