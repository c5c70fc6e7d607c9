package server

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

type referralQuestionPage struct {
	render.Layout
	CaseBar   *render.CaseBar
	Caption   string
	Heading   string
	Why       string
	Unsaved   string // since when what is shown was typed and not saved
	Theirs    *theirAnswers
	Leaving   *leavingBox
	Known     *render.SummaryList
	Action    string
	Hidden    []render.Hidden
	Questions []render.Question
	CanAdd    bool
	Buttons   render.SaveButtons
	Earlier   *render.Link
	Built     []builtText
	Helpers   []render.Link
}

// theirAnswers is what somebody else saved to the page meanwhile.
type theirAnswers struct {
	Heading string
	Answers render.SummaryList
}

const (
	seenField = "seen" // which answers the page was opened on
	takeField = "take" // the answer a made text is to be added to
	fromField = "from" // where a change came from, to go back there
)

// referralPage is one question page of the referral of a case, opened.
type referralPage struct {
	desk.WritingFile
	task *referral.Task
	page *referral.Page
	key  string // of its draft
	from string
}

func (s *Server) openReferralPage(c *gin.Context) (referralPage, error) {
	r, err := ref(c)
	if err != nil {
		return referralPage{}, err
	}
	f, err := s.desk.ReferralToWrite(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return referralPage{}, err
	}
	x := referralPage{WritingFile: f, task: f.Draft.Form.Task(c.Param("task"))}
	if x.task == nil {
		return x, fault.NotFound
	}
	if x.page = x.task.Page(c.Param("page")); x.page == nil || len(f.Draft.Asked(x.page)) == 0 && len(f.Draft.FromCase(x.page)) == 0 {
		return x, fault.NotFound
	}
	if !f.Editable() {
		return x, notWritten(f.ReferralFile)
	}
	x.key = referralDrafts(f.Case.Ref) + x.task.ID + ":" + x.page.ID
	return x, nil
}

// referralDrafts begins the key of each draft of a referral; the section and
// the page follow.
func referralDrafts(r casefile.Ref) string { return "referral:" + string(r) + ":" }

func (x referralPage) address() string {
	return referralAddress(x.Case.Ref, x.task.ID, x.page.ID)
}

// getReferralPage shows the questions with the saved answers, and over them
// what the same person typed here and did not save.
func (s *Server) getReferralPage(c *gin.Context) error {
	x, err := s.openReferralPage(c)
	if err != nil {
		return err
	}
	x.from = c.Query(fromField)
	fields := x.saved()
	var unsaved string
	text, at, err := s.desk.Draft(c.Request.Context(), me(c).Actor, x.key)
	if err == nil {
		kept, err := url.ParseQuery(text)
		if err != nil {
			return err
		}
		for name, values := range kept {
			fields[name] = values
		}
		unsaved = moment(at)
	} else if !errors.Is(err, fault.NotFound) {
		return err
	}
	return s.showReferralPage(c, x, form.Of(fields), http.StatusOK, nil, nil, func(page *referralQuestionPage) { page.Unsaved = unsaved })
}

// saved are the saved answers as they stand in the controls, and in empty ones
// what the case offers.
func (x referralPage) saved() url.Values {
	fields := url.Values{seenField: {x.Seen(x.page)}}
	for _, field := range x.Draft.Asked(x.page) {
		values := x.Draft.Values(field)
		if len(values) == 0 {
			values = x.Draft.Facts.Offered[field.Name].Values
		}
		typedValues(field, values, fields)
	}
	return fields
}

