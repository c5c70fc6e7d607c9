package postgres

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
)

// BookRehearsal is what a book would do to the open cases of an organisation,
// or did.
type BookRehearsal struct {
	ID             string
	OrganisationID string
	Book, From     BookVersions
	OpenCases      int
	MovedCases     int
	MovedDates     int
	LateDates      int    // limits that would fall overdue
	RehearsedBy    string // the user; empty when the program itself did it
	RehearsedAt    time.Time
	TakenAt        time.Time // zero while it was only rehearsed
}

// BookMove is a date of a case that a book moves. From is none when the date
// is new, To when it no longer runs.
type BookMove struct {
	Number   int // within the rehearsal, from 1
	CaseID   string
	Ref      casefile.Ref // read only
	Label    string
	From, To calendar.Date
	Over     bool // it ran neither before nor after
	Late     bool
}

type bookRehearsalRow struct {
	ID                  string
	OrganisationID      string
	RulesVersion        string
	CalendarVersion     string
	FromRulesVersion    string
	FromCalendarVersion string
	OpenCases           int
	MovedCases          int
	MovedDates          int
	LateDates           int
	RehearsedBy         string
	RehearsedAt         time.Time
	TakenAt             *time.Time
}

func (bookRehearsalRow) TableName() string { return "book_rehearsals" }

func newBookRehearsalRow(r BookRehearsal) bookRehearsalRow {
	row := bookRehearsalRow{
		ID: r.ID, OrganisationID: r.OrganisationID, RulesVersion: r.Book.Rules, CalendarVersion: r.Book.Calendar,
		FromRulesVersion: r.From.Rules, FromCalendarVersion: r.From.Calendar,
		OpenCases: r.OpenCases, MovedCases: r.MovedCases, MovedDates: r.MovedDates, LateDates: r.LateDates,
		RehearsedBy: r.RehearsedBy, RehearsedAt: r.RehearsedAt,
	}
	if !r.TakenAt.IsZero() {
		row.TakenAt = &r.TakenAt
	}
	return row
}

func (row bookRehearsalRow) toRehearsal() BookRehearsal {
	r := BookRehearsal{
		ID: row.ID, OrganisationID: row.OrganisationID,
		Book: BookVersions{row.RulesVersion, row.CalendarVersion}, From: BookVersions{row.FromRulesVersion, row.FromCalendarVersion},
		OpenCases: row.OpenCases, MovedCases: row.MovedCases, MovedDates: row.MovedDates, LateDates: row.LateDates,
		RehearsedBy: row.RehearsedBy, RehearsedAt: row.RehearsedAt.UTC(),
	}
	if row.TakenAt != nil {
		r.TakenAt = row.TakenAt.UTC()
	}
	return r
}

type bookMoveRow struct {
	RehearsalID    string
	Number         int
	OrganisationID string
	CaseID         string
	Label          string
	FromOn         date
	ToOn           date
	Over           bool
	Late           bool
}

func (bookMoveRow) TableName() string { return "book_moves" }

// InsertBookRehearsal begins a rehearsal; the counts follow with
// SaveBookRehearsal.
func (db *DB) InsertBookRehearsal(ctx context.Context, r BookRehearsal) error {
	row := newBookRehearsalRow(r)
	if err := gorm.G[bookRehearsalRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("insert book rehearsal: %w", err)
	}
	return nil
}

// SaveBookRehearsal writes what was found, and whether the book was taken into
// use.
func (db *DB) SaveBookRehearsal(ctx context.Context, r BookRehearsal) error {
	_, err := gorm.G[bookRehearsalRow](db.g).Where("id = ?", r.ID).
		Select("open_cases", "moved_cases", "moved_dates", "late_dates", "taken_at").Updates(ctx, newBookRehearsalRow(r))
	if err != nil {
		return fmt.Errorf("save book rehearsal: %w", err)
	}
	return nil
}

// BookRehearsal reads a rehearsal of the organisation. Error: fault.NotFound.
func (db *DB) BookRehearsal(ctx context.Context, organisationID, id string) (BookRehearsal, error) {
	row, err := gorm.G[bookRehearsalRow](db.g).Where("organisation_id = ? AND id = ?", organisationID, id).Take(ctx)
	if err != nil {
		return BookRehearsal{}, fmt.Errorf("read book rehearsal: %w", found(err))
	}
	return row.toRehearsal(), nil
}

