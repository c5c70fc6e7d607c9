package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// SavePage is one page of the referral as filled in. Seen is the mark of the
// page's answers when it was opened (ReferralFile.Seen). Answers to questions
// of other pages are ignored.
type SavePage struct {
	Ref     casefile.Ref
	Task    string
	Page    string
	Seen    string
	Answers referral.Answers
}

// PageConflict means that somebody saved other answers to the page meanwhile.
// Theirs are what stands now, Seen its mark; what the actor typed is still
// theirs to keep.
type PageConflict struct {
	By     string
	At     time.Time
	Theirs referral.Answers
	Seen   string
}

func (c *PageConflict) Error() string { return "conflict: the page was saved by somebody else" }

// Unwrap makes it a fault.Conflict for rooms that do not know better.
func (c *PageConflict) Unwrap() error {
	return fault.Conflictf("%s saved other answers to this page while you were working on it.", c.By)
}

// SaveReferralPage keeps the answers of one page. A half-filled page is always
// kept; only what cannot be right is refused. Several people may write at
// once: pages do not get in each other's way, and the case's version stands.
//
// Errors: *fault.Invalid with field names of the form, *PageConflict, and
// *fault.Conflict when the referral is not being written.
func (d *Desk) SaveReferralPage(ctx context.Context, actor staff.Actor, in SavePage) error {
	return d.writeReferral(ctx, actor, in.Ref, func(w *work, r *ReferralFile) error {
		task, page, err := find(r.Draft.Form, in.Task, in.Page)
		if err != nil {
			return err
		}
		section := r.section(task)
		answers := maps.Clone(section.Answers)
		var changed []*referral.Field
		for _, field := range r.Draft.Asked(page) {
			values := slices.DeleteFunc(slices.Clone(in.Answers[field.Name]), func(v string) bool { return strings.TrimSpace(v) == "" })
			if !slices.Equal(answers[field.Name], values) {
				changed = append(changed, field)
			}
			delete(answers, field.Name)
			if len(values) > 0 {
				answers[field.Name] = values
			}
		}
		if len(changed) == 0 {
			return nil // nothing new, or a second press
		}
		if now := seen(r.Draft, page); in.Seen != now {
			return &PageConflict{By: section.UpdatedByName, At: section.UpdatedAt, Theirs: section.Answers, Seen: now}
		}
		w.changed("answers", fmt.Sprintf("%q", section.Answers), fmt.Sprintf("%q", answers))
		before := section
		section.Answers, section.Page = answers, page.ID
		after := referral.NewDraft(r.Draft.Form, r.Draft.Facts, answersOf(r.with(section)), w.today)
		if err := after.CheckPage(page).Err(); err != nil {
			return err
		}
		w.fact("task", task.ID)
		w.fact("page", page.ID)
		if err := w.keepEarlier(ctx, before, changed); err != nil {
			return err
		}
		if err := w.saveSection(ctx, section); err != nil {
			return err
		}
		return w.learnFrom(ctx, after, page)
	})
}

// CompleteSection records whether a section's writer says that it is done.
// Something demanded that is missing is an *fault.Invalid.
func (d *Desk) CompleteSection(ctx context.Context, actor staff.Actor, ref casefile.Ref, taskID string, done bool) error {
	return d.writeReferral(ctx, actor, ref, func(w *work, r *ReferralFile) error {
		task := r.Draft.Form.Task(taskID)
		if task == nil {
			return fault.NotFound
		}
		if done {
			if err := r.Draft.CheckTask(task).Err(); err != nil {
				return err
			}
		}
		section := r.section(task)
		if section.Completed == done {
			return nil
		}
		section.Completed = done
		w.fact("task", task.ID)
		w.fact("completed", map[bool]string{true: "yes", false: "no"}[done])
		return w.saveSection(ctx, section)
	})
}

