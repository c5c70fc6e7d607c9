package server

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

func (s *Server) afterSendingRoutes() []route {
	const updates = "/cases/:ref/referral/updates"
	return []route{
		{method: "GET", path: updates, handle: s.getUpdates},
		{method: "GET", path: updates + "/amend", handle: s.getAmendable},
		{method: "GET", path: updates + "/amend/:field", handle: s.getAmend},
		{method: "POST", path: updates + "/amend/:field", handle: s.postAmend},
		{method: "GET", path: updates + "/late-evidence", handle: s.getLateEvidence},
		{method: "POST", path: updates + "/late-evidence", handle: s.postLateEvidence},
		{method: "GET", path: updates + "/contact", handle: s.getNewContact},
		{method: "POST", path: updates + "/contact", handle: s.postNewContact},
		{method: "GET", path: updates + "/more-information", handle: s.getQuestion},
		{method: "POST", path: updates + "/more-information", handle: s.postQuestion},
		{method: "GET", path: updates + "/:number", handle: s.getUpdate},
		{method: "GET", path: updates + "/:number/take-back", handle: s.getTakeBack},
		{method: "POST", path: updates + "/:number/take-back", handle: s.postTakeBack},
		{method: "GET", path: updates + "/:number/review", handle: s.getAmendmentReview},
		{method: "POST", path: updates + "/:number/review", handle: s.postAmendmentReview},
		{method: "GET", path: updates + "/:number/told", handle: s.getAuthorityTold},
		{method: "POST", path: updates + "/:number/told", handle: s.postAuthorityTold},
		{method: "GET", path: updates + "/:number/reply", handle: s.getReply},
		{method: "POST", path: updates + "/:number/reply", handle: s.postReply},
		{method: "GET", path: "/cases/:ref/referral/amendments.json", handle: s.getAmendmentsJSON},
		{method: "GET", path: "/cases/:ref/referral/official-draft", handle: s.getOfficialDraft},
		{method: "POST", path: "/cases/:ref/referral/official-draft", handle: s.postOfficialDraft},
	}
}

// updatesPage shows what was recorded after sending: all of it, one of it, or
// the answers that can be amended.
type updatesPage struct {
	casePage
	Says    []string
	Tag     *render.Tag
	Warning render.WarningText
	Buttons []render.Button
	Tables  []render.StackedTable
	Cards   []render.SummaryList
	Links   []render.Link
}

func updatesAddress(r casefile.Ref, parts ...string) string {
	return referralAddress(r, append([]string{"updates"}, parts...)...)
}

func updateAddress(r casefile.Ref, n int, parts ...string) string {
	return updatesAddress(r, append([]string{number(n)}, parts...)...)
}

func (s *Server) readSent(c *gin.Context) (desk.SentFile, error) {
	r, err := ref(c)
	if err != nil {
		return desk.SentFile{}, err
	}
	return s.desk.AfterSending(c.Request.Context(), me(c).Actor, r)
}

// readUpdate finds the update in the address.
func (s *Server) readUpdate(c *gin.Context) (desk.SentFile, desk.Update, error) {
	f, err := s.readSent(c)
	if err != nil {
		return f, desk.Update{}, err
	}
	n, err := evidenceNumber(c)
	if err != nil {
		return f, desk.Update{}, err
	}
	u, ok := f.Find(n)
	if !ok {
		return f, u, fault.NotFound
	}
	return f, u, nil
}