func (s *Server) showReferralPage(c *gin.Context, x referralPage, v form.Values, status int, problems fault.Problems, found map[string][]string, more func(*referralQuestionPage)) error {
	q := ask(v, problems)
	var several []render.Hidden
	canAdd := false
	unfit := unfitOn(x.Draft, x.page)
	for _, note := range offeredNotes(x.Draft, x.page) {
		q.inset(note)
	}
	for _, field := range x.Draft.Asked(x.page) {
		if note := nearby(x.ReferralFile, field); note != "" {
			q.inset(note)
		}
		if said := remarks(x.ReferralFile, field); said != "" {
			q.inset(said)
		}
		for _, f := range unfit {
			if f.Field == field.Name {
				q.inset(f.Sentence())
			}
		}
		askReferral(q, x.Draft.Form, field, found[field.Name])
		canAdd = canAdd || field.Type == referral.ListMulti
		if field.Type == referral.MultiChoice || field.Type == referral.ListMulti || field.Type == referral.Confirm {
			// An empty value tells a draft that every box was cleared.
			several = append(several, render.Hidden{Name: field.Name})
		}
	}
	bar := caseBar(x.Head)
	page := referralQuestionPage{
		Layout: s.layout(c, x.page.Title, string(x.Case.Ref)), CaseBar: &bar, Caption: x.task.Title, Heading: x.page.Title, Why: x.page.Why,
		Known: knownList(x.Draft, x.page), Action: x.address(), Questions: q.list, CanAdd: canAdd,
		Hidden:  append([]render.Hidden{{Name: seenField, Value: v.Text(seenField)}, {Name: fromField, Value: x.from}, {Name: draftKeyField, Value: x.key}}, several...),
		Buttons: render.SaveButtons{Text: "Save and continue", Later: true},
	}
	page.DraftKey = x.key
	page.Errors = q.summary()
	page.Back = x.back()
	page.Built = builtBeside(x.WritingFile, x.page, v)
	page.Helpers = helperLinks(x)
	if slices.ContainsFunc(x.page.Fields, func(f *referral.Field) bool { return f.Type == referral.LongText && len(x.Draft.Values(f)) > 0 }) {
		page.Earlier = &render.Link{Text: "See earlier wordings of this page", Href: x.address() + "/earlier"}
	}
	if more != nil {
		more(&page)
	}
	return s.render.Page(c.Writer, status, "referral_question", page)
}

// helperLinks lead to what helps to write the answers of this page.
func helperLinks(x referralPage) []render.Link {
	var links []render.Link
	if slices.ContainsFunc(x.page.Fields, func(f *referral.Field) bool { return f.Chronology != referral.NoChronology }) {
		links = append(links, render.Link{Text: "Write in the chronology", Href: referralAddress(x.Case.Ref, "chronology")})
	}
	if slices.ContainsFunc(x.page.Fields, func(f *referral.Field) bool {
		return f.Name == referral.FieldIndicators || f.Name == referral.FieldIndicatorsSeen
	}) {
		links = append(links, render.Link{Text: "Open the checklist of signs", Href: referralAddress(x.Case.Ref, "signs")})
	}
	return links
}

func (x referralPage) back() *render.Link {
	switch before := x.Draft.Before(x.page); {
	case x.from == "check":
		return &render.Link{Text: "Back to the answers", Href: referralAddress(x.Case.Ref, "check")}
	case x.from == "section":
		return &render.Link{Text: "Back to the section", Href: referralAddress(x.Case.Ref, x.task.ID)}
	case before != nil:
		return &render.Link{Text: "Back", Href: referralAddress(x.Case.Ref, x.task.ID, before.ID)}
	default:
		return &render.Link{Text: "Back to the referral", Href: referralAddress(x.Case.Ref)}
	}
}

// knownList is what the case answers on this page, with where it comes from.
func knownList(d *referral.Draft, p *referral.Page) *render.SummaryList {
	list := &render.SummaryList{}
	for _, field := range d.FromCase(p) {
		fact, _ := d.Known(field)
		list.Rows = append(list.Rows, render.SummaryRow{
			Key: render.Text(field.Short), Value: typedContent(shownText(field, fact.Values) + "\n(from " + fact.Source + ")"),
		})
	}
	if len(list.Rows) == 0 {
		return nil
	}
	return list
}

