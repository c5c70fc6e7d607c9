package server

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/looks"
	"nrmdesk/internal/render"
)

func (s *Server) whoLookedRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/access", handle: s.getWhoLooked},
		{method: "GET", path: "/audit/access", handle: s.getOddLooks},
		{method: "POST", path: "/audit/access", handle: s.postOddLooks},
	}
}

type whoLookedPage struct {
	casePage
	Intro []string
	Days  []auditSection
	Links []render.Link
}

// getWhoLooked shows supervisors who looked at a case of their team, and those
// who check it the same without the client.
func (s *Server) getWhoLooked(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64) // a mistyped place is the newest page
	who, err := s.desk.WhoLooked(c.Request.Context(), me(c).Actor, r, max(before, 0))
	if err != nil {
		return err
	}
	page := whoLookedPage{}
	if who.Head != nil {
		page.casePage = s.caseLayout(c, *who.Head, "Who looked")
	} else {
		heading := "Who looked at " + string(r)
		page.casePage = casePage{Layout: s.layout(c, heading, "Audit"), Heading: heading}
		page.Width = render.Full
		page.Back = &render.Link{Text: "Back to odd looks", Href: "/audit/access"}
	}
	page.Intro = []string{
		"Everybody who opened or changed this case, newest day first. Times are in London. That you looked is recorded too.",
		"What is marked as odd is a question to ask, not a fault. Lists and searches that showed the case among others stand in the trail of the person, not here.",
	}
	page.Days = lookSections(who)
	if who.Next > 0 {
		page.Links = append(page.Links, render.Link{Text: "Earlier days", Href: caseAddress(r) + "/access?before=" + strconv.FormatInt(who.Next, 10)})
	}
	if s.desk.May(me(c).Actor, access.ViewAuditTrail) {
		page.Links = append(page.Links, render.Link{Text: "Every entry of the audit trail, and whether it is whole", Href: "/audit/cases/" + string(r)})
	}
	if who.Head != nil {
		page.Links = append(page.Links, render.Link{Text: "Odd looks at all cases of your teams", Href: "/audit/access"})
	}
	return s.render.Page(c.Writer, http.StatusOK, "who_looked", page)
}

// lookSections are a heading and a table for each day.
func lookSections(who desk.WhoLooked) []auditSection {
	var list []auditSection
	for i, d := range who.Days {
		if i == 0 || !d.Day.Equal(who.Days[i-1].Day) {
			list = append(list, auditSection{Heading: d.Day.LongWithDay(), Table: &render.StackedTable{
				Caption: "Who looked on " + d.Day.Long(), CaptionHidden: true,
				Head: []render.Column{{Text: "Who", Width: "one-quarter"}, {Text: "Opened", Width: "one-quarter"}, {Text: "Changed", Width: "one-quarter"}, {Text: "Odd", Width: "one-quarter"}},
			}})
		}
		table := list[len(list)-1].Table
		opened, changed := render.RowCell{}, render.RowCell{}
		for _, act := range d.Acts {
			if act.Changed {
				changed.Lines = append(changed.Lines, actLines(act, who.Head != nil)...)
			} else {
				opened.Lines = append(opened.Lines, actLines(act, who.Head != nil)...)
			}
		}
		table.Rows = append(table.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: lookedBy(d.By), Lines: roleNames(d.Roles)}, orNothing(opened), orNothing(changed), oddCell(d.Odd),
		}})
	}
	return list
}

func lookedBy(name string) string {
	if name == "" {
		return "NRM Desk itself"
	}
	return name
}

func orNothing(cell render.RowCell) render.RowCell {
	if len(cell.Lines) == 0 {
		cell.Text = "Nothing"
	}
	return cell
}

// actLines say what was done, when, for whom, and why where that was asked.
func actLines(act desk.LookAct, withReasons bool) []string {
	what := actionPhrase(act.Action)
	if act.AskedFor != "" {
		what = "Tried and was refused: " + uncapital(actionPhrase(act.AskedFor))
	}
	if act.CoverFor != "" {
		what += " as cover for " + act.CoverFor
	}
	lines := []string{what + ", " + whenDone(act.Times, act.First, act.Last)}
	for _, reason := range act.Reasons {
		lines = append(lines, "Reason given: "+reason)
	}
	switch {
	case !act.Asked || len(act.Reasons) > 0:
	case withReasons:
		lines = append(lines, "The reason given is kept with what was recorded.")
	default:
		lines = append(lines, "A reason was asked for and is kept. It is not shown here: it may tell who the client is.")
	}
	return lines
}

// whenDone is "9:32am", or "3 times from 9:32am to 10:05am".
func whenDone(times int, first, last time.Time) string {
	from, to := clock(first), clock(last)
	switch {
	case times == 1:
		return from
	case from == to:
		return counted(int64(times), "time", "times") + " at " + from
	default:
		return counted(int64(times), "time", "times") + " from " + from + " to " + to
	}
}

