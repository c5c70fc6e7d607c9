package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/render"
)

func (s *Server) needsRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/needs", handle: s.getNeeds},
		{method: "GET", path: "/cases/:ref/needs/check", handle: s.getNeedsCheck},
		{method: "POST", path: "/cases/:ref/needs/check", handle: s.postNeedsCheck},
		{method: "GET", path: "/cases/:ref/needs/of/:need", handle: s.getNeed},
		{method: "POST", path: "/cases/:ref/needs/of/:need", handle: s.postNeed},
		{method: "GET", path: "/cases/:ref/wishes", handle: s.getWishes},
		{method: "POST", path: "/cases/:ref/wishes", handle: s.postWishes},
	}
}

func needsAddress(r casefile.Ref) string { return caseAddress(r) + "/needs" }

func needAddress(r casefile.Ref, c need.Code) string { return needsAddress(r) + "/of/" + string(c) }

type needsPage struct {
	casePage
	Check     *render.Button
	Last      string   // when somebody asked last
	Changes   []string // since then
	Tables    []render.StackedTable
	NotAsked  []string
	Wishes    render.SummaryList
	NoWishes  string
	WishesAct *render.Link
	MoveOn    *render.Link
	History   render.Timeline
}

// getNeeds shows what the client needs, what became of it, what they wish of
// those who help, and what was said before.
func (s *Server) getNeeds(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	n, err := s.desk.Needs(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	page := needsPage{casePage: s.caseLayout(c, n.Head, "Needs")}
	page.Print = s.printMark(c, r)
	open := n.Case.State != casefile.Closed
	if open {
		page.Check = &render.Button{Text: "Make a needs check", Href: needsAddress(r) + "/check"}
		page.WishesAct = &render.Link{Text: "Change what the client wishes", Href: caseAddress(r) + "/wishes"}
	}
	page.MoveOn = &render.Link{Text: "Who holds what after the case is closed", Href: moveOnAddress(r)}
	page.Last = "Nobody has made a needs check yet."
	if begun, ok := n.Begun(); ok && open {
		page.Check.Text = "Go on with the needs check"
		page.Last = "A needs check was begun on " + begun.On.Long() + " and is not finished."
	} else if last, ok := n.LastCheck(); ok {
		page.Last = "Last needs check: " + dated(last.On, n.Today) + ", by " + n.Names[last.By] + "."
		for _, change := range n.Sheet.Since(last.Through) {
			page.Changes = append(page.Changes, changeWords(change)+" ("+calendar.LondonDay(change.Entry.At).Long()+")")
		}
	}
	going := needsTable("Wanted", "Nothing the client asked for is open.", r, n, n.Sheet.Outstanding(), open)
	settled := needsTable("Met, not needed or declined", "", r, n, n.Sheet.Where(func(x need.Standing) bool {
		return x.State != need.NotAsked && !x.State.Outstanding()
	}), false)
	page.Tables = []render.StackedTable{going}
	if len(settled.Rows) > 0 {
		page.Tables = append(page.Tables, settled)
	}
	for _, x := range n.Sheet.NotAsked() {
		page.NotAsked = append(page.NotAsked, x.Need.Label)
	}
	page.Wishes.Rows, page.NoWishes = wishesRows(n), ""
	if n.Wish().ID == "" {
		page.NoWishes = "Nobody has asked yet whom the client would rather speak to, and where it is not safe to be sent."
	}
	page.History = needsHistory(n)
	return s.render.Page(c.Writer, http.StatusOK, "needs", page)
}

// changeWords say what became of a need: "Money to live on: met, was wanted".
func changeWords(c need.Change) string {
	words := c.Need.Label() + ": " + lowerFirst(c.To.Label())
	if c.From != need.NotAsked {
		words += ", was " + lowerFirst(c.From.Label())
	}
	return words
}

func needsTable(caption, empty string, r casefile.Ref, n desk.Needs, list need.Sheet, seek bool) render.StackedTable {
	t := render.StackedTable{Caption: caption, Empty: empty, Head: []render.Column{
		{Text: "Need", Width: "one-third"}, {Text: "How it stands", Width: "one-third"}, {Text: "Who sees to it", Width: "one-third"},
	}}
	for _, x := range list {
		state := render.RowCell{Tags: []render.Tag{needTag(x.State)}, Lines: []string{"Since " + calendar.LondonDay(x.At).Long()}}
		if x.Note != "" {
			state.Lines = append(state.Lines, x.Note)
		}
		who := render.RowCell{Text: n.Names[x.Owner]}
		for _, h := range n.Handoffs[x.Need.Code] {
			who.Lines = append(who.Lines, "Handoff to "+h.RecipientName+": "+lowerFirst(h.State.Label()))
		}
		if x.Unheld() {
			who.Tags = []render.Tag{{Text: "Nobody yet", Classes: "govuk-tag--orange"}}
		}
		if seek && !x.InHand {
			who.Link = &render.Link{Text: "Who can help?", Hidden: "with: " + lowerFirst(x.Need.Label), Href: caseAddress(r) + "/who-can-help?wants=" + string(x.Need.Code)}
		}
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: x.Need.Label, Href: needAddress(r, x.Need.Code)}}, state, who,
		}})
	}
	return t
}

