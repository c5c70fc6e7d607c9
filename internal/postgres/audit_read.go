package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"nrmdesk/internal/audit"
)

// auditColumns gives an instant that no entry is written at for a time that
// somebody set to infinity: verification must find such a row, not stumble.
const auditColumns = `chain_id, seq, organisation_id, format, CASE WHEN isfinite(at) THEN at ELSE 'epoch' END AS at,
	actor_id, session_id, action, subject, address, reason, detail, prev_hash, hash`

// Unreadable is the key of the only fact of an entry whose stored facts are
// not in the shape they are written in. The NUL cannot be stored, so no real
// entry has it and the hash of such an entry never fits.
const Unreadable = "unreadable\x00"

func (r auditRow) toEntry() audit.Entry {
	return audit.Entry{
		Version: r.Format, OrganisationID: r.OrganisationID, ChainID: r.ChainID, Seq: r.Seq, At: r.At.UTC(),
		ActorID: r.ActorID, SessionID: r.SessionID, Action: r.Action, Subject: r.Subject, Address: r.Address, Reason: r.Reason, Detail: pairs(r.Detail),
		PrevHash: r.PrevHash, Hash: r.Hash,
	}
}

// pairs reads facts strictly: the usual reading would overlook an added key or
// a key in capitals, and with them a change to the row.
func pairs(detail string) []audit.Pair {
	var objects []map[string]any
	if err := json.Unmarshal([]byte(detail), &objects); err != nil || objects == nil {
		return []audit.Pair{{Key: Unreadable}}
	}
	out := make([]audit.Pair, len(objects))
	for i, o := range objects {
		key, keyOK := o["key"].(string)
		value, valueOK := o["value"].(string)
		if !keyOK || !valueOK || len(o) != 2 {
			return []audit.Pair{{Key: Unreadable}}
		}
		out[i] = audit.Pair{Key: key, Value: value}
	}
	return out
}

// AuditTrail reads one chain's entries before a place, newest first. Zero
// means from the end.
func (db *DB) AuditTrail(ctx context.Context, organisationID, chainID string, before int64, limit int) ([]audit.Entry, error) {
	if before == 0 {
		before = 1 << 62
	}
	var rows []auditRow
	err := db.g.WithContext(ctx).Raw(`SELECT `+auditColumns+` FROM audit_entries
		WHERE chain_id = ? AND organisation_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
		chainID, organisationID, before, limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read audit trail: %w", err)
	}
	entries := make([]audit.Entry, len(rows))
	for i, r := range rows {
		entries[i] = r.toEntry()
	}
	return entries, nil
}

// AuditHeads reads the recorded end of every chain of the organisation, in
// chain order; without an organisation, of all.
func (db *DB) AuditHeads(ctx context.Context, organisationID string) ([]audit.Head, error) {
	var heads []audit.Head
	err := db.g.WithContext(ctx).Raw(`SELECT chain_id, seq, hash FROM audit_heads
		WHERE ? = '' OR organisation_id::text = ? ORDER BY chain_id`, organisationID, organisationID).Scan(&heads).Error
	if err != nil {
		return nil, fmt.Errorf("read audit heads: %w", err)
	}
	return heads, nil
}

// AuditEntries streams every entry of the organisation, or all without one,
// chain by chain in order.
func (db *DB) AuditEntries(ctx context.Context, organisationID string) iter.Seq2[audit.Entry, error] {
	return db.streamAudit(ctx, `WHERE ? = '' OR organisation_id::text = ? ORDER BY chain_id, seq`, organisationID, organisationID)
}

// AuditChain streams one chain from its first entry.
func (db *DB) AuditChain(ctx context.Context, chainID string) iter.Seq2[audit.Entry, error] {
	return db.streamAudit(ctx, `WHERE chain_id = ? ORDER BY seq`, chainID)
}

func (db *DB) streamAudit(ctx context.Context, where string, args ...any) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		rows, err := db.g.WithContext(ctx).Raw(`SELECT `+auditColumns+` FROM audit_entries `+where, args...).Rows()
		if err != nil {
			yield(audit.Entry{}, fmt.Errorf("read audit entries: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var r auditRow
			if err := rows.Scan(&r.ChainID, &r.Seq, &r.OrganisationID, &r.Format, &r.At, &r.ActorID, &r.SessionID,
				&r.Action, &r.Subject, &r.Address, &r.Reason, &r.Detail, &r.PrevHash, &r.Hash); err != nil {
				yield(audit.Entry{}, fmt.Errorf("read audit entry: %w", err))
				return
			}
			if !yield(r.toEntry(), nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(audit.Entry{}, fmt.Errorf("read audit entries: %w", err))
		}
	}
}

// Snapshot runs body on one unchanging view of the database, without the time
// limit of a page: a whole trail is long, and heads read a moment after their
// entries would not fit them.
func (db *DB) Snapshot(ctx context.Context, body func(tx *DB) error) error {
	if db.inTx {
		return errors.New("a transaction inside a transaction")
	}
	return db.g.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		if err := g.Exec(`SET LOCAL statement_timeout = 0`).Error; err != nil {
			return fmt.Errorf("lift time limit: %w", err)
		}
		return body(&DB{g: g, keys: db.keys, inTx: true})
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

// NamesOf gives the names of users of the organisation by id. Ids that are no
// user's are left out.
func (db *DB) NamesOf(ctx context.Context, organisationID string, ids []string) (map[string]string, error) {
	known := array[string]{}
	for _, id := range ids {
		if uuid.Validate(id) == nil {
			known = append(known, id)
		}
	}
	var rows []struct{ ID, Name string }
	err := db.g.WithContext(ctx).Raw(`SELECT id, name FROM users WHERE organisation_id = ? AND id = ANY(?::uuid[])`,
		organisationID, known).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read names of staff: %w", err)
	}
	names := map[string]string{}
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, nil
}
