package server

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/render"
)

// devMailRoutes show what the mail catcher took. In production there is none,
// and these pages are not there.
func (s *Server) devMailRoutes() []route {
	return []route{
		{method: "GET", path: "/dev/mail", open: true, handle: s.getDevMail},
		{method: "GET", path: "/dev/mail/:id", open: true, handle: s.getDevMessage},
	}
}

type devMailPage struct {
	render.Layout
	Heading string
	List    render.StackedTable
	Facts   *render.SummaryList // of one message
}

func (s *Server) getDevMail(c *gin.Context) error {
	if s.options.Catcher == nil {
		return fault.NotFound
	}
	page := devMailPage{Layout: s.layout(c, "Caught e-mails", "Development"), Heading: "Caught e-mails"}
	page.Width = render.Full
	page.List = render.StackedTable{
		Caption: "E-mails, newest first", Empty: "No e-mail has been sent yet.",
		Head: []render.Column{{Text: "Subject"}, {Text: "To"}, {Text: "Sent"}},
	}
	for _, m := range s.options.Catcher.Messages() {
		page.List.Rows = append(page.List.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: m.Subject, Href: "/dev/mail/" + url.PathEscape(m.ID), Hidden: "to " + firstOf(m.To) + " at " + moment(m.At)}},
			{Text: firstOf(m.To)}, {Text: moment(m.At)},
		}})
	}
	return s.render.Page(c.Writer, http.StatusOK, "dev_mail", page)
}

func (s *Server) getDevMessage(c *gin.Context) error {
	if s.options.Catcher == nil {
		return fault.NotFound
	}
	m, ok := s.options.Catcher.Message(c.Param("id"))
	if !ok {
		return fault.NotFound
	}
	page := devMailPage{Layout: s.layout(c, m.Subject, "Development"), Heading: m.Subject}
	page.Back = &render.Link{Text: "Back to the e-mails", Href: "/dev/mail"}
	page.Facts = &render.SummaryList{Rows: []render.SummaryRow{
		answer("To", firstOf(m.To)), answer("From", m.From), answer("Message-ID", m.ID), answer("Text", m.Text),
	}}
	return s.render.Page(c.Writer, http.StatusOK, "dev_mail", page)
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
