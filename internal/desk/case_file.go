package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/postgres"
)

// CaseFile is the overview of one case: the one thing to do next, the dates,
// and the key facts.
type CaseFile struct {
	Head
	Standing            consent.Standing
	Step                casefile.Step
	Waiting             string      // id of the decision that waits for a second person
	Dates               []KeptDate  // the open ones, nearest first
	Tasks               []task.Task // next steps that are open, the first due first
	Handoffs            []handoff.Record
	Needs               need.Sheet // where they stand now
	Done, Of            int        // sections of the referral
	HomeOfficeReference string     // empty until it comes
	Duty                dtn.Answer
	Latest              []Event
	Notices             []consent.Notice // of a withdrawal: what is still to be done, oldest first
	Team                string
}

// latestEvents is how much of the timeline the overview shows.
const latestEvents = 5

// CaseFile opens the overview of a case. The look is recorded.
//
// Errors: fault.NotFound, fault.Forbidden.
func (d *Desk) CaseFile(ctx context.Context, actor staff.Actor, ref casefile.Ref) (CaseFile, error) {
	var f CaseFile
	err := d.view(ctx, actor, access.ViewCase, ref, func(w *work) (err error) {
		f, err = w.caseFile(ctx)
		return err
	})
	return f, err
}

func (w *work) caseFile(ctx context.Context) (CaseFile, error) {
	err := w.together(ctx, func(tx *postgres.DB) {
		w.headOf(ctx, tx)
		w.referralOf(ctx, tx)
		w.timelineOf(ctx, tx, 0, latestEvents)
		w.datesOf(ctx, tx)
		_, _ = tx.Decisions(ctx, w.Case.ID)
		_, _ = tx.Reconsiderations(ctx, w.Case.ID)
		_, _ = tx.Tasks(ctx, w.Case.ID)
		_, _ = tx.CaseHandoffs(ctx, w.Case.ID)
		_, _ = tx.Notices(ctx, w.Case.ID)
		_, _ = tx.DutyReports(ctx, w.Case.ID)
		_, _, _ = tx.LatestNeeds(ctx, w.Case.ID)
	})
	if err != nil {
		return CaseFile{}, err
	}
	written, err := w.referralFile(ctx)
	if err != nil {
		return CaseFile{}, err
	}
	f := CaseFile{Head: written.Head, Standing: written.Standing, HomeOfficeReference: written.Number}
	f.Done, f.Of = written.Progress()
	letters, err := w.papers(ctx)
	if err != nil {
		return f, err
	}
	if f.Dates, err = w.openDates(ctx); err != nil {
		return f, err
	}
	if f.Tasks, err = w.openTasks(ctx); err != nil {
		return f, err
	}
	if f.Handoffs, err = w.tx.CaseHandoffs(ctx, w.Case.ID); err != nil {
		return f, err
	}
	if f.Needs, err = w.needsNow(ctx); err != nil {
		return f, err
	}
	if f.Notices, err = w.openNotices(ctx); err != nil {
		return f, err
	}
	about, err := w.aboutDuty(ctx, f.Standing)
	if err != nil {
		return f, err
	}
	f.Duty = dtn.Owed(about)
	if f.Latest, _, err = w.timeline(ctx, 0, latestEvents); err != nil {
		return f, err
	}
	owed, err := w.dutyOutstanding(ctx)
	if err != nil {
		return f, err
	}
	facts := w.stepFacts(f, written, letters)
	facts.DutyToNotify = owed
	if letter, ok := waiting(letters.decisions); ok {
		f.Waiting = letter.ID
		facts.Unconfirmed = calendar.LondonDay(letter.RecordedAt)
	}
	f.Step = casefile.NextStep(facts)
	return f, nil
}

// datesOf asks for what openDates reads.
func (w *work) datesOf(ctx context.Context, tx *postgres.DB) {
	_, _ = tx.Deadlines(ctx, w.Case.ID)
	_, _ = tx.Adjustments(ctx, w.Case.ID)
	_, _, _ = tx.BookInForce(ctx, w.Case.OrganisationID)
}

// openDates are the clocks that still run, nearest first.
func (w *work) openDates(ctx context.Context) ([]KeptDate, error) {
	rows, err := w.tx.Deadlines(ctx, w.Case.ID)
	if err != nil {
		return nil, err
	}
	how, err := w.adjustedHow(ctx, rows)
	if err != nil {
		return nil, err
	}
	var open []KeptDate
	for _, row := range rows {
		if row.Status == deadline.Open {
			k, err := w.keptDate(ctx, row)
			if err != nil {
				return nil, err
			}
			k.AdjustedHow = how[row.AdjustedBy]
			open = append(open, k)
		}
	}
	sortByDay(open)
	return open, nil
}

// stepFacts gathers what the next step depends on.
func (w *work) stepFacts(f CaseFile, written ReferralFile, letters papers) casefile.Facts {
	facts := casefile.Facts{
		State: w.Case.State, Today: w.today,
		SafetyRecorded: len(f.Client.Contact.Channels) > 0,
		ConsentHolds:   f.Standing.Holds(), ConsentWithdrawn: f.Standing.Status == consent.StatusWithdrawn,
		AskAgainOn:   f.Standing.AskAgainOn(),
		SectionsDone: f.Done, SectionsTotal: f.Of,
		ReviewSince: calendar.LondonDay(w.Case.StateSince), ReviewApproved: written.Approved,
		SubmittedOn: w.Case.SubmittedOn, CGEarliestOn: letters.about.CGEarliestOn, ReconAskedOn: letters.about.ReconAskedOn,
	}
	if w.Case.State.Suspended() {
		facts.SuspendedOn = calendar.LondonDay(w.Case.StateSince)
	}
	for _, d := range f.Dates {
		day, rule := d.Deadline.Day(), d.Deadline.Rule
		if rule.Clock == "rg_target" {
			facts.RGExpectedBy = day
		}
		if rule.Clock == "reconsideration" {
			facts.ReconsiderBy = day
		}
		if facts.NextDateDue.IsZero() && !day.Before(w.today) && !d.Deadline.OnHold {
			facts.NextDateDue, facts.NextDateTitle = day, rule.Label
		}
	}
	for _, n := range f.Notices {
		if n.MustTell() {
			facts.HoldersToTell++
		}
	}
	for _, h := range f.Handoffs {
		if handoff.Overdue(h.State, h.AnswerDueAt, w.now) && (facts.HandoffSince.IsZero() || calendar.LondonDay(h.SentAt).Before(facts.HandoffSince)) {
			facts.HandoffSince = calendar.LondonDay(h.SentAt)
		}
	}
	return facts
}
