package server

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/render"
)

const boardAddress = "/team/dates"

// teamNav are the pages about the supervisor's teams.
func (s *Server) teamNav(c *gin.Context) *render.SubNav {
	nav := &render.SubNav{Label: "Team"}
	for _, item := range []struct {
		text, href string
		action     access.Action
	}{
		{"Cases", "/team", access.ListTeam},
		{"To confirm", "/review", access.ReviewReferral},
		{"Deadline board", boardAddress, access.ViewDeadlineBoard},
		{"Escalations", "/escalations", access.ViewEscalations},
		{"Workload", "/team/workload", access.ViewWorkload},
		{"Leave cover", "/leave", access.ViewCover},
		{"Findings", "/audit/findings", access.ReplyFinding},
		{"Bring cases in", adminImport, access.PrepareImport},
	} {
		if s.desk.May(me(c).Actor, item.action) {
			nav.Items = append(nav.Items, render.NavItem{Text: item.text, Href: item.href, Current: c.Request.URL.Path == item.href})
		}
	}
	return nav
}

type deadlineBoardPage struct {
	render.Layout
	SubNav   *render.SubNav
	Heading  string
	Others   *render.Link // from one section back to all
	Counts   render.StackedTable
	Filter   render.Filter
	Sections []boardSection
}

type boardSection struct {
	ID, Heading, Count string
	Table              render.StackedTable
	More               *render.Link
}

// getDeadlineBoard shows supervisors what is about to be missed, in all
// nations.
func (s *Server) getDeadlineBoard(c *gin.Context) error {
	q := desk.BoardQuery{Section: c.Query("section")}
	if nation := calendar.Nation(c.Query("nation")); nation.Valid() {
		q.Nation = nation
	}
	if after := afterID(c.Query("after")); after != "" && q.Section != "" {
		if day, err := calendar.ParseDate(c.Query("due")); err == nil {
			q.After = desk.BoardPlace{Day: day, ID: after}
		}
		if at, err := time.Parse(time.RFC3339Nano, c.Query("due")); err == nil {
			q.AfterHandoff = desk.HandoffPlace{DueAt: at, ID: after}
		}
	}
	b, err := s.desk.DeadlineBoard(c.Request.Context(), me(c).Actor, q)
	if err != nil {
		return err
	}
	page := deadlineBoardPage{Layout: s.layout(c, "Deadline board", "Team"), SubNav: s.teamNav(c), Heading: "Deadline board"}
	page.Width = render.Wide
	page.Counts = boardCounts(b)
	page.Filter = boardFilter(q)
	for _, section := range b.Sections {
		page.Sections = append(page.Sections, s.boardSection(section, q, b.Today))
	}
	if q.Section != "" {
		page.Others = &render.Link{Text: "Show the whole board", Href: boardLink("", q.Nation)}
	}
	return s.render.Page(c.Writer, http.StatusOK, "deadline_board", page)
}

func boardLink(section string, nation calendar.Nation, pairs ...string) string {
	q := url.Values{}
	if section != "" {
		q.Set("section", section)
	}
	if nation != "" {
		q.Set("nation", string(nation))
	}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	if len(q) == 0 {
		return boardAddress
	}
	return boardAddress + "?" + q.Encode()
}

// boardCounts sets the nations beside each other.
func boardCounts(b desk.Board) render.StackedTable {
	t := render.StackedTable{Caption: "How many, by nation", CaptionSize: "s", Head: []render.Column{{Text: "Section", Width: "one-third"}}}
	for _, n := range calendar.Nations {
		t.Head = append(t.Head, render.Column{Text: n.Name(), Numeric: true})
	}
	t.Head = append(t.Head, render.Column{Text: "All nations", Numeric: true})
	for _, s := range b.Sections {
		row := render.Row{Cells: []render.RowCell{{Header: true, Text: s.Label}}}
		all := 0
		for _, n := range calendar.Nations {
			row.Cells = append(row.Cells, countCell(s, n, s.Counts[n]))
			all += s.Counts[n]
		}
		t.Rows = append(t.Rows, render.Row{Cells: append(row.Cells, countCell(s, "", all))})
	}
	return t
}

// countCell is a number that leads to what it counts.
func countCell(s desk.BoardSection, nation calendar.Nation, n int) render.RowCell {
	if n == 0 {
		return render.RowCell{Text: "0"}
	}
	where := nation.Name()
	if nation == "" {
		where = "all nations"
	}
	return render.RowCell{Link: &render.Link{Text: number(n), Href: boardLink(s.Key, nation), Hidden: strings.ToLower(s.Label[:1]) + s.Label[1:] + ", " + where}}
}

func boardFilter(q desk.BoardQuery) render.Filter {
	choose := render.Select{Name: "nation", Value: string(q.Nation), Label: render.Label{Text: "Nation", Classes: "govuk-label--s"}, Items: []render.Option{{Text: "All nations"}}}
	for _, n := range calendar.Nations {
		choose.Items = append(choose.Items, render.Option{Value: string(n), Text: n.Name()})
	}
	f := render.Filter{Action: boardAddress, Fields: []render.FilterField{{Select: &choose}}}
	if q.Section != "" {
		f.Keep = []render.Hidden{{Name: "section", Value: q.Section}}
	}
	if q.Nation != "" {
		f.Open, f.Clear = true, boardLink(q.Section, "")
		f.Active = []render.Link{{Text: "Nation: " + q.Nation.Name(), Href: f.Clear}}
	}
	return f
}

