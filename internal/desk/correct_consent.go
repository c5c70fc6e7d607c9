package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ConsentCorrection says that a record was made in error.
type ConsentCorrection = postgres.ConsentCorrection

// CorrectConsent marks a record as recorded in error. It stays to be read. If
// leaving it out would allow more, or take the referral up again, it waits for
// a second person and meanwhile only what both allow is allowed; otherwise it
// no longer counts from now on. What is right is recorded as a sitting of its
// own.
//
// Errors: fault.NotFound, *fault.Conflict, *fault.Invalid on error_reason.
func (d *Desk) CorrectConsent(ctx context.Context, actor staff.Actor, e Edit, in consent.Correction) error {
	return d.change(ctx, actor, access.CorrectConsent, e, func(w *work) error {
		records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		if err := consent.CheckCorrection(rules(records), in); err != nil {
			return err
		}
		i := slices.IndexFunc(records, func(r postgres.ConsentRecord) bool { return r.Number == in.Number })
		c := ConsentCorrection{
			ID: newID(), OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, RecordID: records[i].ID, Reason: in.Reason,
			Widens: consent.Widens(w.Case.AgeBand, rules(records), in.Number, w.today) || w.wouldUndo(records[i], records) && reopens(records[i]),
			By:     actor.UserID, At: w.now,
		}
		w.about(c.RecordID)
		w.because("consent_corrections", c.ID)
		w.fact("number", strconv.Itoa(in.Number))
		w.fact("waits", yesOrNo(c.Widens))
		if err := w.tx.InsertConsentCorrection(ctx, c); err != nil {
			return err
		}
		if c.Widens {
			return nil
		}
		return w.leaveOut(ctx, records[i])
	})
}

// CorrectionOutcome is what the second person says about a correction.
const (
	CorrectionConfirmed = "confirmed"
	CorrectionRefused   = "refused"
)

// ReviewCorrection is the second look at a correction that would allow more.
// Whoever said that the record is wrong is not the one to look.
//
// Errors: fault.NotFound, *fault.Conflict, *fault.Invalid.
func (d *Desk) ReviewCorrection(ctx context.Context, actor staff.Actor, e Edit, id, outcome, comment string) error {
	return d.change(ctx, actor, access.ReviewCorrection, e, func(w *work) error {
		c, err := w.tx.ConsentCorrection(ctx, w.Case.ID, id)
		if err != nil {
			return err
		}
		switch {
		case c.By == actor.UserID:
			return fault.Conflictf("You said that this record is wrong. A second person must look at it.")
		case !c.Widens || c.Outcome != "":
			return fault.Conflictf("Somebody has already dealt with this.")
		}
		var problems fault.Problems
		if outcome != CorrectionConfirmed && outcome != CorrectionRefused {
			problems.Add("correction_outcome", "select_one")
		}
		switch {
		case strings.TrimSpace(comment) == "":
			problems.Add("correction_comment", "required")
		case utf8.RuneCountInString(comment) > maxReason:
			problems.Add("correction_comment", "too_long", strconv.Itoa(maxReason))
		}
		if err := problems.Err(); err != nil {
			return err
		}
		c.Outcome, c.Comment = outcome, comment
		w.about(c.RecordID)
		w.because("consent_correction_reviews", c.ID)
		w.fact("number", strconv.Itoa(c.Number))
		w.fact("outcome", outcome)
		if err := w.tx.ReviewConsentCorrection(ctx, c, actor.UserID, w.now); err != nil || outcome == CorrectionRefused {
			return err
		}
		records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(records, func(r postgres.ConsentRecord) bool { return r.ID == c.RecordID })
		return w.leaveOut(ctx, records[i])
	})
}

// leaveOut takes a record that no longer counts out of what stands on the case:
// its status, where it stands, its clocks.
func (w *work) leaveOut(ctx context.Context, wrong postgres.ConsentRecord) error {
	records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	standing := consent.StandingOn(w.Case.AgeBand, rules(records), w.today)
	w.keepStatus(standing)
	if w.wouldUndo(wrong, records) {
		w.fact("from", string(w.Case.State))
		w.fact("to", string(wrong.From))
		w.Case.State, w.Case.StateSince, w.Case.Kept = wrong.From, w.now, wrong.Kept
	}
	if err := w.stopSharing(ctx, consent.Record{ID: wrong.ID}, standing, w.Case.Stage().Sent()); err != nil {
		return err
	}
	return w.reclock(ctx)
}

// reopens says whether undoing the record takes a referral up again.
func reopens(r postgres.ConsentRecord) bool {
	return r.Kind == consent.Withdrawal || r.ReferToNRM == consent.No
}

// wouldUndo says whether the case goes back to where it stood before the
// record: nothing has moved it since, and no later record would move it there
// again. It is not in the move table, because only a mistake is undone this way.
func (w *work) wouldUndo(wrong postgres.ConsentRecord, records []postgres.ConsentRecord) bool {
	later := slices.ContainsFunc(records, func(r postgres.ConsentRecord) bool {
		return r.Number > wrong.Number && r.Error != consent.ErrorConfirmed && r.To != ""
	})
	return wrong.To != "" && wrong.To == w.Case.State && w.Case.State != casefile.Closed && !later
}