// TakenRehearsals reads the rehearsals of the organisation whose book was taken
// into use, by their id.
func (db *DB) TakenRehearsals(ctx context.Context, organisationID string) (map[string]BookRehearsal, error) {
	rows, err := gorm.G[bookRehearsalRow](db.g).Where("organisation_id = ? AND taken_at IS NOT NULL", organisationID).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read book rehearsals: %w", err)
	}
	byID := make(map[string]BookRehearsal, len(rows))
	for _, row := range rows {
		byID[row.ID] = row.toRehearsal()
	}
	return byID, nil
}

// DropBookRehearsals forgets the rehearsals of the organisation that came to
// nothing.
func (db *DB) DropBookRehearsals(ctx context.Context, organisationID string) error {
	return db.dropBookRehearsals(ctx, `organisation_id = ? AND taken_at IS NULL`, organisationID)
}

// DropBookRehearsalsOf forgets those of one user.
func (db *DB) DropBookRehearsalsOf(ctx context.Context, organisationID, userID string) error {
	return db.dropBookRehearsals(ctx, `organisation_id = ? AND taken_at IS NULL AND rehearsed_by = ?`, organisationID, userID)
}

func (db *DB) dropBookRehearsals(ctx context.Context, where string, args ...any) error {
	if err := db.g.WithContext(ctx).Exec(`DELETE FROM book_rehearsals WHERE `+where, args...).Error; err != nil {
		return fmt.Errorf("drop book rehearsals: %w", err)
	}
	return nil
}

// InsertBookMoves adds what a rehearsal found.
func (db *DB) InsertBookMoves(ctx context.Context, r BookRehearsal, moves []BookMove) error {
	if len(moves) == 0 {
		return nil
	}
	rows := make([]bookMoveRow, len(moves))
	for i, m := range moves {
		rows[i] = bookMoveRow{
			RehearsalID: r.ID, Number: m.Number, OrganisationID: r.OrganisationID, CaseID: m.CaseID, Label: m.Label,
			FromOn: date(m.From), ToOn: date(m.To), Over: m.Over, Late: m.Late,
		}
	}
	if err := gorm.G[bookMoveRow](db.g).CreateInBatches(ctx, &rows, insertAtOnce); err != nil {
		return fmt.Errorf("insert book moves: %w", err)
	}
	return nil
}

// DropBookMoves takes away what a rehearsal found, to be found again.
func (db *DB) DropBookMoves(ctx context.Context, rehearsalID string) error {
	if err := db.g.WithContext(ctx).Exec(`DELETE FROM book_moves WHERE rehearsal_id = ?`, rehearsalID).Error; err != nil {
		return fmt.Errorf("drop book moves: %w", err)
	}
	return nil
}

// BookMoves lists the moves of a rehearsal after a number, in the order they
// were found, or only those that would fall overdue.
func (db *DB) BookMoves(ctx context.Context, rehearsalID string, onlyLate bool, after, limit int) ([]BookMove, error) {
	late := ""
	if onlyLate {
		late = "AND m.late"
	}
	var rows []struct {
		Move      bookMoveRow `gorm:"embedded"`
		Reference string
	}
	open, reader := db.openTo("m.case_id")
	err := db.g.WithContext(ctx).Raw(`SELECT m.*, c.reference FROM book_moves m JOIN cases c ON c.id = m.case_id
		WHERE m.rehearsal_id = ? AND m.number > ? `+late+` AND `+open+` ORDER BY m.number LIMIT ?`, rehearsalID, after, reader, limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read book moves: %w", err)
	}
	moves := make([]BookMove, len(rows))
	for i, r := range rows {
		moves[i] = BookMove{
			Number: r.Move.Number, CaseID: r.Move.CaseID, Ref: casefile.Ref(r.Reference), Label: r.Move.Label,
			From: calendar.Date(r.Move.FromOn), To: calendar.Date(r.Move.ToOn), Over: r.Move.Over, Late: r.Move.Late,
		}
	}
	return moves, nil
}
