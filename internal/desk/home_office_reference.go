package desk

import (
	"context"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
)

// RecordHomeOfficeReference keeps the reference the Home Office gave to a
// referral that has been sent, when it comes later or was mistyped.
//
// Errors: *fault.Invalid (home_office_number), *fault.Conflict before sending.
func (d *Desk) RecordHomeOfficeReference(ctx context.Context, actor staff.Actor, e Edit, reference string) error {
	reference = strings.TrimSpace(reference)
	return d.change(ctx, actor, access.RecordReferralSent, e, func(w *work) error {
		if w.Case.SubmittedOn.IsZero() {
			return fault.Conflictf("This referral is not recorded as sent yet.")
		}
		problems := referral.CheckReference(reference)
		if reference == "" {
			problems.Add("home_office_number", "required")
		}
		if err := problems.Err(); err != nil {
			return err
		}
		before, err := w.tx.HomeOfficeReference(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		w.fact("reference", "recorded")
		w.changed("home_office_reference", before, reference)
		return w.tx.SetHomeOfficeReference(ctx, w.Case.ID, reference)
	})
}
