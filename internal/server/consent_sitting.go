package server

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

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
	e := consent.Explanation{
		Points: x.values.All("explained"), SheetUse: consent.SheetUse(x.text("sheet_use")), NoticeVersion: x.text("notice_version"),
		Language: x.text("language"), How: consent.How(x.text("explained_how")),
		Interpreter: consent.Interpreter(x.text("interpreter")), InterpreterReference: x.text("interpreter_reference"),
		GenderWish: consent.GenderWish(x.text("gender_wish")), PresentWho: x.text("present_who"),
	}
	if x.text("sheet") == noSheet {
		e.SheetUse = consent.NoSheet
	} else {
		e.SheetTag, e.SheetVersion, _ = strings.Cut(x.text("sheet"), "/")
	}
	for _, p := range x.values.All("present") {
		e.Present = append(e.Present, consent.Presence(p))
	}
	r := consent.Record{
		Kind: consent.Answers, GivenOn: date("given_on"), Explanation: e, OwnWords: x.text("own_words"), Worries: x.text("worries"),
	}
	r.Corrects, _ = strconv.Atoi(x.text("corrects"))
	if ofChild(x) {
		r.Kind, r.AgeEvidence, r.LocalAuthorityContact = consent.NotRequired, x.text("age_evidence"), x.text("local_authority_contact")
		return r
	}
	r.Capacity.Finding = consent.CapacityFinding(x.text("capacity"))
	if assessed(x) {
		r.Capacity.AssessedOn, r.Capacity.AssessedBy = date("capacity_on"), x.text("capacity_by")
	}
	if r.Capacity.Finding == consent.FoundNot {
		r.Capacity.DecisionMaker, r.Capacity.Reason = x.text("decision_maker"), x.text("capacity_reason")
	}
	r.ReferToNRM = said(consent.ReferToNRM)
	if r.ReferToNRM == consent.Yes || r.ReferToNRM == consent.No {
		r.ShareSupport, r.ShareLocalAuthority, r.SharePolice = said(consent.ShareSupport), said(consent.ShareLocalAuthority), said(consent.SharePolice)
		r.ShareLegal, r.ShareFeedback = said(consent.ShareLegal), said(consent.ShareFeedback)
	}
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
		if !consentFileOf(x).Case.Kept.Sent() {
			r.IdentifyInDuty = said(consent.IdentifyInDuty)
		}
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
	if r.Permits() {
		r.Ends = endsOf(x, r.GivenOn)
	}
	return r
}

// endsOf reads how long the answers hold; what belongs to another kind of
// ending is left out.
func endsOf(x *walk, from calendar.Date) consent.Ends {
	e := consent.Ends{How: consent.EndsHow(x.text("ends_how"))}
	switch e.How {
	case consent.EndsOn:
		e.On = dateOf(x.values, "ends_on")
	case consent.EndsAfter:
		e.Months, _ = strconv.Atoi(x.text("ends_months"))
	}
	return e.Counted(from)
}

func sittingProblems(x *walk) fault.Problems {
	file := consentFileOf(x)
	about := consent.About{
		AgeBand: file.Case.AgeBand, State: file.Case.State, Kept: file.Case.Kept,
		FirstContactOn: calendar.LondonDay(file.Case.CreatedAt), BornOn: file.DateOfBirth, Today: file.Today,
	}
	problems := consent.Check(about, sittingOf(x))
	dates := []string{"given_on", "review_on"}
	if assessed(x) {
		dates = append(dates, "capacity_on")
	}
	if consent.EndsHow(x.text("ends_how")) == consent.EndsOn {
		dates = append(dates, "ends_on")
	}
	return dateProblems(problems, x.values, dates...)
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
	sheet := answer("Explanation sheet", sheetName(e))
	if address := sheetAddress(e); address != "" {
		sheet.Actions = []render.Action{{Text: "View", Href: address, VisuallyHiddenText: "the explanation sheet"}}
	}
	rows := []render.SummaryRow{answer("Language", e.Language), sheet}
	if e.SheetUse != "" && e.SheetUse != consent.NoSheet {
		rows = append(rows, answer("Taken in", e.SheetUse.Label()))
	}
	return append(rows, answer("Privacy information notice", e.NoticeVersion))
}

// sheetName is which sheet it was. Records from before sheets were kept here
// have a version and no language.
func sheetName(e consent.Explanation) string {
	switch {
	case e.SheetUse == consent.NoSheet:
		return e.SheetUse.Label()
	case e.SheetVersion == "":
		return ""
	case e.SheetTag == "":
		return "Version " + e.SheetVersion
	}
	name := e.SheetTag
	if l, ok := consent.FindLanguage(e.SheetTag); ok {
		name = l.Name
	}
	return name + ", version " + e.SheetVersion
}

// sheetAddress is where the sheet can be read; empty when none was kept here.
func sheetAddress(e consent.Explanation) string {
	if e.SheetTag == "" || e.SheetVersion == "" {
		return ""
	}
	return "/sheets/" + url.PathEscape(e.SheetTag) + "/" + url.PathEscape(e.SheetVersion)
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
	e := r.Explanation
	rows = more(rows, "Wish for a woman or a man", e.GenderWish.Label())
	return more(rows, "Interpreter’s reference", e.InterpreterReference)
}

func presentWords(e consent.Explanation) string {
	var present []string
	for _, p := range e.Present {
		present = append(present, p.Label())
	}
	return strings.Join(present, "\n")
}

func presenceRows(r consent.Record) []render.SummaryRow {
	rows := more(nil, "Who else was there", presentWords(r.Explanation))
	return more(rows, "Who stayed, and why", r.Explanation.PresentWho)
}

func capacityRows(r consent.Record) []render.SummaryRow {
	k := r.Capacity
	rows := []render.SummaryRow{answer("Capacity to decide", k.Finding.Label())}
	if !k.AssessedOn.IsZero() {
		rows = append(rows, answer("Assessed on", k.AssessedOn.Long()))
	}
	rows = more(rows, "Assessed by", k.AssessedBy)
	rows = more(rows, "Under", k.Act)
	rows = more(rows, "Decided by", k.DecisionMaker)
	return more(rows, "Why it is right for the client", k.Reason)
}

func sharingRows(r consent.Record) []render.SummaryRow {
	var rows []render.SummaryRow
	for _, p := range consent.Sharing {
		rows = append(rows, said(r, p))
	}
	return rows
}

func endsRows(r consent.Record) []render.SummaryRow {
	return []render.SummaryRow{answer("Holds", r.Ends.Says())}
}

func decisionRows(r consent.Record) []render.SummaryRow {
	return more([]render.SummaryRow{said(r, consent.ReferToNRM)}, "In their own words", r.OwnWords)
}

func refusalRows(r consent.Record) []render.SummaryRow {
	why := r.RefusalReason
	if r.ReasonNotGiven {
		why = "The client did not wish to say why"
	}
	rows := []render.SummaryRow{answer("Why", why)}
	if r.IdentifyInDuty == consent.Unanswered {
		return rows
	}
	return append(rows, said(r, consent.IdentifyInDuty))
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
