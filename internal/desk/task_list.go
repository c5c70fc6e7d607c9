package desk

import (
	"context"
	"fmt"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/postgres"
)

// taskBook is the list of next steps an organisation works by: its own, or the
// one that comes with the program.
func taskBook(ctx context.Context, tx *postgres.DB, organisationID string) (*task.Book, error) {
	own, ok, err := tx.TaskListInForce(ctx, organisationID)
	if err != nil || !ok {
		return task.Shipped(), err
	}
	book, wrong := task.Parse(own.Content)
	if len(wrong) > 0 {
		return nil, fmt.Errorf("the list of next steps in use: %s", wrong[0])
	}
	return book, nil
}

// TaskListFile is the list of next steps in use, and who took it into use when
// and why; LoadedAt is zero for the one that comes with the program.
type TaskListFile struct {
	Book *task.Book
	postgres.TaskList
}

// TaskList reads the list of next steps in use.
func (d *Desk) TaskList(ctx context.Context, actor staff.Actor) (TaskListFile, error) {
	var f TaskListFile
	err := d.manage(ctx, actor, access.ViewTaskList, func(w *work) (err error) {
		if f.TaskList, _, err = w.tx.TaskListInForce(ctx, actor.OrganisationID); err != nil {
			return err
		}
		f.Book, err = taskBook(ctx, w.tx, actor.OrganisationID)
		return err
	})
	return f, err
}

// TaskListChange is what a new list changes.
type TaskListChange struct {
	Added, Changed, Removed []string // ids of rules
}

// ChangeTaskList takes a list of next steps into use. Steps that are open stay
// as they were opened; the new list holds when something next happens in a
// case.
//
// Errors: *fault.Invalid on task_list with what is wrong in it, line by line,
// and on reason; *fault.Conflict when nothing would change.
func (d *Desk) ChangeTaskList(ctx context.Context, actor staff.Actor, text, reason string) (TaskListChange, error) {
	var change TaskListChange
	err := d.manage(ctx, actor, access.ChangeTaskList, func(w *work) error {
		book, wrong := task.Parse(text)
		var problems fault.Problems
		for i, p := range wrong {
			if i == maxListProblems {
				break
			}
			problems.Add("task_list", "wrong", p.String())
		}
		problems = append(problems, textProblems("list_reason", reason, maxReason)...)
		if err := problems.Err(); err != nil {
			return err
		}
		before, err := taskBook(ctx, w.tx, actor.OrganisationID)
		if err != nil {
			return err
		}
		change.Added, change.Changed, change.Removed = before.Differences(book)
		if len(change.Added)+len(change.Changed)+len(change.Removed) == 0 {
			return fault.Conflictf("This list is the one in use. Nothing would change.")
		}
		id := newID()
		w.about(id)
		w.fact("rules", strconv.Itoa(len(book.Rules())))
		w.fact("added", strconv.Itoa(len(change.Added)))
		w.fact("changed", strconv.Itoa(len(change.Changed)))
		w.fact("removed", strconv.Itoa(len(change.Removed)))
		return w.tx.InsertTaskList(ctx, id, actor.OrganisationID, actor.UserID, postgres.TaskList{Content: book.Text(), Reason: reason, LoadedAt: w.now})
	})
	return change, err
}

// maxListProblems is how many problems of a list are told at once.
const maxListProblems = 20
