package server

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

const (
	adminForms = "/admin/forms"
	adminLists = "/admin/lists"
)

func (s *Server) formRoutes() []route {
	return []route{
		{method: "GET", path: adminForms, handle: s.getForms},
		{method: "GET", path: adminForms + "/load", handle: s.getLoadForm},
		{method: "POST", path: adminForms + "/load", handle: s.postLoadForm},
		{method: "GET", path: adminLists, handle: s.getLists},
		{method: "GET", path: "/cases/:ref/referral-form", handle: s.getMoveForm},
		{method: "POST", path: "/cases/:ref/referral-form", handle: s.postMoveForm},
	}
}

// formsPage shows the versions of the form, or the official lists.
type formsPage struct {
	render.Layout
	Heading string
	Intro   []string
	Load    *render.Button
	Other   render.Link
	Cards   []render.SummaryList
	Table   *render.StackedTable
}

func (s *Server) getForms(c *gin.Context) error {
	shelf, err := s.desk.Forms(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := formsPage{
		Layout: s.layout(c, "Referral form", "Admin"), Heading: "Versions of the referral form",
		Intro: []string{
			"New referrals start with the newest version. A referral that is being written stays on its own until somebody who writes it moves it.",
		},
		Load: s.loadFormButton(c), Other: render.Link{Text: "See the official lists", Href: adminLists},
	}
	for i, v := range shelf.Versions {
		page.Cards = append(page.Cards, formCard(v, i == 0))
	}
	return s.render.Page(c.Writer, http.StatusOK, "admin_forms", page)
}

// loadFormButton is there for those who may load.
func (s *Server) loadFormButton(c *gin.Context) *render.Button {
	if !s.desk.May(me(c).Actor, access.LoadForm) {
		return nil
	}
	return &render.Button{Text: "Load a form or a list", Href: adminForms + "/load"}
}

func formCard(v desk.FormVersion, newest bool) render.SummaryList {
	title := "Form of " + longDate(v.Form.Version)
	if newest {
		title += ", in use for new referrals"
	}
	rows := []render.SummaryRow{
		answer("Fields", fmt.Sprint(len(v.Form.Fields))),
		answer("Comes from", partWords(v.Part)),
		answer("Referrals on it, not sent", fmt.Sprint(v.Open)),
	}
	if v.Changes != nil {
		var lines []string
		for _, change := range v.Changes {
			lines = append(lines, change.Short+": "+strings.Join(change.Says, "; "))
		}
		rows = append(rows, answer("What changed from the version before", strings.Join(lines, "\n")))
	}
	return answerCard(title, "", rows...)
}

func partWords(p *desk.FormPart) string {
	if p == nil {
		return "This release of NRM Desk"
	}
	return p.Source + "\nLoaded on " + moment(p.LoadedAt) + ", by " + byWords(p.LoadedByName)
}

func longDate(iso string) string {
	day, err := calendar.ParseDate(iso)
	if err != nil {
		return iso
	}
	return day.Long()
}

func (s *Server) getLists(c *gin.Context) error {
	shelf, err := s.desk.Forms(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := formsPage{
		Layout: s.layout(c, "Official lists", "Admin"), Heading: "Official lists",
		Intro: []string{
			"The values the official form takes, spelled as it spells them. They change several times a year.",
			"A list counts for every referral that is not sent. What was sent keeps the values it was sent with.",
		},
		Load: s.loadFormButton(c), Other: render.Link{Text: "See the versions of the form", Href: adminForms},
		Table: &render.StackedTable{
			Caption: "Lists in use", CaptionHidden: true,
			Head: []render.Column{{Text: "List"}, {Text: "State"}, {Text: "Values"}, {Text: "Differs from this release", Width: "one-third"}},
		},
	}
	page.Width = render.Full
	for _, l := range shelf.Lists {
		asOf := longDate(referral.Published().Version)
		if l.Part != nil {
			asOf = l.Part.AsOf.Long()
		}
		differs := render.RowCell{Text: "No"}
		if l.Part != nil {
			differs = render.RowCell{Lines: append(listed("New", l.Change.Added), listed("Taken away", l.Change.Removed)...)}
		}
		page.Table.Rows = append(page.Table.Rows, render.Row{Cells: []render.RowCell{
			{Text: listName(l.Name)}, {Lines: append([]string{asOf}, strings.Split(partWords(l.Part), "\n")...)},
			{Text: fmt.Sprint(len(l.List.Values))}, differs,
		}})
	}
	return s.render.Page(c.Writer, http.StatusOK, "admin_forms", page)
}

const mostShown = 5

// listed names the first few values of a difference.
func listed(what string, values []string) []string {
	if len(values) == 0 {
		return []string{what + ": none"}
	}
	line := what + ": " + strings.Join(values[:min(len(values), mostShown)], ", ")
	if more := len(values) - mostShown; more > 0 {
		line += fmt.Sprintf(" and %d more", more)
	}
	return []string{line}
}

func listName(name string) string {
	return capital(strings.ReplaceAll(strings.ReplaceAll(name, "uk", "UK"), "_", " "))
}

const formFileMB = 2

var formUpload = form.Uploads(formFileMB << 20)

func (s *Server) getLoadForm(c *gin.Context) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.LoadForm); err != nil {
		return err
	}
	return s.showLoadForm(c, http.StatusOK, form.Values{}, nil, nil)
}

