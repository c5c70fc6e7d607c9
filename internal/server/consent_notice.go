package server

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

// noticeWords is what has to be done about a notice, as the name of a task.
func noticeWords(n consent.Notice) string {
	switch {
	case n.Kind == consent.NoticeSupervisor:
		return "The supervisor has to see what the client took back"
	case n.MustTell():
		return "Tell " + n.Recipient + " to stop"
	default:
		return "Ask " + n.Recipient + " to acknowledge that they have stopped"
	}
}

func noticeAddress(r casefile.Ref, n consent.Notice) string {
	return caseAddress(r) + "/notices/" + strconv.Itoa(n.Number)
}

func (s *Server) readNotice(c *gin.Context) (desk.NoticeFile, error) {
	r, err := ref(c)
	if err != nil {
		return desk.NoticeFile{}, err
	}
	n, ok := smallNumber(c.Param("number"))
	if !ok {
		return desk.NoticeFile{}, fault.NotFound
	}
	return s.desk.Notice(c.Request.Context(), me(c).Actor, r, n)
}

// smallNumber reads the number of a thing on a case from an address.
func smallNumber(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= 1<<30
}

func (s *Server) getNotice(c *gin.Context) error { return s.noticeForm(c, form.Values{}, nil) }

func (s *Server) postNotice(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	n, ok := smallNumber(c.Param("number"))
	if !ok {
		return fault.NotFound
	}
	entry := consent.NoticeEntry{
		On: dateOf(v, "told_on"), How: consent.NoticeHow(v.Choice("told_how", codesOf(consent.NoticeHows)...)),
		Who: v.Trimmed("told_who"), Said: v.Trimmed("told_said"),
	}
	if v.Trimmed("seen") == "yes" {
		entry.How = consent.NoticeHere
	}
	err = typedDates(s.desk.AnswerNotice(c.Request.Context(), me(c).Actor, edit, n, entry), v, "told_on")
	if retry(err) {
		return s.noticeForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "It is recorded.")
	if entry.How == consent.NoticeHere {
		return seeOther(c, "/review")
	}
	return seeOther(c, caseAddress(edit.Ref)+"/consent")
}

// codesOf are the codes of a list of the rulebook.
func codesOf[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// noticeForm shows what is to be done about one recipient, and what was.
func (s *Server) noticeForm(c *gin.Context, v form.Values, failed error) error {
	f, err := s.readNotice(c)
	if err != nil {
		return err
	}
	n := f.Notice
	page := questionPage{Heading: noticeHeading(n), Buttons: render.SaveButtons{Text: "Record"}}
	mine := n.Kind != consent.NoticeSupervisor || me(c).Has(staff.Supervisor)
	if n.Next() == "" || !mine {
		if failed != nil {
			return failed
		}
		return s.noticePage(c, f)
	}
	return s.caseForm(c, f.Head, v, failed, page, func(q *questions) {
		q.add(render.Question{Summary: &render.SummaryList{Rows: noticeRows(n)}})
		if n.Kind == consent.NoticeSupervisor {
			q.say("See with the caseworker that sharing stops and that everybody on the case’s consent page is told.")
			q.some("seen", "Confirm", "", choice{value: "yes", text: "I have seen this"})
		} else {
			q.date("told_on", map[consent.NoticeStep]string{consent.NoticeTold: "When were they told?", consent.NoticeAcknowledged: "When did they acknowledge it?"}[n.Next()], "For example, 12 5 2026.")
			q.one("told_how", "How?", "", labelled(consent.NoticeHows)...)
			q.text("told_who", "Whom did you speak or write to?", "Name and role.")
			q.long("told_said", "What did they say? (optional)", "For example, that they have deleted what they held.")
		}
	})
}

func noticeHeading(n consent.Notice) string {
	switch {
	case n.Next() == "":
		return "Notice of a withdrawal"
	case n.Kind == consent.NoticeSupervisor:
		return "The client took something back"
	case n.MustTell():
		return "Tell the recipient to stop"
	default:
		return "Has the recipient acknowledged it?"
	}
}

// noticePage shows a notice to which there is nothing to add.
func (s *Server) noticePage(c *gin.Context, f desk.NoticeFile) error {
	bar := caseBar(f.Head)
	page := checkPage{
		Layout: s.layout(c, noticeHeading(f.Notice), string(f.Case.Ref)), CaseBar: &bar, Heading: noticeHeading(f.Notice),
		Cards: []render.SummaryList{{Rows: noticeRows(f.Notice)}}, ReadOnly: true,
		Other: &render.Link{Text: "See the consent records", Href: caseAddress(f.Case.Ref) + "/consent"},
	}
	page.Back = &render.Link{Text: "Back to the case", Href: caseAddress(f.Case.Ref)}
	return s.render.Page(c.Writer, 200, "check", page)
}

// noticeRows is the notice and what was done about it.
func noticeRows(n consent.Notice) []render.SummaryRow {
	rows := []render.SummaryRow{answer("Since", calendar.LondonDay(n.OpenedAt).Long())}
	switch n.Kind {
	case consent.NoticeSupervisor:
		rows = append(rows, answer("Who", "The supervisor"))
	default:
		rows = append(rows, answer("Who", n.Recipient))
	}
	if len(n.Items) > 0 {
		var items []string
		for _, i := range n.Items {
			items = append(items, handoff.Item(i).Label())
		}
		rows = append(rows, answer("May no longer use", strings.Join(items, "\n")))
	}
	for _, e := range n.Entries {
		what := map[consent.NoticeStep]string{consent.NoticeTold: "Told", consent.NoticeAcknowledged: "Acknowledged"}[e.Kind]
		said := strings.Join(notEmpty(e.On.Long()+", "+strings.ToLower(e.How.Label()[:1])+e.How.Label()[1:], e.Who, e.Said, "Recorded by "+e.ByName+" on "+moment(e.At)), "\n")
		rows = append(rows, answer(what, said))
	}
	if n.Void {
		rows = append(rows, answer("No longer needed", "The withdrawal was recorded in error."))
	}
	return rows
}
