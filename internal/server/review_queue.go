package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/render"
)

type reviewQueuePage struct {
	render.Layout
	Heading     string
	Referrals   render.StackedTable
	Decisions   render.StackedTable
	Withdrawals render.StackedTable
}

// getReviewQueue lists what waits for a second person.
func (s *Server) getReviewQueue(c *gin.Context) error {
	queue, err := s.desk.ReviewQueue(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := reviewQueuePage{Layout: s.layout(c, "To confirm", ""), Heading: "To confirm"}
	page.Width = render.Full
	page.Referrals = queueTable("Referrals", "No referral waits for review.", s.desk.Today(), queue.Referrals)
	page.Decisions = queueTable("Recorded decisions", "No decision waits to be confirmed.", s.desk.Today(), queue.Decisions)
	page.Withdrawals = queueTable("Consent withdrawn", "No open case has its consent withdrawn.", s.desk.Today(), queue.Withdrawals)
	page.Withdrawals.Head[3].Text = "Held by"
	return s.render.Page(c.Writer, http.StatusOK, "review_queue", page)
}

func queueTable(caption, empty string, today calendar.Date, items []desk.ReviewItem) render.StackedTable {
	t := render.StackedTable{
		Caption: caption, Empty: empty,
		Head: []render.Column{{Text: "Case", Width: "one-quarter"}, {Text: "What waits", Width: "one-quarter"}, {Text: "Since", Width: "one-quarter"}, {Text: "Written by", Width: "one-quarter"}},
	}
	for _, item := range items {
		since := calendar.LondonDay(item.Since)
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: queueLink(item)},
			{Text: queueWords(item)},
			{Text: dated(since, today)},
			{Text: writers(item), Lines: ownLine(item)},
		}})
	}
	return t
}

func queueLink(item desk.ReviewItem) *render.Link {
	link := &render.Link{Text: string(item.Ref), Href: caseAddress(item.Ref) + "/review"}
	switch item.Kind {
	case "rg", "cg":
		link.Href = caseAddress(item.Ref) + "/decisions/" + item.ID + "/confirm"
	case "withdrawal":
		link.Href = caseAddress(item.Ref)
	}
	return link
}

func queueWords(item desk.ReviewItem) string {
	switch {
	case item.Kind == "rg":
		return "Reasonable grounds (RG) decision to confirm"
	case item.Kind == "cg":
		return "Conclusive grounds (CG) decision to confirm"
	case item.Kind == "withdrawal":
		return "See that sharing stops and everybody is told"
	case item.Approved:
		return "Approved, not recorded as sent"
	default:
		return "Referral to review"
	}
}

func writers(item desk.ReviewItem) string {
	var names []string
	for _, a := range item.WrittenBy {
		names = append(names, a.Name)
	}
	return strings.Join(names, ", ")
}

func ownLine(item desk.ReviewItem) []string {
	if item.Own && !item.Approved && item.Kind != "withdrawal" {
		return []string{"You wrote this. Somebody else must confirm it."}
	}
	return nil
}