// showLoadForm asks for a file, or for its text where a refused one is put
// right.
func (s *Server) showLoadForm(c *gin.Context, status int, v form.Values, wrong []string, problems fault.Problems) error {
	q := ask(v, problems)
	choices := []choice{{value: "form", text: "A version of the form", hint: "JSON as “nrmdesk form print” writes it. Its date stands in the file."}}
	for _, name := range referral.Published().Lists() {
		choices = append(choices, choice{value: name, text: "List: " + listName(name), hint: ""})
	}
	q.one("form_list", "What is in the file?", "", choices...)
	q.date("form_as_of", "For a list: the date it was published", "For example, 1 10 2026.")
	q.text("form_source", "Where does it come from?", "For example, the Home Office service, 1 October 2026.")
	q.file("form_file", "Choose a file", "A form as JSON, or a list as CSV with the heading “value” and a value in each row, up to 2 MB.", ".csv,.json,text/csv,application/json", formFileMB<<20)
	text := q.long("form_text", "Or paste the text", "If you choose a file as well, the file is used.")
	text.Rows, text.Spellcheck = 8, render.Off
	page := loadRulesPage{
		Layout: s.layout(c, "Load a form or a list", "Admin"), Heading: "Load a form or a list", Action: adminForms + "/load",
		Intro:     "A form is used for new referrals from then on, a list for every referral that is not sent. What is loaded is never replaced.",
		Questions: q.list, Buttons: render.SaveButtons{Text: "Check and take into use"}, Problems: wrong,
	}
	if len(wrong) > bookSaid {
		page.Problems, page.More = wrong[:bookSaid], plural(len(wrong)-bookSaid, "more thing")+" to put right."
	}
	page.Width = render.Full
	page.Back = &render.Link{Text: "Back to the versions of the form", Href: adminForms}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "admin_rules_load", page)
}

func (s *Server) postLoadForm(c *gin.Context) error {
	ctx, actor := c.Request.Context(), me(c).Actor
	if err := s.desk.Ask(ctx, actor, access.LoadForm); err != nil { // before a file is taken in
		return err
	}
	var file []byte
	v, err := form.ReadUpload(c.Request, formUpload, func(_ string, content io.Reader) (err error) {
		file, err = io.ReadAll(content)
		return err
	})
	again := func(wrong []string, problems fault.Problems) error {
		return s.showLoadForm(c, http.StatusUnprocessableEntity, withText(v, file), wrong, problems)
	}
	if errors.Is(err, form.ErrTooLarge) {
		return again(nil, fault.Problems{{Field: "form_file", Code: "too_large", Args: []string{fmt.Sprint(formFileMB)}}})
	}
	if err != nil {
		return err
	}
	in := desk.FormFile{Body: file, List: v.Text("form_list"), AsOf: dateOf(v, "form_as_of"), Source: v.Trimmed("form_source")}
	if len(in.Body) == 0 {
		in.Body = []byte(v.Text("form_text"))
	}
	switch {
	case in.List == "":
		return again(nil, fault.Problems{{Field: "form_list", Code: "select_one"}})
	case len(bytes.TrimSpace(in.Body)) == 0:
		return again(nil, fault.Problems{{Field: "form_file", Code: "required"}})
	case in.List == "form":
		in.List = ""
	}
	err = s.desk.LoadForm(ctx, actor, in)
	if in.List != "" {
		err = typedDates(err, v, "form_as_of")
	}
	if wrong := (*referral.FormError)(nil); errors.As(err, &wrong) {
		said := wrong.Sentences()
		return again(said, fault.Problems{{Field: "form_text", Code: "refused", Args: []string{plural(len(said), "thing")}}})
	}
	if message, conflict := conflictMessage(err); conflict {
		return again([]string{message}, fault.Problems{{Field: "form_file", Code: "there_already"}})
	}
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return again(nil, invalid.Problems)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(ctx, "It is in use from now on.")
	if in.List != "" {
		return seeOther(c, adminLists)
	}
	return seeOther(c, adminForms)
}

