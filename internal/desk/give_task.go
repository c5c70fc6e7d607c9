package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/postgres"
)

// GivingTask is a next step that a colleague is about to be given.
type GivingTask struct {
	Head
	Task     task.Task
	Carriers []staff.User // of the team, who may see the case
}

// GivingTask reads an open next step and who can be given it. Errors:
// fault.NotFound, *fault.Conflict when the step is not open.
func (d *Desk) GivingTask(ctx context.Context, actor staff.Actor, ref casefile.Ref, id string) (GivingTask, error) {
	var page GivingTask
	err := d.view(ctx, actor, access.GiveTask, ref, func(w *work) (err error) {
		if page.Head, err = w.head(ctx); err != nil {
			return err
		}
		if page.Task, err = w.openTask(ctx, id); err != nil {
			return err
		}
		page.Carriers, err = w.carriers(ctx)
		return err
	})
	return page, err
}

// openTask is a step of the case that is still to be done.
func (w *work) openTask(ctx context.Context, id string) (task.Task, error) {
	list, err := w.tx.Tasks(ctx, w.Case.ID)
	if err != nil {
		return task.Task{}, err
	}
	i := slices.IndexFunc(list, func(t task.Task) bool { return t.ID == id })
	switch {
	case i < 0:
		return task.Task{}, fault.NotFound
	case list[i].State != task.Open:
		return task.Task{}, fault.Conflictf("This step is settled: nobody has to do it.")
	}
	return list[i], nil
}

// GiveTask gives one next step to a colleague of the team, who need not hold the
// case, or, to nobody, back to whoever it is for. The case stays with its
// holder, who keeps the step in sight. The colleague is told by e-mail, unless
// they are on leave or took it themselves.
//
// Errors: *fault.Invalid on step_to and step_note, fault.NotFound,
// *fault.Conflict when the step is not open.
func (d *Desk) GiveTask(ctx context.Context, actor staff.Actor, e Edit, id, to, note string) error {
	return d.change(ctx, actor, access.GiveTask, e, func(w *work) error {
		t, err := w.openTask(ctx, id)
		if err != nil {
			return err
		}
		members, err := w.carriers(ctx)
		if err != nil {
			return err
		}
		var problems fault.Problems
		switch {
		case to != "" && !slices.ContainsFunc(members, func(u staff.User) bool { return u.ID == to }):
			problems.Add("step_to", "select_one")
		case to == t.GivenTo:
			problems.Add("step_to", "same")
		}
		for _, p := range textProblems("step_note", note, maxReason) {
			if p.Code != "required" {
				problems = append(problems, p)
			}
		}
		if err := problems.Err(); err != nil {
			return err
		}
		return w.giveTask(ctx, t, to, note)
	})
}

func (w *work) giveTask(ctx context.Context, t task.Task, to, note string) error {
	w.about(t.ID)
	w.fact("task", t.RuleID)
	if to != "" {
		w.fact("given_to", to)
	}
	entry := postgres.TaskEntry{
		ID: newID(), OrganisationID: w.Case.OrganisationID, TaskID: t.ID, What: task.Given, GivenTo: to, Note: note, By: w.actor.UserID, At: w.now,
	}
	if note != "" {
		w.because("task_entries", entry.ID)
	}
	if err := w.tx.InsertTaskEntry(ctx, entry); err != nil {
		return err
	}
	t.GivenTo = to
	if err := w.tx.SetTask(ctx, t); err != nil {
		return err
	}
	if to == "" || to == w.actor.UserID {
		return nil
	}
	covers, err := w.tx.CoversOn(ctx, w.today)
	if _, away := covers[to]; err != nil || away {
		return err
	}
	return w.tx.TellGiven(ctx, postgres.StepGiven, newID(), w.Case.OrganisationID, to, "step-"+entry.ID, w.now)
}

// takeTasksBack ends what people were given of a case they are kept out of: it
// goes back to whoever it is for.
func (w *work) takeTasksBack(ctx context.Context, caseID string, userIDs ...string) error {
	list, err := w.tx.Tasks(ctx, caseID)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.State != task.Open || !slices.Contains(userIDs, t.GivenTo) {
			continue
		}
		entry := postgres.TaskEntry{ID: newID(), OrganisationID: w.Case.OrganisationID, TaskID: t.ID, What: task.Given, By: w.actor.UserID, At: w.now}
		if err := w.tx.InsertTaskEntry(ctx, entry); err != nil {
			return err
		}
		t.GivenTo = ""
		if err := w.tx.SetTask(ctx, t); err != nil {
			return err
		}
	}
	return nil
}
