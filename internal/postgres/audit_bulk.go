package postgres

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"nrmdesk/internal/audit"
)

// auditReader reads millions of rows of the trail on a connection of its own:
// in the binary form of the wire and without a time limit. Readers of one
// check see the same moment of the database.
type auditReader struct{ conn *pgx.Conn }

// bulkSettings are for long reading: no time limit, a span sorted in memory, and
// no parallel workers, because the readers are that already.
const bulkSettings = "SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '32MB'; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off"

// reading runs body with so many readers on one unchanging view of the
// database: heads read a moment after their entries would not fit them.
func (db *DB) reading(ctx context.Context, readers int, body func([]*auditReader) error) error {
	pool, err := db.g.DB()
	if err != nil {
		return err
	}
	var list []*auditReader
	snapshot := ""
	var open func(int) error
	open = func(left int) error {
		if left == 0 {
			return body(list)
		}
		return onConnection(ctx, pool, func(conn *pgx.Conn) error {
			statements := []string{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", bulkSettings}
			if snapshot != "" {
				statements = []string{statements[0], "SET TRANSACTION SNAPSHOT '" + snapshot + "'", statements[1]}
			}
			for _, s := range statements {
				if _, err := conn.Exec(ctx, s); err != nil {
					return err
				}
			}
			defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), "ROLLBACK") }() // nothing was written
			if snapshot == "" {
				if err := conn.QueryRow(ctx, "SELECT pg_export_snapshot()").Scan(&snapshot); err != nil {
					return err
				}
			}
			list = append(list, &auditReader{conn})
			return open(left - 1)
		})
	}
	if err := open(readers); err != nil {
		return fmt.Errorf("read the audit trail: %w", err)
	}
	return nil
}

func onConnection(ctx context.Context, pool *sql.DB, body func(*pgx.Conn) error) error {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(driver any) error { return body(driver.(*stdlib.Conn).Conn()) })
}

// each runs a query whose parameters are texts and gives every row to take,
// in binary form. What it is given is gone after it returns.
func (r *auditReader) each(ctx context.Context, query string, take func(values [][]byte) error, params ...string) error {
	raw := make([][]byte, len(params))
	for i, p := range params {
		raw[i] = []byte(p)
	}
	result := r.conn.PgConn().ExecParams(ctx, query, raw, nil, nil, []int16{pgx.BinaryFormatCode})
	for result.NextRow() {
		if err := take(result.Values()); err != nil {
			_, closing := result.Close()
			return errors.Join(err, closing)
		}
	}
	_, err := result.Close()
	return err
}

const (
	firstChain = "00000000-0000-0000-0000-000000000000"
	lastChain  = "ffffffff-ffff-ffff-ffff-ffffffffffff"
)

// span is a run of whole chains: those after From, up to and including To.
type span struct{ from, to string }

// spans cuts the chains into runs of about so many rows each. Every chain
// there could be lies in one of them, also one that lost its recorded end.
func (r *auditReader) spans(ctx context.Context, rows int64, give func(span) error) error {
	s := span{from: firstChain}
	n := int64(0)
	err := r.each(ctx, `SELECT chain_id, seq FROM audit_heads ORDER BY chain_id`, func(v [][]byte) error {
		if n += integer(v[1]); n < rows {
			return nil
		}
		s.to = uuidText(v[0])
		given := s
		s.from, n = s.to, 0
		return give(given)
	})
	if err != nil {
		return err
	}
	s.to = lastChain
	return give(s)
}

// ends reads the recorded ends of chains, and how far the log holds them.
func (r *auditReader) ends(ctx context.Context, s span, organisationID string) (list []audit.End, err error) {
	err = r.each(ctx, `SELECT h.chain_id, h.seq, h.hash, COALESCE((SELECT max(l.seq) FROM audit_leaves l WHERE l.chain_id = h.chain_id), 0)
		FROM audit_heads h WHERE h.chain_id > $1::uuid AND h.chain_id <= $2::uuid AND ($3 = '' OR h.organisation_id::text = $3)
		ORDER BY h.chain_id`, func(v [][]byte) error {
		head := audit.Head{ChainID: uuidText(v[0]), Seq: integer(v[1]), Hash: bytes.Clone(v[2])}
		list = append(list, audit.End{Head: head, SealedTo: integer(v[3])})
		return nil
	}, s.from, s.to, organisationID)
	return list, err
}

// bulkColumns are what rowReader reads, in its order.
const bulkColumns = `e.chain_id, e.seq, e.organisation_id, e.format, e.at, e.actor_id, e.session_id, e.action, e.subject, e.address,
	e.reason, e.detail, e.prev_hash, e.hash`

