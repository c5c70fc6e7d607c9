package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"nrmdesk/internal/fold"
	"nrmdesk/internal/nrm/calendar"
)

// Traits are what is known of a client by which another case of theirs can be
// recognised. Any of them may be missing.
type Traits struct {
	Names      []string
	Born       calendar.Date
	Contacts   []string // texts with phone numbers and e-mail addresses in them
	HomeOffice string
}

// Likeness is one way in which a client on a case is like somebody.
type Likeness string

// The likenesses, the surest first.
const (
	SameHomeOffice Likeness = "home_office"
	SameContact    Likeness = "contact"
	SameBirth      Likeness = "birth"
	AlikeName      Likeness = "name"
)

// Match is a case that may be the same person's. The case is the one that is
// kept where cases were merged.
type Match struct {
	WorklistItem
	TeamID string
	Alike  []Likeness
}

// mostMatches bounds how many cases are looked at for one person.
const mostMatches = 200

// Matches finds the cases of an organisation that may be those of somebody:
// the same Home Office reference, phone or e-mail; a name that sounds alike in
// all parts of the shorter one, two at least; the date of birth together with
// one part of the name. Whoever asks decides who may be shown which. A case
// that is left out is named by its id.
func (db *DB) Matches(ctx context.Context, organisationID string, t Traits, except string) ([]Match, error) {
	found, err := db.MatchesOf(ctx, organisationID, []Traits{t}, except)
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// MatchesOf is Matches for many people at once, in their order.
func (db *DB) MatchesOf(ctx context.Context, organisationID string, people []Traits, except string) ([][]Match, error) {
	r := db.recogniser(organisationID)
	var look lookup
	for i, t := range people {
		for _, name := range t.Names {
			look.add(&look.pairs, i, r.pairs(name)...)
			if !t.Born.IsZero() {
				for _, part := range r.parts(name) {
					look.births.rows, look.births.keys = append(look.births.rows, int64(i)), append(look.births.keys, part)
					look.born = append(look.born, *r.birth(t.Born))
				}
			}
		}
		look.add(&look.contacts, i, r.contacts(t.Contacts...)...)
		if fold.Letters(t.HomeOffice) != "" {
			look.add(&look.numbers, i, db.homeOfficeHashes(t.HomeOffice)...)
		}
	}
	out := make([][]Match, len(people))
	if look.empty() {
		return out, nil
	}
	candidates, err := db.candidates(ctx, organisationID, look, except)
	if err != nil {
		return nil, err
	}
	for _, c := range candidates {
		match, ok, err := db.compare(r, people[c.Person], c)
		if err != nil {
			return nil, err
		}
		if ok {
			out[c.Person] = together(out[c.Person], match)
		}
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b Match) int { return b.sureness() - a.sureness() })
	}
	return out, nil
}

// sureness counts what is alike, the surer the more.
func (m Match) sureness() (n int) {
	for _, l := range m.Alike {
		n += map[Likeness]int{SameHomeOffice: 8, SameContact: 4, SameBirth: 2, AlikeName: 3}[l]
	}
	return n
}

// together adds a match to others; of merged cases there is one.
func together(list []Match, m Match) []Match {
	for i := range list {
		if list[i].Case.ID == m.Case.ID {
			for _, l := range m.Alike {
				if !slices.Contains(list[i].Alike, l) {
					list[i].Alike = append(list[i].Alike, l)
				}
			}
			return list
		}
	}
	return append(list, m)
}

// lookup is what is looked for: keys, each with the place of its person.
type lookup struct {
	pairs, births, contacts, numbers keysOf
	born                             array[int64] // beside births
}

type keysOf struct{ rows, keys array[int64] }

func (*lookup) add(to *keysOf, person int, keys ...int64) {
	for _, k := range keys {
		to.rows, to.keys = append(to.rows, int64(person)), append(to.keys, k)
	}
}

func (l *lookup) empty() bool {
	return len(l.pairs.keys)+len(l.births.keys)+len(l.contacts.keys)+len(l.numbers.keys) == 0
}

// candidate is a case found by some key, before it is looked at closely.
type candidate struct {
	Person            int
	Case              caseRow `gorm:"embedded"`
	FoundID           string
	NameToUseSealed   []byte
	OtherNamesSealed  []byte
	FoundNameSealed   []byte
	SafeContactSealed []byte
	BirthKey          *int64
	ContactKeys       array[int64]
	HomeOfficeHash    *int64
	Owner             string
}

