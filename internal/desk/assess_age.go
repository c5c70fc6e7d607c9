package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// AgeAssessment is what somebody found the client's age to be.
type AgeAssessment = postgres.AgeAssessment

// AssessAge records what somebody found the client's age to be. Found to be an
// adult, the client must answer for themselves: the case waits for it with its
// state kept. Found to be a child, consent is not required, whatever was
// answered before, and a referral that was declined is taken up again.
//
// Errors: *fault.Conflict on a closed case, *fault.Invalid with the fields of
// person.AgeAssessment.Check.
func (d *Desk) AssessAge(ctx context.Context, actor staff.Actor, e Edit, in person.AgeAssessment) error {
	return d.change(ctx, actor, access.AssessAge, e, func(w *work) error {
		if w.Case.State == casefile.Closed {
			return fault.Conflictf("This case is closed. Reopen it before you record an assessment.")
		}
		if err := in.Check(w.today).Err(); err != nil {
			return err
		}
		before := w.Case.AgeBand
		row := AgeAssessment{
			AgeAssessment: in, ID: newID(), OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Before: before,
			RecordedBy: actor.UserID, RecordedAt: w.now,
		}
		w.about(row.ID)
		w.fact("age_band_before", string(before))
		w.fact("age_band", string(in.Band))
		w.fact("assessed_on", in.On.String())
		if err := w.tx.InsertAgeAssessment(ctx, row); err != nil {
			return err
		}
		if err := w.keepAge(ctx, in); err != nil {
			return err
		}
		if before.TreatedAsChild() != in.Band.TreatedAsChild() {
			if err := w.askAnew(in.Band); err != nil {
				return err
			}
		}
		w.Case.AgeBand = in.Band
		standing, err := w.standing(ctx)
		if err != nil {
			return err
		}
		w.keepStatus(standing)
		return w.reclock(ctx)
	})
}

// keepAge keeps with the client what the age rests on now.
func (w *work) keepAge(ctx context.Context, in person.AgeAssessment) error {
	client, err := w.tx.Person(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	if err := w.tx.SetSafeguarding(ctx, w.Case.ID, client.Start.LocalAuthorityContact, in.Basis+" ("+in.By+", "+in.On.Long()+")"); err != nil {
		return err
	}
	if in.BornOn.IsZero() {
		return nil
	}
	return w.tx.SetDateOfBirth(ctx, w.Case.ID, in.BornOn)
}

// askAnew puts the case where the new age belongs. An adult answers for
// themselves while there is something left to choose. A child is not asked: a
// case that waited goes back to where it stood, and one that was declined waits
// to be explained.
func (w *work) askAnew(to person.AgeBand) error {
	switch {
	case to == person.Adult && casefile.AsksAtEighteen(w.Case.State):
		return w.awaitAdultAnswer()
	case to == person.Adult:
		return nil
	case w.Case.Place().Allows(casefile.FoundToBeChild) == nil:
		return w.happens(casefile.FoundToBeChild, casefile.IsChildOrUnsure)
	default:
		return nil
	}
}

// awaitAdultAnswer opens the question at 18, and keeps where the case stood
// (nrm-rules §10).
func (w *work) awaitAdultAnswer() error {
	if err := w.happens(casefile.TurnedEighteen, casefile.AdultNow); err != nil {
		return err
	}
	w.Case.AgeBand = person.Adult
	w.keepStatus(consent.Standing{Status: consent.StatusNone})
	return nil
}

// AgeFile is what is known of the client's age.
type AgeFile struct {
	Head
	Assessments []AgeAssessment // newest first
}

// Age reads what is known of the client's age.
func (d *Desk) Age(ctx context.Context, actor staff.Actor, ref casefile.Ref) (AgeFile, error) {
	var f AgeFile
	err := d.view(ctx, actor, access.AssessAge, ref, func(w *work) (err error) {
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		f.Assessments, err = w.tx.AgeAssessments(ctx, w.Case.ID)
		return err
	})
	return f, err
}
