package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
)

// RecordSent records that the referral was sent to the Home Office, by hand:
// the desk sends nothing. It needs a second person's approval of these very
// answers, and consent on the day of sending. What was sent is kept for good
// and never changes again; the clocks start.
//
// Errors: *fault.Invalid with the fields of referral.Sent, *fault.Conflict.
func (d *Desk) RecordSent(ctx context.Context, actor staff.Actor, e Edit, in referral.Sent) error {
	return d.change(ctx, actor, access.RecordReferralSent, e, func(w *work) error {
		if w.Case.State != casefile.Review {
			return fault.Conflictf("This referral cannot be recorded as sent: the case is at “%s”.", w.Case.State.Label())
		}
		file, err := w.openReferral(ctx)
		if err != nil {
			return err
		}
		switch {
		case file.Referral.ApprovedBy == "":
			return fault.Conflictf("A second person must approve this referral before it is sent.")
		case !file.Approved:
			return fault.Conflictf("Something in this referral has changed since it was approved. It must be approved again before it is sent.")
		}
		if err := in.Check(calendar.LondonDay(file.Referral.ApprovedAt), w.now).Err(); err != nil {
			return err
		}
		if err := w.consentHeld(ctx, in.On); err != nil {
			return err
		}
		return w.sent(ctx, file, in)
	})
}

// consentHeld asks whether consent covered the referral on the day it was
// sent, not only today (nrm-rules §4, A2).
func (w *work) consentHeld(ctx context.Context, on calendar.Date) error {
	now, err := w.consentOn(ctx, on)
	if err != nil {
		return err
	}
	verdict := consent.Gate(now, consent.Share{To: consent.HomeOffice, Thing: "referral"})
	if !verdict.Allowed() {
		return fault.Conflictf("No consent covered this referral on %s. %s", on.Long(), verdict.Why)
	}
	w.fact("basis", string(verdict.Basis))
	w.fact("consent_record", verdict.RecordID)
	return nil
}

func (w *work) sent(ctx context.Context, file *ReferralFile, in referral.Sent) error {
	digest, canonical, err := frozen(file.Draft)
	if err != nil {
		return err
	}
	row := file.Referral
	row.SentOn, row.SentAt, row.SentHow, row.SentBy = in.On, in.At().UTC(), string(in.How), w.actor.UserID
	row.Snapshot, row.SnapshotDigest = canonical, digest
	if err := w.tx.SetReferralSent(ctx, row); err != nil {
		return err
	}
	if in.Reference != "" {
		if err := w.tx.SetHomeOfficeReference(ctx, w.Case.ID, in.Reference); err != nil {
			return err
		}
	}
	w.fact("sent_on", in.On.String())
	w.fact("how", string(in.How))
	w.fact("form_version", row.FormVersion)
	w.fact("route", string(file.Draft.Route()))
	w.fact("sha256", referral.Digest(canonical))
	w.Case.SubmittedOn = in.On
	if err := w.happens(casefile.ReferralSent, casefile.SecondPerson, casefile.ConsentCovers); err != nil {
		return err
	}
	return w.reclock(ctx)
}
