package server

import (
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/render"
)

func (s *Server) getWishes(c *gin.Context) error { return s.wishesForm(c, form.Values{}, nil) }

func (s *Server) postWishes(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.RecordWishes(c.Request.Context(), me(c).Actor, edit, need.Wishes{
		Interviewer: need.Preference(v.Text("wish_interviewer")), Interpreter: need.Preference(v.Text("wish_interpreter")),
		Language: v.Trimmed("wish_language"), Unsafe: v.Trimmed("wish_unsafe"), Access: v.Trimmed("wish_access"),
		Sayer: need.Sayer(v.Text("wish_sayer")), SayerDetails: v.Trimmed("wish_sayer_details"),
	})
	if retry(err) {
		return s.wishesForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "What the client wishes is recorded.")
	return seeOther(c, needsAddress(edit.Ref))
}

// wishesForm asks what the client wishes, beginning with what is recorded.
func (s *Server) wishesForm(c *gin.Context, v form.Values, failed error) error {
	n, err := s.readNeeds(c)
	if err != nil {
		return err
	}
	if n.Case.State == casefile.Closed {
		return seeOther(c, needsAddress(n.Case.Ref))
	}
	if w := n.Wish(); failed == nil && w.ID != "" {
		v = form.Of(map[string][]string{
			"wish_interviewer": {string(w.Interviewer)}, "wish_interpreter": {string(w.Interpreter)}, "wish_language": {w.Language},
			"wish_unsafe": {w.Unsafe}, "wish_access": {w.Access},
		})
	}
	return s.caseForm(c, n.Head, v, failed, questionPage{
		Heading: "What does the client wish of those who help?",
		Intro:   []string{"Leave empty what you do not ask. Nobody has to give a reason."},
		Buttons: render.SaveButtons{Text: "Save"},
		Other:   &render.Link{Text: "Go back to the needs", Href: needsAddress(n.Case.Ref)},
	}, func(q *questions) {
		q.one("wish_interviewer", "Who should speak to them: workers, police, doctors?", "", labelled(need.Preferences)...)
		q.one("wish_interpreter", "Who should interpret?", "", labelled(need.Preferences)...)
		q.long("wish_language", "Anything else about interpreters (optional)", "Dialect, faith, or a person or community that must not be used.").Rows = 2
		q.long("wish_unsafe", "Where is it not safe for them to be sent? (optional)", "One town, area or place to a line. Services there are marked when you look for help.").Rows = 3
		q.long("wish_access", "What makes it easier to come and to understand? (optional)", "For example steps, hearing, reading, or children who come along.").Rows = 2
		q.one("wish_sayer", "Who said so?", "", labelled(need.Sayers)...)
		q.text("wish_sayer_details", "If somebody else spoke for the client, who? (optional)", "")
	})
}

// wishesRows are the wishes that count, with who said them, and that there were
// others.
func wishesRows(n desk.Needs) []render.SummaryRow {
	w := n.Wish()
	if w.ID == "" {
		return nil
	}
	var rows []render.SummaryRow
	for _, l := range w.Lines() {
		rows = append(rows, answer(l.Name, l.Says))
	}
	said := w.Sayer.Label()
	if w.SayerDetails != "" {
		said += ": " + w.SayerDetails
	}
	rows = append(rows, answer("Said by", said+"\nRecorded on "+w.On.Long()+" by "+n.Names[w.By]))
	var before []string
	for _, old := range n.Wishes[1:] {
		before = append(before, "On "+old.On.Long()+": "+strings.ReplaceAll(old.Text(), "\n", "; "))
	}
	if len(before) > 0 {
		rows = append(rows, answer("Before", strings.Join(before, "\n")))
	}
	return rows
}

// unsafeWarning is what must be read before a client is sent anywhere; nil when
// no place is unsafe.
func unsafeWarning(w need.Wishes) *render.WarningText {
	places := w.Places()
	if len(places) == 0 {
		return nil
	}
	return &render.WarningText{Text: "Unsafe for the client: " + strings.Join(places, ", ") + ". Ask each service where it is: few say so in the directory."}
}
