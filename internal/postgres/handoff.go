package postgres

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
)

type handoffRow struct {
	ID                  string
	OrganisationID      string
	CaseID              string
	TeamID              string
	Number              int
	DirectoryEntry      string
	RecipientNameSealed []byte
	RecipientClass      string
	PurposeSealed       []byte
	SentHow             string
	NoteSealed          []byte
	State               string
	SentBy              string
	SentAt              time.Time
	AnswerDueAt         time.Time
	ContactDueAt        time.Time
	ToldAt              *time.Time
	ClosedAt            *time.Time

	ReceiverOrganisationID *string
	ReceiverTeamID         *string
	ReceiverUserID         *string
	KeepUntil              date
	EnvelopeSha256         []byte
}

func (handoffRow) TableName() string { return "handoffs" }

type handoffItemRow struct {
	HandoffID       string
	OrganisationID  string
	Item            string
	Place           int
	Shared          bool
	Basis           string
	Why             string
	ConsentRecordID *string
	ValueSealed     []byte
}

func (handoffItemRow) TableName() string { return "handoff_items" }

type handoffAnswerRow struct {
	ID             string
	OrganisationID string
	HandoffID      string
	State          string
	Outcome        string
	ContactSealed  []byte
	DetailsSealed  []byte
	RecordedBy     *string
	RecordedAt     time.Time

	AnsweredBySealed []byte
	AnsweredThrough  string
}

func (handoffAnswerRow) TableName() string { return "handoff_answers" }

func (db *DB) newHandoffRow(organisationID string, h handoff.Record) (handoffRow, error) {
	row := handoffRow{
		ID: h.ID, OrganisationID: organisationID, CaseID: h.CaseID, TeamID: h.TeamID, Number: h.Number,
		DirectoryEntry: h.Entry, RecipientClass: string(h.Class), SentHow: string(h.SentHow), State: string(h.State),
		SentBy: h.SentBy, SentAt: h.SentAt, AnswerDueAt: h.AnswerDueAt, ContactDueAt: h.ContactDueAt,
		ReceiverOrganisationID: optional(h.To.OrganisationID), ReceiverTeamID: optional(h.To.TeamID), ReceiverUserID: optional(h.To.UserID),
		KeepUntil: date(h.KeepUntil),
	}
	var err error
	if row.EnvelopeSha256, err = digestBytes(h.SHA256); err != nil {
		return handoffRow{}, err
	}
	for _, field := range []struct {
		column, text string
		into         *[]byte
	}{
		{"recipient_name_sealed", h.RecipientName, &row.RecipientNameSealed},
		{"purpose_sealed", h.Purpose, &row.PurposeSealed},
		{"note_sealed", h.Note, &row.NoteSealed},
	} {
		if *field.into, err = db.seal("handoffs", field.column, h.ID, field.text); err != nil {
			return handoffRow{}, err
		}
	}
	return row, nil
}

func (db *DB) toHandoff(r handoffRow) (handoff.Record, error) {
	h := handoff.Record{
		ID: r.ID, CaseID: r.CaseID, TeamID: r.TeamID, Number: r.Number, Entry: r.DirectoryEntry,
		Class: handoff.Class(r.RecipientClass), SentHow: handoff.SentHow(r.SentHow), State: handoff.State(r.State),
		SentBy: r.SentBy, SentAt: r.SentAt, AnswerDueAt: r.AnswerDueAt, ContactDueAt: r.ContactDueAt,
		ToldAt: orZero(r.ToldAt), ClosedAt: orZero(r.ClosedAt), KeepUntil: calendar.Date(r.KeepUntil), SHA256: hex.EncodeToString(r.EnvelopeSha256),
		To: handoff.Receiver{OrganisationID: orEmpty(r.ReceiverOrganisationID), TeamID: orEmpty(r.ReceiverTeamID), UserID: orEmpty(r.ReceiverUserID)},
	}
	var err error
	for _, field := range []struct {
		column string
		sealed []byte
		into   *string
	}{
		{"recipient_name_sealed", r.RecipientNameSealed, &h.RecipientName},
		{"purpose_sealed", r.PurposeSealed, &h.Purpose},
		{"note_sealed", r.NoteSealed, &h.Note},
	} {
		if *field.into, err = db.unseal("handoffs", field.column, r.ID, field.sealed); err != nil {
			return handoff.Record{}, err
		}
	}
	return h, nil
}

