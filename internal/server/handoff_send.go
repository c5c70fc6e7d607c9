package server

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/render"
)

// sendHandoff is the flow that hands a client over: to whom, why, what they
// will see. Consent is asked on every page and again when it is sent.
func (s *Server) sendHandoff() *flow {
	fromDirectory := func(x *walk) bool { return x.text("recipient") == "directory" }
	return &flow{
		name: "send-handoff", area: "Handoffs", title: "Hand over to support",
		start: s.startHandoff,
		steps: []step{
			{
				id: "find", heading: "Who do you want to hand over to?",
				ask: func(x *walk, q *questions) {
					if back := takenBackWords(handoffOf(x).Standing); back != "" {
						q.inset(back)
					}
					q.one("recipient", "Who takes over?", "", choice{"directory", "A service in the support directory", ""},
						choice{"other", "Somebody else", "For example a local authority, a lawyer, a GP or a colleague."})
					q.text("words", "Words to look for in the directory (optional)", "For example a name, “guardian” or “housing”. Only services that work in "+handoffOf(x).Case.Nation.Name()+" are offered.")
				},
				check: func(x *walk) (ps fault.Problems) {
					if x.text("recipient") != "other" && !fromDirectory(x) {
						ps.Add("recipient", "select_one")
					}
					return ps
				},
			},
			{id: "to", heading: "Choose a service", when: fromDirectory, ask: askEntry, check: entryProblems},
			{
				id: "current", heading: "Check the service before you share anything", when: func(x *walk) bool {
					entry, ok := entryOf(x)
					return fromDirectory(x) && ok && entry.NeedsConfirming(handoffOf(x).Today)
				},
				ask: func(x *walk, q *questions) {
					entry, _ := entryOf(x)
					q.inset(entry.Name() + ": " + checkedWords(entry) + ". Numbers and services change. Check on their own website or by phone that this is still right.")
					q.some("confirmed_current", "Confirm", "", choice{value: "yes", text: "I have checked that this service and its contact details are current"})
				},
				check: handoffProblems("confirmed_current"),
			},
			{
				id: "somebody", heading: "Who is it?", when: func(x *walk) bool { return !fromDirectory(x) },
				ask: func(_ *walk, q *questions) {
					q.text("recipient_name", "Organisation, or name of the colleague", "The organisation and the team, as they call themselves.")
					q.pick("recipient_class", "What are they?", "This decides which answer of the client a share rests on.", labelled(handoff.Classes)...)
				},
				check: handoffProblems("recipient_name", "recipient_class"),
			},
			{
				id: "purpose", heading: "What is it for?",
				intro: []string{"The recipient reads this. Say what you ask of them, not more than they need."},
				ask: func(x *walk, q *questions) {
					q.long("purpose", "Purpose", "For example, a safe place to stay and a support worker.")
					askHandoffNeeds(x, q)
				},
				check: handoffProblems("purpose"),
			},
			{
				id: "items", heading: "What may they see?",
				intro: []string{"Choose only what they need. An item that the client has not agreed to share cannot be chosen."},
				ask:   askItems, check: handoffProblems("items"),
			},
			{
				id: "words", heading: "What will you tell them?",
				intro: []string{"The case file cannot be passed on whole. Write what they will be told or given."},
				when:  func(x *walk) bool { return len(writtenItems(x)) > 0 },
				ask: func(x *walk, q *questions) {
					for _, item := range writtenItems(x) {
						q.long(item.Field(), item.Label(), "")
					}
				},
				check: func(x *walk) fault.Problems {
					var fields []string
					for _, item := range writtenItems(x) {
						fields = append(fields, item.Field())
					}
					return handoffProblems(fields...)(x)
				},
			},
			{
				id: "sending", heading: "How do you pass it on?",
				intro: []string{"NRM Desk sends nothing by itself. You speak or write to them; this keeps what was shared."},
				ask: func(_ *walk, q *questions) {
					q.long("note", "Note on safe contact (optional)", "What they must know before they contact the client.")
					q.one("sent_how", "How is it sent?", "", labelled(handoff.SentHows)...)
				},
				check: handoffProblems("note", "sent_how"),
			},
		},
		check: s.checkHandoff,
		submit: func(c *gin.Context, x *walk) (string, error) {
			r := handoffOf(x).Case.Ref
			edit := desk.Edit{Ref: r, Version: versionOf(x.text(versionField)), Token: x.token()}
			number, err := s.desk.SendHandoff(c.Request.Context(), me(c).Actor, edit, draftHandoff(x))
			if err != nil {
				return "", err
			}
			s.sessions.Notify(c.Request.Context(), "The handoff is recorded as sent.")
			if number == 0 {
				return caseAddress(r) + "/handoffs", nil
			}
			return handoffAddress(r, number), nil
		},
	}
}

