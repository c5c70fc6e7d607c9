package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/contact"
	"nrmdesk/internal/nrm/person"
)

// ClientContact is a contact with a client that was about to be made, how it
// was judged, and what came of it.
type ClientContact struct {
	ID, OrganisationID, CaseID string
	Number                     int // on the case
	contact.Attempt
	Level      contact.Level
	Found      []contact.Finding
	By, ByName string
	At         time.Time

	Outcome         contact.Outcome // none until it is recorded
	OutcomeBy       string          // a name
	OutcomeRecorded time.Time
}

// contactDetails is what is sealed of an attempt.
type contactDetails struct {
	Use          string
	Message      person.YesNo         `json:",omitempty"`
	OthersAnswer person.YesNo         `json:",omitempty"`
	Interpreting contact.Interpreting `json:",omitempty"`
	Request      string               `json:",omitempty"`
	Found        []contact.Finding    `json:",omitempty"`
}

// InsertClientContact keeps a contact that was judged and gives it the next
// number of its case. The case must be locked.
func (db *DB) InsertClientContact(ctx context.Context, c ClientContact) (number int, err error) {
	details, err := json.Marshal(contactDetails{c.Use, c.Message, c.OthersAnswer, c.Interpreting, c.Request, c.Found})
	if err != nil {
		return 0, fmt.Errorf("insert client contact: %w", err)
	}
	sealed, err := db.seal("client_contacts", "details_sealed", c.ID, string(details))
	if err != nil {
		return 0, err
	}
	err = db.g.WithContext(ctx).Raw(`INSERT INTO client_contacts
		(id, organisation_id, case_id, number, channel, purpose, level, findings, details_sealed, judged_by, judged_at)
		SELECT ?, ?, ?, COALESCE(max(number), 0) + 1, ?, ?, ?, ?, ?, ?, ? FROM client_contacts WHERE case_id = ? RETURNING number`,
		c.ID, c.OrganisationID, c.CaseID, string(c.Channel), string(c.Why), string(c.Level), array[string](contact.Judgement{Findings: c.Found}.Codes()), sealed, c.By, c.At, c.CaseID).
		Row().Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("insert client contact: %w", err)
	}
	return number, nil
}

// InsertContactOutcome keeps what came of a contact. There is one for each.
func (db *DB) InsertContactOutcome(ctx context.Context, c ClientContact, o contact.Outcome, by string, now time.Time) error {
	sealed, err := db.seal("client_contact_results", "note_sealed", c.ID, o.Note)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO client_contact_results (contact_id, organisation_id, result, note_sealed, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?)`, c.ID, c.OrganisationID, string(o.Result), sealed, by, now).Error
	if err != nil {
		return fmt.Errorf("insert contact outcome: %w", err)
	}
	return nil
}

// ClientContacts lists the contacts of a case before a number, newest first;
// zero is the end.
func (db *DB) ClientContacts(ctx context.Context, caseID string, before, limit int) ([]ClientContact, error) {
	if before == 0 {
		before = 1 << 30
	}
	var rows []struct {
		ID, OrganisationID, CaseID string
		Number                     int
		Channel, Purpose, Level    string
		DetailsSealed              []byte
		JudgedBy, JudgedByName     string
		JudgedAt                   time.Time
		Result                     *string
		NoteSealed                 []byte
		RecordedByName             *string
		RecordedAt                 *time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT c.id, c.organisation_id, c.case_id, c.number, c.channel, c.purpose, c.level, c.details_sealed,
		c.judged_by, j.name AS judged_by_name, c.judged_at, r.result, r.note_sealed, u.name AS recorded_by_name, r.recorded_at
		FROM client_contacts c JOIN users j ON j.id = c.judged_by
		LEFT JOIN client_contact_results r ON r.contact_id = c.id LEFT JOIN users u ON u.id = r.recorded_by
		WHERE c.case_id = ? AND c.number < ? ORDER BY c.number DESC LIMIT ?`, caseID, before, limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read client contacts: %w", err)
	}
	list := make([]ClientContact, len(rows))
	for i, r := range rows {
		text, err := db.unseal("client_contacts", "details_sealed", r.ID, r.DetailsSealed)
		if err != nil {
			return nil, err
		}
		var d contactDetails
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			return nil, fmt.Errorf("read client contact: %w", err)
		}
		list[i] = ClientContact{
			ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, Number: r.Number,
			Attempt: contact.Attempt{
				Channel: person.Channel(r.Channel), Use: d.Use, Message: d.Message, OthersAnswer: d.OthersAnswer, Interpreting: d.Interpreting,
				Why: contact.Why(r.Purpose), Request: d.Request,
			},
			Level: contact.Level(r.Level), Found: d.Found, By: r.JudgedBy, ByName: r.JudgedByName, At: r.JudgedAt,
		}
		if r.Result == nil {
			continue
		}
		list[i].Outcome.Result = contact.Result(*r.Result)
		list[i].OutcomeBy, list[i].OutcomeRecorded = orEmpty(r.RecordedByName), orZero(r.RecordedAt)
		if list[i].Outcome.Note, err = db.unseal("client_contact_results", "note_sealed", r.ID, r.NoteSealed); err != nil {
			return nil, err
		}
	}
	return list, nil
}