// rows streams entries chain by chain in order, each with what the log holds
// of it. The bounds stand on both tables, or the planner reads the whole log
// for each span.
func (r *auditReader) rows(ctx context.Context, s span, organisationID string) iter.Seq2[audit.Row, error] {
	return r.stream(ctx, `SELECT `+bulkColumns+`, l.hash FROM audit_entries e
		LEFT JOIN audit_leaves l ON l.chain_id = e.chain_id AND l.seq = e.seq AND l.chain_id > $1::uuid AND l.chain_id <= $2::uuid
		WHERE e.chain_id > $1::uuid AND e.chain_id <= $2::uuid AND ($3 = '' OR e.organisation_id::text = $3)
		ORDER BY e.chain_id, e.seq`, s.from, s.to, organisationID)
}

// stream gives the rows of a query for bulkColumns and the hash in the log.
func (r *auditReader) stream(ctx context.Context, query string, params ...string) iter.Seq2[audit.Row, error] {
	return func(yield func(audit.Row, error) bool) {
		var read rowReader
		err := r.each(ctx, query, func(v [][]byte) error {
			if !yield(audit.Row{Entry: read.entry(v), Sealed: v[len(v)-1]}, nil) {
				return errStopped
			}
			return nil
		}, params...)
		if err != nil && !errors.Is(err, errStopped) {
			yield(audit.Row{}, err)
		}
	}
}

var errStopped = errors.New("the reader has had enough")

// rowReader turns rows of the wire into entries. Neighbours are mostly of one
// chain, so their texts are kept.
type rowReader struct {
	chain, organisation         [16]byte
	chainText, organisationText string
}

func (r *rowReader) entry(v [][]byte) audit.Entry {
	if r.chainText == "" || !bytes.Equal(r.chain[:], v[0]) {
		copy(r.chain[:], v[0])
		r.chainText = uuidText(v[0])
	}
	if r.organisationText == "" || !bytes.Equal(r.organisation[:], v[2]) {
		copy(r.organisation[:], v[2])
		r.organisationText = uuidText(v[2])
	}
	return audit.Entry{
		ChainID: r.chainText, Seq: integer(v[1]), OrganisationID: r.organisationText, Version: int(int16(binary.BigEndian.Uint16(v[3]))),
		At: instant(v[4]), ActorID: string(v[5]), SessionID: string(v[6]), Action: string(v[7]), Subject: string(v[8]),
		Address: string(v[9]), Reason: string(v[10]), Detail: detail(v[11]),
		PrevHash: v[12], Hash: bytes.Clone(v[13]), // the checker holds on to the hash of the row before, and to nothing else
	}
}

// detail reads facts as jsonb prints them; what does not look exactly like
// that is read slowly and strictly.
func detail(jsonb []byte) []audit.Pair {
	text := jsonb[min(1, len(jsonb)):] // after the version of the format
	out := []audit.Pair{}
	rest, ok := bytes.CutPrefix(text, []byte("["))
	for ok && len(rest) > 0 && rest[0] != ']' {
		var p audit.Pair
		if rest, p, ok = pair(rest); ok {
			out = append(out, p)
			if after, more := bytes.CutPrefix(rest, []byte(", ")); more {
				rest = after
			}
		}
	}
	if !ok || string(rest) != "]" {
		return pairs(string(text))
	}
	return out
}

func pair(b []byte) (rest []byte, p audit.Pair, ok bool) {
	if b, ok = bytes.CutPrefix(b, []byte(`{"key": "`)); !ok {
		return b, p, false
	}
	if b, p.Key, ok = plainText(b); !ok {
		return b, p, false
	}
	if b, ok = bytes.CutPrefix(b, []byte(`, "value": "`)); !ok {
		return b, p, false
	}
	if b, p.Value, ok = plainText(b); !ok {
		return b, p, false
	}
	rest, ok = bytes.CutPrefix(b, []byte("}"))
	return rest, p, ok
}

// plainText reads up to the closing quote; a text with escapes is not plain.
func plainText(b []byte) (rest []byte, text string, ok bool) {
	end := bytes.IndexByte(b, '"')
	if end < 0 || bytes.IndexByte(b[:end], '\\') >= 0 {
		return b, "", false
	}
	return b[end+1:], string(b[:end]), true
}

func integer(b []byte) int64 { return int64(binary.BigEndian.Uint64(b)) }

// instant reads a timestamptz; one that somebody set to infinity becomes an
// instant that no entry is written at.
func instant(b []byte) time.Time {
	const epoch = 946_684_800_000_000 // 2000-01-01 in microseconds
	micro := integer(b)
	if micro == math.MaxInt64 || micro == math.MinInt64 {
		return time.UnixMicro(0).UTC()
	}
	return time.UnixMicro(micro + epoch).UTC()
}

func uuidText(b []byte) string {
	var text [36]byte
	at := 0
	for i, part := range [][]byte{b[0:4], b[4:6], b[6:8], b[8:10], b[10:16]} {
		if i > 0 {
			text[at] = '-'
			at++
		}
		at += hex.Encode(text[at:], part)
	}
	return string(text[:])
}
