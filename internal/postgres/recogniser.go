package postgres

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"nrmdesk/internal/fold"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/secret"
)

// recogniser makes the keyed hashes by which a client is recognised. They are
// made for one organisation: that two organisations know the same person
// cannot be seen from them.
type recogniser struct {
	keys           *secret.Keys
	organisationID string
}

func (db *DB) recogniser(organisationID string) recogniser {
	return recogniser{keys: db.keys, organisationID: organisationID}
}

// recogniserOf is the recogniser of a case's organisation.
func (db *DB) recogniserOf(ctx context.Context, caseID string) (recogniser, error) {
	organisationID := ""
	err := db.g.WithContext(ctx).Raw(`SELECT organisation_id FROM persons WHERE case_id = ?`, caseID).Row().Scan(&organisationID)
	if err != nil {
		return recogniser{}, fmt.Errorf("read the organisation of a client: %w", err)
	}
	return db.recogniser(organisationID), nil
}

func (r recogniser) hash(kind, text string) int64 {
	return r.keys.SearchHash(kind+" in "+r.organisationID, text)
}

// mostSounds keeps the pairs of one name few, whatever was typed into it.
const mostSounds = 8

// sounds are the parts of one name as they sound.
func sounds(name string) []string {
	all := fold.Sounds(name)
	return all[:min(len(all), mostSounds)]
}

// names are the keys of names: each part as it sounds, and each two parts of
// one name together. A pair is rare where a part alone is not, which is what
// makes looking for a person cheap among very many.
func (r recogniser) names(names ...string) array[int64] {
	keys := array[int64]{}
	for _, name := range names {
		keys = append(keys, r.parts(name)...)
		keys = append(keys, r.pairs(name)...)
	}
	return distinct(keys)
}

func (r recogniser) parts(name string) (keys array[int64]) {
	for _, s := range sounds(name) {
		keys = append(keys, r.hash("sound", s))
	}
	return keys
}

func (r recogniser) pairs(name string) (keys array[int64]) {
	parts := sounds(name)
	for i, one := range parts {
		for _, other := range parts[i+1:] {
			keys = append(keys, r.hash("two sounds", one+" "+other))
		}
	}
	return keys
}

// birth is the key of a date of birth; nil when there is none.
func (r recogniser) birth(born calendar.Date) *int64 {
	if born.IsZero() {
		return nil
	}
	key := r.hash("birth", born.String())
	return &key
}

var (
	phonesIn = regexp.MustCompile(`\+?\d[\d ().\-/]{6,30}\d`)
	emailsIn = regexp.MustCompile(`[^\s<>,;:]+@[^\s<>,;:]+\.[^\s<>,;:]+`)
)

// phoneEnd is how many digits at its end make a number known: however its
// country or area is written before them, they stay the same.
const phoneEnd = 9

// contacts are the keys of the phone numbers and e-mail addresses in a text,
// whatever else is written around them.
func (r recogniser) contacts(texts ...string) array[int64] {
	keys := array[int64]{}
	for _, text := range texts {
		for _, found := range phonesIn.FindAllString(text, -1) {
			digits := strings.Map(func(c rune) rune {
				if c < '0' || c > '9' {
					return -1
				}
				return c
			}, found)
			if len(digits) >= phoneEnd {
				keys = append(keys, r.hash("phone", digits[len(digits)-phoneEnd:]))
			}
		}
		for _, found := range emailsIn.FindAllString(text, -1) {
			keys = append(keys, r.hash("email", strings.ToLower(strings.Trim(found, "."))))
		}
	}
	return distinct(keys)
}

func distinct(keys array[int64]) array[int64] {
	seen := map[int64]bool{}
	out := array[int64]{}
	for _, k := range keys {
		if !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}

// homeOfficeHash is what a Home Office reference is stored under: gaps and
// signs in it do not matter.
func (db *DB) homeOfficeHash(reference string) int64 {
	return db.keys.SearchHash("home_office_reference", fold.Letters(reference))
}

// homeOfficeHashes are what a reference may be stored under: before it was
// stored without them, gaps and signs mattered.
func (db *DB) homeOfficeHashes(reference string) array[int64] {
	return distinct(array[int64]{db.homeOfficeHash(reference), db.keys.SearchHash("home_office_reference", reference)})
}
