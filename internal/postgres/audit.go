package postgres

import (
	"context"
	"encoding/hex"
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

// AppendAudit writes each entry at the end of its chain; entries written at
// once belong to different chains. The heads are locked until the transaction
// ends, so entries of one chain take turns and entries of different chains do
// not wait for each other.
func (db *DB) AppendAudit(ctx context.Context, entries ...audit.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	var chains, organisations, hashes array[string]
	for _, e := range entries {
		chains, organisations = append(chains, e.ChainID), append(organisations, e.OrganisationID)
	}
	err := db.g.WithContext(ctx).Exec(`INSERT INTO audit_heads (chain_id, organisation_id, seq, hash)
		SELECT n.chain_id, n.organisation_id, 0, '' FROM unnest(?::uuid[], ?::uuid[]) AS n (chain_id, organisation_id)
		ORDER BY n.chain_id ON CONFLICT (chain_id) DO NOTHING`, chains, organisations).Error
	if err != nil {
		return fmt.Errorf("open audit chains: %w", err)
	}
	var heads []audit.Head
	err = db.g.WithContext(ctx).Raw(`SELECT chain_id, seq, hash FROM audit_heads WHERE chain_id = ANY(?::uuid[])
		ORDER BY chain_id FOR UPDATE`, chains).Scan(&heads).Error
	if err != nil {
		return fmt.Errorf("lock audit chains: %w", err)
	}
	ends := make(map[string]audit.Head, len(heads))
	for _, h := range heads {
		ends[h.ChainID] = h
	}
	rows, seqs := make([]auditRow, len(entries)), make(array[int64], len(entries))
	for i, e := range entries {
		head, ok := ends[e.ChainID]
		if !ok {
			return fmt.Errorf("two entries of audit chain %s at once", e.ChainID)
		}
		delete(ends, e.ChainID)
		entry := audit.Next(head, e)
		if rows[i], err = newAuditRow(entry); err != nil {
			return err
		}
		seqs[i], hashes = entry.Seq, append(hashes, hex.EncodeToString(entry.Hash))
	}
	if err := gorm.G[auditRow](db.g).CreateInBatches(ctx, &rows, insertAtOnce); err != nil {
		return fmt.Errorf("append audit entries: %w", err)
	}
	err = db.g.WithContext(ctx).Exec(`UPDATE audit_heads h SET seq = n.seq, hash = decode(n.hash, 'hex')
		FROM unnest(?::uuid[], ?::bigint[], ?::text[]) AS n (chain_id, seq, hash) WHERE h.chain_id = n.chain_id`, chains, seqs, hashes).Error
	if err != nil {
		return fmt.Errorf("move audit heads: %w", err)
	}
	return nil
}
