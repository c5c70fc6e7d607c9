package desk

import (
	"context"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/postgres"
)

// planTasks opens the next steps that what happened calls for, moves those
// whose day moved, and ends those that nothing calls for any more. It is part
// of every recount of the clocks, in the same transaction.
func (w *work) planTasks(ctx context.Context, events []deadline.Event, clocks []deadline.Deadline) error {
	book, err := taskBook(ctx, w.tx, w.Case.OrganisationID)
	if err != nil {
		return err
	}
	kept, err := w.tx.Tasks(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	owed, err := w.dutyEvents(ctx)
	if err != nil {
		return err
	}
	events = slices.Concat(events, owed)
	changes := task.Plan(kept, book.Wanted(w.aboutTasks(w.Case, events, clocks)), w.today)
	if err := w.tx.InsertTasks(ctx, opened(w.Case, changes.Add)); err != nil {
		return err
	}
	for _, t := range slices.Concat(changes.Move, changes.End, changes.Open) {
		if err := w.tx.SetTask(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// aboutTasks is what the next steps of a case are planned from.
func (w *work) aboutTasks(c casefile.Case, events []deadline.Event, clocks []deadline.Deadline) task.About {
	return task.About{Nation: c.Nation, Age: c.AgeBand, Closed: c.State == casefile.Closed, Events: events, Clocks: clocks, Today: w.today}
}

// opened are steps as they are kept from now on.
func opened(c casefile.Case, steps []task.Step) []postgres.NewTask {
	list := make([]postgres.NewTask, len(steps))
	for i, s := range steps {
		list[i] = postgres.NewTask{OrganisationID: c.OrganisationID, CaseID: c.ID, Task: task.Task{
			ID: newID(), RuleID: s.Rule.ID, Source: s.Source, Heading: s.Rule.Heading, Title: s.Rule.Title, Reason: s.Rule.Reason,
			Safety: s.Rule.Safety, Owner: s.Rule.Owner, On: s.On, Due: s.Due, State: task.Open,
		}}
	}
	return list
}

// CaseTask is a next step with who has it and what was said of it.
type CaseTask struct {
	task.Task
	Entries []postgres.TaskEntry // oldest first
}

// CaseTasks are the next steps of a case, the first due first.
type CaseTasks struct {
	Head
	List  []CaseTask
	Dates []KeptDate // that say how long there is
}

// Open are the steps that are still to be done.
func (c CaseTasks) Open() []CaseTask {
	return slices.DeleteFunc(slices.Clone(c.List), func(t CaseTask) bool { return t.State != task.Open })
}

// Find is one step of the case.
func (c CaseTasks) Find(id string) (CaseTask, bool) {
	i := slices.IndexFunc(c.List, func(t CaseTask) bool { return t.ID == id })
	if i < 0 {
		return CaseTask{}, false
	}
	return c.List[i], true
}

// openTasks are the next steps of the case that are still to be done.
func (w *work) openTasks(ctx context.Context) ([]task.Task, error) {
	list, err := w.tx.Tasks(ctx, w.Case.ID)
	return slices.DeleteFunc(list, func(t task.Task) bool { return t.State != task.Open }), err
}

// endingTasks are the open next steps that end when the case is closed: all
// but those that were agreed for afterwards.
func (w *work) endingTasks(ctx context.Context) ([]task.Task, error) {
	open, err := w.openTasks(ctx)
	if err != nil {
		return nil, err
	}
	book, err := taskBook(ctx, w.tx, w.Case.OrganisationID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(open, func(t task.Task) bool {
		rule, ok := book.Rule(t.RuleID)
		return ok && rule.Outlives()
	}), nil
}

// pressing are the clocks that say how long there is for the next steps.
var pressing = []string{
	"recovery", "support", "reconsideration", "disqualification_reply", "move_on", "exit_negative_rg", "exit_negative_cg", "rna_support", "age_18",
}

// pressingDates are the dates that say how long there is, nearest first.
func (w *work) pressingDates(ctx context.Context) ([]KeptDate, error) {
	dates, err := w.openDates(ctx)
	return slices.DeleteFunc(dates, func(k KeptDate) bool {
		return !slices.Contains(pressing, k.Deadline.Rule.Clock) || k.Deadline.Day().Before(w.today)
	}), err
}

// Tasks reads the next steps of a case. The look is recorded.
func (d *Desk) Tasks(ctx context.Context, actor staff.Actor, ref casefile.Ref) (CaseTasks, error) {
	var page CaseTasks
	err := d.view(ctx, actor, access.ViewTasks, ref, func(w *work) (err error) {
		err = w.together(ctx, func(tx *postgres.DB) {
			w.headOf(ctx, tx)
			w.datesOf(ctx, tx)
			_, _ = tx.Tasks(ctx, w.Case.ID)
			_, _ = tx.TaskEntries(ctx, w.Case.ID)
		})
		if err != nil {
			return err
		}
		if page.Head, err = w.head(ctx); err != nil {
			return err
		}
		list, err := w.tx.Tasks(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		if page.Dates, err = w.pressingDates(ctx); err != nil {
			return err
		}
		entries, err := w.tx.TaskEntries(ctx, w.Case.ID)
		for _, t := range list {
			page.List = append(page.List, CaseTask{Task: t, Entries: entries[t.ID]})
		}
		return err
	})
	return page, err
}

// SettleTask says of a next step that it is done, that it is not needed, with
// the reason, or that it is to be done after all. What was done may be said;
// that nothing has to be done must be explained. Steps that outlive their case,
// like a call months later, are settled on the closed case.
//
// Errors: *fault.Invalid on task_state and task_note, fault.NotFound,
// *fault.Conflict when it stands so already or what happened since ended it.
func (d *Desk) SettleTask(ctx context.Context, actor staff.Actor, e Edit, id string, state task.State, note string) error {
	return d.change(ctx, actor, access.SettleTask, e, func(w *work) error {
		var problems fault.Problems
		if !slices.Contains([]task.State{task.Open, task.Done, task.NotNeeded}, state) {
			problems.Add("task_state", "select_one")
		}
		for _, p := range textProblems("task_note", note, maxReason) {
			if p.Code != "required" || state == task.NotNeeded || state == task.Open {
				problems = append(problems, p)
			}
		}
		if err := problems.Err(); err != nil {
			return err
		}
		list, err := w.tx.Tasks(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(t task.Task) bool { return t.ID == id })
		if i < 0 {
			return fault.NotFound
		}
		t := list[i]
		switch t.State {
		case state:
			return fault.Conflictf("This step stands at “%s” already.", state.Label())
		case task.Ended:
			return fault.Conflictf("This step is no longer needed because of what happened since.")
		}
		t.State, t.Closed = state, w.today
		if state == task.Open {
			t.Closed = calendar.Date{}
		}
		w.about(t.ID)
		w.fact("task", t.RuleID)
		w.fact("state", string(state))
		entry := postgres.TaskEntry{
			ID: newID(), OrganisationID: w.Case.OrganisationID, TaskID: t.ID, What: state, Note: note, By: actor.UserID, At: w.now,
		}
		if note != "" {
			w.because("task_entries", entry.ID)
		}
		if err := w.tx.InsertTaskEntry(ctx, entry); err != nil {
			return err
		}
		return w.tx.SetTask(ctx, t)
	})
}

// MyTask is an open next step with its case, TaskPlace where a page ended.
type (
	MyTask    = postgres.MyTask
	TaskPlace = postgres.TaskPlace
)

// MyTasks is a page of open next steps, the first due first.
type MyTasks struct {
	List []MyTask
	More bool
	Next TaskPlace
}

const taskPage = 50

// MyTasks lists the open next steps of the cases the actor holds, for
// themselves or as a cover, and those that are for the supervisors of their
// teams. It names no client.
func (d *Desk) MyTasks(ctx context.Context, actor staff.Actor, after TaskPlace) (MyTasks, error) {
	var page MyTasks
	err := d.manage(ctx, actor, access.ListTasks, func(w *work) (err error) {
		q := tasksOf(actor)
		q.After, q.Limit = after, taskPage+1
		page.List, err = w.tx.MyTasks(ctx, q)
		if len(page.List) > taskPage {
			page.List, page.More = page.List[:taskPage], true
			last := page.List[taskPage-1]
			page.Next = TaskPlace{Due: last.Due, ID: last.ID}
		}
		w.fact("shown", strconv.Itoa(len(page.List)))
		return err
	})
	return page, err
}

// manyTasks is where counting stops.
const manyTasks = 100

// TasksDue counts the actor's open next steps that are due today or were due
// before.
func (d *Desk) TasksDue(ctx context.Context, actor staff.Actor) (int, error) {
	if err := d.ask(ctx, actor, access.ListTasks); err != nil {
		return 0, err
	}
	return d.tasksDue(ctx, d.seenBy(actor), actor)
}

func (d *Desk) tasksDue(ctx context.Context, db *postgres.DB, actor staff.Actor) (int, error) {
	q := tasksOf(actor)
	q.Limit = manyTasks
	return db.CountTasksDue(ctx, q, d.Today())
}

func tasksOf(actor staff.Actor) postgres.TasksQuery {
	q := postgres.TasksQuery{OrganisationID: actor.OrganisationID, UserIDs: actor.Holds()}
	if actor.Has(staff.Supervisor) {
		q.TeamIDs = actor.TeamIDs
	}
	return q
}
