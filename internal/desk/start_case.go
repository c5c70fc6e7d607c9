package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// NewCase is what is asked to begin a case. TeamID may stay empty when the
// actor belongs to one team only.
type NewCase struct {
	TeamID string
	Start  person.Start
	Born   calendar.Date // zero when not known yet
	// Despite is why the case is started although others were found that may be
	// the same person's; empty when none were.
	Despite string
	Token   string
}

// StartCase begins a case for somebody met for the first time and gives it a
// reference. The one who starts it holds it. An adult's case waits for
// consent; for a child, or when the age is unsure, the referral may be written
// as soon as the local authority contact and the age evidence are there.
//
// Errors: *fault.Invalid with the fields of person.Start, fault.Forbidden.
func (d *Desk) StartCase(ctx context.Context, actor staff.Actor, in NewCase) (casefile.Ref, error) {
	if in.TeamID == "" && len(actor.TeamIDs) == 1 {
		in.TeamID = actor.TeamIDs[0]
	}
	problems := person.CheckStart(in.Start)
	problems = append(problems, person.CheckKnownBirth(in.Start.AgeBand, in.Born, d.Today())...)
	if in.Despite != "" {
		problems = append(problems, person.CheckDespite(in.Despite)...)
	}
	if !actor.InTeam(in.TeamID) {
		problems.Add("team", "select_one")
	}
	var ref casefile.Ref
	err := d.manage(ctx, actor, access.StartCase, func(w *work) error {
		if err := problems.Err(); err != nil {
			return err
		}
		made := []casefile.Case{w.newCase(in)}
		if err := w.freeRefs(ctx, made); err != nil {
			return err
		}
		c := made[0]
		ref = c.Ref
		if in.Token != "" {
			earlier, spent, err := w.tx.UseFormToken(ctx, actor.OrganisationID, actor.UserID, in.Token, string(ref))
			if err != nil {
				return err
			}
			if spent {
				ref = casefile.Ref(earlier)
				return errAlreadyDone
			}
		}
		if err := w.tx.InsertCase(ctx, c); err != nil {
			return err
		}
		w.chain = c.ID
		w.about(c.ID)
		w.fact("nation", string(c.Nation))
		w.fact("age_band", string(c.AgeBand))
		w.fact("to", string(c.State))
		err := w.tx.InsertPerson(ctx, postgres.Client{
			CaseID: c.ID, OrganisationID: c.OrganisationID, Start: in.Start, ContactCheckedOn: w.today, DateOfBirth: in.Born,
		})
		if err != nil {
			return err
		}
		w.Case = c
		if in.Despite != "" {
			if err := w.addNote(ctx, postgres.MatchNote, in.Despite); err != nil {
				return err
			}
			w.about(c.ID)
		}
		if err := w.reclock(ctx); err != nil || w.Case.NextDue == (casefile.NextDue{}) {
			return err
		}
		return w.tx.SaveCase(ctx, w.Case)
	})
	return ref, err
}

// newCase puts the case where its first steps belong (nrm-rules §10).
func (w *work) newCase(in NewCase) casefile.Case {
	state := casefile.ConsentPending
	if in.Start.AgeBand.TreatedAsChild() {
		state = casefile.Enquiry
		if person.CheckForDraft(in.Start).Err() == nil {
			state = casefile.Draft
		}
	}
	return casefile.Case{
		ID: newID(), OrganisationID: w.actor.OrganisationID, TeamID: in.TeamID, OwnerID: w.actor.UserID,
		Ref: casefile.NewRef(), Version: 1, State: state, StateSince: w.now,
		Nation: in.Start.Nation, AgeBand: in.Start.AgeBand, ConsentStatus: string(consent.StatusNone), CreatedAt: w.now,
	}
}
