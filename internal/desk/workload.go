package desk

import (
	"context"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Load is how much one person of the supervisor's teams carries, and who looks
// after it while they are on leave.
type Load struct {
	postgres.Load
	Away *Cover // none when they are there
}

// soonDays is how many working days ahead a limit counts as coming soon, as in
// the worklist of nrm-rules 12.
const soonDays = 3

// Workload says who carries how much in the actor's teams, those with the most
// limits passed first.
func (d *Desk) Workload(ctx context.Context, actor staff.Actor) ([]Load, error) {
	var list []Load
	err := d.manage(ctx, actor, access.ViewWorkload, func(w *work) (err error) {
		list, err = w.loads(ctx)
		w.fact("shown", strconv.Itoa(len(list)))
		return err
	})
	return list, err
}

func (w *work) loads(ctx context.Context) ([]Load, error) {
	soon, err := w.soon(ctx)
	if err != nil {
		return nil, err
	}
	held, err := w.tx.Workload(ctx, w.actor.OrganisationID, w.actor.TeamIDs, w.today, soon)
	if err != nil {
		return nil, err
	}
	away, err := w.tx.AwayOn(ctx, w.actor.OrganisationID, w.actor.TeamIDs, w.today)
	list := make([]Load, len(held))
	for i, l := range held {
		list[i] = Load{Load: l}
		if n := slices.IndexFunc(away, func(c Cover) bool { return c.UserID == l.UserID }); n >= 0 {
			list[i].Away = &away[n]
		}
	}
	return list, err
}

// soon is the last day that counts as coming soon, by the bank holidays of
// England and Wales: the teams of an organisation look at one list.
func (w *work) soon(ctx context.Context) (calendar.Date, error) {
	book, err := w.book(ctx)
	if err != nil {
		return calendar.Date{}, err
	}
	day := w.today
	for left := soonDays; left > 0; {
		if day = day.AddDays(1); book.Holidays().IsWorkingDay(calendar.EnglandAndWales, day) {
			left--
		}
	}
	return day, nil
}
