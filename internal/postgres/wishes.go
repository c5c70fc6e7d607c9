package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/need"
)

type wishesRow struct {
	ID                                                       string
	Interviewer, Interpreter                                 string
	LanguageSealed, UnsafeSealed, AccessSealed, SaidBySealed []byte
	SaidBy                                                   string
	SaidOn                                                   date
	RecordedBy                                               string
	RecordedAt                                               time.Time
}

// Wishes lists what a client wished as it was recorded, newest first.
func (db *DB) Wishes(ctx context.Context, caseID string) ([]need.Wishes, error) {
	return db.wishes(ctx, `SELECT * FROM wishes WHERE case_id = ? ORDER BY recorded_at DESC, id DESC`, caseID)
}

// LatestWishes are the wishes that count now; zero when nobody asked.
func (db *DB) LatestWishes(ctx context.Context, caseID string) (need.Wishes, error) {
	list, err := db.wishes(ctx, `SELECT * FROM wishes WHERE case_id = ? ORDER BY recorded_at DESC, id DESC LIMIT 1`, caseID)
	if err != nil || len(list) == 0 {
		return need.Wishes{}, err
	}
	return list[0], nil
}

func (db *DB) wishes(ctx context.Context, query, caseID string) ([]need.Wishes, error) {
	var rows []wishesRow
	if err := db.g.WithContext(ctx).Raw(query, caseID).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read wishes: %w", err)
	}
	list := make([]need.Wishes, len(rows))
	for i, r := range rows {
		w := need.Wishes{
			ID: r.ID, Interviewer: need.Preference(r.Interviewer), Interpreter: need.Preference(r.Interpreter), Sayer: need.Sayer(r.SaidBy),
			On: calendar.Date(r.SaidOn), By: r.RecordedBy, At: r.RecordedAt,
		}
		for column, f := range map[string]struct {
			sealed []byte
			into   *string
		}{
			"language_sealed": {r.LanguageSealed, &w.Language}, "unsafe_sealed": {r.UnsafeSealed, &w.Unsafe},
			"access_sealed": {r.AccessSealed, &w.Access}, "said_by_sealed": {r.SaidBySealed, &w.SayerDetails},
		} {
			var err error
			if *f.into, err = db.unseal("wishes", column, r.ID, f.sealed); err != nil {
				return nil, err
			}
		}
		list[i] = w
	}
	return list, nil
}

// InsertWishes adds what a client wishes now.
func (db *DB) InsertWishes(ctx context.Context, c casefile.Case, w need.Wishes) error {
	sealed := make([][]byte, 4)
	for i, f := range []struct{ column, text string }{
		{"language_sealed", w.Language}, {"unsafe_sealed", w.Unsafe}, {"access_sealed", w.Access}, {"said_by_sealed", w.SayerDetails},
	} {
		var err error
		if sealed[i], err = db.seal("wishes", f.column, w.ID, f.text); err != nil {
			return err
		}
	}
	err := db.g.WithContext(ctx).Exec(`INSERT INTO wishes (id, organisation_id, case_id, interviewer, interpreter, language_sealed, unsafe_sealed,
		access_sealed, said_by, said_by_sealed, said_on, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		w.ID, c.OrganisationID, c.ID, string(w.Interviewer), string(w.Interpreter), sealed[0], sealed[1], sealed[2], string(w.Sayer), sealed[3],
		date(w.On), w.By, w.At).Error
	if err != nil {
		return fmt.Errorf("insert wishes: %w", err)
	}
	return nil
}
