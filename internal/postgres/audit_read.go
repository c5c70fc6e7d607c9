package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"github.com/google/uuid"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/fault"
)

// auditColumns gives an instant that no entry is written at for a time that
// somebody set to infinity: verification must find such a row, not stumble.
const auditColumns = `e.chain_id, e.seq, e.organisation_id, e.format, CASE WHEN isfinite(e.at) THEN e.at ELSE 'epoch' END AS at,
	e.actor_id, e.session_id, e.action, e.subject, e.address, e.reason, e.detail, e.prev_hash, e.hash`

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
	err := db.g.WithContext(ctx).Raw(`SELECT `+auditColumns+` FROM audit_entries e
		WHERE e.chain_id = ? AND e.organisation_id = ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?`,
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

// AuditBegun says whether anything was ever done here.
func (db *DB) AuditBegun(ctx context.Context) (begun bool, err error) {
	if err := db.g.WithContext(ctx).Raw(`SELECT EXISTS (SELECT 1 FROM audit_heads)`).Row().Scan(&begun); err != nil {
		return false, fmt.Errorf("read audit heads: %w", err)
	}
	return begun, nil
}

// AuditEnd is the recorded end of one chain as it stands, and how far the log
// holds the chain. A chain without a recorded end has place 0.
func (db *DB) AuditEnd(ctx context.Context, chainID string) (audit.End, error) {
	ends, err := db.auditEnds(ctx, chainID)
	if err != nil || len(ends) == 0 {
		return audit.End{Head: audit.Head{ChainID: chainID}}, err
	}
	return ends[0], nil
}

func (db *DB) auditEnds(ctx context.Context, chainID string) ([]audit.End, error) {
	var rows []struct {
		ChainID  string
		Seq      int64
		Hash     []byte
		SealedTo int64
	}
	if err := db.g.WithContext(ctx).Raw(auditHeads, array[string]{chainID}).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read audit heads: %w", err)
	}
	ends := make([]audit.End, len(rows))
	for i, r := range rows {
		ends[i] = audit.End{Head: audit.Head{ChainID: r.ChainID, Seq: r.Seq, Hash: r.Hash}, SealedTo: r.SealedTo}
	}
	return ends, nil
}

// auditHeads are the recorded ends of chains and how far the log holds each.
const auditHeads = `SELECT h.chain_id, h.seq, h.hash, COALESCE((SELECT max(l.seq) FROM audit_leaves l WHERE l.chain_id = h.chain_id), 0) AS sealed_to
	FROM audit_heads h WHERE h.chain_id = ANY(?::uuid[])`

// CheckedChain is what going through a chain came to.
type CheckedChain struct {
	End     audit.End
	EndedAt time.Time // when its last entry was written
	Finding *audit.Finding
}

// CheckChains goes through chains, entry by entry, each up to the end it has
// at one moment: ends and entries are read by one statement, so that nobody who
// writes meanwhile waits, or is waited for. A chain without a recorded end, or
// without entries, is not among those given back.
func (db *DB) CheckChains(ctx context.Context, chainIDs []string) (map[string]CheckedChain, error) {
	rows, err := db.g.WithContext(ctx).Raw(`SELECT `+auditColumns+`, l.hash, h.seq, h.hash, h.sealed_to
		FROM (`+auditHeads+`) h JOIN audit_entries e ON e.chain_id = h.chain_id
		LEFT JOIN audit_leaves l ON l.chain_id = e.chain_id AND l.seq = e.seq ORDER BY e.chain_id, e.seq`, array[string](chainIDs)).Rows()
	if err != nil {
		return nil, fmt.Errorf("read audit chains: %w", err)
	}
	defer rows.Close()
	chains := map[string]CheckedChain{}
	var now CheckedChain
	var checker audit.Checker
	end := func() {
		if now.End.ChainID == "" {
			return
		}
		if now.Finding == nil {
			now.Finding = checker.End()
		}
		chains[now.End.ChainID] = now
	}
	for rows.Next() {
		var r auditRow
		var row audit.Row
		var of audit.End
		if err := rows.Scan(&r.ChainID, &r.Seq, &r.OrganisationID, &r.Format, &r.At, &r.ActorID, &r.SessionID, &r.Action, &r.Subject,
			&r.Address, &r.Reason, &r.Detail, &r.PrevHash, &r.Hash, &row.Sealed, &of.Seq, &of.Hash, &of.SealedTo); err != nil {
			return nil, fmt.Errorf("read audit entry: %w", err)
		}
		if r.ChainID != now.End.ChainID {
			end()
			of.ChainID = r.ChainID
			now, checker = CheckedChain{End: of}, audit.NewChecker(of)
		}
		row.Entry = r.toEntry()
		if now.EndedAt = row.At; now.Finding == nil {
			now.Finding = checker.Add(row)
		}
	}
	end()
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read audit chains: %w", err)
	}
	return chains, nil
}

// AuditRow reads one row of a chain.
func (db *DB) AuditRow(ctx context.Context, chainID string, seq int64) (audit.Row, error) {
	for row, err := range db.streamAudit(ctx, `WHERE e.chain_id = ? AND e.seq = ?`, chainID, seq) {
		return row, err
	}
	return audit.Row{}, fault.NotFound
}

// AuditRows streams every entry there is, chain by chain in order.
func (db *DB) AuditRows(ctx context.Context) iter.Seq2[audit.Row, error] {
	return db.streamAudit(ctx, `ORDER BY e.chain_id, e.seq`)
}

// AuditChain streams one chain from its first entry.
func (db *DB) AuditChain(ctx context.Context, chainID string) iter.Seq2[audit.Row, error] {
	return db.streamAudit(ctx, `WHERE e.chain_id = ? ORDER BY e.seq`, chainID)
}

func (db *DB) streamAudit(ctx context.Context, where string, args ...any) iter.Seq2[audit.Row, error] {
	return func(yield func(audit.Row, error) bool) {
		rows, err := db.g.WithContext(ctx).Raw(`SELECT `+auditColumns+`, l.hash, COALESCE(l.log_index, -1) FROM audit_entries e
			LEFT JOIN audit_leaves l ON l.chain_id = e.chain_id AND l.seq = e.seq `+where, args...).Rows()
		if err != nil {
			yield(audit.Row{}, fmt.Errorf("read audit entries: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var r auditRow
			var row audit.Row
			if err := rows.Scan(&r.ChainID, &r.Seq, &r.OrganisationID, &r.Format, &r.At, &r.ActorID, &r.SessionID,
				&r.Action, &r.Subject, &r.Address, &r.Reason, &r.Detail, &r.PrevHash, &r.Hash, &row.Sealed, &row.Index); err != nil {
				yield(audit.Row{}, fmt.Errorf("read audit entry: %w", err))
				return
			}
			row.Entry = r.toEntry()
			if !yield(row, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(audit.Row{}, fmt.Errorf("read audit entries: %w", err))
		}
	}
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
