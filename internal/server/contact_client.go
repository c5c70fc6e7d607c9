package server

import (
	"errors"
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
	"nrmdesk/internal/nrm/contact"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/render"
)

type contactClientPage struct {
	casePage
	Intro     []string
	Plan      render.SummaryList
	Action    string
	Hidden    []render.Hidden
	Questions []render.Question
	Submit    render.Button
	Log       render.Timeline
}

func contactAddress(r casefile.Ref) string { return caseAddress(r) + "/contact-client" }

func (s *Server) getClientContact(c *gin.Context) error {
	return s.showClientContact(c, form.Values{}, nil)
}

// postClientContact has a contact judged before it is made. What was found is
// shown on a page of its own, with what to do.
func (s *Server) postClientContact(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	number, err := s.desk.JudgeContact(c.Request.Context(), me(c).Actor, edit, attemptOf(v))
	if retry(err) {
		return s.showClientContact(c, v, err)
	}
	if err != nil {
		return err
	}
	next := contactAddress(edit.Ref)
	if number > 0 {
		next += "/" + strconv.Itoa(number)
	}
	return seeOther(c, next)
}

func attemptOf(v form.Values) contact.Attempt {
	return contact.Attempt{
		Channel: person.Channel(v.Trimmed("reach_by")), Use: v.Trimmed("reach_at"), Message: person.YesNo(v.Trimmed("reach_message")),
		OthersAnswer: person.YesNo(v.Trimmed("reach_others")), Interpreting: contact.Interpreting(v.Trimmed("reach_interpreting")),
		Why: contact.Why(v.Trimmed("reach_why")), Request: v.Trimmed("reach_request"),
	}
}

// showClientContact shows the plan, asks what somebody is about to do, and
// lists every contact so far.
func (s *Server) showClientContact(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	before, _ := strconv.Atoi(c.Query("before"))
	file, err := s.desk.ContactDesk(c.Request.Context(), me(c).Actor, r, max(0, before))
	if err != nil {
		return err
	}
	var invalid *fault.Invalid
	var conflict *fault.Conflict
	var problems fault.Problems
	status := http.StatusOK
	if errors.As(failed, &invalid) {
		status, problems = http.StatusUnprocessableEntity, invalid.Problems
	}
	v, unsent, err := s.withUnsent(c, v, failed)
	if err != nil {
		return err
	}
	if len(v.Names()) == 0 && len(file.Plan.Channels) > 0 && file.Plan.Channels[0] != person.NoChannel {
		v = form.Of(url.Values{"reach_at": {firstAddress(file.Plan.Details)}})
	}
	q := ask(v, problems)
	askAttempt(q)
	page := contactClientPage{
		casePage: s.caseLayout(c, file.Head, "Contact the client"), Action: contactAddress(r), Hidden: append(formHidden(file.Head, tokenOf(v)), unsent),
		Questions: q.list, Submit: render.Button{Text: "Check whether it is safe"}, Plan: contactPlanList(file), Log: contactLog(file),
		Intro: []string{"Check every call, message and letter here before you make it. Ask first whether the client is alone, then whether it is safe to talk."},
	}
	page.Errors = q.summary()
	if errors.As(failed, &conflict) {
		status = http.StatusConflict
		page.Errors = &render.ErrorSummary{TitleText: "This is not checked yet", ErrorList: []render.ErrorLink{
			{Text: conflict.Message}, {Text: "What you typed is still here. Look at the plan, then send it again."},
		}}
	}
	return s.render.Page(c.Writer, status, "contact_client", page)
}

// firstAddress is what stands before the first comma: the number without what
// was said about it.
func firstAddress(details string) string {
	first, _, _ := strings.Cut(details, ",")
	first, _, _ = strings.Cut(first, "\n")
	return strings.TrimSpace(first)
}

func askAttempt(q *questions) {
	q.one("reach_by", "How?", "", labelled(person.Channels[:len(person.Channels)-1])...)
	q.text("reach_at", "Which number or address, or through whom?", "It is compared with what the client gave, and with what must never be used.")
	q.pick("reach_why", "What for?", "", labelled(contact.Whys)...)
	q.yesNo("reach_message", "If nobody answers a call, will you leave a voicemail?", "Answer this for a call.")
	q.yesNo("reach_others", "Might somebody else answer?", "Answer this for a call.")
	q.one("reach_interpreting", "Who will interpret?", "Answer this for a call, or when a worker speaks to the client.", labelled(contact.Interpretings)...)
	q.long("reach_request", "Did the client ask for this time themselves? (optional)", "Write when and how they asked. Only that allows a contact outside their hours.")
}

