package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

func (s *Server) overrideRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/override", handle: s.getAskOverride},
		{method: "POST", path: "/cases/:ref/override", handle: s.postAskOverride},
		{method: "GET", path: "/cases/:ref/overrides/:number", handle: s.getOverride},
		{method: "POST", path: "/cases/:ref/overrides/:number", handle: s.postOverride},
		{method: "GET", path: "/audit/overrides", handle: s.getOverrides},
	}
}

func overrideAddress(r casefile.Ref, number int) string {
	return caseAddress(r) + "/overrides/" + strconv.Itoa(number)
}

func (s *Server) getAskOverride(c *gin.Context) error {
	return s.askOverrideForm(c, form.Values{}, nil)
}

func (s *Server) postAskOverride(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	in := desk.OverrideRequest{Reason: v.Trimmed("override_reason")}
	in.To = handoff.Recipient{Class: handoff.Class(v.Trimmed("recipient_class")), Entry: v.Trimmed("directory_entry"), Name: v.Trimmed("recipient_name")}
	services, err := s.desk.Services(c.Request.Context(), me(c).Actor.OrganisationID)
	if err != nil {
		return err
	}
	if entry, ok := services.ByID(in.To.Entry); ok {
		in.To.Class, in.To.Name = handoff.Class(entry.Class), ""
	} else {
		in.To.Entry = ""
	}
	for _, item := range v.All("items") {
		in.Items = append(in.Items, handoff.Item(item))
	}
	n, err := s.desk.AskOverride(c.Request.Context(), me(c).Actor, edit, in)
	if retry(err) {
		return s.askOverrideForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "A supervisor has been asked. Nothing can be shared before they agree.")
	if n == 0 {
		return seeOther(c, caseAddress(edit.Ref)+"/consent")
	}
	return seeOther(c, overrideAddress(edit.Ref, n))
}

func (s *Server) askOverrideForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	file, err := s.desk.PrepareHandoff(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	return s.caseForm(c, file.Head, v, failed, questionPage{
		Heading: "Share without consent",
		Intro: []string{
			"Only when somebody is in serious danger, or the law requires it. A second person, a supervisor, must agree first.",
			"It covers one sharing with one recipient, for a short while, and every auditor sees it. If you can, tell the client.",
		},
		Buttons: render.SaveButtons{Text: "Ask a supervisor"},
		Other:   &render.Link{Text: "Go back, nothing is asked", Href: caseAddress(r) + "/consent"},
	}, func(q *questions) {
		var entries []choice
		for _, e := range file.Services.Entries() {
			if rule, ok := consent.RuleFor(e.Class); ok && rule.Override && e.CanBeChosen() && e.Serves(file.Case.Nation) {
				entries = append(entries, choice{value: e.ID, text: e.Name()})
			}
		}
		q.pick("directory_entry", "Service of the support directory, if it is one", "", entries...)
		q.text("recipient_name", "Or the organisation and team", "Exactly as you will write it in the handoff.")
		var classes []choice
		for _, class := range handoff.Classes {
			if rule, ok := consent.RuleFor(consent.Recipient(class)); ok && rule.Override {
				classes = append(classes, choice{value: string(class), text: class.Label()})
			}
		}
		q.pick("recipient_class", "What are they?", "Not needed for a service of the directory.", classes...)
		q.some("items", "What must they know?", "As little as keeps somebody safe.", labelled(handoff.Items)...)
		q.long("override_reason", "Why can this not wait for the client’s yes?", "Who is in danger, of what, and what the client said.")
	})
}

func (s *Server) readOverride(c *gin.Context) (desk.OverrideFile, error) {
	r, err := ref(c)
	if err != nil {
		return desk.OverrideFile{}, err
	}
	n, ok := smallNumber(c.Param("number"))
	if !ok {
		return desk.OverrideFile{}, fault.NotFound
	}
	return s.desk.Override(c.Request.Context(), me(c).Actor, r, n)
}

func (s *Server) getOverride(c *gin.Context) error {
	return s.decideOverrideForm(c, form.Values{}, nil)
}

func (s *Server) postOverride(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	n, ok := smallNumber(c.Param("number"))
	if !ok {
		return fault.NotFound
	}
	outcome := consent.OverrideOutcome(v.Trimmed("override_outcome"))
	err = s.desk.DecideOverride(c.Request.Context(), me(c).Actor, edit, n, outcome, v.Trimmed("override_comment"))
	if retry(err) {
		return s.decideOverrideForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "Your answer is recorded.")
	return seeOther(c, overrideAddress(edit.Ref, n))
}

