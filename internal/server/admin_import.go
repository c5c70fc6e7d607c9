package server

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/xuri/excelize/v2"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/intake"
	"nrmdesk/internal/render"
	"nrmdesk/internal/sheet"
)

const adminImport = "/admin/import"

func (s *Server) importRoutes() []route {
	return []route{
		{method: "GET", path: adminImport, handle: s.getImports},
		{method: "POST", path: adminImport, handle: s.postImport},
		{method: "GET", path: adminImport + "/template.xlsx", handle: s.getImportTemplate},
		{method: "GET", path: adminImport + "/template.csv", handle: s.getImportTemplateCSV},
		{method: "GET", path: adminImport + "/files/:id", handle: s.getImport},
		{method: "GET", path: adminImport + "/files/:id/columns", handle: s.getImportColumns},
		{method: "POST", path: adminImport + "/files/:id/columns", handle: s.postImportColumns},
		{method: "GET", path: adminImport + "/files/:id/rows/:number", handle: s.getImportRow},
		{method: "POST", path: adminImport + "/files/:id/rows/:number", handle: s.postImportRow},
		{method: "POST", path: adminImport + "/files/:id/run", handle: s.postImportRun},
	}
}

func importAddress(id string) string { return adminImport + "/files/" + id }

type importPage struct {
	render.Layout
	Heading   string
	Intro     []string
	Upload    bool
	Action    string
	Questions []render.Question
	Buttons   *render.SaveButtons
	Tables    []render.StackedTable
	Filters   []render.NavItem
	Acts      []importAct // forms of one button each
	Links     []render.Link
	More      *render.Link // to the rows that come after
}

// importAct is one thing that can be done with a file.
type importAct struct {
	Action, Name, Value string
	Button              render.Button
}

func (s *Server) getImports(c *gin.Context) error { return s.showImports(c, http.StatusOK, nil) }

func (s *Server) showImports(c *gin.Context, status int, problems fault.Problems) error {
	list, err := s.desk.Imports(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	q := ask(form.Values{}, problems)
	q.file("import_file", "Choose a file", "Excel workbook (.xlsx) or CSV, one row for each client, headings in the first row. Up to 10 MB and 10,000 rows.", ".xlsx,.csv,text/csv", sheet.MaxFile)
	page := importPage{
		Layout: s.layout(c, "Bring cases in", "Admin"), Heading: "Bring cases in", Upload: true, Action: adminImport, Questions: q.list,
		Intro: []string{
			"Bring in the clients of a spreadsheet. Nothing is made until you have seen what every row will become.",
			"Each row becomes a case at its first step. Consent, referrals and decisions are recorded in the case afterwards, with their evidence.",
		},
		Buttons: &render.SaveButtons{Text: "Upload and continue"},
		Links:   []render.Link{{Text: "Download the template (Excel)", Href: adminImport + "/template.xlsx"}, {Text: "Download the template (CSV)", Href: adminImport + "/template.csv"}, {Text: "Help: bring cases in from a spreadsheet", Href: importHelp}},
	}
	page.Width = render.Full
	page.Errors = q.summary()
	t := render.StackedTable{
		Caption: "Files", Empty: "No file has been brought in yet.",
		Head: []render.Column{{Text: "File"}, {Text: "Uploaded"}, {Text: "By"}, {Text: "Rows", Numeric: true}, {Text: "State"}},
	}
	for _, m := range list {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: m.FileName, Href: importAddress(m.ID)}}, {Text: moment(m.BegunAt)}, {Text: m.BegunByName}, {Text: number(m.Rows)}, {Text: importState(m)},
		}})
	}
	page.Tables = []render.StackedTable{t}
	return s.render.Page(c.Writer, status, "admin_import", page)
}

func importState(m desk.Import) string {
	switch m.State {
	case "uploaded":
		return "Columns not chosen yet"
	case "checked":
		return "Checked, not brought in"
	case "queued":
		return "Being brought in"
	case "undoing":
		return "Being taken back"
	case "done":
		return plural(m.Made, "case") + " made"
	case "undone":
		return "Taken back"
	default:
		return ""
	}
}

