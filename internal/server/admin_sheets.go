package server

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

type adminSheetsPage struct {
	render.Layout
	Heading string
	Intro   []string
	New     render.Button
	Table   render.StackedTable
}

func (s *Server) getAdminSheets(c *gin.Context) error {
	own, err := s.desk.Sheets(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := adminSheetsPage{
		Layout: s.layout(c, "Explanation sheets", "Admin"), Heading: "Explanation sheets",
		Intro: []string{
			"What clients are shown before they are asked. English comes with the program. Every other language, Welsh too, your organisation adds, with the translator and the date. NRM Desk translates nothing.",
			"A published sheet is never changed: write a new version, and the old one stays to be read.",
		},
		New: render.Button{Text: "Write a sheet", Href: "/admin/sheets/new"},
		Table: render.StackedTable{
			Caption: "Sheets of your organisation", CaptionHidden: true,
			Empty: "Your organisation has no sheet of its own yet. The English one that comes with the program can be used.",
			Head:  []render.Column{{Text: "Language"}, {Text: "Version"}, {Text: "Translator"}, {Text: "What to do"}},
		},
	}
	page.Width = render.Full
	for _, shipped := range consent.Shipped() {
		page.Table.Rows = append(page.Table.Rows, sheetRow(desk.Sheet{Sheet: shipped}))
	}
	for _, sheet := range own {
		page.Table.Rows = append(page.Table.Rows, sheetRow(sheet))
	}
	return s.render.Page(c.Writer, http.StatusOK, "admin_sheets", page)
}

func sheetRow(s desk.Sheet) render.Row {
	version := render.RowCell{Text: "Being written", Lines: []string{"since " + moment(s.WrittenAt)}}
	act := render.RowCell{Link: &render.Link{Text: "Preview", Href: "/admin/sheets/preview/" + s.ID, Hidden: "of the sheet in " + s.Language}}
	if s.Version > 0 {
		version = render.RowCell{Link: &render.Link{Text: "Version " + strconv.Itoa(s.Version), Href: sheetPath(s.Sheet), Hidden: "in " + s.Language}}
		if s.PublishedAt.IsZero() {
			version.Lines = []string{"comes with the program"}
		} else {
			version.Lines = []string{"since " + calendar.LondonDay(s.PublishedAt).Long()}
		}
		act = render.RowCell{Link: &render.Link{
			Text: "Write a new version", Href: "/admin/sheets/new?from=" + url.QueryEscape(sheetValue(s.Sheet)), Hidden: "in " + s.Language,
		}}
	}
	own := s.OwnName
	if own == s.Language {
		own = ""
	}
	return render.Row{Cells: []render.RowCell{
		{Header: true, Text: s.Language, Lines: notEmpty(own, s.Tag)}, version, {Text: orNot(s.Translator, "Not named yet")}, act,
	}}
}

// getNewSheet begins a sheet, empty or from the words of a published one.
func (s *Server) getNewSheet(c *gin.Context) error {
	start := consent.Sheet{}
	if tag, version, ok := cutSheet(c.Query("from")); ok {
		from, err := s.desk.PublishedSheet(c.Request.Context(), tag, version)
		if err != nil {
			return err
		}
		start = from.Sheet
		start.Translator, start.TranslatedOn = "", calendar.Date{}
	}
	return s.sheetForm(c, http.StatusOK, "", valuesOf(start), nil)
}

func (s *Server) postNewSheet(c *gin.Context) error { return s.takeSheet(c, "") }

func (s *Server) getEditSheet(c *gin.Context) error {
	sheet, err := s.ownSheet(c)
	if err != nil {
		return err
	}
	v := valuesOf(sheet.Sheet)
	v.Set("row-version", strconv.FormatInt(sheet.RowVersion, 10))
	return s.sheetForm(c, http.StatusOK, sheet.ID, v, nil)
}

func (s *Server) postEditSheet(c *gin.Context) error { return s.takeSheet(c, afterID(c.Param("id"))) }

// ownSheet reads the sheet the address names, while it is being written.
func (s *Server) ownSheet(c *gin.Context) (desk.Sheet, error) {
	id := afterID(c.Param("id"))
	if id == "" {
		return desk.Sheet{}, fault.NotFound
	}
	sheet, err := s.desk.Sheet(c.Request.Context(), me(c).Actor, id)
	if err == nil && sheet.Version > 0 {
		return sheet, kindly{
			heading: "This sheet is published", says: []string{"A published sheet is never changed. Write a new version of it instead."},
			link: render.Link{Text: "Explanation sheets", Href: "/admin/sheets"},
		}
	}
	return sheet, err
}

// cutSheet reads what names a published sheet: "ar/3".
func cutSheet(text string) (tag string, version int, ok bool) {
	tag, number, _ := strings.Cut(text, "/")
	version, ok = smallNumber(number)
	return tag, version, ok
}

// takeSheet keeps what was typed, with its gaps, and shows how it looks.
func (s *Server) takeSheet(c *gin.Context, id string) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	if c.FullPath() != "/admin/sheets/new" && id == "" {
		return fault.NotFound
	}
	edit := desk.SheetEdit{ID: id, RowVersion: versionOf(v.Text("row-version")), Sheet: sheetOf(v), Token: v.Text(tokenField)}
	problems := dateProblems(edit.Sheet.CheckDraft(), v, "translated_on")
	if len(problems) == 0 {
		id, err = s.desk.WriteSheet(c.Request.Context(), me(c).Actor, edit)
		if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
			problems = invalid.Problems
		} else if err != nil {
			return err
		}
	} else if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.WriteSheet); err != nil {
		return err
	}
	if len(problems) > 0 {
		typed, err := url.ParseQuery(v.Encode())
		if err != nil {
			return err
		}
		return s.sheetForm(c, http.StatusUnprocessableEntity, id, typed, problems)
	}
	s.sessions.Notify(c.Request.Context(), "The draft is saved.")
	return seeOther(c, "/admin/sheets/preview/"+id)
}