// decideOverrideForm shows a request; a second person who may answers it there.
func (s *Server) decideOverrideForm(c *gin.Context, v form.Values, failed error) error {
	f, err := s.readOverride(c)
	if err != nil {
		return err
	}
	heading := "Request to share without consent"
	if f.State != consent.OverrideWaiting || f.Own || !me(c).Has(staff.Supervisor) {
		bar := caseBar(f.Head)
		page := checkPage{
			Layout: s.layout(c, heading, string(f.Case.Ref)), CaseBar: &bar, Heading: heading, ReadOnly: true,
			Cards: []render.SummaryList{{Rows: overrideRows(f)}},
			Other: &render.Link{Text: "Hand over to support", Href: caseAddress(f.Case.Ref) + "/send-handoff"},
		}
		if f.Own && f.State == consent.OverrideWaiting {
			page.Intro = []string{"You asked for this. A second person must decide about it."}
		}
		page.Back = &render.Link{Text: "Back to consent", Href: caseAddress(f.Case.Ref) + "/consent"}
		if failed != nil {
			return failed
		}
		return s.render.Page(c.Writer, http.StatusOK, "check", page)
	}
	return s.caseForm(c, f.Head, v, failed, questionPage{
		Heading: heading, Intro: []string{"The client has not agreed to this. If you agree, it can be shared once."},
		Buttons: render.SaveButtons{Text: "Record your answer"},
	}, func(q *questions) {
		q.add(render.Question{Summary: &render.SummaryList{Rows: overrideRows(f)}})
		q.one("override_outcome", "Your answer", "",
			choice{value: string(consent.OverrideAgreed), text: "I agree: it may be shared once, without consent"},
			choice{value: string(consent.OverrideRefused), text: "I do not agree"})
		q.long("override_comment", "Why?", "What weighs for and against, and whether the client is told.")
	})
}

func overrideRows(f desk.OverrideFile) []render.SummaryRow {
	o := f.Override
	rows := []render.SummaryRow{
		answer("Where it stands", f.State.Label()), answer("With", o.NamedShown), answer("What", itemWords(o.Things)), answer("Why", o.Reason),
		answer("Asked by", o.RequestedByName+" on "+moment(o.RequestedAt)), answer("Runs out", moment(o.ExpiresAt)),
	}
	if rule, ok := consent.RuleFor(o.To); ok {
		_, _, why := f.Standing.Allows(rule.Purpose)
		rows = append(rows, answer("What the client said", why))
	}
	if o.Outcome != consent.OverrideWaits {
		rows = append(rows, answer("Decided by", o.DecidedByName+" on "+moment(o.DecidedAt)+"\n"+o.Comment))
	}
	if !o.UsedAt.IsZero() {
		rows = append(rows, answer("Used", moment(o.UsedAt)))
	}
	return rows
}

func itemWords(codes []string) string {
	var labels []string
	for _, code := range codes {
		labels = append(labels, handoff.Item(code).Label())
	}
	return strings.Join(labels, "\n")
}

type overridesPage struct {
	render.Layout
	Heading string
	Intro   string
	Table   render.StackedTable
	Next    *render.Link
}

// getOverrides lists every override of the organisation for the auditor, without
// the client, the recipient or the reason.
func (s *Server) getOverrides(c *gin.Context) error {
	after := desk.OverridePlace{ID: afterID(c.Query("after"))}
	if at, err := time.Parse(time.RFC3339Nano, c.Query("at")); err == nil {
		after.RequestedAt = at
	} else {
		after.ID = ""
	}
	list, err := s.desk.Overrides(c.Request.Context(), me(c).Actor, after)
	if err != nil {
		return err
	}
	page := overridesPage{
		Layout: s.layout(c, "Shared without consent", "Audit"), Heading: "Shared without consent",
		Intro: "Every request to share something although the client had not agreed, newest first. The reasons stand in the case.",
		Table: render.StackedTable{
			Caption: "Overrides", CaptionHidden: true, Empty: "Nobody has asked to share anything without consent.",
			Head: []render.Column{{Text: "Case"}, {Text: "Asked"}, {Text: "Recipient"}, {Text: "Items", Numeric: true}, {Text: "Decided"}, {Text: "Used"}, {Text: "Where it stands"}},
		},
	}
	page.Width = render.Wide
	now := s.desk.Now()
	for _, o := range list.Items {
		decided, used := render.RowCell{Text: "Not yet"}, render.RowCell{Text: "No"}
		if o.Outcome != consent.OverrideWaits {
			decided = render.RowCell{Text: moment(o.DecidedAt), Lines: []string{"by " + o.DecidedByName}}
		}
		if !o.UsedAt.IsZero() {
			used = render.RowCell{Text: moment(o.UsedAt)}
		}
		page.Table.Rows = append(page.Table.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: string(o.CaseRef), Href: "/audit/cases/" + string(o.CaseRef)}},
			{Text: moment(o.RequestedAt), Lines: []string{"by " + o.RequestedByName}}, {Text: handoff.Class(o.To).Label()},
			{Text: number(len(o.Things))}, decided, used, {Text: o.State(now).Label()},
		}})
	}
	if list.More {
		page.Next = &render.Link{Text: "Next page", Href: "/audit/overrides?" + url.Values{
			"after": {list.Next.ID}, "at": {list.Next.RequestedAt.UTC().Format(time.RFC3339Nano)},
		}.Encode()}
	}
	return s.render.Page(c.Writer, http.StatusOK, "audit_overrides", page)
}
