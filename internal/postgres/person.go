package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

// Client is the person whose case it is, as first recorded and since changed.
type Client struct {
	CaseID           string
	OrganisationID   string
	Start            person.Start // nation and age band are the case's own
	ContactCheckedOn calendar.Date
	DateOfBirth      calendar.Date // zero until it is known
	OtherNames       []string      // they were known by when the case was started
	Phones           []string      // known when the case was started, safe to call or not: to recognise the client by, not kept
}

type personRow struct {
	CaseID               string
	OrganisationID       string
	NameToUseSealed      []byte
	NameHashes           array[int64]
	Language             string
	InterpreterNeeded    bool
	PrivatePlace         bool
	SafeToTalk           bool
	SafeContactSealed    []byte
	SafeContactCheckedOn date
	AgeEvidenceSealed    []byte
	LocalAuthoritySealed []byte
	DateOfBirthSealed    []byte
	OtherNamesSealed     []byte
	SoundKeys            array[int64]
	BirthKey             *int64
	ContactKeys          array[int64]
}

// otherNames are the names of a client beside the one to use, by who said them.
type otherNames struct {
	Start    []string `json:"start,omitempty"`
	Referral []string `json:"referral,omitempty"`
}

func (o otherNames) all() []string { return slices.Concat(o.Start, o.Referral) }

func (personRow) TableName() string { return "persons" }

// InsertPerson adds the clients of new cases.
func (db *DB) InsertPerson(ctx context.Context, clients ...Client) error {
	rows := make([]personRow, len(clients))
	for i, p := range clients {
		var err error
		if rows[i], err = db.newPersonRow(p); err != nil {
			return err
		}
	}
	if err := gorm.G[personRow](db.g).CreateInBatches(ctx, &rows, insertAtOnce); err != nil {
		return fmt.Errorf("insert person: %w", err)
	}
	return nil
}

func (db *DB) newPersonRow(p Client) (row personRow, err error) {
	contact, err := json.Marshal(p.Start.Contact)
	if err != nil {
		return row, fmt.Errorf("insert person: %w", err)
	}
	names, err := json.Marshal(otherNames{Start: p.OtherNames})
	if err != nil {
		return row, fmt.Errorf("insert person: %w", err)
	}
	keys := db.recogniser(p.OrganisationID)
	row = personRow{
		CaseID: p.CaseID, OrganisationID: p.OrganisationID, NameHashes: db.nameHashes(append(p.OtherNames, p.Start.NameToUse)...),
		SoundKeys: keys.names(append(p.OtherNames, p.Start.NameToUse)...), BirthKey: keys.birth(p.DateOfBirth),
		ContactKeys: keys.contacts(append(p.Phones, p.Start.Contact.Details)...),
		Language:    p.Start.Language, InterpreterNeeded: p.Start.Safety.InterpreterNeeded.Is(),
		PrivatePlace: p.Start.Safety.PrivatePlace.Is(), SafeToTalk: p.Start.Safety.SafeToTalk.Is(),
		SafeContactCheckedOn: date(p.ContactCheckedOn),
	}
	for _, field := range []struct {
		column, text string
		into         *[]byte
	}{
		{"name_to_use_sealed", p.Start.NameToUse, &row.NameToUseSealed},
		{"safe_contact_sealed", string(contact), &row.SafeContactSealed},
		{"age_evidence_sealed", p.Start.AgeEvidence, &row.AgeEvidenceSealed},
		{"local_authority_sealed", p.Start.LocalAuthorityContact, &row.LocalAuthoritySealed},
		{"date_of_birth_sealed", p.DateOfBirth.String(), &row.DateOfBirthSealed},
		{"other_names_sealed", string(names), &row.OtherNamesSealed},
	} {
		if *field.into, err = db.seal("persons", field.column, p.CaseID, field.text); err != nil {
			return row, err
		}
	}
	return row, nil
}

