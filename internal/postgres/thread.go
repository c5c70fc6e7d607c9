package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/need"
)

// ThreadHolders lists who was to hold the threads of a case, newest first.
func (db *DB) ThreadHolders(ctx context.Context, caseID string) ([]need.Holder, error) {
	var rows []struct {
		ID                                   string
		Number                               int
		Thread, Holding                      string
		WhoSealed, ContactSealed, NoteSealed []byte
		Agreed                               bool
		RecordedBy                           string
		RecordedAt                           time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT id, number, thread, holding, who_sealed, contact_sealed, note_sealed, agreed, recorded_by, recorded_at
		FROM thread_holders WHERE case_id = ? ORDER BY number DESC`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read who holds threads: %w", err)
	}
	list := make([]need.Holder, len(rows))
	for i, r := range rows {
		h := need.Holder{
			ID: r.ID, Number: r.Number, Thread: need.ThreadCode(r.Thread), Holding: need.Holding(r.Holding), Agreed: r.Agreed, By: r.RecordedBy, At: r.RecordedAt,
		}
		for column, f := range map[string]struct {
			sealed []byte
			into   *string
		}{"who_sealed": {r.WhoSealed, &h.Who}, "contact_sealed": {r.ContactSealed, &h.Contact}, "note_sealed": {r.NoteSealed, &h.Note}} {
			if *f.into, err = db.unseal("thread_holders", column, r.ID, f.sealed); err != nil {
				return nil, err
			}
		}
		list[i] = h
	}
	return list, nil
}

// InsertThreadHolder adds who holds a thread of a case. The case must be
// locked.
func (db *DB) InsertThreadHolder(ctx context.Context, c casefile.Case, h need.Holder) error {
	sealed := make([][]byte, 3)
	for i, f := range []struct{ column, text string }{{"who_sealed", h.Who}, {"contact_sealed", h.Contact}, {"note_sealed", h.Note}} {
		var err error
		if sealed[i], err = db.seal("thread_holders", f.column, h.ID, f.text); err != nil {
			return err
		}
	}
	err := db.g.WithContext(ctx).Exec(`INSERT INTO thread_holders
		(id, organisation_id, case_id, number, thread, holding, who_sealed, contact_sealed, agreed, note_sealed, recorded_by, recorded_at)
		SELECT ?, ?, ?, COALESCE(max(number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM thread_holders WHERE case_id = ?`,
		h.ID, c.OrganisationID, c.ID, string(h.Thread), string(h.Holding), sealed[0], sealed[1], h.Agreed, sealed[2], h.By, h.At, c.ID).Error
	if err != nil {
		return fmt.Errorf("insert who holds a thread: %w", err)
	}
	return nil
}
