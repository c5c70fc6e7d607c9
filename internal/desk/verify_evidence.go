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
	Files int
	Bytes int64
	Lost  []LostFile
}

const verifyBatch = 200

// VerifyEvidence reads the content of every document of the whole database
// and holds it against its row: after a restore, whether database and folder
// fit together.
func (d *Desk) VerifyEvidence(ctx context.Context, actor staff.Actor) (EvidenceReport, error) {
	var report EvidenceReport
	if err := d.ask(ctx, actor, access.VerifyEvidence); err != nil {
		return report, err
	}
	after := ""
	for {
		files, err := d.db.AllEvidence(ctx, after, verifyBatch)
		if err != nil || len(files) == 0 {
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

func (d *Desk) whole(ctx context.Context, f postgres.PlacedFile) error {
	key, err := d.db.EvidenceKey(ctx, f.File.ID)
	if err != nil {
		return err
	}
	content := &EvidenceContent{EvidenceFile: f.File, open: d.opener(f.File.ID, key)}
	return content.check()
}
