package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ConsentReview is an auditor's judgement of a consent record. Sample is the
// number of the sample it is reviewed for; zero when it is by itself.
type ConsentReview struct {
	Reference string
	Sample    int
	Marks     auditing.Marks
	Note      string
	Token     string
}

// ReviewConsent keeps a judgement; an earlier one stays. It gives back the
// reference of the next record of the sample that nobody has reviewed; empty
// when there is none.
//
// Errors: *fault.Invalid on the fields of auditing.CheckMarks, fault.NotFound.
func (d *Desk) ReviewConsent(ctx context.Context, actor staff.Actor, in ConsentReview) (next string, err error) {
	err = d.manage(ctx, actor, access.ReviewConsent, func(w *work) error {
		if err := auditing.CheckMarks(in.Marks, in.Note).Err(); err != nil {
			return err
		}
		entry, err := w.tx.RegisteredConsent(ctx, actor.OrganisationID, in.Reference)
		if err != nil {
			return err
		}
		review := postgres.ConsentReview{
			ID: newID(), OrganisationID: actor.OrganisationID, RecordID: entry.Record.ID, Marks: in.Marks, Note: in.Note, ReviewedBy: actor.UserID, ReviewedAt: w.now,
		}
		if in.Sample > 0 {
			sample, err := w.tx.AuditSample(ctx, actor.OrganisationID, in.Sample)
			if err != nil {
				return err
			}
			place, err := w.tx.PlaceInSample(ctx, sample.ID, entry.Record.ID)
			if err != nil {
				return err
			}
			review.SampleID = sample.ID
			defer func() {
				if err == nil {
					next, err = w.tx.NextInSample(ctx, sample.ID, place)
				}
			}()
		}
		if err := w.useToken(ctx, in.Token, review.ID); err != nil {
			return err
		}
		w.chain = entry.CaseID
		w.about(entry.Record.ID)
		for _, c := range auditing.Checks {
			w.fact(c.ID, string(in.Marks[c.ID]))
		}
		if in.Sample > 0 {
			w.fact("sample", strconv.Itoa(in.Sample))
		}
		return w.tx.InsertConsentReview(ctx, review)
	})
	return next, err
}
