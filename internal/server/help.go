package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/render"
)

func (s *Server) helpRoutes() []route {
	var routes []route
	for path, text := range helpPages {
		routes = append(routes, route{method: "GET", path: path, open: true, handle: func(c *gin.Context) error { return s.showHelp(c, path, text) }})
	}
	return routes
}

// proofHelp says how a proof pack is checked, to those who have only that.
const proofHelp = "/help/proof-packs"

// importHelp says how a spreadsheet is made ready and brought in.
const importHelp = "/help/import"

// helpText is a reading page that everybody may see.
type helpText struct {
	title    string
	sections []helpSection
}

type helpSection struct {
	Heading    string // the first section has none
	Paragraphs []string
	Items      []string
	Links      []render.Link
}

type helpPage struct {
	render.Layout
	Heading  string
	Leave    bool // the way out is a link, and Escape
	Sections []helpSection
}

func (s *Server) showHelp(c *gin.Context, path string, text helpText) error {
	page := helpPage{Layout: s.layout(c, text.title, ""), Heading: text.title, Sections: text.sections}
	if path == "/help/safety" && !page.SignedIn {
		// Somebody may read this at a moment when they must not be seen to.
		page.ExitHref, page.ExitOnEscape, page.Leave = "/exit", true, true
	}
	return s.render.Page(c.Writer, http.StatusOK, "help_page", page)
}
