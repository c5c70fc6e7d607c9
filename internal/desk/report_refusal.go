package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/postgres"
)

// ReportRefusal records that a refusal was reported to the Home Office. For a
// body the law lists that is a duty, for others a report; the client is named
// only if they agreed to it (C6). The basis is worked out here, never taken
// from a form.
//
// Errors: *fault.Invalid with the fields of dtn.Check, *fault.Conflict when
// it has been reported already.
func (d *Desk) ReportRefusal(ctx context.Context, actor staff.Actor, e Edit, r dtn.Record) error {
	return d.change(ctx, actor, access.ReportDuty, e, func(w *work) error {
		standing, err := w.standing(ctx)
		if err != nil {
			return err
		}
		about, err := w.aboutDuty(ctx, standing)
		if err != nil {
			return err
		}
		r.Basis = dtn.Owed(about).Basis
		if err := dtn.Check(about, r).Err(); err != nil {
			return err
		}
		reports, err := w.tx.DutyReports(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		if reported(reports, standing) {
			return fault.Conflictf("This refusal has been reported already. One report is enough.")
		}
		id := newID()
		w.about(id)
		w.fact("basis", string(r.Basis))
		w.fact("named", yesOrNo(r.Named))
		w.fact("sent_on", r.SentOn.String())
		err = w.tx.InsertDutyReport(ctx, postgres.DutyReport{
			Record: r, ID: id, OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID,
			ConsentRecordID: standing.Record.ID, RecordedBy: w.actor.UserID, RecordedAt: w.now,
		})
		if err != nil {
			return err
		}
		if err := w.happens(casefile.ReportSent, casefile.Nameless); err != nil {
			return err
		}
		if err := w.settleDuty(ctx); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}

// dutyEvents is the refusal of which a report is still owed by law; none when
// there is no such refusal, or a referral or a report has discharged the duty.
func (w *work) dutyEvents(ctx context.Context) ([]deadline.Event, error) {
	if w.Case.State != casefile.Refused {
		return nil, nil
	}
	standing, err := w.standing(ctx)
	if err != nil {
		return nil, err
	}
	about, err := w.aboutDuty(ctx, standing)
	if err != nil || dtn.Owed(about).Basis != dtn.Duty {
		return nil, err
	}
	return []deadline.Event{{Kind: deadline.DutyOwed, On: standing.Record.GivenOn, Source: standing.Record.ID}}, nil
}

// settleDuty marks the next steps that a report does as done.
func (w *work) settleDuty(ctx context.Context) error {
	open, err := w.openTasks(ctx)
	if err != nil {
		return err
	}
	book, err := taskBook(ctx, w.tx, w.Case.OrganisationID)
	if err != nil {
		return err
	}
	for _, t := range open {
		rule, ok := book.Rule(t.RuleID)
		if !ok || !slices.Contains(rule.OpensOn, deadline.DutyOwed) {
			continue
		}
		t.State, t.Closed = task.Done, w.today
		entry := postgres.TaskEntry{ID: newID(), OrganisationID: w.Case.OrganisationID, TaskID: t.ID, What: task.Done, By: w.actor.UserID, At: w.now}
		if err := w.tx.InsertTaskEntry(ctx, entry); err != nil {
			return err
		}
		if err := w.tx.SetTask(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// aboutDuty is what decides whether a report is owed.
func (w *work) aboutDuty(ctx context.Context, standing consent.Standing) (dtn.About, error) {
	organisation, err := w.tx.Organisation(ctx, w.Case.OrganisationID)
	if err != nil {
		return dtn.About{}, err
	}
	return dtn.About{
		Listed: organisation.DutyToNotify, Nation: w.Case.Nation, Standing: standing,
		ReferralSent: w.Case.State.Sent() || !w.Case.SubmittedOn.IsZero(), Today: w.today,
	}, nil
}

// reported says whether the refusal that holds has been reported.
func reported(reports []postgres.DutyReport, standing consent.Standing) bool {
	return slices.ContainsFunc(reports, func(r postgres.DutyReport) bool { return r.ConsentRecordID == standing.Record.ID })
}

func yesOrNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
