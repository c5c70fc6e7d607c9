package consent

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "embed"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Override is leave to share one thing with one recipient without the client's
// yes: asked for by one person with a reason, approved by another, for one
// sharing, and only for a while. It is its own record; no box on a form and no
// field of a request is ever believed in its place.
type Override struct {
	ID          string
	Number      int
	To          Recipient
	Named       string // the recipient's directory entry, or its name
	NamedShown  string // as staff read it
	Things      []string
	Reason      string
	RequestedBy string
	RequestedAt time.Time
	ExpiresAt   time.Time
	Records     int // how many consent records the case had when it was asked for

	Outcome   OverrideOutcome
	Comment   string
	DecidedBy string
	DecidedAt time.Time
	UsedAt    time.Time
}

// OverrideOutcome is what the second person said.
type OverrideOutcome string

// The outcomes; the empty one waits.
const (
	OverrideWaits   OverrideOutcome = ""
	OverrideAgreed  OverrideOutcome = "approved"
	OverrideRefused OverrideOutcome = "refused"
)

// OverrideState is where an override stands.
type OverrideState string

// The states.
const (
	OverrideWaiting  OverrideState = "waiting"
	OverrideApproved OverrideState = "approved"
	OverrideDenied   OverrideState = "refused"
	OverrideUsed     OverrideState = "used"
	OverrideExpired  OverrideState = "expired"
)

// Label is the state in the words staff read.
func (s OverrideState) Label() string {
	switch s {
	case OverrideWaiting:
		return "Waits for a second person"
	case OverrideApproved:
		return "Approved, not used yet"
	case OverrideDenied:
		return "Refused"
	case OverrideUsed:
		return "Used"
	case OverrideExpired:
		return "Run out"
	default:
		return ""
	}
}

// State says where the override stands at a moment.
func (o Override) State(at time.Time) OverrideState {
	switch {
	case !o.UsedAt.IsZero():
		return OverrideUsed
	case o.Outcome == OverrideRefused:
		return OverrideDenied
	case !at.Before(o.ExpiresAt):
		return OverrideExpired
	case o.Outcome == OverrideAgreed && o.DecidedBy != "" && o.DecidedBy != o.RequestedBy:
		return OverrideApproved
	default:
		return OverrideWaiting
	}
}

// CheckRequest checks what is asked for, in page order. The things that can be
// shared are the caller's to name.
func (o Override) CheckRequest(things []string) fault.Problems {
	var ps fault.Problems
	rule, ok := RuleFor(o.To)
	switch {
	case !ok || rule.Purpose == "":
		ps.Add("recipient_class", "select_one")
	case !rule.Override:
		ps.Add("recipient_class", "no_override")
	}
	text(&ps, "recipient_name", o.NamedShown, maxLine)
	switch {
	case len(o.Things) == 0:
		ps.Add("items", "select_one")
	case slices.ContainsFunc(o.Things, func(t string) bool { return !slices.Contains(things, t) }):
		ps.Add("items", "not_in_list")
	}
	text(&ps, "override_reason", o.Reason, maxText)
	return ps
}

// Decide is the answer of the second person, who is never the first. Errors:
// *fault.Conflict, *fault.Invalid.
func (o Override) Decide(by string, outcome OverrideOutcome, comment string, at time.Time) error {
	switch {
	case by == o.RequestedBy:
		return fault.Conflictf("You asked for this. A second person must decide about it.")
	case o.State(at) != OverrideWaiting:
		return fault.Conflictf("This has been decided, or has run out: it is at “%s”.", o.State(at).Label())
	}
	var ps fault.Problems
	if outcome != OverrideAgreed && outcome != OverrideRefused {
		ps.Add("override_outcome", "select_one")
	}
	text(&ps, "override_comment", comment, maxText)
	return ps.Err()
}

//go:embed data/override-life.csv
var overrideLifeCSV string

// overrideHours is the length of an override in hours, by the day from which it
// holds. A mistake in the embedded file is a mistake in the program.
var overrideHours = sync.OnceValue(func() map[calendar.Date]int {
	rows, err := csv.NewReader(strings.NewReader(overrideLifeCSV)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read override life: %w", err))
	}
	hours := map[calendar.Date]int{}
	for _, row := range rows[1:] {
		from, err := calendar.ParseDate(row[2])
		if err != nil {
			panic(fmt.Errorf("limit %s: %w", row[0], err))
		}
		n, err := strconv.Atoi(row[1])
		if err != nil {
			panic(fmt.Errorf("limit %s: %w", row[0], err))
		}
		hours[from] = n
	}
	return hours
})

// OverrideEnds is when an override that is asked for now runs out.
func OverrideEnds(now time.Time) time.Time {
	today := calendar.LondonDay(now)
	var from calendar.Date
	hours := 0
	for day, n := range overrideHours() {
		if !day.After(today) && !day.Before(from) {
			from, hours = day, n
		}
	}
	return now.Add(time.Duration(hours) * time.Hour)
}

func london(at time.Time) string { return calendar.LondonDay(at).Long() }
