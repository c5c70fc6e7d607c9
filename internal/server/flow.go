package server

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/render"
)

// flow is a series of question pages that ends in a check page. The answers
// are kept on the server as a draft of their author's until the check page is
// submitted, so neither a timeout nor a quick exit loses any.
type flow struct {
	name  string // in addresses and draft keys: "consent"
	area  string
	title string // caption above each heading
	steps []step
	// start prepares what every page of the flow needs of the case; nil when
	// the flow has no case yet.
	start func(c *gin.Context, x *walk) error
	// kept is told when the answers of a page were saved; nil when nobody else
	// has to know.
	kept func(c *gin.Context, x *walk, st step) error
	// check shows all answers before they are submitted.
	check func(c *gin.Context, x *walk, page *checkPage) error
	// submit does the act and says where to go then.
	submit func(c *gin.Context, x *walk) (next string, err error)
}

// step is one page of a flow.
type step struct {
	id      string
	heading string
	intro   []string
	// when says whether the page is needed, given the answers so far; nil is always.
	when func(x *walk) bool
	ask  func(x *walk, q *questions)
	// check says what is wrong with this page's answers; "Save and come back
	// later" does not ask.
	check func(x *walk) fault.Problems
}

// walk is one person's way through a flow.
type walk struct {
	flow   *flow
	base   string // address of the flow
	key    string // of the draft
	values form.Values
	kept   url.Values
	saved  string // when the draft was saved, in words

	savedAt time.Time
	bar     *render.CaseBar
	file    any // what start read of the case
}

// Fields that travel with answers without being one: the one-time token of the
// form, the version of the case it was shown for, and where its draft is kept.
const (
	tokenField    = "form-token"
	versionField  = "case-version"
	draftKeyField = "draft-key"
)

type questionPage struct {
	render.Layout
	CaseBar   *render.CaseBar
	Caption   string
	Heading   string
	Intro     []string
	ReadOnly  bool // there is nothing to send
	Action    string
	Upload    bool // the form takes a file
	Hidden    []render.Hidden
	Questions []render.Question
	Buttons   render.SaveButtons
	Other     *render.Link
}

type checkPage struct {
	render.Layout
	CaseBar   *render.CaseBar
	Caption   string
	Heading   string
	Intro     []string
	Cards     []render.SummaryList
	Notes     []render.Question
	ReadOnly  bool // there is nothing to send
	Action    string
	Hidden    []render.Hidden
	Questions []render.Question
	Buttons   render.SaveButtons
	Other     *render.Link
}

// routes are the addresses of a flow under a base such as "/cases/new".
func (s *Server) flowRoutes(base string, f *flow) []route {
	return []route{
		{method: "GET", path: base, handle: func(c *gin.Context) error { return s.beginFlow(c, f) }},
		{method: "GET", path: base + "/:step", handle: func(c *gin.Context) error { return s.showStep(c, f) }},
		{method: "POST", path: base + "/:step", handle: func(c *gin.Context) error { return s.takeStep(c, f) }},
	}
}

