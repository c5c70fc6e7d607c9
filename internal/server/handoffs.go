package server

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/render"
)

func (s *Server) handoffRoutes() []route {
	return append(s.flowRoutes("/cases/:ref/send-handoff", s.sendHandoff()), []route{
		{method: "GET", path: "/handoffs", handle: s.getHandoffs},
		{method: "GET", path: handoffInbox, handle: s.getInbox},
		{method: "GET", path: handoffInbox + "/:received", handle: s.getReceived},
		{method: "GET", path: handoffInbox + "/:received/answer", handle: s.getReceivedAnswer},
		{method: "POST", path: handoffInbox + "/:received/answer", handle: s.postReceivedAnswer},
		{method: "GET", path: handoffInbox + "/:received/documents/:document", handle: s.getReceivedDocument},
		{method: "POST", path: adminDirectory + "/inbox", handle: s.postAdminInbox},
		{method: "POST", path: "/cases/:ref/handoff-drafts/:draft/drop", handle: s.postHandoffDraftDrop},
		{method: "GET", path: "/cases/:ref/handoffs/:number/chase", handle: s.getHandoffChase},
		{method: "POST", path: "/cases/:ref/handoffs/:number/chase", handle: s.postHandoffChase},
		{method: "GET", path: "/cases/:ref/handoffs", handle: s.getCaseHandoffs},
		{method: "GET", path: "/cases/:ref/handoffs/:number", handle: s.getHandoff},
		{method: "GET", path: "/cases/:ref/handoffs/:number/answer", handle: s.getHandoffAnswer},
		{method: "POST", path: "/cases/:ref/handoffs/:number/answer", handle: s.postHandoffAnswer},
		{method: "GET", path: "/cases/:ref/handoffs/:number/tell", handle: s.getHandoffTell},
		{method: "POST", path: "/cases/:ref/handoffs/:number/tell", handle: s.postHandoffTell},
		{method: "GET", path: "/cases/:ref/handoffs/:number/close", handle: s.getHandoffClose},
		{method: "POST", path: "/cases/:ref/handoffs/:number/close", handle: s.postHandoffClose},
	}...)
}

func handoffAddress(r casefile.Ref, number int) string {
	return caseAddress(r) + "/handoffs/" + strconv.Itoa(number)
}

type handoffListPage struct {
	render.Layout
	SubNav  render.SubNav
	Heading string
	Groups  []handoffGroup
	Others  *render.Link
}

type handoffGroup struct {
	Heading string
	Table   render.StackedTable
	More    *render.Link
}

// getHandoffs lists the open handoffs of the team.
func (s *Server) getHandoffs(c *gin.Context) error {
	q := desk.HandoffQuery{}
	if group := c.Query("group"); group == desk.HandoffsWaiting || group == desk.HandoffsAnswered {
		q.Group = group
		if at, err := time.Parse(time.RFC3339Nano, c.Query("due")); err == nil && afterID(c.Query("after")) != "" {
			q.After = desk.HandoffPlace{DueAt: at, ID: afterID(c.Query("after"))}
		}
	}
	groups, err := s.desk.Handoffs(c.Request.Context(), me(c).Actor, q)
	if err != nil {
		return err
	}
	page := handoffListPage{Layout: s.layout(c, "Handoffs", ""), SubNav: handoffNav(c), Heading: "Handoffs"}
	page.Width = render.Full
	for _, g := range groups {
		page.Groups = append(page.Groups, s.handoffGroup(g))
	}
	if q.Group != "" {
		page.Others = &render.Link{Text: "Show all handoffs", Href: "/handoffs"}
	}
	return s.render.Page(c.Writer, 200, "handoff_list", page)
}

