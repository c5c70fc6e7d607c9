package server

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/render"
)

const reassignAddress = "/team/reassign"

// The stages of giving several cases away: nothing moves before the last one.
const (
	stageField   = "stage"
	stagePreview = "preview"
	stageGive    = "give"
)

type reassignPage struct {
	render.Layout
	SubNav    *render.SubNav
	Heading   string
	Intro     []string
	Action    string
	Hidden    []render.Hidden
	Questions []render.Question
	Button    string
	Again     bool // the load can be worked out again
	Other     render.Link
}

// getReassignMany asks who takes the ticked cases over.
func (s *Server) getReassignMany(c *gin.Context) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.ReassignCase); err != nil {
		return err
	}
	v := form.Of(c.Request.URL.Query())
	if len(refsOf(v)) == 0 {
		s.sessions.Notify(c.Request.Context(), "Tick the cases first that somebody else is to hold.")
		return seeOther(c, "/team")
	}
	return s.askHolder(c, v, nil)
}

// postReassignMany shows what would move, and on the way out of that page
// moves it.
func (s *Server) postReassignMany(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	if v.Text(stageField) == "" && v.Trimmed("holder") == "" {
		var problems fault.Problems
		problems.Add("holder", "select_one")
		return s.askHolder(c, v, problems)
	}
	if stages := v.All(stageField); len(stages) == 0 || stages[len(stages)-1] != stageGive {
		return s.previewReassign(c, v, nil, nil)
	}
	list := handingsOf(v)
	moved, left, err := s.desk.ReassignCases(c.Request.Context(), me(c).Actor, list, v.Text(tokenField))
	var invalid *fault.Invalid
	switch {
	case errors.As(err, &invalid):
		return s.previewReassign(c, v, invalid.Problems, nil)
	case err != nil:
		return err
	case len(left) > 0:
		return s.previewReassign(c, v, nil, &leftOver{moved, left})
	}
	s.sessions.Notify(c.Request.Context(), plural(moved, "case")+" given to somebody else. They are told by email.")
	return seeOther(c, "/team")
}

// refsOf are the cases a form is about, each once.
func refsOf(v form.Values) []casefile.Ref {
	var refs []casefile.Ref
	for _, text := range v.All("case") {
		if r, err := casefile.ParseRef(text); err == nil && !slices.Contains(refs, r) {
			refs = append(refs, r)
		}
	}
	return refs
}

// handingsOf reads who takes which case: what is chosen for it, or for all.
func handingsOf(v form.Values) []desk.Handing {
	var list []desk.Handing
	for _, r := range refsOf(v) {
		h := desk.Handing{Ref: r, Version: versionOf(v.Text("version-" + string(r))), OwnerID: v.Trimmed("holder-" + string(r)), Note: v.Trimmed("note-" + string(r))}
		if v.Text(stageField) == "" { // the first page asks once for all
			h.OwnerID, h.Note = v.Trimmed("holder"), v.Trimmed("holder_note")
		}
		list = append(list, h)
	}
	return list
}

func (s *Server) reassignLayout(c *gin.Context, heading string) reassignPage {
	page := reassignPage{Layout: s.layout(c, heading, "Team"), SubNav: s.teamNav(c), Heading: heading, Action: reassignAddress}
	page.Width = render.Full
	page.Other = render.Link{Text: "Go back to the cases of your team", Href: "/team"}
	return page
}

// askHolder asks once for all ticked cases, with how much each person carries.
func (s *Server) askHolder(c *gin.Context, v form.Values, problems fault.Problems) error {
	r, err := s.desk.Reassignments(c.Request.Context(), me(c).Actor, refsOf(v))
	if err != nil {
		return err
	}
	page := s.reassignLayout(c, "Give "+plural(len(r.Cases), "case")+" to somebody else")
	page.Intro = []string{"Nothing moves yet: on the next page you see what comes with each case, and can choose somebody else or write another note for it."}
	page.Button = "See what moves"
	table := render.StackedTable{Caption: "Ticked cases", Head: []render.Column{{Text: "Case"}, {Text: "Known as"}, {Text: "Next date due"}, {Text: "Held by"}}}
	for _, m := range r.Cases {
		page.Hidden = append(page.Hidden, render.Hidden{Name: "case", Value: string(m.Case.Ref)})
		row := worklistRow(desk.WorklistItem{WorklistItem: m.WorklistItem}, true, "", r.Today)
		table.Rows = append(table.Rows, render.Row{Cells: []render.RowCell{row.Cells[0], row.Cells[1], row.Cells[2], {Text: m.Owner}}})
	}
	q := ask(v, problems)
	q.add(render.Question{Table: &table})
	q.one("holder", "Who takes them over?", "", holderChoices(r)...)
	q.long("holder_note", "What do they need to know?", "It goes to the notes of each case. You can write another one for a case on the next page.")
	page.Questions, page.Errors = q.list, q.summary()
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render.Page(c.Writer, status, "reassign_many", page)
}

