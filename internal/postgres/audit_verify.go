package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"sync"

	"nrmdesk/internal/audit"
)

const (
	spanRows  = 50_000  // rows a reader checks at a time
	leafChunk = 100_000 // entries of the log between two looks for seals
)

// VerifyAudit checks every chain of the organisation, or all without one, and
// the whole log, with so many readers side by side. Outside are the seals kept
// outside the database; nil when there are none to compare.
func (db *DB) VerifyAudit(ctx context.Context, organisationID string, readers int, keys audit.PublicKeys, outside iter.Seq2[string, error]) (audit.Report, error) {
	var report audit.Report
	err := db.reading(ctx, readers+1, func(all []*auditReader) error {
		lead, rest := all[0], all[1:]
		var mu sync.Mutex
		add := func(part audit.Report) {
			mu.Lock()
			defer mu.Unlock()
			report.Add(part)
		}
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		spans := make(chan span, 4*readers)
		var workers sync.WaitGroup
		for _, r := range rest {
			// PostgreSQL takes a span of new chains for a single row, and would look
			// through the log once for each of its 50,000.
			if _, err := r.conn.Exec(ctx, "SET LOCAL enable_nestloop = off"); err != nil {
				return err
			}
		}
		for _, r := range rest {
			workers.Go(func() {
				for s := range spans {
					part, err := r.verifyChains(ctx, s, organisationID)
					if err != nil {
						cancel(err)
						return
					}
					add(part)
				}
			})
		}
		err := lead.spans(ctx, spanRows, func(s span) error {
			select {
			case spans <- s:
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
		close(spans)
		leaves := int64(0)
		if err == nil {
			var part audit.Report
			if part, leaves, err = lead.verifyLog(ctx, keys, outside); err == nil {
				add(part)
			}
		}
		if err != nil {
			cancel(err)
		}
		workers.Wait()
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if organisationID == "" && report.InLog != leaves {
			return lead.findGone(ctx, &report)
		}
		return nil
	})
	report.Sort()
	return report, err
}

func (r *auditReader) verifyChains(ctx context.Context, s span, organisationID string) (audit.Report, error) {
	ends, err := r.ends(ctx, s, organisationID)
	if err != nil {
		return audit.Report{}, err
	}
	return audit.VerifyChains(ends, r.rows(ctx, s, organisationID))
}

// verifyLog goes through the log from its first entry to its last and through
// every seal, and counts the entries.
func (r *auditReader) verifyLog(ctx context.Context, keys audit.PublicKeys, outside iter.Seq2[string, error]) (audit.Report, int64, error) {
	nodes, err := r.nodes(ctx)
	if err != nil {
		return audit.Report{}, 0, err
	}
	check := audit.NewLogChecker(keys, nodes)
	leaves, last, sealed := int64(0), int64(math.MinInt64), int64(math.MinInt64)
	for {
		upTo := check.Size() + leafChunk
		seals, err := r.seals(ctx, sealed, upTo)
		if err != nil {
			return audit.Report{}, 0, err
		}
		sealed = upTo
		before := leaves
		err = r.each(ctx, `SELECT log_index, hash FROM audit_leaves WHERE log_index > $1::bigint ORDER BY log_index LIMIT $2::bigint`,
			func(v [][]byte) error {
				last = integer(v[0])
				check.Leaf(last, v[1])
				leaves++
				for len(seals) > 0 && seals[0].size <= last+1 {
					check.Seal(seals[0].size, seals[0].note)
					seals = seals[1:]
				}
				return nil
			}, strconv.FormatInt(last, 10), strconv.Itoa(leafChunk))
		if err != nil {
			return audit.Report{}, 0, err
		}
		for _, s := range seals { // of more entries than there are
			check.Seal(s.size, s.note)
		}
		if leaves-before < leafChunk {
			break
		}
	}
	beyond, err := r.seals(ctx, sealed, math.MaxInt64)
	if err != nil {
		return audit.Report{}, 0, err
	}
	for _, s := range beyond {
		check.Seal(s.size, s.note)
	}
	report := check.End()
	if outside == nil {
		return report, leaves, nil
	}
	forks, err := audit.CompareSeals(keys, outside, r.allSeals(ctx))
	report.Findings = append(report.Findings, forks...)
	return report, leaves, err
}

// findGone names an entry of the log that the trail no longer holds, when the
// chains themselves did not show it: a chain can be taken away with its end.
func (r *auditReader) findGone(ctx context.Context, report *audit.Report) error {
	return r.each(ctx, `SELECT l.chain_id, l.seq, l.log_index FROM audit_leaves l
		WHERE NOT EXISTS (SELECT 1 FROM audit_entries e WHERE e.chain_id = l.chain_id AND e.seq = l.seq) ORDER BY l.log_index LIMIT 1`,
		func(v [][]byte) error {
			chain, seq := uuidText(v[0]), integer(v[1])
			if !slices.ContainsFunc(report.Findings, func(f audit.Finding) bool { return f.ChainID == chain }) {
				report.Findings = append(report.Findings, audit.Finding{ChainID: chain, Seq: seq, Kind: audit.Missing, Sentence: fmt.Sprintf(
					"Row %d, entry %d of the log, is gone, and with it the recorded end of the chain.", seq, integer(v[2]))})
			}
			return nil
		})
}

// VerifySinceSeal checks what was written since the last seal, and the last
// seal itself: its signature, that the stored hashes give its root, and that
// it goes on from the newest seal kept outside ("" when there is none). What
// is older is VerifyAudit's to check.
func (db *DB) VerifySinceSeal(ctx context.Context, keys audit.PublicKeys, outside string) (audit.Report, error) {
	var report audit.Report
	err := db.reading(ctx, 1, func(readers []*auditReader) error {
		r := readers[0]
		findings, last, err := db.verifyLastSeal(ctx, r, keys, outside)
		if err != nil {
			return err
		}
		ends, err := r.unsealedEnds(ctx)
		if err != nil {
			return err
		}
		if report, err = audit.VerifyChains(ends, r.unsealedRows(ctx)); err != nil {
			return err
		}
		report.Findings = append(findings, report.Findings...)
		report.Sealed, report.SealedAt = last.Size, last.At
		return nil
	})
	return report, err
}

func (db *DB) verifyLastSeal(ctx context.Context, r *auditReader, keys audit.PublicKeys, outside string) ([]audit.Finding, audit.Seal, error) {
	var stored sealRow
	var known string // what the database holds for the size of the seal outside
	leaves := int64(0)
	out, bad := keys.OpenSeal(outside)
	if outside != "" && bad != nil {
		return logFinding(0, audit.SealBad, "The last seal of the seal file cannot be used: %v.", bad), audit.Seal{}, nil
	}
	err := errors.Join(
		r.each(ctx, `SELECT size, note FROM audit_seals ORDER BY size DESC LIMIT 1`, func(v [][]byte) error {
			stored = sealRow{integer(v[0]), string(v[1])}
			return nil
		}),
		r.each(ctx, `SELECT note FROM audit_seals WHERE size = $1::bigint`, func(v [][]byte) error {
			known = string(v[0])
			return nil
		}, strconv.FormatInt(out.Size, 10)),
		r.each(ctx, `SELECT COALESCE(max(log_index) + 1, 0) FROM audit_leaves`, func(v [][]byte) error {
			leaves = integer(v[0])
			return nil
		}),
	)
	if err != nil || stored.note == "" && outside == "" && leaves == 0 {
		return nil, audit.Seal{}, err
	}
	last, bad := keys.OpenSeal(stored.note)
	switch {
	case bad != nil:
		return logFinding(stored.size, audit.SealBad, "The last seal, of %d entries, cannot be used: %v.", stored.size, bad), last, nil
	case outside != "" && out.Size > last.Size:
		return logFinding(last.Size, audit.LogCut, "The seal file holds a seal of %d entries; the last in the database is of %d.", out.Size, last.Size), last, nil
	case outside != "" && known != outside:
		return logFinding(out.Size, audit.Forked, "The database does not hold the seal of %d entries that the seal file ends with: the log was forked.", out.Size), last, nil
	case last.Size != stored.size || last.Size != leaves:
		return logFinding(last.Size, audit.SealMissing, "The log has %d entries; the last seal is of %d.", leaves, last.Size), last, nil
	}
	tree, err := audit.OpenTree(last.Size, db.FetchNodes(ctx))
	if err == nil && tree.Root() != last.Root {
		return logFinding(last.Size, audit.LogChanged, "The stored hashes do not give what was signed for %d entries.", last.Size), last, nil
	}
	return nil, last, err
}

func logFinding(index int64, kind audit.Kind, sentence string, args ...any) []audit.Finding {
	return []audit.Finding{{Seq: index, Kind: kind, Sentence: fmt.Sprintf(sentence, args...)}}
}

// unsealedChains are the chains with entries in no seal yet, and what the log
// holds last of each.
const unsealedChains = `(SELECT c.chain_id, COALESCE(l.seq, 0) AS seq, COALESCE(l.hash, '') AS hash
	FROM (SELECT DISTINCT chain_id FROM audit_unsealed) c
	LEFT JOIN LATERAL (SELECT seq, hash FROM audit_leaves WHERE chain_id = c.chain_id ORDER BY seq DESC LIMIT 1) l ON true) AS u`

func (r *auditReader) unsealedEnds(ctx context.Context) (list []audit.End, err error) {
	err = r.each(ctx, `SELECT u.chain_id, u.seq, u.hash, COALESCE(h.seq, 0), COALESCE(h.hash, '') FROM `+unsealedChains+`
		LEFT JOIN audit_heads h ON h.chain_id = u.chain_id ORDER BY u.chain_id`, func(v [][]byte) error {
		chain := uuidText(v[0])
		list = append(list, audit.End{
			Head: audit.Head{ChainID: chain, Seq: integer(v[3]), Hash: bytes.Clone(v[4])}, SealedTo: integer(v[1]),
			From: audit.Head{ChainID: chain, Seq: integer(v[1]), Hash: bytes.Clone(v[2])},
		})
		return nil
	})
	return list, err
}

func (r *auditReader) unsealedRows(ctx context.Context) iter.Seq2[audit.Row, error] {
	return r.stream(ctx, `SELECT `+bulkColumns+`, NULL::bytea FROM `+unsealedChains+`
		JOIN audit_entries e ON e.chain_id = u.chain_id AND e.seq > u.seq ORDER BY e.chain_id, e.seq`)
}

type sealRow struct {
	size int64
	note string
}

// seals reads the seals of more than from and up to to entries.
func (r *auditReader) seals(ctx context.Context, from, to int64) (list []sealRow, err error) {
	err = r.each(ctx, `SELECT size, note FROM audit_seals WHERE size > $1::bigint AND size <= $2::bigint ORDER BY size`, func(v [][]byte) error {
		list = append(list, sealRow{integer(v[0]), string(v[1])})
		return nil
	}, strconv.FormatInt(from, 10), strconv.FormatInt(to, 10))
	return list, err
}

func (r *auditReader) allSeals(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := r.each(ctx, `SELECT note FROM audit_seals ORDER BY size`, func(v [][]byte) error {
			if !yield(string(v[0]), nil) {
				return errStopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield("", err)
		}
	}
}

func (r *auditReader) nodes(ctx context.Context) (list []audit.Node, err error) {
	list = []audit.Node{}
	err = r.each(ctx, `SELECT level::bigint, place, hash FROM audit_nodes`, func(v [][]byte) error {
		n := audit.Node{Level: int(integer(v[0])), Place: integer(v[1])}
		copy(n.Hash[:], v[2])
		list = append(list, n)
		return nil
	})
	return list, err
}
