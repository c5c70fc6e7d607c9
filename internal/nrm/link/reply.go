package link

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
)

// Act is what the receiver does with the handoff.
type Act string

// The acts.
const (
	Accept       Act = "accept"
	Refuse       Act = "refuse"
	Ask          Act = "ask"
	FirstContact Act = "first-contact"
)

// Acts lists the acts in the order of the page.
var Acts = []Act{Accept, FirstContact, Ask, Refuse}

// State is where the act leads the handoff; empty for no act of the list.
func (a Act) State() handoff.State {
	switch a {
	case Accept:
		return handoff.Accepted
	case Refuse:
		return handoff.Refused
	case Ask:
		return handoff.QuestionAsked
	case FirstContact:
		return handoff.FirstContactHad
	default:
		return ""
	}
}

// Possible lists what the receiver can do from where the handoff stands.
func Possible(s handoff.State) []Act {
	next := handoff.ReceiverNext(s)
	return slices.DeleteFunc(slices.Clone(Acts), func(a Act) bool { return !slices.Contains(next, a.State()) })
}

// Reply is what the receiver says. Name is theirs; Phone and On go with one act
// each: the number to reach them on, and the day of the first contact.
type Reply struct {
	Act   Act
	Name  string
	Phone string
	Text  string // the reason, the question, or how the first contact went
	On    calendar.Date
}

const (
	maxLine     = 200
	maxText     = 2000
	fewestPhone = 7 // the shortest number that reaches somebody in the UK from elsewhere
)

// Check says what is wrong with a reply, in page order: fields link_name,
// link_phone, link_contact_on, link_text.
func (r Reply) Check(sentOn, today calendar.Date) fault.Problems {
	var ps fault.Problems
	required(&ps, "link_name", r.Name, maxLine)
	switch r.Act {
	case Accept:
		required(&ps, "link_phone", r.Phone, maxLine)
		if r.Phone != "" && digits(r.Phone) < fewestPhone {
			ps.Add("link_phone", "not_a_phone")
		}
	case FirstContact:
		switch {
		case r.On.IsZero():
			ps.Add("link_contact_on", "required")
		case r.On.After(today):
			ps.Add("link_contact_on", "in_future")
		case r.On.Before(sentOn):
			ps.Add("link_contact_on", "before", sentOn.Long())
		}
	case Refuse, Ask:
		required(&ps, "link_text", r.Text, maxText)
	}
	if utf8.RuneCountInString(r.Text) > maxText && r.Act != Refuse && r.Act != Ask {
		ps.Add("link_text", "too_long", strconv.Itoa(maxText))
	}
	return ps
}

func required(ps *fault.Problems, field, text string, most int) {
	switch {
	case strings.TrimSpace(text) == "":
		ps.Add(field, "required")
	case utf8.RuneCountInString(text) > most:
		ps.Add(field, "too_long", strconv.Itoa(most))
	}
}

func digits(phone string) (n int) {
	for _, r := range phone {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// Answer is the reply as it stands in the log of the handoff.
func (r Reply) Answer() handoff.Answer {
	a := handoff.Answer{State: r.Act.State(), Contact: r.Name, Details: r.Text}
	if r.Act == Accept {
		a.Contact += ", " + r.Phone
	}
	if r.Act == FirstContact {
		a.Details = strings.TrimSpace("First contact on " + r.On.Long() + ".\n" + r.Text)
	}
	return a
}
