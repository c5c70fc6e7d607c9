package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// LostFile is a document whose content is not what was added.
type LostFile struct {
	Ref    casefile.Ref
	Number int
	Why    string
}

// EvidenceReport is what going through the documents came to.
type EvidenceReport struct {
	Files  int
	Bytes  int64
	Lost   []LostFile
	Strays int // files in the folder that belong to no document
}

const verifyBatch = 200

// VerifyEvidence reads the content of every document of the whole database
// and holds it against its row: after a restore, whether database and folder
// fit together. It counts the files that belong to no document too, as a folder
// that is newer than the database has them.
func (d *Desk) VerifyEvidence(ctx context.Context, actor staff.Actor) (EvidenceReport, error) {
	var report EvidenceReport
	if err := d.ask(ctx, actor, access.VerifyEvidence); err != nil {
		return report, err
	}
	after := ""
	for {
		files, err := d.seenBy(actor).AllEvidence(ctx, after, verifyBatch)
		if err != nil {
			return report, err
		}
		if len(files) == 0 {
			report.Strays, err = d.eachStray(ctx, func(string) error { return nil })
			return report, err
		}
		for _, f := range files {
			if err := ctx.Err(); err != nil {
				return report, err
			}
			report.Files++
			report.Bytes += f.File.Size
			if err := d.whole(ctx, f); err != nil {
				report.Lost = append(report.Lost, LostFile{Ref: f.Ref, Number: f.File.Number, Why: err.Error()})
			}
		}
		after = files[len(files)-1].File.ID
	}
}

// RemoveStrays removes the files that belong to no document, which nobody can
// read: their keys were in a database that is no more. The program never does
// so by itself, because the database it sees may be the wrong one.
func (d *Desk) RemoveStrays(ctx context.Context, actor staff.Actor) (removed int, err error) {
	if err := d.ask(ctx, actor, access.VerifyEvidence); err != nil {
		return 0, err
	}
	return d.eachStray(ctx, d.Files.Vault.Remove)
}

// eachStray calls back with every kept file that has no row. One that came in
// lately may still be on its way to its row, so it is left alone.
func (d *Desk) eachStray(ctx context.Context, do func(id string) error) (n int, err error) {
	err = d.Files.Vault.EachKept(d.Now().Add(-arrivalLife), func(ids []string) error {
		known, err := d.db.KnownEvidence(ctx, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if known[id] {
				continue
			}
			if err := do(id); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

func (d *Desk) whole(ctx context.Context, f postgres.PlacedFile) error {
	key, err := d.db.EvidenceKey(ctx, f.File.ID)
	if err != nil {
		return err
	}
	content := &EvidenceContent{EvidenceFile: f.File, open: d.opener(f.File.ID, key)}
	return content.check()
}