func (s *Server) startHandoff(c *gin.Context, x *walk) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	file, err := s.desk.PrepareHandoff(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	bar := caseBar(file.Head)
	x.file, x.bar = file, &bar
	if entry, ok := file.Services.ByID(c.Query("service")); ok && c.Param("step") == "" && entry.CanBeChosen() {
		x.kept.Set("recipient", "directory")
		x.kept.Set("directory_entry", entry.ID)
	}
	if wants := c.Query("need"); c.Param("step") == "" && need.Code(wants).Label() != "" {
		x.kept.Set("handoff_needs", wants)
	}
	if c.Param("step") == "" || x.text(versionField) == "" {
		x.kept.Set(versionField, strconv.FormatInt(file.Case.Version, 10))
	}
	return nil
}

// takenBackWords tell why a handoff that was being written is gone.
func takenBackWords(standing consent.Standing) string {
	on := standing.Record.GivenOn
	if standing.Record.Kind != consent.Withdrawal {
		for _, when := range standing.TakenBack {
			on = when
		}
		if len(standing.TakenBack) == 0 {
			return ""
		}
	}
	return "The client took back consent on " + on.Long() + ". Handoffs that were being written then are dropped: nothing of them was sent."
}

func handoffOf(x *walk) desk.HandoffDesk { return x.file.(desk.HandoffDesk) }

func entryOf(x *walk) (directory.Entry, bool) {
	return handoffOf(x).Services.ByID(x.text("directory_entry"))
}

// draftHandoff reads the handoff from the answers; what belongs to the way not
// taken is left out.
func draftHandoff(x *walk) handoff.Draft {
	d := handoff.Draft{
		Purpose: x.text("purpose"), Note: x.text("note"), SentHow: handoff.SentHow(x.text("sent_how")), Said: map[handoff.Item]string{},
		Staff: handoffOf(x).Staff,
	}
	if x.text("recipient") == "directory" {
		entry, _ := entryOf(x)
		d.Entry, d.Class, d.ConfirmedCurrent = x.text("directory_entry"), handoff.Class(entry.Class), x.text("confirmed_current") == "yes"
	} else {
		d.RecipientName, d.Class = x.text("recipient_name"), handoff.Class(x.text("recipient_class"))
	}
	for _, code := range x.values.All("handoff_needs") {
		d.Needs = append(d.Needs, need.Code(code))
	}
	for _, item := range x.values.All("items") {
		d.Wanted = append(d.Wanted, handoff.Item(item))
	}
	for _, item := range handoff.Items {
		if item.Written() {
			d.Said[item] = x.text(item.Field())
		}
	}
	return d
}

func envelopeOf(x *walk) handoff.Envelope {
	d, file := draftHandoff(x), handoffOf(x)
	return handoff.Pack(file.Consent, d.Recipient(file.Services), d.Wanted)
}

// handoffProblems are the problems of some fields only: those of one page.
func handoffProblems(fields ...string) func(x *walk) fault.Problems {
	return func(x *walk) fault.Problems {
		return only(handoff.Check(draftHandoff(x), envelopeOf(x), handoffOf(x).Services, handoffOf(x).Today), fields...)
	}
}

// writtenItems are the chosen items that need words of the sender.
func writtenItems(x *walk) []handoff.Item {
	var items []handoff.Item
	for _, line := range envelopeOf(x).Shared {
		if line.Item.Written() {
			items = append(items, line.Item)
		}
	}
	return items
}

// askEntry offers the services of the directory that work where the client is.
func askEntry(x *walk, q *questions) {
	words := strings.Fields(strings.ToLower(x.text("words")))
	choices := entryChoices(handoffOf(x), words)
	if len(choices) == 0 {
		q.inset("No service in " + handoffOf(x).Case.Nation.Name() + " matches your words, so all of them are listed.")
		choices = entryChoices(handoffOf(x), nil)
	}
	q.one("directory_entry", "Service", "Services that have closed down and second entries of the same service are not offered.", choices...)
}

func entryProblems(x *walk) fault.Problems {
	problems := handoffProblems("directory_entry")(x)
	if entry, ok := entryOf(x); !ok || !entry.Serves(handoffOf(x).Case.Nation) {
		problems = fault.Problems{{Field: "directory_entry", Code: "select_one"}}
	}
	return problems
}

func entryChoices(file desk.HandoffDesk, words []string) []choice {
	entries := slices.DeleteFunc(file.Services.Entries(), func(e directory.Entry) bool {
		return !e.CanBeChosen() || !e.Serves(file.Case.Nation) || !matches(e, words)
	})
	slices.SortStableFunc(entries, func(a, b directory.Entry) int {
		return slices.Index(handoff.Classes, handoff.Class(a.Class)) - slices.Index(handoff.Classes, handoff.Class(b.Class))
	})
	choices := make([]choice, len(entries))
	for i, e := range entries {
		hint := []string{unsafeAt(e, file.Wishes), handoff.Class(e.Class).Label(), e.Offer, "For " + forWhom(e), contactWords(e), checkedWords(e)}
		choices[i] = choice{e.ID, e.Name(), strings.Join(notEmpty(hint...), ". ") + "."}
	}
	return choices
}