// open reads the draft, or begins one.
func (s *Server) openFlow(c *gin.Context, f *flow) (*walk, error) {
	x := &walk{flow: f, kept: url.Values{}}
	x.key = f.name
	x.base = "/cases/" + f.name
	if ref := c.Param("ref"); ref != "" {
		x.key = f.name + ":" + ref
		x.base = "/cases/" + ref + "/" + f.name
	}
	text, at, err := s.desk.Draft(c.Request.Context(), me(c).Actor, x.key)
	switch {
	case err == nil:
		if x.kept, err = url.ParseQuery(text); err != nil {
			return nil, err
		}
		x.saved, x.savedAt = clock(at), at
	case !errors.Is(err, fault.NotFound):
		return nil, err
	}
	if x.kept.Get(tokenField) == "" {
		x.kept.Set(tokenField, uuid.NewString())
	}
	x.values = form.Of(x.kept)
	if f.start != nil {
		if err := f.start(c, x); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// pages are the steps this walk needs.
func (x *walk) pages() []step {
	return slices.DeleteFunc(slices.Clone(x.flow.steps), func(st step) bool { return st.when != nil && !st.when(x) })
}

func (x *walk) find(id string) (index int, st step, ok bool) {
	pages := x.pages()
	index = slices.IndexFunc(pages, func(st step) bool { return st.id == id })
	if index < 0 {
		return 0, step{}, false
	}
	return index, pages[index], true
}

// after is the address that follows a step.
func (x *walk) after(index int) string {
	if pages := x.pages(); index+1 < len(pages) {
		return x.base + "/" + pages[index+1].id
	}
	return x.base + "/check"
}

// unfinished is the first step whose answers do not stand yet.
func (x *walk) unfinished() (step, bool) {
	for _, st := range x.pages() {
		if st.check != nil && len(st.check(x)) > 0 {
			return st, true
		}
	}
	return step{}, false
}

// text is a kept answer.
func (x *walk) text(name string) string { return x.values.Trimmed(name) }

// token is the one-time token of this walk.
func (x *walk) token() string { return x.values.Text(tokenField) }

func (s *Server) keep(c *gin.Context, x *walk) error {
	x.values = form.Of(x.kept)
	at, err := s.desk.SaveDraft(c.Request.Context(), me(c).Actor, x.key, x.kept.Encode())
	x.saved = clock(at)
	return err
}

// beginFlow goes to the first page, or back to where the answers stop.
func (s *Server) beginFlow(c *gin.Context, f *flow) error {
	x, err := s.openFlow(c, f)
	if err != nil {
		return err
	}
	if err := s.keep(c, x); err != nil {
		return err
	}
	if st, open := x.unfinished(); open {
		return seeOther(c, x.base+"/"+st.id)
	}
	return seeOther(c, x.base+"/check")
}

func (s *Server) showStep(c *gin.Context, f *flow) error {
	x, err := s.openFlow(c, f)
	if err != nil {
		return err
	}
	if c.Param("step") == "check" {
		return s.showCheck(c, x, http.StatusOK, nil)
	}
	index, st, ok := x.find(c.Param("step"))
	if !ok {
		return fault.NotFound
	}
	return s.stepPage(c, x, index, st, http.StatusOK, nil)
}

func (s *Server) stepPage(c *gin.Context, x *walk, index int, st step, status int, problems fault.Problems) error {
	q := ask(x.values, problems)
	st.ask(x, q)
	page := questionPage{
		Layout: s.layout(c, st.heading, x.flow.area), CaseBar: x.bar, Caption: x.flow.title, Heading: st.heading, Intro: st.intro,
		Action: x.base + "/" + st.id, Questions: q.list, Hidden: []render.Hidden{{Name: draftKeyField, Value: x.key}},
		Buttons: render.SaveButtons{Text: "Continue", Later: true, SavedAt: x.saved},
	}
	page.DraftKey = x.key
	page.Errors = q.summary()
	if index > 0 {
		page.Back = &render.Link{Text: "Back", Href: x.base + "/" + x.pages()[index-1].id}
	} else if ref := c.Param("ref"); ref != "" {
		page.Back = &render.Link{Text: "Back to the case", Href: "/cases/" + ref}
	}
	return s.render.Page(c.Writer, status, "question", page)
}

// takeStep keeps what was posted whatever it is, then checks it.
func (s *Server) takeStep(c *gin.Context, f *flow) error {
	posted, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	x, err := s.openFlow(c, f)
	if err != nil {
		return err
	}
	if c.Param("step") == "check" {
		return s.submitFlow(c, x)
	}
	index, st, ok := x.find(c.Param("step"))
	if !ok {
		return fault.NotFound
	}
	q := ask(posted, nil)
	st.ask(x, q)
	q.take(x.kept, posted)
	if err := s.keep(c, x); err != nil {
		return err
	}
	if f.kept != nil {
		if err := f.kept(c, x, st); err != nil {
			return err
		}
	}
	if posted.Has("later") {
		s.sessions.Notify(c.Request.Context(), "Your answers are saved. Open this page again to go on.")
		if ref := c.Param("ref"); ref != "" {
			return seeOther(c, "/cases/"+ref)
		}
		return seeOther(c, "/cases")
	}
	if st.check != nil {
		if problems := st.check(x); len(problems) > 0 {
			return s.stepPage(c, x, index, st, http.StatusUnprocessableEntity, problems)
		}
	}
	return seeOther(c, x.after(index))
}

func (s *Server) showCheck(c *gin.Context, x *walk, status int, problems fault.Problems) error {
	if st, open := x.unfinished(); open && status == http.StatusOK {
		return seeOther(c, x.base+"/"+st.id)
	}
	pages := x.pages()
	page := checkPage{
		Layout: s.layout(c, "Check the answers", x.flow.area), CaseBar: x.bar, Caption: x.flow.title, Heading: "Check the answers",
		Action: x.base + "/check", Buttons: render.SaveButtons{Text: "Record"},
	}
	page.Back = &render.Link{Text: "Back", Href: x.base + "/" + pages[len(pages)-1].id}
	page.Errors = ask(x.values, problems).summary()
	if err := x.flow.check(c, x, &page); err != nil {
		return err
	}
	return s.render.Page(c.Writer, status, "check", page)
}

func (s *Server) submitFlow(c *gin.Context, x *walk) error {
	if st, open := x.unfinished(); open {
		return seeOther(c, x.base+"/"+st.id)
	}
	next, err := x.flow.submit(c, x)
	var invalid *fault.Invalid
	if errors.As(err, &invalid) {
		return s.showCheck(c, x, http.StatusUnprocessableEntity, invalid.Problems)
	}
	if err != nil {
		return err
	}
	if err := s.desk.DropDraft(c.Request.Context(), me(c).Actor, x.key); err != nil {
		return err
	}
	return seeOther(c, next)
}
