package directory

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	_ "embed"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/need"
)

//go:embed data/support-directory.csv
var publishedCSV string

// Listing is a support directory.
type Listing struct {
	entries []Entry
	at      map[string]int
}

// Published is the directory that ships with the product.
func Published() Listing { return published() }

// A mistake in the embedded file is a mistake in the program.
var published = sync.OnceValue(func() Listing {
	entries, err := parse(publishedCSV)
	if err != nil {
		panic(err)
	}
	return List(entries)
})

// List makes a listing of entries.
func List(entries []Entry) Listing {
	l := Listing{entries: entries, at: make(map[string]int, len(entries))}
	for i, e := range entries {
		l.at[e.ID] = i
	}
	return l
}

// With lays an organisation's own rows over a listing: one with the ID of an
// entry takes its place, the others come after.
func (l Listing) With(own []Entry) Listing {
	entries := slices.Clone(l.entries)
	for _, e := range own {
		if i, ok := l.at[e.ID]; ok {
			entries[i] = e
		} else {
			entries = append(entries, e)
		}
	}
	return List(entries)
}

// Entries lists every entry, those of history included.
func (l Listing) Entries() []Entry { return slices.Clone(l.entries) }

// ByID finds an entry.
func (l Listing) ByID(id string) (Entry, bool) {
	i, ok := l.at[id]
	if !ok {
		return Entry{}, false
	}
	return l.entries[i], true
}

// parse reads a directory by the names of its columns.
func parse(text string) ([]Entry, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read support directory: %w", err)
	}
	var entries []Entry
	for _, row := range rows[1:] {
		cell := make(map[string]string, len(row))
		for i, name := range rows[0] {
			cell[name] = row[i]
		}
		e := Entry{
			ID: cell["entry_id"], Organisation: cell["organisation"], Service: cell["service"], Offer: cell["offer"],
			Needs: many[need.Code](cell["needs"]), Class: consent.Recipient(cell["recipient_class"]), Genders: many[Gender](cell["genders"]),
			Nations: many[calendar.Nation](cell["nations"]), Exploitation: many[Exploitation](cell["exploitation"]), Stages: many[Stage](cell["stages"]),
			ForWhom: cell["for_whom"], Hours: cell["hours"], Open: Opening(cell["open"]), Phones: many[string](cell["phones"]), Text: cell["text"],
			Email: cell["email"], Website: cell["website"], Reach: cell["reach"], OldPhones: many[string](cell["old_phones"]),
			Source: strings.ReplaceAll(cell["source"], ";", ", "), Evidence: cell["evidence"], Status: Status(cell["status"]), Change: cell["change"],
			Instead: cell["instead"], Emergency: cell["emergency"] == "yes", ForClients: cell["for_clients"] == "yes", Notes: cell["notes"],
		}
		for _, pair := range many[string](cell["except"]) {
			gender, kind, _ := strings.Cut(pair, ":")
			e.Except = append(e.Except, Except{Gender(gender), Exploitation(kind)})
		}
		var from, to, on error
		e.AgeFrom, from = years(cell["age_from"])
		e.AgeTo, to = years(cell["age_to"])
		if cell["checked_on"] != "" {
			e.CheckedOn, on = calendar.ParseDate(cell["checked_on"])
		}
		for _, err := range []error{from, to, on, Check(e, e.CheckedOn).Err()} {
			if err != nil {
				return nil, fmt.Errorf("entry %s: %w", e.ID, err)
			}
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func years(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	return strconv.Atoi(text)
}

func many[T ~string](text string) []T {
	if text == "" {
		return nil
	}
	var list []T
	for part := range strings.SplitSeq(text, ";") {
		list = append(list, T(part))
	}
	return list
}
