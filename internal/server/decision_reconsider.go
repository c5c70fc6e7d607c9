package server

import (
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/render"
)

func (s *Server) reconsiderationRoutes() []route {
	const base = "/cases/:ref/reconsideration"
	return []route{
		{method: "GET", path: base, handle: s.getReconsideration},
		{method: "GET", path: base + "/grounds", handle: s.getArgument},
		{method: "POST", path: base + "/grounds", handle: s.postArgument},
		{method: "GET", path: base + "/evidence", handle: s.getWanted(decision.WantedEvidence)},
		{method: "POST", path: base + "/evidence", handle: s.postWanted(decision.WantedEvidence)},
		{method: "GET", path: base + "/more-time", handle: s.getWanted(decision.WantedTime)},
		{method: "POST", path: base + "/more-time", handle: s.postWanted(decision.WantedTime)},
		{method: "GET", path: base + "/wanted/:id", handle: s.getWantedAnswer},
		{method: "POST", path: base + "/wanted/:id", handle: s.postWantedAnswer},
		{method: "GET", path: base + "/request", handle: s.getRequest},
		{method: "POST", path: base + "/request", handle: s.postRequest},
	}
}

func reconsiderationAddress(r casefile.Ref) string { return caseAddress(r) + "/reconsideration" }

type reconsiderationPage struct {
	casePage
	Caption string
	Says    string
	Buttons []render.Button
	Request *render.SummaryList
	Grounds render.SummaryList
	Wanted  []render.SummaryList
	Empty   string
	More    []render.Link
}

// getReconsideration is the desk of a request: what it rests on, what is still
// waited for, and the request once it was made.
func (s *Server) getReconsideration(c *gin.Context) error {
	file, err := s.readReconsideration(c)
	if err != nil {
		return err
	}
	r := file.Case.Ref
	base, may := reconsiderationAddress(r), !file.Asked() && s.desk.May(me(c).Actor, access.PrepareReconsideration)
	page := reconsiderationPage{casePage: s.caseLayout(c, file.Head, "Decisions"), Caption: aboutLetter(file)}
	page.Heading, page.Says = "Reconsideration", reconsiderationSays(file)
	page.Back = &render.Link{Text: "Back to the decisions", Href: caseAddress(r) + "/decisions"}
	change := ""
	if may {
		page.Buttons = []render.Button{
			{Text: "Record the request", Href: base + "/request"},
			{Text: "Add evidence that is wanted", Href: base + "/evidence", Classes: "govuk-button--secondary"},
			{Text: "Record a request for more time", Href: base + "/more-time", Classes: "govuk-button--secondary"},
		}
		change = base + "/grounds"
	}
	argument := file.Argument
	if file.Asked() {
		argument = file.Request.Argument
		card := answerCard("The request", "", requestRows(*file.Request, file.Wanted)...)
		page.Request = &card
	}
	page.Grounds = answerCard("What the request rests on", change, argumentRows(argument)...)
	for _, w := range file.Wanted {
		page.Wanted = append(page.Wanted, wantedCard(w, base, may))
	}
	if len(file.Wanted) == 0 {
		page.Empty = "Nothing has been asked for yet. Reports take weeks to get: ask now for what could show more."
	}
	if !file.Asked() {
		page.More = []render.Link{
			{Text: "Find a lawyer for this client", Href: caseAddress(r) + "/who-can-help"},
			{Text: "See the steps to take, and what a court can do in this nation", Href: caseAddress(r) + "/tasks"},
			{Text: "Move the last day when the authority has given more time", Href: caseAddress(r) + "/dates"},
		}
	}
	return s.render.Page(c.Writer, 200, "reconsideration", page)
}

func (s *Server) readReconsideration(c *gin.Context) (desk.ReconsiderationDesk, error) {
	r, err := ref(c)
	if err != nil {
		return desk.ReconsiderationDesk{}, err
	}
	return s.desk.Reconsideration(c.Request.Context(), me(c).Actor, r)
}

