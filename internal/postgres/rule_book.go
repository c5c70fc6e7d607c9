package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
)

// BookVersions names the rules and the bank holidays of a book.
type BookVersions struct{ Rules, Calendar string }

// BookChange is an organisation taking a book into use.
type BookChange struct {
	ID             string
	OrganisationID string
	BookVersions
	Reason    string
	AppliedBy string // the user; empty when the program itself did it
	AppliedAt time.Time
}

// BookInForce names the book an organisation counts with. ok is false while it
// has never taken one into use.
func (db *DB) BookInForce(ctx context.Context, organisationID string) (v BookVersions, ok bool, err error) {
	var rows []struct{ RulesVersion, CalendarVersion string }
	err = db.g.WithContext(ctx).Raw(`SELECT rules_version, calendar_version FROM book_changes WHERE organisation_id = ?
		ORDER BY applied_at DESC, id DESC LIMIT 1`, organisationID).Scan(&rows).Error
	if err != nil {
		return v, false, fmt.Errorf("read the book in force: %w", err)
	}
	if len(rows) == 0 {
		return v, false, nil
	}
	return BookVersions{rows[0].RulesVersion, rows[0].CalendarVersion}, true, nil
}

// BookChanges lists the books an organisation has taken into use, the one in
// force first.
func (db *DB) BookChanges(ctx context.Context, organisationID string) ([]BookChange, error) {
	var list []BookChange
	err := db.g.WithContext(ctx).Raw(`SELECT id, organisation_id, rules_version AS rules, calendar_version AS calendar, reason, applied_by, applied_at
		FROM book_changes WHERE organisation_id = ? ORDER BY applied_at DESC, id DESC`, organisationID).Scan(&list).Error
	if err != nil {
		return nil, fmt.Errorf("read book changes: %w", err)
	}
	return list, nil
}

// BooksInForce names every book that any organisation counts with now.
func (db *DB) BooksInForce(ctx context.Context) ([]BookVersions, error) {
	var list []BookVersions
	err := db.g.WithContext(ctx).Raw(`SELECT DISTINCT b.rules_version AS rules, b.calendar_version AS calendar FROM organisations o, LATERAL (
			SELECT rules_version, calendar_version FROM book_changes WHERE organisation_id = o.id ORDER BY applied_at DESC, id DESC LIMIT 1
		) b ORDER BY 1, 2`).Scan(&list).Error
	if err != nil {
		return nil, fmt.Errorf("read the books in force: %w", err)
	}
	return list, nil
}

// LockBooks makes those who change which book an organisation counts with take
// turns, until the transaction ends. Only HoldBook waits for it too.
func (db *DB) LockBooks(ctx context.Context, organisationID string) error {
	err := db.g.WithContext(ctx).Exec(`SELECT 1 FROM organisations WHERE id = ? FOR NO KEY UPDATE`, organisationID).Error
	if err != nil {
		return fmt.Errorf("lock the book of an organisation: %w", err)
	}
	return nil
}

// HoldBook waits for whoever is changing which book an organisation counts
// with, and keeps others from it until the transaction ends.
func (db *DB) HoldBook(ctx context.Context, organisationID string) error {
	if err := db.g.WithContext(ctx).Exec(`SELECT 1 FROM organisations WHERE id = ? FOR SHARE`, organisationID).Error; err != nil {
		return fmt.Errorf("hold the book of an organisation: %w", err)
	}
	return nil
}

// WithoutBook locks the organisations that have never taken a book into use,
// and lists them.
func (db *DB) WithoutBook(ctx context.Context) (organisationIDs []string, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT id FROM organisations o WHERE NOT EXISTS
		(SELECT 1 FROM book_changes b WHERE b.organisation_id = o.id) ORDER BY id FOR NO KEY UPDATE`).Scan(&organisationIDs).Error
	if err != nil {
		return nil, fmt.Errorf("read organisations without a book: %w", err)
	}
	return organisationIDs, nil
}

// BookKeptAt says when the rules and the bank holidays of a book first came to
// this database; the zero time for what never did.
func (db *DB) BookKeptAt(ctx context.Context, v BookVersions) (rules, calendar time.Time, err error) {
	var at struct{ Rules, Calendar *time.Time }
	err = db.g.WithContext(ctx).Raw(`SELECT (SELECT kept_at FROM rule_sets WHERE version = ?) AS rules,
		(SELECT kept_at FROM holiday_lists WHERE version = ?) AS calendar`, v.Rules, v.Calendar).Scan(&at).Error
	if err != nil {
		return rules, calendar, fmt.Errorf("read when a book was kept: %w", err)
	}
	if at.Rules != nil {
		rules = at.Rules.UTC()
	}
	if at.Calendar != nil {
		calendar = at.Calendar.UTC()
	}
	return rules, calendar, nil
}

// InsertBookChange takes a book into use.
func (db *DB) InsertBookChange(ctx context.Context, c BookChange) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO book_changes (id, organisation_id, rules_version, calendar_version, reason, applied_by, applied_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, c.ID, c.OrganisationID, c.Rules, c.Calendar, c.Reason, c.AppliedBy, c.AppliedAt).Error
	if err != nil {
		return fmt.Errorf("insert book change: %w", err)
	}
	return nil
}

// KeepBook keeps the text of a book, for dates counted with it to be explained
// later. Keeping it again changes nothing.
func (db *DB) KeepBook(ctx context.Context, v BookVersions, rules, holidays []byte, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`WITH kept AS (
			INSERT INTO rule_sets (version, body, kept_at) VALUES (@rules, @body, @now) ON CONFLICT DO NOTHING
		) INSERT INTO holiday_lists (version, body, kept_at) VALUES (@calendar, @holidays, @now) ON CONFLICT DO NOTHING`,
		map[string]any{"rules": v.Rules, "body": rules, "calendar": v.Calendar, "holidays": holidays, "now": now}).Error
	if err != nil {
		return fmt.Errorf("keep book: %w", err)
	}
	return nil
}

// BookTexts reads the rules and bank holidays of a book as they were loaded.
// Error: fault.NotFound when this database never kept them.
func (db *DB) BookTexts(ctx context.Context, v BookVersions) (rules, holidays []byte, err error) {
	var rows []struct{ Rules, Holidays []byte }
	err = db.g.WithContext(ctx).Raw(`SELECT r.body AS rules, h.body AS holidays FROM rule_sets r, holiday_lists h
		WHERE r.version = ? AND h.version = ?`, v.Rules, v.Calendar).Scan(&rows).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read book: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil, fmt.Errorf("book %s with %s: %w", v.Rules, v.Calendar, fault.NotFound)
	}
	return rows[0].Rules, rows[0].Holidays, nil
}