func (s *Server) postImport(c *gin.Context) error {
	ctx, actor := c.Request.Context(), me(c).Actor
	if err := s.desk.Ask(ctx, actor, access.PrepareImport); err != nil { // before a file is taken in
		return err
	}
	takeTime(c)
	id, came := "", false
	_, err := form.ReadUpload(c.Request, form.Uploads(sheet.MaxFile), func(name string, content io.Reader) (err error) {
		came = true
		id, err = s.desk.ReceiveImport(ctx, actor, name, content)
		return err
	})
	invalid := (*fault.Invalid)(nil)
	switch {
	case errors.Is(err, form.ErrTooLarge):
		return s.showImports(c, http.StatusUnprocessableEntity, fault.Problems{{Field: "import_file", Code: "too_large", Args: []string{strconv.Itoa(sheet.MaxFile >> 20)}}})
	case errors.As(err, &invalid):
		return s.showImports(c, http.StatusUnprocessableEntity, invalid.Problems)
	case err != nil:
		return err
	case !came:
		return s.showImports(c, http.StatusUnprocessableEntity, fault.Problems{{Field: "import_file", Code: "required"}})
	}
	return seeOther(c, importAddress(id)+"/columns")
}

func (s *Server) getImportColumns(c *gin.Context) error {
	f, err := s.desk.Import(c.Request.Context(), me(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	typed := url.Values{"import_nation": {string(f.Nation)}, "import_holder": {f.OwnerID + " " + f.TeamID}}
	for i, field := range f.Proposal {
		typed.Set("column-"+strconv.Itoa(i), string(field))
	}
	return s.showColumns(c, http.StatusOK, f, form.Of(typed), nil)
}

func (s *Server) showColumns(c *gin.Context, status int, f desk.ImportFile, v form.Values, problems fault.Problems) error {
	q := ask(v, problems)
	var holders []choice
	for _, t := range f.Teams {
		for _, u := range f.Carriers {
			for _, id := range u.TeamIDs {
				if id == t.ID {
					holders = append(holders, choice{value: u.ID + " " + t.ID, text: u.Name + " in " + t.Name})
				}
			}
		}
	}
	q.pick("import_holder", "Who will hold the cases?", "They can be given to others afterwards.", holders...)
	var nations []choice
	for _, n := range calendar.Nations {
		nations = append(nations, choice{value: string(n), text: n.Name()})
	}
	q.pick("import_nation", "Nation of rows that do not say (optional)", "Where the clients are.", nations...)
	q.heading("Columns of the file")
	var fields []choice
	for _, col := range intake.Columns {
		fields = append(fields, choice{value: string(col.Field), text: col.Heading})
	}
	fields = append(fields, choice{value: string(intake.Keep), text: "Keep with the notes of the case"}, choice{value: string(intake.Leave), text: "Leave out"})
	for i, h := range f.Headings {
		if h == "" {
			h = "Column " + sheet.Letter(i) + ", without a heading"
		}
		q.pick("column-"+strconv.Itoa(i), h, "", fields...)
	}
	page := importPage{
		Layout: s.layout(c, "What the columns hold", "Admin"), Heading: "What the columns hold", Action: importAddress(f.ID) + "/columns", Questions: q.list,
		Intro:   []string{f.FileName + ", " + plural(f.Rows, "row") + ". Your answers are remembered for the next file with these headings."},
		Buttons: &render.SaveButtons{Text: "Check every row"},
	}
	page.Back = &render.Link{Text: "Back to the files", Href: adminImport}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "admin_import", page)
}

func (s *Server) postImportColumns(c *gin.Context) error {
	ctx, actor, id := c.Request.Context(), me(c).Actor, c.Param("id")
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	f, err := s.desk.Import(ctx, actor, id)
	if err != nil {
		return err
	}
	owner, team, _ := strings.Cut(v.Text("import_holder"), " ")
	plan := desk.ImportPlan{TeamID: team, OwnerID: owner, Nation: calendar.Nation(v.Text("import_nation"))}
	for i := range f.Headings {
		plan.Mapping = append(plan.Mapping, intake.Field(v.Text("column-"+strconv.Itoa(i))))
	}
	takeTime(c)
	err = s.desk.CheckImport(ctx, actor, id, plan)
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		for i, p := range invalid.Problems {
			if p.Field == "import_team" || p.Field == "import_owner" { // one question of the page asks for both
				invalid.Problems[i].Field, invalid.Problems[i].Code = "import_holder", "select_one"
			}
		}
		return s.showColumns(c, http.StatusUnprocessableEntity, f, v, invalid.Problems)
	}
	if message, conflict := conflictMessage(err); conflict {
		return s.showImport(c, http.StatusConflict, message)
	}
	if err != nil {
		return err
	}
	return seeOther(c, importAddress(id))
}

