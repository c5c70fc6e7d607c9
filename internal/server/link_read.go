package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/link"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
	"nrmdesk/internal/signin"
)

// linkReader is whoever opened the link of the address. Error:
// desk.ErrNotOpened when they have not.
func (s *Server) linkReader(c *gin.Context) (staff.Actor, error) {
	cookie, err := c.Request.Cookie(s.linkCookie())
	if err != nil {
		return staff.Actor{}, desk.ErrNotOpened
	}
	actor, err := s.gate.LinkReader(c.Request.Context(), c.Param("key"), cookie.Value, s.addressOf(c.Request))
	if errors.Is(err, signin.ErrWrong) {
		err = desk.ErrNotOpened
	}
	return actor, err
}

// readLink is the handoff as whoever opened the link of the address sees it.
// Errors: desk.ErrNotOpened, *desk.LinkOver.
func (s *Server) readLink(c *gin.Context) (staff.Actor, desk.LinkedHandoff, error) {
	actor, err := s.linkReader(c)
	if err != nil {
		return actor, desk.LinkedHandoff{}, err
	}
	l, err := s.desk.ReadLink(c.Request.Context(), actor)
	return actor, l, err
}

// linkReadPage is the handoff as its recipient sees it.
type linkReadPage struct {
	render.Layout
	Heading string
	Done    string
	Lead    []string
	Buttons []render.Button
	About   render.SummaryList
	Less    *render.WarningText
	Said    render.Timeline
	Until   string
	Leave   string
	Foot    linkFoot
}

// getLink shows the handoff to whoever has opened its link, and asks everybody
// else for the code. Opening the address is nothing: programs that look through
// e-mails do it before any person.
func (s *Server) getLink(c *gin.Context) error {
	actor, l, err := s.readLink(c)
	if errors.Is(err, desk.ErrNotOpened) {
		return s.codeForm(c, http.StatusOK, form.Values{}, "")
	}
	if err != nil {
		return s.linkFailed(c, err)
	}
	page := linkReadPage{
		Layout: s.linkLayout("A handoff for you"), Heading: "A handoff for you", Leave: linkAddress(c) + "/leave",
		Done: linkDone(handoff.State(c.Query("done"))), Lead: linkLead(l),
	}
	for _, act := range l.Possible {
		b := render.Button{Text: actWords[act].button, Href: linkAddress(c) + "/answer/" + string(act)}
		if len(page.Buttons) > 0 {
			b.Classes = "govuk-button--secondary"
		}
		page.Buttons = append(page.Buttons, b)
	}
	page.About.Rows = append(page.About.Rows, answer("What is asked", l.Purpose))
	for _, d := range l.Shared {
		page.About.Rows = append(page.About.Rows, answer(d.Item.Label(), d.Value))
	}
	for _, f := range l.Files {
		row := answer(paperWords(f), "Open it only where nobody else can see it.")
		row.Actions = []render.Action{{Text: "Download", Href: linkAddress(c) + "/documents/" + number(f.Number), VisuallyHiddenText: "document " + number(f.Number)}}
		page.About.Rows = append(page.About.Rows, row)
	}
	if l.Note != "" {
		page.About.Rows = append(page.About.Rows, answer("Before you contact the client", l.Note))
	}
	if l.Less {
		page.Less = &render.WarningText{Text: "The client has taken back part of what they had agreed to. Stop using what is not shown any more, and delete what you kept of it."}
	}
	page.Said = linkSaid(l)
	page.Until = "This link was opened " + times(l.Opened) + " of " + number(l.MayOpen) + ". It works until " + moment(l.ExpiresAt) + "."
	if !l.KeepUntil.IsZero() {
		page.Until += " What was shared is for you until " + l.KeepUntil.Long() + "."
	}
	if page.Foot, err = s.linkFoot(c, actor.OrganisationID, l.Nation); err != nil {
		return err
	}
	return s.render.Page(c.Writer, http.StatusOK, "link_read", page)
}

func times(n int) string {
	if n == 1 {
		return "1 time"
	}
	return strconv.Itoa(n) + " times"
}

// linkLead says who sent it and what is expected.
func linkLead(l desk.LinkedHandoff) []string {
	lead := []string{l.Sender + " asks you to take over for a client. Sent on " + moment(l.SentAt) + "."}
	switch {
	case l.State.Unanswered():
		lead = append(lead, l.Sender+" stays responsible until you accept. They hope for your answer by "+moment(l.AnswerDueAt)+".")
	case l.State == handoff.QuestionAsked:
		lead = append(lead, "You asked a question. Open this link again later to see the answer; you need the code each time.")
	case l.State == handoff.Accepted:
		lead = append(lead, "You accepted. Contact the client by "+moment(l.ContactDueAt)+" and report it here.")
	case l.State == handoff.FirstContactHad:
		lead = append(lead, "You reported first contact. There is nothing more to do here.")
	}
	return lead
}

