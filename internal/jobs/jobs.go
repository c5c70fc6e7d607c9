// Package jobs runs what happens without anybody pressing a button: reminders
// whose day has come, their e-mails, documents that wait for the virus scanner,
// and tidying up. A job only ticks; what is
// to be done is found by the desk among what is due by now, so a tick too many
// or too few does no harm. Rules are in internal/nrm, order in internal/desk.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/mail"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

// Options are what the operator decides about the jobs.
type Options struct {
	SweepEvery   time.Duration
	DeliverEvery time.Duration
	SealEvery    time.Duration
	DigestAt     time.Duration // after midnight by a clock on a wall in London
	BaseURL      string        // of the links in e-mails, without a slash at the end

	SealMailEvery time.Duration // an auditor is sent a seal at most this often
}

// Jobs are the scheduled jobs under way.
type Jobs struct {
	desk    *desk.Desk
	sender  mail.Sender
	render  *render.Renderer
	log     *slog.Logger
	options Options
	cron    *cron.Cron
	cancel  context.CancelFunc
}

// job is one line of the table. What it reports goes to the log; nil means
// that there was nothing to do.
type job struct {
	name  string
	every time.Duration
	run   func(context.Context) ([]any, error)
}

// actor is on whose behalf the jobs act.
var actor = staff.Actor{Name: "NRM Desk", Roles: []staff.Role{staff.System}}

const (
	scanEvery     = 5 * time.Minute
	importEvery   = 5 * time.Second
	tidyEvery     = time.Hour
	watchEvery    = 5 * time.Minute
	holidaysEvery = 24 * time.Hour
	// jobLimit ends a run that hangs; the next tick starts afresh.
	jobLimit = 15 * time.Minute
)

// errElsewhere ends a run because another copy of the program is at it. Only
// that copy can say when the job is done.
var errElsewhere = errors.New("another copy of the program is at it")

// New sets the jobs up without starting them.
func New(d *desk.Desk, sender mail.Sender, r *render.Renderer, log *slog.Logger, o Options) *Jobs {
	return &Jobs{desk: d, sender: sender, render: r, log: log, options: o}
}

// Start runs every job once now and then again and again, until Stop or until
// the context ends.
func Start(ctx context.Context, d *desk.Desk, sender mail.Sender, r *render.Renderer, log *slog.Logger, o Options) *Jobs {
	j := New(d, sender, r, log, o)
	j.startTable(ctx, j.table())
	return j
}

func (j *Jobs) table() []job {
	return []job{
		{desk.SweepJob, j.options.SweepEvery, j.remind},
		{"deliver", j.options.DeliverEvery, j.deliver},
		{"scan", scanEvery, j.scan},
		{"seal", j.options.SealEvery, j.seal},
		{"mail_seal", j.options.SealEvery, j.mailSeal},
		{"import", importEvery, j.runImports},
		{"tidy", tidyEvery, j.tidy},
		{"holidays", holidaysEvery, j.holidays},
		{"watch", watchEvery, j.watch},
		{"turn_eighteen", tidyEvery, j.turnEighteen},
	}
}

func (j *Jobs) startTable(ctx context.Context, table []job) {
	ctx, j.cancel = context.WithCancel(ctx)
	quiet := cron.PrintfLogger(slog.NewLogLogger(j.log.Handler(), slog.LevelError))
	j.cron = cron.New(cron.WithLocation(calendar.London()))
	for _, one := range table {
		// Skip outside, Recover inside: the other way round one panic would
		// stop the job for good.
		chain := cron.NewChain(cron.SkipIfStillRunning(cron.DiscardLogger), cron.Recover(quiet))
		ticking := chain.Then(cron.FuncJob(func() { j.tick(ctx, one) }))
		j.cron.Schedule(cron.Every(one.every), ticking)
		j.cron.Schedule(&once{}, ticking)
	}
	j.cron.Start()
}

// once is a schedule that is due now and never again.
type once struct{ done bool }

// Next implements cron.Schedule.
func (o *once) Next(now time.Time) time.Time {
	if o.done {
		return time.Time{}
	}
	o.done = true
	return now
}

// Stop lets no job start any more, tells those under way to end, and waits.
func (j *Jobs) Stop() {
	running := j.cron.Stop()
	j.cancel()
	<-running.Done()
}

// tick runs one job once and writes down how it went, unless it is the hour
// that the change of clocks skips or repeats.
func (j *Jobs) tick(ctx context.Context, one job) {
	if ctx.Err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, jobLimit)
	defer cancel()
	began := time.Now()
	report, err := j.run(ctx, one)
	switch {
	case errors.Is(err, errElsewhere):
	case errors.Is(err, context.Canceled): // the program is stopping; what was left waits for the next start
	case err != nil:
		j.log.ErrorContext(ctx, "job failed", "job", one.name, "error", err.Error())
	case report != nil:
		j.log.InfoContext(ctx, "job done", append([]any{"job", one.name, "took", fmt.Sprint(time.Since(began).Round(time.Millisecond))}, report...)...)
	}
}

func (j *Jobs) run(ctx context.Context, one job) ([]any, error) {
	now, err := j.desk.Clock(ctx)
	if err != nil || calendar.ClockChangeHour(now) {
		return nil, err
	}
	if err := j.desk.BeginJob(ctx, actor, one.name); err != nil {
		return nil, err
	}
	report, failed := one.run(ctx)
	if errors.Is(failed, errElsewhere) || errors.Is(failed, context.Canceled) {
		return report, failed
	}
	return report, errors.Join(failed, j.desk.EndJob(ctx, actor, one.name, failed))
}
