package postgres

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/audit"
)

// sealLock is the advisory lock of sealing: two programs never number the
// entries of one log at the same time.
const sealLock = 0x6e726d65

// SealTx runs body in one transaction that alone may seal; free is false when
// somebody else is sealing. Nobody who writes entries waits for it.
func (db *DB) SealTx(ctx context.Context, body func(tx *DB) error) (free bool, err error) {
	err = db.g.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		tx := &DB{g: g, keys: db.keys, inTx: true}
		if err := g.Raw(`SELECT pg_try_advisory_xact_lock(?)`, sealLock).Row().Scan(&free); err != nil || !free {
			return err
		}
		// The lock comes first: what the sealer before added must be seen.
		if err := g.Exec(`SET LOCAL statement_timeout = '60s'; SET LOCAL plan_cache_mode = force_custom_plan`).Error; err != nil {
			return err
		}
		return body(tx)
	})
	if err != nil {
		return free, fmt.Errorf("seal: %w", err)
	}
	return free, nil
}

// LastSeal is the text of the newest seal, or "" before the first.
func (db *DB) LastSeal(ctx context.Context) (note string, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT note FROM audit_seals ORDER BY size DESC LIMIT 1`).Row().Scan(&note)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read last seal: %w", err)
	}
	return note, nil
}

// SealsAfter reads the seals of logs longer than size, shortest first.
func (db *DB) SealsAfter(ctx context.Context, size int64, limit int) (notes []string, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT note FROM audit_seals WHERE size > ? ORDER BY size LIMIT ?`, size, limit).Scan(&notes).Error
	if err != nil {
		return nil, fmt.Errorf("read seals: %w", err)
	}
	return notes, nil
}

// SealsBefore reads the seals of logs shorter than size, longest first.
func (db *DB) SealsBefore(ctx context.Context, size int64, limit int) (notes []string, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT note FROM audit_seals WHERE size < ? ORDER BY size DESC LIMIT ?`, size, limit).Scan(&notes).Error
	if err != nil {
		return nil, fmt.Errorf("read seals: %w", err)
	}
	return notes, nil
}

// Unsealed is what one chain holds that is in no seal yet.
type Unsealed struct {
	Sealed  audit.Head // the last entry in the log; place 0 when there is none
	UpTo    int64      // the place that entries have been written up to
	Entries []audit.Entry
	More    bool // the batch ended before the entries did
}

// Unsealed reads up to limit entries that are in no seal yet, chain by chain,
// from the chain after the one named. Late commits are no trouble: an entry is
// work to do from when it can be seen, whatever time it bears.
func (db *DB) Unsealed(ctx context.Context, after string, limit int) ([]Unsealed, error) {
	var chains []struct {
		ChainID   string
		UpTo, Seq int64
		Hash      []byte
	}
	err := db.g.WithContext(ctx).Raw(`SELECT c.chain_id, c.up_to, COALESCE(l.seq, 0) AS seq, COALESCE(l.hash, '') AS hash
		FROM (SELECT chain_id, max(seq) AS up_to FROM audit_unsealed WHERE chain_id > ?::uuid
			GROUP BY chain_id ORDER BY chain_id LIMIT ?) c
		LEFT JOIN LATERAL (SELECT seq, hash FROM audit_leaves WHERE chain_id = c.chain_id ORDER BY seq DESC LIMIT 1) l ON true
		ORDER BY c.chain_id`, after, limit).Scan(&chains).Error
	if err != nil {
		return nil, fmt.Errorf("read what is not sealed: %w", err)
	}
	list := make([]Unsealed, len(chains))
	var ids array[string]
	var from array[int64]
	for i, c := range chains {
		list[i] = Unsealed{Sealed: audit.Head{ChainID: c.ChainID, Seq: c.Seq, Hash: c.Hash}, UpTo: c.UpTo}
		ids, from = append(ids, c.ChainID), append(from, c.Seq)
	}
	n, i := 0, 0
	for e, err := range db.streamAudit(ctx, `JOIN unnest(?::uuid[], ?::bigint[]) AS c (id, sealed)
		ON e.chain_id = c.id AND e.seq > c.sealed ORDER BY e.chain_id, e.seq LIMIT ?`, ids, from, limit) {
		if err != nil {
			return nil, err
		}
		for list[i].Sealed.ChainID != e.ChainID {
			i++
		}
		list[i].Entries = append(list[i].Entries, e.Entry)
		n++
	}
	if n == limit { // the last chain may go on, those after it were not reached
		list = list[:i+1]
		list[i].More = true
	}
	return list, nil
}

// AddLeaves puts sealed entries into the log from the index given on, and
// takes them off the list of what is to be sealed.
func (db *DB) AddLeaves(ctx context.Context, from int64, heads []audit.Head) error {
	var chains, hashes array[string]
	var seqs, indexes array[int64]
	for i, h := range heads {
		indexes, chains = append(indexes, from+int64(i)), append(chains, h.ChainID)
		seqs, hashes = append(seqs, h.Seq), append(hashes, hex.EncodeToString(h.Hash))
	}
	err := db.g.WithContext(ctx).Exec(`INSERT INTO audit_leaves (log_index, chain_id, seq, hash)
		SELECT log_index, chain_id, seq, decode(hash, 'hex') FROM unnest(?::bigint[], ?::uuid[], ?::bigint[], ?::text[])
		AS n (log_index, chain_id, seq, hash)`, indexes, chains, seqs, hashes).Error
	if err != nil {
		return fmt.Errorf("add to the log: %w", err)
	}
	return nil
}

// DropUnsealed takes entries up to each head off the list of what is to be
// sealed.
func (db *DB) DropUnsealed(ctx context.Context, heads []audit.Head) error {
	var chains array[string]
	var seqs array[int64]
	for _, h := range heads {
		chains, seqs = append(chains, h.ChainID), append(seqs, h.Seq)
	}
	err := db.g.WithContext(ctx).Exec(`DELETE FROM audit_unsealed u USING unnest(?::uuid[], ?::bigint[]) AS n (chain_id, seq)
		WHERE u.chain_id = n.chain_id AND u.seq <= n.seq`, chains, seqs).Error
	if err != nil {
		return fmt.Errorf("take off the list of what is to be sealed: %w", err)
	}
	return nil
}

// ListUnsealed puts every entry beyond the log back on the list of what is to
// be sealed, should any have gone from it. It reads the end of every chain.
func (db *DB) ListUnsealed(ctx context.Context) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO audit_unsealed (chain_id, seq, organisation_id)
		SELECT h.chain_id, h.seq, h.organisation_id FROM audit_heads h
		WHERE h.seq > COALESCE((SELECT max(l.seq) FROM audit_leaves l WHERE l.chain_id = h.chain_id), 0) ON CONFLICT DO NOTHING`).Error
	if err != nil {
		return fmt.Errorf("list what is not sealed: %w", err)
	}
	return nil
}