// offeredNotes say which empty boxes the case filled in, by where it comes from.
func offeredNotes(d *referral.Draft, p *referral.Page) []string {
	var sources []string
	fields := map[string][]string{}
	for _, field := range d.Asked(p) {
		fact, ok := d.Facts.Offered[field.Name]
		if !ok || len(d.Values(field)) > 0 {
			continue
		}
		if fields[fact.Source] == nil {
			sources = append(sources, fact.Source)
		}
		fields[fact.Source] = append(fields[fact.Source], lowerFirst(field.Short))
	}
	notes := make([]string, len(sources))
	for i, source := range sources {
		notes[i] = "Filled in from " + source + ": " + strings.Join(fields[source], ", ") + ". Look at this before you save."
	}
	return notes
}

// nearby is what the case says near a question without answering it.
func nearby(f desk.ReferralFile, field *referral.Field) string {
	switch {
	case field.Name == "la_name" && f.Client.LocalAuthorityContact != "":
		return "On the case: " + f.Client.LocalAuthorityContact
	case field.Name == "first_name" && f.Client.NameToUse != "":
		return "Name to use on the case: " + f.Client.NameToUse
	default:
		return ""
	}
}

func (s *Server) postReferralPage(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	x, err := s.openReferralPage(c)
	if err != nil {
		return err
	}
	x.from = v.Choice(fromField, "check", "section")
	ctx, actor := c.Request.Context(), me(c).Actor
	if v.Has("discard") {
		if err := s.desk.DropDraft(ctx, actor, x.key); err != nil {
			return err
		}
		return seeOther(c, x.address())
	}
	if name := v.Text(takeField); name != "" {
		return s.takeBuilt(c, x, v, name)
	}
	answers, found, problems := x.read(v)
	after := x.with(answers)
	problems = withRules(problems, after.CheckPage(x.page))
	if left := x.Draft.Leaving(after); len(left) > 0 && len(problems) == 0 && v.Text(shownField) != leavingMark(answers, left) {
		return s.askAboutLeaving(c, x, v, left, leavingMark(answers, left))
	}
	if len(problems) == 0 {
		err = s.desk.SaveReferralPage(ctx, actor, desk.SavePage{
			Ref: x.Case.Ref, Task: x.task.ID, Page: x.page.ID, Seen: v.Text(seenField), Answers: answers,
		})
	}
	var theirs *desk.PageConflict
	switch {
	case len(problems) > 0:
		return s.keepReferralPage(c, x, v, problems, found)
	case errors.As(err, &theirs):
		return s.showTheirs(c, x, v, theirs)
	case err != nil:
		return err
	}
	if err := s.desk.DropDraft(ctx, actor, x.key); err != nil {
		return err
	}
	unfit := unfitSentences(x.Draft, after, x.page)
	if unfit != "" && !v.Has("later") {
		s.sessions.Notify(ctx, "Your answers are saved. Look at them again: "+unfit)
	}
	switch {
	case v.Has("later"):
		s.sessions.Notify(ctx, strings.TrimSpace("Your answers are saved. "+unfit))
		return seeOther(c, referralAddress(x.Case.Ref))
	case v.Has("add"):
		return seeOther(c, x.address())
	default:
		return seeOther(c, x.next(after))
	}
}

// takeBuilt adds the text made for an answer to what is typed there, as a draft
// for its writer to look at.
func (s *Server) takeBuilt(c *gin.Context, x referralPage, v form.Values, name string) error {
	fields := url.Values{}
	for _, posted := range v.Names() {
		if posted != takeField {
			fields[posted] = v.All(posted)
		}
	}
	if fact, ok := x.Built[name]; ok {
		text := fact.Values[0]
		if typed := keepText(v.Text(name)); typed != "" {
			text = typed + "\n\n" + text
		}
		fields.Set(name, text)
	}
	if _, err := s.mergeDraft(c, x.key, form.Of(fields)); err != nil {
		return err
	}
	return seeOther(c, x.address())
}

