package server

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/render"
)

type escalationsPage struct {
	render.Layout
	SubNav  *render.SubNav
	Heading string
	Intro   string
	Table   render.StackedTable
	Next    *render.Link
}

// getEscalations lists what nobody acted on in the supervisor's teams.
func (s *Server) getEscalations(c *gin.Context) error {
	var after desk.EscalationPlace
	if day, err := calendar.ParseDate(c.Query("due")); err == nil && afterID(c.Query("after")) != "" {
		after = desk.EscalationPlace{Day: day, ID: c.Query("after")}
	}
	list, err := s.desk.Escalations(c.Request.Context(), me(c).Actor, after)
	if err != nil {
		return err
	}
	page := escalationsPage{
		Layout: s.layout(c, "Escalations", "Team"), SubNav: s.teamNav(c), Heading: "Escalations",
		Intro: "Time limits of your teams that have passed and on which nobody acted. One leaves the list when what it asks for is recorded, " +
			"when somebody marks its reminder as dealt with, or while it is put off with a reason.",
		Table: render.StackedTable{
			Caption: "Time limits nobody acted on", CaptionHidden: true, Empty: "Nobody has left a time limit without an answer.",
			Head: []render.Column{{Text: "Case"}, {Text: "Was due"}, {Text: "Nation"}, {Text: "Held by"}, {Text: "Last reminder"}, {Text: "Acts", Hidden: true}},
		},
	}
	page.Width = render.Wide
	for _, e := range list.List {
		page.Table.Rows = append(page.Table.Rows, escalationRow(e, list.Today))
	}
	if list.More {
		address := url.Values{"due": {list.Next.Day.String()}, "after": {list.Next.ID}}
		page.Next = &render.Link{Text: "Next page", Href: "/escalations?" + address.Encode()}
	}
	return s.render.Page(c.Writer, http.StatusOK, "escalations", page)
}

func escalationRow(e desk.Escalation, today calendar.Date) render.Row {
	days := today.DaysUntil(e.Day)
	owner := render.RowCell{Text: e.Owner}
	if e.OwnerAway {
		owner.Lines = []string{"On leave"}
	}
	told := "Nobody was reminded"
	if !e.ToldAt.IsZero() {
		told = moment(e.ToldAt)
	}
	base := caseAddress(e.Ref)
	return render.Row{Cells: []render.RowCell{
		{Header: true, Link: &render.Link{Text: string(e.Ref), Href: base + "/dates/" + e.DeadlineID, Hidden: "why this date"}},
		{Text: e.Day.Long(), Words: render.DaysLeft(days), Urgency: render.UrgencyOf(days), Lines: []string{e.Label}},
		{Text: e.Nation.Name()}, owner, {Text: told},
		{Link: &render.Link{Text: "Reassign", Href: base + "/reassign", Hidden: "case " + string(e.Ref)}},
	}}
}
