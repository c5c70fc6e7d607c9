// Package deadline holds the dated, cited rules of the NRM and counts with
// them: which clocks a case's events open, when each ends, and why.
//
// Nothing legal stands in code. The rules are rows of data/deadline-rules.csv
// and the events they speak of are rows of data/events.csv; a change of law or
// guidance is a new row with its dates. Days, nations and bank holidays come
// from package calendar; what is sent before a date is package reminder.
package deadline

import "nrmdesk/internal/nrm/calendar"

// Jurisdiction is where a rule is law: one division, or the whole country.
type Jurisdiction string

// UK marks the rules that hold in every nation. The others are named as
// calendar.Division names them.
const UK Jurisdiction = "uk"

// JurisdictionOf is the jurisdiction of a case in the nation.
func JurisdictionOf(n calendar.Nation) Jurisdiction { return Jurisdiction(n.Division()) }

// Valid says whether the jurisdiction is the whole country or a division.
func (j Jurisdiction) Valid() bool { return j == UK || calendar.Division(j).Valid() }

// Name is the jurisdiction in words.
func (j Jurisdiction) Name() string {
	if j == UK {
		return "the United Kingdom"
	}
	return calendar.Division(j).Name()
}

// Unit is what a rule counts.
type Unit string

// The units.
const (
	CalendarDays Unit = "calendar_days"
	WorkingDays  Unit = "working_days"
	Months       Unit = "months"
	Years        Unit = "years"
	// Hours are counted in whole days, for a date has no hour: 48 hours from
	// any hour of Tuesday are on Thursday. Rule.DueAt gives the hour.
	Hours Unit = "hours"
	// Stated counts nothing: the date is the one a letter or a person gave.
	Stated Unit = "stated"
)

// CountFrom says whether the day of the trigger is counted.
type CountFrom string

// A period "beginning with" a day counts it; one "from" a day does not.
const (
	DayOf    CountFrom = "day_of"
	DayAfter CountFrom = "day_after"
)

// Ends says how the counted day and the events of MetBy make the end of a
// clock together (nrm-rules §8, composite ends).
type Ends string

// The ends. OnTheDay is a plain date, and a MetBy event means it was met. The
// others wait for a decision: LaterOf has no end until it comes (the counted
// day is a floor), EarlierOf ends on the counted day without it (a cap).
// LaterOfIf is LaterOf when the decision is one of Rule.FloorIf; any other
// decision ends the clock on its own day (a conditional floor).
const (
	OnTheDay  Ends = "on_the_day"
	LaterOf   Ends = "later_of"
	LaterOfIf Ends = "later_of_if"
	EarlierOf Ends = "earlier_of"
)

// Confidence is how sure we are that the rule is read rightly.
type Confidence string

// The confidences.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Words tells a reader how far to trust the rule.
func (c Confidence) Words() string {
	switch c {
	case High:
		return "Confidence in this rule: high."
	case Medium:
		return "Confidence in this rule: medium. Part of it rests on how we read the text; check it if something depends on a single day."
	default:
		return "Confidence in this rule: low. The sources conflict or could not be checked. Go by the letter."
	}
}

// Category is what a date is to the people who live with it. It decides how
// urgently they are told and whether the date can be missed at all.
type Category string

// The categories.
const (
	// Limit: passing the date is a breach or loses somebody a right.
	Limit Category = "limit"
	// Period: the date only marks the end of a period.
	Period Category = "period"
	// Opening: something is possible from the date on.
	Opening Category = "opening"
	// Safety: the date is about the client's safety.
	Safety Category = "safety"
	// Practice: a date of our own, to chase or to look again.
	Practice Category = "practice"
)

// Audience is who a rung of the ladder is for.
type Audience string

// The audiences. Escalation reaches the supervisors only when nobody has acted
// on the rung before it.
const (
	Owner              Audience = "owner"
	OwnerAndSupervisor Audience = "owner_and_supervisor"
	Escalation         Audience = "escalation"
)

// Rung is one step of a rule's ladder of reminders. DaysBefore is negative
// after the date.
type Rung struct {
	DaysBefore int
	For        Audience
}

// Rule is one dated version of one clock. Rules are read-only once in a Book.
type Rule struct {
	ID           string
	Jurisdiction Jurisdiction
	Trigger      EventKind
	Unit         Unit
	Amount       int
	CountFrom    CountFrom
	// DueInclusive is true when the date is the last day inside the period and
	// false when it is the first day outside, an opening date.
	DueInclusive bool
	// EffectiveFrom and EffectiveTo bound the trigger dates the version is for,
	// both included. None means open on that side.
	EffectiveFrom calendar.Date
	EffectiveTo   calendar.Date
	// Statutory is false for guidance and policy.
	Statutory  bool
	Citation   string
	Confidence Confidence

	// Clock is the same for all versions of one clock of one jurisdiction.
	Clock string
	Label string
	Ends  Ends
	MetBy []EventKind
	// FloorIf are the events of MetBy for which the floor of LaterOfIf holds.
	FloorIf []EventKind
	// EndedBy are the events that stop the clock on their own day.
	EndedBy []EventKind
	// SameRecord are the events of MetBy and EndedBy that must come from the
	// record that opened the clock, as the answer to one handoff does not meet
	// the clock of another.
	SameRecord []EventKind
	// Remind is when someone is told, the earliest rung first. Empty for dates
	// nobody has to act on.
	Remind   []Rung
	Category Category
	// Calendar is the list of bank holidays the rule counts working days with.
	// Rules of the whole country are Home Office targets, counted as in England
	// and Wales whatever the case's nation: a convention, no source says
	// (nrm-rules §8).
	Calendar calendar.Division
	// SourceURL is where the citation can be read; empty when it is on paper
	// only. CheckedOn is when somebody last compared the row with it.
	SourceURL string
	CheckedOn calendar.Date
	// Ambiguities are the open questions about the law or guidance that touch
	// the rule, by their number.
	Ambiguities []int
	// GapReason says why no version holds for the days before this one although
	// an earlier one ended; usually empty.
	GapReason string
	// Note is what is unsure about the rule, for the screen.
	Note string

	opensIf []condition
	// openers are the events that count as Trigger in this jurisdiction; the
	// others are sets of the fields of those names.
	openers                    kindSet
	metBy, endedBy, sameRecord kindSet
	// endedBefore are the events of EndedBy whose effect lasts: they end the
	// clock also when they came before its trigger.
	endedBefore kindSet
	// row is the place in the book and line the one in its file; flawed is true
	// while a file with something wrong in the row is checked to its end.
	row    int
	line   int
	flawed bool
	// cells are the row as it stands in the file, in the order of allColumns.
	cells []string
}

// InForce says whether the version is the one for a trigger on the day.
func (r *Rule) InForce(on calendar.Date) bool {
	return !on.Before(r.EffectiveFrom) && (r.EffectiveTo.IsZero() || !on.After(r.EffectiveTo))
}

// AppliesIn says whether the rule is law for a case of the jurisdiction.
func (r *Rule) AppliesIn(j Jurisdiction) bool { return r.Jurisdiction == UK || r.Jurisdiction == j }

// OpenedBy says whether an event of the kind starts the clock.
func (r *Rule) OpenedBy(kind EventKind) bool { return r.openers.has(kind.place()) }
