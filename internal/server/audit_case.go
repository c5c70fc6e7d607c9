package server

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

func (s *Server) auditRoutes() []route {
	return []route{
		{method: "GET", path: "/audit/consent", handle: s.getConsentRegister},
		{method: "GET", path: "/audit/consent/:reference", handle: s.getRegisteredConsent},
		{method: "GET", path: "/audit/cases", handle: s.getTrailLookup},
		{method: "POST", path: "/audit/cases", handle: s.postTrailLookup},
		{method: "GET", path: "/audit/cases/:ref", handle: s.getTrail},
	}
}

func (s *Server) getTrailLookup(c *gin.Context) error {
	return s.showTrailLookup(c, http.StatusOK, form.Values{}, nil)
}

func (s *Server) showTrailLookup(c *gin.Context, status int, v form.Values, problems fault.Problems) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.ViewAuditTrail); err != nil {
		return err
	}
	q := ask(v, problems)
	in := q.text("case_reference", "Case reference", "For example, ND-7Q4K-29. It stands on every page of the case and on consent records.")
	in.Classes, in.Spellcheck = "govuk-input--width-10", render.Off
	page := questionPage{
		Layout: s.layout(c, "Case trails", "Audit"), Heading: "Case trails",
		Intro: []string{
			"See who changed or looked at a case, and check that nothing was altered afterwards.",
			"The trail holds no names of clients. That you looked is recorded in it too.",
		},
		Action: "/audit/cases", Questions: q.list, Buttons: render.SaveButtons{Text: "Show the trail"},
	}
	page.Errors = q.summary()
	if s.desk.May(me(c).Actor, access.ViewSeals) {
		page.Other = &render.Link{Text: "Seals of the audit log", Href: sealsAddress}
	}
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postTrailLookup(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	r, problems := caseAsked(v)
	if len(problems) > 0 {
		return s.showTrailLookup(c, http.StatusUnprocessableEntity, v, problems)
	}
	return seeOther(c, "/audit/cases/"+string(r))
}

// caseAsked is the case whose reference was typed into the field
// case_reference.
func caseAsked(v form.Values) (casefile.Ref, fault.Problems) {
	check := form.Check(v)
	typed := check.Required("case_reference", 100)
	r, err := casefile.ParseRef(typed)
	if err != nil && len(check.Problems()) == 0 {
		check.Problem("case_reference", "mistyped")
	}
	return r, check.Problems()
}

type trailPage struct {
	render.Layout
	Heading string
	Intro   string
	Good    string // what the check of the chain came to
	Bad     *render.WarningText
	Table   render.StackedTable
	Next    *render.Link
	Looks   render.Link
	Links   []render.Link
}

func (s *Server) getTrail(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64) // a mistyped place is the newest page
	t, err := s.desk.AuditTrail(c.Request.Context(), me(c).Actor, r, max(before, 0))
	if err != nil {
		return err
	}
	heading := "Audit trail of " + string(r)
	page := trailPage{
		Layout: s.layout(c, heading, "Audit"), Heading: heading,
		Intro: fmt.Sprintf("Everything that was done or looked at, newest first: %s. Times are in London.", counted(t.Total, "entry", "entries")),
		Table: trailTable(t),
	}
	page.Width = render.Full
	page.Back = &render.Link{Text: "Back to case trails", Href: "/audit/cases"}
	page.Looks = render.Link{Text: "Who looked, in plain words", Href: caseAddress(r) + "/access"}
	page.Links = []render.Link{{Text: "Make a proof pack", Href: proofAddress(r)}}
	if me(c).Has(staff.Auditor) {
		page.Links = append(page.Links, render.Link{Text: "Documents of this case, without names", Href: "/audit/cases/" + string(r) + "/documents"},
			render.Link{Text: "Seals of the audit log", Href: sealsAddress})
	}
	switch {
	case t.Checked && t.Finding == nil:
		page.Good = fmt.Sprintf("Checked just now: all %s fit together. None was changed, removed or moved after it was written.", counted(t.Total, "entry", "entries"))
	case t.Checked:
		page.Bad = &render.WarningText{
			Text:             "This trail was altered. " + t.Finding.Sentence + " Nothing after that row is proof. Tell the person who runs this service at once.",
			IconFallbackText: "Warning",
		}
	}
	if t.Next > 0 {
		page.Next = &render.Link{Text: "Older entries", Href: "/audit/cases/" + string(r) + "?before=" + strconv.FormatInt(t.Next, 10)}
	}
	return s.render.Page(c.Writer, http.StatusOK, "audit_trail", page)
}

func trailTable(t desk.Trail) render.StackedTable {
	table := render.StackedTable{
		Caption: "Entries", CaptionHidden: true, Empty: "There are no entries before this place.",
		Head: []render.Column{{Text: "Row", Numeric: true}, {Text: "When"}, {Text: "Who"}, {Text: "What"}, {Text: "Facts"}},
	}
	for _, e := range t.Entries {
		facts := render.RowCell{Lines: factLines(e.Facts)}
		if len(facts.Lines) == 0 {
			facts.Text = "None"
		}
		table.Rows = append(table.Rows, render.Row{Cells: []render.RowCell{
			{Text: strconv.FormatInt(e.Seq, 10)}, {Text: exactMoment(e.At)}, {Text: lookedBy(e.By)}, {Header: true, Text: actionPhrase(e.Action)}, facts,
		}})
	}
	return table
}

// exactMoment is a moment with its seconds, which an auditor may need.
func exactMoment(t time.Time) string {
	return calendar.LondonDay(t).Long() + " at " + t.In(calendar.London()).Format("3:04:05pm")
}

func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatInt(n, 10) + " " + many
}

var auditWords = words{
	fields: map[string]string{
		"pack_staff": "how members of staff should appear", "why_names": "why the names need to be in it", "pack_part": "which part of the sample",
		"size": "how many records", "error": "the error allowed", "seed": "the seed", "grouped_by": "what is kept in proportion",
		"severity": "how much it matters", "finding": "what you found", "reply": "your reply", "statement": "your statement",
		"content": "whether the finding is answered", "due_on": "by when the reply is due", "check": "the check",
	},
	messages: map[string]string{
		"size/required":           "Enter how many records, or choose a confidence and an error below 100",
		"size/not_a_size":         "How many records must be a number from 1 to {0}",
		"why_identity/required":   "Say why you need to know who it is about",
		"mark_A1/select_one":      "Judge check A1",
		"mark_A2/select_one":      "Judge check A2",
		"mark_A3/select_one":      "Judge check A3",
		"mark_A4/select_one":      "Judge check A4",
		"mark_A5/select_one":      "Judge check A5",
		"mark_A6/select_one":      "Judge check A6",
		"mark_A7/select_one":      "Judge check A7",
		"mark_A8/select_one":      "Judge check A8",
		"mark_A9/select_one":      "Judge check A9",
		"case_reference/required": "Enter the case reference",
		"case_reference/mistyped": "Check the case reference. One of its characters is not right",
	},
}
