package consent

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/person"
)

const (
	maxLine = 200
	maxText = 2000
)

// About is what the check needs to know of the case.
type About struct {
	AgeBand        person.AgeBand
	State          casefile.State
	FirstContactOn calendar.Date
	Today          calendar.Date
}

// Check checks one sitting, in page order. It does not say what the case does
// next: see Outcome.
func Check(a About, r Record) fault.Problems {
	c := checker{about: a, rec: r}
	switch r.Kind {
	case Answers:
		c.answers()
	case NotRequired:
		c.notRequired()
	case Withdrawal:
		c.withdrawal()
	default:
		c.ps.Add("kind", "select_one")
	}
	return c.ps
}

type checker struct {
	about About
	rec   Record
	ps    fault.Problems
}

func (c *checker) answers() {
	if c.about.AgeBand.TreatedAsChild() {
		// A4: a child or age-unsure case never shows an answer.
		c.ps.Add("kind", "not_asked_of_children")
		return
	}
	r := c.rec
	if r.ReferToNRM == No && c.about.State.Sent() && c.about.State != casefile.Withdrawn {
		// After sending, leaving is a withdrawal: A6 wants its method and
		// who was told. Somebody who has left may still agree to be supported.
		c.ps.Add("refer_to_nrm", "record_a_withdrawal")
		return
	}
	c.givenOn()
	c.explanation(r.ReferToNRM == Yes)
	c.answer("refer_to_nrm", r.ReferToNRM)
	c.refusal()
	yes := r.ReferToNRM == Yes
	c.answerIf(yes, "wants_support", r.WantsSupport)
	c.supportContact()
	c.answerIf(yes, "help_authorities", r.HelpAuthorities)
	c.answerIf(r.ReferToNRM == Yes || r.ReferToNRM == No, "share_support", r.ShareSupport)
	c.answerIf(r.ReferToNRM == Yes || r.ReferToNRM == No, "share_police", r.SharePolice)
	c.answerIf(yes, "decision_to_other", r.DecisionToOther)
	if r.DecisionToOther == Yes {
		c.text("decision_to", r.DecisionTo, maxLine) // A8
	}
	for _, ch := range Channels {
		c.answerIf(yes, "contact_"+string(ch), r.ContactBy[ch])
	}
	c.identify()
	c.answeredHow()
	c.cap("own_words", r.OwnWords, maxText)
	c.cap("worries", r.Worries, maxText)
	c.reviewOn()
}

// refusal wants a reason or the plain statement that none was given: nobody
// has to explain a no, but the auditor must see that they were free to.
func (c *checker) refusal() {
	r := c.rec
	given := !blank(r.RefusalReason)
	switch {
	case r.ReferToNRM != No:
		return
	case !given && !r.ReasonNotGiven:
		c.ps.Add("refusal_reason", "required")
	case given && r.ReasonNotGiven:
		c.ps.Add("refusal_reason", "reason_and_none")
	}
	c.cap("refusal_reason", r.RefusalReason, maxText)
}

func (c *checker) supportContact() {
	r := c.rec
	if r.WantsSupport == Yes {
		switch contact, none := !blank(r.SupportContact), !blank(r.NoSupportContact); {
		case !contact && !none:
			c.ps.Add("support_contact", "required")
		case contact && none:
			c.ps.Add("no_support_contact", "contact_and_none")
		}
	}
	c.cap("support_contact", r.SupportContact, maxText)
	c.cap("no_support_contact", r.NoSupportContact, maxText)
}

func (c *checker) identify() {
	switch {
	case c.rec.ReferToNRM == No:
		c.answer("identify_in_duty", c.rec.IdentifyInDuty)
	case c.rec.IdentifyInDuty != Unanswered:
		c.ps.Add("identify_in_duty", "only_after_refusal")
	}
}

func (c *checker) answeredHow() {
	switch c.rec.AnsweredHow {
	case SignedSheet:
	case SaidAloud:
		c.text("witness", c.rec.Witness, maxLine)
	case OtherWay:
		c.text("other_how", c.rec.OtherHow, maxText)
	default:
		c.ps.Add("answered_how", "select_one")
	}
}

