package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

func (s *Server) getReassign(c *gin.Context) error {
	return s.reassignForm(c, form.Values{}, nil)
}

func (s *Server) postReassign(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.ReassignCase(c.Request.Context(), me(c).Actor, edit, v.Trimmed("owner"), v.Trimmed("reason"))
	if retry(err) {
		return s.reassignForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The case has a new holder. Reminders go to them from now on.")
	return seeOther(c, caseAddress(edit.Ref))
}

func (s *Server) reassignForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	file, err := s.desk.Reassignment(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	return s.caseForm(c, file.Head, v, failed, questionPage{
		Heading: "Give the case to somebody else", Intro: []string{"It is held by " + file.Owner + " now. Nobody loses sight of it: the whole team can still open it."},
		Buttons: render.SaveButtons{Text: "Give the case away"},
	}, func(q *questions) {
		q.one("owner", "Who takes it over?", "", memberChoices(file)...)
		q.long("reason", "Why?", "Kept with the notes of the case.")
	})
}

func memberChoices(file desk.Reassignment) []choice {
	var choices []choice
	for _, u := range file.Carriers {
		if u.ID == file.Case.OwnerID {
			continue
		}
		role := "Caseworker"
		if u.Actor("").Has(staff.Supervisor) {
			role = "Supervisor"
		}
		choices = append(choices, choice{u.ID, u.Name, role})
	}
	return choices
}