// getUpdates lists everything recorded about the referral since it was sent,
// newest first.
func (s *Server) getUpdates(c *gin.Context) error {
	f, err := s.readSent(c)
	if err != nil {
		return err
	}
	r := f.Case.Ref
	page := updatesPage{casePage: s.caseLayout(c, f.Head, "After sending")}
	page.Back = &render.Link{Text: "Back to the referral", Href: referralAddress(r)}
	page.Says = []string{
		"The referral was sent on " + moment(f.Referral.SentAt) + ". What was sent stays as it is; what is recorded here lies beside it.",
		"NRM Desk sends nothing. Tell the authority yourself, then record when and how.",
	}
	if !f.Closed() {
		for _, b := range []struct{ text, path string }{
			{"Amend an answer", "amend"}, {"Record late evidence", "late-evidence"}, {"Record a change of address or contact", "contact"},
			{"Record that the authority asks for more", "more-information"},
		} {
			page.Buttons = append(page.Buttons, render.Button{Text: b.text, Href: updatesAddress(r, b.path), Classes: "govuk-button--secondary"})
		}
	}
	t := render.StackedTable{
		Caption: "Recorded since, newest first", Empty: "Nothing has been recorded since the referral was sent.",
		Head: []render.Column{{Text: "What", Width: "one-quarter"}, {Text: "Recorded", Width: "one-quarter"}, {Text: "Passed to the authority", Width: "one-quarter"}, {Text: "Where it stands", Width: "one-quarter"}},
	}
	for _, u := range slices.Backward(f.Updates) {
		t.Rows = append(t.Rows, updateRow(f, u))
	}
	page.Tables = []render.StackedTable{t}
	page.Links = []render.Link{{Text: "Read what was sent, with the amendments", Href: referralAddress(r, "pack")}}
	return s.render.Page(c.Writer, http.StatusOK, "referral_updates", page)
}

func updateRow(f desk.SentFile, u desk.Update) render.Row {
	where := render.RowCell{Tags: []render.Tag{updateTag(u.State)}}
	if u.State == desk.UpdateOpen && !u.ReplyBy.IsZero() {
		days := f.Today.DaysUntil(u.ReplyBy)
		where.Lines = []string{"Reply by " + u.ReplyBy.Long()}
		where.Words, where.Urgency = render.DaysLeft(days), render.UrgencyOf(days)
	}
	return render.Row{Cells: []render.RowCell{
		{Header: true, Link: &render.Link{Text: updateTitle(u), Href: updateAddress(f.Case.Ref, u.Number)}, Lines: updateLines(u)},
		{Text: moment(u.RecordedAt), Lines: []string{"By " + u.RecordedByName}},
		{Text: passedWords(u)}, where,
	}}
}

func updateTitle(u desk.Update) string { return number(u.Number) + ". " + u.Kind.Label() }

// updateLines say in a line or two what an update is about.
func updateLines(u desk.Update) []string {
	switch {
	case len(u.Changes) > 0:
		lines := make([]string, len(u.Changes))
		for i, ch := range u.Changes {
			lines[i] = ch.Label
		}
		if u.TakesBack > 0 {
			lines = append([]string{"Takes back amendment " + number(u.TakesBack)}, lines...)
		}
		return lines
	case u.Contact != nil:
		return []string{u.Contact.Whose.Label()}
	case u.Request != nil:
		return []string{"Letter of " + u.Request.LetterOn.Long()}
	default:
		return []string{documentWords(u.Documents)}
	}
}

func documentWords(documents []referral.Attachment) string {
	names := make([]string, len(documents))
	for i, d := range documents {
		names[i] = "document " + number(d.Number)
	}
	return capital(strings.Join(names, ", "))
}

// passedWords say when and how something went to the authority.
func passedWords(u desk.Update) string {
	p := u.Passed()
	if p == nil {
		return "Not passed on"
	}
	return "On " + p.On.Long() + ", " + lowerFirst(p.Way.Label())
}

// updateTag is where an update stands.
func updateTag(state desk.UpdateState) render.Tag {
	switch state {
	case desk.UpdateWaits:
		return render.Tag{Text: "Waits for a second person", Classes: "govuk-tag--yellow"}
	case desk.UpdateReturned:
		return render.Tag{Text: "Returned", Classes: "govuk-tag--grey"}
	case desk.UpdateToTell:
		return render.Tag{Text: "Authority not told yet", Classes: "govuk-tag--yellow"}
	case desk.UpdateOpen:
		return render.Tag{Text: "Not answered yet", Classes: "govuk-tag--yellow"}
	case desk.UpdateAnswered:
		return render.Tag{Text: "Answered", Classes: "govuk-tag--green"}
	case desk.UpdateKept:
		return render.Tag{Text: "Not to be passed on", Classes: "govuk-tag--grey"}
	case desk.UpdateInError:
		return render.Tag{Text: "Recorded in error", Classes: "govuk-tag--grey"}
	default:
		return render.Tag{Text: "Authority told", Classes: "govuk-tag--green"}
	}
}

