package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
)

type needEntryRow struct {
	ID                          string
	Number                      int
	Need, State                 string
	OwnerID, CheckID, HandoffID *string
	NoteSealed                  []byte
	RecordedBy                  string
	RecordedAt                  time.Time
	InHand                      bool
}

func (r needEntryRow) entry() need.Entry {
	return need.Entry{
		ID: r.ID, Number: r.Number, Need: need.Code(r.Need), State: need.State(r.State), Owner: orEmpty(r.OwnerID),
		Check: orEmpty(r.CheckID), Handoff: orEmpty(r.HandoffID), By: r.RecordedBy, At: r.RecordedAt,
	}
}

// underWay is the condition that a handoff h made for the need of a row e is
// under way.
const underWay = `EXISTS (SELECT 1 FROM handoff_needs n JOIN handoffs h ON h.id = n.handoff_id
	WHERE n.case_id = e.case_id AND n.need = e.need AND h.state = ANY(@underway))`

func statesUnderWay() array[string] {
	return texts(slices.DeleteFunc(slices.Clone(handoff.States), func(s handoff.State) bool { return !s.UnderWay() }))
}

// NeedEntries reads everything that was said of the needs of a case, the latest
// first, and the needs for which a handoff is under way.
func (db *DB) NeedEntries(ctx context.Context, caseID string) ([]need.Entry, []need.Code, error) {
	return db.needs(ctx, `SELECT e.*, `+underWay+` AS in_hand FROM need_entries e WHERE e.case_id = @case ORDER BY e.number DESC`, caseID)
}

// LatestNeeds is NeedEntries with the latest entry of each need alone.
func (db *DB) LatestNeeds(ctx context.Context, caseID string) ([]need.Entry, []need.Code, error) {
	return db.needs(ctx, `SELECT DISTINCT ON (e.need) e.*, `+underWay+` AS in_hand FROM need_entries e WHERE e.case_id = @case
		ORDER BY e.need, e.number DESC`, caseID)
}

func (db *DB) needs(ctx context.Context, query, caseID string) (entries []need.Entry, inHand []need.Code, err error) {
	var rows []needEntryRow
	err = db.g.WithContext(ctx).Raw(query, map[string]any{"case": caseID, "underway": statesUnderWay()}).Scan(&rows).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read needs: %w", err)
	}
	for _, r := range rows {
		e := r.entry()
		if e.Note, err = db.unseal("need_entries", "note_sealed", r.ID, r.NoteSealed); err != nil {
			return nil, nil, err
		}
		entries = append(entries, e)
		if r.InHand && !slices.Contains(inHand, e.Need) {
			inHand = append(inHand, e.Need)
		}
	}
	return entries, inHand, nil
}

// InsertNeedEntries adds what was said of some needs of a case and gives each
// the next number. The case must be locked.
func (db *DB) InsertNeedEntries(ctx context.Context, c casefile.Case, entries []need.Entry) error {
	for _, e := range entries {
		sealed, err := db.seal("need_entries", "note_sealed", e.ID, e.Note)
		if err != nil {
			return err
		}
		err = db.g.WithContext(ctx).Exec(`INSERT INTO need_entries
			(id, organisation_id, case_id, number, need, state, owner_id, check_id, handoff_id, note_sealed, recorded_by, recorded_at)
			SELECT ?, ?, ?, COALESCE(max(number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM need_entries WHERE case_id = ?`,
			e.ID, c.OrganisationID, c.ID, string(e.Need), string(e.State), optional(e.Owner), optional(e.Check), optional(e.Handoff), sealed, e.By, e.At, c.ID).Error
		if err != nil {
			return fmt.Errorf("insert need: %w", err)
		}
	}
	return nil
}

