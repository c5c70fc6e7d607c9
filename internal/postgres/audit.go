package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/audit"
)

type auditRow struct {
	ChainID        string
	Seq            int64
	OrganisationID string
	Format         int
	At             time.Time
	ActorID        string
	SessionID      string
	Action         string
	Subject        string
	Detail         string
	PrevHash       []byte
	Hash           []byte
}

func (auditRow) TableName() string { return "audit_entries" }

func newAuditRow(e audit.Entry) (auditRow, error) {
	detail, err := json.Marshal(e.Detail)
	if err != nil {
		return auditRow{}, fmt.Errorf("audit detail: %w", err)
	}
	return auditRow{
		ChainID: e.ChainID, Seq: e.Seq, OrganisationID: e.OrganisationID, Format: e.Version, At: e.At,
		ActorID: e.ActorID, SessionID: e.SessionID, Action: e.Action, Subject: e.Subject,
		Detail: string(detail), PrevHash: e.PrevHash, Hash: e.Hash,
	}, nil
}

func (r auditRow) toEntry() (audit.Entry, error) {
	e := audit.Entry{
		Version: r.Format, OrganisationID: r.OrganisationID, ChainID: r.ChainID, Seq: r.Seq, At: r.At.UTC(),
		ActorID: r.ActorID, SessionID: r.SessionID, Action: r.Action, Subject: r.Subject,
		PrevHash: r.PrevHash, Hash: r.Hash,
	}
	if err := json.Unmarshal([]byte(r.Detail), &e.Detail); err != nil {
		return audit.Entry{}, fmt.Errorf("audit entry %s/%d: %w", r.ChainID, r.Seq, err)
	}
	return e, nil
}

// AppendAudit writes the entry at the end of its chain. The head row is locked
// until the transaction ends, so entries of one chain take turns and entries
// of different chains do not wait for each other.
func (db *DB) AppendAudit(ctx context.Context, e audit.Entry) error {
	err := db.g.WithContext(ctx).Exec(
		`INSERT INTO audit_heads (chain_id, organisation_id, seq, hash) VALUES (?, ?, 0, '') ON CONFLICT (chain_id) DO NOTHING`,
		e.ChainID, e.OrganisationID).Error
	if err != nil {
		return fmt.Errorf("open audit chain: %w", err)
	}
	head := audit.Head{ChainID: e.ChainID}
	err = db.g.WithContext(ctx).Raw(`SELECT seq, hash FROM audit_heads WHERE chain_id = ? FOR UPDATE`, e.ChainID).
		Row().Scan(&head.Seq, &head.Hash)
	if err != nil {
		return fmt.Errorf("lock audit chain: %w", err)
	}
	entry := audit.Next(head, e)
	row, err := newAuditRow(entry)
	if err != nil {
		return err
	}
	if err := gorm.G[auditRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("append audit entry: %w", err)
	}
	err = db.g.WithContext(ctx).Exec(`UPDATE audit_heads SET seq = ?, hash = ? WHERE chain_id = ?`,
		entry.Seq, entry.Hash, entry.ChainID).Error
	if err != nil {
		return fmt.Errorf("move audit head: %w", err)
	}
	return nil
}

// AuditTrail reads one chain's entries before a place, newest first. Zero means from
// the end.
func (db *DB) AuditTrail(ctx context.Context, organisationID, chainID string, before int64, limit int) ([]audit.Entry, error) {
	if before == 0 {
		before = 1 << 62
	}
	rows, err := gorm.G[auditRow](db.g).
		Where("chain_id = ? AND organisation_id = ? AND seq < ?", chainID, organisationID, before).
		Order("seq DESC").Limit(limit).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read audit trail: %w", err)
	}
	entries := make([]audit.Entry, len(rows))
	for i, r := range rows {
		if entries[i], err = r.toEntry(); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// AuditHeads reads the recorded end of every chain, in chain order.
func (db *DB) AuditHeads(ctx context.Context) ([]audit.Head, error) {
	var heads []audit.Head
	err := db.g.WithContext(ctx).Raw(`SELECT chain_id, seq, hash FROM audit_heads ORDER BY chain_id`).Scan(&heads).Error
	if err != nil {
		return nil, fmt.Errorf("read audit heads: %w", err)
	}
	return heads, nil
}

// AuditEntries streams every entry, chain by chain in order, for verification.
func (db *DB) AuditEntries(ctx context.Context) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		rows, err := db.g.WithContext(ctx).Raw(
			`SELECT chain_id, seq, organisation_id, format, at, actor_id, session_id, action, subject, detail, prev_hash, hash
			 FROM audit_entries ORDER BY chain_id, seq`).Rows()
		if err != nil {
			yield(audit.Entry{}, fmt.Errorf("read audit entries: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var r auditRow
			if err := rows.Scan(&r.ChainID, &r.Seq, &r.OrganisationID, &r.Format, &r.At, &r.ActorID, &r.SessionID,
				&r.Action, &r.Subject, &r.Detail, &r.PrevHash, &r.Hash); err != nil {
				yield(audit.Entry{}, fmt.Errorf("read audit entry: %w", err))
				return
			}
			entry, err := r.toEntry()
			if !yield(entry, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(audit.Entry{}, fmt.Errorf("read audit entries: %w", err))
		}
	}
}
