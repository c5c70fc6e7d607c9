package postgres

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

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
	Address        string
	Reason         string
	Detail         string
	PrevHash       []byte
	Hash           []byte
}

func (auditRow) TableName() string { return "audit_entries" }

// AppendAudit writes each entry at the end of its chain; entries written at
// once belong to different chains. The heads are locked until the transaction
// ends, so entries of one chain take turns and entries of different chains do
// not wait for each other, nor for sealing.
func (db *DB) AppendAudit(ctx context.Context, entries ...audit.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	ends, err := db.openChains(ctx, entries)
	if err != nil {
		return err
	}
	var texts [11]array[string] // the columns that are text or bytes
	seqs, formats, times := array[int64]{}, array[int64]{}, array[string]{}
	for _, e := range entries {
		head, ok := ends[e.ChainID]
		if !ok {
			return fmt.Errorf("two entries of audit chain %s at once", e.ChainID)
		}
		delete(ends, e.ChainID)
		e = audit.Next(head, e)
		detail, err := json.Marshal(e.Detail)
		if err != nil {
			return fmt.Errorf("audit detail: %w", err)
		}
		seqs, formats = append(seqs, e.Seq), append(formats, int64(e.Version))
		times = append(times, e.At.Format(time.RFC3339Nano))
		for i, text := range []string{
			e.ChainID, e.OrganisationID, e.ActorID, e.SessionID, e.Action, e.Subject, e.Address, e.Reason, string(detail),
			hex.EncodeToString(e.PrevHash), hex.EncodeToString(e.Hash),
		} {
			texts[i] = append(texts[i], text)
		}
	}
	err = db.g.WithContext(ctx).Exec(`WITH n AS (
			SELECT * FROM unnest(?::bigint[], ?::smallint[], ?::timestamptz[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[],
				?::text[], ?::text[], ?::text[], ?::jsonb[], ?::text[], ?::text[]) AS n (seq, format, at, chain_id, organisation_id,
				actor_id, session_id, action, subject, address, reason, detail, prev_hash, hash)
		), entry AS (
			INSERT INTO audit_entries (chain_id, seq, organisation_id, format, at, actor_id, session_id, action, subject, address,
				reason, detail, prev_hash, hash)
			SELECT chain_id, seq, organisation_id, format, at, actor_id, session_id, action, subject, address, reason, detail,
				decode(prev_hash, 'hex'), decode(hash, 'hex') FROM n
		), work AS (
			INSERT INTO audit_unsealed (chain_id, seq, organisation_id) SELECT chain_id, seq, organisation_id FROM n
		)
		UPDATE audit_heads h SET seq = n.seq, hash = decode(n.hash, 'hex') FROM n WHERE h.chain_id = n.chain_id`,
		seqs, formats, times, texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7], texts[8], texts[9], texts[10]).Error
	if err != nil {
		return fmt.Errorf("append audit entries: %w", err)
	}
	return nil
}

// openChains locks the heads of the chains, in order, and makes those that are
// missing.
func (db *DB) openChains(ctx context.Context, entries []audit.Entry) (map[string]audit.Head, error) {
	var chains, organisations array[string]
	for _, e := range entries {
		chains, organisations = append(chains, e.ChainID), append(organisations, e.OrganisationID)
	}
	ends, err := db.lockHeads(ctx, chains)
	if err != nil || len(ends) == len(chains) {
		return ends, err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO audit_heads (chain_id, organisation_id, seq, hash)
		SELECT n.chain_id, n.organisation_id, 0, '' FROM unnest(?::uuid[], ?::uuid[]) AS n (chain_id, organisation_id)
		ORDER BY n.chain_id ON CONFLICT (chain_id) DO NOTHING`, chains, organisations).Error
	if err != nil {
		return nil, fmt.Errorf("open audit chains: %w", err)
	}
	return db.lockHeads(ctx, chains)
}

func (db *DB) lockHeads(ctx context.Context, chains array[string]) (map[string]audit.Head, error) {
	var heads []audit.Head
	err := db.g.WithContext(ctx).Raw(`SELECT chain_id, seq, hash FROM audit_heads WHERE chain_id = ANY(?::uuid[])
		ORDER BY chain_id FOR UPDATE`, chains).Scan(&heads).Error
	if err != nil {
		return nil, fmt.Errorf("lock audit chains: %w", err)
	}
	ends := make(map[string]audit.Head, len(heads))
	for _, h := range heads {
		ends[h.ChainID] = h
	}
	return ends, nil
}

// AddressDigest is how the trail keeps the address of a request: two requests
// from one address can be told to be that, the address itself cannot be read.
// It is empty for what the program does by itself.
func (db *DB) AddressDigest(address string) string {
	if address == "" {
		return ""
	}
	return db.keys.Digest("audit address", address)
}

// ValueDigest is how the trail keeps a value that was replaced. It is salted
// with the chain, so that the same value in two cases cannot be seen to be.
func (db *DB) ValueDigest(chainID, key, value string) string {
	if value == "" {
		return ""
	}
	return db.keys.Digest("audit value", chainID, key, value)
}
