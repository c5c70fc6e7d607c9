package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/sealfile"
)

// Sealing is what the audit log is sealed with, and where seals are written
// besides the database.
type Sealing struct {
	Key   *audit.SealKey
	File  sealfile.File
	Every time.Duration // how often the running program seals
}

// Sealed says what sealing came to. Left means that another program was at it.
// What does not fit together is not sealed: it is among the findings, and
// everything else goes on.
type Sealed struct {
	Entries  int
	Seals    int
	Size     int64 // of the log now
	Left     bool
	Findings []audit.Finding
}

// sealBatch is how many entries go into one transaction, and one seal.
const sealBatch = 20_000

var errNoSealKey = errors.New("there is no seal key; make one with nrmdesk keys create")

// SealAudit puts every entry that is in no seal yet into the log and signs the
// head of the log, as often as it takes. Writers of entries never wait for it.
//
// An error means that nothing was signed in doubt: the log does not fit its
// own last seal, or the seal file knows a seal that the database does not.
func (d *Desk) SealAudit(ctx context.Context, actor staff.Actor) (Sealed, error) {
	if err := d.ask(ctx, actor, access.SealAudit); err != nil {
		return Sealed{}, err
	}
	return d.sealAll(ctx)
}

func (d *Desk) sealAll(ctx context.Context) (Sealed, error) {
	var total Sealed
	if d.Seals == nil {
		return total, errNoSealKey
	}
	for after := uuid.Nil.String(); ; {
		sealed, chains := 0, 0
		free, err := d.db.SealTx(ctx, func(tx *postgres.DB) error {
			last, err := d.lastSeal(ctx, tx)
			if err != nil {
				return err
			}
			total.Size = last.Size
			batch, err := tx.Unsealed(ctx, after, sealBatch)
			if err != nil || len(batch) == 0 {
				return err
			}
			heads, ends, findings := fitting(batch)
			total.Findings = append(total.Findings, findings...)
			sealed, chains = len(heads), len(batch)
			after = goOnAfter(batch, findings, after)
			return d.seal(ctx, tx, last, heads, ends)
		})
		if err != nil || !free {
			total.Left = !free
			return total, err
		}
		if err := d.writeSealFile(ctx); err != nil || chains == 0 {
			return total, err
		}
		if total.Entries += sealed; sealed > 0 {
			total.Seals++
		}
	}
}

// ListUnsealed puts every entry beyond the log on the list of what is to be
// sealed. The list keeps itself; this mends it should somebody have shortened
// it.
func (d *Desk) ListUnsealed(ctx context.Context, actor staff.Actor) error {
	if err := d.ask(ctx, actor, access.SealAudit); err != nil {
		return err
	}
	return d.seenBy(actor).ListUnsealed(ctx)
}

// lastSeal opens the newest seal, zero before the first, and makes sure that
// the seal file holds none that the database lacks: going on from there would
// make two logs of one.
func (d *Desk) lastSeal(ctx context.Context, tx *postgres.DB) (audit.Seal, error) {
	note, err := tx.LastSeal(ctx)
	if err != nil {
		return audit.Seal{}, err
	}
	var last audit.Seal
	if note != "" {
		if last, err = d.Seals.Key.Public().OpenSeal(note); err != nil {
			return last, fmt.Errorf("the last seal in the database cannot be used: %w", err)
		}
	}
	written, err := d.Seals.File.Last()
	if err != nil || written == "" || written == note {
		return last, err
	}
	outside, err := d.Seals.Key.Public().OpenSeal(written)
	if err != nil {
		return last, fmt.Errorf("the last seal in %s cannot be used: %w", d.Seals.File.Path, err)
	}
	same, err := tx.SealsAfter(ctx, outside.Size-1, 1)
	if err != nil {
		return last, err
	}
	if len(same) == 0 || same[0] != written {
		return last, fmt.Errorf("%s holds a seal of %d entries that the database lacks. "+
			"Run nrmdesk audit verify. After restoring a backup, put that file aside and keep it: a new one begins", d.Seals.File.Path, outside.Size)
	}
	return last, nil
}

// fitting gives the entries that fit on the end of what is sealed, the end of
// each chain so far, and the first bad row of each chain that has one.
func fitting(batch []postgres.Unsealed) (heads, ends []audit.Head, findings []audit.Finding) {
	for _, u := range batch {
		checker := audit.Resume(u.Sealed)
		finding := (*audit.Finding)(nil)
		for _, e := range u.Entries {
			if finding = checker.Add(audit.Row{Entry: e}); finding != nil {
				break
			}
			heads = append(heads, e.Head())
		}
		if finding == nil && !u.More {
			finding = checker.EndAt(u.UpTo)
		}
		if finding != nil {
			findings = append(findings, *finding)
		}
		ends = append(ends, checker.Last())
	}
	return heads, ends, findings
}

// goOnAfter is the chain after which the next batch begins. One that the batch
// did not get to the end of comes again, unless it does not fit together.
func goOnAfter(batch []postgres.Unsealed, findings []audit.Finding, before string) string {
	last := batch[len(batch)-1]
	bad := len(findings) > 0 && findings[len(findings)-1].ChainID == last.Sealed.ChainID
	switch {
	case !last.More || bad:
		return last.Sealed.ChainID
	case len(batch) > 1:
		return batch[len(batch)-2].Sealed.ChainID
	default:
		return before
	}
}

// seal appends entries to the log and signs its head.
func (d *Desk) seal(ctx context.Context, tx *postgres.DB, last audit.Seal, heads, ends []audit.Head) error {
	if err := tx.DropUnsealed(ctx, ends); err != nil || len(heads) == 0 {
		return err
	}
	tree, err := audit.OpenTree(last.Size, tx.FetchNodes(ctx))
	if err != nil {
		return err
	}
	if last.Size > 0 && tree.Root() != last.Root {
		return fmt.Errorf("the log of %d entries does not fit its seal. Run nrmdesk audit verify", last.Size)
	}
	var nodes []audit.Node
	for _, h := range heads {
		tree.Append(audit.Leaf(h.Hash), func(n audit.Node) { nodes = append(nodes, n) })
	}
	if err := tx.AddLeaves(ctx, last.Size, heads); err != nil {
		return err
	}
	if err := tx.AddNodes(ctx, nodes); err != nil {
		return err
	}
	return tx.AddSeal(ctx, d.Seals.Key.Seal(audit.Seal{Size: tree.Size(), Root: tree.Root(), At: d.Now(), Before: last.Digest()}))
}

// sealPage is how many seals are read at a time.
const sealPage = 500

// writeSealFile adds to the seal file what it does not have yet. A program
// that died before it could has left it to the next one.
func (d *Desk) writeSealFile(ctx context.Context) error {
	written, err := d.Seals.File.Last()
	if err != nil {
		return err
	}
	size := int64(0)
	if written != "" {
		seal, err := d.Seals.Key.Public().OpenSeal(written)
		if err != nil {
			return fmt.Errorf("the last seal in %s cannot be used: %w", d.Seals.File.Path, err)
		}
		size = seal.Size
	}
	for {
		notes, err := d.db.SealsAfter(ctx, size, sealPage)
		if err != nil || len(notes) == 0 {
			return err
		}
		if err := d.Seals.File.Add(notes...); err != nil {
			return err
		}
		seal, err := d.Seals.Key.Public().OpenSeal(notes[len(notes)-1])
		if err != nil {
			return fmt.Errorf("the last seal in the database cannot be used: %w", err)
		}
		size = seal.Size
	}
}
