package desk

import (
	"context"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// SweepJob is the job whose standing still means that nobody is reminded.
const SweepJob = "remind"

// sweepAlarmAfter is how long no sweep may have come to its end.
const sweepAlarmAfter = 15 * time.Minute

// BeginJob writes down that a job begins, whichever copy of the program runs it.
func (d *Desk) BeginJob(ctx context.Context, actor staff.Actor, job string) error {
	if err := d.ask(ctx, actor, access.RecordJob); err != nil {
		return err
	}
	now, err := d.Clock(ctx)
	if err != nil {
		return err
	}
	return d.seenBy(actor).StartJob(ctx, job, now.UTC())
}

// EndJob writes down that a job came to its end, or why it failed.
func (d *Desk) EndJob(ctx context.Context, actor staff.Actor, job string, failed error) error {
	if err := d.ask(ctx, actor, access.RecordJob); err != nil {
		return err
	}
	now, err := d.Clock(ctx)
	if err != nil {
		return err
	}
	why := ""
	if failed != nil {
		why = cut(failed.Error(), 300)
	}
	return d.seenBy(actor).FinishJob(ctx, job, why, now.UTC())
}

func cut(text string, runes int) string {
	if all := []rune(text); len(all) > runes {
		return string(all[:runes])
	}
	return text
}

// Stalled says that reminders stand still: no sweep has come to its end for 15
// minutes, in any copy of the program. Since is when the last one did.
func (d *Desk) Stalled(ctx context.Context) (stalled bool, since time.Time, err error) {
	now, err := d.Clock(ctx)
	if err != nil {
		return false, since, err
	}
	run, err := d.db.JobRun(ctx, SweepJob)
	return err == nil && standsStill(run, now), run.FinishedAt, err
}

// standsStill leaves out the hour in which the clocks change: no job runs in it.
func standsStill(run postgres.JobRun, now time.Time) bool {
	var awake time.Duration
	for t := run.FinishedAt; t.Before(now); t = t.Add(time.Minute) {
		if calendar.ClockChangeHour(t) {
			continue
		}
		if awake += time.Minute; awake > sweepAlarmAfter {
			return true
		}
	}
	return false
}