func (s *Server) handoffGroup(g desk.HandoffGroup) handoffGroup {
	heading, name, empty := "Waiting for an answer", desk.HandoffsWaiting, "No handoff waits for an answer."
	if g.Answered {
		heading, name, empty = "Answered, not closed yet", desk.HandoffsAnswered, "No answered handoff is open."
	}
	group := handoffGroup{Heading: heading}
	group.Table = render.StackedTable{
		Caption: heading, CaptionHidden: true, Empty: empty,
		Head: []render.Column{{Text: "Case", Width: "one-quarter"}, {Text: "Sent to"}, {Text: "Sent"}, {Text: "Answer"}},
	}
	for _, item := range g.Items {
		h := item.Handoff
		group.Table.Rows = append(group.Table.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: string(item.Ref), Href: handoffAddress(item.Ref, h.Number), Hidden: "handoff " + number(h.Number)}},
			{Text: h.RecipientName}, {Text: moment(h.SentAt)}, s.answerCell(h),
		}})
	}
	if g.More {
		group.More = &render.Link{Text: "Next page", Hidden: strings.ToLower(heading), Href: "/handoffs?group=" + name +
			"&after=" + g.Next.ID + "&due=" + g.Next.DueAt.UTC().Format("2006-01-02T15:04:05.999999Z")}
	}
	return group
}

// answerCell says where a handoff stands and, while the recipient has still
// something to do, by when they should.
func (s *Server) answerCell(h handoff.Record) render.RowCell {
	cell := render.RowCell{Text: h.State.Label()}
	switch {
	case handoff.Overdue(h.State, h.AnswerDueAt, s.desk.Now()):
		cell.Words, cell.Urgency = "Overdue since "+moment(h.AnswerDueAt), render.Late
	case h.State.Unanswered():
		cell.Words, cell.Urgency = "Due by "+moment(h.AnswerDueAt), render.Soon
	case handoff.ContactOverdue(h.State, h.ContactDueAt, s.desk.Now()):
		cell.Words, cell.Urgency = "First contact overdue since "+moment(h.ContactDueAt), render.Late
	case h.State == handoff.Accepted:
		cell.Words, cell.Urgency = "First contact due by "+moment(h.ContactDueAt), render.Soon
	}
	return cell
}

// handoffFacts are the lines of the overview about handoffs nobody has answered.
func (s *Server) handoffFacts(f desk.CaseFile) []render.SummaryRow {
	var rows []render.SummaryRow
	for _, h := range f.Handoffs {
		if !h.State.Unanswered() {
			continue
		}
		cell := s.answerCell(h)
		row := answer("Handoff to "+h.RecipientName, cell.Text+"\n"+cell.Words)
		row.Actions = []render.Action{{Text: "Open", Href: handoffAddress(f.Case.Ref, h.Number), VisuallyHiddenText: "handoff " + number(h.Number)}}
		rows = append(rows, row)
	}
	return rows
}

type caseHandoffsPage struct {
	casePage
	Warning *render.WarningText
	Send    *render.Button
	Find    *render.Link // who can help
	Drafts  []handoffDraftRow
	Table   render.StackedTable
}

func (s *Server) getCaseHandoffs(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	list, err := s.desk.CaseHandoffs(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	page := caseHandoffsPage{casePage: s.caseLayout(c, list.Head, "Handoffs")}
	if list.Case.State != casefile.Closed {
		page.Send = &render.Button{Text: "Hand over to support", Href: caseAddress(r) + "/send-handoff?draft=new"}
		page.Drafts = draftRows(list)
		page.Find = &render.Link{Text: "Who can help now?", Href: caseAddress(r) + "/who-can-help"}
	}
	page.Table = render.StackedTable{
		Caption: "Handoffs of this case", CaptionHidden: true, Empty: "Nobody has been asked to take over yet.",
		Head: []render.Column{{Text: "Sent to"}, {Text: "Sent"}, {Text: "Answer"}},
	}
	tell := 0
	for _, h := range list.Sent {
		cell := s.answerCell(h)
		if _, must := list.Tell[h.ID]; must {
			tell++
			cell.Tags = append(cell.Tags, render.Tag{Text: "Tell them", Classes: "govuk-tag--red"})
		}
		page.Table.Rows = append(page.Table.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: h.RecipientName, Href: handoffAddress(r, h.Number)}}, {Text: moment(h.SentAt)}, cell,
		}})
	}
	if tell > 0 {
		page.Warning = &render.WarningText{Text: "The client has taken back consent. Share nothing more that rests on it, and tell " + plural(tell, "recipient") + " marked below."}
	}
	return s.render.Page(c.Writer, 200, "handoff_case", page)
}