// AddNodes keeps hashes of subtrees that have become whole.
func (db *DB) AddNodes(ctx context.Context, nodes []audit.Node) error {
	var levels, places array[int64]
	var hashes array[string]
	for _, n := range nodes {
		levels, places = append(levels, int64(n.Level)), append(places, n.Place)
		hashes = append(hashes, hex.EncodeToString(n.Hash[:]))
	}
	err := db.g.WithContext(ctx).Exec(`INSERT INTO audit_nodes (level, place, hash)
		SELECT level, place, decode(hash, 'hex') FROM unnest(?::smallint[], ?::bigint[], ?::text[]) AS n (level, place, hash)`,
		levels, places, hashes).Error
	if err != nil {
		return fmt.Errorf("keep hashes of the log: %w", err)
	}
	return nil
}

// AddSeal keeps a seal.
func (db *DB) AddSeal(ctx context.Context, s audit.Seal) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO audit_seals (size, sealed_at, note) VALUES (?, ?, ?)`, s.Size, s.At, s.Note).Error
	if err != nil {
		return fmt.Errorf("keep seal: %w", err)
	}
	return nil
}

// spanLimit is the most hashes that package audit asks for in one span.
const spanLimit = 1 << (audit.Stride - 1)

// FetchNodes reads stored hashes of the log: leaves at level 0, of subtrees
// above it.
func (db *DB) FetchNodes(ctx context.Context) audit.Fetch {
	return func(level int, spans []audit.Span) ([]audit.Hash, error) {
		var from, to array[int64]
		for _, s := range spans {
			from, to = append(from, s.From), append(to, s.To)
		}
		// The limit is never met: it tells the planner how little a span is, or
		// it would take the whole log for what lies between two bounds.
		query := `SELECT n.hash FROM unnest(?::bigint[], ?::bigint[]) WITH ORDINALITY AS s (low, high, nth)
			CROSS JOIN LATERAL (SELECT place, hash FROM audit_nodes WHERE level = ? AND place >= s.low AND place < s.high ORDER BY place LIMIT ?) n
			ORDER BY s.nth, n.place`
		args := []any{from, to, level, spanLimit}
		if level == 0 {
			query = `SELECT n.hash FROM unnest(?::bigint[], ?::bigint[]) WITH ORDINALITY AS s (low, high, nth)
				CROSS JOIN LATERAL (SELECT log_index, hash FROM audit_leaves WHERE log_index >= s.low AND log_index < s.high ORDER BY log_index LIMIT ?) n
				ORDER BY s.nth, n.log_index`
			args = []any{from, to, spanLimit}
		}
		rows, err := db.g.WithContext(ctx).Raw(query, args...).Rows()
		if err != nil {
			return nil, fmt.Errorf("read the log: %w", err)
		}
		defer rows.Close()
		var hashes []audit.Hash
		for rows.Next() {
			var hash sql.RawBytes
			if err := rows.Scan(&hash); err != nil {
				return nil, fmt.Errorf("read the log: %w", err)
			}
			if level == 0 {
				hashes = append(hashes, audit.Leaf(hash))
			} else {
				var h audit.Hash
				copy(h[:], hash)
				hashes = append(hashes, h)
			}
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("read the log: %w", err)
		}
		return hashes, nil
	}
}

// SealState says how far the log is sealed.
type SealState struct {
	Size         int64     // entries in the log
	At           time.Time // of the last seal; zero before the first
	Waiting      int64     // entries that are in no seal yet, as far as they are listed
	WaitingSince time.Time // when the oldest of the first thousand of them was written; zero when none waits
}

// SealState reads how far the log is sealed.
func (db *DB) SealState(ctx context.Context) (SealState, error) {
	var s SealState
	var at, since *time.Time
	err := db.g.WithContext(ctx).Raw(`SELECT COALESCE((SELECT max(size) FROM audit_seals), 0),
		(SELECT sealed_at FROM audit_seals ORDER BY size DESC LIMIT 1), (SELECT count(*) FROM audit_unsealed),
		(SELECT min(e.at) FROM (SELECT chain_id, seq FROM audit_unsealed ORDER BY chain_id, seq LIMIT 1000) u
			JOIN audit_entries e ON e.chain_id = u.chain_id AND e.seq = u.seq WHERE isfinite(e.at))`).
		Row().Scan(&s.Size, &at, &s.Waiting, &since)
	if err != nil {
		return s, fmt.Errorf("read how far the log is sealed: %w", err)
	}
	if at != nil {
		s.At = at.UTC()
	}
	if since != nil {
		s.WaitingSince = since.UTC()
	}
	return s, nil
}