func contactPlanList(file desk.ContactDesk) render.SummaryList {
	plan := file.Plan.SafeContact
	change := answer("Checked", file.ContactCheckedOn.Long())
	change.Actions = []render.Action{{Text: "Change", Href: caseAddress(file.Case.Ref) + "/contact", VisuallyHiddenText: "safe contact"}}
	hours := plan.HoursWords()
	switch {
	case hours == "":
	case file.Safe:
		hours += "\nNow is within these hours."
	default:
		hours += "\nNow is outside these hours."
	}
	rows := []render.SummaryRow{
		answer("Ways", contactWays(plan)), answer("Details", plan.Details), answer("Days and hours", hours), answer("About the time", plan.Hours),
		answer("Code word", plan.CodeWord), answer("Voicemail", yesNoWord(plan.Voicemail)), answer("Never to be used", strings.Join(plan.Dangerous, "\n")),
	}
	return render.SummaryList{Rows: append(rows, change)}
}

func contactLog(file desk.ContactDesk) render.Timeline {
	list := render.Timeline{Heading: "Contacts so far", Empty: "No contact was checked here yet."}
	base := contactAddress(file.Case.Ref)
	for _, m := range file.List {
		entry := render.TimelineEntry{
			Title: m.Channel.Label() + ": " + m.Level.Label(), When: moment(m.At), At: m.At.Format(time.RFC3339), By: m.ByName,
			Text: []string{m.Why.Label() + "."},
			Link: &render.Link{Text: "Record what came of it", Href: base + "/" + strconv.Itoa(m.Number), Hidden: "(" + moment(m.At) + ")"},
		}
		switch {
		case m.Outcome.Result != "":
			entry.Text = append(entry.Text, notEmpty(m.Outcome.Result.Label()+".", m.Outcome.Note)...)
			entry.Link.Text = "See it"
		case m.Level == contact.Stop:
			entry.Link.Text = "See why"
		}
		list.Entries = append(list.Entries, entry)
	}
	if file.More {
		list.More = &render.Link{Text: "Older contacts", Href: base + "?before=" + strconv.Itoa(file.List[len(file.List)-1].Number)}
	}
	return list
}

// contactFirst leads from wherever somebody is told to call or write to the
// client to the page that says whether it is safe.
func contactFirst(r casefile.Ref) render.Question {
	row := answer("A call, message or letter", "Check it before you make it, and record there what came of it.")
	row.Actions = []render.Action{{Text: "Contact the client", Href: contactAddress(r)}}
	return render.Question{Summary: &render.SummaryList{Rows: []render.SummaryRow{row}}}
}

func (s *Server) getContactResult(c *gin.Context) error {
	return s.contactResultForm(c, form.Values{}, nil)
}

func (s *Server) postContactResult(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return fault.NotFound
	}
	o := contact.Outcome{Result: contact.Result(v.Trimmed("reach_result")), Note: v.Trimmed("reach_note")}
	err = s.desk.RecordContact(c.Request.Context(), me(c).Actor, edit, number, o)
	if retry(err) {
		return s.contactResultForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "It is recorded: "+lowerFirst(o.Result.Label())+".")
	if len(contact.Advice(o.Result)) > 0 {
		return seeOther(c, c.Request.URL.Path)
	}
	return seeOther(c, contactAddress(edit.Ref))
}

