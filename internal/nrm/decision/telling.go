package decision

import (
	"slices"
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

// Telling is how the client came to know of a decision. It may come with the
// record of the letter or long after it.
type Telling struct {
	On       calendar.Date
	By       string // who told the client
	Language string
	How      string // the safe way it was done
	Way      Way
}

// Way is how the client came to hear of a decision.
type Way string

// InPerson is the one way that is no contact over a distance; the others are
// ways of person.SafeContact.
const InPerson Way = "in_person"

// Ways lists the ways in the order of the page.
var Ways = []Way{InPerson, Way(person.Phone), Way(person.Text), Way(person.Email), Way(person.Post), Way(person.Worker)}

// Label is the way in the words staff read.
func (w Way) Label() string {
	if w == InPerson {
		return "In person"
	}
	return person.Channel(w).Label()
}

// IsZero says whether nothing has been said about telling.
func (t Telling) IsZero() bool { return t == Telling{} }

// Check checks a telling of a decision received on a day.
func (t Telling) Check(today, receivedOn calendar.Date) fault.Problems {
	ps := CheckTelling(today, Decision{ReceivedOn: receivedOn, ToldOn: t.On, ToldHow: t.How})
	for _, f := range []struct{ field, text string }{{"told_by", t.By}, {"told_language", t.Language}} {
		if strings.TrimSpace(f.text) == "" {
			ps.Add(f.field, "required")
		}
		tooLong(&ps, f.field, f.text)
	}
	if !slices.Contains(Ways, t.Way) {
		ps.Add("told_way", "select_one")
	}
	return ps
}

// Plan is how the client is to be told of a decision: thought through before
// anybody calls, because the news can put somebody in danger.
type Plan struct {
	On       calendar.Date
	By       string // who tells the client
	Language string // and who interprets
	Where    string // a place and a time at which the client is alone and safe
}

// IsZero says whether nothing is planned.
func (p Plan) IsZero() bool { return p == Plan{} }

// Check checks a plan. A day that has passed is no plan.
func (p Plan) Check(today calendar.Date) fault.Problems {
	var ps fault.Problems
	switch {
	case p.On.IsZero():
		ps.Add("tell_on", "required")
	case p.On.Before(today):
		ps.Add("tell_on", "in_past")
	}
	for _, f := range []struct{ field, text string }{{"tell_by", p.By}, {"tell_language", p.Language}, {"tell_where", p.Where}} {
		if strings.TrimSpace(f.text) == "" {
			ps.Add(f.field, "required")
		}
		tooLong(&ps, f.field, f.text)
	}
	return ps
}