var needColours = map[need.State]string{
	need.Wanted: "govuk-tag--yellow", need.BeingArranged: "govuk-tag--blue", need.Met: "govuk-tag--green",
	need.NotAvailable: "govuk-tag--red", need.NoNeed: "govuk-tag--grey", need.Declined: "govuk-tag--grey", need.NotAsked: "govuk-tag--grey",
}

func needTag(state need.State) render.Tag {
	return render.Tag{Text: state.Label(), Classes: needColours[state]}
}

// needsHistory lists the checks with what each changed, newest first.
func needsHistory(n desk.Needs) render.Timeline {
	t := render.Timeline{Heading: "Earlier needs checks", Empty: "None yet."}
	for _, check := range n.Checks {
		e := render.TimelineEntry{Title: "Needs check", When: moment(check.At), At: check.At.Format(time.RFC3339), By: n.Names[check.By]}
		if !check.Finished {
			e.Title = "Part of a needs check"
		}
		for _, change := range n.Sheet.In(check) {
			e.Text = append(e.Text, changeWords(change)+".")
		}
		if len(e.Text) == 0 {
			e.Text = []string{"Nothing had changed."}
		}
		if check.Note != "" {
			e.Text = append(e.Text, strings.Split(check.Note, "\n")...)
		}
		t.Entries = append(t.Entries, e)
	}
	return t
}

func (s *Server) readNeeds(c *gin.Context) (desk.Needs, error) {
	r, err := ref(c)
	if err != nil {
		return desk.Needs{}, err
	}
	return s.desk.Needs(c.Request.Context(), me(c).Actor, r)
}

func (s *Server) getNeedsCheck(c *gin.Context) error { return s.needsCheckForm(c, form.Values{}, nil) }

func (s *Server) postNeedsCheck(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	finished := v.Text("later") == ""
	err = s.desk.CheckNeeds(c.Request.Context(), me(c).Actor, edit, needsSaid(v), v.Trimmed("need_note"), finished)
	if retry(err) {
		return s.needsCheckForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), map[bool]string{true: "The needs check is recorded.", false: "What was asked is recorded. Go on with the rest when the client is ready."}[finished])
	return seeOther(c, needsAddress(edit.Ref))
}

// needsSaid are the answers of a form about needs.
func needsSaid(v form.Values) map[need.Code]need.State {
	said := map[need.Code]need.State{}
	for _, n := range need.All() {
		if state := v.Text("need_" + string(n.Code)); state != "" {
			said[n.Code] = need.State(state)
		}
	}
	return said
}

// needsCheckForm asks about every need on one page, each of which may be left
// out.
func (s *Server) needsCheckForm(c *gin.Context, v form.Values, failed error) error {
	n, err := s.readNeeds(c)
	if err != nil {
		return err
	}
	if n.Case.State == casefile.Closed {
		return seeOther(c, needsAddress(n.Case.Ref))
	}
	page := questionPage{
		Heading: "What does the client need?",
		Intro: []string{
			"Ask in your own words and in any order. What you do not ask today stays as it stands.",
			"Stop when the client is tired: save, and go on another time.",
		},
		Buttons: render.SaveButtons{Text: "Save and finish the check", Later: true},
		Other:   &render.Link{Text: "Go back, nothing is saved", Href: needsAddress(n.Case.Ref)},
	}
	return s.caseForm(c, n.Head, v, failed, page, func(q *questions) {
		group := ""
		var rights []string
		rest := func() {
			if len(rights) > 0 {
				q.add(render.Question{Details: &render.Details{SummaryText: "What the client can ask for: " + lowerFirst(group), Lines: rights}})
			}
			rights = nil
		}
		for _, x := range n.Sheet {
			if x.Need.Group != group {
				rest()
				group = x.Need.Group
				q.heading(group)
			}
			askNeed(q, x, n.AskedAlready(x))
			for _, e := range n.About.Of(x.Need.Code) {
				rights = append(rights, x.Need.Label+": "+lowerFirst(e.Says)+" ("+e.Source+")")
			}
		}
		rest()
		q.heading("Anything else")
		q.long("need_note", "Anything else they said (optional)", "For example what they want first, and what they are afraid of.").Rows = 3
	})
}

// askNeed asks about one need, with how it stands.
func askNeed(q *questions, x need.Standing, today bool) {
	hint := x.Need.Question
	if x.State != need.NotAsked {
		hint += " So far: " + lowerFirst(x.State.Label()) + "."
	}
	list := q.pick("need_"+string(x.Need.Code), x.Need.Label, hint, labelled(need.States)...)
	list.Items[0].Text = "Not asked today"
	if today {
		list.Items[0].Text = "Asked already: " + lowerFirst(x.State.Label())
	}
}