// writeReferral is the write path of the referral's text: like change, but
// without a version, because people who write in different sections do not
// disagree. The case stays locked meanwhile, so it cannot be sent half-saved.
func (d *Desk) writeReferral(ctx context.Context, actor staff.Actor, ref casefile.Ref, body func(*work, *ReferralFile) error) error {
	if err := d.ask(ctx, actor, access.WriteReferral); err != nil {
		return err
	}
	return d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		c, err := tx.LockCase(ctx, actor.OrganisationID, ref)
		if err != nil {
			return err
		}
		if !actor.Reaches(c.TeamID, c.OwnerID) {
			return fault.NotFound
		}
		w := d.workOn(tx, c, actor, access.WriteReferral)
		r, err := w.openReferral(ctx)
		if err != nil {
			return err
		}
		if !r.Editable() {
			return fault.Conflictf("This referral cannot be changed: the case is at “%s”.", c.State.Label())
		}
		if err := body(w, r); err != nil {
			return err
		}
		if w.Case != c {
			if err := tx.SaveCase(ctx, w.Case); err != nil {
				return err
			}
		}
		return w.record(ctx)
	})
}

func (w *work) openReferral(ctx context.Context) (*ReferralFile, error) {
	forms, err := w.forms(ctx)
	if err != nil {
		return nil, err
	}
	row, err := w.tx.EnsureReferral(ctx, postgres.Referral{
		ID: newID(), OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID,
		FormVersion: forms.newest(), CreatedAt: w.now,
	})
	if err != nil {
		return nil, err
	}
	w.about(row.ID)
	file, err := w.referralFile(ctx)
	return &file, err
}

// section is what was written in a task so far.
func (f *ReferralFile) section(task *referral.Task) postgres.ReferralTask {
	for _, t := range f.tasks {
		if t.Task == task.ID {
			return t
		}
	}
	return postgres.ReferralTask{ReferralID: f.Referral.ID, OrganisationID: f.Referral.OrganisationID, Task: task.ID, Answers: referral.Answers{}}
}

// with is every section, this one as it is to be.
func (f *ReferralFile) with(section postgres.ReferralTask) []postgres.ReferralTask {
	all := []postgres.ReferralTask{section}
	for _, t := range f.tasks {
		if t.Task != section.Task {
			all = append(all, t)
		}
	}
	return all
}

func (w *work) saveSection(ctx context.Context, section postgres.ReferralTask) error {
	section.UpdatedBy, section.UpdatedAt = w.actor.UserID, w.now
	return w.tx.SaveReferralTask(ctx, section)
}

// learnFrom carries over what a page says of the person: their names, so that
// the case is found by them, and the date of birth, on which clocks hang.
func (w *work) learnFrom(ctx context.Context, d *referral.Draft, page *referral.Page) error {
	for _, field := range page.Fields {
		switch field.Name {
		case "first_name":
			if err := w.learnNames(ctx, d); err != nil {
				return err
			}
		case "date_of_birth":
			if err := w.learnBirth(ctx, d.Text(field.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *work) learnNames(ctx context.Context, d *referral.Draft) error {
	client, err := w.tx.Person(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	full := strings.TrimSpace(d.Text("first_name") + " " + d.Text("last_name"))
	return w.tx.SetNames(ctx, w.Case.ID, client.Start.NameToUse, full, d.Text("alias"))
}

func (w *work) learnBirth(ctx context.Context, iso string) error {
	client, err := w.tx.Person(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	var born calendar.Date
	if iso != "" {
		if born, err = calendar.ParseDate(iso); err != nil {
			return err
		}
	}
	if born == client.DateOfBirth {
		return nil
	}
	w.changed("date_of_birth", client.DateOfBirth.String(), born.String())
	if err := w.tx.SetDateOfBirth(ctx, w.Case.ID, born); err != nil {
		return err
	}
	return w.reclock(ctx)
}

func find(form *referral.Form, taskID, pageID string) (*referral.Task, *referral.Page, error) {
	task := form.Task(taskID)
	if task == nil {
		return nil, nil, fault.NotFound
	}
	page := task.Page(pageID)
	if page == nil {
		return nil, nil, fault.NotFound
	}
	return task, page, nil
}