func matches(e directory.Entry, words []string) bool {
	about := []string{e.Name(), e.Offer, handoff.Class(e.Class).Label()}
	for _, code := range e.Needs {
		about = append(about, code.Label())
	}
	for _, kind := range e.Exploitation {
		about = append(about, kind.Label())
	}
	text := strings.ToLower(strings.Join(about, " "))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// checkedWords is how far an entry can be trusted.
func checkedWords(e directory.Entry) string {
	said := e.CheckedWords()
	return e.Status.Label() + ", " + strings.ToLower(said[:1]) + said[1:]
}

// askItems offers the items that may be shared, each with the consent it rests
// on. The others have no box to tick and say why.
func askItems(x *walk, q *questions) {
	file, d := handoffOf(x), draftHandoff(x)
	all := handoff.Pack(file.Consent, d.Recipient(file.Services), handoff.Items)
	if len(all.Shared) == 0 {
		q.inset("Nothing can be shared with this recipient yet. Record consent first. If somebody is in serious danger, ask on the consent page to share without it.")
	} else {
		var choices []choice
		for _, line := range all.Shared {
			choices = append(choices, choice{string(line.Item), line.Item.Label(), line.Why})
		}
		q.some("items", "Items", "", choices...)
	}
	if len(all.Withheld) > 0 {
		var rows []render.SummaryRow
		for _, line := range all.Withheld {
			rows = append(rows, answer(line.Item.Label(), line.Why))
		}
		q.heading("Cannot be shared")
		q.add(render.Question{Summary: &render.SummaryList{Rows: rows}})
	}
}

// checkHandoff shows exactly what the recipient will see. Whoever reads it has
// seen the case as it is now, so the edit counts from here.
func (s *Server) checkHandoff(c *gin.Context, x *walk, page *checkPage) error {
	file, d, envelope := handoffOf(x), draftHandoff(x), envelopeOf(x)
	x.kept.Set(versionField, strconv.FormatInt(file.Case.Version, 10))
	if err := s.keep(c, x); err != nil {
		return err
	}
	to := d.RecipientName
	if entry, ok := entryOf(x); ok && d.Entry != "" {
		to = entry.Name()
	}
	page.Heading = "Check what the recipient will see"
	page.Title = page.Heading
	page.Intro = []string{
		"You stay responsible until they accept. Without an answer by " + moment(file.AnswerDueAt) + " the handoff is overdue.",
	}
	var shared, withheld []render.SummaryRow
	for _, line := range envelope.Shared {
		value := file.Values[line.Item]
		if line.Item.Written() {
			value = d.Said[line.Item]
		}
		shared = append(shared, answer(line.Item.Label(), value+"\n("+line.Why+")"))
	}
	for _, line := range envelope.Withheld {
		withheld = append(withheld, answer(line.Item.Label(), line.Why))
	}
	page.Cards = []render.SummaryList{
		answerCard("Recipient", x.base+"/find", answer("To", to), answer("Kind", d.Class.Label()), answer("Purpose", d.Purpose), answer("Needs", orNone(needLabels(d.Needs)))),
		answerCard("Shared ("+number(len(shared))+")", x.base+"/items", shared...),
		answerCard("Not shared ("+number(len(withheld))+")", "", withheld...),
		answerCard("Sending", x.base+"/sending", answer("Note on safe contact", orNone(d.Note)), answer("Sent", d.SentHow.Label())),
	}
	page.Cards = append(page.Cards, wishCard(file)...)
	if entry, ok := entryOf(x); ok && d.Entry != "" {
		if unsafe := unsafeAt(entry, file.Wishes); unsafe != "" {
			page.Intro = append([]string{unsafe + "."}, page.Intro...)
		}
	}
	page.Buttons.Text = "Record handoff as sent"
	return nil
}

func orNone(text string) string {
	if strings.TrimSpace(text) == "" {
		return "None"
	}
	return text
}

var handoffWords = words{
	fields: map[string]string{
		"recipient": "who takes over", "directory_entry": "the service", "recipient_name": "the organisation or name",
		"recipient_class": "what they are", "purpose": "the purpose", "items": "what they may see", "note": "the note",
		"sent_how": "how it is sent", "say_support_wanted": "the support wanted", "say_account_summary": "the account of what happened",
		"say_police_reference": "the police reference", "say_decision_letter": "what is given of the decision letter", "say_documents": "the documents",
		"state": "what happened", "contact": "the name of the person you spoke to", "details": "what was said", "outcome": "how it ended",
	},
	messages: map[string]string{
		"confirmed_current/required":       "Confirm that you have checked the service",
		"directory_entry/cannot_be_chosen": "{0} cannot be chosen. Choose another service",
		"items/no_consent":                 "{0} cannot be shared: the client has not agreed to it",
		"items/select_one":                 "Select at least one item to share",
		"recipient_name/not_a_colleague":   "Nobody of that name works here. Enter the name of a colleague as on their account, or choose what the recipient is",
	},
}
