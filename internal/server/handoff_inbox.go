package server

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/render"
)

const handoffInbox = "/handoffs/inbox"

// handoffNav leads between what was sent and what was received.
func handoffNav(c *gin.Context) render.SubNav {
	nav := render.SubNav{Label: "Handoffs"}
	for _, item := range []render.NavItem{{Text: "Sent", Href: "/handoffs"}, {Text: "Inbox", Href: handoffInbox}} {
		item.Current = c.Request.URL.Path == item.Href
		nav.Items = append(nav.Items, item)
	}
	return nav
}

type inboxPage struct {
	render.Layout
	SubNav  render.SubNav
	Heading string
	Table   render.StackedTable
	More    *render.Link
	Other   render.Link
}

func inboxAddress(id string) string { return handoffInbox + "/" + id }

// getInbox lists what was received. It names no client.
func (s *Server) getInbox(c *gin.Context) error {
	ended := c.Query("show") == "ended"
	after := desk.InboxPlace{}
	if at, err := time.Parse(time.RFC3339Nano, c.Query("sent")); err == nil && afterID(c.Query("after")) != "" {
		after = desk.InboxPlace{SentAt: at, ID: afterID(c.Query("after"))}
	}
	box, err := s.desk.Inbox(c.Request.Context(), me(c).Actor, ended, after)
	if err != nil {
		return err
	}
	page := inboxPage{Layout: s.layout(c, "Inbox", "Handoffs"), SubNav: handoffNav(c), Heading: "Handoffs you have received"}
	page.Width = render.Full
	show, empty := "", "Nothing waits for you."
	page.Other = render.Link{Text: "Show those that have ended", Href: handoffInbox + "?show=ended"}
	if ended {
		show, empty = "&show=ended", "Nothing has ended yet."
		page.Heading = "Handoffs that have ended"
		page.Other = render.Link{Text: "Show those that go on", Href: handoffInbox}
	}
	page.Table = render.StackedTable{
		Caption: page.Heading, CaptionHidden: true, Empty: empty,
		Head: []render.Column{{Text: "From", Width: "one-third"}, {Text: "For"}, {Text: "Sent"}, {Text: "Answer"}},
	}
	for _, h := range box.Items {
		page.Table.Rows = append(page.Table.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: h.From, Href: inboxAddress(h.ID), Hidden: "sent " + moment(h.SentAt)}, Lines: []string{h.SentByName}},
			{Text: h.Class.Label()}, {Text: moment(h.SentAt)},
			s.answerCell(handoff.Record{State: h.State, AnswerDueAt: h.AnswerDueAt, ContactDueAt: h.ContactDueAt}),
		}})
	}
	if box.More {
		page.More = &render.Link{Text: "Next page", Href: handoffInbox + "?after=" + box.Next.ID + "&sent=" + box.Next.SentAt.UTC().Format("2006-01-02T15:04:05.999999Z") + show}
	}
	return s.render.Page(c.Writer, http.StatusOK, "handoff_inbox", page)
}

type receivedPage struct {
	render.Layout
	Heading  string
	Warning  *render.WarningText
	Standing render.SummaryList
	Answer   *render.Button
	Cards    []render.SummaryList
	Log      render.Timeline
}

// getReceived shows a handoff to its recipient. That it was opened is noted.
func (s *Server) getReceived(c *gin.Context) error {
	f, err := s.desk.ReceivedHandoff(c.Request.Context(), me(c).Actor, c.Param("received"))
	if err != nil {
		return err
	}
	h := f.Handoff
	page := receivedPage{Layout: s.layout(c, "Received handoff", "Handoffs"), Heading: "Handoff from " + f.From}
	page.Back = &render.Link{Text: "Back to the inbox", Href: handoffInbox}
	page.Standing = render.SummaryList{Rows: []render.SummaryRow{
		{Key: render.Text("Answer"), Value: render.Content{Lines: notEmpty(h.State.Label(), s.answerCell(h).Words)}},
		answer("Sent", moment(h.SentAt)+", by "+f.Sender),
		answer("Who is responsible", responsibleWords(h.State, f.From)),
	}}
	switch {
	case h.State == handoff.Revoked || h.WithdrawnBack():
		page.Warning = &render.WarningText{Text: "This was taken back. Stop using what you saw of it, delete what you kept, and tell " + f.From + " that you have."}
	case h.Empty():
		page.Warning = &render.WarningText{Text: "You could see this until " + h.KeepUntil.Long() + ". Ask " + f.From + " if you still need it."}
	case len(h.TakenBack) > 0:
		page.Warning = &render.WarningText{Text: "The client took back part of this, and it is no longer shown. Stop using it and delete what you kept of it."}
	}
	if !h.Empty() {
		page.Cards = envelopeCards(f.From, h, func(file handoff.File) string { return inboxAddress(h.ID) + "/documents/" + number(file.Number) })
	}
	if len(handoff.ReceiverNext(h.State)) > 0 {
		page.Answer = &render.Button{Text: "Answer", Href: inboxAddress(h.ID) + "/answer"}
	}
	page.Log = receivedLog(f)
	return s.render.Page(c.Writer, http.StatusOK, "handoff_received", page)
}

func responsibleWords(state handoff.State, sender string) string {
	switch {
	case state == handoff.Revoked:
		return sender + ". Nothing is asked of you any more."
	case state == handoff.Refused:
		return sender + ". You declined."
	case state == handoff.Closed:
		return "This handoff has ended."
	case state.SenderResponsible():
		return sender + " stays responsible until you accept."
	default:
		return "You have accepted this."
	}
}

