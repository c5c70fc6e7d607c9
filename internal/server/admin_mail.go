package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/form"
	"nrmdesk/internal/render"
)

type parkedPage struct {
	render.Layout
	Heading string
	Intro   string
	List    []parkedItem
	Empty   string
	Next    *render.Link
}

// parkedItem is one message that was given up, with the button that tries again.
type parkedItem struct {
	Heading string
	Facts   render.SummaryList
	ID      string
	Button  render.Button
}

// getParked lists the messages that were given up. It shows whom they were for
// and why, not what they were about.
func (s *Server) getParked(c *gin.Context) error {
	list, err := s.desk.ParkedMails(c.Request.Context(), me(c).Actor, c.Query("before"))
	if err != nil {
		return err
	}
	page := parkedPage{
		Layout: s.layout(c, "Emails given up", "Admin"), Heading: "Emails given up", Empty: "No email was given up.",
		Intro: "Each was refused, or tried several times. The reminders themselves stand in the list of the person. Mend what stood in the way, then try again.",
	}
	page.Back = &render.Link{Text: "Back to the health of the service", Href: "/admin/health"}
	for _, m := range list.List {
		what := "One reminder"
		if m.Kind == "digest" {
			what = "The email of a morning, with " + number(m.Things) + " reminders"
			if m.Things == 1 {
				what = "The email of a morning, with 1 reminder"
			}
		}
		if m.Kind == "link" {
			what, m.Reader = "A one-time link for a handoff", "the recipient of a handoff"
		}
		if m.Kind == "given" || m.Kind == "step" {
			what = "That something was given to them to do"
		}
		item := parkedItem{Heading: "To " + m.Reader, ID: m.ID, Button: render.Button{Text: "Try again", Classes: "govuk-button--secondary"}}
		item.Facts.Rows = []render.SummaryRow{
			answer("What", what), answer("Prepared", moment(m.CreatedAt)), answer("Tries", number(m.Attempts)), answer("Last answer", m.LastError),
		}
		page.List = append(page.List, item)
	}
	if list.Next != "" {
		page.Next = &render.Link{Text: "Older emails", Href: "/admin/mail?before=" + list.Next}
	}
	return s.render.Page(c.Writer, http.StatusOK, "admin_mail", page)
}

func (s *Server) postParked(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	if err := s.desk.RetryMail(c.Request.Context(), me(c).Actor, v.Text("mail")); err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The email is tried again within a minute.")
	return seeOther(c, "/admin/mail")
}