// linkSaid is what was said by link and what the sender replied.
func linkSaid(l desk.LinkedHandoff) render.Timeline {
	said := render.Timeline{Heading: "Questions and answers", Empty: "Nothing was said yet."}
	for _, a := range slices.Backward(l.Said) {
		entry := render.TimelineEntry{Title: saidWords[a.State], When: moment(a.At), By: a.Giver.Name}
		if a.State == handoff.Sent {
			entry.By = l.Sender
		}
		entry.Text = notEmpty(strings.Split(a.Details, "\n")...)
		said.Entries = append(said.Entries, entry)
	}
	return said
}

var saidWords = map[handoff.State]string{
	handoff.Sent: "Answer to your question", handoff.QuestionAsked: "You asked", handoff.Accepted: "You accepted",
	handoff.FirstContactHad: "You reported first contact", handoff.Refused: "You declined",
}

// linkDone is told once after an answer.
func linkDone(state handoff.State) string {
	return map[handoff.State]string{
		handoff.Accepted:        "Your answer is recorded: you accepted. The sender can see it.",
		handoff.QuestionAsked:   "Your question is recorded. The sender can see it.",
		handoff.FirstContactHad: "First contact is recorded. The sender can see it.",
	}[state]
}

// linkFailed shows why there is nothing to see.
func (s *Server) linkFailed(c *gin.Context, err error) error {
	var over *desk.LinkOver
	if errors.As(err, &over) {
		return s.linkOver(c, over.Why)
	}
	return err
}

// postLink takes a code. Every answer but the right one is the same page, in
// the same words.
func (s *Server) postLink(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	kept := keptHidden(v)
	if v.Trimmed("link_code") == "" {
		return s.codeForm(c, http.StatusUnprocessableEntity, v, "required", kept...)
	}
	ctx, key, address := c.Request.Context(), c.Param("key"), s.addressOf(c.Request)
	actor, err := s.gate.LinkHolder(ctx, key, address)
	token := ""
	if err == nil {
		token, err = s.desk.OpenLink(ctx, actor, v.Trimmed("link_code"))
	}
	var slow *signin.Slow
	switch {
	case errors.As(err, &slow):
		c.Header("Retry-After", strconv.Itoa(int(slow.Wait.Seconds())+1))
		return s.codeForm(c, http.StatusTooManyRequests, v, "slow_down", kept...)
	case errors.Is(err, signin.ErrWrong), errors.Is(err, desk.ErrNotOpened):
		return s.codeForm(c, http.StatusUnprocessableEntity, v, "wrong", kept...)
	case err != nil:
		return s.linkFailed(c, err)
	}
	s.gate.LinkOpened(key, address)
	s.keepReading(c, token)
	if act := link.Act(v.Text("act")); v.Text("unsent") != "" && slices.Contains(link.Acts, act) {
		if typed, err := s.openUnsent(v.Text("unsent")); err == nil {
			return s.linkAnswerForm(c, http.StatusOK, act, typed, nil)
		}
	}
	return seeOther(c, linkAddress(c))
}

// keptHidden carries what was typed after the reading had ended through the
// page that asks for the code again.
func keptHidden(v form.Values) []render.Hidden {
	if v.Text("unsent") == "" {
		return nil
	}
	return []render.Hidden{{Name: "unsent", Value: v.Text("unsent")}, {Name: "act", Value: v.Text("act")}}
}

func (s *Server) openUnsent(sealed string) (form.Values, error) {
	text, err := s.gate.OpenUnsent(sealed)
	if err != nil {
		return form.Values{}, err
	}
	return form.Parse(text)
}

func codeProblems(code string) fault.Problems {
	if code == "" {
		return nil
	}
	return fault.Problems{{Field: "link_code", Code: code}}
}

// postLinkLeave ends the reading.
func (s *Server) postLinkLeave(c *gin.Context) error {
	actor, err := s.linkReader(c)
	if errors.Is(err, desk.ErrNotOpened) {
		return seeOther(c, linkAddress(c))
	}
	if err == nil {
		err = s.desk.LeaveLink(c.Request.Context(), actor)
	}
	if err != nil {
		return err
	}
	c.Header("Clear-Site-Data", `"cache"`)
	http.SetCookie(c.Writer, &http.Cookie{
		Name: s.linkCookie(), Path: linkAddress(c), MaxAge: -1, Secure: s.options.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return seeOther(c, linkAddress(c))
}

// getLinkDocument hands a document of the envelope to whoever opened the link,
// as a download (S20), under a name that tells nothing.
func (s *Server) getLinkDocument(c *gin.Context) error {
	n, ok := smallNumber(c.Param("document"))
	if !ok {
		return fault.NotFound
	}
	actor, err := s.linkReader(c)
	var f *desk.EvidenceContent
	if err == nil {
		f, err = s.desk.LinkDocument(c.Request.Context(), actor, n)
	}
	if errors.Is(err, desk.ErrNotOpened) {
		return seeOther(c, linkAddress(c))
	}
	if err != nil {
		return s.linkFailed(c, err)
	}
	return s.download(c, f, "handoff-document-"+number(n))
}
