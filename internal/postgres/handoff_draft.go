package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
)

// HandoffDraft is a handoff of a case that is being written. Form is what was
// typed so far.
type HandoffDraft struct {
	ID      string
	Form    string
	BegunBy string // name of the person
	SavedBy string // name of the person
	SavedAt time.Time
}

// HandoffDrafts reads the handoffs of a case that are being written, the one
// begun last first.
func (db *DB) HandoffDrafts(ctx context.Context, caseID string) ([]HandoffDraft, error) {
	var rows []struct {
		ID           string
		FormSealed   []byte
		Begun, Saved string
		SavedAt      time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT d.id, d.form_sealed, b.name AS begun, s.name AS saved, d.saved_at FROM handoff_drafts d
		JOIN users b ON b.id = d.begun_by JOIN users s ON s.id = d.saved_by WHERE d.case_id = ? ORDER BY d.begun_at DESC, d.id`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read drafts of handoffs: %w", err)
	}
	list := make([]HandoffDraft, len(rows))
	for i, r := range rows {
		list[i] = HandoffDraft{ID: r.ID, BegunBy: r.Begun, SavedBy: r.Saved, SavedAt: r.SavedAt.UTC()}
		if list[i].Form, err = db.unseal("handoff_drafts", "form_sealed", r.ID, r.FormSealed); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// SaveHandoffDraft keeps what was typed. One that is new is begun.
func (db *DB) SaveHandoffDraft(ctx context.Context, organisationID, caseID, id, form, userID string, begin bool, now time.Time) error {
	sealed, err := db.seal("handoff_drafts", "form_sealed", id, form)
	if err != nil {
		return err
	}
	if begin {
		err = db.g.WithContext(ctx).Exec(`INSERT INTO handoff_drafts (id, organisation_id, case_id, form_sealed, begun_by, begun_at, saved_by, saved_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, id, organisationID, caseID, sealed, userID, now, userID, now).Error
		if err != nil {
			return fmt.Errorf("begin draft of a handoff: %w", err)
		}
		return nil
	}
	done := db.g.WithContext(ctx).Exec(`UPDATE handoff_drafts SET form_sealed = ?, saved_by = ?, saved_at = ? WHERE id = ? AND case_id = ?`,
		sealed, userID, now, id, caseID)
	if done.Error != nil {
		return fmt.Errorf("save draft of a handoff: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return fault.NotFound
	}
	return nil
}

// DropHandoffDraft forgets one that was sent or is not needed. Error:
// fault.NotFound when somebody else did already.
func (db *DB) DropHandoffDraft(ctx context.Context, caseID, id string) error {
	done := db.g.WithContext(ctx).Exec(`DELETE FROM handoff_drafts WHERE id = ? AND case_id = ?`, id, caseID)
	if done.Error != nil {
		return fmt.Errorf("drop draft of a handoff: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return fault.NotFound
	}
	return nil
}

// writing are the people who write a handoff of a case: what is being typed
// under a key, and what is kept with the case.
const writing = `SELECT user_id FROM drafts WHERE organisation_id = @organisation AND key = @key
	UNION SELECT saved_by FROM handoff_drafts WHERE case_id = @case`

// CountWriting says how many people are writing a handoff of a case.
func (db *DB) CountWriting(ctx context.Context, organisationID, key, caseID string) (n int, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT count(*) FROM (`+writing+`) w`, map[string]any{"organisation": organisationID, "key": key, "case": caseID}).
		Row().Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count drafts of handoffs: %w", err)
	}
	return n, nil
}

// StopWriting forgets every handoff of a case that is being written, and says
// how many people were writing.
func (db *DB) StopWriting(ctx context.Context, organisationID, key, caseID string) (n int, err error) {
	if n, err = db.CountWriting(ctx, organisationID, key, caseID); err != nil || n == 0 {
		return n, err
	}
	for _, statement := range []struct{ text, arg string }{
		{`DELETE FROM drafts WHERE organisation_id = ? AND key = ?`, key}, {`DELETE FROM handoff_drafts WHERE organisation_id = ? AND case_id = ?`, caseID},
	} {
		if err := db.g.WithContext(ctx).Exec(statement.text, organisationID, statement.arg).Error; err != nil {
			return 0, fmt.Errorf("drop drafts of handoffs: %w", err)
		}
	}
	return n, nil
}
