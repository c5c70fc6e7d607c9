package server

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/link"
	"nrmdesk/internal/render"
)

// actWords are the words of each act: the button that leads to it, the page,
// and the button that does it.
var actWords = map[link.Act]struct {
	button, heading, intro, submit string
}{
	link.Accept:       {"Accept", "Accept this handoff", "From now on you are responsible for what was asked. The sender is told your name and number.", "Accept"},
	link.Refuse:       {"Decline", "Decline this handoff", "The sender stays responsible and looks for somebody else. You cannot see the handoff after this.", "Decline"},
	link.Ask:          {"Ask a question", "Ask a question", "The sender answers here. Ask only what you need to know to decide.", "Send question"},
	link.FirstContact: {"Report first contact", "Report first contact", "Say when you first spoke to the client.", "Report"},
}

func linkAct(c *gin.Context) (link.Act, error) {
	act := link.Act(c.Param("act"))
	if !slices.Contains(link.Acts, act) {
		return "", fault.NotFound
	}
	return act, nil
}

func (s *Server) getLinkAnswer(c *gin.Context) error {
	act, err := linkAct(c)
	if err != nil {
		return err
	}
	_, l, err := s.readLink(c)
	if errors.Is(err, desk.ErrNotOpened) {
		return seeOther(c, linkAddress(c))
	}
	if err != nil {
		return s.linkFailed(c, err)
	}
	if !slices.Contains(l.Possible, act) {
		return seeOther(c, linkAddress(c))
	}
	return s.linkAnswerForm(c, http.StatusOK, act, form.Of(map[string][]string{"link_name": {l.LastName()}}), nil)
}

// linkAnswerForm asks for what one act needs. After a failed post it shows what
// was typed again.
func (s *Server) linkAnswerForm(c *gin.Context, status int, act link.Act, v form.Values, failed error) error {
	var invalid *fault.Invalid
	var conflict *fault.Conflict
	var problems fault.Problems
	if errors.As(failed, &invalid) {
		problems = invalid.Problems
	}
	words := actWords[act]
	q := ask(v, problems)
	q.text("link_name", "Your name", "").Autocomplete = "name"
	switch act {
	case link.Accept:
		phone := q.text("link_phone", "Phone number to reach you on", "For example, 020 7946 0000.")
		phone.Type, phone.Inputmode, phone.Autocomplete = "tel", "tel", "tel"
	case link.FirstContact:
		q.date("link_contact_on", "When was the first contact?", "For example, 14 5 2026.")
		q.long("link_text", "How did it go? (optional)", "Only what the sender needs to know.")
	case link.Ask:
		q.long("link_text", "What do you want to know?", "")
	case link.Refuse:
		q.long("link_text", "Why?", "It helps the sender to find somebody else.")
	}
	page := linkFormPage{
		Layout: s.linkLayout(words.heading), Heading: words.heading, Intro: []string{words.intro}, Questions: q.list,
		Action: linkAddress(c) + "/answer/" + string(act), Submit: render.Button{Text: words.submit},
		Other: &render.Link{Text: "Go back without answering", Href: linkAddress(c)},
	}
	page.Errors = q.summary()
	if errors.As(failed, &conflict) {
		page.Errors = &render.ErrorSummary{TitleText: "This is not recorded", ErrorList: []render.ErrorLink{{Text: conflict.Message}}}
	}
	var err error
	if page.Foot, err = s.linkFoot(c, "", ""); err != nil {
		return err
	}
	return s.render.Page(c.Writer, status, "link_form", page)
}

// postLinkAnswer records an answer. When the reading has ended meanwhile the
// code is asked for again, and what was typed goes along, sealed.
func (s *Server) postLinkAnswer(c *gin.Context) error {
	act, err := linkAct(c)
	if err != nil {
		return err
	}
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	actor, err := s.linkReader(c)
	if err == nil {
		err = typedDates(s.desk.AnswerLink(c.Request.Context(), actor, link.Reply{
			Act: act, Name: v.Trimmed("link_name"), Phone: v.Trimmed("link_phone"), Text: v.Trimmed("link_text"), On: dateOf(v, "link_contact_on"),
		}), v, "link_contact_on")
	}
	var over *desk.LinkOver
	var conflict *fault.Conflict
	switch {
	case errors.Is(err, desk.ErrNotOpened):
		return s.askAgain(c, act, v)
	case errors.As(err, &over):
		return s.linkOver(c, over.Why)
	case errors.As(err, &conflict):
		return s.linkAnswerForm(c, http.StatusConflict, act, v, err)
	case retry(err):
		return s.linkAnswerForm(c, http.StatusUnprocessableEntity, act, v, err)
	case err != nil:
		return err
	case act == link.Refuse:
		return s.linkOver(c, link.OverRefused)
	}
	return seeOther(c, linkAddress(c)+"?done="+string(act.State()))
}

// askAgain asks for the code of a reading that has run out while somebody was
// writing.
func (s *Server) askAgain(c *gin.Context, act link.Act, v form.Values) error {
	sealed, err := s.gate.SealUnsent(v.Encode())
	if err != nil {
		return err
	}
	return s.codeForm(c, http.StatusUnauthorized, form.Values{}, "again", render.Hidden{Name: "unsent", Value: sealed}, render.Hidden{Name: "act", Value: string(act)})
}

var linkWords = words{
	fields: map[string]string{
		"link_code": "the code", "link_name": "your name", "link_phone": "the phone number", "link_contact_on": "the date of first contact",
		"link_text": "your answer", "link_email": "the email address",
	},
	messages: map[string]string{
		"link_code/wrong":     "That did not open. Check the address and the code. If it does not open, ask the sender for a new link and code: a link works for a short time, and stops after a few wrong codes",
		"link_code/slow_down": "There were too many tries. Wait a minute, then try again",
		"link_code/again":     "The page was open for too long. Enter the code again. What you typed is kept",
	},
}