func uncapital(text string) string { return strings.ToLower(text[:1]) + text[1:] }

func oddCell(odd []looks.Odd) render.RowCell {
	cell := render.RowCell{}
	for _, o := range odd {
		cell.Tags = append(cell.Tags, render.Tag{Text: o.Pattern.Label(), Classes: "govuk-tag--yellow"})
		cell.Lines = append(cell.Lines, o.Sentence)
	}
	if len(odd) == 0 {
		cell.Text = "Nothing"
	}
	return cell
}

// getOddLooks lists what there is to ask about of the last 30 days.
func (s *Server) getOddLooks(c *gin.Context) error {
	return s.showOddLooks(c, http.StatusOK, form.Values{}, nil)
}

// postOddLooks leads to one case.
func (s *Server) postOddLooks(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	r, problems := caseAsked(v)
	if len(problems) > 0 {
		return s.showOddLooks(c, http.StatusUnprocessableEntity, v, problems)
	}
	return seeOther(c, caseAddress(r)+"/access")
}

func (s *Server) showOddLooks(c *gin.Context, status int, v form.Values, problems fault.Problems) error {
	from, _ := calendar.ParseDate(c.Query("from")) // a mistyped day is today
	odd, err := s.desk.OddLooks(c.Request.Context(), me(c).Actor, from)
	if err != nil {
		return err
	}
	page := auditPage{Layout: s.layout(c, "Who looked", "Audit"), Heading: "Who looked"}
	page.Width = render.Wide
	whose := "at any case of your organisation"
	if odd.Own {
		whose = "at cases of your teams"
	}
	page.Intro = []string{
		"Looks " + whose + " that somebody may want to ask about, from " + odd.From.Long() + " to " + odd.To.Long() + ". Nothing older than " + strconv.Itoa(desk.OddLooksBack) + " days is gone through here; the page of a case goes back to its start.",
		"An odd look is a question to ask, not a fault. No client is named.",
	}
	q := ask(v, problems)
	in := q.text("case_reference", "See who looked at one case", "Case reference, for example ND-7Q4K-29")
	in.Classes, in.Spellcheck = "govuk-input--width-10", render.Off
	page.Errors = q.summary()
	page.Form = &auditForm{Action: "/audit/access", Questions: q.list, Buttons: render.SaveButtons{Text: "Show who looked"}}
	page.oddDays(odd)
	if !odd.Next.IsZero() {
		page.Sections[len(page.Sections)-1].More = &render.Link{Text: "Earlier days", Href: "/audit/access?from=" + odd.Next.String()}
	}
	rows := []render.SummaryRow{}
	for _, m := range looks.PracticeOn(odd.To) {
		rows = append(rows, answer(m.Meaning, m.Value+"\n"+m.Source+". Since "+m.From.Long()+"."))
	}
	page.card("What counts as odd", rows...)
	return s.render.Page(c.Writer, status, "audit_page", page)
}

// oddDays adds a heading and a table for each day with something to ask about.
func (p *auditPage) oddDays(odd desk.OddLooks) {
	if len(odd.Days) == 0 {
		p.Sections = append(p.Sections, auditSection{Heading: "Nothing odd", Text: []string{"Nobody did anything in these days that is asked about here."}})
	}
	for i, d := range odd.Days {
		if i == 0 || !d.Day.Equal(odd.Days[i-1].Day) {
			p.table(d.Day.LongWithDay(), render.StackedTable{
				Caption: "Odd looks on " + d.Day.Long(), CaptionHidden: true,
				Head: []render.Column{{Text: "Who", Width: "one-quarter"}, {Text: "Case", Width: "one-quarter"}, {Text: "What is odd", Width: "one-half"}},
			})
		}
		table := p.Sections[len(p.Sections)-1].Table
		who := render.RowCell{Header: true, Text: lookedBy(d.By), Lines: roleNames(d.Roles)}
		if d.Crowd.Pattern != "" {
			table.Rows = append(table.Rows, render.Row{Cells: []render.RowCell{who, {Text: "Many cases"}, oddCell([]looks.Odd{d.Crowd})}})
		}
		for _, of := range d.Cases {
			table.Rows = append(table.Rows, render.Row{Cells: []render.RowCell{
				who, {Link: &render.Link{Text: string(of.Ref), Href: caseAddress(of.Ref) + "/access"}, Lines: []string{fromTo(of.First, of.Last)}}, oddCell(of.Odd),
			}})
		}
		if d.More > 0 {
			table.Rows = append(table.Rows, render.Row{Cells: []render.RowCell{who, {Text: counted(int64(d.More), "more case", "more cases") + " of this day"}, {Text: "As above"}}})
		}
	}
}

func fromTo(first, last time.Time) string {
	from, to := clock(first), clock(last)
	if from == to {
		return from
	}
	return from + " to " + to
}