// NeedChecks lists the sittings about needs of a case, newest first.
func (db *DB) NeedChecks(ctx context.Context, caseID string) ([]need.Check, error) {
	var rows []struct {
		ID         string
		Finished   bool
		Through    int
		NoteSealed []byte
		AskedOn    date
		AskedBy    string
		RecordedAt time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT id, finished, through_number AS through, note_sealed, asked_on, asked_by, recorded_at FROM need_checks
		WHERE case_id = ? ORDER BY recorded_at DESC, id DESC`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read needs checks: %w", err)
	}
	list := make([]need.Check, len(rows))
	for i, r := range rows {
		list[i] = need.Check{ID: r.ID, Finished: r.Finished, Through: r.Through, On: calendar.Date(r.AskedOn), By: r.AskedBy, At: r.RecordedAt}
		if list[i].Note, err = db.unseal("need_checks", "note_sealed", r.ID, r.NoteSealed); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// InsertNeedCheck adds a sitting about needs with what was said in it, and gives
// each entry the next number. The case must be locked.
func (db *DB) InsertNeedCheck(ctx context.Context, c casefile.Case, check need.Check, entries []need.Entry) error {
	sealed, err := db.seal("need_checks", "note_sealed", check.ID, check.Note)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO need_checks (id, organisation_id, case_id, finished, through_number, note_sealed, asked_on, asked_by, recorded_at)
		SELECT ?, ?, ?, ?, COALESCE(max(number), 0) + ?, ?, ?, ?, ? FROM need_entries WHERE case_id = ?`,
		check.ID, c.OrganisationID, c.ID, check.Finished, len(entries), sealed, date(check.On), check.By, check.At, c.ID).Error
	if err != nil {
		return fmt.Errorf("insert needs check: %w", err)
	}
	return db.InsertNeedEntries(ctx, c, entries)
}

// HandoffNeeds are the needs each handoff of a case was made for.
func (db *DB) HandoffNeeds(ctx context.Context, caseID string) (map[string][]need.Code, error) {
	var rows []struct{ HandoffID, Need string }
	err := db.g.WithContext(ctx).Raw(`SELECT handoff_id, need FROM handoff_needs WHERE case_id = ? ORDER BY handoff_id, need`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read needs of handoffs: %w", err)
	}
	needs := map[string][]need.Code{}
	for _, r := range rows {
		needs[r.HandoffID] = append(needs[r.HandoffID], need.Code(r.Need))
	}
	return needs, nil
}

// InsertHandoffNeeds says which needs a handoff was made for.
func (db *DB) InsertHandoffNeeds(ctx context.Context, c casefile.Case, handoffID string, needs []need.Code) error {
	for _, code := range needs {
		err := db.g.WithContext(ctx).Exec(`INSERT INTO handoff_needs (handoff_id, organisation_id, case_id, need) VALUES (?, ?, ?, ?)`,
			handoffID, c.OrganisationID, c.ID, string(code)).Error
		if err != nil {
			return fmt.Errorf("insert need of a handoff: %w", err)
		}
	}
	return nil
}

// needEvents are the finished needs checks of some cases, and of each case the
// day since which the client wants something that nobody sees to.
func (db *DB) needEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	if err := db.addEvents(ctx, deadline.NeedsChecked, events, `SELECT id, case_id, asked_on AS happened_on FROM need_checks
		WHERE case_id = ANY(?::uuid[]) AND finished ORDER BY recorded_at, id`, caseIDs); err != nil {
		return err
	}
	var rows []eventRow
	err := db.g.WithContext(ctx).Raw(`WITH latest AS (
			SELECT DISTINCT ON (e.case_id, e.need) e.* FROM need_entries e WHERE e.case_id = ANY(CAST(@cases AS uuid[]))
			ORDER BY e.case_id, e.need, e.number DESC
		)
		SELECT DISTINCT ON (e.case_id) e.id, e.case_id, (e.recorded_at AT TIME ZONE 'Europe/London')::date AS happened_on FROM latest e
		WHERE e.state = ANY(@unheld) AND e.owner_id IS NULL AND NOT `+underWay+`
		ORDER BY e.case_id, e.number`, map[string]any{
		"cases": caseIDs, "unheld": texts([]need.State{need.Wanted, need.BeingArranged}), "underway": statesUnderWay(),
	}).Scan(&rows).Error
	for _, r := range rows {
		events[r.CaseID] = append(events[r.CaseID], r.event(deadline.NeedUnheld))
	}
	return err
}
