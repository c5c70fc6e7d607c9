package server

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

// askConsent is the flow that records one sitting. Of a child, or when the age
// is not known, it records what was explained and asks for no answer.
func (s *Server) askConsent() *flow {
	adult := func(x *walk) bool { return !ofChild(x) }
	agreed := func(x *walk) bool { return adult(x) && x.text("refer_to_nrm") == string(consent.Yes) }
	return &flow{
		name: "ask-consent", area: "Consent", title: "Record consent",
		start: s.startConsent,
		steps: []step{
			{
				id: "sheet", heading: "Which explanation did you use?",
				intro: []string{"What the client was told, and in which language, must be plain to see later."},
				ask: func(_ *walk, q *questions) {
					q.text("language", "Language of the explanation", "")
					q.text("sheet_version", "Version of the explanation sheet", "It stands at the foot of the sheet. If you used none, enter “none”.")
					q.text("notice_version", "Version of the privacy information notice", "The date on the notice, for example April 2026.")
				},
				check: consentProblems("language", "sheet_version", "notice_version"),
			},
			{
				id: "explained", heading: "What did you explain?",
				ask: func(x *walk, q *questions) {
					if ofChild(x) {
						q.say("Tick only what you explained. Explain all of it, in words that fit their age.")
					} else {
						q.say("Tick only what you explained. A no can be recorded at any time; a yes needs all of it.")
					}
					var choices []choice
					for _, p := range consent.Points {
						choices = append(choices, choice{value: p.ID, text: p.Text})
					}
					q.some("explained", "The client was told", "", choices...)
				},
				check: explainedProblems,
			},
			{
				id: "how", heading: "How did you talk?",
				ask: func(_ *walk, q *questions) {
					q.date("given_on", "When was the conversation?", "For example, 12 5 2026.")
					q.one("explained_how", "How did it take place?", "", labelled(consent.Hows)...)
					q.one("interpreter", "Who interpreted?", "Never somebody who came with the client. The client may choose the gender of the interpreter.", labelled(consent.Interpreters)...)
					q.text("interpreter_reference", "Interpreter’s reference (optional)", "The booking number, not a name.")
				},
				check: consentProblems("given_on", "explained_how", "interpreter", "interpreter_reference"),
			},
			{
				id: "decision", heading: "What did the client decide?", when: adult,
				ask: func(x *walk, q *questions) {
					q.say("Explained in " + x.text("language") + ", sheet version " + x.text("sheet_version") + ". They can change their mind at any time.")
					q.answer(consent.ReferToNRM, "")
					q.answer(consent.ShareSupport, "Leave empty if they need more time about the referral itself.")
					q.answer(consent.SharePolice, "The police are told of a referral. This is about the details the client has given you.")
					q.long("own_words", "What did they say, in their own words? (optional)", "")
				},
				check: decisionProblems,
			},
			{
				id: "refusal", heading: "The client said no", when: func(x *walk) bool { return adult(x) && x.text("refer_to_nrm") == string(consent.No) },
				intro: []string{"Nobody has to explain a no. Support outside the National Referral Mechanism stays open to them."},
				ask: func(_ *walk, q *questions) {
					q.long("refusal_reason", "What they said about why, if they wished to say", "")
					q.some("reason_not_given", "If they did not say why", "", choice{value: "yes", text: "The client did not wish to say why"})
					q.answer(consent.IdentifyInDuty, "A report about the refusal may go to the Home Office. It names nobody unless the client says yes here.")
				},
				check: consentProblems("refusal_reason", "reason_not_given", "identify_in_duty"),
			},
			{
				id: "wishes", heading: "What does the client want?", when: agreed,
				intro: []string{"The referral form asks these two questions. Neither changes whether they can be referred."},
				ask: func(_ *walk, q *questions) {
					q.answer(consent.WantsSupport, "Specialist support while the decisions are made.")
					q.answer(consent.HelpAuthorities, "They do not have to speak to the police to get support.")
				},
				check: consentProblems("wants_support", "help_authorities"),
			},
			{
				id: "support-contact", heading: "How can the support provider reach the client?",
				when:  func(x *walk) bool { return agreed(x) && x.text("wants_support") == string(consent.Yes) },
				intro: []string{"Give one or the other."},
				ask: func(_ *walk, q *questions) {
					q.long("support_contact", "A safe way to reach them", "Never a number that an exploiter knows.")
					q.long("no_support_contact", "Or why none can be given", "")
				},
				check: consentProblems("support_contact", "no_support_contact"),
			},
			{
				id: "letters", heading: "Who may write to whom?", when: agreed,
				intro: []string{"Ask about each way by itself. Somebody else may see a letter or hear a call."},
				ask: func(_ *walk, q *questions) {
					q.answer(consent.DecisionToOther, "For example a solicitor. They must know about it and agree.")
					q.text("decision_to", "If yes, to whom?", "")
					for _, ch := range consent.Channels {
						q.one("contact_"+string(ch), "May they be contacted about the referral by "+channelWords[ch]+"?", "", answers()...)
					}
				},
				check: consentProblems("decision_to_other", "decision_to", "contact_letter", "contact_email", "contact_phone", "contact_text"),
			},
			{
				id: "answered", heading: "How was the answer given?", when: adult,
				ask: func(_ *walk, q *questions) {
					q.one("answered_how", "The client answered by", "", labelled(consent.AnsweredHows)...)
					q.text("witness", "Name of the witness, if it was said aloud", "")
					q.text("other_how", "What the other way was, if it was another", "")
				},
				check: consentProblems("answered_how", "witness", "other_how"),
			},
			{
				id: "age", heading: "Age and safeguarding", when: ofChild,
				intro: []string{"Consent is not asked. The referral goes ahead to keep a child, or somebody who may be one, safe."},
				ask: func(_ *walk, q *questions) {
					q.long("age_evidence", "What is the age based on?", "For example, papers, what the client says, or an assessment and its date.")
					q.long("local_authority_contact", "Who at the local authority was told, and when? (optional for now)", "You need this before you can write the referral.")
				},
				check: consentProblems("age_evidence", "local_authority_contact"),
			},
			{
				id: "worries", heading: "Did anything worry you?",
				ask: func(x *walk, q *questions) {
					q.long("worries", "Worries about understanding or pressure (optional)", "For example, somebody waiting outside, or answers that sounded learned.")
					if ofChild(x) {
						q.long("own_words", "What did they say, in their own words? (optional)", "")
					}
				},
				check: consentProblems("worries", "own_words"),
			},
			{
				id: "review", heading: "When will you ask again?", when: adult,
				intro: []string{"Needed when the client wants more time about anything. Otherwise only if you agreed to talk again."},
				ask: func(_ *walk, q *questions) {
					q.date("review_on", "Date to ask again (optional if nothing is open)", "For example, 12 5 2026.")
				},
				check: consentProblems("review_on"),
			},
		},
		check: checkConsent,
		submit: func(c *gin.Context, x *walk) (string, error) {
			file := x.file.(desk.ConsentFile)
			rec := sittingOf(x)
			edit := desk.Edit{Ref: file.Case.Ref, Version: versionOf(x.text(versionField)), Token: x.token()}
			if err := s.desk.RecordConsent(c.Request.Context(), me(c).Actor, edit, rec); err != nil {
				return "", err
			}
			if rec.Status() == consent.StatusRefused {
				s.sessions.Notify(c.Request.Context(), "The refusal is recorded.")
				return caseAddress(file.Case.Ref) + "/duty", nil
			}
			s.sessions.Notify(c.Request.Context(), "Recorded: "+rec.Status().Label()+".")
			return caseAddress(file.Case.Ref) + "/consent", nil
		},
	}
}

