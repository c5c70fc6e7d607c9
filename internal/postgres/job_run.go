package postgres

import (
	"context"
	"fmt"
	"time"
)

// JobRun is when a job last ran, whichever copy of the program ran it.
type JobRun struct {
	Job        string
	StartedAt  time.Time
	FinishedAt time.Time // of the last run that came to its end; zero for none
	FailedAt   time.Time // of the last run that failed; zero for none
	Error      string    // of that one
}

type jobRunRow struct {
	Job                  string
	StartedAt            time.Time
	FinishedAt, FailedAt *time.Time
	Error                string
}

func (r jobRunRow) toRun() JobRun {
	run := JobRun{Job: r.Job, StartedAt: r.StartedAt, Error: r.Error}
	if r.FinishedAt != nil {
		run.FinishedAt = *r.FinishedAt
	}
	if r.FailedAt != nil {
		run.FailedAt = *r.FailedAt
	}
	return run
}

const jobRunSelect = `SELECT job, started_at, finished_at, failed_at, error FROM job_runs `

// JobRuns lists the runs of all jobs.
func (db *DB) JobRuns(ctx context.Context) ([]JobRun, error) {
	var rows []jobRunRow
	if err := db.g.WithContext(ctx).Raw(jobRunSelect + `ORDER BY job`).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read runs of jobs: %w", err)
	}
	list := make([]JobRun, len(rows))
	for i, r := range rows {
		list[i] = r.toRun()
	}
	return list, nil
}

// JobRun reads the run of one job; one that never ran is the zero run.
func (db *DB) JobRun(ctx context.Context, job string) (JobRun, error) {
	var row jobRunRow
	if err := db.g.WithContext(ctx).Raw(jobRunSelect+`WHERE job = ?`, job).Scan(&row).Error; err != nil {
		return JobRun{}, fmt.Errorf("read run of job: %w", err)
	}
	return row.toRun(), nil
}

// StartJob writes down that a job begins.
func (db *DB) StartJob(ctx context.Context, job string, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO job_runs (job, started_at) VALUES (?, ?)
		ON CONFLICT (job) DO UPDATE SET started_at = EXCLUDED.started_at`, job, now).Error
	if err != nil {
		return fmt.Errorf("write start of job: %w", err)
	}
	return nil
}

// FinishJob writes down that a job came to its end, or failed.
func (db *DB) FinishJob(ctx context.Context, job, failure string, now time.Time) error {
	set := `finished_at = ?, error = ''`
	if failure != "" {
		set = `failed_at = ?, error = ?`
	}
	args := []any{now}
	if failure != "" {
		args = append(args, failure)
	}
	if err := db.g.WithContext(ctx).Exec(`UPDATE job_runs SET `+set+` WHERE job = ?`, append(args, job)...).Error; err != nil {
		return fmt.Errorf("write end of job: %w", err)
	}
	return nil
}
