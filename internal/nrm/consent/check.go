package consent

import (
	"slices"
	"strconv"
	"strings"
	"time"
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
	Kept           casefile.State // the state kept while an answer at 18 is awaited
	FirstContactOn calendar.Date
	BornOn         calendar.Date // zero: not known
	Today          calendar.Date
	Permitted      []Purpose // what the client has agreed to and not taken back
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
	c.explanation(r.ReferToNRM == Yes)
	c.capacity()
	c.answer("refer_to_nrm", r.ReferToNRM)
	decided := r.ReferToNRM == Yes || r.ReferToNRM == No
	for _, p := range Sharing {
		c.answerIf(decided, string(p), r.Answer(p))
	}
	c.refusal()
	yes := r.ReferToNRM == Yes
	c.answerIf(yes, "wants_support", r.WantsSupport)
	c.supportContact()
	c.answerIf(yes, "help_authorities", r.HelpAuthorities)
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
	c.ends()
	c.reviewOn()
}

// capacity wants the assessment behind every finding but the usual one, and
// the decision maker when the client cannot decide.
func (c *checker) capacity() {
	k := c.rec.Capacity
	if !slices.Contains(CapacityFindings, k.Finding) {
		c.ps.Add("capacity", "select_one")
		return
	}
	if k.Finding == NotDoubted {
		return
	}
	c.pastDay("capacity_on", k.AssessedOn)
	c.text("capacity_by", k.AssessedBy, maxLine)
	if k.Finding == FoundNot {
		c.text("decision_maker", k.DecisionMaker, maxLine)
		c.text("capacity_reason", k.Reason, maxText)
	}
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

// identify asks C6 after a no. Somebody who leaves at 18 after the referral
// was sent is reported to nobody.
func (c *checker) identify() {
	switch {
	case c.rec.ReferToNRM == No && !c.about.Kept.Sent():
		c.answer("identify_in_duty", c.rec.IdentifyInDuty)
	case c.rec.IdentifyInDuty != Unanswered:
		c.ps.Add("identify_in_duty", "only_after_refusal")
	}
}

func (c *checker) answeredHow() {
	r := c.rec
	cannot := r.Capacity.Finding == FoundNot
	switch {
	case !slices.Contains(AnsweredHows, r.AnsweredHow):
		c.ps.Add("answered_how", "select_one")
	case cannot != (r.AnsweredHow == BestInterests):
		c.ps.Add("answered_how", "must_fit_capacity")
	case r.AnsweredHow == SaidAloud:
		c.text("witness", r.Witness, maxLine)
	case r.AnsweredHow == OtherWay:
		c.text("other_how", r.OtherHow, maxText)
	}
}

// ends wants to know how long a yes holds. Open is an answer too.
func (c *checker) ends() {
	e := c.rec.Ends
	switch {
	case !c.rec.Permits():
		return
	case !slices.Contains(EndsHows, e.How):
		c.ps.Add("ends_how", "select_one")
	case e.How == EndsOn && e.On.IsZero():
		c.ps.Add("ends_on", "required")
	case e.How == EndsOn && !e.On.After(c.rec.GivenOn):
		c.ps.Add("ends_on", "not_after", c.rec.GivenOn.Long())
	case e.How == EndsAfter && (e.Months < 1 || e.Months > maxMonths):
		c.ps.Add("ends_months", "between", "1", strconv.Itoa(maxMonths))
	}
}

func (c *checker) reviewOn() {
	r := c.rec
	waits := r.has(NeedsMoreTime) || slices.ContainsFunc(Channels, func(ch Channel) bool { return r.ContactBy[ch] == NeedsMoreTime })
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
	if len(c.about.Permitted) == 0 {
		c.ps.Add("kind", "nothing_to_withdraw")
		return
	}
	r := c.rec
	if slices.ContainsFunc(r.Withdrawn, func(p Purpose) bool { return !slices.Contains(c.about.Permitted, p) }) {
		c.ps.Add("withdrawn", "not_in_list")
	}
	c.givenOn()
	if _, err := time.Parse("15:04", r.WithdrawnAt); r.WithdrawnAt != "" && err != nil {
		c.ps.Add("withdrawn_at", "not_a_time")
	}
	if !slices.Contains(WithdrawnHows, r.WithdrawnHow) {
		c.ps.Add("withdrawn_how", "select_one")
	}
	c.cap("withdraw_reason", r.WithdrawReason, maxText)
	switch r.ProviderTold {
	case ToldYes, ToldNo, NoProvider:
	default:
		c.ps.Add("provider_told", "select_one")
	}
}

func (c *checker) givenOn() {
	on := c.rec.GivenOn
	if !c.pastDay("given_on", on) {
		return
	}
	if on.Before(c.about.FirstContactOn) {
		c.ps.Add("given_on", "before", c.about.FirstContactOn.Long())
	}
}

// pastDay checks a day that must have come, in the client's lifetime.
func (c *checker) pastDay(field string, on calendar.Date) bool {
	switch {
	case on.IsZero():
		c.ps.Add(field, "required")
	case on.After(c.about.Today):
		c.ps.Add(field, "in_future")
	case !c.about.BornOn.IsZero() && on.Before(c.about.BornOn):
		c.ps.Add(field, "before_birth", c.about.BornOn.Long())
	default:
		return true
	}
	return false
}

// explanation checks what was explained, how and to whom. A no may come before
// everything has been said; a yes may not (A2). A child is told without a
// sheet when words that fit their age do better.
func (c *checker) explanation(full bool) {
	e := c.rec.Explanation
	c.sheet(full && c.rec.Kind == Answers)
	c.text("language", e.Language, maxLine)
	c.text("notice_version", e.NoticeVersion, maxLine)
	known := PointIDs()
	switch {
	case slices.ContainsFunc(e.Points, func(id string) bool { return !slices.Contains(known, id) }):
		c.ps.Add("explained", "not_in_list")
	case full && !e.Complete():
		c.ps.Add("explained", "explain_everything")
	}
	c.givenOn()
	if !slices.Contains(Hows, e.How) {
		c.ps.Add("explained_how", "select_one")
	}
	switch {
	case e.Interpreter == Companion:
		c.ps.Add("interpreter", "not_a_companion")
	case !slices.Contains(Interpreters, e.Interpreter):
		c.ps.Add("interpreter", "select_one")
	case e.Interpreter.interprets() && !slices.Contains(GenderWishes, e.GenderWish):
		c.ps.Add("gender_wish", "select_one")
	}
	c.cap("interpreter_reference", e.InterpreterReference, maxLine)
	c.present()
}

// sheet checks which sheet it was and how it was taken in.
func (c *checker) sheet(needed bool) {
	e := c.rec.Explanation
	named := e.SheetTag != "" && e.SheetVersion != ""
	switch {
	case !slices.Contains(SheetUses, e.SheetUse) && !named:
		c.ps.Add("sheet", "select_one")
	case !slices.Contains(SheetUses, e.SheetUse):
		c.ps.Add("sheet_use", "select_one")
	case needed && e.SheetUse == NoSheet:
		c.ps.Add("sheet", "yes_needs_a_sheet")
	case e.SheetUse != NoSheet && !named:
		c.ps.Add("sheet", "select_one")
	case e.SheetUse == NoSheet && named:
		c.ps.Add("sheet_use", "sheet_and_none")
	case e.SheetUse == SheetInterpreted && (e.Interpreter == NoneNeeded || e.Interpreter == Declined):
		c.ps.Add("interpreter", "sheet_was_interpreted")
	}
}

// present wants to know who heard it. The client is seen alone; whoever stayed
// is named, with the reason.
func (c *checker) present() {
	e := c.rec.Explanation
	switch {
	case len(e.Present) == 0:
		c.ps.Add("present", "select_one")
	case slices.ContainsFunc(e.Present, func(p Presence) bool { return !slices.Contains(Presences, p) }):
		c.ps.Add("present", "not_in_list")
	case slices.Contains(e.Present, Alone) && len(e.Present) > 1:
		c.ps.Add("present", "alone_and_others")
	case slices.Contains(e.Present, CompanionPresent) || slices.Contains(e.Present, OtherPresent):
		c.text("present_who", e.PresentWho, maxText)
		return
	}
	c.cap("present_who", e.PresentWho, maxText)
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

func (c *checker) text(field, s string, limit int) { text(&c.ps, field, s, limit) }

func (c *checker) cap(field, s string, limit int) { atMost(&c.ps, field, s, limit) }

// text wants something written, of at most so many characters.
func text(ps *fault.Problems, field, s string, limit int) {
	if blank(s) {
		ps.Add(field, "required")
	}
	atMost(ps, field, s, limit)
}

func atMost(ps *fault.Problems, field, s string, limit int) {
	if utf8.RuneCountInString(s) > limit {
		ps.Add(field, "too_long", strconv.Itoa(limit))
	}
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
