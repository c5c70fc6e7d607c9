package desk

import (
	"context"
	"fmt"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Proof shows that an entry is in the log under a seal: whoever has the public
// key can check it without the database.
type Proof struct {
	Entry audit.Entry
	Index int64        // its place in the log
	Path  []audit.Hash // with the entry's hash, gives the root of the seal
	Seal  audit.Seal
}

// Holds says whether the proof holds, the seal taken as given.
func (p Proof) Holds() bool {
	return audit.CheckProof(p.Path, p.Seal.Size, p.Seal.Root, p.Index, p.Entry.Hash)
}

// ProveEntry proves that the row of a trail is under the newest seal. The
// trail is named by the reference of its case or by the id of its chain.
//
// Errors: fault.NotFound; *fault.Conflict when the row is in no seal yet.
func (d *Desk) ProveEntry(ctx context.Context, actor staff.Actor, trail string, seq int64) (Proof, error) {
	if err := d.ask(ctx, actor, access.SealAudit); err != nil { // for the machine itself; staff have proof packs
		return Proof{}, err
	}
	chainID := trail
	if ref, err := casefile.ParseRef(trail); err == nil {
		c, err := d.seenBy(actor).AnyCase(ctx, ref)
		if err != nil {
			return Proof{}, err
		}
		chainID = c.ID
	}
	if !isID(chainID) {
		return Proof{}, fault.NotFound
	}
	seal, err := d.newestSeal(ctx, d.seenBy(actor))
	if err != nil {
		return Proof{}, err
	}
	row, err := d.seenBy(actor).AuditRow(ctx, chainID, seq)
	if err != nil {
		return Proof{}, err
	}
	if row.Index < 0 || row.Index >= seal.Size {
		return Proof{}, fault.Conflictf("Row %d is in no seal yet. It will be within minutes.", seq)
	}
	path, err := audit.Prove(seal.Size, row.Index, d.seenBy(actor).FetchNodes(ctx))
	if err != nil {
		return Proof{}, err
	}
	p := Proof{Entry: row.Entry, Index: row.Index, Path: path, Seal: seal}
	if !p.Holds() {
		return Proof{}, fmt.Errorf("the proof of row %d of chain %s does not hold: the trail or the log was altered. Run nrmdesk audit verify", seq, chainID)
	}
	return p, nil
}

// newestSeal is the last seal, its signature checked; zero before the first.
func (d *Desk) newestSeal(ctx context.Context, tx *postgres.DB) (audit.Seal, error) {
	if d.Seals == nil {
		return audit.Seal{}, errNoSealKey
	}
	note, err := tx.LastSeal(ctx)
	if err != nil || note == "" {
		return audit.Seal{}, err
	}
	seal, err := d.Seals.Key.Public().OpenSeal(note)
	if err != nil {
		return seal, fmt.Errorf("the last seal in the database cannot be used: %w", err)
	}
	return seal, nil
}
