package server

import (
	"errors"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

func askReason(q *questions, label, hint string) { q.long("update_reason", label, hint) }

// askTold asks whether the authority knows already, and if so how.
func askTold(q *questions) {
	q.heading("Telling the authority")
	q.one("authority_told", "Has the authority been told of this already?", "NRM Desk does not tell it. Until it is recorded as told you are reminded.",
		choice{value: "no", text: "Not yet"}, choice{value: "yes", text: "Yes"})
	q.say("If yes, answer these three as well.")
	askPassing(q)
}

// askPassing asks when, how and to whom something went.
func askPassing(q *questions) {
	q.date("passed_on", "When did it go to the authority?", "For example, 12 5 2026.")
	var ways []choice
	for _, w := range referral.Ways {
		ways = append(ways, choice{value: string(w), text: w.Label()})
	}
	q.one("passed_way", "How did it go?", "", ways...)
	q.text("passed_to", "To whom did it go?", "The team or mailbox that got it.")
}

func passingOf(v form.Values) referral.Passing {
	return referral.Passing{On: dateOf(v, "passed_on"), Way: referral.Way(v.Text("passed_way")), To: v.Trimmed("passed_to")}
}

// toldOf is how the authority was told, or nothing while it was not. That it is
// not said is a problem.
func toldOf(v form.Values) (*referral.Passing, fault.Problems) {
	var problems fault.Problems
	switch v.Text("authority_told") {
	case "yes":
		p := passingOf(v)
		return &p, nil
	case "no":
		return nil, nil
	default:
		problems.Add("authority_told", "select_one")
		return nil, problems
	}
}

func asInvalid(err error, invalid **fault.Invalid) bool { return errors.As(err, invalid) }

// renamed gives the fields of problems the names they have on this page.
func renamed(err error, prefix string) error {
	var invalid *fault.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	var problems fault.Problems
	for _, p := range invalid.Problems {
		problems.Add(prefix+p.Field, p.Code, p.Args...)
	}
	return problems.Err()
}

// askDocuments lets choose documents of the case; those added after the
// referral are marked.
func askDocuments(q *questions, f desk.SentFile, legend, hint string) {
	var choices []choice
	for _, d := range f.Documents {
		when := "Added on " + moment(d.AddedAt)
		if d.AddedAt.After(f.Referral.SentAt) {
			when += ", after the referral was sent"
		}
		choices = append(choices, choice{value: number(d.Number), text: "Document " + number(d.Number) + ": " + d.Name, hint: d.Kind.Label() + ". " + when + "."})
	}
	q.some("update_documents", legend, hint, choices...)
}

func documentsOf(v form.Values) []int {
	var numbers []int
	for _, text := range v.All("update_documents") {
		if n, err := strconv.Atoi(text); err == nil {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// updateForm shows a form about a sent referral to somebody who may record it.
func (s *Server) updateForm(c *gin.Context, v form.Values, failed error, page questionPage, build func(*questions, desk.SentFile)) error {
	f, err := s.readSent(c)
	if err != nil {
		return err
	}
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.UpdateReferral); err != nil {
		return err
	}
	if f.Closed() && failed == nil {
		return errClosedReferral
	}
	page.Caption = or(page.Caption, "After sending")
	page.Other = &render.Link{Text: "Go back to what was recorded after sending", Href: updatesAddress(f.Case.Ref)}
	return s.caseForm(c, f.Head, v, failed, page, func(q *questions) { build(q, f) })
}

// recorded ends a post: the form again with what is wrong, or the list.
func (s *Server) recorded(c *gin.Context, edit desk.Edit, err error, again func(error) error, notice string) error {
	if retry(err) {
		return again(err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), notice)
	return seeOther(c, updatesAddress(edit.Ref))
}

func (s *Server) getLateEvidence(c *gin.Context) error {
	return s.lateEvidenceForm(c, form.Values{}, nil)
}

func (s *Server) lateEvidenceForm(c *gin.Context, v form.Values, failed error) error {
	return s.updateForm(c, v, failed, questionPage{
		Heading: "Record late evidence",
		Intro:   []string{"Evidence that went to the authority after the referral. Send it first, then record it here."},
		Buttons: render.SaveButtons{Text: "Record the late evidence"},
	}, func(q *questions, f desk.SentFile) {
		if len(f.Documents) == 0 {
			q.inset("The case has no document that can be sent. Add it under Documents first.")
		}
		askDocuments(q, f, "Which documents were sent?", "A document that is not here is added under Documents first.")
		askReason(q, "Why does it come late?", "For example, when you or the client got it.")
		q.heading("Sending it")
		askPassing(q)
	})
}

func (s *Server) postLateEvidence(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.RecordLateEvidence(c.Request.Context(), me(c).Actor, edit, desk.LateEvidence{
		Documents: documentsOf(v), Why: v.Trimmed("update_reason"), Passed: passingOf(v),
	})
	return s.recorded(c, edit, typedDates(err, v, "passed_on"), func(failed error) error { return s.lateEvidenceForm(c, v, failed) }, "The late evidence is recorded.")
}

func (s *Server) getNewContact(c *gin.Context) error {
	return s.newContactForm(c, form.Values{}, nil)
}

// newContactForm starts empty: the safe contact of the case is never copied
// into what the authority is told.
func (s *Server) newContactForm(c *gin.Context, v form.Values, failed error) error {
	return s.updateForm(c, v, failed, questionPage{
		Heading: "Record a change of address or contact",
		Intro: []string{
			"The authority writes to where it believes the client and you to be.",
			"The safe contact on the case is not passed on from here. Write only what the client agrees the authority may know.",
		},
		Buttons: render.SaveButtons{Text: "Record the change"},
	}, func(q *questions, f desk.SentFile) {
		var whose, provider []choice
		for _, w := range []referral.Whose{referral.ClientContact, referral.ResponderContact} {
			whose = append(whose, choice{value: string(w), text: w.Label()})
		}
		for _, p := range referral.ProviderAnswers {
			provider = append(provider, choice{value: string(p), text: p.Label()})
		}
		q.one("contact_whose", "Whose address or contact has changed?", "", whose...)
		q.long("contact_says", "What has changed?", "As the authority is to know it.")
		q.date("contact_changed_on", "Since when?", "For example, 12 5 2026.")
		if !f.Case.AgeBand.TreatedAsChild() {
			q.yesNo("contact_agreed", "Does the client agree that the authority is told?", "Asked only about the client’s own. If not, it is kept here and goes nowhere.")
		}
		q.one("contact_provider", "Has the support provider been told?", "", provider...)
		askTold(q)
	})
}

func (s *Server) postNewContact(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	in := referral.NewContact{
		Whose: referral.Whose(v.Text("contact_whose")), Says: v.Trimmed("contact_says"), On: dateOf(v, "contact_changed_on"),
		Agreed: v.Text("contact_agreed"), Provider: referral.ProviderTold(v.Text("contact_provider")),
	}
	told, untold := toldOf(v)
	if len(untold) > 0 {
		// Everything that is wrong is said at once; the desk is asked when all is there.
		err = withProblems(in.Check(v.Has("contact_agreed"), s.desk.Today()).Err(), untold)
	} else {
		err = s.desk.RecordNewContact(c.Request.Context(), me(c).Actor, edit, in, told)
	}
	return s.recorded(c, edit, typedDates(err, v, "contact_changed_on", "passed_on"), func(failed error) error { return s.newContactForm(c, v, failed) }, "The change is recorded.")
}

func (s *Server) getQuestion(c *gin.Context) error {
	return s.questionForm(c, form.Values{}, nil)
}

func (s *Server) questionForm(c *gin.Context, v form.Values, failed error) error {
	return s.updateForm(c, v, failed, questionPage{
		Heading: "The authority asks for more information",
		Intro:   []string{"No law sets a time for the answer: only the date in the letter counts. You are reminded of it before it comes."},
		Buttons: render.SaveButtons{Text: "Record what is asked"},
	}, func(q *questions, f desk.SentFile) {
		q.date("letter_on", "Date on the letter or message", "For example, "+exampleDate(f.Today)+".")
		q.date("letter_received_on", "When did you receive it?", "")
		q.long("letter_asks", "What is asked?", "In the words of the letter. Keep the letter itself under Documents.")
		q.date("reply_by", "By which day does it want the answer?", "The last day, as the letter gives it.")
		q.some("reply_no_day", "", "", choice{value: "yes", text: "The letter gives no day"})
	})
}

func (s *Server) postQuestion(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.RecordRequest(c.Request.Context(), me(c).Actor, edit, referral.Request{
		LetterOn: dateOf(v, "letter_on"), ReceivedOn: dateOf(v, "letter_received_on"), ReplyBy: dateOf(v, "reply_by"),
		NoDay: v.Text("reply_no_day") == "yes", Asked: v.Trimmed("letter_asks"),
	})
	return s.recorded(c, edit, typedDates(err, v, "letter_on", "letter_received_on", "reply_by"), func(failed error) error { return s.questionForm(c, v, failed) },
		"What the authority asks is recorded. It stays open until you record the reply.")
}

func (s *Server) getReply(c *gin.Context) error {
	return s.questionReplyForm(c, form.Values{}, nil)
}

func (s *Server) questionReplyForm(c *gin.Context, v form.Values, failed error) error {
	_, u, err := s.readUpdate(c)
	if err != nil {
		return err
	}
	if u.Request == nil {
		return fault.NotFound
	}
	if u.State != desk.UpdateOpen && failed == nil {
		return fault.Conflictf("This letter has been answered already, or was recorded in error.")
	}
	return s.updateForm(c, v, failed, questionPage{
		Caption: updateTitle(u), Heading: "Record the reply",
		Intro:   []string{"Answer the authority first, then record here what you sent."},
		Buttons: render.SaveButtons{Text: "Record the reply"},
	}, func(q *questions, f desk.SentFile) {
		q.add(render.Question{Summary: &render.SummaryList{Rows: askedRows(u)}})
		q.long("reply_says", "What was answered?", "Leave this empty if only documents were sent.")
		if len(f.Documents) > 0 {
			askDocuments(q, f, "Which documents were sent with it? (optional)", "")
		}
		askPassing(q)
	})
}

func (s *Server) postReply(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	n, err := evidenceNumber(c)
	if err != nil {
		return err
	}
	err = s.desk.RecordReply(c.Request.Context(), me(c).Actor, edit, desk.NewReply{
		Number: n, Says: v.Trimmed("reply_says"), Documents: documentsOf(v), Passed: passingOf(v),
	})
	return s.recorded(c, edit, typedDates(err, v, "passed_on"), func(failed error) error { return s.questionReplyForm(c, v, failed) }, "The reply is recorded.")
}

func (s *Server) getAuthorityTold(c *gin.Context) error {
	fields := url.Values{}
	fillDate(fields, "passed_on", s.desk.Today())
	return s.authorityToldForm(c, form.Of(fields), nil)
}

func (s *Server) authorityToldForm(c *gin.Context, v form.Values, failed error) error {
	_, u, err := s.readUpdate(c)
	if err != nil {
		return err
	}
	if u.State == desk.UpdateWaits && failed == nil {
		return fault.Conflictf("A second person must approve this amendment before the authority is told.")
	}
	if u.State != desk.UpdateToTell && failed == nil {
		return fault.Conflictf("There is nothing left to tell the authority about this.")
	}
	return s.updateForm(c, v, failed, questionPage{
		Caption: updateTitle(u), Heading: "Record that the authority was told", Buttons: render.SaveButtons{Text: "Record it"},
	}, func(q *questions, f desk.SentFile) {
		if len(u.Changes) > 0 {
			table := amendedTable(f.Now.Form, u.Changes)
			q.add(render.Question{Table: &table})
		}
		askPassing(q)
	})
}

func (s *Server) postAuthorityTold(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	n, err := evidenceNumber(c)
	if err != nil {
		return err
	}
	err = s.desk.RecordAuthorityTold(c.Request.Context(), me(c).Actor, edit, n, passingOf(v))
	return s.recorded(c, edit, typedDates(err, v, "passed_on"), func(failed error) error { return s.authorityToldForm(c, v, failed) }, "It is recorded that the authority was told.")
}

var updateWords = words{
	fields: map[string]string{
		"update_reason": "the reason", "update_documents": "at least one document", "authority_told": "whether the authority has been told",
		"passed_on": "the day it was passed on", "passed_way": "how it was passed on", "passed_to": "to whom it went",
		"contact_whose": "whose address or contact has changed", "contact_says": "what has changed", "contact_changed_on": "the day it changed",
		"contact_agreed": "whether the client agrees", "contact_provider": "whether the support provider has been told",
		"letter_on": "the date on the letter", "letter_received_on": "the day you received it", "letter_asks": "what is asked",
		"reply_by": "the last day for the answer", "reply_no_day": "whether the letter gives a day", "reply_says": "what was answered",
		"amendment_outcome": "what you decide", "amendment_comment": "a comment", fromCaseField: "what takes the place of what was sent",
		"draft_step": "what happened to the draft", "draft_on": "the day",
	},
	messages: map[string]string{
		"contact_agreed/not_agreed":  "The client does not agree that the authority is told, so it cannot be recorded as told",
		"reply_by/day_and_none":      "Either enter the last day, or tick that the letter gives none",
		"reply_by/required":          "Enter the last day for the answer, or tick that the letter gives none",
		"reply_by/too_far":           "The last day for the answer is too far ahead. Check the year",
		"reply_says/required":        "Enter what was answered, or choose the documents that were sent",
		"amendment_comment/required": "Enter a comment that says why it is returned",
	},
}
