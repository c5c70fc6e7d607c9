package demo

import (
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/postgres"
)

// chores are the clocks that somebody keeps without the story telling of it,
// each with what is recorded then.
var chores = map[string]deadline.EventKind{
	"check_in": "check_in_done", "decision_on_hold": "wait_chased",
	"chase_rg": "wait_chased", "chase_cg": "wait_chased", "chase_reconsideration": "wait_chased", "chase_again": "wait_chased",
}

// keepUp records the check-ins and chases that fall due before a day.
func (t *teller) keepUp(until calendar.Date) {
	for t.err == nil && t.ref != "" {
		kind, due := t.chore(until)
		if kind == "" {
			return
		}
		t.moveTo(time.Date(due.Year(), due.Month(), due.Day(), 10, t.rng.IntN(50), 0, 0, calendar.London()))
		if !t.now().Before(until) {
			return
		}
		t.do("keep up", func(e desk.Edit) error {
			return t.desk.RecordEvent(t.ctx, t.worker, e, deadline.Happened{Kind: kind, On: t.now()})
		})
	}
}

// chore is the first that falls due before a day; empty when none does.
func (t *teller) chore(until calendar.Date) (kind deadline.EventKind, due calendar.Date) {
	t.try("look for what is due", func() error {
		c, err := t.office.DB.Case(t.ctx, t.worker.OrganisationID, t.ref)
		if err != nil {
			return err
		}
		rows, err := t.office.DB.Deadlines(t.ctx, c.ID)
		for _, row := range rows {
			rule, ok := deadline.Published().Rule(row.RuleID)
			if ok && row.Status == deadline.Open && row.Minimum.Before(until) && kind == "" {
				kind, due = chores[rule.Clock], row.Minimum
			}
		}
		return err
	})
	return kind, due
}

// misread has the supervisor find, so many days ago, that the latest letter is
// dated a day earlier than it was recorded.
func (t *teller) misread(ago int) {
	t.day(ago)
	t.do("correct a date", func(e desk.Edit) error {
		c, err := t.office.DB.Case(t.ctx, t.worker.OrganisationID, t.ref)
		if err != nil {
			return err
		}
		letters, err := t.office.DB.Decisions(t.ctx, c.ID)
		if err != nil {
			return err
		}
		d := letters[0]
		return t.desk.CorrectDates(t.ctx, t.supervisor, e, desk.Correction{
			RecordName: desk.RecordName{Kind: desk.DecisionRecord, ID: d.ID}, Reason: "The letter is dated a day earlier. The stamp of its arrival was read instead.",
			Days: map[desk.DateField]calendar.Date{postgres.DecidedOn: d.DecidedOn.AddDays(-1), postgres.ReceivedOn: d.ReceivedOn, postgres.ToldOn: d.ToldOn},
		})
	})
}

// extended records, so many days ago, that a clock of the case got some more
// days.
func (t *teller) extended(ago int, clock string, days int) {
	t.day(ago)
	t.do("extend a date", func(e desk.Edit) error {
		c, err := t.office.DB.Case(t.ctx, t.worker.OrganisationID, t.ref)
		if err != nil {
			return err
		}
		rows, err := t.office.DB.Deadlines(t.ctx, c.ID)
		for _, row := range rows {
			if rule, ok := deadline.Published().Rule(row.RuleID); ok && rule.Clock == clock && row.Status == deadline.Open {
				return t.desk.ExtendDeadline(t.ctx, t.worker, e, row.ID, deadline.MoreTime{
					By: deadline.DecidingAuthority, On: row.Minimum.AddDays(days), Reason: "No interpreter could be found in time", Evidence: "Secure mailbox of the team",
				})
			}
		}
		return err
	})
}