func (s *Server) getImport(c *gin.Context) error { return s.showImport(c, http.StatusOK, "") }

// importShow are the rows a page can be narrowed to.
var importShow = []struct {
	name, text string
	states     []desk.RowState
}{
	{"", "All rows", nil},
	{"wrong", "To put right", []desk.RowState{"wrong"}},
	{"match", "May be here already", []desk.RowState{"match"}},
	{"decided", "Decided by hand", []desk.RowState{"skip", "new", "attach"}},
}

func (s *Server) showImport(c *gin.Context, status int, conflict string) error {
	after, _ := strconv.Atoi(c.Query("after"))
	show := importShow[0]
	for _, sh := range importShow {
		if sh.name == c.Query("show") {
			show = sh
		}
	}
	r, err := s.desk.ImportRows(c.Request.Context(), me(c).Actor, c.Param("id"), max(after, 0), show.states...)
	if err != nil {
		return err
	}
	at := importAddress(r.ID)
	if r.State == "uploaded" {
		return seeOther(c, at+"/columns")
	}
	page := importPage{Layout: s.layout(c, "What the rows become", "Admin"), Heading: "What the rows become"}
	page.Width = render.Full
	page.Back = &render.Link{Text: "Back to the files", Href: adminImport}
	page.Intro = importIntro(r.ImportFile)
	if conflict != "" {
		page.Errors = &render.ErrorSummary{TitleText: "This was not done", ErrorList: []render.ErrorLink{{Text: conflict}}}
	}
	switch r.State {
	case "queued", "undoing":
		c.Header("Refresh", "3") // the page looks again by itself, without scripts too
	case "checked":
		if r.Failed != "" && conflict == "" {
			page.Errors = &render.ErrorSummary{TitleText: "The file was not brought in", ErrorList: []render.ErrorLink{{Text: r.Failed}}}
		}
		page.Acts = checkedActs(r.ImportFile)
		page.Links = []render.Link{{Text: "Change what the columns hold", Href: at + "/columns"}}
		for _, sh := range importShow {
			item := render.NavItem{Text: sh.text, Href: at, Current: sh.name == show.name}
			if sh.name != "" {
				item.Href += "?show=" + sh.name
			}
			for _, st := range sh.states {
				item.Count += r.Counts[st]
			}
			page.Filters = append(page.Filters, item)
		}
	case "done":
		if r.Failed != "" && conflict == "" {
			page.Errors = &render.ErrorSummary{TitleText: "The spreadsheet was not taken back", ErrorList: []render.ErrorLink{{Text: r.Failed}}}
		}
		if r.CanUndo {
			page.Acts = []importAct{{at + "/run", "act", "undo", render.Button{Text: "Take all of it back", Classes: "govuk-button--warning"}}}
		}
	}
	t := render.StackedTable{
		Caption: "Rows", CaptionHidden: len(page.Filters) > 0, Empty: "No rows like that.",
		Head: []render.Column{{Text: "Row", Width: "narrow"}, {Text: "Name"}, {Text: "What becomes of it"}, {Text: "What to do", Hidden: true}},
	}
	for _, row := range r.List {
		t.Rows = append(t.Rows, importRow(r.ImportFile, row))
	}
	page.Tables = []render.StackedTable{t}
	if r.More {
		last := r.List[len(r.List)-1].Number
		page.More = &render.Link{Text: "Next rows", Href: at + "?" + url.Values{"after": {strconv.Itoa(last)}, "show": {show.name}}.Encode()}
	}
	return s.render.Page(c.Writer, status, "admin_import", page)
}

