package server

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/render"
)

type teamsPage struct {
	render.Layout
	Heading   string
	Table     render.StackedTable
	Hidden    []render.Hidden
	Questions []render.Question
	Submit    render.Button
}

func (s *Server) getTeams(c *gin.Context) error {
	return s.showTeams(c, http.StatusOK, form.Of(url.Values{tokenField: {uuid.NewString()}}), nil)
}

func (s *Server) showTeams(c *gin.Context, status int, v form.Values, problems fault.Problems) error {
	teams, err := s.desk.Teams(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	q := ask(v, problems)
	q.text("name", "Name of the team", "")
	page := teamsPage{
		Layout: s.layout(c, "Teams", "Admin"), Heading: "Teams", Questions: q.list,
		Hidden: []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}}, Submit: render.Button{Text: "Add team"},
		Table: render.StackedTable{
			Caption: "Teams of your organisation", CaptionHidden: true, Empty: "There are no teams yet. Add the first one below.",
			Head: []render.Column{{Text: "Team"}, {Text: "People who can sign in", Numeric: true}},
		},
	}
	for _, t := range teams {
		page.Table.Rows = append(page.Table.Rows, render.Row{Cells: []render.RowCell{{Header: true, Text: t.Name}, {Text: number(t.Members)}}})
	}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "admin_teams", page)
}

func (s *Server) postTeam(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	err = s.desk.AddTeam(c.Request.Context(), me(c).Actor, v.Trimmed("name"), v.Text(tokenField))
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return s.showTeams(c, http.StatusUnprocessableEntity, v, invalid.Problems)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "Team added.")
	return seeOther(c, "/admin/teams")
}
