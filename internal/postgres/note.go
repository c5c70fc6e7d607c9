package postgres

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// NoteKind says why a note was written: by itself, or as the reason for an
// act, which is kept here because the audit trail holds no free text.
type NoteKind string

// The kinds of note.
const (
	PlainNote        NoteKind = "note"
	ClosingNote      NoteKind = "closing"
	ReopeningNote    NoteKind = "reopening"
	ReassignmentNote NoteKind = "reassignment"
	IdentityNote     NoteKind = "identity"   // why an auditor asked who a record is about
	ProofPackNote    NoteKind = "proof_pack" // why somebody asked for a proof pack that names staff
	MatchNote        NoteKind = "match"      // why a case was started although another may be the same person's
	ImportedNote     NoteKind = "imported"   // what a spreadsheet said that has no place of its own
)

// Note is something written about a case. It is never edited.
type Note struct {
	ID, OrganisationID, CaseID, AuthorID string
	Kind                                 NoteKind
	Text                                 string
	WrittenAt                            time.Time
}

// NotePlace is where a page of notes ended.
type NotePlace struct {
	At time.Time
	ID string
}

type noteRow struct {
	ID             string
	OrganisationID string
	CaseID         string
	AuthorID       string
	Kind           string
	TextSealed     []byte
	WrittenAt      time.Time
}

func (noteRow) TableName() string { return "notes" }

// InsertNote adds notes to cases.
func (db *DB) InsertNote(ctx context.Context, notes ...Note) error {
	rows := make([]noteRow, len(notes))
	for i, n := range notes {
		sealed, err := db.seal("notes", "text_sealed", n.ID, n.Text)
		if err != nil {
			return err
		}
		rows[i] = noteRow{
			ID: n.ID, OrganisationID: n.OrganisationID, CaseID: n.CaseID, AuthorID: n.AuthorID, Kind: string(n.Kind),
			TextSealed: sealed, WrittenAt: n.WrittenAt,
		}
	}
	if err := gorm.G[noteRow](db.g).CreateInBatches(ctx, &rows, insertAtOnce); err != nil {
		return fmt.Errorf("insert note: %w", err)
	}
	return nil
}

// Notes reads the notes of a case, newest first, after a place.
func (db *DB) Notes(ctx context.Context, caseID string, after NotePlace, limit int) ([]Note, error) {
	where := &conditions{}
	where.add("case_id = ?", caseID)
	if !after.At.IsZero() {
		where.add("(written_at < ? OR (written_at = ? AND id > ?::uuid))", after.At, after.At, after.ID)
	}
	rows, err := gorm.G[noteRow](db.g).Where(where.text(), where.args...).Order("written_at DESC, id").Limit(limit).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	notes := make([]Note, len(rows))
	for i, r := range rows {
		notes[i] = Note{
			ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, AuthorID: r.AuthorID,
			Kind: NoteKind(r.Kind), WrittenAt: r.WrittenAt,
		}
		if notes[i].Text, err = db.unseal("notes", "text_sealed", r.ID, r.TextSealed); err != nil {
			return nil, err
		}
	}
	return notes, nil
}

// NoteText is what one note of a case says. Error: fault.NotFound.
func (db *DB) NoteText(ctx context.Context, caseID, id string) (string, error) {
	row, err := gorm.G[noteRow](db.g).Where("case_id = ? AND id = ?", caseID, id).Take(ctx)
	if err != nil {
		return "", fmt.Errorf("read note: %w", found(err))
	}
	return db.unseal("notes", "text_sealed", row.ID, row.TextSealed)
}
