package server

import (
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/render"
)

// sendHandoff is the flow that hands a client over: to whom, why, what they
// will see. Consent is asked on every page and again when it is sent. What was
// typed is kept with the case, so that a colleague can go on.
func (s *Server) sendHandoff() *flow {
	to := func(kind string) func(x *walk) bool { return func(x *walk) bool { return x.text("recipient") == kind } }
	return &flow{
		name: "send-handoff", area: "Handoffs", title: "Hand over to support",
		start: s.startHandoff, kept: s.keepHandoff,
		steps: []step{
			{
				id: "find", heading: "Who do you want to hand over to?",
				ask: func(x *walk, q *questions) {
					if back := takenBackWords(handoffOf(x).Standing); back != "" {
						q.inset(back)
					}
					q.one("recipient", "Who takes over?", "", choice{"directory", "A service in the support directory", ""},
						choice{"colleague", "A colleague or a team of this organisation", "They find it in their inbox."},
						choice{"other", "Somebody else", "For example a local authority, a lawyer or a GP."})
					q.text("words", "Words to look for in the directory (optional)", "For example a name, “guardian” or “housing”. Only services that work in "+handoffOf(x).Case.Nation.Name()+" are offered.")
				},
				check: func(x *walk) (ps fault.Problems) {
					if !slices.Contains([]string{"directory", "colleague", "other"}, x.text("recipient")) {
						ps.Add("recipient", "select_one")
					}
					return ps
				},
			},
			{id: "to", heading: "Choose a service", when: to("directory"), ask: askEntry, check: entryProblems},
			{
				id: "current", heading: "Check the service before you share anything", when: func(x *walk) bool {
					entry, ok := entryOf(x)
					return to("directory")(x) && ok && entry.NeedsConfirming(handoffOf(x).Today)
				},
				ask: func(x *walk, q *questions) {
					entry, _ := entryOf(x)
					q.inset(entry.Name() + ": " + checkedWords(entry) + ". Numbers and services change. Check on their own website or by phone that this is still right.")
					q.some("confirmed_current", "Confirm", "", choice{value: "yes", text: "I have checked that this service and its contact details are current"})
				},
				check: handoffProblems("confirmed_current"),
			},
			{
				id: "colleague", heading: "Which colleague or team?", when: to("colleague"),
				ask: func(x *walk, q *questions) {
					q.pick("colleague", "Colleague or team", "They see what you put into the envelope, not the case.", colleagueChoices(handoffOf(x).Colleagues)...)
				},
				check: handoffProblems("colleague"),
			},
			{
				id: "somebody", heading: "Who is it?", when: to("other"),
				ask: func(_ *walk, q *questions) {
					q.text("recipient_name", "Organisation", "The organisation and the team, as they call themselves.")
					outside := slices.DeleteFunc(slices.Clone(handoff.Classes), func(c handoff.Class) bool { return c == handoff.Colleague })
					q.pick("recipient_class", "What are they?", "This decides which answer of the client a share rests on.", labelled(outside)...)
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
				id: "files", heading: "Which documents may they have?",
				intro: []string{"Choose each by itself. If a page is about somebody else, or says more than they need, make a copy without it and add that to the case first."},
				when:  func(x *walk) bool { return len(handoffOf(x).Papers) > 0 },
				ask:   askFiles, check: handoffProblems("handoff_files"),
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
				ask: func(x *walk, q *questions) {
					d := draftHandoff(x)
					class := d.Recipient().Class
					q.long("note", "Note on safe contact (optional)", "What they must know before they contact the client.")
					q.date("keep_until", "Until when may they keep it?", "Usually "+plural(handoff.KeepFor(class).Days, "day")+" for them. Ask for no longer than they need.")
					ways := handoff.Ways(class, d.Receiver(handoffOf(x).Case.OrganisationID))
					q.one("sent_how", "How is it sent?", sendingHint(ways), labelled(ways)...)
				},
				check: handoffProblems("note", "keep_until", "sent_how"),
			},
			{
				id: "contact", heading: "Who has it, and when do you ask again?",
				intro: []string{"NRM Desk sends nothing by itself. You speak or write to them, and ask again if they do not answer."},
				when:  func(x *walk) bool { return handoff.SentHow(x.text("sent_how")).ByHand() },
				ask: func(_ *walk, q *questions) {
					q.text("sent_contact", "Who takes it at the other end?", "A named person. Their role helps if they are away.")
					q.date("chase_on", "When will you ask again if they have not answered?", "A day within two weeks.")
				},
				check: handoffProblems("sent_contact", "chase_on"),
			},
		},
		check: s.checkHandoff,
		submit: func(c *gin.Context, x *walk) (string, error) {
			r := handoffOf(x).Case.Ref
			edit := desk.Edit{Ref: r, Version: versionOf(x.text(versionField)), Token: x.token()}
			d := draftHandoff(x)
			number, err := s.desk.SendHandoff(c.Request.Context(), me(c).Actor, edit, d)
			if err != nil {
				return "", err
			}
			done := "The handoff is recorded as sent."
			if d.SentHow == handoff.ToInbox {
				done = "The handoff is in their inbox."
			}
			s.sessions.Notify(c.Request.Context(), done)
			if number == 0 {
				return caseAddress(r) + "/handoffs", nil
			}
			return handoffAddress(r, number), nil
		},
	}
}

func sendingHint(ways []handoff.SentHow) string {
	if slices.Contains(ways, handoff.ToInbox) {
		return "In their inbox they can accept, ask or decline, and you see when they open it."
	}
	return "They have no inbox in NRM Desk, so you pass it on yourself."
}

func colleagueChoices(list []handoff.InHouse) []choice {
	choices := make([]choice, len(list))
	for i, c := range list {
		choices[i] = choice{value: c.ID, text: c.Name}
		if c.Team {
			choices[i].text += " (team)"
		}
	}
	return choices
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

// handoffProblems are the problems of some fields only: those of one page.
func handoffProblems(fields ...string) func(x *walk) fault.Problems {
	return func(x *walk) fault.Problems {
		file := handoffOf(x)
		dates := slices.DeleteFunc(slices.Clone(fields), func(f string) bool { return f != "keep_until" && f != "chase_on" })
		return dateProblems(only(handoff.Check(draftHandoff(x), file.Consent, file.Today), fields...), x.values, dates...)
	}
}

// writtenItems are the chosen items that need words of the sender.
func writtenItems(x *walk) []handoff.Item {
	var items []handoff.Item
	envelope, _ := draftHandoff(x).Pack(handoffOf(x).Consent)
	for _, line := range envelope.Shared {
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
	all := handoff.Pack(file.Consent, d.Recipient(), handoff.Items)
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

func orNone(text string) string {
	if strings.TrimSpace(text) == "" {
		return "None"
	}
	return text
}

var handoffWords = words{
	fields: map[string]string{
		"recipient": "who takes over", "directory_entry": "the service", "recipient_name": "the organisation or name",
		"recipient_class": "what they are", "colleague": "the colleague or team", "handoff_files": "the documents", "keep_until": "the day until which they may keep it",
		"sent_contact": "who takes it at the other end", "chase_on": "the day to ask again", "chase_how": "how you asked", "chase_contact": "who you spoke to or tried to reach",
		"chase_said": "what was said", "chase_next": "the day to ask next", "purpose": "the purpose", "items": "what they may see", "note": "the note",
		"sent_how": "how it is sent", "say_support_wanted": "the support wanted", "say_account_summary": "the account of what happened",
		"say_police_reference": "the police reference", "say_decision_letter": "what is given of the decision letter", "say_documents": "the documents",
		"state": "what happened", "contact": "the name of the person you spoke to", "details": "what was said", "outcome": "how it ended",
	},
	messages: map[string]string{
		"confirmed_current/required":       "Confirm that you have checked the service",
		"directory_entry/cannot_be_chosen": "{0} has closed down, was replaced or takes nobody over. Choose another service: what you wrote is kept",
		"handoff_files/cannot_leave":       "Document {0} cannot be shared. {1}",
		"items/no_consent":                 "{0} cannot be shared: the client has not agreed to it",
		"items/select_one":                 "Select at least one item to share",
	},
}