func (s *Server) boardSection(b desk.BoardSection, q desk.BoardQuery, today calendar.Date) boardSection {
	list := boardSection{ID: "board-" + b.Key, Heading: b.Label, Count: count(len(b.Dates)+len(b.Handoffs), b.More)}
	list.Table = render.StackedTable{
		Caption: b.Label, CaptionHidden: true, Empty: b.Empty,
		Head: []render.Column{{Text: "Case"}, {Text: "What", Width: "one-third"}, {Text: "Date", Width: "one-quarter"}, {Text: "Nation"}, {Text: "Held by"}},
	}
	for _, due := range b.Dates {
		words, urgency := dueWords(due, today)
		list.Table.Rows = append(list.Table.Rows, render.Row{Cells: append(dueCells(due),
			render.RowCell{Text: due.Deadline.Day().Long(), Words: words, Urgency: urgency}, render.RowCell{Text: due.Nation.Name()}, render.RowCell{Text: due.Owner})})
	}
	for _, h := range b.Handoffs {
		list.Table.Rows = append(list.Table.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: string(h.Ref), Href: handoffAddress(h.Ref, h.Number), Hidden: "handoff " + number(h.Number)}},
			{Text: "Handoff to " + h.RecipientName, Lines: []string{h.State.Label() + ", sent " + moment(h.SentAt)}},
			s.lateHandoffCell(h), {Text: h.Nation.Name()}, {Text: h.Owner},
		}})
	}
	if b.More {
		list.More = &render.Link{Text: "Show all in this section", Hidden: strings.ToLower(b.Label), Href: boardLink(b.Key, q.Nation)}
		if q.Section != "" {
			after, due := b.Next.ID, b.Next.Day.String()
			if b.OfHandoffs() {
				after, due = b.NextHandoff.ID, b.NextHandoff.DueAt.UTC().Format("2006-01-02T15:04:05.999999Z")
			}
			list.More = &render.Link{Text: "Next page", Hidden: strings.ToLower(b.Label), Href: boardLink(b.Key, q.Nation, "after", after, "due", due)}
		}
	}
	return list
}

// lateHandoffCell says what is missing, and since when it is overdue.
func (s *Server) lateHandoffCell(h desk.LateHandoff) render.RowCell {
	what := "Answer"
	if h.State == handoff.Accepted {
		what = "First contact"
	}
	if s.desk.Now().Before(h.DueAt) {
		return render.RowCell{Words: what + " due by " + moment(h.DueAt), Urgency: render.Soon}
	}
	return render.RowCell{Words: what + " overdue since " + moment(h.DueAt), Urgency: render.Late}
}

type workloadPage struct {
	render.Layout
	SubNav  *render.SubNav
	Heading string
	Table   render.StackedTable
}

// getWorkload says who holds how much.
func (s *Server) getWorkload(c *gin.Context) error {
	list, err := s.desk.Workload(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := workloadPage{Layout: s.layout(c, "Workload", "Team"), SubNav: s.teamNav(c), Heading: "Workload"}
	page.Width = render.Wide
	page.Table = render.StackedTable{
		Caption: "Who holds how much", CaptionHidden: true, Empty: "Nobody is in your teams yet.",
		Head: []render.Column{
			{Text: "Person", Width: "one-third"}, {Text: "Open cases", Numeric: true}, {Text: "Running dates", Numeric: true},
			{Text: "Limits passed", Numeric: true}, {Text: "Due in 3 working days", Numeric: true},
			{Text: "Handoffs without an answer", Numeric: true}, {Text: "Next steps", Numeric: true},
		},
	}
	for _, l := range list {
		page.Table.Rows = append(page.Table.Rows, workloadRow(l))
	}
	return s.render.Page(c.Writer, http.StatusOK, "workload", page)
}

func workloadRow(l desk.Load) render.Row {
	who := render.RowCell{Header: true, Text: l.Name}
	if l.Cases > 0 && !l.Disabled {
		who = render.RowCell{Header: true, Link: &render.Link{Text: l.Name, Href: "/team?owner=" + l.UserID, Hidden: "cases"}}
	}
	if l.Disabled {
		who.Lines = append(who.Lines, "Can no longer sign in. Give these cases to somebody else.")
	}
	if l.Away != nil {
		who.Lines = append(who.Lines, "Away until "+l.Away.Until.LongWithDay()+". "+l.Away.By+" covers.")
	}
	late := render.RowCell{Text: number(l.Late)}
	if l.Late > 0 {
		late = render.RowCell{Words: number(l.Late), Urgency: render.Late}
	}
	return render.Row{Cells: []render.RowCell{
		who, {Text: number(l.Cases)}, {Text: number(l.Clocks)}, late, {Text: number(l.Soon)}, {Text: number(l.Handoffs)}, {Text: number(l.Steps)},
	}}
}