// holderChoices are those who can take at least one of the cases, with what
// they carry now.
func holderChoices(r desk.Reassignments) []choice {
	var list []choice
	for _, l := range r.Loads {
		if !slices.ContainsFunc(r.Cases, func(m desk.MovingCase) bool { return canHold(m, l.UserID) }) {
			continue
		}
		hint := plural(l.Cases, "case") + ", " + plural(l.Late, "limit") + " passed, " + number(l.Soon) + " due in 3 working days, " +
			plural(l.Handoffs, "handoff") + " without an answer, " + plural(l.Steps, "next step")
		if l.Away != nil {
			hint += ". Away until " + l.Away.Until.LongWithDay()
		}
		list = append(list, choice{l.UserID, l.Name, hint})
	}
	return list
}

func canHold(m desk.MovingCase, userID string) bool {
	for _, u := range m.Carriers {
		if u.ID == userID {
			return true
		}
	}
	return false
}

// leftOver are the cases that could not be given away, after the others were.
type leftOver struct {
	moved int
	left  []desk.HandingLeft
}

// previewReassign shows what comes with each case, and who would carry how
// much. What stays behind is shown again as it is now.
func (s *Server) previewReassign(c *gin.Context, v form.Values, problems fault.Problems, over *leftOver) error {
	list := handingsOf(v)
	if over != nil {
		list = slices.DeleteFunc(list, func(h desk.Handing) bool {
			return !slices.ContainsFunc(over.left, func(l desk.HandingLeft) bool { return l.Ref == h.Ref })
		})
	}
	refs := make([]casefile.Ref, len(list))
	for i, h := range list {
		refs[i] = h.Ref
	}
	r, err := s.desk.Reassignments(c.Request.Context(), me(c).Actor, refs)
	if errors.Is(err, fault.NotFound) && over != nil {
		s.sessions.Notify(c.Request.Context(), plural(over.moved, "case")+" given to somebody else. The others were closed or moved meanwhile.")
		return seeOther(c, "/team")
	}
	if err != nil {
		return err
	}
	page := s.reassignLayout(c, "Check what moves with "+plural(len(r.Cases), "case"))
	page.Intro = []string{"Dates, next steps and handoffs go with the case. Reminders that are open pass to the new holder. Nobody of the team loses sight of a case."}
	page.Button, page.Again = "Give "+plural(len(r.Cases), "case")+" away", true
	page.Other = render.Link{Text: "Go back and choose again", Href: reassignAddress + "?" + url.Values{"case": texts(refs)}.Encode()}
	token := v.Text(tokenField)
	if token == "" || over != nil { // those that were left are another act
		token = uuid.NewString()
	}
	page.Hidden = []render.Hidden{{Name: stageField, Value: stageGive}, {Name: tokenField, Value: token}}
	values := url.Values{}
	var shown []desk.Handing
	for _, m := range r.Cases {
		i := slices.IndexFunc(list, func(h desk.Handing) bool { return h.Ref == m.Case.Ref })
		if over == nil && list[i].Version == 0 || over != nil {
			list[i].Version = m.Case.Version
		}
		if !canHold(m, list[i].OwnerID) || list[i].OwnerID == m.Case.OwnerID && len(problems) == 0 {
			list[i].OwnerID = ""
		}
		shown = append(shown, list[i])
		ref := string(m.Case.Ref)
		page.Hidden = append(page.Hidden, render.Hidden{Name: "case", Value: ref}, render.Hidden{Name: "version-" + ref, Value: strconv.FormatInt(list[i].Version, 10)})
		values.Set("holder-"+ref, list[i].OwnerID)
		values.Set("note-"+ref, list[i].Note)
	}
	q := ask(form.Of(values), problems)
	q.add(render.Question{Table: loadTable(r, shown)})
	for i, m := range r.Cases {
		s.movingCase(q, r, m, shown[i])
	}
	page.Questions, page.Errors = q.list, q.summary()
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	if over != nil {
		status = http.StatusConflict
		page.Errors = &render.ErrorSummary{TitleText: plural(len(over.left), "case") + " not given away"}
		if over.moved > 0 {
			page.Errors.ErrorList = append(page.Errors.ErrorList, render.ErrorLink{Text: "The others have their new holder: " + plural(over.moved, "case") + "."})
		}
		for _, l := range over.left {
			page.Errors.ErrorList = append(page.Errors.ErrorList, render.ErrorLink{Text: string(l.Ref) + ": " + l.Why, Href: "#holder-" + string(l.Ref)})
		}
	}
	return s.render.Page(c.Writer, status, "reassign_many", page)
}