func receivedLog(f desk.ReceivedHandoff) render.Timeline {
	log := render.Timeline{Heading: "What was answered", Empty: "Nothing has been answered yet."}
	for i := len(f.Handoff.Answers) - 1; i >= 0; i-- {
		a := f.Handoff.Answers[i]
		entry := render.TimelineEntry{Title: a.State.Label(), When: moment(a.At), At: a.At.Format(time.RFC3339), By: f.From}
		if a.Giver.Name != "" {
			entry.By = a.Giver.Name
		}
		if a.State == handoff.Sent {
			entry.Title = "The sender answered"
		}
		entry.Text = notEmpty(a.Details)
		log.Entries = append(log.Entries, entry)
	}
	return log
}

func (s *Server) getReceivedAnswer(c *gin.Context) error {
	return s.receivedForm(c, http.StatusOK, form.Values{}, nil)
}

var receiverWords = map[handoff.State][2]string{
	handoff.Accepted:        {"We accept", "From now on you are responsible for what you were asked. Your name goes with it."},
	handoff.QuestionAsked:   {"We have a question first", "Write it below. The sender answers here."},
	handoff.Refused:         {"We decline", "Write why below, so that the sender can ask somebody who can help."},
	handoff.FirstContactHad: {"We have spoken to the client", "First contact was made."},
}

// receivedForm asks what the recipient says, as far as it can be said now. What
// was typed stays when something was wrong.
func (s *Server) receivedForm(c *gin.Context, status int, typed form.Values, failed error) error {
	f, err := s.desk.ReceivedHandoff(c.Request.Context(), me(c).Actor, c.Param("received"))
	if err != nil {
		return err
	}
	next := handoff.ReceiverNext(f.Handoff.State)
	if len(next) == 0 && failed == nil {
		return seeOther(c, inboxAddress(f.Handoff.ID))
	}
	var problems fault.Problems
	if invalid := (*fault.Invalid)(nil); errors.As(failed, &invalid) {
		problems = invalid.Problems
	}
	typed, unsent, err := s.withUnsent(c, typed, failed)
	if err != nil {
		return err
	}
	token := typed.Text(tokenField)
	if token == "" || failed != nil {
		token = uuid.NewString()
	}
	q := ask(typed, problems)
	heading := "What do you answer?"
	if len(next) > 0 {
		var choices []choice
		for _, state := range next {
			choices = append(choices, choice{string(state), receiverWords[state][0], receiverWords[state][1]})
		}
		q.one("state", "What do you want to say?", "", choices...)
		q.long("details", "Your question, reason or note", "Needed if you ask or decline. The sender reads it.")
	} else {
		heading = "This cannot be answered any more"
		if wrote := typed.Trimmed("details"); wrote != "" {
			q.heading("What you wrote")
			q.inset(wrote)
		}
	}
	page := questionPage{
		Layout: s.layout(c, "Answer a handoff", "Handoffs"), Caption: "Handoff from " + f.From, Heading: heading, ReadOnly: len(next) == 0,
		Action: inboxAddress(f.Handoff.ID) + "/answer", Questions: q.list, Buttons: render.SaveButtons{Text: "Send answer"},
		Hidden: []render.Hidden{{Name: tokenField, Value: token}, unsent},
	}
	page.Back = &render.Link{Text: "Back to the handoff", Href: inboxAddress(f.Handoff.ID)}
	page.Errors = q.summary()
	if conflict := (*fault.Conflict)(nil); errors.As(failed, &conflict) {
		page.Errors = &render.ErrorSummary{TitleText: "This is not recorded", ErrorList: []render.ErrorLink{{Text: conflict.Message}}}
	}
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postReceivedAnswer(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	id := c.Param("received")
	err = s.desk.AnswerReceived(c.Request.Context(), me(c).Actor, id, v.Text(tokenField), handoff.Answer{
		State: handoff.State(v.Trimmed("state")), Details: v.Trimmed("details"),
	})
	var conflict *fault.Conflict
	switch {
	case errors.As(err, &conflict):
		return s.receivedForm(c, http.StatusConflict, v, err)
	case retry(err):
		return s.receivedForm(c, http.StatusUnprocessableEntity, v, err)
	case err != nil:
		return err
	}
	s.sessions.Notify(c.Request.Context(), "Your answer is sent.")
	return seeOther(c, inboxAddress(id))
}

// getReceivedDocument hands a document of the envelope to its recipient, as a
// download (S20).
func (s *Server) getReceivedDocument(c *gin.Context) error {
	n, err := strconv.Atoi(c.Param("document"))
	if err != nil || n < 1 || n > 1<<30 {
		return fault.NotFound
	}
	f, err := s.desk.ReceivedDocument(c.Request.Context(), me(c).Actor, c.Param("received"), n)
	if err != nil {
		return err
	}
	return s.download(c, f, "handoff-"+calendar.LondonDay(s.desk.Now()).String()+"-document-"+number(n))
}

func (s *Server) postAdminInbox(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	open := v.Text("inbox") == "open"
	if err := s.desk.SetInbox(c.Request.Context(), me(c).Actor, open, v.Text(tokenField)); err != nil {
		return err
	}
	done := "No other organisation can send you handoffs now. What you received stays."
	if open {
		done = "Other organisations can send you handoffs now."
	}
	s.sessions.Notify(c.Request.Context(), done)
	return seeOther(c, adminDirectory)
}