// getUpdate shows one update whole, with what can be done about it.
func (s *Server) getUpdate(c *gin.Context) error {
	f, u, err := s.readUpdate(c)
	if err != nil {
		return err
	}
	page := updatesPage{casePage: s.caseLayout(c, f.Head, updateTitle(u))}
	page.Back = &render.Link{Text: "Back to what was recorded after sending", Href: updatesAddress(f.Case.Ref)}
	page.Print = s.printMark(c, f.Case.Ref)
	tag := updateTag(u.State)
	page.Tag = &tag
	page.Warning = render.WarningText{Text: updateWarning(u)}
	if len(u.Changes) > 0 {
		page.Tables = []render.StackedTable{amendedTable(f.Now.Form, u.Changes)}
	}
	page.Cards = updateCards(u)
	if !f.Closed() {
		page.Buttons = updateButtons(f, u, me(c).Actor)
	}
	return s.render.Page(c.Writer, http.StatusOK, "referral_updates", page)
}

// updateWarning says what somebody must not miss.
func updateWarning(u desk.Update) string {
	p := u.Passed()
	switch {
	case u.State == desk.UpdateWaits && p != nil:
		return "The authority was told before a second person had looked at this amendment."
	case u.State == desk.UpdateReturned && p != nil:
		return "The authority was told of this, and it was returned. Amend the answer again, and tell the authority."
	case u.State == desk.UpdateOpen && u.Request.NoDay:
		return "The letter gives no last day for the answer, so nobody is reminded. Ask the authority by when it needs one."
	default:
		return ""
	}
}

// changesTable shows before and after beside each other.
func amendedTable(form *referral.Form, changes []referral.Change) render.StackedTable {
	t := render.StackedTable{Caption: "Before and after", Head: []render.Column{
		{Text: "Answer", Width: "one-third"}, {Text: "Before", Width: "one-third"}, {Text: "After", Width: "one-third"},
	}}
	for _, ch := range changes {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: ch.Label}, {Text: changeText(form, ch.Field, ch.Before, "Not answered"), Typed: true},
			{Text: changeText(form, ch.Field, ch.After, "No longer part of the referral"), Typed: true},
		}})
	}
	return t
}

func changeText(form *referral.Form, name string, values []string, none string) string {
	if len(values) == 0 {
		return none
	}
	if field := form.Field(name); field != nil {
		return shownText(field, values)
	}
	return strings.Join(values, "\n")
}

// updateCards are everything an update holds.
func updateCards(u desk.Update) []render.SummaryList {
	rows := []render.SummaryRow{answer("Recorded", moment(u.RecordedAt)+" by "+u.RecordedByName)}
	if u.TakesBack > 0 {
		rows = append(rows, answer("Takes back", "Amendment "+number(u.TakesBack)))
	}
	if u.Reason != "" {
		rows = append(rows, render.SummaryRow{Key: render.Text("Why"), Value: typedContent(u.Reason)})
	}
	if len(u.Documents) > 0 {
		rows = append(rows, attachmentRow(u.Documents))
	}
	rows = append(append(rows, contactRows(u.Contact)...), askedRows(u)...)
	rows = append(rows, render.SummaryRow{Key: render.Text("SHA-256"), Value: typedContent(hex.EncodeToString(u.Digest))})
	cards := []render.SummaryList{answerCard(u.Kind.Label(), "", rows...)}
	if u.Review.Outcome != "" {
		word := "Approved"
		if u.Review.Outcome == referral.Returned {
			word = "Returned"
		}
		cards = append(cards, answerCard("Second person", "", answer(word, moment(u.Review.At)+" by "+u.Review.By), answer("Comment", or(u.Review.Comment, "None"))))
	}
	if p := u.Passed(); p != nil {
		cards = append(cards, passedCard(u, *p))
	}
	return cards
}

func passedCard(u desk.Update, p referral.Passing) render.SummaryList {
	title, rows := "Authority told", []render.SummaryRow{answer("On", p.On.Long()), answer("How", p.Way.Label()), answer("To whom", p.To)}
	if u.Later != nil {
		if u.Kind == referral.MoreInformation {
			title = "Reply"
			if u.Later.Says != "" {
				rows = append(rows, render.SummaryRow{Key: render.Text("What was answered"), Value: typedContent(u.Later.Says)})
			}
			if len(u.Later.Documents) > 0 {
				rows = append(rows, attachmentRow(u.Later.Documents))
			}
		}
		rows = append(rows, answer("Recorded", moment(u.Later.At)+" by "+u.Later.By))
	}
	return answerCard(title, "", rows...)
}

