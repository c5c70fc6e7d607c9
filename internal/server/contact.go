package server

import (
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/render"
)

func (s *Server) contactRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/contact", handle: s.getContact},
		{method: "POST", path: "/cases/:ref/contact", handle: s.postContact},
		{method: "GET", path: "/cases/:ref/contact-client", handle: s.getClientContact},
		{method: "POST", path: "/cases/:ref/contact-client", handle: s.postClientContact},
		{method: "GET", path: "/cases/:ref/contact-client/:number", handle: s.getContactResult},
		{method: "POST", path: "/cases/:ref/contact-client/:number", handle: s.postContactResult},
	}
}

func (s *Server) getContact(c *gin.Context) error {
	return s.contactForm(c, form.Values{}, nil)
}

func (s *Server) postContact(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.ChangeSafeContact(c.Request.Context(), me(c).Actor, edit, safeContactOf(v))
	if retry(err) {
		return s.contactForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The safe contact is changed.")
	return seeOther(c, caseAddress(edit.Ref))
}

// contactForm starts from how the client may be reached now.
func (s *Server) contactForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	head, err := s.desk.SafeContact(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	if failed == nil {
		v = safeContactValues(head.Client.Contact)
	}
	return s.caseForm(c, head, v, failed, questionPage{
		Heading: "How may the client be contacted safely?",
		Intro:   []string{"Ask the client. What they say now replaces what was recorded on " + head.ContactCheckedOn.Long() + "."},
		Buttons: render.SaveButtons{Text: "Change safe contact"},
	}, askSafeContact)
}

func safeContactValues(contact person.SafeContact) form.Values {
	fields := map[string][]string{
		"contact_details": {contact.Details}, "contact_hours": {contact.Hours},
		"contact_code_word": {contact.CodeWord}, "contact_voicemail": {string(contact.Voicemail)},
		"contact_from": {contact.From}, "contact_until": {contact.Until}, "contact_days": codesOf(contact.Days),
		"contact_dangerous": {strings.Join(contact.Dangerous, "\n")},
	}
	for _, ch := range contact.Channels {
		fields["contact_channel"] = append(fields["contact_channel"], string(ch))
	}
	return form.Of(fields)
}
