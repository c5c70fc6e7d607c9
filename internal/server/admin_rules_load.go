package server

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/render"
)

// bookFile bounds a file of rules or bank holidays: the published ones are a
// tenth of it.
const bookFile = 1 << 20

var bookForm = form.Uploads(bookFile)

// bookDraft is where a text that was loaded and refused is kept, for a browser
// forgets which file was chosen.
const bookDraft = "admin-rules"

// bookSaid bounds how many problems of a file are listed at once.
const bookSaid = 100

type loadRulesPage struct {
	render.Layout
	Heading   string
	Intro     string
	Problems  []string
	More      string
	Action    string
	Hidden    []render.Hidden
	Questions []render.Question
	Buttons   render.SaveButtons
	Other     *render.Link
}

func (s *Server) getLoadRules(c *gin.Context) error {
	ctx, actor := c.Request.Context(), me(c).Actor
	if err := s.desk.Ask(ctx, actor, access.RehearseBook); err != nil {
		return err
	}
	if c.Query("empty") != "" {
		return s.showLoadRules(c, http.StatusOK, form.Values{}, "", nil, nil)
	}
	text, at, err := s.desk.Draft(ctx, actor, bookDraft)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	kept := ""
	if text != "" {
		kept = moment(at)
	}
	return s.showLoadRules(c, http.StatusOK, form.Of(url.Values{"book_text": {text}}), kept, nil, nil)
}

// showLoadRules asks for a file or its text. Kept says since when the text
// shown has been kept here.
func (s *Server) showLoadRules(c *gin.Context, status int, v form.Values, kept string, wrong []string, problems fault.Problems) error {
	q := ask(v, problems)
	q.file("book_file", "Choose a file", "Deadline rules as CSV, or bank holidays as the JSON file that GOV.UK publishes, up to 1 MB.", ".csv,.json,text/csv,application/json", bookFile)
	if kept != "" {
		q.inset("The text below is what you loaded last, kept since " + kept + ". Correct it here, or choose a corrected file.")
	}
	text := q.long("book_text", "Or paste the text", "If you choose a file as well, the file is used.")
	text.Rows, text.Spellcheck = 12, render.Off
	page := loadRulesPage{
		Layout: s.layout(c, "Load rules or bank holidays", "Admin"), Heading: "Load rules or bank holidays",
		Intro: "Nothing changes yet: the next page shows which dates of open cases would move, and asks.", Action: adminRules + "/load",
		Questions: q.list, Hidden: []render.Hidden{{Name: tokenField, Value: uuid.NewString()}}, Buttons: render.SaveButtons{Text: "Check and rehearse"},
	}
	page.Width = render.Full
	page.Problems = wrong
	if len(wrong) > bookSaid {
		page.Problems, page.More = wrong[:bookSaid], plural(len(wrong)-bookSaid, "more thing")+" to put right."
	}
	if kept != "" || len(wrong) > 0 {
		page.Other = &render.Link{Text: "Empty the text and start again", Href: adminRules + "/load?empty=yes"}
	}
	page.Back = &render.Link{Text: "Back to the rules", Href: adminRules}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "admin_rules_load", page)
}

func (s *Server) postLoadRules(c *gin.Context) error {
	ctx, actor := c.Request.Context(), me(c).Actor
	if err := s.desk.Ask(ctx, actor, access.RehearseBook); err != nil { // before a file is taken in
		return err
	}
	takeTime(c)
	var file []byte
	v, err := form.ReadUpload(c.Request, bookForm, func(_ string, content io.Reader) (err error) {
		file, err = io.ReadAll(content)
		return err
	})
	if errors.Is(err, form.ErrTooLarge) {
		return s.showLoadRules(c, http.StatusUnprocessableEntity, v, "", nil, fault.Problems{{Field: "book_file", Code: "too_large", Args: []string{"1"}}})
	}
	if err != nil {
		return err
	}
	text := file
	if len(text) == 0 {
		text = []byte(v.Text("book_text"))
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return s.showLoadRules(c, http.StatusUnprocessableEntity, v, "", nil, fault.Problems{{Field: "book_file", Code: "required"}})
	}
	id, err := s.desk.RehearseBook(ctx, actor, bookOf(text), v.Text(tokenField))
	if bad := (*desk.BadBook)(nil); errors.As(err, &bad) {
		return s.refuseBook(c, text, bad.Sentences)
	}
	if message, conflict := conflictMessage(err); conflict {
		return s.showAdminRules(c, http.StatusConflict, message)
	}
	if err != nil {
		return err
	}
	if err := s.desk.DropDraft(ctx, actor, bookDraft); err != nil {
		return err
	}
	return seeOther(c, rehearsalAddress(id))
}

// refuseBook says what is wrong with a text, keeps it and shows it again.
func (s *Server) refuseBook(c *gin.Context, text []byte, sentences []string) error {
	shown := ""
	if utf8.Valid(text) && !bytes.Contains(text, []byte{0}) {
		shown = string(text)
	}
	if _, err := s.desk.SaveDraft(c.Request.Context(), me(c).Actor, bookDraft, shown); err != nil {
		return err
	}
	problems := fault.Problems{{Field: "book_text", Code: "refused", Args: []string{plural(len(sentences), "thing")}}}
	return s.showLoadRules(c, http.StatusUnprocessableEntity, form.Of(url.Values{"book_text": {shown}}), "", sentences, problems)
}

// bookOf tells rules from bank holidays: JSON begins with a brace.
func bookOf(text []byte) desk.BookChoice {
	start := bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	if bytes.HasPrefix(start, []byte("{")) || bytes.HasPrefix(start, []byte("[")) {
		return desk.BookChoice{Holidays: text}
	}
	return desk.BookChoice{Rules: text}
}
