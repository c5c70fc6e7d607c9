package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/looks"
)

// LookSpan is the time in which somebody's looks are read; To is not included.
type LookSpan struct {
	UserID   string
	From, To time.Time
}

// CaseLook is an entry about a case, as far as oddness is judged from it.
type CaseLook struct {
	CaseID  string
	At      time.Time
	Action  string
	AsCover bool
}

// CaseLooks reads what people did on cases of the organisation: for each span,
// in its order, oldest first. What they did that belongs to no case is left
// out.
func (db *DB) CaseLooks(ctx context.Context, organisationID string, spans []LookSpan) ([][]CaseLook, error) {
	users, from, to := array[string]{}, array[string]{}, array[string]{}
	for _, s := range spans {
		users, from, to = append(users, s.UserID), append(from, s.From.UTC().Format(time.RFC3339Nano)), append(to, s.To.UTC().Format(time.RFC3339Nano))
	}
	open, reader := db.openTo("a.chain_id")
	rows, err := db.g.WithContext(ctx).Raw(`SELECT n.place, e.chain_id, e.at, e.action, e.cover
		FROM unnest(?::text[], ?::timestamptz[], ?::timestamptz[]) WITH ORDINALITY AS n (user_id, from_at, to_at, place)
		CROSS JOIN LATERAL (SELECT a.chain_id, a.at, a.action, a.detail @> '[{"key": "as_cover_for"}]' AS cover FROM audit_entries a
			WHERE a.organisation_id = ? AND a.actor_id = n.user_id AND a.at >= n.from_at AND a.at < n.to_at AND a.chain_id::text <> a.actor_id AND `+open+`) e
		ORDER BY n.place, e.at`, users, from, to, organisationID, reader).Rows()
	if err != nil {
		return nil, fmt.Errorf("read looks at cases: %w", err)
	}
	defer rows.Close()
	list := make([][]CaseLook, len(spans))
	for rows.Next() {
		var place int
		var l CaseLook
		if err := rows.Scan(&place, &l.CaseID, &l.At, &l.Action, &l.AsCover); err != nil {
			return nil, fmt.Errorf("read looks at cases: %w", err)
		}
		l.At = l.At.UTC()
		list[place-1] = append(list[place-1], l)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read looks at cases: %w", err)
	}
	return list, nil
}

// LookedAtCase is a case with what oddness is judged from.
type LookedAtCase struct {
	Ref casefile.Ref
	looks.File
}

// LookedAtCases reads cases of the organisation by id.
func (db *DB) LookedAtCases(ctx context.Context, organisationID string, ids []string) (map[string]LookedAtCase, error) {
	var rows []struct{ ID, Reference, TeamID, OwnerID string }
	open, reader := db.openTo("id")
	err := db.g.WithContext(ctx).Raw(`SELECT id, reference, team_id, owner_id FROM cases WHERE organisation_id = ? AND id = ANY(?::uuid[]) AND `+open,
		organisationID, array[string](ids), reader).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read cases looked at: %w", err)
	}
	turns, err := db.turns(ctx, organisationID, ids)
	if err != nil {
		return nil, err
	}
	cases := make(map[string]LookedAtCase, len(rows))
	for _, r := range rows {
		cases[r.ID] = LookedAtCase{casefile.Ref(r.Reference), looks.File{TeamID: r.TeamID, OwnerID: r.OwnerID, Turns: turns[r.ID]}}
	}
	return cases, nil
}

// turns reads when cases passed from one person to another, were closed and
// were opened again. The index audit_entries_turns holds exactly these.
func (db *DB) turns(ctx context.Context, organisationID string, caseIDs []string) (map[string][]looks.Turn, error) {
	var rows []auditRow
	err := db.g.WithContext(ctx).Raw(`SELECT `+auditColumns+` FROM audit_entries e WHERE e.organisation_id = ? AND e.chain_id = ANY(?::uuid[])
		AND e.action IN ('case.reassign', 'case.close', 'case.reopen') ORDER BY e.chain_id, e.seq`, organisationID, array[string](caseIDs)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read who held cases: %w", err)
	}
	turns := map[string][]looks.Turn{}
	for _, r := range rows {
		turn := looks.Turn{At: r.At.UTC(), Closed: r.Action == "case.close", Reopened: r.Action == "case.reopen"}
		for _, f := range pairs(r.Detail) {
			switch f.Key {
			case "owner_before":
				turn.From = f.Value
			case "owner_after":
				turn.To = f.Value
			}
		}
		turns[r.ChainID] = append(turns[r.ChainID], turn)
	}
	return turns, nil
}

// NoteTexts reads notes of a case by id: what was written as the reason for an
// act.
func (db *DB) NoteTexts(ctx context.Context, caseID string, ids []string) (map[string]string, error) {
	var rows []noteRow
	err := db.g.WithContext(ctx).Raw(`SELECT id, text_sealed FROM notes WHERE case_id = ? AND id::text = ANY(?)`, caseID, array[string](ids)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	texts := map[string]string{}
	for _, r := range rows {
		if texts[r.ID], err = db.unseal("notes", "text_sealed", r.ID, r.TextSealed); err != nil {
			return nil, err
		}
	}
	return texts, nil
}