func aboutLetter(file desk.ReconsiderationDesk) string {
	d := file.Decision
	return choiceWords(decision.Choice{Kind: d.Kind, Outcome: d.Outcome}) + " of " + d.DecidedOn.Long()
}

func reconsiderationSays(file desk.ReconsiderationDesk) string {
	switch {
	case file.Asked():
		return "The authority was asked on " + file.Request.On.Long() + ". No time is set for its answer. Record the letter as a decision when it comes."
	case file.Due.IsZero():
		return "Read in the letter until when a request can be made, and whether it is offered to this client at all."
	default:
		return "The last day for a request is " + dated(file.Due, file.Today) + ". Evidence goes with the request. Not everybody is offered one: read the letter."
	}
}

func argumentRows(a decision.Argument) []render.SummaryRow {
	var grounds []string
	for _, g := range a.Grounds {
		grounds = append(grounds, g.Label())
	}
	sender := a.Asker.Label()
	if a.Name != "" {
		sender = strings.TrimPrefix(sender+": "+a.Name, ": ")
	}
	return []render.SummaryRow{answer("Grounds", strings.Join(grounds, "\n")), answer("Why", a.Why), answer("Who sends it", sender)}
}

func requestRows(q desk.LodgedReconsideration, wanted []desk.WantedItem) []render.SummaryRow {
	rows := []render.SummaryRow{answer("Requested", q.On.Long())}
	var sent []string
	for _, w := range wanted {
		if slices.Contains(q.Sent, w.ID) {
			sent = append(sent, w.What)
		}
	}
	rows = append(more(rows, "Why it was late", q.LateReason), answer("Evidence sent with it", orWords(strings.Join(sent, "\n"), "None")))
	rows = append(rows, correctedRows(q.Corrections)...)
	return append(rows, answer("Recorded", "By "+q.RecordedByName+" on "+moment(q.RecordedAt)))
}

func orWords(text, none string) string {
	if text == "" {
		return none
	}
	return text
}

func wantedCard(w desk.WantedItem, base string, may bool) render.SummaryList {
	title, what, from := "Evidence", "What", "From"
	if w.Kind == decision.WantedTime {
		title, what, from = "Request for more time", "Why", "Asked of"
	}
	rows := []render.SummaryRow{answer(what, w.What), answer(from, w.From)}
	if !w.By.IsZero() {
		label := "Wanted by"
		if w.Kind == decision.WantedTime {
			label = "Asked until"
		}
		rows = append(rows, answer(label, w.By.Long()))
	}
	if w.Answer.IsZero() {
		rows = append(rows, tagRow("State", render.Tag{Text: "Waiting", Classes: "govuk-tag--yellow"}))
	} else {
		rows = append(rows, answer("State", w.Answer.Outcome.Label()+", on "+w.Answer.On.Long()))
		rows = more(rows, "Note", w.Answer.Note)
	}
	card := answerCard(title, "", append(rows, answer("Added", "By "+w.AddedByName+" on "+moment(w.AddedAt)))...)
	if may && w.Answer.IsZero() {
		card.Card.Actions = []render.Action{{Text: "Record what came of it", Href: base + "/wanted/" + w.ID, VisuallyHiddenText: strings.ToLower(title) + " from " + w.From}}
	}
	return card
}

// reconsiderationForm is a form of the desk of a request.
func (s *Server) reconsiderationForm(c *gin.Context, file desk.ReconsiderationDesk, v form.Values, failed error, page questionPage, build func(q *questions)) error {
	if file.Asked() {
		return fault.Conflictf("The request about this decision is recorded already. A reconsideration can be asked for once for each decision.")
	}
	page.Caption = aboutLetter(file)
	page.Other = &render.Link{Text: "Go back to the reconsideration", Href: reconsiderationAddress(file.Case.Ref)}
	return s.caseForm(c, file.Head, v, failed, page, build)
}