// Person reads the client of a case.
func (db *DB) Person(ctx context.Context, caseID string) (Client, error) {
	row, err := gorm.G[personRow](db.g).Where("case_id = ?", caseID).Take(ctx)
	if err != nil {
		return Client{}, fmt.Errorf("read person: %w", found(err))
	}
	p := Client{CaseID: row.CaseID, OrganisationID: row.OrganisationID, ContactCheckedOn: calendar.Date(row.SafeContactCheckedOn)}
	p.Start.Language = row.Language
	p.Start.Safety = person.SafetyCheck{
		PrivatePlace: yesNo(row.PrivatePlace), SafeToTalk: yesNo(row.SafeToTalk), InterpreterNeeded: yesNo(row.InterpreterNeeded),
	}
	other, err := db.openOtherNames(caseID, row.OtherNamesSealed)
	if err != nil {
		return Client{}, err
	}
	p.OtherNames = other.all()
	var contact, born string
	for _, field := range []struct {
		column string
		sealed []byte
		into   *string
	}{
		{"name_to_use_sealed", row.NameToUseSealed, &p.Start.NameToUse},
		{"safe_contact_sealed", row.SafeContactSealed, &contact},
		{"age_evidence_sealed", row.AgeEvidenceSealed, &p.Start.AgeEvidence},
		{"local_authority_sealed", row.LocalAuthoritySealed, &p.Start.LocalAuthorityContact},
		{"date_of_birth_sealed", row.DateOfBirthSealed, &born},
	} {
		if *field.into, err = db.unseal("persons", field.column, caseID, field.sealed); err != nil {
			return Client{}, err
		}
	}
	if err := json.Unmarshal([]byte(contact), &p.Start.Contact); err != nil {
		return Client{}, fmt.Errorf("read safe contact: %w", err)
	}
	if born != "" {
		if p.DateOfBirth, err = calendar.ParseDate(born); err != nil {
			return Client{}, fmt.Errorf("read date of birth: %w", err)
		}
	}
	return p, nil
}

// DatesOfBirth reads when the clients of some cases were born, as far as the
// referrals give it.
func (db *DB) DatesOfBirth(ctx context.Context, caseIDs []string) (map[string]calendar.Date, error) {
	rows, err := gorm.G[personRow](db.g).Select("case_id", "date_of_birth_sealed").Where("case_id = ANY(?::uuid[])", array[string](caseIDs)).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read dates of birth: %w", err)
	}
	born := make(map[string]calendar.Date, len(rows))
	for _, r := range rows {
		text, err := db.unseal("persons", "date_of_birth_sealed", r.CaseID, r.DateOfBirthSealed)
		if err != nil {
			return nil, err
		}
		if text == "" {
			continue
		}
		if born[r.CaseID], err = calendar.ParseDate(text); err != nil {
			return nil, fmt.Errorf("read date of birth: %w", err)
		}
	}
	return born, nil
}

// SetSafeContact replaces how the client may be reached.
func (db *DB) SetSafeContact(ctx context.Context, caseID string, c person.SafeContact, checkedOn calendar.Date) error {
	contact, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("set safe contact: %w", err)
	}
	sealed, err := db.seal("persons", "safe_contact_sealed", caseID, string(contact))
	if err != nil {
		return err
	}
	keys, err := db.recogniserOf(ctx, caseID)
	if err != nil {
		return err
	}
	// An old number still says who somebody is.
	err = db.g.WithContext(ctx).Exec(`UPDATE persons SET safe_contact_sealed = ?, safe_contact_checked_on = ?,
		contact_keys = (SELECT array_agg(DISTINCT k) FROM unnest(contact_keys || ?::bigint[]) AS k) WHERE case_id = ?`,
		sealed, date(checkedOn), keys.contacts(c.Details), caseID).Error
	if err != nil {
		return fmt.Errorf("set safe contact: %w", err)
	}
	return nil
}

