package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// LodgeReconsideration records that the authority was asked to look again at
// the latest negative decision. A late request is recorded too, with the
// reason given for more time.
//
// Errors: *fault.Invalid with the fields of decision.CheckRequest,
// *fault.Conflict when there is no decision to ask about.
func (d *Desk) LodgeReconsideration(ctx context.Context, actor staff.Actor, e Edit, in decision.Request) error {
	return d.change(ctx, actor, access.LodgeReconsideration, e, func(w *work) error {
		papers, err := w.papers(ctx)
		if err != nil {
			return err
		}
		chance, err := w.reconsiderationChance(ctx, papers)
		if err != nil {
			return err
		}
		if chance == nil {
			return w.nothingToReconsider()
		}
		about := decision.RequestAbout{DecidedOn: chance.Decision.DecidedOn, Due: chance.Due, Today: w.today}
		if err := decision.CheckRequest(about, in).Err(); err != nil {
			return err
		}
		wanted, err := w.tx.Wanted(ctx, chance.Decision.ID)
		if err != nil {
			return err
		}
		for _, id := range in.Sent {
			if found, ok := findWanted(wanted, id); !ok || found.Answer.Outcome != decision.WantedGot {
				return fault.NotFound
			}
		}
		id := newID()
		w.about(id)
		w.fact("decision", chance.Decision.ID)
		w.fact("requested_on", in.On.String())
		if about.Late(in) {
			w.fact("late", "yes")
		}
		err = w.tx.InsertReconsideration(ctx, postgres.Reconsideration{
			ID: id, OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, DecisionID: chance.Decision.ID,
			Request: in, RecordedBy: actor.UserID, RecordedAt: w.now,
		})
		if err != nil {
			return err
		}
		if err := w.happens(casefile.ReconsiderAsked, casefile.RequestDated); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}
