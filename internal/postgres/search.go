package postgres

import (
	"context"
	"fmt"
	"strings"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
)

// SearchQuery is what somebody typed to find a case, and how far they reach.
// Only keyed hashes of the words meet the database (S18).
type SearchQuery struct {
	OrganisationID string
	TeamIDs        []string
	OwnerIDs       []string // whose cases the searcher carries, whatever the team
	Ref            casefile.Ref
	Text           string        // a name, part of one, a Home Office reference, a phone number or an e-mail address
	Born           calendar.Date // when the text is a date
	AnyWord        bool          // one word of the name is enough
	Alike          bool          // names that sound alike count too
	Limit          int
}

// Search finds cases, closed ones included, the latest first. A case that was
// merged into another leads to that one.
func (db *DB) Search(ctx context.Context, q SearchQuery) ([]WorklistItem, error) {
	r := db.recogniser(q.OrganisationID)
	var ways []string
	var args []any
	add := func(way string, values ...any) { ways, args = append(ways, way), append(args, values...) }
	if q.Ref != "" {
		add(`SELECT id FROM cases WHERE reference = ?`, string(q.Ref))
	}
	if !q.Born.IsZero() {
		add(`SELECT case_id FROM persons WHERE organisation_id = ? AND birth_key = ?`, q.OrganisationID, *r.birth(q.Born))
	}
	if words := strings.Fields(q.Text); len(words) > 0 {
		add(`SELECT id FROM cases WHERE organisation_id = ? AND home_office_reference_hash = ANY(?::bigint[])`, q.OrganisationID, db.homeOfficeHashes(q.Text))
		if contacts := r.contacts(q.Text); len(contacts) > 0 {
			add(`SELECT case_id FROM persons WHERE contact_keys && ?::bigint[]`, contacts)
		}
		column, parts := "name_hashes", make(array[int64], len(words))
		for i, word := range words {
			parts[i] = db.keys.SearchHash("name", word)
		}
		if q.Alike {
			column, parts = "sound_keys", r.parts(q.Text)
		}
		switch {
		case len(parts) == 0:
		case q.AnyWord:
			add(`SELECT case_id FROM persons WHERE `+column+` && ?::bigint[]`, parts)
		default:
			add(`SELECT case_id FROM persons WHERE `+column+` @> ?::bigint[]`, parts)
		}
	}
	if len(ways) == 0 {
		return nil, nil
	}
	// Each way in is an index of its own: with OR between them none would be
	// used. Only of the page's cases is more read than their time.
	open, reader := db.openTo("k.id")
	where := `c.id IN (SELECT k.id FROM cases k
			WHERE k.id IN (SELECT COALESCE(f.merged_into, f.id) FROM cases f WHERE f.organisation_id = ? AND f.id IN (` + strings.Join(ways, " UNION ") + `))
			AND k.organisation_id = ? AND (k.team_id = ANY(?::uuid[]) OR k.owner_id = ANY(?::uuid[])) AND ` + open + `
			ORDER BY k.created_at DESC, k.id LIMIT ?)
		ORDER BY c.created_at DESC, c.id`
	args = append([]any{q.OrganisationID}, args...)
	return db.listCases(ctx, where, append(args, q.OrganisationID, array[string](q.TeamIDs), array[string](q.OwnerIDs), reader, q.Limit)...)
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