func attachmentRow(documents []referral.Attachment) render.SummaryRow {
	lines := make([]string, len(documents))
	for i, d := range documents {
		lines[i] = "Document " + number(d.Number) + ", SHA-256 " + d.SHA256
	}
	return render.SummaryRow{Key: render.Text("Documents"), Value: typedContent(strings.Join(lines, "\n"))}
}

func contactRows(n *referral.NewContact) []render.SummaryRow {
	if n == nil {
		return nil
	}
	rows := []render.SummaryRow{
		answer("Whose", n.Whose.Label()), {Key: render.Text("What has changed"), Value: typedContent(n.Says)}, answer("Changed on", n.On.Long()),
	}
	if n.Agreed != "" {
		rows = append(rows, answer("Client agrees that the authority is told", map[string]string{"yes": "Yes", "no": "No"}[n.Agreed]))
	}
	return append(rows, answer("Support provider told", n.Provider.Label()))
}

func askedRows(u desk.Update) []render.SummaryRow {
	q := u.Request
	if q == nil {
		return nil
	}
	by := "The letter gives no day"
	if !u.ReplyBy.IsZero() {
		by = u.ReplyBy.Long()
	}
	return []render.SummaryRow{
		answer("Date of the letter", q.LetterOn.Long()), answer("Received", q.ReceivedOn.Long()), answer("Reply by", by),
		{Key: render.Text("What is asked"), Value: typedContent(q.Asked)},
	}
}

// updateButtons are what this reader can do about an update now.
func updateButtons(f desk.SentFile, u desk.Update, a staff.Actor) []render.Button {
	at := func(path string) string { return updateAddress(f.Case.Ref, u.Number, path) }
	var buttons []render.Button
	add := func(text, path, classes string) {
		buttons = append(buttons, render.Button{Text: text, Href: at(path), Classes: classes})
	}
	switch u.State {
	case desk.UpdateWaits:
		if a.Has(staff.Supervisor) && u.RecordedBy != a.UserID {
			add("Review this amendment", "review", "")
		}
	case desk.UpdateToTell:
		add("Record that the authority was told", "told", "")
	case desk.UpdateOpen:
		add("Record the reply", "reply", "")
	}
	if u.Counts() {
		add("Take this amendment back", "take-back", "govuk-button--secondary")
	}
	return buttons
}

// getAmendable shows the report as it stands, each answer with a way to amend
// it.
func (s *Server) getAmendable(c *gin.Context) error {
	f, err := s.readSent(c)
	if err != nil {
		return err
	}
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, amending); err != nil {
		return err
	}
	if f.Closed() {
		return errClosedReferral
	}
	page := updatesPage{casePage: s.caseLayout(c, f.Head, "Amend an answer")}
	page.Back = &render.Link{Text: "Back to what was recorded after sending", Href: updatesAddress(f.Case.Ref)}
	page.Says = []string{
		"These are the answers as they stand with the amendments so far. Answers that stood on one page of the referral are amended together.",
		"Age and the answer to the referral decide which form was sent, so they are not amended: record an age assessment, or the client’s answer with the consent. What comes from the case is changed on the case first.",
	}
	page.Cards = amendableCards(f)
	return s.render.Page(c.Writer, http.StatusOK, "referral_updates", page)
}

func amendableCards(f desk.SentFile) []render.SummaryList {
	var cards []render.SummaryList
	for _, field := range f.Now.Form.Fields {
		if !f.Now.Amendable(field) {
			continue
		}
		if len(cards) == 0 || cards[len(cards)-1].Card.Title.Text != field.Section {
			cards = append(cards, answerCard(field.Section, ""))
		}
		row := render.SummaryRow{Key: render.Text(field.Short), Value: render.Text("Not answered")}
		if f.CanAmend(field) {
			row.Actions = []render.Action{{
				Text: "Amend", VisuallyHiddenText: "“" + field.Short + "”", Href: updatesAddress(f.Case.Ref, "amend", field.Name),
			}}
		}
		if values := f.Now.Values(field); len(values) > 0 {
			row.Value = typedContent(shownText(field, values))
		}
		last := &cards[len(cards)-1]
		last.Rows = append(last.Rows, row)
	}
	return cards
}
