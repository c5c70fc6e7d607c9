package postgres

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"strconv"

	"nrmdesk/internal/audit"
)

// ExportAudit writes the log, its seals, what is in no seal yet and the
// recorded ends, as package audit describes it.
func (db *DB) ExportAudit(ctx context.Context, to io.Writer) (counts audit.Counts, err error) {
	w := bufio.NewWriterSize(to, 1<<20)
	err = db.reading(ctx, 1, func(readers []*auditReader) error {
		e := exporter{r: readers[0], w: w}
		if _, err := w.Write(audit.AppendHeader(nil)); err != nil {
			return err
		}
		for _, part := range []func(context.Context) error{e.log, e.unsealed, e.ends} {
			if err := part(ctx); err != nil {
				return err
			}
		}
		counts = e.counts
		return e.put(audit.Line{Done: &counts})
	})
	if err != nil {
		return counts, fmt.Errorf("export: %w", err)
	}
	return counts, w.Flush()
}

type exporter struct {
	r      *auditReader
	w      *bufio.Writer
	line   []byte
	read   rowReader
	counts audit.Counts
}

func (e *exporter) put(l audit.Line) error {
	e.line = l.Append(e.line[:0])
	_, err := e.w.Write(e.line)
	return err
}

func (e *exporter) entry(v [][]byte, index int64) error {
	e.counts.Entries++
	return e.put(audit.Line{Entry: &audit.Row{Entry: e.read.entry(v)}, Index: index})
}

// log writes sealed entries in the order of the log, with each seal where it
// was made.
func (e *exporter) log(ctx context.Context) error {
	last, sealed := int64(math.MinInt64), int64(math.MinInt64)
	for {
		upTo := e.counts.Log + leafChunk
		seals, err := e.r.seals(ctx, sealed, upTo)
		if err != nil {
			return err
		}
		sealed = upTo
		before := e.counts.Log
		err = e.r.each(ctx, `SELECT `+bulkColumns+`, l.log_index FROM audit_leaves l JOIN audit_entries e ON e.chain_id = l.chain_id AND e.seq = l.seq
			WHERE l.log_index > $1::bigint ORDER BY l.log_index LIMIT $2::bigint`, func(v [][]byte) error {
			last = integer(v[len(v)-1])
			e.counts.Log++
			if err := e.entry(v, last); err != nil {
				return err
			}
			for ; len(seals) > 0 && seals[0].size <= last+1; seals = seals[1:] {
				if err := e.put(audit.Line{Seal: seals[0].note}); err != nil {
					return err
				}
			}
			return nil
		}, strconv.FormatInt(last, 10), strconv.Itoa(leafChunk))
		if err != nil {
			return err
		}
		if e.counts.Log-before < leafChunk {
			return nil
		}
	}
}

func (e *exporter) unsealed(ctx context.Context) error {
	return e.r.each(ctx, `SELECT `+bulkColumns+` FROM
		(SELECT chain_id, COALESCE((SELECT max(l.seq) FROM audit_leaves l WHERE l.chain_id = h.chain_id), 0) AS sealed FROM audit_heads h) h
		JOIN audit_entries e ON e.chain_id = h.chain_id AND e.seq > h.sealed ORDER BY e.chain_id, e.seq`,
		func(v [][]byte) error { return e.entry(v, audit.NotSealed) })
}

func (e *exporter) ends(ctx context.Context) error {
	return e.r.each(ctx, `SELECT chain_id, seq, hash FROM audit_heads WHERE seq > 0 ORDER BY chain_id`, func(v [][]byte) error {
		e.counts.Chains++
		return e.put(audit.Line{End: &audit.Head{ChainID: uuidText(v[0]), Seq: integer(v[1]), Hash: v[2]}})
	})
}
