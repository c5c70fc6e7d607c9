// Package link is the rulebook page of the one-time link, by which somebody
// without an account reads a handoff that is for them and answers it: how long
// it opens, how often, what wrong codes do, and who may still be given one.
//
// The link comes by e-mail and holds nothing. The code that opens it is read
// out over the telephone, so that whoever finds the e-mail, or has it passed
// on, has half of what they need.
package link

import (
	"net/mail"
	"strconv"
	"strings"
	"time"
	"unicode"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
)

// Link is what counts for a link: what it was given, and what came of it.
type Link struct {
	MadeAt     time.Time
	ExpiresAt  time.Time
	MaxViews   int
	MaxWrong   int
	Views      int // openings with the right code
	WrongCodes int
	OpenedAt   time.Time // the last time; zero before the first
	EndedAt    time.Time // by the sender; zero when it was not
	Ended      End
}

// End is why the sender ended a link.
type End string

// The ends.
const (
	Replaced End = "replaced" // by a newer link
	Stopped  End = "stopped"
)

// New is a link made now.
func New(p Practice, now time.Time) Link {
	return Link{MadeAt: now, ExpiresAt: now.Add(p.Life), MaxViews: p.Views, MaxWrong: p.WrongCodes}
}

// State is where a link stands.
type State string

// The states.
const (
	Waiting    State = "waiting"
	Opened     State = "opened"
	UsedUp     State = "used_up"
	Locked     State = "locked"
	Expired    State = "expired"
	IsReplaced State = "replaced"
	IsStopped  State = "stopped"
)

// Label is the state in the words staff read.
func (s State) Label() string {
	switch s {
	case Waiting:
		return "Not opened yet"
	case Opened:
		return "Opened"
	case UsedUp:
		return "Opened as often as it can be"
	case Locked:
		return "Locked after wrong codes"
	case Expired:
		return "Run out"
	case IsReplaced:
		return "Replaced by a newer link"
	case IsStopped:
		return "Stopped"
	default:
		return ""
	}
}

// State says where the link stands. What somebody did to it comes before what
// time did.
func (l Link) State(now time.Time) State {
	switch {
	case l.Ended == Replaced:
		return IsReplaced
	case l.Ended == Stopped:
		return IsStopped
	case l.WrongCodes >= l.MaxWrong:
		return Locked
	case !now.Before(l.ExpiresAt):
		return Expired
	case l.Views >= l.MaxViews:
		return UsedUp
	case l.Views > 0:
		return Opened
	default:
		return Waiting
	}
}

// Result is what came of a code.
type Result string

// The results.
const (
	Opening   Result = "opened"
	WrongCode Result = "wrong_code"
	Locking   Result = "locked"   // the last wrong code there may be
	Shut      Result = "shut"     // it was locked before: nothing is tried any more
	TooLate   Result = "too_late" // the right code of a link that opens nothing any more
)

// Try counts a code. Wrong ones count for the whole life of the link, also
// after it has run out: what a code is worth can never be found out by trying.
// Only whoever had the right code is told that the link opens nothing.
func (l *Link) Try(right bool, h Handoff, now time.Time) Result {
	switch {
	case l.WrongCodes >= l.MaxWrong:
		return Shut
	case !right:
		if l.WrongCodes++; l.WrongCodes >= l.MaxWrong {
			return Locking
		}
		return WrongCode
	case l.Opens(h, now) != "":
		return TooLate
	}
	l.Views++
	l.OpenedAt = now
	return Opening
}

// Handoff is what counts of the handoff a link is for.
type Handoff struct {
	State     handoff.State
	TakenBack bool          // the client allows nothing of the envelope any more
	KeepUntil calendar.Date // the last day; zero for no end
	Today     calendar.Date
}

// Over is why a link shows nothing any more.
type Over string

// The reasons.
const (
	OverTakenBack Over = "taken_back" // the handoff was, whatever became of the link
	OverRefused   Over = "refused"
	OverClosed    Over = "closed"
	OverKept      Over = "kept" // the envelope was for so long
	OverReplaced  Over = "replaced"
	OverStopped   Over = "stopped"
	OverLocked    Over = "locked"
	OverExpired   Over = "expired"
	OverUsedUp    Over = "used_up"
)

// Reads says why somebody who has opened the link reads no further; empty when
// they do. It is asked anew for every page.
func (l Link) Reads(h Handoff, now time.Time) Over {
	switch {
	case h.TakenBack || h.State == handoff.Revoked:
		return OverTakenBack
	case h.State == handoff.Refused:
		return OverRefused
	case !Shows(h.State):
		return OverClosed
	case !h.KeepUntil.IsZero() && h.Today.After(h.KeepUntil):
		return OverKept
	}
	switch l.State(now) {
	case IsReplaced:
		return OverReplaced
	case IsStopped:
		return OverStopped
	case Locked:
		return OverLocked
	case Expired:
		return OverExpired
	default:
		return ""
	}
}

// Opens says why the right code opens nothing; empty when it does. The last
// opening counts to its end, but there is none after it.
func (l Link) Opens(h Handoff, now time.Time) Over {
	if over := l.Reads(h, now); over != "" || l.Views < l.MaxViews {
		return over
	}
	return OverUsedUp
}

// End ends the link, for good. One that was ended before keeps how.
func (l *Link) End(how End, now time.Time) {
	if l.EndedAt.IsZero() {
		l.EndedAt, l.Ended = now, how
	}
}

// ReadingUntil is when the pages close that were opened now: the link may run
// out first.
func (l Link) ReadingUntil(p Practice, now time.Time) time.Time {
	until := now.Add(p.Reading)
	if until.After(l.ExpiresAt) {
		return l.ExpiresAt
	}
	return until
}

// MayBeSent says whether a link can be sent for a handoff, and why not. There
// is something to answer or to report, and nobody who was told to forget what
// they know is shown it again.
//
// Error: *fault.Conflict.
func MayBeSent(s handoff.State) error {
	if Shows(s) {
		return nil
	}
	return fault.Conflictf("This handoff is at “%s”. There is nothing left to answer, so no link can be sent for it.", s.Label())
}

// Shows says whether the receiver still sees the envelope.
func Shows(s handoff.State) bool {
	return s.Unanswered() || s == handoff.QuestionAsked || s == handoff.Accepted || s == handoff.FirstContactHad
}

// maxAddress is the length beyond which an address cannot be delivered to.
const maxAddress = 254

// CheckAddress checks the e-mail address a link goes to: field link_email.
func CheckAddress(address string) fault.Problems {
	var ps fault.Problems
	parsed, err := mail.ParseAddress(address)
	switch {
	case address == "":
		ps.Add("link_email", "required")
	case len(address) > maxAddress:
		ps.Add("link_email", "too_long", strconv.Itoa(maxAddress))
	case err != nil || parsed.Address != address:
		ps.Add("link_email", "not_an_email")
	}
	return ps
}

// CodeDigits is a code as it was typed, without what people put between digits.
func CodeDigits(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, typed)
}