type handoffPage struct {
	casePage
	Warning  *render.WarningText
	Buttons  []render.Button
	Standing render.SummaryList
	Broken   string // what is wrong with the envelope as it is stored
	Shared   render.SummaryList
	Withheld render.SummaryList
	Papers   render.SummaryList
	Attach   render.Link
	Link     linkSection
	Log      render.Timeline
}

func (s *Server) getHandoff(c *gin.Context) error {
	file, err := s.readHandoff(c)
	if err != nil {
		return err
	}
	h := file.Handoff
	page := handoffPage{casePage: s.caseLayout(c, file.Head, "Handoff to "+h.RecipientName)}
	page.Title = "Handoff " + number(h.Number)
	page.Back = &render.Link{Text: "Back to the handoffs of this case", Href: caseAddress(file.Case.Ref) + "/handoffs"}
	if file.Tell != nil {
		page.Warning = &render.WarningText{Text: "The client has taken back consent. Tell the recipient to stop using what you shared, and record it."}
	}
	page.Buttons = handoffButtons(file)
	page.Standing = render.SummaryList{Rows: []render.SummaryRow{
		{Key: render.Text("Answer"), Value: render.Content{Lines: s.answerLines(file)}},
		answer("Purpose", h.Purpose), answer("Needs", orNone(needLabels(file.Needs))), answer("Recipient", h.Class.Label()),
		answer("Sent", h.SentHow.Label()+", "+moment(h.SentAt)+", by "+file.Names[h.SentBy]),
		answer("Note on safe contact", orNone(h.Note)),
	}}
	if !h.KeepUntil.IsZero() {
		page.Standing.Rows = append(page.Standing.Rows, answer("May be kept until", h.KeepUntil.Long()))
	}
	if h.SHA256 != "" {
		page.Standing.Rows = append(page.Standing.Rows, answer("Seal of the envelope", "SHA-256 "+h.SHA256))
	}
	if !h.Intact() {
		page.Broken = "What is stored is not what was sent: the envelope does not match its seal. Tell the person who runs this service."
	}
	page.Shared, page.Withheld = render.SummaryList{Rows: sharedRows(h)}, render.SummaryList{Rows: heldBackRows(h)}
	page.Log = handoffLog(file)
	page.Link = s.linkSectionOf(c, file)
	page.Papers = render.SummaryList{Rows: attached(file.Case.Ref, evidence.About(file.Evidence, evidence.OfHandoff, h.ID), me(c).Actor)}
	page.Attach = render.Link{Text: "Attach a document to this handoff", Href: addEvidenceAddress(file.Case.Ref, handoffSubject(h))}
	return s.render.Page(c.Writer, 200, "handoff_view", page)
}

// sharedRows are what was in the envelope, with what the client took back since.
func sharedRows(h handoff.Record) []render.SummaryRow {
	var rows []render.SummaryRow
	why := func(l handoff.Line) string {
		if slices.Contains(h.TakenBack, l.Item) {
			return "(" + l.Why + " Taken back since.)"
		}
		return "(" + l.Why + ")"
	}
	for _, d := range h.Items {
		if d.Shared {
			rows = append(rows, answer(d.Item.Label(), d.Value+"\n"+why(d.Line)))
		}
	}
	for _, f := range handoff.SharedFiles(h.Files) {
		rows = append(rows, answer(paperWords(f), why(f.Line)))
	}
	return rows
}

// answerLines say where the handoff stands and who is responsible meanwhile.
func (s *Server) answerLines(file desk.HandoffFile) []string {
	h := file.Handoff
	cell := s.answerCell(h)
	lines := []string{cell.Text}
	if cell.Words != "" {
		lines = append(lines, cell.Words)
	}
	if h.State.Unanswered() {
		lines = append(lines, "First contact with the client is expected by "+moment(h.ContactDueAt)+".")
	}
	if n := len(h.Chases); n > 0 && h.State.Chased() {
		lines = append(lines, "Ask again on "+h.Chases[n-1].NextOn.Long()+".")
	}
	if h.State.SenderResponsible() {
		lines = append(lines, "Your team is still responsible for the client.")
	}
	return lines
}

