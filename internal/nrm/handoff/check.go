package handoff

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/evidence"
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

// ByHand says whether a person passes it on, so that the program knows neither
// who has it nor when to ask again unless somebody says so.
func (h SentHow) ByHand() bool { return slices.Contains(SentHows, h) }

// Ways lists how a handoff can be sent to a recipient, in the order of the
// page. A colleague has it in their inbox and nowhere else.
func Ways(c Class, to Receiver) []SentHow {
	switch {
	case c == Colleague:
		return []SentHow{ToInbox}
	case to.Here():
		return append([]SentHow{ToInbox}, SentHows...)
	default:
		return slices.Clone(SentHows)
	}
}

// Draft is a handoff as it is written. Entry is the directory entry's ID; a
// recipient outside the directory has a name instead, and a colleague is one of
// those who work here.
type Draft struct {
	ID               string // of the draft kept with the case; empty when there is none
	Entry            string
	RecipientName    string
	Class            Class
	Colleague        string // ID of one of Colleagues
	ConfirmedCurrent bool   // the sender checked an entry that needs confirming
	Purpose          string
	Needs            []need.Code // of the client, that it is made for
	Wanted           []Item
	WantedFiles      []int           // numbers of documents
	Said             map[Item]string // the words of written items
	Note             string
	KeepUntil        calendar.Date
	SentHow          SentHow
	Contact          string        // the named person at the other end, when it is passed on by hand
	ChaseOn          calendar.Date // when to ask again, when it is passed on by hand

	Desk Surroundings
}

// Surroundings are what a draft is checked against.
type Surroundings struct {
	Services   directory.Listing // as it is now
	Inboxes    []Inbox           // open ones of other organisations on this installation
	Colleagues []InHouse
	Papers     []evidence.File // of the case
}

// InHouse is a person or a team of the same organisation.
type InHouse struct {
	ID   string
	Name string
	Team bool
}

// Inbox is an organisation on this installation that takes handoffs.
type Inbox struct {
	OrganisationID string
	Name           string
}

// Recipient is whom the handoff is for: the directory says what kind its own
// entries are.
func (d Draft) Recipient() Recipient {
	if entry, ok := d.Desk.Services.ByID(d.Entry); ok {
		return Recipient{Class: Class(entry.Class), Entry: d.Entry}
	}
	if d.Class == Colleague {
		c, _ := d.colleague()
		return Recipient{Class: Colleague, Name: c.Name}
	}
	return Recipient{Class: d.Class, Name: d.RecipientName}
}

func (d Draft) colleague() (InHouse, bool) {
	i := slices.IndexFunc(d.Desk.Colleagues, func(c InHouse) bool { return c.ID == d.Colleague })
	if i < 0 {
		return InHouse{}, false
	}
	return d.Desk.Colleagues[i], true
}

// Receiver is who receives it on this installation: an open inbox the
// directory names, or a colleague of the organisation. The zero Receiver is
// nobody here.
func (d Draft) Receiver(organisationID string) Receiver {
	if entry, ok := d.Desk.Services.ByID(d.Entry); ok {
		if slices.ContainsFunc(d.Desk.Inboxes, func(i Inbox) bool { return i.OrganisationID == entry.Inbox }) {
			return Receiver{OrganisationID: entry.Inbox}
		}
		return Receiver{}
	}
	c, ok := d.colleague()
	switch {
	case d.Class != Colleague || !ok:
		return Receiver{}
	case c.Team:
		return Receiver{OrganisationID: organisationID, TeamID: c.ID}
	default:
		return Receiver{OrganisationID: organisationID, UserID: c.ID}
	}
}

// Pack sorts everything that could be shared by asking the gate.
func (d Draft) Pack(now consent.Now) (Envelope, []File) {
	to := d.Recipient()
	return Pack(now, to, d.Wanted), PackFiles(now, to, d.Desk.Papers, d.WantedFiles)
}

// Check checks a handoff before it is sent, in page order. What is in the
// envelope is decided by the consent that holds now, the services are those
// listed now: one that closed since the handoff was begun cannot be chosen any
// more.
func Check(d Draft, now consent.Now, today calendar.Date) fault.Problems {
	var ps fault.Problems
	e, files := d.Pack(now)
	class := d.checkRecipient(&ps, today)
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
	checkFiles(&ps, files, d.WantedFiles)
	for _, line := range e.Shared {
		if line.Item.Written() {
			required(&ps, line.Item.Field(), d.Said[line.Item])
			tooLong(&ps, line.Item.Field(), d.Said[line.Item], maxText)
		}
	}
	tooLong(&ps, "note", d.Note, maxText)
	checkKeep(&ps, d.KeepUntil, today)
	d.checkSending(&ps, class, today)
	return ps
}

func checkFiles(ps *fault.Problems, files []File, wanted []int) {
	for _, n := range wanted {
		i := slices.IndexFunc(files, func(f File) bool { return f.Number == n })
		if i < 0 {
			ps.Add("handoff_files", "not_in_list")
			return
		}
		if !files[i].Shared {
			ps.Add("handoff_files", "cannot_leave", strconv.Itoa(n), files[i].Why)
			return
		}
	}
}

// longestChase in days is how far ahead somebody may put asking again.
const longestChase = 14

// checkSending checks how it is sent. Passed on by hand, it needs a person at
// the other end and a day to ask again: nothing else would ever tell.
func (d Draft) checkSending(ps *fault.Problems, class Class, today calendar.Date) {
	// Which organisation asks makes no difference to whether somebody receives it here.
	if !slices.Contains(Ways(class, d.Receiver("here")), d.SentHow) {
		ps.Add("sent_how", "select_one")
		return
	}
	if !d.SentHow.ByHand() {
		return
	}
	required(ps, "sent_contact", d.Contact)
	tooLong(ps, "sent_contact", d.Contact, maxLine)
	checkChaseDay(ps, "chase_on", d.ChaseOn, today)
}

func checkChaseDay(ps *fault.Problems, field string, on, today calendar.Date) {
	switch {
	case on.IsZero():
		ps.Add(field, "required")
	case on.Before(today):
		ps.Add(field, "before", today.Long())
	case today.DaysUntil(on) > longestChase:
		ps.Add(field, "after", today.AddDays(longestChase).Long())
	}
}

// checkRecipient checks whom it is for and says which kind of recipient that
// is. A colleague needs no consent, so that somebody is one is never taken from
// what was typed.
func (d Draft) checkRecipient(ps *fault.Problems, today calendar.Date) Class {
	if d.Entry == "" {
		if d.Class == Colleague {
			if _, ok := d.colleague(); !ok {
				ps.Add("colleague", "select_one")
			}
			return d.Class
		}
		required(ps, "recipient_name", d.RecipientName)
		tooLong(ps, "recipient_name", d.RecipientName, maxLine)
		return d.Class
	}
	entry, ok := d.Desk.Services.ByID(d.Entry)
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
