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
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/postgres"
)

// ReportRefusal records that a refusal was reported to the Home Office. For a
// body the law lists that is a duty, for others a report; the client is named
// only if they agreed to it (C6). The basis is worked out here, never taken
// from a form. Of a report that was written here, what may leave at this moment
// is kept for good, and whether it names the client is read from it.
//
// Errors: *fault.Invalid with the fields of dtn.Check, and on report_written
// when that report is not complete; *fault.Conflict when it has been reported
// already.
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
		var written ReferralFile
		if r.WrittenHere {
			if written, err = w.referralFile(ctx); err != nil {
				return err
			}
			r.Named = written.Draft.Identifies()
		}
		problems := dtn.Check(about, r)
		if r.WrittenHere && (!written.Reporting() || written.Blocks().Any()) {
			problems.Add("report_written", "not_complete")
		}
		if err := problems.Err(); err != nil {
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
		report := postgres.DutyReport{
			Record: r, ID: id, OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID,
			ConsentRecordID: standing.Record.ID, RecordedBy: w.actor.UserID, RecordedAt: w.now,
		}
		if r.WrittenHere {
			if report.SnapshotDigest, report.Snapshot, err = frozen(written.Draft); err != nil {
				return err
			}
			w.fact("form_version", written.Draft.Form.Version)
			w.fact("sha256", referral.Digest(report.Snapshot))
		}
		if err := w.tx.InsertDutyReport(ctx, report); err != nil {
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

// takeReport lets the report of a refusal be taken out once it is complete. A
// report without a name holds nothing of the client's to be taken back later,
// so only one that names them passes the gate and is kept as an export.
func (w *work) takeReport(ctx context.Context, f ReferralFile) error {
	if f.Blocks().Any() {
		return fault.Conflictf("The report is not complete yet. The page “Check the answers” lists what is missing.")
	}
	w.fact("export", ReportExport)
	if !f.Draft.Identifies() {
		return nil
	}
	verdict, err := w.mayShare(ctx, consent.Share{To: consent.HomeOfficeReport, Thing: ReportExport})
	if err != nil {
		return err
	}
	if !verdict.Allowed() {
		return fault.Conflictf("The report cannot be taken out to be sent. %s", verdict.Why)
	}
	return w.tx.InsertExport(ctx, postgres.Export{
		ID: newID(), OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Kind: ReportExport, Recipient: consent.HomeOfficeReport,
		Basis: verdict.Basis, ConsentRecordID: verdict.RecordID, By: w.actor.UserID, At: w.now,
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
