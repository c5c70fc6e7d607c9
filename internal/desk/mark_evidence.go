package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/staff"
)

// MarkEvidence records that a document was added in error. It stays, marked,
// and only a supervisor opens it from then on.
//
// Errors: *fault.Invalid on the field reason, *fault.Conflict when it is
// marked already.
func (d *Desk) MarkEvidence(ctx context.Context, actor staff.Actor, e Edit, number int, reason string) error {
	return d.change(ctx, actor, access.MarkEvidence, e, func(w *work) error {
		f, err := w.tx.EvidenceFile(ctx, w.Case.ID, number)
		if err != nil {
			return err
		}
		if err := textProblems("reason", reason, maxReason).Err(); err != nil {
			return err
		}
		w.about(f.ID)
		w.because("evidence_mistakes", f.ID)
		w.fact("number", strconv.Itoa(f.Number))
		w.fact("kind", string(f.Kind))
		return w.tx.MarkEvidence(ctx, f, evidence.Mistake{Reason: reason, By: actor.UserID, At: w.now})
	})
}