func importIntro(f desk.ImportFile) []string {
	switch f.State {
	case "queued":
		return []string{"The file is being brought in: " + number(f.Progress) + " of " + plural(f.Rows, "row") + ". This page looks again by itself. You may leave it; the work goes on."}
	case "done":
		said := []string{"Done on " + moment(f.DoneAt) + ": " + plural(f.Made, "case") + " made, " + plural(f.Attached, "row") + " attached, " + number(f.Skipped) + " left out. The file has been removed."}
		if !f.CanUndo {
			return said
		}
		return append(said, "Until "+moment(f.UndoUntil)+" all of it can be taken back. Cases that somebody has worked on since then stay.")
	case "undoing":
		return []string{"The spreadsheet is being taken back: " + number(f.Progress) + " of " + plural(f.Made, "case") + ". This page looks again by itself. You may leave it; the work goes on."}
	case "undone":
		said := []string{"Taken back: " + plural(f.Made-f.Kept, "case") + " closed, and who they were about forgotten."}
		if f.Kept > 0 {
			said = append(said, plural(f.Kept, "case")+" stayed, because somebody has worked on them since. They are shown below with their reference; close them one by one if they are wrong.")
		}
		if f.Attached > 0 {
			said = append(said, "Notes that were attached to cases stay: nothing in a case that was there before is removed.")
		}
		return said
	}
	if f.Open() > 0 {
		return []string{f.FileName + ": nothing has been made yet. " + plural(f.Counts["wrong"], "row") + " to put right, " + plural(f.Counts["match"], "row") + " that may be here already. All rows are brought in together, or none."}
	}
	return []string{f.FileName + ": nothing has been made yet. Every row is ready."}
}

func checkedActs(f desk.ImportFile) (acts []importAct) {
	run := importAddress(f.ID) + "/run"
	if f.Open() == 0 {
		made := f.Counts["ready"] + f.Counts["new"]
		acts = append(acts, importAct{run, "act", "run", render.Button{Text: "Bring in " + plural(made, "case")}})
	}
	if f.Counts["match"] > 0 {
		acts = append(acts, importAct{run, "act", "skip", render.Button{Text: "Leave out every row that may be here already", Classes: "govuk-button--secondary"}},
			importAct{run, "act", "new", render.Button{Text: "Make new cases of all of them", Classes: "govuk-button--secondary"}})
	}
	return append(acts, importAct{run, "act", "drop", render.Button{Text: "Remove the file", Classes: "govuk-button--secondary"}})
}

func importRow(f desk.ImportFile, row desk.ImportedRow) render.Row {
	what := render.RowCell{}
	switch row.State {
	case "ready":
		what.Text = "A new case"
	case "wrong":
		what.Words, what.Urgency = "To put right", render.Late
		for _, p := range row.Problems {
			what.Lines = append(what.Lines, p.Says)
		}
	case "match":
		what.Words, what.Urgency = "May be here already", render.Soon
		if row.Twin > 0 {
			what.Lines = append(what.Lines, "Looks like row "+strconv.Itoa(row.Twin)+" of this file.")
		}
	case "skip":
		what.Text = "Left out"
	case "new":
		what.Text = "A new case, although one may be here already"
	case "attach":
		what.Text = "A note on " + row.CaseRef
	case "made":
		what.Text, what.Link = "Case", &render.Link{Text: row.CaseRef, Href: "/cases/" + row.CaseRef}
	case "attached":
		what.Text, what.Link = "Note added", &render.Link{Text: row.CaseRef, Href: "/cases/" + row.CaseRef + "/notes"}
	case "undone":
		what.Text = "Taken back, " + row.CaseRef + " is closed"
	}
	open := render.RowCell{}
	if f.State == "checked" {
		text := "Change"
		if row.State == "wrong" || row.State == "match" {
			text = "Decide"
		}
		open.Link = &render.Link{Text: text, Href: importAddress(f.ID) + "/rows/" + strconv.Itoa(row.Number), Hidden: "row " + strconv.Itoa(row.Number)}
	}
	return render.Row{Cells: []render.RowCell{{Header: true, Text: strconv.Itoa(row.Number)}, {Text: rowName(f, row)}, what, open}}
}

