package staff

import (
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Cover says who looks after somebody's cases while they are on leave. From
// and Until are civil dates in London, both included: it begins and ends by
// itself.
type Cover struct {
	ID             string
	OrganisationID string
	UserID         string // who is away
	CoverID        string // who looks after their cases
	From, Until    calendar.Date
}

// On says whether the cover counts on a day.
func (c Cover) On(day calendar.Date) bool { return !day.Before(c.From) && !day.After(c.Until) }

// overlaps says whether two covers share a day.
func (c Cover) overlaps(o Cover) bool { return !c.Until.Before(o.From) && !o.Until.Before(c.From) }

// longestCover in days is enough for a year's leave. A later end is a slip of
// the hand that would leave somebody's cases open to another for years.
const longestCover = 366

// CheckCover says what is wrong with a cover about to be recorded: fields
// cover, from, until. The others are those of the organisation that have not
// been ended.
func CheckCover(c Cover, away, cover User, others []Cover, today calendar.Date) fault.Problems {
	var problems fault.Problems
	switch {
	case cover.ID == away.ID:
		problems.Add("cover", "yourself")
	case cover.Disabled || !cover.CarriesCases():
		problems.Add("cover", "cannot_hold_cases")
	}
	switch {
	case c.Until.Before(c.From):
		problems.Add("until", "before_start")
	case c.Until.Before(today):
		problems.Add("until", "in_the_past")
	case c.From.DaysUntil(c.Until) > longestCover:
		problems.Add("until", "too_far")
	}
	if len(problems) > 0 {
		return problems
	}
	for _, o := range others {
		switch {
		case !c.overlaps(o):
		case o.UserID == away.ID:
			problems.Add("from", "overlap", o.From.Long(), o.Until.Long())
			return problems
		case o.UserID == cover.ID:
			problems.Add("cover", "away_too", o.From.Long(), o.Until.Long())
			return problems
		}
	}
	return problems
}
