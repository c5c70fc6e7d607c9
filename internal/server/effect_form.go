package server

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/render"
)

// shownField holds a mark of the answers whose effect was shown.
const shownField = "effect-shown"

// effectForm is a form about a case whose effect is shown before it is done.
// The first press shows it; the next does it, unless an answer it depends on
// has changed since: then it is shown again.
type effectForm struct {
	head desk.Head
	page questionPage
	ask  func(q *questions)
	// depends are the fields the effect depends on.
	depends []string
	// show is the first press, "Show what moves" unless said otherwise; button
	// does it, once the effect has been shown.
	show, button string
	// quiet forms are done with the first press when there is nothing to show.
	quiet   bool
	preview func() ([]render.Question, error)
	do      func() error
	// done is where it leads, and what is said there.
	done func() (address, notice string)
}

const showEffect = "Show what moves"

// effectForm shows the form, on a get and after a post that failed.
func (s *Server) effectForm(c *gin.Context, f effectForm, v form.Values, failed error) error {
	f.page.Buttons = render.SaveButtons{Text: or(f.show, showEffect)}
	if f.quiet {
		f.page.Buttons.Text = f.button
	}
	return s.caseForm(c, f.head, v, failed, f.page, f.ask)
}

// takeEffect answers a post of the form. Somebody whose page was older than the
// case is told before they are shown any effect; a second press of the last
// button is the desk's to know.
func (s *Server) takeEffect(c *gin.Context, f effectForm, v form.Values) error {
	if f.quiet {
		switch effects, err := f.preview(); {
		case err != nil:
			return s.effectForm(c, f, v, err)
		case len(effects) == 0:
			return s.doEffect(c, f, v)
		}
	}
	mark := markOf(v, f.depends)
	if v.Text(shownField) != mark {
		if versionOf(v.Text(versionField)) != f.head.Case.Version {
			return s.effectForm(c, f, v, fault.Conflictf("Somebody else changed this case while you were working on it."))
		}
		effects, err := f.preview()
		if err != nil {
			return s.effectForm(c, f, v, err)
		}
		f.page.Buttons = render.SaveButtons{Text: f.button}
		f.page.Hidden = append(f.page.Hidden, render.Hidden{Name: shownField, Value: mark})
		f.page.Intro = nil
		return s.caseForm(c, f.head, v, nil, f.page, func(q *questions) {
			q.inset("Nothing is saved yet. Look below your answers at what this does.")
			f.ask(q)
			q.list = append(q.list, effects...)
		})
	}
	return s.doEffect(c, f, v)
}

func (s *Server) doEffect(c *gin.Context, f effectForm, v form.Values) error {
	err := f.do()
	if retry(err) {
		return s.effectForm(c, f, v, err)
	}
	if err != nil {
		return err
	}
	address, notice := f.done()
	s.sessions.Notify(c.Request.Context(), notice)
	return seeOther(c, address)
}

// markOf tells answers apart without repeating them.
func markOf(v form.Values, names []string) string {
	var b strings.Builder
	for _, name := range names {
		b.WriteString(name + "\x1f" + strings.Join(v.All(name), "\x1e") + "\x1f")
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8])
}

// boxes are the names of the three boxes of a date.
func boxes(name string) []string { return []string{name + "-day", name + "-month", name + "-year"} }