func (s *Server) getNeed(c *gin.Context) error { return s.needForm(c, form.Values{}, nil) }

func (s *Server) postNeed(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.SetNeed(c.Request.Context(), me(c).Actor, edit, need.Code(c.Param("need")), need.State(v.Text("need_state")), v.Text("need_owner"), v.Trimmed("need_note"))
	if retry(err) {
		return s.needForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The need is recorded.")
	return seeOther(c, needsAddress(edit.Ref))
}

// needForm shows one need with its handoffs and its history, and asks what has
// become of it.
func (s *Server) needForm(c *gin.Context, v form.Values, failed error) error {
	n, err := s.readNeeds(c)
	if err != nil {
		return err
	}
	x, ok := n.Sheet.Find(need.Code(c.Param("need")))
	if !ok {
		return fault.NotFound
	}
	if n.Case.State == casefile.Closed {
		return seeOther(c, needsAddress(n.Case.Ref))
	}
	if failed == nil {
		v = form.Of(map[string][]string{"need_state": {string(x.State)}, "need_owner": {x.Owner}})
	}
	return s.caseForm(c, n.Head, v, failed, questionPage{
		Caption: "Needs", Heading: x.Need.Label, Intro: []string{x.Need.Question}, Buttons: render.SaveButtons{Text: "Save"},
		Other: &render.Link{Text: "Go back to the needs", Href: needsAddress(n.Case.Ref)},
	}, func(q *questions) {
		q.add(render.Question{Summary: &render.SummaryList{Rows: needRows(n, x)}})
		q.one("need_state", "How does it stand?", "", labelled(need.States)...)
		owners := []choice{}
		for _, u := range n.Owners {
			owners = append(owners, choice{value: u.ID, text: u.Name})
		}
		if x.Owner != "" && !hasChoice(owners, x.Owner) {
			owners = append(owners, choice{value: x.Owner, text: n.Names[x.Owner] + " (not in the team any more)"})
		}
		q.pick("need_owner", "Who of us sees to it?", "A handoff that is under way counts too.", owners...).Items[0].Text = "Nobody"
		q.long("need_note", "Note (optional)", "What was arranged, with whom, or why it is not to be had.").Rows = 3
	})
}

func hasChoice(list []choice, value string) bool {
	for _, ch := range list {
		if ch.value == value {
			return true
		}
	}
	return false
}

func needRows(n desk.Needs, x need.Standing) []render.SummaryRow {
	now := answer("Now", x.State.Label())
	if x.State.Outstanding() || x.State == need.NotAsked {
		now.Actions = []render.Action{{Text: "Who can help?", Href: caseAddress(n.Case.Ref) + "/who-can-help?wants=" + string(x.Need.Code), VisuallyHiddenText: "with: " + lowerFirst(x.Need.Label)}}
	}
	rows := []render.SummaryRow{now}
	for _, e := range n.About.Of(x.Need.Code) {
		rows = append(rows, answer("What the client can ask for", e.Says+"\n("+e.Source+")"))
	}
	for _, h := range n.Handoffs[x.Need.Code] {
		row := answer("Handoff to "+h.RecipientName, h.State.Label()+"\nSent "+moment(h.SentAt))
		row.Actions = []render.Action{{Text: "Open", Href: handoffAddress(n.Case.Ref, h.Number), VisuallyHiddenText: "handoff " + number(h.Number)}}
		rows = append(rows, row)
	}
	var before []string
	for _, e := range x.History {
		line := calendar.LondonDay(e.At).Long() + ": " + lowerFirst(e.State.Label()) + ", " + n.Names[e.By]
		if e.Handoff != "" {
			line += " (handoff)"
		}
		if e.Note != "" {
			line += ". " + e.Note
		}
		before = append(before, line)
	}
	if len(before) > 0 {
		rows = append(rows, answer("What was said", strings.Join(before, "\n")))
	}
	return rows
}

// needsFact is the line of the overview about needs; none while nobody asked.
func needsFact(f desk.CaseFile) render.SummaryRow {
	var parts []string
	for _, p := range []struct {
		n    int
		says string
	}{
		{len(f.Needs.Unheld()), "wanted with nobody who sees to it"},
		{len(f.Needs.Outstanding()) - len(f.Needs.Unheld()), "in hand or not available"},
		{len(f.Needs.NotAsked()), "not asked yet"},
	} {
		if p.n > 0 {
			parts = append(parts, number(p.n)+" "+p.says)
		}
	}
	if len(parts) == 0 {
		parts = []string{"Nothing open"}
	}
	row := answer("Needs", strings.Join(parts, "\n"))
	row.Actions = []render.Action{{Text: "Open", Href: needsAddress(f.Case.Ref), VisuallyHiddenText: "needs"}}
	return row
}
