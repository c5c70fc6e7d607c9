package desk

import (
	"context"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
)

// LinkDocument gives a document of the envelope to whoever opened the link of
// the handoff. That it was taken is recorded with its number.
//
// Errors: ErrNotOpened, *LinkOver, fault.NotFound for one that is not in the
// envelope or that the client no longer allows, *fault.Conflict when it cannot
// be opened.
func (d *Desk) LinkDocument(ctx context.Context, actor staff.Actor, document int) (*EvidenceContent, error) {
	var content *EvidenceContent
	err := d.throughLink(ctx, actor, access.ReadLink, func(w *work, r *received) (err error) {
		w.fact("number", strconv.Itoa(r.Handoff.Number))
		w.fact("document", strconv.Itoa(document))
		if err := r.reads(ctx, w); err != nil {
			return err
		}
		if !slices.ContainsFunc(r.files(), func(f handoff.File) bool { return f.Number == document }) {
			return fault.NotFound
		}
		content, err = w.document(ctx, document)
		return err
	})
	if err != nil {
		return nil, err
	}
	return content, d.readable(ctx, content)
}