// InsertHandoff stores a handoff with its envelope as it was sent, and gives
// it the next number of its case. The case must be locked.
func (db *DB) InsertHandoff(ctx context.Context, organisationID string, h handoff.Record) (number int, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT coalesce(max(number), 0) + 1 FROM handoffs WHERE case_id = ?`, h.CaseID).
		Row().Scan(&h.Number)
	if err != nil {
		return 0, fmt.Errorf("number handoff: %w", err)
	}
	row, err := db.newHandoffRow(organisationID, h)
	if err != nil {
		return 0, err
	}
	if err := gorm.G[handoffRow](db.g).Create(ctx, &row); err != nil {
		return 0, fmt.Errorf("insert handoff: %w", err)
	}
	items := make([]handoffItemRow, len(h.Items))
	for i, d := range h.Items {
		items[i] = handoffItemRow{
			HandoffID: h.ID, OrganisationID: organisationID, Item: string(d.Item), Place: i, Shared: d.Shared,
			Basis: string(d.Basis), Why: d.Why, ConsentRecordID: optional(d.RecordID),
		}
		if items[i].ValueSealed, err = db.seal("handoff_items", "value_sealed", h.ID+"/"+string(d.Item), d.Value); err != nil {
			return 0, err
		}
	}
	if err := gorm.G[handoffItemRow](db.g).CreateInBatches(ctx, &items, len(items)); err != nil {
		return 0, fmt.Errorf("insert envelope: %w", err)
	}
	return h.Number, db.insertHandoffFiles(ctx, organisationID, h)
}

// CaseHandoffs reads the handoffs of a case, newest first, without envelopes
// and answers.
func (db *DB) CaseHandoffs(ctx context.Context, caseID string) ([]handoff.Record, error) {
	rows, err := gorm.G[handoffRow](db.g).Where("case_id = ?", caseID).Order("number DESC").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read handoffs: %w", err)
	}
	list := make([]handoff.Record, len(rows))
	for i, r := range rows {
		if list[i], err = db.toHandoff(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// CaseEnvelopes reads every handoff of a case with what was shared and on
// which basis, without the values.
func (db *DB) CaseEnvelopes(ctx context.Context, caseID string) ([]handoff.Record, error) {
	list, err := db.CaseHandoffs(ctx, caseID)
	if err != nil || len(list) == 0 {
		return list, err
	}
	var rows []handoffItemRow
	err = db.g.WithContext(ctx).Raw(`SELECT i.handoff_id, i.item, i.shared, i.basis, i.why, i.consent_record_id FROM handoff_items i
		JOIN handoffs h ON h.id = i.handoff_id WHERE h.case_id = ? ORDER BY i.place`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read envelopes: %w", err)
	}
	for _, r := range rows {
		i := slices.IndexFunc(list, func(h handoff.Record) bool { return h.ID == r.HandoffID })
		list[i].Items = append(list[i].Items, handoff.Disclosure{
			Line: handoff.Line{Item: handoff.Item(r.Item), Basis: handoff.Basis(r.Basis), RecordID: orEmpty(r.ConsentRecordID), Why: r.Why}, Shared: r.Shared,
		})
	}
	files, err := db.handoffFiles(ctx, "h.case_id = ?", caseID)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Files = files[list[i].ID]
	}
	return list, nil
}

// Handoff reads one handoff of a case with its envelope and answers.
func (db *DB) Handoff(ctx context.Context, caseID string, number int) (handoff.Record, error) {
	row, err := gorm.G[handoffRow](db.g).Where("case_id = ? AND number = ?", caseID, number).Take(ctx)
	if err != nil {
		return handoff.Record{}, fmt.Errorf("read handoff: %w", found(err))
	}
	h, err := db.toHandoff(row)
	if err != nil {
		return handoff.Record{}, err
	}
	if h.Items, err = db.envelope(ctx, h.ID); err != nil {
		return handoff.Record{}, err
	}
	files, err := db.handoffFiles(ctx, "f.handoff_id = ?", h.ID)
	if err != nil {
		return handoff.Record{}, err
	}
	h.Files = files[h.ID]
	if h.Chases, err = db.handoffChases(ctx, h.ID); err != nil {
		return handoff.Record{}, err
	}
	if h.TakenBack, err = db.takenBack(ctx, h.ID); err != nil {
		return handoff.Record{}, err
	}
	h.Answers, err = db.handoffAnswers(ctx, h.ID)
	return h, err
}

func (db *DB) envelope(ctx context.Context, handoffID string) ([]handoff.Disclosure, error) {
	rows, err := gorm.G[handoffItemRow](db.g).Where("handoff_id = ?", handoffID).Order("place").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read envelope: %w", err)
	}
	items := make([]handoff.Disclosure, len(rows))
	for i, r := range rows {
		items[i] = handoff.Disclosure{
			Line:   handoff.Line{Item: handoff.Item(r.Item), Basis: handoff.Basis(r.Basis), RecordID: orEmpty(r.ConsentRecordID), Why: r.Why},
			Shared: r.Shared,
		}
		if items[i].Value, err = db.unseal("handoff_items", "value_sealed", handoffID+"/"+r.Item, r.ValueSealed); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// AnswerHandoff adds an answer to the log of a handoff and moves the handoff
// to where the answer leads.
func (db *DB) AnswerHandoff(ctx context.Context, organisationID string, h handoff.Record, id string, a handoff.Logged) error {
	row := handoffAnswerRow{
		ID: id, OrganisationID: organisationID, HandoffID: h.ID, State: string(a.State), Outcome: string(a.Outcome),
		RecordedBy: optional(a.By), RecordedAt: a.At, AnsweredThrough: string(a.Giver.Through),
	}
	var err error
	if a.Giver != (handoff.Giver{}) {
		if row.AnsweredBySealed, err = db.seal("handoff_answers", "answered_by_sealed", id, a.Giver.Name); err != nil {
			return err
		}
	}
	if row.ContactSealed, err = db.seal("handoff_answers", "contact_sealed", id, a.Contact); err != nil {
		return err
	}
	if row.DetailsSealed, err = db.seal("handoff_answers", "details_sealed", id, a.Details); err != nil {
		return err
	}
	if err := gorm.G[handoffAnswerRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("log answer: %w", err)
	}
	err = db.g.WithContext(ctx).Exec(`UPDATE handoffs SET state = ?, answer_due_at = ?, contact_due_at = ?, told_at = ?, closed_at = ? WHERE id = ?`,
		string(h.State), h.AnswerDueAt, h.ContactDueAt, orNull(h.ToldAt), orNull(h.ClosedAt), h.ID).Error
	if err != nil {
		return fmt.Errorf("move handoff: %w", err)
	}
	return nil
}

func (db *DB) handoffAnswers(ctx context.Context, handoffID string) ([]handoff.Logged, error) {
	rows, err := gorm.G[handoffAnswerRow](db.g).Where("handoff_id = ?", handoffID).Order("recorded_at, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	list := make([]handoff.Logged, len(rows))
	for i, r := range rows {
		a := handoff.Answer{State: handoff.State(r.State), Outcome: handoff.Outcome(r.Outcome)}
		if a.Contact, err = db.unseal("handoff_answers", "contact_sealed", r.ID, r.ContactSealed); err != nil {
			return nil, err
		}
		if a.Details, err = db.unseal("handoff_answers", "details_sealed", r.ID, r.DetailsSealed); err != nil {
			return nil, err
		}
		list[i] = handoff.Logged{Answer: a, By: orEmpty(r.RecordedBy), At: r.RecordedAt}
		if r.AnsweredThrough != "" {
			list[i].Giver.Through = handoff.Channel(r.AnsweredThrough)
			if list[i].Giver.Name, err = db.unseal("handoff_answers", "answered_by_sealed", r.ID, r.AnsweredBySealed); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// digestBytes are the bytes of a SHA-256 in hexadecimal digits; none is NULL.
func digestBytes(digits string) ([]byte, error) {
	if digits == "" {
		return nil, nil
	}
	sum, err := hex.DecodeString(digits)
	if err != nil {
		return nil, fmt.Errorf("read digest: %w", err)
	}
	return sum, nil
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