// candidates reads, for each person, the latest cases with one of their keys.
// Every way in is an index of its own.
func (db *DB) candidates(ctx context.Context, organisationID string, l lookup, except string) (list []candidate, err error) {
	foundOpen, reader := db.openTo("f.id")
	keptOpen, _ := db.openTo("k.id")
	err = db.g.WithContext(ctx).Raw(`WITH hit AS (
			SELECT DISTINCT n.person, p.case_id FROM unnest(?::bigint[], ?::bigint[]) AS n (person, key)
				JOIN persons p ON p.sound_keys @> ARRAY[n.key]
			UNION SELECT n.person, p.case_id FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS n (person, key, born)
				JOIN persons p ON p.organisation_id = ? AND p.birth_key = n.born AND p.sound_keys @> ARRAY[n.key]
			UNION SELECT n.person, p.case_id FROM unnest(?::bigint[], ?::bigint[]) AS n (person, key)
				JOIN persons p ON p.contact_keys @> ARRAY[n.key]
			UNION SELECT n.person, c.id FROM unnest(?::bigint[], ?::bigint[]) AS n (person, key)
				JOIN cases c ON c.organisation_id = ? AND c.home_office_reference_hash = n.key
		), latest AS (
			SELECT person, case_id, row_number() OVER (PARTITION BY person ORDER BY case_id DESC) AS place FROM hit
		)
		SELECT l.person, `+prefixed("k", caseColumns)+`, f.id AS found_id, f.home_office_reference_hash AS home_office_hash,
			p.name_to_use_sealed AS found_name_sealed, p.other_names_sealed, p.birth_key, p.contact_keys,
			kp.name_to_use_sealed, u.name AS owner
		FROM latest l JOIN cases f ON f.id = l.case_id JOIN persons p ON p.case_id = f.id
			JOIN cases k ON k.id = COALESCE(f.merged_into, f.id) JOIN persons kp ON kp.case_id = k.id JOIN users u ON u.id = k.owner_id
		WHERE l.place <= ? AND f.organisation_id = ? AND k.id::text <> ? AND f.id::text <> ? AND `+foundOpen+` AND `+keptOpen+`
		ORDER BY l.person, l.place`,
		l.pairs.rows, l.pairs.keys, l.births.rows, l.births.keys, l.born, organisationID, l.contacts.rows, l.contacts.keys,
		l.numbers.rows, l.numbers.keys, organisationID, mostMatches, organisationID, except, except, reader, reader).Scan(&list).Error
	if err != nil {
		return nil, fmt.Errorf("look for matches: %w", err)
	}
	return list, nil
}

// compare looks closely at one case: the keys lead to more than are alike.
func (db *DB) compare(r recogniser, t Traits, c candidate) (Match, bool, error) {
	used, err := db.unseal("persons", "name_to_use_sealed", c.FoundID, c.FoundNameSealed)
	if err != nil {
		return Match{}, false, err
	}
	other, err := db.openOtherNames(c.FoundID, c.OtherNamesSealed)
	if err != nil {
		return Match{}, false, err
	}
	shown, err := db.unseal("persons", "name_to_use_sealed", c.Case.ID, c.NameToUseSealed)
	if err != nil {
		return Match{}, false, err
	}
	m := Match{WorklistItem: WorklistItem{Case: c.Case.toCase(), NameToUse: shown, Owner: c.Owner}, TeamID: c.Case.TeamID}
	if fold.Letters(t.HomeOffice) != "" && c.HomeOfficeHash != nil && slices.Contains(db.homeOfficeHashes(t.HomeOffice), *c.HomeOfficeHash) {
		m.Alike = append(m.Alike, SameHomeOffice)
	}
	if slices.ContainsFunc(r.contacts(t.Contacts...), func(k int64) bool { return slices.Contains(c.ContactKeys, k) }) {
		m.Alike = append(m.Alike, SameContact)
	}
	whole, part := alike(t.Names, append(other.all(), used))
	born := r.birth(t.Born)
	sameBirth := born != nil && c.BirthKey != nil && *born == *c.BirthKey
	if sameBirth {
		m.Alike = append(m.Alike, SameBirth)
	}
	if whole || part && sameBirth {
		m.Alike = append(m.Alike, AlikeName)
	}
	enough := whole || part && sameBirth || slices.Contains(m.Alike, SameHomeOffice) || slices.Contains(m.Alike, SameContact)
	return m, enough, nil
}