// rowName is how a row is told from others.
func rowName(f desk.ImportFile, row desk.ImportedRow) string {
	var names []string
	for _, field := range []intake.Field{intake.NameToUse, intake.FirstName, intake.LastName} {
		for i, m := range f.Mapping {
			if m == field && i < len(row.Cells) && row.Cells[i] != "" && (field != intake.FirstName || len(names) == 0) {
				names = append(names, strings.TrimSpace(row.Cells[i]))
			}
		}
	}
	text := []rune(strings.Join(names, " "))
	return string(text[:min(len(text), 80)])
}

func (s *Server) getImportRow(c *gin.Context) error {
	return s.showImportRow(c, http.StatusOK, form.Values{}, nil)
}

func (s *Server) showImportRow(c *gin.Context, status int, v form.Values, problems fault.Problems) error {
	n, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return fault.NotFound
	}
	r, err := s.desk.ImportRow(c.Request.Context(), me(c).Actor, c.Param("id"), n)
	if err != nil {
		return err
	}
	if r.State != "checked" {
		return seeOther(c, importAddress(r.ID))
	}
	if len(v.Names()) == 0 {
		typed := url.Values{"row_choice": {rowChoice(r.Row)}}
		for i, cell := range r.Row.Cells {
			typed.Set("cell-"+strconv.Itoa(i), cell)
		}
		v = form.Of(typed)
	}
	q := ask(v, problems)
	if len(r.Row.Problems) > 0 {
		q.heading("To put right")
		for _, p := range r.Row.Problems {
			q.inset(p.Says)
		}
	}
	if len(r.Seen) > 0 || r.Hidden || r.Row.Twin > 0 {
		q.heading("May be here already")
	}
	if r.Row.Twin > 0 {
		q.say("This row looks like row " + strconv.Itoa(r.Row.Twin) + " of the same file.")
	}
	choices := []choice{{value: "check", text: "Check the row again", hint: "After you have corrected something below."}}
	if len(r.Seen) > 0 || r.Hidden || r.Row.Twin > 0 {
		choices = append(choices, choice{value: "new", text: "Make a new case"})
	}
	for _, match := range r.Seen {
		card := matchCard(match)
		q.add(render.Question{Summary: &card})
		ref := string(match.Case.Ref)
		choices = append(choices, choice{value: "attach " + ref, text: "Add what the row says to " + ref, hint: "As a note. No new case is made."})
	}
	if r.Hidden {
		q.inset(hiddenMatch)
	}
	choices = append(choices, choice{value: "skip", text: "Leave the row out"})
	q.one("row_choice", "What is to be done with this row?", "", choices...)
	q.heading("What the row says")
	for i, cell := range r.Row.Cells {
		label := "Column " + sheet.Letter(i)
		if i < len(r.Headings) && r.Headings[i] != "" {
			label = r.Headings[i]
		}
		if len(cell) > 80 || strings.Contains(cell, "\n") {
			q.long("cell-"+strconv.Itoa(i), label, "")
		} else {
			q.text("cell-"+strconv.Itoa(i), label, "")
		}
	}
	heading := "Row " + strconv.Itoa(r.Row.Number)
	page := importPage{
		Layout: s.layout(c, heading, "Admin"), Heading: heading, Action: importAddress(r.ID) + "/rows/" + strconv.Itoa(r.Row.Number), Questions: q.list,
		Buttons: &render.SaveButtons{Text: "Save the row"},
	}
	page.Back = &render.Link{Text: "Back to the rows", Href: importAddress(r.ID)}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "admin_import", page)
}

func rowChoice(row desk.ImportedRow) string {
	switch row.State {
	case "new", "skip":
		return string(row.State)
	case "attach":
		return "attach " + row.CaseRef
	default:
		return "check"
	}
}

func (s *Server) postImportRow(c *gin.Context) error {
	ctx, actor, id := c.Request.Context(), me(c).Actor, c.Param("id")
	n, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return fault.NotFound
	}
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	state, to, _ := strings.Cut(v.Text("row_choice"), " ")
	if state == "check" {
		state = ""
	}
	decided := desk.RowChoice{State: desk.RowState(state), To: casefile.Ref(to)}
	for i := 0; v.Has("cell-" + strconv.Itoa(i)); i++ {
		decided.Cells = append(decided.Cells, v.Text("cell-"+strconv.Itoa(i)))
	}
	err = s.desk.DecideImportRow(ctx, actor, id, n, decided)
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return s.showImportRow(c, http.StatusUnprocessableEntity, v, invalid.Problems)
	}
	if message, conflict := conflictMessage(err); conflict {
		return s.showImport(c, http.StatusConflict, message)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(ctx, "Row "+strconv.Itoa(n)+" is saved.")
	return seeOther(c, importAddress(id))
}

