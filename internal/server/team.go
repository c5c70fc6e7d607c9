package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/render"
)

func (s *Server) teamRoutes() []route {
	return []route{
		{method: "GET", path: "/team", handle: s.getTeam},
		{method: "GET", path: boardAddress, handle: s.getDeadlineBoard},
		{method: "GET", path: "/team/workload", handle: s.getWorkload},
		{method: "GET", path: "/escalations", handle: s.getEscalations},
		{method: "GET", path: reassignAddress, handle: s.getReassignMany},
		{method: "POST", path: reassignAddress, handle: s.postReassignMany},
		{method: "GET", path: "/cases/:ref/reassign", handle: s.getReassign},
		{method: "POST", path: "/cases/:ref/reassign", handle: s.postReassign},
	}
}

// getTeam is the worklist of everybody in the supervisor's teams.
func (s *Server) getTeam(c *gin.Context) error {
	members, err := s.desk.TeamMembers(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := worklistPage{Layout: s.layout(c, "Team", ""), Heading: "Cases of your team", SubNav: s.teamNav(c)}
	q := desk.WorklistQuery{Team: true}
	owner := render.Select{Name: "owner", Label: render.Label{Text: "Held by", Classes: "govuk-label--s"}, Items: []render.Option{{Text: "Anybody"}}}
	for _, u := range members {
		owner.Items = append(owner.Items, render.Option{Value: u.ID, Text: u.Name})
		if u.ID == c.Query("owner") {
			q.OwnerID, owner.Value = u.ID, u.ID
		}
	}
	page.owners = &owner
	away, err := s.desk.AwayToday(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	for _, cover := range away {
		page.Away = append(page.Away, cover.Away+" is away until "+cover.Until.LongWithDay()+". "+cover.By+" covers.")
	}
	page.Tick = &tickForm{Action: reassignAddress, Button: "Give ticked cases to somebody else", Below: "Give them to somebody else"}
	return s.showWorklist(c, page, "/team", q)
}