// read reads every question asked on the page.
func (x referralPage) read(v form.Values) (answers referral.Answers, found map[string][]string, problems fault.Problems) {
	answers, found = referral.Answers{}, map[string][]string{}
	for _, field := range x.Draft.Asked(x.page) {
		values, like, wrong := readReferralAnswer(x.Draft.Form, field, v)
		if len(values) > 0 {
			answers[field.Name] = values
		}
		found[field.Name] = like
		problems = append(problems, wrong...)
	}
	return answers, found, problems
}

// with is the draft as it will be once the page is saved.
func (x referralPage) with(answers referral.Answers) *referral.Draft {
	all := referral.Answers{}
	for _, field := range x.Draft.Form.Fields {
		all[field.Name] = x.Draft.Values(field)
	}
	for _, field := range x.Draft.Asked(x.page) {
		all[field.Name] = answers[field.Name]
	}
	return referral.NewDraft(x.Draft.Form, x.Draft.Facts, all, x.Draft.Today)
}

// withRules adds what the rules find to what the controls found, one problem
// for each question.
func withRules(problems, rules fault.Problems) fault.Problems {
	for _, p := range rules {
		if !slices.ContainsFunc(problems, func(seen fault.Problem) bool { return seen.Field == p.Field }) {
			problems = append(problems, p)
		}
	}
	return problems
}

// next is where a saved page leads: on in the section, or back to where the
// change came from unless it opened a question that has no answer yet.
func (x referralPage) next(after *referral.Draft) string {
	at := func(p *referral.Page) string { return referralAddress(x.Case.Ref, x.task.ID, p.ID) }
	following := after.Next(x.page)
	if x.from == "" {
		if following != nil {
			return at(following)
		}
		return referralAddress(x.Case.Ref, x.task.ID)
	}
	missing := after.MissingIn(x.task)
	for p := following; p != nil; p = after.Next(p) {
		if slices.ContainsFunc(missing, func(m referral.Missing) bool { return m.Page == p }) {
			return at(p) + "?from=" + x.from
		}
	}
	if x.from == "check" {
		return referralAddress(x.Case.Ref, "check")
	}
	return referralAddress(x.Case.Ref, x.task.ID)
}

// keepReferralPage keeps what cannot be saved yet as a draft of its author's.
func (s *Server) keepReferralPage(c *gin.Context, x referralPage, v form.Values, problems fault.Problems, found map[string][]string) error {
	if _, err := s.mergeDraft(c, x.key, v); err != nil {
		return err
	}
	if v.Has("later") {
		s.sessions.Notify(c.Request.Context(), "What you typed is kept for you as a draft. An answer on “"+x.page.Title+"” needs another look before it becomes part of the referral.")
		return seeOther(c, referralAddress(x.Case.Ref))
	}
	return s.showReferralPage(c, x, v, http.StatusUnprocessableEntity, problems, found, nil)
}

// showTheirs puts what somebody else saved above what was typed here.
func (s *Server) showTheirs(c *gin.Context, x referralPage, v form.Values, theirs *desk.PageConflict) error {
	if _, err := s.mergeDraft(c, x.key, v); err != nil {
		return err
	}
	fields := url.Values{}
	for _, name := range v.Names() {
		fields[name] = v.All(name)
	}
	fields.Set(seenField, theirs.Seen)
	box := &theirAnswers{Heading: theirs.By + " saved other answers to this page on " + moment(theirs.At)}
	for _, field := range x.Draft.Asked(x.page) {
		row := render.SummaryRow{Key: render.Text(field.Short), Value: render.Text("Not given yet")}
		if values := theirs.Theirs[field.Name]; len(values) > 0 {
			row.Value = typedContent(shownText(field, values))
		}
		box.Answers.Rows = append(box.Answers.Rows, row)
	}
	return s.showReferralPage(c, x, form.Of(fields), http.StatusConflict, nil, nil, func(page *referralQuestionPage) {
		page.Theirs = box
		page.Errors = &render.ErrorSummary{TitleText: "This page is not saved yet", ErrorList: []render.ErrorLink{
			{Text: box.Heading + ". Both are shown below: put together what should stand, then save."},
		}}
	})
}
