package desk

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// AuditReport is what the consent records made in a period come to. The days
// are days in London, both included.
type AuditReport struct {
	From, To calendar.Date
	Today    calendar.Date
	auditing.Report
	SignOffs []postgres.SignOff // the newest, of any period
	Names    map[string]string  // of those who signed
}

// ReportedRecord is one line of the report: a record with the checks made on
// it, and no name of a client.
type ReportedRecord struct {
	postgres.AuditedRecord
	Checked  []auditing.Checked
	Risks    []auditing.Risk
	Findings int
}

const signOffsShown = 12

// AuditReport counts the records of a period, with every check made on each.
// Error: *fault.Invalid on the fields from and to.
func (d *Desk) AuditReport(ctx context.Context, actor staff.Actor, from, to calendar.Date) (AuditReport, error) {
	report := AuditReport{From: from, To: to, Today: d.Today()}
	err := d.manage(ctx, actor, access.ViewAuditReport, func(w *work) (err error) {
		if report.Report, err = w.report(ctx, from, to, nil); err != nil {
			return err
		}
		if report.SignOffs, err = w.tx.SignOffs(ctx, actor.OrganisationID, signOffsShown); err != nil {
			return err
		}
		report.Names, err = w.names(ctx)
		w.fact("from", from.String())
		w.fact("to", to.String())
		w.fact("records", strconv.Itoa(report.Records))
		return err
	})
	return report, err
}

// ReportedRecords hands over the records of a period for a file one by one,
// oldest first. Errors as AuditReport, and those of each.
func (d *Desk) ReportedRecords(ctx context.Context, actor staff.Actor, from, to calendar.Date, each func(ReportedRecord) error) error {
	return d.manage(ctx, actor, access.ViewAuditReport, func(w *work) error {
		report, err := w.report(ctx, from, to, each)
		w.fact("from", from.String())
		w.fact("to", to.String())
		w.fact("exported", strconv.Itoa(report.Records))
		return err
	})
}

func checkPeriod(from, to, today calendar.Date) error {
	var problems fault.Problems
	switch {
	case from.IsZero():
		problems.Add("from", "required")
	case from.After(today):
		problems.Add("from", "in_future")
	}
	switch {
	case to.IsZero():
		problems.Add("to", "required")
	case to.Before(from):
		problems.Add("to", "before", from.Long())
	}
	return problems.Err()
}

// report makes every check on every record of a period, a batch at a time, and
// hands each over if anybody asks for it. Nothing is locked: what is written
// meanwhile is in the report or not, and the report says how far it read.
func (w *work) report(ctx context.Context, from, to calendar.Date, each func(ReportedRecord) error) (auditing.Report, error) {
	report := auditing.NewReport()
	if err := checkPeriod(from, to, w.today); err != nil {
		return report, err
	}
	trails := map[string]auditing.Trail{} // of the cases met so far
	err := w.eachAudited(ctx, postgres.AuditedQuery{From: from, To: to}, func(found []postgres.AuditedRecord) error {
		if err := w.readTrails(ctx, found, trails, &report); err != nil {
			return err
		}
		for _, r := range found {
			r.Facts.Trail = trails[r.CaseID]
			line := ReportedRecord{AuditedRecord: r, Checked: auditing.Judge(r.Facts), Risks: auditing.RisksOf(r.Sitting), Findings: r.Findings}
			report.Add(r.Record, line.Checked, line.Risks, r.Marks)
			if each == nil {
				continue
			}
			if err := each(line); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return report, err
	}
	counts, err := w.tx.FindingCounts(ctx, w.actor.OrganisationID, from, to, w.today)
	report.Findings, report.Critical, report.LateReply = counts.States, counts.Critical, counts.LateReply
	return report, err
}

// readTrails goes through the trails of cases that were not met before.
func (w *work) readTrails(ctx context.Context, found []postgres.AuditedRecord, trails map[string]auditing.Trail, report *auditing.Report) error {
	refs := map[string]casefile.Ref{}
	for _, r := range found {
		if _, known := trails[r.CaseID]; !known {
			refs[r.CaseID] = r.CaseRef
		}
	}
	chains, err := w.tx.CheckChains(ctx, slices.Collect(maps.Keys(refs)))
	if err != nil {
		return err
	}
	for id, ref := range refs {
		chain := chains[id]
		trails[id] = trailState(chain)
		report.AddTrail(string(ref), chain.End.Seq, chain.EndedAt)
	}
	return nil
}

// SignOffPeriod puts the auditor's name to a period with what the report says
// today. It gives back the number.
//
// Errors: *fault.Invalid on from, to and statement; *fault.Conflict while the
// period is not over.
func (d *Desk) SignOffPeriod(ctx context.Context, actor staff.Actor, from, to calendar.Date, statement, token string) (number int, err error) {
	err = d.manage(ctx, actor, access.SignAuditReport, func(w *work) error {
		if err := auditing.CheckReply("statement", statement).Err(); err != nil {
			return err
		}
		report, err := w.report(ctx, from, to, nil)
		if err != nil {
			return err
		}
		if !to.Before(w.today) {
			return fault.Conflictf("The period ends on %s. It can be signed off from the day after.", to.Long())
		}
		s := postgres.SignOff{
			ID: newID(), OrganisationID: actor.OrganisationID, From: from, To: to, Statement: strings.TrimSpace(statement), Report: report, SignedBy: actor.UserID, SignedAt: w.now,
		}
		if err := w.useToken(ctx, token, s.ID); err != nil {
			return err
		}
		if number, err = w.tx.InsertSignOff(ctx, s); err != nil {
			return err
		}
		w.about(s.ID)
		w.fact("number", strconv.Itoa(number))
		w.fact("from", from.String())
		w.fact("to", to.String())
		w.fact("records", strconv.Itoa(report.Records))
		return nil
	})
	return number, err
}

// SignedOff is one sign-off with who gave it.
type SignedOff struct {
	postgres.SignOff
	By string
}

// SignOff reads one. Error: fault.NotFound.
func (d *Desk) SignOff(ctx context.Context, actor staff.Actor, number int) (SignedOff, error) {
	var s SignedOff
	err := d.manage(ctx, actor, access.ViewAuditReport, func(w *work) (err error) {
		if s.SignOff, err = w.tx.SignOff(ctx, actor.OrganisationID, number); err != nil {
			return err
		}
		w.about(s.ID)
		names, err := w.tx.NamesOf(ctx, actor.OrganisationID, []string{s.SignedBy})
		s.By = names[s.SignedBy]
		return err
	})
	return s, err
}
