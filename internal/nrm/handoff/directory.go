package handoff

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	_ "embed"

	"nrmdesk/internal/nrm/calendar"
)

//go:embed data/support-directory.csv
var directoryCSV string

// EntryStatus is how sure we are of a directory entry.
type EntryStatus string

// The statuses of an entry.
const (
	Current         EntryStatus = "current"
	Changed         EntryStatus = "changed"
	Replaced        EntryStatus = "replaced"
	CapacityLimited EntryStatus = "capacity-limited"
	Unverified      EntryStatus = "unverified"
	Duplicate       EntryStatus = "duplicate"
	EntryClosed     EntryStatus = "closed"
)

// Label is the status in the words staff read.
func (s EntryStatus) Label() string {
	switch s {
	case Current:
		return "Current"
	case Changed:
		return "Details changed"
	case Replaced:
		return "Replaced"
	case CapacityLimited:
		return "Limited capacity"
	case Unverified:
		return "Not checked"
	case Duplicate:
		return "Same as another entry"
	case EntryClosed:
		return "Closed down"
	default:
		return ""
	}
}

// Entry is one service of the support directory. Phone is the number as its
// source printed it, which may be old: show Contact.
type Entry struct {
	ID             string
	Organisation   string
	Service        string
	Offer          string
	Gender         string
	Age            string
	Nations        []calendar.Nation
	Exploitation   string
	Hours          string
	Phone          string
	PhoneDigits    string // for comparing: only digits
	Source         string // publishers
	Status         EntryStatus
	ChangedTo      string
	CurrentContact string
	Evidence       string
	LastVerified   calendar.Date // zero: never
	Notes          string
	Class          Class // empty: not somebody to hand a client to
}

// staleAfterDays is how long a check of an entry lasts: a convention of the
// product (domain guide, section 14).
const staleAfterDays = 180

// Contact is how to reach the service today; empty when nobody should.
func (e Entry) Contact() string {
	switch {
	case e.Status == EntryClosed:
		return ""
	case e.CurrentContact != "":
		return e.CurrentContact
	default:
		return e.Phone
	}
}

// CanBeChosen says whether a client can be handed to the service.
func (e Entry) CanBeChosen() bool {
	return e.Class != "" && e.Status != EntryClosed && e.Status != Duplicate
}

// NeedsConfirming says whether the sender must check the entry first: nobody
// verified it, or the last check is too long ago.
func (e Entry) NeedsConfirming(today calendar.Date) bool {
	return e.Status == Unverified || e.LastVerified.IsZero() || e.LastVerified.DaysUntil(today) > staleAfterDays
}

// Serves says whether the service works in a nation.
func (e Entry) Serves(n calendar.Nation) bool { return slices.Contains(e.Nations, n) }

// Listing is a support directory.
type Listing struct{ entries []Entry }

// Directory is the one that ships with the product.
func Directory() *Listing { return published() }

// Entries lists every entry, closed ones included, in the order of the file.
func (d *Listing) Entries() []Entry { return slices.Clone(d.entries) }

// ByID finds an entry.
func (d *Listing) ByID(id string) (Entry, bool) {
	i := slices.IndexFunc(d.entries, func(e Entry) bool { return e.ID == id })
	if i < 0 {
		return Entry{}, false
	}
	return d.entries[i], true
}

// A mistake in the embedded file is a mistake in the program.
var published = sync.OnceValue(func() *Listing {
	d, err := parseDirectory(directoryCSV)
	if err != nil {
		panic(err)
	}
	return d
})

func parseDirectory(text string) (*Listing, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read support directory: %w", err)
	}
	d := &Listing{}
	for _, row := range rows[1:] {
		e := Entry{
			ID: row[0], Organisation: row[1], Service: row[2], Offer: row[3], Gender: row[4], Age: row[5],
			Exploitation: row[7], Hours: row[8], Phone: row[9], PhoneDigits: row[10],
			Source: strings.ReplaceAll(row[11], ";", ", "), Status: EntryStatus(row[12]), ChangedTo: row[13],
			CurrentContact: row[14], Evidence: row[15], Notes: row[17], Class: Class(row[18]),
		}
		for _, n := range strings.Split(row[6], ";") {
			if !calendar.Nation(n).Valid() {
				return nil, fmt.Errorf("entry %s: no nation %q", e.ID, n)
			}
			e.Nations = append(e.Nations, calendar.Nation(n))
		}
		if row[16] != "" {
			if e.LastVerified, err = calendar.ParseDate(row[16]); err != nil {
				return nil, fmt.Errorf("entry %s: %w", e.ID, err)
			}
		}
		if e.Status.Label() == "" || e.Class != "" && e.Class.Label() == "" {
			return nil, fmt.Errorf("entry %s: status %q or class %q is not known", e.ID, e.Status, e.Class)
		}
		d.entries = append(d.entries, e)
	}
	return d, nil
}