// postImportRun does what concerns the file as a whole.
func (s *Server) postImportRun(c *gin.Context) error {
	ctx, actor, id := c.Request.Context(), me(c).Actor, c.Param("id")
	if err := s.desk.Ask(ctx, actor, access.PrepareImport); err != nil {
		return err
	}
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	takeTime(c)
	next, said := importAddress(id), ""
	switch v.Text("act") {
	case "run":
		err = s.desk.StartImport(ctx, actor, id)
	case "undo":
		err = s.desk.TakeImportBack(ctx, actor, id)
	case "drop":
		err, said, next = s.desk.DropImport(ctx, actor, id), "The file is removed. Nothing was made of it.", adminImport
	case "skip", "new":
		err = s.desk.DecideMatches(ctx, actor, id, desk.RowState(v.Text("act")))
	default:
		return fault.NotFound
	}
	if message, conflict := conflictMessage(err); conflict {
		return s.showImport(c, http.StatusConflict, message)
	}
	if err != nil {
		return err
	}
	if said != "" {
		s.sessions.Notify(ctx, said)
	}
	return seeOther(c, next)
}

func (s *Server) getImportTemplateCSV(c *gin.Context) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.PrepareImport); err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // without it spreadsheets take the text for an older encoding
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	var headings []string
	for _, col := range intake.Columns {
		headings = append(headings, col.Heading)
	}
	if err := w.Write(headings); err != nil {
		return err
	}
	w.Flush()
	return attachment(c, "nrm-desk-template.csv", "text/csv; charset=utf-8", b.Bytes())
}

// getImportTemplate is a workbook with the headings, and a second sheet that
// says what may stand below each, with an example.
func (s *Server) getImportTemplate(c *gin.Context) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.PrepareImport); err != nil {
		return err
	}
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	if err := book.SetSheetName(book.GetSheetName(0), "Clients"); err != nil {
		return err
	}
	const help = "How to fill it in"
	if _, err := book.NewSheet(help); err != nil {
		return err
	}
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49}) // as text: spreadsheets must not turn dates and numbers round
	if err != nil {
		return err
	}
	last := sheet.Letter(len(intake.Columns) - 1)
	if err := errors.Join(book.SetColStyle("Clients", "A:"+last, text), book.SetColWidth("Clients", "A", last, 22), book.SetColWidth(help, "A", "C", 40)); err != nil {
		return err
	}
	for i, col := range intake.Columns {
		row := strconv.Itoa(i + 2)
		err := errors.Join(book.SetCellStr("Clients", sheet.Letter(i)+"1", col.Heading),
			book.SetCellStr(help, "A"+row, col.Heading), book.SetCellStr(help, "B"+row, col.Help), book.SetCellStr(help, "C"+row, col.Example))
		if err != nil {
			return err
		}
	}
	err = errors.Join(book.SetCellStr(help, "A1", "Heading"), book.SetCellStr(help, "B1", "What may stand there"), book.SetCellStr(help, "C1", "Example (invented)"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return err
	}
	return attachment(c, "nrm-desk-template.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b.Bytes())
}

func importTitle(f facts) string {
	if f["attached"] == "yes" {
		return "What a spreadsheet says was added"
	}
	return "Case brought in from a spreadsheet"
}

var importWords = words{
	fields: map[string]string{
		"import_file": "the file", "import_holder": "who will hold the cases",
		"import_nation": "the nation", "row_choice": "what is to be done with this row", "columns": "what the columns hold",
	},
	messages: map[string]string{
		"import_file/unreadable": "{0}",
		"import_file/required":   "Choose a file",
		"import_file/too_large":  "The file must be {0} MB or smaller. Divide it into several",
		"columns/wrong":          "{0}",
	},
}