func handoffButtons(file desk.HandoffFile) []render.Button {
	h, base := file.Handoff, handoffAddress(file.Case.Ref, file.Handoff.Number)
	var buttons []render.Button
	add := func(text, address string) {
		b := render.Button{Text: text, Href: address}
		if len(buttons) > 0 {
			b.Classes = "govuk-button--secondary"
		}
		buttons = append(buttons, b)
	}
	takeBack, _ := handoff.AfterWithdrawal(h)
	if file.Tell != nil {
		add("Record that they were told", noticeAddress(file.Case.Ref, *file.Tell))
	}
	if len(answersNow(h.State)) > 0 {
		add(answerButton(h.State), base+"/answer")
	}
	if h.State.Chased() {
		add("Ask again", base+"/chase")
	}
	if h.State == handoff.NoAnswer || h.State == handoff.Refused {
		add("Send to another service", caseAddress(file.Case.Ref)+"/send-handoff?from="+strconv.Itoa(h.Number))
	}
	if handoff.CheckMove(h.State, handoff.Closed) == nil {
		add("Close this handoff", base+"/close")
	}
	if takeBack && file.Tell == nil {
		add("Take it back", base+"/tell")
	}
	return buttons
}

func answerButton(s handoff.State) string {
	if s == handoff.QuestionAsked {
		return "Answer their question"
	}
	return "Record an answer"
}

// handoffLog is what was answered and when somebody asked again, newest first.
func handoffLog(file desk.HandoffFile) render.Timeline {
	log := render.Timeline{Heading: "What was answered", Empty: "Nothing has been recorded since it was sent."}
	for _, c := range file.Handoff.Chases {
		entry := render.TimelineEntry{Title: "Asked again", When: moment(c.At), At: c.At.Format(time.RFC3339), By: file.Names[c.By]}
		if c.At.Equal(file.Handoff.SentAt) {
			entry.Title = "Passed on"
		}
		entry.Text = notEmpty(c.How.Label()+", to "+c.Contact+".", c.Said, "Ask again on "+c.NextOn.Long()+".")
		log.Entries = append(log.Entries, entry)
	}
	for i := len(file.Handoff.Answers) - 1; i >= 0; i-- {
		a := file.Handoff.Answers[i]
		entry := render.TimelineEntry{Title: a.State.Label(), When: moment(a.At), At: a.At.Format(time.RFC3339), By: answeredBy(file, a)}
		if a.Outcome != "" {
			entry.Text = append(entry.Text, a.Outcome.Label()+".")
		}
		if a.Contact != "" && a.Giver.Through == "" { // a recipient who answers by themselves is named already
			entry.Text = append(entry.Text, "Spoke to "+a.Contact+".")
		}
		if a.Details != "" {
			entry.Text = append(entry.Text, strings.Split(a.Details, "\n")...)
		}
		log.Entries = append(log.Entries, entry)
	}
	slices.SortStableFunc(log.Entries, func(a, b render.TimelineEntry) int { return strings.Compare(b.At, a.At) })
	return log
}

// answeredBy is who said it: a member of staff, or the recipient themselves.
func answeredBy(file desk.HandoffFile, a handoff.Logged) string {
	if a.Giver.Through != "" {
		return a.Giver.Name + ", " + a.Giver.Through.Label()
	}
	return file.Names[a.By]
}

// readHandoff reads the handoff the address names.
func (s *Server) readHandoff(c *gin.Context) (desk.HandoffFile, error) {
	r, n, err := handoffPlace(c)
	if err != nil {
		return desk.HandoffFile{}, err
	}
	return s.desk.Handoff(c.Request.Context(), me(c).Actor, r, n)
}

// handoffPlace is the case and the number in the address.
func handoffPlace(c *gin.Context) (casefile.Ref, int, error) {
	r, err := ref(c)
	if err != nil {
		return "", 0, err
	}
	n, err := strconv.Atoi(c.Param("number"))
	if err != nil || n < 1 || n > 1<<30 {
		return "", 0, fault.NotFound
	}
	return r, n, nil
}
