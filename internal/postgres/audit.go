package postgres

import (
	"context"
	"encoding/json"
	"fmt"
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