func sheetOf(v form.Values) consent.Sheet {
	s := consent.Sheet{
		Tag: v.Trimmed("language_tag"), Language: v.Trimmed("language_name"), OwnName: v.Trimmed("own_name"), Direction: consent.Direction(v.Trimmed("direction")),
		Title: v.Trimmed("title"), Opening: v.Trimmed("opening"), Closing: v.Trimmed("closing"),
		Translator: v.Trimmed("translator"), TranslatedOn: dateOf(v, "translated_on"),
	}
	for _, p := range consent.Points {
		s.Sections = append(s.Sections, consent.SheetSection{Point: p.ID, Heading: v.Trimmed("heading_" + p.ID), Text: v.Trimmed("text_" + p.ID)})
	}
	return s
}

// valuesOf are the fields of a form filled with a sheet.
func valuesOf(s consent.Sheet) url.Values {
	v := url.Values{
		"language_tag": {s.Tag}, "language_name": {s.Language}, "own_name": {s.OwnName}, "direction": {string(s.Direction)}, "title": {s.Title},
		"opening": {s.Opening}, "closing": {s.Closing}, "translator": {s.Translator}, tokenField: {uuid.NewString()},
	}
	for _, section := range s.Sections {
		v.Set("heading_"+section.Point, section.Heading)
		v.Set("text_"+section.Point, section.Text)
	}
	fillDate(v, "translated_on", s.TranslatedOn)
	return v
}

// sheetForm asks for the whole sheet, the English words beside each field.
func (s *Server) sheetForm(c *gin.Context, status int, id string, typed url.Values, problems fault.Problems) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.WriteSheet); err != nil {
		return err
	}
	v := form.Of(typed)
	q := ask(v, problems)
	askSheetFields(q)
	page := questionPage{
		Layout: s.layout(c, "Write a sheet", "Admin"), Heading: "Write an explanation sheet", Action: "/admin/sheets/new",
		Intro: []string{
			"Plain words and short sentences. Leave an empty line between paragraphs. You can save it with gaps and go on later; it is published only when nothing is missing.",
			"Nothing about any client belongs on a sheet: everybody can read it.",
		},
		Questions: q.list, Buttons: render.SaveButtons{Text: "Save and preview"},
		Hidden: []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}, {Name: "row-version", Value: v.Text("row-version")}},
	}
	if id != "" {
		page.Action = "/admin/sheets/edit/" + id
	}
	page.Title = page.Heading
	page.Back = &render.Link{Text: "Back to the sheets", Href: "/admin/sheets"}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