// alike says whether one of the names sounds like one of the others: in all
// parts of the shorter, two at least, and whether any part does.
func alike(names, others []string) (whole, part bool) {
	for _, name := range names {
		one := sounds(name)
		for _, other := range others {
			two := sounds(other)
			shared := 0
			for _, s := range one {
				if slices.Contains(two, s) {
					shared++
				}
			}
			part = part || shared > 0
			whole = whole || shared >= 2 && shared >= min(len(one), len(two))
		}
	}
	return whole, part
}

// Twins finds, for each of some people, an earlier one among them that looks
// the same: the place in the list, or -1.
func (db *DB) Twins(organisationID string, people []Traits) []int {
	r := db.recogniser(organisationID)
	first := map[string]int{}
	twins := make([]int, len(people))
	for i, t := range people {
		twins[i] = -1
		var keys []string
		for _, k := range r.contacts(t.Contacts...) {
			keys = append(keys, fmt.Sprint("contact ", k))
		}
		if n := fold.Letters(t.HomeOffice); n != "" {
			keys = append(keys, "number "+n)
		}
		for _, name := range t.Names {
			if parts := sounds(name); len(parts) > 1 {
				keys = append(keys, fmt.Sprintf("name %q %s", parts, t.Born))
			}
		}
		for _, k := range keys {
			if at, seen := first[k]; !seen {
				first[k] = i
			} else if at != i && twins[i] < 0 {
				twins[i] = at
			}
		}
	}
	return twins
}

// CaseTraits are the traits of the client on a case.
func (db *DB) CaseTraits(ctx context.Context, caseID string) (Traits, error) {
	p, err := db.Person(ctx, caseID)
	if err != nil {
		return Traits{}, err
	}
	number, err := db.HomeOfficeReference(ctx, caseID)
	return Traits{
		Names: append(p.OtherNames, p.Start.NameToUse), Born: p.DateOfBirth, Contacts: []string{p.Start.Contact.Details}, HomeOffice: number,
	}, err
}

// FillSearchKeys works out the keys of clients who were recorded before there
// were any, some at a time, and says how many it did.
func (db *DB) FillSearchKeys(ctx context.Context, limit int) (int, error) {
	var rows []personRow
	err := db.g.WithContext(ctx).Raw(`SELECT * FROM persons WHERE sound_keys IS NULL ORDER BY case_id LIMIT ? FOR UPDATE SKIP LOCKED`, limit).Scan(&rows).Error
	if err != nil {
		return 0, fmt.Errorf("read clients without keys: %w", err)
	}
	for _, row := range rows {
		if err := db.fillKeys(ctx, row); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

func (db *DB) fillKeys(ctx context.Context, row personRow) error {
	p, err := db.Person(ctx, row.CaseID)
	if err != nil {
		return err
	}
	other, err := db.referralNames(ctx, row.CaseID)
	if err != nil {
		return err
	}
	text, err := json.Marshal(other)
	if err != nil {
		return fmt.Errorf("fill search keys: %w", err)
	}
	sealed, err := db.seal("persons", "other_names_sealed", row.CaseID, string(text))
	if err != nil {
		return err
	}
	r := db.recogniser(row.OrganisationID)
	err = db.g.WithContext(ctx).Exec(`UPDATE persons SET other_names_sealed = ?, sound_keys = ?, birth_key = ?, contact_keys = ? WHERE case_id = ?`,
		sealed, r.names(append(other.all(), p.Start.NameToUse)...), r.birth(p.DateOfBirth), r.contacts(p.Start.Contact.Details), row.CaseID).Error
	if err != nil {
		return fmt.Errorf("fill search keys: %w", err)
	}
	return nil
}

// referralNames are the names that the referral of a case gives.
func (db *DB) referralNames(ctx context.Context, caseID string) (other otherNames, err error) {
	tasks, err := db.ReferralTasks(ctx, caseID)
	if err != nil {
		return other, err
	}
	said := map[string]string{}
	for _, t := range tasks {
		for field, values := range t.Answers {
			said[field] = strings.Join(values, " ")
		}
	}
	for _, name := range []string{strings.TrimSpace(said["first_name"] + " " + said["last_name"]), said["alias"]} {
		if name != "" {
			other.Referral = append(other.Referral, name)
		}
	}
	return other, nil
}
