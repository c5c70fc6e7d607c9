package auditing

import (
	"slices"
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Severity is how much a finding matters.
type Severity string

// The severities.
const (
	Minor    Severity = "minor"
	Serious  Severity = "serious"
	Critical Severity = "critical"
)

// Severities lists them in the order of the page.
var Severities = []Severity{Minor, Serious, Critical}

// Label is the severity in the words staff read.
func (s Severity) Label() string {
	switch s {
	case Minor:
		return "Minor: worth putting right"
	case Serious:
		return "Serious: the record does not show what it must"
	case Critical:
		return "Critical: somebody may have been harmed, or their right passed over"
	default:
		return ""
	}
}

// FindingState is where a finding stands.
type FindingState string

// The states of a finding.
const (
	FindingOpen    FindingState = "open"    // the supervisor has to reply
	FindingReplied FindingState = "replied" // the auditor has to look again
	FindingClosed  FindingState = "closed"
)

// FindingStates lists the states in the order of filters.
var FindingStates = []FindingState{FindingOpen, FindingReplied, FindingClosed}

// Label is the state in the words staff read.
func (s FindingState) Label() string {
	switch s {
	case FindingOpen:
		return "Waiting for the supervisor"
	case FindingReplied:
		return "Waiting for the re-check"
	case FindingClosed:
		return "Closed"
	default:
		return ""
	}
}

// Finding is what an auditor found wanting in a record.
type Finding struct {
	CheckID  string // A1 to A9; empty when it is about something else
	Severity Severity
	Text     string
	DueOn    calendar.Date // by when the supervisor replies
}

const maxFinding = 4000

// CheckFinding says what is wrong with a finding: fields check, severity,
// finding, due_on. A reply is due in the future.
func CheckFinding(f Finding, today calendar.Date) fault.Problems {
	var problems fault.Problems
	if f.CheckID != "" && !slices.ContainsFunc(Checks, func(c Check) bool { return c.ID == f.CheckID }) {
		problems.Add("check", "not_in_list")
	}
	if !slices.Contains(Severities, f.Severity) {
		problems.Add("severity", "select_one")
	}
	checkText(&problems, "finding", f.Text)
	return append(problems, CheckDue(f.DueOn, today)...)
}

// CheckDue says what is wrong with the day by which a reply is due, field
// due_on: it lies ahead.
func CheckDue(on, today calendar.Date) fault.Problems {
	var problems fault.Problems
	switch {
	case on.IsZero():
		problems.Add("due_on", "required")
	case !on.After(today):
		problems.Add("due_on", "in_past")
	}
	return problems
}

// CheckReply says what is wrong with a supervisor's reply or an auditor's note
// on a re-check: the field named.
func CheckReply(field, text string) fault.Problems {
	var problems fault.Problems
	checkText(&problems, field, text)
	return problems
}

func checkText(problems *fault.Problems, field, text string) {
	switch {
	case strings.TrimSpace(text) == "":
		problems.Add(field, "required")
	case len([]rune(text)) > maxFinding:
		problems.Add(field, "too_long", "4000")
	}
}

// Step is something done to a finding.
type Step string

// The steps.
const (
	Reply  Step = "reply"  // by a supervisor of the team
	Return Step = "return" // the auditor is not content
	Close  Step = "close"
)

// After is where a finding stands after a step. Error: *fault.Conflict when
// the step cannot be taken where it stands.
func (s FindingState) After(step Step) (FindingState, error) {
	switch {
	case s == FindingOpen && step == Reply:
		return FindingReplied, nil
	case s == FindingReplied && step == Return:
		return FindingOpen, nil
	case s == FindingReplied && step == Close:
		return FindingClosed, nil
	case s == FindingClosed:
		return s, fault.Conflictf("This finding is closed.")
	case step == Reply:
		return s, fault.Conflictf("This finding has a reply already. The auditor looks at it next.")
	}
	return s, fault.Conflictf("This finding waits for the supervisor’s reply.")
}