// ownDirection writes each field the way its own words go.
var ownDirection = render.Attributes{{Name: "dir", Value: "auto"}}

func askSheetFields(q *questions) {
	english := consent.Shipped()[0]
	beside := func(text string) {
		q.add(render.Question{Details: &render.Details{SummaryText: "English words", Text: text}})
	}
	line := func(name, label, hint string) { q.text(name, label, hint).Attributes = ownDirection }
	long := func(name, label string, rows int) {
		area := q.long(name, label, "")
		area.Rows, area.Attributes = rows, ownDirection
	}
	q.heading("Language")
	q.text("language_name", "Language, in English", "For example, Welsh.")
	line("own_name", "The language’s own name", "For example, Cymraeg.")
	q.text("language_tag", "Language tag", "BCP 47, for example cy, ar or zh-Hant.").Classes = "govuk-input--width-10"
	q.one("direction", "How is it written?", "", labelled(consent.Directions)...)
	q.heading("Words")
	line("title", "Title", "")
	beside(english.Title)
	long("opening", "Beginning", 5)
	beside(english.Opening)
	for _, p := range consent.Points {
		section := english.Section(p.ID)
		q.heading(p.Text)
		line("heading_"+p.ID, "Heading: "+section.Heading, "")
		long("text_"+p.ID, "Text: "+section.Heading, 8)
		beside(section.Text)
	}
	q.heading("End")
	long("closing", "End (optional)", 5)
	beside(english.Closing)
	q.heading("Who stands for the words")
	q.text("translator", "Who wrote or translated it?", "A person, or a translation service.")
	q.date("translated_on", "When?", "For example, 12 5 2026.")
}

type sheetPreviewPage struct {
	render.Layout
	Sheet         sheetView
	Problems      []string
	Publish, Drop string
	Hidden        []render.Hidden
	DropHidden    []render.Hidden
	Edit          render.Button
}

func (s *Server) getPreviewSheet(c *gin.Context) error {
	sheet, err := s.ownSheet(c)
	if err != nil {
		return err
	}
	page := sheetPreviewPage{
		Layout: s.layout(c, "Preview", "Admin"), Sheet: viewOf(sheet.Sheet),
		Publish: "/admin/sheets/publish/" + sheet.ID, Drop: "/admin/sheets/drop/" + sheet.ID,
		Hidden:     []render.Hidden{{Name: tokenField, Value: uuid.NewString()}, {Name: "row-version", Value: strconv.FormatInt(sheet.RowVersion, 10)}},
		DropHidden: []render.Hidden{{Name: tokenField, Value: uuid.NewString()}},
		Edit:       render.Button{Text: "Go on writing", Href: "/admin/sheets/edit/" + sheet.ID, Classes: "govuk-button--secondary"},
	}
	if page.Sheet.Title == "" {
		page.Sheet.Title = "No title yet"
	}
	for _, p := range sheet.CheckPublish(s.desk.Today()) {
		page.Problems = append(page.Problems, sentence(p))
	}
	page.Back = &render.Link{Text: "Back to the sheets", Href: "/admin/sheets"}
	return s.render.Page(c.Writer, http.StatusOK, "sheet_preview", page)
}

func (s *Server) postPublishSheet(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	id := afterID(c.Param("id"))
	if id == "" {
		return fault.NotFound
	}
	sheet, err := s.desk.PublishSheet(c.Request.Context(), me(c).Actor, id, versionOf(v.Text("row-version")), v.Text(tokenField))
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return seeOther(c, "/admin/sheets/preview/"+id)
	}
	if err != nil {
		return err
	}
	if sheet.Version > 0 {
		s.sessions.Notify(c.Request.Context(), "Published: "+sheet.Name()+".")
	}
	return seeOther(c, "/admin/sheets")
}

func (s *Server) postDropSheet(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	id := afterID(c.Param("id"))
	if id == "" {
		return fault.NotFound
	}
	if err := s.desk.DropSheet(c.Request.Context(), me(c).Actor, id, v.Text(tokenField)); err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The draft is dropped.")
	return seeOther(c, "/admin/sheets")
}
