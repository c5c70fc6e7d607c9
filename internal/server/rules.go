package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/render"
)

func (s *Server) rulesRoutes() []route {
	return []route{
		{method: "GET", path: "/rules", handle: s.getRules},
		{method: "GET", path: "/rules/:rule", handle: s.getRule},
		{method: "GET", path: "/rules/deadline-rules.csv", handle: s.getRulesFile},
		{method: "GET", path: "/rules/bank-holidays.json", handle: s.getHolidaysFile},
	}
}

type rulesPage struct {
	render.Layout
	Heading  string
	Facts    render.SummaryList
	Files    []render.Link
	InForce  render.StackedTable
	Others   render.StackedTable
	Holidays render.StackedTable
}

// getRules shows everybody what their dates are counted with.
func (s *Server) getRules(c *gin.Context) error {
	b, err := s.desk.RuleBook(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := rulesPage{Layout: s.layout(c, "Rules and bank holidays", ""), Heading: "Rules and bank holidays"}
	page.Width = render.Full
	page.Facts.Rows = []render.SummaryRow{
		answer("Rules", "Version "+b.Book.Version()), answer("Bank holidays", holidaysWords(b.Book.Holidays(), b.Today)),
	}
	page.Files = []render.Link{
		{Text: "Download the rules (CSV)", Href: "/rules/deadline-rules.csv"}, {Text: "Download the bank holidays (JSON)", Href: "/rules/bank-holidays.json"},
	}
	page.InForce, page.Others = rulesTable("Rules for what happens today"), rulesTable("Rules for what happened earlier or happens later")
	for _, r := range b.Book.Rules() {
		if r.InForce(b.Today) {
			page.InForce.Rows = append(page.InForce.Rows, ruleRow(r))
		} else {
			page.Others.Rows = append(page.Others.Rows, ruleRow(r))
		}
	}
	page.Holidays = holidaysTable(b)
	return s.render.Page(c.Writer, http.StatusOK, "rules_view", page)
}

func holidaysWords(h *calendar.Holidays, today calendar.Date) string {
	words := "Version " + h.Version() + ". Known until " + h.KnownUntil().Long()
	if h.EndsSoon(today) {
		words += ". That is near: a newer list is needed"
	}
	return words
}

func rulesTable(caption string) render.StackedTable {
	return render.StackedTable{Caption: caption, Empty: "There are none.", Head: []render.Column{
		{Text: "Date", Width: "one-third"}, {Text: "Where"}, {Text: "How it is counted", Width: "one-third"}, {Text: "In force"},
	}}
}

func ruleRow(r *deadline.Rule) render.Row {
	return render.Row{Cells: []render.RowCell{
		{Header: true, Link: &render.Link{Text: r.Label, Href: ruleAddress(r), Hidden: "(" + r.ID + ")"}, Lines: []string{r.ID}},
		{Text: placeWords(r)}, {Text: r.InWords()[0]}, {Text: inForce(r)},
	}}
}

func ruleAddress(r *deadline.Rule) string { return "/rules/" + url.PathEscape(r.ID) }

func inForce(r *deadline.Rule) string {
	return capital(strings.TrimPrefix(r.InForceWords(), "in force "))
}

func placeWords(r *deadline.Rule) string {
	return capital(strings.TrimPrefix(r.Jurisdiction.Name(), "the "))
}

type rulePage struct {
	render.Layout
	Heading  string
	Facts    render.SummaryList
	Versions render.StackedTable
}

// getRule shows one rule in words, with the other versions of its clock.
func (s *Server) getRule(c *gin.Context) error {
	b, err := s.desk.RuleBook(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	r, ok := b.Book.Rule(c.Param("rule"))
	if !ok {
		return fault.NotFound
	}
	page := rulePage{Layout: s.layout(c, r.Label, "Rules"), Heading: r.Label, Versions: rulesTable("Other versions of this rule")}
	page.Width = render.Full
	page.Back = &render.Link{Text: "Back to the rules", Href: "/rules"}
	source := answer("Source", r.Citation)
	if r.SourceURL != "" {
		source = linked(source, "Read the source", r.SourceURL)
	}
	page.Facts.Rows = more([]render.SummaryRow{
		answer("Rule", r.ID), answer("Where it holds", placeWords(r)), answer("In force", inForce(r)),
		answer("How it is counted", strings.Join(r.InWords(), "\n")),
		answer("Reminders", r.RemindWords()), answer("Kind of rule", r.Kind()), source,
		answer("Confidence in this rule", trustWords(r)), answer("Last checked", r.CheckedOn.Long()),
	}, "Note", r.Note)
	for _, text := range r.Unclear() {
		page.Facts.Rows = append(page.Facts.Rows, answer("Not clear", text))
	}
	for _, o := range b.Book.Rules() {
		if o.Clock == r.Clock && o.ID != r.ID {
			page.Versions.Rows = append(page.Versions.Rows, ruleRow(o))
		}
	}
	return s.render.Page(c.Writer, http.StatusOK, "rules_rule", page)
}

// trustWords say how far the rule can be trusted.
func trustWords(r *deadline.Rule) string {
	return capital(strings.TrimPrefix(r.Trust(), "Confidence in this rule: "))
}

// holidaysTable lists the bank holidays of the next twelve months, so that
// somebody can see whether a new one has been loaded.
func holidaysTable(b desk.RuleBook) render.StackedTable {
	t := render.StackedTable{
		Caption: "Bank holidays in the next 12 months", Empty: "None is known.",
		Head: []render.Column{{Text: "Day", Width: "one-third"}, {Text: "Bank holiday"}, {Text: "Where", Width: "one-third"}},
	}
	list := b.Book.Holidays().Between(b.Today, b.Today.AddMonths(12))
	for i := 0; i < len(list); i++ {
		one, where := list[i], []string{list[i].Division.Name()}
		for i+1 < len(list) && list[i+1].On == one.On && list[i+1].Title == one.Title {
			i++
			where = append(where, list[i].Division.Name())
		}
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: one.On.LongWithDay()}, {Text: one.Title}, {Text: placesWords(where)},
		}})
	}
	return t
}

func placesWords(places []string) string {
	if len(places) == len(calendar.Divisions) {
		return "The whole United Kingdom"
	}
	return strings.Join(places, ", ")
}

func (s *Server) getRulesFile(c *gin.Context) error {
	b, err := s.desk.RuleBook(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	return sendFile(c, "deadline-rules.csv", "text/csv; charset=utf-8", b.Book.Text())
}

func (s *Server) getHolidaysFile(c *gin.Context) error {
	b, err := s.desk.RuleBook(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	return sendFile(c, "bank-holidays.json", "application/json; charset=utf-8", b.Book.Holidays().Text())
}

func sendFile(c *gin.Context, name, kind string, content []byte) error {
	c.Header("Content-Type", kind)
	c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	c.Header("Content-Length", strconv.Itoa(len(content)))
	c.Status(http.StatusOK)
	_, err := c.Writer.Write(content)
	return err
}
