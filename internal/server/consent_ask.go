package server

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

// askConsent is the flow that records one sitting. Of a child, or when the age
// is not known, it records what was explained and asks for no answer. Nothing
// that the client answers is ever chosen beforehand.
func (s *Server) askConsent() *flow {
	adult := func(x *walk) bool { return !ofChild(x) }
	said := func(x *walk, answers ...consent.Answer) bool {
		return adult(x) && slices.Contains(answers, consent.Answer(x.text("refer_to_nrm")))
	}
	agreed := func(x *walk) bool { return said(x, consent.Yes) }
	return &flow{
		name: "ask-consent", area: "Consent", title: "Record consent",
		start: s.startConsent,
		steps: []step{
			{
				id: "sheet", heading: "Which explanation did you use?",
				intro: []string{"What the client was told, and in which language, must be plain to see later."},
				ask:   askSheet,
				check: func(x *walk) fault.Problems {
					return without(consentProblems("sheet", "sheet_use", "language", "notice_version")(x), "yes_needs_a_sheet")
				},
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
					q.one("interpreter", "Who interpreted?", "Never somebody who came with the client.", labelled(consent.Interpreters)...)
					q.one("gender_wish", "Did the client wish for a woman or a man to interpret?", "The client may choose. Leave empty if nobody interpreted.", labelled(consent.GenderWishes)...)
					q.text("interpreter_reference", "Interpreter’s reference (optional)", "The booking number, not a name.")
				},
				check: consentProblems("given_on", "explained_how", "interpreter", "gender_wish", "interpreter_reference"),
			},
			{
				id: "room", heading: "Who was there?",
				intro: []string{"Whoever listens changes what can be said."},
				ask: func(_ *walk, q *questions) {
					q.some("present", "Who else was in the room, or on the line?", "See an adult alone if you can.", labelled(consent.Presences)...)
					q.text("present_who", "If somebody else stayed: who, and why", "")
				},
				check: consentProblems("present", "present_who"),
			},
			{
				id: "capacity", heading: "Can the client decide this?", when: adult,
				intro: []string{"Everybody is taken to be able to decide, unless an assessment says that they cannot. Help comes first: an interpreter, time, simple words."},
				ask: func(_ *walk, q *questions) {
					q.one("capacity", "Capacity to decide", "", labelled(consent.CapacityFindings)...)
				},
				check: consentProblems("capacity"),
			},
			{
				id: "capacity-assessed", heading: "The assessment of capacity",
				when:  func(x *walk) bool { return adult(x) && assessed(x) },
				ask:   askAssessment,
				check: consentProblems("capacity_on", "capacity_by", "decision_maker", "capacity_reason"),
			},
			{
				id: "decision", heading: "What did the client decide?", when: adult,
				ask: func(x *walk, q *questions) {
					q.say(explainedWords(x) + " They can change their mind at any time.")
					if consentFileOf(x).Case.Kept != "" {
						q.inset("The client is an adult now and decides for themselves. A yes: the case goes on where it stood, at “" + consentFileOf(x).Case.Kept.Label() + "”. A no: they leave the National Referral Mechanism.")
					}
					q.answer(consent.ReferToNRM, "")
					q.long("own_words", "What did they say, in their own words? (optional)", "")
				},
				check: decisionProblems,
			},
			{
				id: "sharing", heading: "Who may be told?", when: func(x *walk) bool { return said(x, consent.Yes, consent.No) },
				intro: []string{"Ask about each by itself. Whatever the client says to one says nothing about another."},
				ask: func(_ *walk, q *questions) {
					q.answer(consent.ShareSupport, "Support after a crime and health care go with this.")
					q.answer(consent.ShareLocalAuthority, "Safeguarding, and its housing team.")
					q.answer(consent.SharePolice, "The police are told of a referral. This is about the details the client has given you.")
					q.answer(consent.ShareLegal, "A claim for compensation goes with this.")
					q.answer(consent.ShareFeedback, "Somebody may ask them later what they think of our help.")
				},
				check: consentProblems("share_support", "share_local_authority", "share_police", "share_legal", "share_feedback"),
			},
			{
				id: "refusal", heading: "The client said no", when: func(x *walk) bool { return said(x, consent.No) },
				intro: []string{"Nobody has to explain a no. Support outside the National Referral Mechanism stays open to them."},
				ask: func(x *walk, q *questions) {
					q.long("refusal_reason", "What they said about why, if they wished to say", "")
					q.some("reason_not_given", "If they did not say why", "", choice{value: "yes", text: "The client did not wish to say why"})
					if !consentFileOf(x).Case.Kept.Sent() {
						q.answer(consent.IdentifyInDuty, "A report about the refusal may go to the Home Office. It names nobody unless the client says yes here.")
					}
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
				ask: func(x *walk, q *questions) {
					if consent.CapacityFinding(x.text("capacity")) == consent.FoundNot {
						q.one("answered_how", "The answers were given by", "", choice{value: string(consent.BestInterests), text: consent.BestInterests.Label()})
						return
					}
					ways := slices.DeleteFunc(slices.Clone(consent.AnsweredHows), func(h consent.AnsweredHow) bool { return h == consent.BestInterests })
					q.one("answered_how", "The client answered by", "", labelled(ways)...)
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
				id: "ends", heading: "How long does this hold?", when: func(x *walk) bool { return adult(x) && sittingOf(x).Permits() },
				intro: []string{"Ask the client. They can take it back at any time, whatever is agreed here."},
				ask: func(_ *walk, q *questions) {
					q.one("ends_how", "What the client agreed to holds", "", labelled(consent.EndsHows)...)
					q.date("ends_on", "Last day, if it is a date", "For example, 12 5 2026.")
					q.text("ends_months", "Number of months, if it is a length", "Counted from the conversation.").Classes = "govuk-input--width-3"
				},
				check: consentProblems("ends_how", "ends_on", "ends_months"),
			},
			{
				id: "review", heading: "When will you ask again?", when: adult,
				intro: []string{"Needed when the client wants more time about anything: the day becomes a check-in of the case. Otherwise only if you agreed to talk again."},
				ask: func(_ *walk, q *questions) {
					q.date("review_on", "Date to ask again (optional if nothing is open)", "For example, 12 5 2026.")
				},
				check: consentProblems("review_on"),
			},
		},
		check: s.checkConsent,
		submit: func(c *gin.Context, x *walk) (string, error) {
			file := consentFileOf(x)
			rec := sittingOf(x)
			edit := desk.Edit{Ref: file.Case.Ref, Version: versionOf(x.text(versionField)), Token: x.token()}
			var err error
			if edit.BegunAt, err = s.desk.DraftBegun(c.Request.Context(), me(c).Actor, x.key); err != nil {
				return "", err
			}
			if err := s.desk.RecordConsent(c.Request.Context(), me(c).Actor, edit, rec); err != nil {
				return "", err
			}
			if rec.Status() == consent.StatusRefused && !file.Case.Kept.Sent() {
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
	if n := c.Query("corrects"); c.Param("step") == "" && n != "" {
		x.kept.Set("corrects", n)
	}
	return nil
}

func consentFileOf(x *walk) desk.ConsentFile { return x.file.(desk.ConsentFile) }

// prefill puts in what the case knows, so that nothing is asked twice. Answers
// of the client are never put in.
func prefill(x *walk, name, text string) {
	if !x.kept.Has(name) && text != "" {
		x.kept.Set(name, text)
	}
}

func ofChild(x *walk) bool { return consentFileOf(x).Case.AgeBand.TreatedAsChild() }

func assessed(x *walk) bool {
	f := consent.CapacityFinding(x.text("capacity"))
	return f == consent.FoundAble || f == consent.FoundNot
}

// askSheet offers the published sheets, and says when there is none in the
// client's language: then an interpreter reads another one aloud.
func askSheet(x *walk, q *questions) {
	file := consentFileOf(x)
	if missing := missingSheet(file); missing != "" {
		q.inset(missing)
	}
	var choices []choice
	for _, sheet := range file.Sheets {
		choices = append(choices, choice{value: sheetValue(sheet.Sheet), text: sheetChoice(sheet)})
	}
	choices = append(choices, choice{value: noSheet, text: consent.NoSheet.Label()})
	q.pick("sheet", "Explanation sheet", "A yes of an adult needs one.", choices...)
	q.one("sheet_use", "How did the client take it in?", "Leave empty if no sheet was used.", labelled(consent.SheetUses[:3])...)
	q.text("language", "Language in which you talked", "The client’s, also when an interpreter spoke it.")
	q.text("notice_version", "Version of the privacy information notice", "The date on the notice, for example April 2026.")
}

// noSheet is the answer that there was none.
const noSheet = "none"

func sheetValue(s consent.Sheet) string { return s.Tag + "/" + strconv.Itoa(s.Version) }

func sheetChoice(s desk.Sheet) string {
	text := s.Name() + ", of " + s.TranslatedOn.Long()
	if s.OwnName != s.Language {
		text = s.OwnName + ": " + text
	}
	return text
}

// missingSheet says that no sheet is in the client's language, or that nobody
// can tell; empty when there is one.
func missingSheet(file desk.ConsentFile) string {
	typed := file.Client.Language
	if typed == "" {
		return ""
	}
	language, known := consent.FindLanguage(typed)
	has := slices.ContainsFunc(file.Sheets, func(s desk.Sheet) bool {
		return known && consent.BaseLanguage(s.Tag) == consent.BaseLanguage(language.Tag) || strings.EqualFold(s.Language, typed)
	})
	if has {
		return ""
	}
	return "There is no sheet in " + typed + ". An interpreter can read the English one aloud: choose it, and say below that it was read aloud by an interpreter. An administrator can add a sheet in " + typed + "."
}

func explainedWords(x *walk) string {
	tag, version, _ := strings.Cut(x.text("sheet"), "/")
	name := "no sheet"
	for _, sheet := range consentFileOf(x).Sheets {
		if sheet.Tag == tag && strconv.Itoa(sheet.Version) == version {
			name = "sheet " + sheet.Name()
		}
	}
	return "Explained in " + x.text("language") + ", " + name + "."
}

// askAssessment asks who assessed, and who decided when the client could not.
func askAssessment(x *walk, q *questions) {
	q.date("capacity_on", "When was it assessed?", "For example, 12 5 2026.")
	q.text("capacity_by", "Who assessed it?", "Name and role.")
	if consent.CapacityFinding(x.text("capacity")) != consent.FoundNot {
		return
	}
	act := consent.CapacityActIn(consentFileOf(x).Case.Nation)
	q.inset(act.Decision + " (" + act.Act + "). Record the answers as that decision. Source: " + act.Source.Words())
	q.text("decision_maker", "Who decided?", "Name and role. Never somebody who came with the client.")
	q.long("capacity_reason", "Why is this right for the client?", "What the client wishes and feels counts.")
}

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
	problems := only(sittingProblems(x), "sheet", "explained", "refer_to_nrm", "own_words")
	return slices.DeleteFunc(problems, func(p fault.Problem) bool { return p.Field == "sheet" && p.Code != "yes_needs_a_sheet" })
}

// checkConsent shows the sitting before it is recorded.
func (s *Server) checkConsent(c *gin.Context, x *walk, page *checkPage) error {
	rec := sittingOf(x)
	page.Cards = []render.SummaryList{
		answerCard("Explanation", x.base+"/sheet", sheetRows(rec)...),
		answerCard("What was explained", x.base+"/explained", explainedRows(rec)...),
		answerCard("Conversation", x.base+"/how", conversationRows(rec)...),
		answerCard("Who was there", x.base+"/room", presenceRows(rec)...),
	}
	card := func(title, step string, rows []render.SummaryRow) {
		if _, _, needed := x.find(step); needed {
			page.Cards = append(page.Cards, answerCard(title, x.base+"/"+step, rows...))
		}
	}
	card("Capacity", "capacity", capacityRows(rec))
	card("Decision", "decision", decisionRows(rec))
	card("Who may be told", "sharing", sharingRows(rec))
	card("The refusal", "refusal", refusalRows(rec))
	card("Wishes", "wishes", wishRows(rec))
	card("Support contact", "support-contact", supportContactRows(rec))
	card("Letters and calls", "letters", letterRows(rec))
	card("How it was answered", "answered", answeredRows(rec))
	card("Age and safeguarding", "age", ageRows(rec))
	card("Worries", "worries", worryRows(rec))
	card("How long it holds", "ends", endsRows(rec))
	card("Asking again", "review", reviewRows(rec))
	page.Intro = []string{"Once recorded, this cannot be changed. A later conversation is recorded beside it."}
	page.Buttons.Text = map[consent.Status]string{
		consent.StatusRefused: "Record the refusal", consent.StatusNotRequired: "Record the explanation",
	}[rec.Status()]
	if page.Buttons.Text == "" {
		page.Buttons.Text = "Record the answers"
	}
	return s.addLeaving(c, consentFileOf(x).Case.Ref, desk.RouteChange{Record: &rec}, page)
}