func (c *checker) reviewOn() {
	r := c.rec
	waits := slices.ContainsFunc(Purposes, func(p Purpose) bool { return r.Answer(p) == NeedsMoreTime })
	switch {
	case r.ReviewOn.IsZero() && waits:
		c.ps.Add("review_on", "required")
	case !r.ReviewOn.IsZero() && !r.ReviewOn.After(r.GivenOn):
		c.ps.Add("review_on", "not_after", r.GivenOn.Long())
	}
}

func (c *checker) notRequired() {
	if !c.about.AgeBand.TreatedAsChild() {
		c.ps.Add("kind", "adult_must_be_asked")
		return
	}
	c.givenOn()
	c.explanation(true)
	c.text("age_evidence", c.rec.AgeEvidence, maxText)
	c.cap("local_authority_contact", c.rec.LocalAuthorityContact, maxText)
	c.cap("own_words", c.rec.OwnWords, maxText)
	c.cap("worries", c.rec.Worries, maxText)
	for _, p := range Purposes {
		if c.rec.Answer(p) != Unanswered {
			c.ps.Add(string(p), "not_asked_of_children")
		}
	}
}

func (c *checker) withdrawal() {
	if c.about.AgeBand.TreatedAsChild() {
		c.ps.Add("kind", "not_asked_of_children")
		return
	}
	if len(Path(c.about.State, c.rec)) == 0 {
		c.ps.Add("kind", "nothing_to_withdraw")
		return
	}
	c.givenOn()
	if c.rec.WithdrawnHow != SignedForm && c.rec.WithdrawnHow != ThroughFirstResponder {
		c.ps.Add("withdrawn_how", "select_one")
	}
	c.cap("withdraw_reason", c.rec.WithdrawReason, maxText)
	switch c.rec.ProviderTold {
	case ToldYes, ToldNo, NoProvider:
	default:
		c.ps.Add("provider_told", "select_one")
	}
}

func (c *checker) givenOn() {
	on := c.rec.GivenOn
	switch {
	case on.IsZero():
		c.ps.Add("given_on", "required")
	case on.After(c.about.Today):
		c.ps.Add("given_on", "in_future")
	case on.Before(c.about.FirstContactOn):
		c.ps.Add("given_on", "before", c.about.FirstContactOn.Long())
	}
}

// explanation checks what was explained. A no may come before everything has
// been said; a yes may not (A2).
func (c *checker) explanation(full bool) {
	e := c.rec.Explanation
	c.text("language", e.Language, maxLine)
	c.text("sheet_version", e.SheetVersion, maxLine)
	c.text("notice_version", e.NoticeVersion, maxLine)
	known := PointIDs()
	switch {
	case slices.ContainsFunc(e.Points, func(id string) bool { return !slices.Contains(known, id) }):
		c.ps.Add("explained", "not_in_list")
	case full && !e.Complete():
		c.ps.Add("explained", "explain_everything")
	}
	if !slices.Contains(Hows, e.How) {
		c.ps.Add("explained_how", "select_one")
	}
	switch {
	case e.Interpreter == Companion:
		c.ps.Add("interpreter", "not_a_companion")
	case !slices.Contains(Interpreters, e.Interpreter):
		c.ps.Add("interpreter", "select_one")
	}
	c.cap("interpreter_reference", e.InterpreterReference, maxLine)
}

func (c *checker) answerIf(asked bool, field string, a Answer) {
	if asked || a != Unanswered {
		c.answer(field, a)
	}
}

func (c *checker) answer(field string, a Answer) {
	if !a.valid() {
		c.ps.Add(field, "select_one")
	}
}

func (c *checker) text(field, text string, limit int) {
	if blank(text) {
		c.ps.Add(field, "required")
	}
	c.cap(field, text, limit)
}

func (c *checker) cap(field, text string, limit int) {
	if utf8.RuneCountInString(text) > limit {
		c.ps.Add(field, "too_long", strconv.Itoa(limit))
	}
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
