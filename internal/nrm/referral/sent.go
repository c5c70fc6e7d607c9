package referral

import (
	"time"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// How says in which way the referral reached the Home Office. The desk itself
// sends nothing.
type How string

// The ways a referral is sent.
const (
	OnlineService How = "online_service"
	OtherWay      How = "other"
)

// Hows lists the ways in the order of the page.
var Hows = []How{OnlineService, OtherWay}

// Label is the way in the words staff read.
func (h How) Label() string {
	switch h {
	case OnlineService:
		return "In the official online service"
	case OtherWay:
		return "Another way"
	default:
		return ""
	}
}

// Sent is what the sender records about a referral they sent. Reference is the
// Home Office's own; Awaited says that it has not come yet.
type Sent struct {
	On           calendar.Date
	Hour, Minute int // London time
	How          How
	Reference    string
	Awaited      bool
}

// At is the moment of sending.
func (s Sent) At() time.Time {
	return time.Date(s.On.Year(), s.On.Month(), s.On.Day(), s.Hour, s.Minute, 0, 0, calendar.London())
}

const longestReference = 100

// Check says what is wrong with the record, in page order. Nothing can be sent
// before a second person approved it (nrm-rules §10, review → submitted), nor
// later than now.
func (s Sent) Check(approvedOn calendar.Date, now time.Time) fault.Problems {
	var problems fault.Problems
	switch {
	case s.On.IsZero():
		problems.Add("sent_on", "required")
	case s.On.After(calendar.LondonDay(now)):
		problems.Add("sent_on", "in_future")
	case s.On.Before(approvedOn):
		problems.Add("sent_on", "before", approvedOn.Long())
	case s.At().After(now):
		problems.Add("sent_at", "in_future")
	}
	if s.How != OnlineService && s.How != OtherWay {
		problems.Add("sent_how", "select_one")
	}
	switch {
	case s.Reference == "" && !s.Awaited:
		problems.Add("home_office_number", "required")
	case s.Reference != "" && s.Awaited:
		problems.Add("home_office_number", "number_and_awaited")
	default:
		problems = append(problems, CheckReference(s.Reference)...)
	}
	return problems
}

// CheckReference looks at the Home Office's reference. Its shape is not ours to
// know, so anything short and readable will do.
func CheckReference(reference string) fault.Problems {
	var problems fault.Problems
	switch {
	case !checkReadable(&problems, "home_office_number", reference):
	case utf8.RuneCountInString(reference) > longestReference:
		problems.Add("home_office_number", "too_long", "100")
	}
	return problems
}
