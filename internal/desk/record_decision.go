package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// NewDecision is a letter to record. Told stays empty until the client knows.
type NewDecision struct {
	decision.Decision
	Addressee decision.Addressee
	Told      decision.Telling
}

// RecordDecision keeps what a letter of the Home Office says. It moves nothing
// and starts no clock: that waits until a second person has confirmed it.
//
// Errors: *fault.Invalid with the fields of decision.Check and CheckAddressee, *fault.Conflict
// when it cannot follow or another decision waits.
func (d *Desk) RecordDecision(ctx context.Context, actor staff.Actor, e Edit, in NewDecision) (id string, err error) {
	err = d.change(ctx, actor, access.RecordDecision, e, func(w *work) error {
		papers, err := w.papers(ctx)
		if err != nil {
			return err
		}
		if _, busy := waiting(papers.decisions); busy {
			return fault.Conflictf("A decision on this case already waits for a second person. It must be confirmed or returned first.")
		}
		problems := append(decision.Check(papers.about, in.Decision), decision.CheckAddressee(papers.about, in.Addressee)...)
		if !in.Told.IsZero() {
			problems = append(problems, in.Told.Check(w.today, in.ReceivedOn)...)
		}
		if err := problems.Err(); err != nil {
			return err
		}
		if _, err := decision.StateAfter(w.Case.Stage(), in.Decision); err != nil {
			return err
		}
		id = newID()
		w.about(id)
		w.decisionFacts(in.Decision)
		w.fact("name_checked", "yes")
		w.fact("reference_checked", yesOrNo(in.Addressee.Reference != "" && papers.about.Reference != ""))
		row := postgres.Decision{
			ID: id, OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Decision: in.Decision,
			RecordedBy: actor.UserID, RecordedAt: w.now,
		}
		if err := w.tx.InsertDecision(ctx, row, w.Case.TeamID); err != nil {
			return err
		}
		if in.Told.IsZero() {
			return nil
		}
		if err := w.guardTelling(ctx, in.Told); err != nil {
			return err
		}
		w.fact("told_on", in.Told.On.String())
		return w.tx.InsertTelling(ctx, newID(), row, in.Told, actor.UserID, w.now)
	})
	return id, err
}

// decisionFacts says in the audit trail which decision it was.
func (w *work) decisionFacts(d decision.Decision) {
	w.fact("kind", string(d.Kind))
	w.fact("outcome", string(d.Outcome))
	w.fact("ground", string(d.Ground))
	w.fact("authority", d.Authority)
	w.fact("decided_on", d.DecidedOn.String())
	w.fact("received_on", d.ReceivedOn.String())
}
