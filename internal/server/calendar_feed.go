package server

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/ical"
	"nrmdesk/internal/render"
	"nrmdesk/internal/signin"
)

type calendarFeedPage struct {
	render.Layout
	SubNav  render.SubNav
	Heading string
	Says    []string
	Address string // shown once, when it has just been made
	Facts   render.SummaryList
	Acts    []feedAct
	Inside  []string
}

type feedAct struct {
	Hidden []render.Hidden
	Button render.Button
}

// What the buttons of the page ask for.
const (
	feedMake = "make"
	feedStop = "stop"
)

// getFeed tells somebody about their private calendar feed.
func (s *Server) getFeed(c *gin.Context) error { return s.showFeed(c, "") }

func (s *Server) showFeed(c *gin.Context, address string) error {
	feed, err := s.desk.CalendarFeed(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := calendarFeedPage{Layout: s.layout(c, "Calendar feed", "Calendar"), SubNav: s.calendarNav(c), Heading: "Calendar feed", Address: address}
	page.Says = []string{"See the days on which you have dates due in the calendar you use every day. Its program fetches them from an address that is yours alone."}
	act := func(what, text, classes string) {
		page.Acts = append(page.Acts, feedAct{
			Hidden: []render.Hidden{{Name: tokenField, Value: uuid.NewString()}, {Name: "act", Value: what}},
			Button: render.Button{Text: text, Classes: classes},
		})
	}
	if feed.CreatedAt.IsZero() {
		page.Says = append(page.Says, "You have no address yet.")
		act(feedMake, "Make an address", "")
	} else {
		read := "Not yet"
		if !feed.LastReadAt.IsZero() {
			read = moment(feed.LastReadAt)
		}
		page.Facts.Rows = []render.SummaryRow{answer("Address made", moment(feed.CreatedAt)), answer("Last fetched by a program", read)}
		act(feedMake, "Replace the address", "govuk-button--secondary")
		act(feedStop, "Stop the feed", "govuk-button--warning")
	}
	page.Inside = []string{
		"One entry for each date due, called “" + reminderText + "”, on its day and with a link. What is due you see after signing in.",
		"No name, no case reference, nothing of what is due. Entries are marked private.",
		"An entry moves when its date moves, and goes when the date is met or the case is closed or no longer yours.",
		"When you replace the address or stop the feed, the old address opens nothing from that moment. Entries already fetched stay until your program asks again.",
		"Each time a program fetches it is recorded, as when you look yourself.",
	}
	return s.render.Page(c.Writer, http.StatusOK, "calendar_feed", page)
}

// postFeed makes, replaces or stops the feed. The address is shown with the
// answer itself, once: it is kept nowhere.
func (s *Server) postFeed(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	ctx, actor, token := c.Request.Context(), me(c).Actor, v.Text(tokenField)
	switch v.Text("act") {
	case feedMake:
		key, hash := signin.NewFeedKey()
		again, err := s.desk.OpenFeed(ctx, actor, hash, token)
		if err != nil {
			return err
		}
		if again {
			s.sessions.Notify(ctx, "An address was made. If you did not copy it, replace it.")
			return seeOther(c, "/calendar/feed")
		}
		return s.showFeed(c, s.options.BaseURL+"/calendar.ics?"+url.Values{"key": {key}}.Encode())
	case feedStop:
		if err := s.desk.StopFeed(ctx, actor, token); err != nil {
			return err
		}
		s.sessions.Notify(ctx, "The feed is stopped. Its address opens nothing any more.")
		return seeOther(c, "/calendar/feed")
	default:
		if err := s.desk.Ask(ctx, actor, access.KeepCalendarFeed); err != nil {
			return err
		}
		return form.ErrMalformed
	}
}

// reminderText is all that a calendar outside is told.
const reminderText = "NRM Desk reminder"

// feedRefresh is how often a calendar program is asked to come back.
const feedRefresh = time.Hour

// getICS answers a calendar program. It cannot sign in: the key in the address
// is all it has. A key that opens nothing is answered as an address that is
// not there.
func (s *Server) getICS(c *gin.Context) error {
	ctx := c.Request.Context()
	reader, err := s.gate.FeedReader(ctx, c.Query("key"), s.addressOf(c.Request), s.desk.Today())
	var slow *signin.Slow
	switch {
	case errors.As(err, &slow):
		c.Header("Retry-After", strconv.Itoa(int(slow.Wait.Seconds())+1))
		s.plainProblem(c.Writer, c.Request, http.StatusTooManyRequests)
		return nil
	case errors.Is(err, signin.ErrWrong):
		s.plainProblem(c.Writer, c.Request, http.StatusNotFound)
		return nil
	case err != nil:
		return err
	}
	dates, err := s.desk.Feed(ctx, reader)
	if errors.Is(err, fault.Forbidden) { // their role no longer has a calendar
		s.plainProblem(c.Writer, c.Request, http.StatusNotFound)
		return nil
	}
	if err != nil {
		return err
	}
	s.sendFeed(c, dates)
	return nil
}

func (s *Server) sendFeed(c *gin.Context, dates []desk.FeedDate) {
	feed := ical.Calendar{Name: "NRM Desk", Refresh: feedRefresh}
	var latest time.Time
	for _, d := range dates {
		feed.Events = append(feed.Events, ical.Event{
			UID: d.UID, Sequence: d.Moved, Changed: d.Changed, Day: d.Day, Summary: reminderText,
			Link: s.options.BaseURL + "/calendar/dates/" + d.ID,
		})
		if d.Changed.After(latest) {
			latest = d.Changed
		}
	}
	body := ical.Write(feed)
	sum := sha256.Sum256(body)
	etag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := c.Writer.Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", etag)
	if !latest.IsZero() {
		h.Set("Last-Modified", latest.UTC().Format(http.TimeFormat))
	}
	if c.GetHeader("If-None-Match") == etag {
		c.Status(http.StatusNotModified)
		return
	}
	h.Set("Content-Disposition", `attachment; filename="nrm-desk.ics"`)
	c.Data(http.StatusOK, "text/calendar; charset=utf-8", body)
}
