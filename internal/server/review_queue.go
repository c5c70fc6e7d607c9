package server

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

type reviewQueuePage struct {
	render.Layout
	SubNav      *render.SubNav
	Heading     string
	Referrals   render.StackedTable
	Amendments  render.StackedTable
	Decisions   render.StackedTable
	Overrides   render.StackedTable
	Corrections render.StackedTable
	Withdrawals render.StackedTable
	Notices     render.StackedTable
	More        *render.Link // notices
}

// getReviewQueue lists what waits for a second person.
func (s *Server) getReviewQueue(c *gin.Context) error {
	var from desk.NoticePlace
	if at, err := time.Parse(time.RFC3339Nano, c.Query("at")); err == nil && afterID(c.Query("after")) != "" {
		from = desk.NoticePlace{OpenedAt: at, ID: afterID(c.Query("after"))}
	}
	queue, err := s.desk.ReviewQueue(c.Request.Context(), me(c).Actor, from)
	if err != nil {
		return err
	}
	page := reviewQueuePage{Layout: s.layout(c, "To confirm", "Team"), SubNav: s.teamNav(c), Heading: "To confirm"}
	page.Width = render.Full
	page.Referrals = queueTable("Referrals", "No referral waits for review.", s.desk.Today(), queue.Referrals)
	page.Amendments = queueTable("Amendments of sent referrals", "No amendment waits for review.", s.desk.Today(), queue.Amendments)
	page.Decisions = queueTable("Recorded decisions", "No decision waits to be confirmed.", s.desk.Today(), queue.Decisions)
	page.Corrections = queueTable("Consent records said to be wrong", "", s.desk.Today(), queue.Corrections)
	page.Overrides = s.overrideQueue(queue.Overrides, me(c).Actor)
	page.Notices = s.noticeQueue(queue.Notices)
	page.Withdrawals = queueTable("Consent withdrawn", "No open case has its consent withdrawn.", s.desk.Today(), queue.Withdrawals)
	page.Withdrawals.Head[3].Text = "Held by"
	if queue.Notices.More {
		next := url.Values{"after": {queue.Notices.Next.ID}, "at": {queue.Notices.Next.OpenedAt.UTC().Format(time.RFC3339Nano)}}
		page.More = &render.Link{Text: "Next page", Hidden: "of what is to be done after a withdrawal", Href: "/review?" + next.Encode()}
	}
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

// overrideQueue lists the requests to share without consent. They are decided
// first: somebody may be in danger.
func (s *Server) overrideQueue(waiting []desk.Override, a staff.Actor) render.StackedTable {
	t := render.StackedTable{
		Caption: "Requests to share without consent",
		Head:    []render.Column{{Text: "Case", Width: "one-quarter"}, {Text: "With", Width: "one-quarter"}, {Text: "Runs out", Width: "one-quarter"}, {Text: "Asked by", Width: "one-quarter"}},
	}
	for _, o := range waiting {
		by := render.RowCell{Text: o.RequestedByName}
		if o.RequestedBy == a.UserID {
			by.Lines = []string{"You asked for this. Somebody else must decide."}
		}
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: string(o.CaseRef), Href: overrideAddress(o.CaseRef, o.Number), Hidden: "request " + number(o.Number)}},
			{Text: handoff.Class(o.To).Label()}, {Text: moment(o.ExpiresAt)}, by,
		}})
	}
	return t
}

// noticeQueue lists who has still to hear of a withdrawal.
func (s *Server) noticeQueue(open desk.OpenNotices) render.StackedTable {
	t := render.StackedTable{
		Caption: "To do after a withdrawal",
		Head:    []render.Column{{Text: "Case", Width: "one-quarter"}, {Text: "What to do", Width: "one-quarter"}, {Text: "Since", Width: "one-quarter"}, {Text: "Held by", Width: "one-quarter"}},
	}
	for _, n := range open.Items {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: string(n.Ref), Href: noticeAddress(n.Ref, n.Notice), Hidden: "notice " + number(n.Number)}},
			{Text: noticeWords(n.Notice)}, {Text: dated(calendar.LondonDay(n.OpenedAt), s.desk.Today())}, {Text: n.Owner},
		}})
	}
	return t
}

func queueLink(item desk.ReviewItem) *render.Link {
	link := &render.Link{Text: string(item.Ref), Href: caseAddress(item.Ref) + "/review"}
	switch item.Kind {
	case "rg", "cg":
		link.Href = caseAddress(item.Ref) + "/decisions/" + item.ID + "/confirm"
	case "correction":
		link.Href = caseAddress(item.Ref) + "/corrections/" + item.ID
	case "withdrawal":
		link.Href = caseAddress(item.Ref)
	case "amendment":
		link.Href = updatesAddress(item.Ref, item.ID, "review")
		link.Hidden = "amendment " + item.ID
	}
	return link
}

func queueWords(item desk.ReviewItem) string {
	switch {
	case item.Kind == "rg":
		return "Reasonable grounds (RG) decision to confirm"
	case item.Kind == "cg":
		return "Conclusive grounds (CG) decision to confirm"
	case item.Kind == "correction":
		return "Leaving the record out would allow more than now"
	case item.Kind == "amendment":
		return "Amendment " + item.ID + " to review"
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
