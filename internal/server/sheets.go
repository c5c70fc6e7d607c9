package server

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

func (s *Server) sheetRoutes() []route {
	return []route{
		{method: "GET", path: "/sheets", open: true, handle: s.getSheets},
		{method: "GET", path: "/sheets/:lang/:version", open: true, handle: s.getSheet},
		{method: "GET", path: "/admin/sheets", handle: s.getAdminSheets},
		{method: "GET", path: "/admin/sheets/new", handle: s.getNewSheet},
		{method: "POST", path: "/admin/sheets/new", handle: s.postNewSheet},
		{method: "GET", path: "/admin/sheets/edit/:id", handle: s.getEditSheet},
		{method: "POST", path: "/admin/sheets/edit/:id", handle: s.postEditSheet},
		{method: "GET", path: "/admin/sheets/preview/:id", handle: s.getPreviewSheet},
		{method: "POST", path: "/admin/sheets/publish/:id", handle: s.postPublishSheet},
		{method: "POST", path: "/admin/sheets/drop/:id", handle: s.postDropSheet},
	}
}

type sheetListPage struct {
	render.Layout
	Heading   string
	Leave     bool // the way out is a link, and Escape
	Languages []sheetLanguage
}

// sheetLanguage is one language with its versions, the newest first.
type sheetLanguage struct {
	Tag, Dir string
	OwnName  string
	Name     string // in English; empty when it is the same
	Newest   sheetLink
	Older    []sheetLink
}

type sheetLink struct {
	Href, Version, Title, By string
}

// getSheets lists every published sheet. It is open: a client, or whoever sits
// beside them, reads it without signing in.
func (s *Server) getSheets(c *gin.Context) error {
	sheets, err := s.desk.PublishedSheets(c.Request.Context())
	if err != nil {
		return err
	}
	page := sheetListPage{Layout: s.layout(c, "Explanation sheets", ""), Heading: "Explanation sheets"}
	page.Leave = s.quietPage(&page.Layout)
	for _, sheet := range sheets {
		link := sheetLink{
			Href: sheetPath(sheet.Sheet), Version: "Version " + strconv.Itoa(sheet.Version), Title: sheet.Title,
			By: sheet.TranslatedOn.Long() + bySheet(sheet),
		}
		last := len(page.Languages) - 1
		if last >= 0 && page.Languages[last].Tag == sheet.Tag {
			page.Languages[last].Older = append(page.Languages[last].Older, link)
			continue
		}
		language := sheetLanguage{Tag: sheet.Tag, Dir: string(sheet.Direction), OwnName: sheet.OwnName, Newest: link}
		if sheet.Language != sheet.OwnName {
			language.Name = sheet.Language
		}
		page.Languages = append(page.Languages, language)
	}
	return s.render.Page(c.Writer, http.StatusOK, "sheet_list", page)
}

func bySheet(s desk.Sheet) string {
	if s.Organisation == "" {
		return ""
	}
	return ", " + s.Organisation
}

func sheetPath(s consent.Sheet) string { return "/sheets/" + s.Tag + "/" + strconv.Itoa(s.Version) }

// quietPage puts the quick exit on a page that may be read at a moment when
// nobody must see it, and says whether Escape does it too.
func (s *Server) quietPage(l *render.Layout) bool {
	if l.SignedIn {
		return false
	}
	l.ExitHref, l.ExitOnEscape = "/exit", true
	return true
}

// sheetView is a sheet as a client reads it.
type sheetView struct {
	Tag, Dir   string
	Title      string
	Opening    []string
	Sections   []sheetSection
	Closing    []string
	Version    string
	Translator string
}

type sheetSection struct {
	Heading    string
	Paragraphs []string
}

func viewOf(s consent.Sheet) sheetView {
	v := sheetView{
		Tag: s.Tag, Dir: string(s.Direction), Title: s.Title, Opening: consent.Paragraphs(s.Opening), Closing: consent.Paragraphs(s.Closing),
		Version: s.Name(), Translator: s.Translator,
	}
	if !s.TranslatedOn.IsZero() {
		v.Translator += ", " + s.TranslatedOn.Long()
	}
	for _, p := range consent.Points {
		section := s.Section(p.ID)
		v.Sections = append(v.Sections, sheetSection{section.Heading, consent.Paragraphs(section.Text)})
	}
	return v
}

type sheetPage struct {
	render.Layout
	Leave bool
	Sheet sheetView
	Newer *render.Link // of an old version
}

// getSheet shows one version of a sheet, old or new, to read or print.
func (s *Server) getSheet(c *gin.Context) error {
	version, ok := smallNumber(c.Param("version"))
	if !ok {
		return fault.NotFound
	}
	sheet, err := s.desk.PublishedSheet(c.Request.Context(), c.Param("lang"), version)
	if err != nil {
		return err
	}
	page := sheetPage{Layout: s.layout(c, sheet.Name(), "Explanation sheets"), Sheet: viewOf(sheet.Sheet)}
	page.Leave = s.quietPage(&page.Layout)
	page.Back = &render.Link{Text: "All explanation sheets", Href: "/sheets"}
	all, err := s.desk.PublishedSheets(c.Request.Context())
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.Tag == sheet.Tag && other.Version > sheet.Version && other.OrganisationID == sheet.OrganisationID {
			page.Newer = &render.Link{Text: "There is a newer version of this sheet", Href: sheetPath(other.Sheet)}
			break
		}
	}
	return s.render.Page(c.Writer, http.StatusOK, "sheet_view", page)
}