// SetSafeguarding stores who at the local authority was told and what the age
// is based on.
func (db *DB) SetSafeguarding(ctx context.Context, caseID, localAuthority, ageEvidence string) error {
	authority, err := db.seal("persons", "local_authority_sealed", caseID, localAuthority)
	if err != nil {
		return err
	}
	evidence, err := db.seal("persons", "age_evidence_sealed", caseID, ageEvidence)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`UPDATE persons SET local_authority_sealed = ?, age_evidence_sealed = ? WHERE case_id = ?`,
		authority, evidence, caseID).Error
	if err != nil {
		return fmt.Errorf("set safeguarding: %w", err)
	}
	return nil
}

// SetNames keeps every name the client is known by findable: those of the
// referral take the place of what it said before, those the case was started
// with stay.
func (db *DB) SetNames(ctx context.Context, caseID, nameToUse string, referral ...string) error {
	keys, err := db.recogniserOf(ctx, caseID)
	if err != nil {
		return err
	}
	other, err := db.otherNames(ctx, caseID)
	if err != nil {
		return err
	}
	other.Referral = slices.DeleteFunc(referral, func(name string) bool { return strings.TrimSpace(name) == "" })
	text, err := json.Marshal(other)
	if err != nil {
		return fmt.Errorf("set names: %w", err)
	}
	others, err := db.seal("persons", "other_names_sealed", caseID, string(text))
	if err != nil {
		return err
	}
	sealed, err := db.seal("persons", "name_to_use_sealed", caseID, nameToUse)
	if err != nil {
		return err
	}
	all := append(other.all(), nameToUse)
	err = db.g.WithContext(ctx).Exec(`UPDATE persons SET name_to_use_sealed = ?, other_names_sealed = ?, name_hashes = ?, sound_keys = ? WHERE case_id = ?`,
		sealed, others, db.nameHashes(all...), keys.names(all...), caseID).Error
	if err != nil {
		return fmt.Errorf("set names: %w", err)
	}
	return nil
}

func (db *DB) otherNames(ctx context.Context, caseID string) (other otherNames, err error) {
	var sealed []byte
	if err := db.g.WithContext(ctx).Raw(`SELECT other_names_sealed FROM persons WHERE case_id = ?`, caseID).Row().Scan(&sealed); err != nil {
		return other, fmt.Errorf("read other names: %w", err)
	}
	return db.openOtherNames(caseID, sealed)
}

func (db *DB) openOtherNames(caseID string, sealed []byte) (other otherNames, err error) {
	if sealed == nil {
		return other, nil
	}
	text, err := db.unseal("persons", "other_names_sealed", caseID, sealed)
	if err != nil {
		return other, err
	}
	if err := json.Unmarshal([]byte(text), &other); err != nil {
		return other, fmt.Errorf("read other names: %w", err)
	}
	return other, nil
}

// SetDateOfBirth stores the date the referral gives.
func (db *DB) SetDateOfBirth(ctx context.Context, caseID string, born calendar.Date) error {
	sealed, err := db.seal("persons", "date_of_birth_sealed", caseID, born.String())
	if err != nil {
		return err
	}
	keys, err := db.recogniserOf(ctx, caseID)
	if err != nil {
		return err
	}
	if err := db.g.WithContext(ctx).Exec(`UPDATE persons SET date_of_birth_sealed = ?, birth_key = ? WHERE case_id = ?`, sealed, keys.birth(born), caseID).Error; err != nil {
		return fmt.Errorf("set date of birth: %w", err)
	}
	return nil
}

// nameHashes are keyed hashes of each whole name and of its parts, so that a
// case is found by any of them while the database holds no name.
func (db *DB) nameHashes(names ...string) array[int64] {
	seen := map[int64]bool{}
	hashes := array[int64]{}
	add := func(text string) {
		if h := db.keys.SearchHash("name", text); text != "" && !seen[h] {
			seen[h] = true
			hashes = append(hashes, h)
		}
	}
	for _, name := range names {
		parts := strings.Fields(name)
		add(strings.Join(parts, " "))
		for _, part := range parts {
			add(part)
		}
	}
	return hashes
}

func yesNo(b bool) person.YesNo {
	if b {
		return person.Yes
	}
	return person.No
}
