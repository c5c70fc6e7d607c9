package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

type chronologyPage struct {
	casePage
	Says      []string
	Entries   []chronologyEntry
	Action    string
	Hidden    []render.Hidden
	Questions []render.Question
	Buttons   render.SaveButtons
}

// chronologyEntry is one thing that happened, as the page tells it.
type chronologyEntry struct {
	When, Text, About string
	Change            render.Link
}

func (s *Server) getChronology(c *gin.Context) error {
	if note := c.Query("note"); note != "" {
		r, err := ref(c)
		if err != nil {
			return err
		}
		f, err := s.desk.ReferralWithNote(c.Request.Context(), me(c).Actor, r, note)
		if err == nil && !f.Editable() {
			err = notWritten(f.ReferralFile)
		}
		if err != nil {
			return err
		}
		return s.showChronology(c, f, form.Of(url.Values{"happened_what": {f.Note}}), nil)
	}
	f, err := s.readWriting(c)
	if err != nil {
		return err
	}
	return s.showChronology(c, f, form.Values{}, nil)
}

// showChronology is what happened, in order, with the form for the next entry.
func (s *Server) showChronology(c *gin.Context, f desk.WritingFile, v form.Values, problems fault.Problems) error {
	var failed error
	if len(problems) > 0 {
		failed = problems.Err()
	}
	v, unsent, err := s.withUnsent(c, v, failed)
	if err != nil {
		return err
	}
	page := chronologyPage{casePage: s.caseLayout(c, f.Head, "Chronology"), Action: referralAddress(f.Case.Ref, "chronology")}
	page.Back = &render.Link{Text: "Back to the referral", Href: referralAddress(f.Case.Ref)}
	page.Says = []string{
		"Write down what happened piece by piece, in the order in which the client tells it. It is put in order of dates here.",
		"A page of the referral offers you the pieces that belong to it. Nothing of this leaves the desk unless you take it over there.",
	}
	list := slices.Clone(f.Chronology)
	slices.SortStableFunc(list, func(a, b desk.Happening) int { return a.When.Compare(b.When) })
	for _, h := range list {
		entry := chronologyEntry{When: capital(h.When.String()), Text: h.Text, Change: render.Link{
			Text: "Change", Href: referralAddress(f.Case.Ref, "chronology", h.ID), Hidden: "the entry of " + h.When.String(),
		}}
		if part := f.Draft.Form.Field(h.Part); part != nil {
			entry.About = part.Short
		}
		page.Entries = append(page.Entries, entry)
	}
	q := ask(v, problems)
	q.heading("Add what happened")
	askHappening(q, f)
	page.Questions, page.Errors = q.list, q.summary()
	page.Hidden = []render.Hidden{{Name: tokenField, Value: or(v.Text(tokenField), uuid.NewString())}, unsent}
	page.Buttons = render.SaveButtons{Text: "Add to the chronology"}
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render.Page(c.Writer, status, "referral_chronology", page)
}

func askHappening(q *questions, f desk.WritingFile) {
	q.date("happened_when", "When did it happen? (optional)", "Fill in as much as is known: a year alone will do, or nothing.")
	q.some("happened_about", "", "", choice{value: "yes", text: "This date is a guess"})
	q.long("happened_what", "What happened?", "In the client’s own words where you can.")
	parts := []choice{{value: "", text: "Not decided yet"}}
	for _, field := range f.Draft.Form.Parts() {
		if f.Draft.InPlay(field) {
			parts = append(parts, choice{value: field.Name, text: field.Short})
		}
	}
	list := q.pick("happened_part", "Which question of the referral does it belong to? (optional)", "", parts[1:]...)
	list.Items[0].Text = parts[0].text
}

// readHappening reads an entry. A date that cannot be read is a problem of its
// own; the rules look at the rest.
func readHappening(v form.Values) (h referral.Happening, problem string) {
	h = referral.Happening{Part: v.Text("happened_part"), Text: keepText(v.Text("happened_what"))}
	h.When, problem = whenOf(v, "happened_when")
	h.When.About = v.Text("happened_about") == "yes"
	return h, problem
}

// whenOf reads a date of which parts may be left empty.
func whenOf(v form.Values, name string) (w referral.When, problem string) {
	typed := v.Date(name)
	day, month, year := strings.TrimSpace(typed.Day), strings.TrimSpace(typed.Month), strings.TrimSpace(typed.Year)
	switch {
	case typed.Empty():
		return w, ""
	case year == "":
		return w, "date_needs_year"
	case day != "" && month == "":
		return w, "date_needs_month"
	}
	full := form.DateParts{Day: or(day, "1"), Month: or(month, "1"), Year: year}
	y, m, d, problem := full.Parse()
	if problem != "" {
		return w, problem
	}
	w.Year = y
	if month != "" {
		w.Month = m
	}
	if day != "" {
		w.Day = d
	}
	return w, ""
}

