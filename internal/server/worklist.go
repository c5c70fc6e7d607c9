package server

import (
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

func (s *Server) worklistRoutes() []route {
	return []route{{method: "GET", path: "/cases", handle: s.getWorklist}}
}

type worklistPage struct {
	render.Layout
	Heading string
	SubNav  *render.SubNav // of a team's list
	Start   *render.Button // absent where cases cannot be started
	Away    []string       // who of the team is on leave, on a team's list
	Filter  render.Filter
	Tick    *tickForm // on a team's list: act on several cases at once
	Groups  []worklistGroup
	Others  *render.Link // from one group back to all

	owners *render.Select // whose cases to show, on a team's list
}

// tickForm acts on ticked cases. All leads to the same list with every box
// ticked, or with none, so that it works without JavaScript.
type tickForm struct {
	Action, Button, Below string
	All                   render.Link
}

type worklistGroup struct {
	Heading string
	Count   string
	Table   render.StackedTable
	More    *render.Link
}

func (s *Server) getWorklist(c *gin.Context) error {
	start := &render.Button{Text: "Start a case", Href: "/cases/new"}
	return s.showWorklist(c, worklistPage{Layout: s.layout(c, "Your cases", ""), Heading: "Your cases", Start: start}, "/cases", desk.WorklistQuery{})
}

// showWorklist fills a worklist page with the groups of a query, narrowed by
// what stands in the address.
func (s *Server) showWorklist(c *gin.Context, page worklistPage, base string, q desk.WorklistQuery) error {
	asked := form.Of(c.Request.URL.Query())
	narrow(&q, asked)
	groups, err := s.desk.Worklist(c.Request.Context(), me(c).Actor, q)
	if err != nil {
		return err
	}
	page.Width = render.Full
	if q.Team {
		page.Width = render.Wide // two columns more
	}
	page.Filter = worklistFilter(base, asked, page.owners)
	today := s.desk.Today()
	ticked := asked.Text("tick") == "all"
	shown := 0
	for _, g := range groups {
		shown += len(g.Items)
		page.Groups = append(page.Groups, worklistGroup{
			Heading: g.Urgency.Name(), Count: count(len(g.Items), g.More), Table: worklistTable(g, q.Team, ticked, me(c).UserID, today), More: moreOf(base, asked, g, q.Group != ""),
		})
	}
	if shown == 0 {
		page.Tick = nil
	}
	if page.Tick != nil {
		page.Tick.All = tickAll(base, asked, ticked, shown)
	}
	if q.Group != "" {
		page.Others = &render.Link{Text: "Show all groups", Href: base}
	}
	return s.render.Page(c.Writer, 200, "worklist", page)
}

// narrow reads the filter. What the address has wrong is left out: a filter is
// no place for an error page.
func narrow(q *desk.WorklistQuery, asked form.Values) {
	if g := casefile.Urgency(asked.Text("group")); g.Listed() {
		q.Group = g
	}
	for _, text := range asked.All("stage") {
		if state := casefile.State(text); state.Valid() {
			q.States = append(q.States, state)
		}
	}
	for _, text := range asked.All("consent") {
		if status := consent.Status(text); status.Label() != "" {
			q.Consent = append(q.Consent, status)
		}
	}
	q.DueFrom, q.DueTo = dateOf(asked, "from"), dateOf(asked, "to")
	if q.Group != "" {
		q.After.CaseID = afterID(asked.Text("after"))
		if due, err := calendar.ParseDate(asked.Text("due")); err == nil {
			q.After.Due = due
		}
	}
}

// afterID keeps only what can be an id: the address is anybody's to type.
func afterID(text string) string {
	if len(text) != 36 || uuid.Validate(text) != nil {
		return ""
	}
	return text
}

func count(n int, more bool) string {
	if more {
		return "first " + number(n)
	}
	return number(n)
}

// tickAll leads to the same page with all boxes ticked, or with none.
func tickAll(base string, asked form.Values, ticked bool, shown int) render.Link {
	address := url.Values{}
	for _, name := range asked.Names() {
		if name != "tick" {
			address[name] = asked.All(name)
		}
	}
	if ticked {
		return render.Link{Text: "Tick none", Href: base + "?" + address.Encode()}
	}
	address.Set("tick", "all")
	return render.Link{Text: "Tick all " + number(shown) + " on this page", Href: base + "?" + address.Encode()}
}

func worklistTable(g desk.WorklistGroup, team, ticked bool, reader string, today calendar.Date) render.StackedTable {
	t := render.StackedTable{
		Caption: g.Urgency.Name(), CaptionHidden: true, Empty: emptyGroup[g.Urgency],
		Head: []render.Column{{Text: "Case"}, {Text: "Known as"}, {Text: "Next date due", Width: "one-quarter"}, {Text: "Stage"}, {Text: "Consent"}},
	}
	if team {
		t.Head = append(t.Head, render.Column{Text: "Held by"}, render.Column{Text: "Acts", Hidden: true})
		t.Head = append([]render.Column{{Text: "Tick", Hidden: true, Width: "narrow"}}, t.Head...)
	}
	for _, item := range g.Items {
		row := worklistRow(item, team, reader, today)
		if team {
			row.Cells = append([]render.RowCell{{Check: &render.RowCheck{
				ID: "case-" + string(item.Case.Ref), Name: "case", Value: string(item.Case.Ref), Label: "Tick case " + string(item.Case.Ref), Checked: ticked,
			}}}, row.Cells...)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func worklistRow(item desk.WorklistItem, team bool, reader string, today calendar.Date) render.Row {
	name := item.NameToUse
	if name == "" {
		name = "Not given yet"
	}
	due := render.RowCell{Text: "No date"}
	if d := item.Case.NextDue; !d.On.IsZero() {
		days := today.DaysUntil(d.On)
		due = render.RowCell{Text: d.On.Long(), Words: render.DaysLeft(days), Urgency: render.UrgencyOf(days)}
		if !d.IsLimit {
			due.Words = render.DaysAway(days)
		}
		if item.Label != "" {
			due.Lines = []string{item.Label}
		}
	}
	which := render.RowCell{Header: true, Link: &render.Link{Text: string(item.Case.Ref), Href: caseAddress(item.Case.Ref)}}
	if !team && item.Case.OwnerID != reader {
		which.Lines = []string{"Covering for " + item.Owner}
	}
	cells := []render.RowCell{
		which, {Text: name}, due, {Text: item.Case.State.Label()}, {Text: consent.Status(item.Case.ConsentStatus).Label()},
	}
	if team {
		cells = append(cells, render.RowCell{Text: item.Owner}, render.RowCell{Link: &render.Link{
			Text: "Reassign", Href: caseAddress(item.Case.Ref) + "/reassign", Hidden: "case " + string(item.Case.Ref),
		}})
	}
	return render.Row{Cells: cells}
}

var emptyGroup = map[casefile.Urgency]string{
	casefile.Overdue:  "Nothing overdue.",
	casefile.DueIn7:   "Nothing due in the next 7 days.",
	casefile.DueLater: "No later dates.",
	casefile.Waiting:  "No case waits for others without a date.",
	casefile.Drafts:   "No drafts. Start a case to begin one.",
}

// moreOf leads to the rest of a group: from the overview to the group's own
// page, there to the page that follows.
func moreOf(base string, asked form.Values, g desk.WorklistGroup, opened bool) *render.Link {
	if !g.More {
		return nil
	}
	address := url.Values{"group": {string(g.Urgency)}}
	for _, name := range asked.Names() {
		if name != "after" && name != "due" {
			address[name] = asked.All(name)
		}
	}
	link := &render.Link{Text: "Show all in this group", Hidden: strings.ToLower(g.Urgency.Name())}
	if opened {
		link.Text = "Next page"
		address.Set("after", g.Next.CaseID)
		if !g.Next.Due.IsZero() {
			address.Set("due", g.Next.Due.String())
		}
	}
	link.Href = base + "?" + address.Encode()
	return link
}

// worklistFilter shows the filter with what is in use, each to take away.
func worklistFilter(base string, asked form.Values, owners *render.Select) render.Filter {
	f := render.Filter{Action: base}
	stages := render.Checkboxes{Name: "stage", Values: asked.All("stage"), Classes: "govuk-checkboxes--small", Fieldset: legendOf("Stage")}
	for _, state := range casefile.States {
		if state != casefile.Closed {
			stages.Items = append(stages.Items, render.Choice{Value: string(state), Text: state.Label()})
		}
	}
	status := render.Checkboxes{Name: "consent", Values: asked.All("consent"), Classes: "govuk-checkboxes--small", Fieldset: legendOf("Consent")}
	for _, st := range consent.Statuses {
		status.Items = append(status.Items, render.Choice{Value: string(st), Text: st.Label()})
	}
	from, to := dateBoxes(asked, "from", "Due from"), dateBoxes(asked, "to", "Due to")
	f.Fields = []render.FilterField{{Checkboxes: &stages}, {Checkboxes: &status}, {DateInput: &from}, {DateInput: &to}}
	without := func(name, value string) string {
		left := url.Values{}
		for _, n := range asked.Names() {
			for _, v := range asked.All(n) {
				if !(n == name && v == value) && !(value == "" && strings.HasPrefix(n, name+"-")) {
					left.Add(n, v)
				}
			}
		}
		if len(left) == 0 {
			return base
		}
		return base + "?" + left.Encode()
	}
	if owners != nil {
		f.Fields = append([]render.FilterField{{Select: owners}}, f.Fields...)
		for _, o := range owners.Items {
			if o.Value != "" && o.Value == owners.Value {
				f.Active = append(f.Active, render.Link{Text: "Held by: " + o.Text, Href: without("owner", o.Value)})
			}
		}
	}
	for _, v := range asked.All("stage") {
		if state := casefile.State(v); state.Valid() {
			f.Active = append(f.Active, render.Link{Text: "Stage: " + state.Label(), Href: without("stage", v)})
		}
	}
	for _, v := range asked.All("consent") {
		if label := consent.Status(v).Label(); label != "" {
			f.Active = append(f.Active, render.Link{Text: "Consent: " + label, Href: without("consent", v)})
		}
	}
	for _, name := range []string{"from", "to"} {
		if d := dateOf(asked, name); !d.IsZero() {
			f.Active = append(f.Active, render.Link{Text: "Due " + name + " " + d.Long(), Href: without(name, "")})
		}
	}
	if len(f.Active) > 0 {
		f.Open, f.Clear = true, base
	}
	return f
}

func dateBoxes(v form.Values, name, legend string) render.DateInput {
	typed := v.Date(name)
	return render.DateInput{
		NamePrefix: name, Fieldset: legendOf(legend),
		Day: render.DateBox{Value: typed.Day}, Month: render.DateBox{Value: typed.Month}, Year: render.DateBox{Value: typed.Year},
	}
}
