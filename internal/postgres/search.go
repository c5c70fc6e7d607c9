package postgres

import (
	"context"
	"fmt"
	"strings"

	"nrmdesk/internal/nrm/casefile"
)

// SearchQuery is what somebody typed to find a case, and how far they reach.
// Only keyed hashes of the words meet the database (S18).
type SearchQuery struct {
	OrganisationID string
	TeamIDs        []string
	OwnerIDs       []string // whose cases the searcher carries, whatever the team
	Ref            casefile.Ref
	Text           string // a name, part of one, or a Home Office reference
	AnyWord        bool   // one word of the name is enough
	Limit          int
}

// Search finds cases, closed ones included, the latest first.
func (db *DB) Search(ctx context.Context, q SearchQuery) ([]WorklistItem, error) {
	ways := &conditions{}
	if q.Ref != "" {
		ways.add("c.reference = ?", string(q.Ref))
	}
	if words := strings.Fields(q.Text); len(words) > 0 {
		ways.add("c.home_office_reference_hash = ?", db.keys.SearchHash("home_office_reference", q.Text))
		parts := make(array[int64], len(words))
		for i, word := range words {
			parts[i] = db.keys.SearchHash("name", word)
		}
		if q.AnyWord {
			ways.add("p.name_hashes && ?::bigint[]", parts)
		} else {
			ways.add("p.name_hashes @> ?::bigint[]", parts)
		}
	}
	if len(ways.parts) == 0 {
		return nil, nil
	}
	args := append([]any{q.OrganisationID, array[string](q.TeamIDs), array[string](q.OwnerIDs)}, ways.args...)
	return db.listCases(ctx, `c.organisation_id = ? AND (c.team_id = ANY(?::uuid[]) OR c.owner_id = ANY(?::uuid[]))
		AND (`+strings.Join(ways.parts, " OR ")+`) ORDER BY c.created_at DESC, c.id LIMIT ?`, append(args, q.Limit)...)
}

// listCases reads cases with the name to use and the owner, as lists show them.
func (db *DB) listCases(ctx context.Context, where string, args ...any) ([]WorklistItem, error) {
	var rows []struct {
		Case            caseRow `gorm:"embedded"` // an unexported embedded struct stays empty
		NameToUseSealed []byte
		Owner           string
	}
	err := db.g.WithContext(ctx).Raw(`SELECT `+prefixed("c", caseColumns)+`, p.name_to_use_sealed, u.name AS owner
		FROM cases c JOIN persons p ON p.case_id = c.id JOIN users u ON u.id = c.owner_id WHERE `+where, args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	items := make([]WorklistItem, len(rows))
	for i, r := range rows {
		name, err := db.unseal("persons", "name_to_use_sealed", r.Case.ID, r.NameToUseSealed)
		if err != nil {
			return nil, err
		}
		items[i] = WorklistItem{Case: r.Case.toCase(), NameToUse: name, Owner: r.Owner}
	}
	return items, nil
}