func (s *Server) postChronology(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	h, unreadable := readHappening(v)
	if unreadable == "" {
		err = s.desk.AddHappening(c.Request.Context(), me(c).Actor, edit, h)
	}
	problems, err := happeningProblems(h, unreadable, err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		f, err := s.readWriting(c)
		if err != nil {
			return err
		}
		return s.showChronology(c, f, v, problems)
	}
	s.sessions.Notify(c.Request.Context(), "It is added to the chronology.")
	return seeOther(c, referralAddress(edit.Ref, "chronology"))
}

// happeningProblems are everything wrong with an entry; a date that could not
// be read comes with an empty text.
func happeningProblems(h referral.Happening, unreadable string, err error) (fault.Problems, error) {
	var invalid *fault.Invalid
	switch {
	case unreadable != "":
		problems := fault.Problems{{Field: "happened_when", Code: unreadable}}
		if h.Text == "" {
			problems.Add("happened_what", "required")
		}
		return problems, nil
	case errors.As(err, &invalid):
		return invalid.Problems, nil
	default:
		return nil, err
	}
}

// happening finds the entry in the address.
func (s *Server) happening(c *gin.Context) (desk.WritingFile, desk.Happening, error) {
	f, err := s.readWriting(c)
	if err != nil {
		return f, desk.Happening{}, err
	}
	i := slices.IndexFunc(f.Chronology, func(h desk.Happening) bool { return h.ID == c.Param("page") })
	if i < 0 {
		return f, desk.Happening{}, fault.NotFound
	}
	return f, f.Chronology[i], nil
}

func (s *Server) getHappening(c *gin.Context) error {
	f, h, err := s.happening(c)
	if err != nil {
		return err
	}
	fields := url.Values{"happened_what": {h.Text}, "happened_part": {h.Part}}
	for box, n := range map[string]int{"day": h.When.Day, "month": h.When.Month, "year": h.When.Year} {
		if n != 0 {
			fields.Set("happened_when-"+box, strconv.Itoa(n))
		}
	}
	if h.When.About {
		fields.Set("happened_about", "yes")
	}
	return s.showHappening(c, f, form.Of(fields), nil)
}

func (s *Server) showHappening(c *gin.Context, f desk.WritingFile, v form.Values, failed error) error {
	return s.caseForm(c, f.Head, v, failed, questionPage{
		Heading: "Change what happened", Caption: "Chronology", Intro: []string{"What stood here before is kept in the record."},
		Buttons: render.SaveButtons{Text: "Save the change"},
		Other:   &render.Link{Text: "Back to the chronology", Href: referralAddress(f.Case.Ref, "chronology")},
	}, func(q *questions) {
		askHappening(q, f)
		q.some("happened_strike", "", "", choice{value: "yes", text: "Take this entry out of the chronology"})
	})
}

func (s *Server) postHappening(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	h, unreadable := readHappening(v)
	strike := v.Text("happened_strike") == "yes"
	if unreadable == "" || strike {
		err = s.desk.ChangeHappening(c.Request.Context(), me(c).Actor, edit.Ref, c.Param("page"), h, strike)
		unreadable = ""
	}
	problems, err := happeningProblems(h, unreadable, err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		f, _, err := s.happening(c)
		if err != nil {
			return err
		}
		return s.showHappening(c, f, v, problems.Err())
	}
	s.sessions.Notify(c.Request.Context(), "The chronology is changed.")
	return seeOther(c, referralAddress(edit.Ref, "chronology"))
}

// builtText is a text made for an answer, beside what is written there.
type builtText struct {
	Summary string
	Text    string
	Field   string
	Button  string
}

// builtBeside are the texts that could be added to the answers of a page: not
// those that stand there already, or that are offered in an empty box.
func builtBeside(f desk.WritingFile, p *referral.Page, v form.Values) []builtText {
	var built []builtText
	for _, field := range f.Draft.Asked(p) {
		fact, ok := f.Built[field.Name]
		if !ok || strings.Contains(v.Text(field.Name), fact.Values[0]) {
			continue
		}
		built = append(built, builtText{
			Summary: capital(fmt.Sprintf("%s: what it says on “%s”", strings.TrimPrefix(fact.Source, "the "), lowerFirst(field.Short))),
			Text:    fact.Values[0], Field: field.Name, Button: "Add this text to the answer",
		})
	}
	return built
}
