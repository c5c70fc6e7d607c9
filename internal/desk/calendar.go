package desk

import (
	"context"
	"errors"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// DueDate is a running date of an open case as calendars and boards show it:
// by reference, without anything about the client.
type DueDate struct {
	ID       string
	Ref      casefile.Ref
	Nation   calendar.Nation
	OwnerID  string
	Owner    string
	Deadline deadline.Deadline
}

// DatesQuery asks for the dates of a stretch of days, both ends included. Team
// asks for everybody's in the actor's teams, which is for supervisors; without
// it they are those of the cases the actor carries.
type DatesQuery struct {
	Team     bool
	From, To calendar.Date
	PerDay   int // how many of a day are listed
}

// DateSheet is a stretch of days, each of them there.
type DateSheet struct {
	Today calendar.Date
	Days  []DatesOfDay
	Total int
}

// DatesOfDay is one day with the dates due on it, those that can be missed
// first. Total counts those not listed too.
type DatesOfDay struct {
	Day      calendar.Date
	Holidays []BankHoliday
	Dates    []DueDate
	Total    int
}

// BankHoliday is a bank holiday with where it is one.
type BankHoliday struct {
	Title     string
	Divisions []calendar.Division
}

// Dates lists what is due day by day. No name is shown; the look is recorded.
func (d *Desk) Dates(ctx context.Context, actor staff.Actor, q DatesQuery) (DateSheet, error) {
	sheet := DateSheet{Today: d.Today()}
	err := d.manage(ctx, actor, calendarAction(q.Team), func(w *work) error {
		rows, err := w.tx.DatesBetween(ctx, w.dateScope(q.Team), q.From, q.To, q.PerDay)
		if err != nil {
			return err
		}
		book, err := w.book(ctx)
		if err != nil {
			return err
		}
		for day := q.From; !day.After(q.To) && !day.IsZero(); day = day.AddDays(1) {
			on := DatesOfDay{Day: day, Holidays: holidaysOn(book.Holidays(), day)}
			for len(rows) > 0 && rows[0].Day() == day {
				due, err := w.dueDate(ctx, rows[0])
				if err != nil {
					return err
				}
				on.Dates, on.Total, rows = append(on.Dates, due), rows[0].OfDay, rows[1:]
			}
			sheet.Total += on.Total
			sheet.Days = append(sheet.Days, on)
		}
		w.fact("first_day", q.From.String())
		w.fact("last_day", q.To.String())
		w.fact("shown", strconv.Itoa(sheet.Total))
		return nil
	})
	return sheet, err
}

// DayQuery asks for one day from a place on.
type DayQuery struct {
	Team  bool
	Day   calendar.Date
	After DayPlace
}

// DayPlace is where a page of a day ended.
type DayPlace = postgres.DayPlace

// DayDates is a page of one day. Next is where the following page begins.
type DayDates struct {
	Today    calendar.Date
	Holidays []BankHoliday
	Dates    []DueDate
	More     bool
	Next     DayPlace
}

const dayPage = 50

// Day lists everything due on one day.
func (d *Desk) Day(ctx context.Context, actor staff.Actor, q DayQuery) (DayDates, error) {
	list := DayDates{Today: d.Today()}
	err := d.manage(ctx, actor, calendarAction(q.Team), func(w *work) error {
		rows, err := w.tx.DatesOn(ctx, w.dateScope(q.Team), q.Day, q.After, dayPage+1)
		if err != nil {
			return err
		}
		if len(rows) > dayPage {
			rows, list.More = rows[:dayPage], true
			list.Next = DayPlace{IsLimit: rows[dayPage-1].IsLimit, ID: rows[dayPage-1].ID}
		}
		book, err := w.book(ctx)
		if err != nil {
			return err
		}
		list.Holidays = holidaysOn(book.Holidays(), q.Day)
		list.Dates, err = w.dueDates(ctx, rows)
		w.fact("first_day", q.Day.String())
		w.fact("shown", strconv.Itoa(len(rows)))
		return err
	})
	return list, err
}

// CaseOfDate says which case a date belongs to, for links that must not name
// it. A date the actor may not know of is fault.NotFound. Opening the date
// itself records the look.
func (d *Desk) CaseOfDate(ctx context.Context, actor staff.Actor, id string) (casefile.Ref, error) {
	if err := d.ask(ctx, actor, access.ViewDeadlines); err != nil {
		return "", err
	}
	if !isID(id) {
		return "", fault.NotFound
	}
	ref, err := d.seenBy(actor).CaseOfDate(ctx, actor.OrganisationID, id)
	if err != nil {
		return "", err
	}
	c, err := d.seenBy(actor).Case(ctx, actor.OrganisationID, ref)
	if err != nil {
		return "", err
	}
	if !actor.Reaches(c.TeamID, c.OwnerID) {
		return "", fault.NotFound
	}
	return ref, nil
}

func calendarAction(team bool) access.Action {
	if team {
		return access.ViewTeamCalendar
	}
	return access.ViewCalendar
}

// dateScope is whose dates somebody is shown: their teams', or those of the
// cases they carry, their own and those they cover.
func (w *work) dateScope(team bool) postgres.DateScope {
	scope := postgres.DateScope{OrganisationID: w.actor.OrganisationID}
	if team {
		scope.TeamIDs = append([]string{}, w.actor.TeamIDs...)
	} else {
		scope.OwnerIDs = w.actor.Holds()
	}
	return scope
}

func (w *work) dueDates(ctx context.Context, rows []postgres.DueDate) ([]DueDate, error) {
	list := make([]DueDate, len(rows))
	for i, row := range rows {
		var err error
		if list[i], err = w.dueDate(ctx, row); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (w *work) dueDate(ctx context.Context, row postgres.DueDate) (DueDate, error) {
	rule, err := w.ruleOf(ctx, row.Deadline)
	return DueDate{
		ID: row.ID, Ref: row.Ref, Nation: row.Nation, OwnerID: row.OwnerID, Owner: row.Owner,
		Deadline: deadline.Deadline{
			Rule: rule, Trigger: row.Trigger, Minimum: row.Minimum, Counted: row.Counted, AdjustedBy: row.AdjustedBy,
			Due: row.Due, AtLeast: row.AtLeast, Status: row.Status, OnHold: row.OnHold,
		},
	}, err
}

// ruleOf is the rule of a kept date in the words of the organisation's book,
// or of the book it was counted with when the rule has been dropped since.
func (w *work) ruleOf(ctx context.Context, row postgres.Deadline) (*deadline.Rule, error) {
	book, err := w.book(ctx)
	if err != nil {
		return nil, err
	}
	if rule, ok := book.Rule(row.RuleID); ok {
		return rule, nil
	}
	old, err := w.desk.bookOf(ctx, w.tx, postgres.BookVersions{Rules: row.RulesVersion, Calendar: row.CalendarVersion})
	if err != nil && !errors.Is(err, fault.NotFound) {
		return nil, err
	}
	if err == nil {
		if rule, ok := old.Rule(row.RuleID); ok {
			return rule, nil
		}
	}
	return &deadline.Rule{ID: row.RuleID, Label: row.RuleID, Ends: deadline.OnTheDay}, nil
}

// holidaysOn are the bank holidays of a day, each with every place that has it.
func holidaysOn(h *calendar.Holidays, day calendar.Date) []BankHoliday {
	var list []BankHoliday
	for _, division := range calendar.Divisions {
		title, ok := h.Holiday(division, day)
		switch {
		case !ok:
		case len(list) > 0 && list[len(list)-1].Title == title:
			list[len(list)-1].Divisions = append(list[len(list)-1].Divisions, division)
		default:
			list = append(list, BankHoliday{Title: title, Divisions: []calendar.Division{division}})
		}
	}
	return list
}
