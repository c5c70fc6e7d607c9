package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// RecordedEvent is something that happened in a case as somebody recorded it.
type RecordedEvent struct {
	ID             string
	OrganisationID string
	CaseID         string
	Kind           deadline.EventKind
	On             calendar.Date // as corrected; none when it never happened
	KnownFrom      calendar.Date // of a day that may lie ahead: the date of the letter
	Note           string
	Evidence       string // where the letter or message is kept
	About          string // the event this one answers; empty when it answers none alone
	RecordedBy     string
	RecordedByName string
	RecordedAt     time.Time
	Corrections    Corrections
}

// InsertEvent adds a recorded event.
func (db *DB) InsertEvent(ctx context.Context, e RecordedEvent) error {
	note, err := db.seal("case_events", "note_sealed", e.ID, e.Note)
	if err != nil {
		return err
	}
	evidence, err := db.seal("case_events", "evidence_sealed", e.ID, e.Evidence)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO case_events
		(id, organisation_id, case_id, kind, happened_on, known_from, note_sealed, evidence_sealed, about, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.OrganisationID, e.CaseID, string(e.Kind), date(e.On), date(e.KnownFrom), note, evidence, optional(e.About), e.RecordedBy, e.RecordedAt).Error
	if err != nil {
		return fmt.Errorf("insert case event: %w", err)
	}
	return nil
}

// RecordedEvents lists what was recorded by hand in a case, newest first.
func (db *DB) RecordedEvents(ctx context.Context, caseID string) ([]RecordedEvent, error) {
	var rows []struct {
		ID, OrganisationID, CaseID, Kind string
		HappenedOn, KnownFrom            date
		NoteSealed, EvidenceSealed       []byte
		About                            *string
		RecordedBy, RecordedByName       string
		RecordedAt                       time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT e.id, e.organisation_id, e.case_id, e.kind, e.happened_on, e.known_from, e.note_sealed, e.evidence_sealed,
		e.about, e.recorded_by, u.name AS recorded_by_name, e.recorded_at
		FROM case_events e JOIN users u ON u.id = e.recorded_by WHERE e.case_id = ? ORDER BY e.happened_on DESC, e.id DESC`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read case events: %w", err)
	}
	corrections, err := db.correctionsByRecord(ctx, caseID)
	if err != nil {
		return nil, err
	}
	list := make([]RecordedEvent, len(rows))
	for i, r := range rows {
		list[i] = RecordedEvent{
			ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, Kind: deadline.EventKind(r.Kind),
			On:        corrections[r.ID].day(HappenedOn, calendar.Date(r.HappenedOn)),
			KnownFrom: corrections[r.ID].day(KnownFrom, calendar.Date(r.KnownFrom)),
			About:     orEmpty(r.About), RecordedBy: r.RecordedBy, RecordedByName: r.RecordedByName, RecordedAt: r.RecordedAt, Corrections: corrections[r.ID],
		}
		if list[i].Note, err = db.unseal("case_events", "note_sealed", r.ID, r.NoteSealed); err != nil {
			return nil, err
		}
		if list[i].Evidence, err = db.unseal("case_events", "evidence_sealed", r.ID, r.EvidenceSealed); err != nil {
			return nil, err
		}
	}
	return list, nil
}