// movingCase asks for one case, under what comes with it.
func (s *Server) movingCase(q *questions, r desk.Reassignments, m desk.MovingCase, h desk.Handing) {
	ref := string(m.Case.Ref)
	rows := []render.SummaryRow{answer("Held by", m.Owner)}
	if on := m.Case.NextDue.On; !on.IsZero() {
		rows = append(rows, answer("Next date due", dated(on, r.Today)))
	}
	rows = append(rows, answer("Moves", plural(m.Clocks, "running date")+", "+plural(m.Steps, "next step")+", "+plural(m.Handoffs, "handoff")+" without an answer, "+plural(m.Notices, "open reminder")))
	if m.Drafts > 0 {
		rows = append(rows, answer("Stays", plural(m.Drafts, "page")+" "+m.Owner+" has begun and not saved"))
	}
	for _, u := range m.HiddenFrom {
		rows = append(rows, answer("Conflict of interest", "Hidden from "+u.Name+", who cannot take it"))
	}
	for _, l := range r.Loads {
		if l.Away != nil && l.UserID == h.OwnerID {
			rows = append(rows, answer("On leave", l.Name+" is away until "+l.Away.Until.LongWithDay()+". "+l.Away.By+" covers."))
		}
	}
	name := m.NameToUse
	if name == "" {
		name = "name not given yet"
	}
	card := answerCard(ref+", "+name, "", rows...)
	q.add(render.Question{Summary: &card})
	var holders []choice
	for _, u := range m.Carriers {
		if u.ID != m.Case.OwnerID {
			holders = append(holders, choice{value: u.ID, text: u.Name})
		}
	}
	q.pick("holder-"+ref, "New holder of "+ref, "", holders...)
	q.long("note-"+ref, "Note for "+ref, "").Rows = 3
}

// loadTable is who carries how much now, and after the cases have moved.
func loadTable(r desk.Reassignments, list []desk.Handing) *render.StackedTable {
	t := render.StackedTable{Caption: "Load before and after", Head: []render.Column{
		{Text: "Person"}, {Text: "Open cases"}, {Text: "Running dates"}, {Text: "Limits passed"}, {Text: "Due in 3 working days"}, {Text: "Handoffs without an answer"}, {Text: "Next steps"},
	}}
	after := r.After(list)
	for _, l := range r.Loads {
		then, now := after[l.UserID], l.Carried
		if then == now {
			continue
		}
		person := render.RowCell{Header: true, Text: l.Name}
		if l.Away != nil {
			person.Lines = []string{"Away until " + l.Away.Until.LongWithDay()}
		}
		row := render.Row{Cells: []render.RowCell{person}}
		for _, n := range [][2]int{{now.Cases, then.Cases}, {now.Clocks, then.Clocks}, {now.Late, then.Late}, {now.Soon, then.Soon}, {now.Handoffs, then.Handoffs}, {now.Steps, then.Steps}} {
			text := number(n[0])
			if n[0] != n[1] {
				text += " → " + number(n[1])
			}
			row.Cells = append(row.Cells, render.RowCell{Text: text})
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		t.Empty = "Choose who takes the cases over."
	}
	return &t
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = strings.TrimSpace(string(v))
	}
	return out
}

var reassignWords = words{
	fields: map[string]string{"holder": "who takes the cases over", "holder_note": "what they need to know"},
}
