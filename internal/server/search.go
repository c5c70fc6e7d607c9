package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

func (s *Server) searchRoutes() []route {
	return []route{
		{method: "GET", path: "/search", handle: s.getSearch},
		{method: "POST", path: "/search", handle: s.postSearch},
	}
}

type searchPage struct {
	render.Layout
	Heading string
	Query   render.Input
	Result  string // how many, in words
	Advice  []string
	Table   *render.StackedTable
}

func (s *Server) getSearch(c *gin.Context) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.SearchCases); err != nil {
		return err
	}
	return s.searchForm(c, form.Values{}, nil, http.StatusOK, nil)
}

// postSearch shows what was found on the answer itself: what was typed may be
// a name, so it never stands in an address (S11).
func (s *Server) postSearch(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	found, err := s.desk.FindCase(c.Request.Context(), me(c).Actor, v.Trimmed("q"))
	var invalid *fault.Invalid
	if errors.As(err, &invalid) {
		return s.searchForm(c, v, invalid.Problems, http.StatusUnprocessableEntity, nil)
	}
	if err != nil {
		return err
	}
	return s.searchForm(c, v, nil, http.StatusOK, &found)
}

func (s *Server) searchForm(c *gin.Context, v form.Values, problems fault.Problems, status int, found *desk.Found) error {
	q := ask(v, problems)
	input := q.text("q", "Reference, Home Office reference, name, date of birth, phone or email", "Names are found in any order and by any whole part, and when none is spelt so, by how they sound. Type a date like 27/3/1996.")
	input.Classes = "govuk-!-width-one-half"
	page := searchPage{Layout: s.layout(c, "Search", ""), Heading: "Search", Query: *input}
	page.Errors = q.summary()
	page.Width = render.Full
	if found != nil {
		page.Result, page.Advice = foundWords(*found)
		if len(found.Items) > 0 {
			t := foundTable(*found)
			page.Table = &t
		}
	}
	return s.render.Page(c.Writer, status, "search_cases", page)
}

func foundWords(f desk.Found) (result string, advice []string) {
	if f.Hidden {
		defer func() { advice = append(advice, hiddenMatch) }()
	}
	switch {
	case f.Mistyped:
		return "No case found", []string{
			"That looks like a case reference, but a character in it is wrong. Check the reference: there is no 0, O, 1, I or L in it.",
			"If it is a name, try another spelling.",
		}
	case len(f.Items) == 0:
		return "No case found", []string{
			"Check the spelling, or try only one part of the name.",
			"The case may belong to another team. Ask your supervisor.",
		}
	case f.More:
		return "More than " + plural(len(f.Items), "case") + " found", []string{"These are the latest. Add another part of the name to see fewer."}
	case f.Alike:
		return plural(len(f.Items), "case") + " found", []string{"No name is spelt like this. These sound like it."}
	case f.AnyWord:
		return plural(len(f.Items), "case") + " found", []string{"No case has all these words. These have one of them."}
	default:
		return plural(len(f.Items), "case") + " found", nil
	}
}

func foundTable(f desk.Found) render.StackedTable {
	t := render.StackedTable{
		Caption: "Cases found", CaptionHidden: true,
		Head: []render.Column{{Text: "Case", Width: "one-quarter"}, {Text: "Known as"}, {Text: "Started"}, {Text: "Stage"}, {Text: "Consent"}, {Text: "Held by"}},
	}
	for _, item := range f.Items {
		name := item.NameToUse
		if name == "" {
			name = "Not given yet"
		}
		stage := item.Case.State.Label()
		if item.Case.State == casefile.Closed {
			stage += " on " + item.Case.ClosedOn.Long()
		}
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: string(item.Case.Ref), Href: caseAddress(item.Case.Ref)}},
			{Text: name}, {Text: calendar.LondonDay(item.Case.CreatedAt).Long()}, {Text: stage},
			{Text: consent.Status(item.Case.ConsentStatus).Label()}, {Text: item.Owner},
		}})
	}
	return t
}

var searchWords = words{
	fields: map[string]string{"q": "a reference or a name"},
}