// withText puts the text of a chosen file in the box, for a browser forgets
// which file was chosen.
func withText(v form.Values, file []byte) form.Values {
	if len(file) == 0 || !utf8.Valid(file) || bytes.Contains(file, []byte{0}) {
		return v
	}
	all := url.Values{}
	for _, name := range []string{"form_list", "form_as_of-day", "form_as_of-month", "form_as_of-year", "form_source"} {
		all.Set(name, v.Text(name))
	}
	all.Set("form_text", string(file))
	return form.Of(all)
}

func (s *Server) getMoveForm(c *gin.Context) error {
	f, err := s.referralMove(c, form.Values{}, desk.Edit{})
	if err != nil {
		return err
	}
	return s.effectForm(c, f, form.Values{}, nil)
}

func (s *Server) postMoveForm(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	f, err := s.referralMove(c, v, edit)
	if err != nil {
		return err
	}
	return s.takeEffect(c, f, v)
}

// referralMove puts a referral on another version of the form, once it was shown
// what becomes of it.
func (s *Server) referralMove(c *gin.Context, v form.Values, edit desk.Edit) (effectForm, error) {
	r, err := ref(c)
	if err != nil {
		return effectForm{}, err
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	file, versions, err := s.desk.OtherForms(ctx, actor, r)
	if err != nil {
		return effectForm{}, err
	}
	if len(versions) == 0 {
		return effectForm{}, fault.Conflictf("There is no other version of the form.")
	}
	version := v.Text("form_version")
	return effectForm{
		head: file.Head, button: "Move the referral", depends: []string{"form_version"},
		page: questionPage{
			Heading: "Move to another version of the form", Caption: "Referral",
			Intro: []string{
				"This referral is on the form of " + longDate(file.Draft.Form.Version) + ". The Home Office takes what its form asks on the day you send.",
				"No answer is lost: what a version does not ask is kept, and is not sent.",
			},
			Other: &render.Link{Text: "Go back to the referral", Href: referralAddress(r)},
		},
		ask: func(q *questions) {
			var choices []choice
			for _, other := range versions {
				choices = append(choices, choice{value: other, text: "Form of " + longDate(other)})
			}
			q.one("form_version", "Which version?", "", choices...)
		},
		preview: func() ([]render.Question, error) {
			m, err := s.desk.PreviewForm(ctx, actor, r, version)
			return formMoveShown(m), err
		},
		do: func() error { return s.desk.MoveReferralForm(ctx, actor, edit, version) },
		done: func() (string, string) {
			return referralAddress(r), "The referral is on the form of " + longDate(version) + "."
		},
	}, nil
}

func formMoveShown(m desk.FormMove) []render.Question {
	shorts := func(fields []*referral.Field) string {
		if len(fields) == 0 {
			return "None"
		}
		var names []string
		for _, f := range fields {
			names = append(names, f.Short)
		}
		return strings.Join(slices.Compact(names), "\n")
	}
	changes := []string{"Nothing"}
	if len(m.Changes) > 0 {
		changes = nil
		for _, c := range m.Changes {
			changes = append(changes, c.Short+": "+strings.Join(c.Says, "; "))
		}
	}
	return []render.Question{{Heading: "What would move"}, {Summary: &render.SummaryList{Rows: []render.SummaryRow{
		answer("What the version changes", strings.Join(changes, "\n")),
		answer("Answers kept and not sent", leftNames(m.Left)),
		answer("Answers to put right", shorts(m.Wrong)),
		answer("Questions still to answer", shorts(m.Missing)),
	}}}}
}

func leftNames(list []referral.Left) string {
	if len(list) == 0 {
		return "None"
	}
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = l.Field.Short
	}
	return strings.Join(names, "\n")
}

var formWords = words{
	fields: map[string]string{
		"form_list": "what is in the file", "form_as_of": "the date the list was published", "form_source": "where it comes from",
		"form_file": "the file", "form_text": "the text", "form_version": "a version of the form",
	},
	messages: map[string]string{
		"form_file/required":      "Choose a file, or paste its text",
		"form_file/too_large":     "The file must be {0} MB or smaller",
		"form_file/there_already": "There is one of this date already. Nothing was changed",
		"form_text/refused":       "The file cannot be used: {0} to put right, listed above",
		"form_version/select_one": "Select a version of the form",
	},
}