// contactResultForm says what was found about a contact, and asks what came of
// it. One that was stopped has nothing to record.
func (s *Server) contactResultForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return fault.NotFound
	}
	file, err := s.desk.Contact(c.Request.Context(), me(c).Actor, r, number)
	if err != nil {
		return err
	}
	m := file.Contact
	page := questionPage{
		Caption: m.Channel.Label() + ", " + moment(m.At), Heading: contactHeading(m), Buttons: render.SaveButtons{Text: "Record what came of it"},
		Other: &render.Link{Text: "Go back to contacting the client", Href: contactAddress(r)},
	}
	open := m.Outcome.Result == "" && m.Level != contact.Stop
	if !open {
		page.Buttons.Text = ""
		page.ReadOnly = true
	}
	return s.caseForm(c, file.Head, v, failed, page, func(q *questions) {
		for _, line := range contact.Advice(m.Outcome.Result) {
			q.add(render.Question{Warning: &render.WarningText{Text: line}})
		}
		if len(m.Found) > 0 {
			var rows []render.SummaryRow
			for _, f := range m.Found {
				rows = append(rows, answer(f.Level.Label(), f.Sentence))
			}
			q.add(render.Question{Summary: &render.SummaryList{Rows: rows}})
		} else {
			q.say("This is what the client said is safe.")
		}
		q.add(render.Question{Summary: &render.SummaryList{Rows: clientContactRows(m)}})
		if !open {
			return
		}
		q.one("reach_result", "What came of it?", "", labelled(contact.Results(m.Channel))...)
		q.long("reach_note", "What happened? (optional when it went well)", "The whole team can read it. Do not write the code word.")
	})
}

func contactHeading(m desk.ClientContact) string {
	switch {
	case m.Outcome.Result != "":
		return m.Outcome.Result.Label()
	case m.Level == contact.Stop:
		return "Do not make this contact"
	case m.Level == contact.Warn:
		return "You can make this contact, with care"
	default:
		return "You can make this contact"
	}
}

func clientContactRows(m desk.ClientContact) []render.SummaryRow {
	rows := []render.SummaryRow{answer("Number, address or worker", m.Use), answer("What for", m.Why.Label()), answer("Checked by", m.ByName)}
	if m.Request != "" {
		rows = append(rows, answer("What the client asked for", m.Request))
	}
	if m.Outcome.Result != "" {
		rows = append(rows, answer("Recorded", m.OutcomeBy+", "+moment(m.OutcomeRecorded)))
	}
	if m.Outcome.Note != "" {
		rows = append(rows, answer("What happened", m.Outcome.Note))
	}
	return rows
}

func judgedTitle(f facts) string {
	if f["level"] == string(contact.Stop) {
		return "A contact with the client was stopped"
	}
	return "A contact with the client was checked"
}

func judgedText(f facts) []string {
	return []string{
		sentenceOf(person.Channel(f["channel"]).Label(), f["channel"]),
		sentenceOf(contact.Why(f["purpose"]).Label(), f["purpose"]),
		sentenceOf(contact.Level(f["level"]).Label(), f["level"]),
	}
}

func contactText(f facts) []string {
	return []string{
		sentenceOf(person.Channel(f["channel"]).Label(), f["channel"]), sentenceOf(contact.Result(f["result"]).Label(), f["result"]),
	}
}

// toldText says when the client was told of a decision.
func toldText(f facts) []string {
	lines := []string{on("Told on ", f["told_on"])}
	if f["told_unchecked"] == "yes" {
		lines = append(lines, "No such contact with the client is recorded for that day.")
	}
	return lines
}

var clientContactWords = words{
	fields: map[string]string{
		"contact_days":       "the safe days",
		"contact_from":       "the first safe time",
		"contact_until":      "the last safe time",
		"contact_dangerous":  "what must never be used",
		"reach_by":           "how the client would be contacted",
		"reach_at":           "the number or address, or through whom",
		"reach_why":          "what the contact is for",
		"reach_message":      "whether a voicemail would be left",
		"reach_others":       "whether somebody else might answer",
		"reach_interpreting": "who would interpret",
		"reach_request":      "what the client asked for",
		"reach_result":       "what came of it",
		"reach_note":         "what happened",
		"told_way":           "how the client was told",
	},
	messages: map[string]string{
		"contact_details/dangerous":   "The number or address is among those that must never be used. Enter another, or take it out of that list",
		"contact_from/other_missing":  "Enter the first safe time, or leave both empty",
		"contact_until/other_missing": "Enter the last safe time, or leave both empty",
		"contact_until/same_time":     "The last safe time must differ from the first",
		"told_way/not_contacted":      "No such contact is recorded for that day. Check it on the page “Contact the client” before it is made, and record there what came of it",
	},
}
