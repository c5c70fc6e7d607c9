package handoff

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/need"
)

const (
	maxLine = 200
	maxText = 2000
)

// SentHow is how the envelope leaves the house.
type SentHow string

// The ways to send.
const (
	ByPhone       SentHow = "phone"
	BySecureEmail SentHow = "secure_email"
	ByPost        SentHow = "post"
	InPerson      SentHow = "in_person"
	ToInbox       SentHow = "inbox"
	OneTimeLink   SentHow = "one_time_link"
)

// SentHows lists the ways that are open for every recipient, in the order of
// the page.
var SentHows = []SentHow{ByPhone, BySecureEmail, InPerson, ByPost}

// Label is the way in the words staff read.
func (h SentHow) Label() string {
	switch h {
	case ByPhone:
		return "By phone"
	case BySecureEmail:
		return "By secure email"
	case ByPost:
		return "By post"
	case InPerson:
		return "In person"
	case ToInbox:
		return "To their inbox in NRM Desk"
	case OneTimeLink:
		return "By one-time link"
	default:
		return ""
	}
}

// Draft is a handoff as it is written. Entry is the directory entry's ID; a
// recipient outside the directory has a name instead.
type Draft struct {
	Entry            string
	RecipientName    string
	Class            Class
	ConfirmedCurrent bool // the sender checked an entry that needs confirming
	Purpose          string
	Needs            []need.Code // of the client, that it is made for
	Wanted           []Item
	Said             map[Item]string // the words of written items
	Note             string
	SentHow          SentHow
	Staff            []string // who works in the organisation: a colleague is one of them
}

// Recipient is whom the handoff is for: the directory says what kind its own
// entries are.
func (d Draft) Recipient(services directory.Listing) Recipient {
	if entry, ok := services.ByID(d.Entry); ok {
		return Recipient{Class: Class(entry.Class), Entry: d.Entry}
	}
	return Recipient{Class: d.Class, Name: d.RecipientName}
}

// Check checks a handoff before it is sent, in page order. The envelope is the
// one packed now, the services those listed now: one that closed since the
// handoff was begun cannot be chosen any more.
func Check(d Draft, e Envelope, services directory.Listing, today calendar.Date) fault.Problems {
	var ps fault.Problems
	class := d.recipient(&ps, services, today)
	if !slices.Contains(Classes, class) {
		ps.Add("recipient_class", "select_one")
	}
	required(&ps, "purpose", d.Purpose)
	tooLong(&ps, "purpose", d.Purpose, maxText)
	switch {
	case slices.ContainsFunc(d.Wanted, func(i Item) bool { return !slices.Contains(Items, i) }):
		ps.Add("items", "not_in_list")
	case len(d.Wanted) == 0:
		ps.Add("items", "select_one")
	case len(e.Refused(d.Wanted)) > 0:
		ps.Add("items", "no_consent", e.Refused(d.Wanted)[0].Item.Label())
	case len(e.Shared) == 0:
		ps.Add("items", "select_one")
	}
	for _, line := range e.Shared {
		if line.Item.Written() {
			required(&ps, line.Item.Field(), d.Said[line.Item])
			tooLong(&ps, line.Item.Field(), d.Said[line.Item], maxText)
		}
	}
	tooLong(&ps, "note", d.Note, maxText)
	if !slices.Contains(SentHows, d.SentHow) {
		ps.Add("sent_how", "select_one")
	}
	return ps
}

// worksHere looks for the name among the staff. A colleague needs no consent,
// so that somebody is one is never taken from what was typed.
func (d Draft) worksHere() bool {
	return slices.ContainsFunc(d.Staff, func(name string) bool {
		return Recipient{Name: name}.Named() == Recipient{Name: d.RecipientName}.Named()
	})
}

func (d Draft) recipient(ps *fault.Problems, services directory.Listing, today calendar.Date) Class {
	if d.Entry == "" {
		required(ps, "recipient_name", d.RecipientName)
		tooLong(ps, "recipient_name", d.RecipientName, maxLine)
		if d.Class == Colleague && strings.TrimSpace(d.RecipientName) != "" && !d.worksHere() {
			ps.Add("recipient_name", "not_a_colleague")
		}
		return d.Class
	}
	entry, ok := services.ByID(d.Entry)
	switch {
	case !ok:
		ps.Add("directory_entry", "not_in_list")
		return d.Class
	case !entry.CanBeChosen():
		ps.Add("directory_entry", "cannot_be_chosen", entry.Organisation)
	case entry.NeedsConfirming(today) && !d.ConfirmedCurrent:
		ps.Add("confirmed_current", "required")
	}
	return Class(entry.Class)
}

func required(ps *fault.Problems, field, text string) {
	if strings.TrimSpace(text) == "" {
		ps.Add(field, "required")
	}
}

func tooLong(ps *fault.Problems, field, text string, limit int) {
	if utf8.RuneCountInString(text) > limit {
		ps.Add(field, "too_long", strconv.Itoa(limit))
	}
}