// startConsent reads the case. Whoever comes in through the first address has
// just seen the case as it is, so the edit counts from there.
func (s *Server) startConsent(c *gin.Context, x *walk) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	file, err := s.desk.Consent(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	bar := caseBar(file.Head)
	x.file, x.bar = file, &bar
	if c.Param("step") == "" || x.text(versionField) == "" {
		x.kept.Set(versionField, strconv.FormatInt(file.Case.Version, 10))
		prefill(x, "language", file.Client.Language)
		prefill(x, "age_evidence", file.Safeguard.AgeEvidence)
		prefill(x, "local_authority_contact", file.Safeguard.LocalAuthorityContact)
	}
	return nil
}

// prefill puts in what the case knows, so that nothing is asked twice. Answers
// of the client are never put in.
func prefill(x *walk, name, text string) {
	if !x.kept.Has(name) && text != "" {
		x.kept.Set(name, text)
	}
}

func ofChild(x *walk) bool { return x.file.(desk.ConsentFile).Case.AgeBand.TreatedAsChild() }

// consentProblems are the problems of some fields only: those of one page.
func consentProblems(fields ...string) func(x *walk) fault.Problems {
	return func(x *walk) fault.Problems { return only(sittingProblems(x), fields...) }
}

// explainedProblems leaves it to the page of the decision to say that a yes
// needs everything explained: only there it is known to be a yes.
func explainedProblems(x *walk) fault.Problems {
	problems := only(sittingProblems(x), "explained")
	if !ofChild(x) {
		problems = without(problems, "explain_everything")
	}
	return problems
}

func decisionProblems(x *walk) fault.Problems {
	return only(sittingProblems(x), "explained", "refer_to_nrm", "share_support", "share_police", "own_words")
}

// checkConsent shows the sitting before it is recorded.
func checkConsent(_ *gin.Context, x *walk, page *checkPage) error {
	rec := sittingOf(x)
	page.Cards = []render.SummaryList{
		answerCard("Explanation", x.base+"/sheet", sheetRows(rec)...),
		answerCard("What was explained", x.base+"/explained", explainedRows(rec)...),
		answerCard("Conversation", x.base+"/how", conversationRows(rec)...),
	}
	card := func(title, step string, rows []render.SummaryRow) {
		if _, _, needed := x.find(step); needed {
			page.Cards = append(page.Cards, answerCard(title, x.base+"/"+step, rows...))
		}
	}
	card("Decision", "decision", decisionRows(rec))
	card("The refusal", "refusal", refusalRows(rec))
	card("Wishes", "wishes", wishRows(rec))
	card("Support contact", "support-contact", supportContactRows(rec))
	card("Letters and calls", "letters", letterRows(rec))
	card("How it was answered", "answered", answeredRows(rec))
	card("Age and safeguarding", "age", ageRows(rec))
	card("Worries", "worries", worryRows(rec))
	card("Asking again", "review", reviewRows(rec))
	page.Intro = []string{"Once recorded, this cannot be changed. A later conversation is recorded beside it."}
	page.Buttons.Text = map[consent.Status]string{
		consent.StatusRefused: "Record the refusal", consent.StatusNotRequired: "Record the explanation",
	}[rec.Status()]
	if page.Buttons.Text == "" {
		page.Buttons.Text = "Record the answers"
	}
	return nil
}
