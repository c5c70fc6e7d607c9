package desk

import (
	"context"
	"errors"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/intake"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// StartImport asks for a checked file to be brought in. It is done by the
// import job, on behalf of whoever asked, and goes on after a restart.
//
// Error: *fault.Conflict while rows wait for a person.
func (d *Desk) StartImport(ctx context.Context, actor staff.Actor, id string) error {
	return d.manage(ctx, actor, access.ImportCase, func(w *work) error {
		m, err := w.tx.LockImport(ctx, actor.OrganisationID, id)
		if err != nil {
			return err
		}
		w.about(m.ID)
		if m.State == postgres.ImportQueued || m.State == postgres.ImportDone {
			return errAlreadyDone
		}
		counts, err := w.tx.CountImportRows(ctx, m.ID)
		if err != nil {
			return err
		}
		switch {
		case m.State != postgres.ImportChecked:
			return fault.Conflictf("Check the file first.")
		case counts[postgres.RowWrong] > 0:
			return fault.Conflictf("Some rows still have something to put right. Mend them, or leave them out.")
		case counts[postgres.RowMatch] > 0:
			return fault.Conflictf("Some rows may belong to a case that is there already. Say for each what is to be done.")
		}
		m.State, m.RunBy, m.Failed = postgres.ImportQueued, actor.UserID, ""
		w.fact("rows", strconv.Itoa(m.Rows))
		return w.tx.SaveImport(ctx, m)
	})
}

// RunImports brings in every file that waits, and takes back those that are to
// be, each as a whole or not at all, and says how many it did. One that could
// not be done says why and waits for a person again.
func (d *Desk) RunImports(ctx context.Context, actor staff.Actor) (done int, err error) {
	if err := d.ask(ctx, actor, access.RunImports); err != nil {
		return 0, err
	}
	list, err := d.seenBy(actor).QueuedImports(ctx)
	if err != nil {
		return 0, err
	}
	for _, m := range list {
		user, err := d.seenBy(actor).User(ctx, m.OrganisationID, m.RunBy)
		if err != nil {
			return done, err
		}
		run, back := d.runImport, postgres.ImportChecked
		if m.State == postgres.ImportUndoing {
			run, back = d.undoImport, postgres.ImportDone
		}
		err = run(ctx, user.Actor(""), m.ID)
		conflict := (*fault.Conflict)(nil)
		switch {
		case errors.As(err, &conflict):
			m.State, m.Failed = back, conflict.Message
			err = d.seenBy(actor).SaveImport(ctx, m)
		case errors.Is(err, fault.Forbidden):
			m.State, m.Failed = back, "Whoever started this may not do it any more."
			err = d.seenBy(actor).SaveImport(ctx, m)
		case err == nil:
			done++
			err = d.Files.Vault.Remove(m.ID)
		}
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

func (d *Desk) runImport(ctx context.Context, actor staff.Actor, id string) error {
	return d.manage(ctx, actor, access.ImportCase, func(w *work) error {
		m, err := w.tx.LockImport(ctx, actor.OrganisationID, id)
		if err != nil {
			return err
		}
		if m.State != postgres.ImportQueued {
			return errAlreadyDone // another copy of the program was quicker
		}
		w.about(m.ID)
		m.Made, m.Attached, m.Skipped = 0, 0, 0
		for after, seen := 0, 0; ; {
			rows, err := w.tx.ImportRows(ctx, m.ID, after, importBatch)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break
			}
			if err := w.bringIn(ctx, &m, rows); err != nil {
				return err
			}
			after, seen = rows[len(rows)-1].Number, seen+len(rows)
			// Outside the transaction, so that whoever waits sees it.
			if err := d.seenBy(actor).SetImportProgress(ctx, m.OrganisationID, m.ID, seen, w.now); err != nil {
				return err
			}
		}
		m.State, m.DoneAt = postgres.ImportDone, w.now
		w.fact("made", strconv.Itoa(m.Made))
		w.fact("attached", strconv.Itoa(m.Attached))
		w.fact("skipped", strconv.Itoa(m.Skipped))
		if err := w.tx.SaveImport(ctx, m); err != nil {
			return err
		}
		return w.tx.ForgetImportFile(ctx, m.ID)
	})
}

// bringIn makes cases of some rows, through the same rows of the database,
// rules and trail as a case that is started by hand.
func (w *work) bringIn(ctx context.Context, m *Import, rows []ImportedRow) error {
	reader := w.reader(*m)
	var cases []casefile.Case
	var clients []postgres.Client
	var notes []postgres.Note
	var became []ImportedRow
	references := map[string]string{}
	for _, row := range rows {
		if row.State == postgres.RowSkip {
			m.Skipped++
			continue
		}
		p, problems := reader.Read(row.Number, row.Cells)
		if len(problems) > 0 {
			return fault.Conflictf("Row %d cannot be brought in as it is. Check the file again.", row.Number)
		}
		if row.State == postgres.RowAttach {
			if err := w.attach(ctx, row, p); err != nil {
				return err
			}
			m.Attached++
			row.State = postgres.RowAttached
			became = append(became, row)
			continue
		}
		if row.State != postgres.RowReady && row.State != postgres.RowNew {
			return fault.Conflictf("Row %d waits for a person.", row.Number)
		}
		c := w.newCase(NewCase{TeamID: m.TeamID, Start: p.Start})
		c.OwnerID = m.OwnerID
		cases = append(cases, c)
		clients = append(clients, postgres.Client{
			CaseID: c.ID, OrganisationID: c.OrganisationID, Start: p.Start, ContactCheckedOn: w.today, DateOfBirth: p.Born, OtherNames: p.OtherNames, Phones: p.Phones,
		})
		notes = append(notes, postgres.Note{
			ID: newID(), OrganisationID: c.OrganisationID, CaseID: c.ID, AuthorID: w.actor.UserID, Kind: postgres.ImportedNote, Text: p.Note, WrittenAt: w.now,
		})
		if p.HomeOffice != "" {
			references[c.ID] = p.HomeOffice
		}
		row.State, row.CaseID, row.CaseVersion = postgres.RowMade, c.ID, c.Version
		became = append(became, row)
		m.Made++
	}
	if len(cases) > 0 {
		if err := w.freeRefs(ctx, cases); err != nil {
			return err
		}
		if err := w.insertImported(ctx, m.ID, cases, clients, notes, references); err != nil {
			return err
		}
	}
	if len(became) == 0 {
		return nil
	}
	return w.tx.RowsCame(ctx, m.ID, became)
}

// freeRefs gives another reference to each case whose own is taken: rare for
// one, not among thousands.
func (w *work) freeRefs(ctx context.Context, cases []casefile.Case) error {
	for {
		refs := make([]string, len(cases))
		for i, c := range cases {
			refs[i] = string(c.Ref)
		}
		taken, err := w.tx.TakenRefs(ctx, refs)
		if err != nil {
			return err
		}
		free := true
		for i := range cases {
			if taken[refs[i]] {
				cases[i].Ref, free = casefile.NewRef(), false
			}
			taken[refs[i]] = true // a second one in the list is taken too
		}
		if free {
			return nil
		}
	}
}

func (w *work) insertImported(ctx context.Context, importID string, cases []casefile.Case, clients []postgres.Client, notes []postgres.Note, references map[string]string) error {
	if err := w.tx.InsertCase(ctx, cases...); err != nil {
		return err
	}
	if err := w.tx.InsertPerson(ctx, clients...); err != nil {
		return err
	}
	if err := w.tx.SetHomeOfficeReferences(ctx, references); err != nil {
		return err
	}
	if err := w.tx.InsertNote(ctx, notes...); err != nil {
		return err
	}
	entries := make([]audit.Entry, len(cases))
	for i, c := range cases {
		there := w.desk.workOn(w.tx, c, w.actor, w.action)
		there.about(importID)
		there.because("notes", notes[i].ID)
		there.fact("nation", string(c.Nation))
		there.fact("age_band", string(c.AgeBand))
		there.fact("to", string(c.State))
		entries[i] = there.entry()
	}
	if err := w.tx.AppendAudit(ctx, entries...); err != nil {
		return err
	}
	book, err := w.book(ctx)
	if err != nil {
		return err
	}
	list, err := clocksOf(ctx, w.tx, cases)
	if err != nil {
		return err
	}
	tasks, err := taskBook(ctx, w.tx, w.actor.OrganisationID)
	if err != nil {
		return err
	}
	changes := clockChanges{today: w.today, now: w.now}
	var due []casefile.Case
	var steps []postgres.NewTask
	for _, c := range list {
		counted, next := changes.recount(book, c)
		if next != c.of.NextDue {
			c.of.NextDue = next
			due = append(due, c.of)
		}
		steps = append(steps, opened(c.of, tasks.Wanted(w.aboutTasks(c.of, c.events, counted)))...)
	}
	if err := changes.write(ctx, w.tx); err != nil {
		return err
	}
	if err := w.tx.InsertTasks(ctx, steps); err != nil {
		return err
	}
	return w.tx.SaveNextDue(ctx, due)
}

// attach keeps what a row says with a case that is there already.
func (w *work) attach(ctx context.Context, row ImportedRow, p intake.Person) error {
	c, err := w.tx.LockCase(ctx, w.actor.OrganisationID, casefile.Ref(row.CaseRef))
	if err != nil {
		return err
	}
	if !w.actor.Reaches(c.TeamID, c.OwnerID) || c.MergedInto != "" {
		return fault.Conflictf("The case that row %d was to be attached to can no longer take it.", row.Number)
	}
	there := w.desk.workOn(w.tx, c, w.actor, w.action)
	if err := there.addNote(ctx, postgres.ImportedNote, p.Note); err != nil {
		return err
	}
	there.fact("attached", "yes")
	if err := there.record(ctx); err != nil {
		return err
	}
	return w.tx.SaveCase(ctx, there.Case)
}

// TakeImportBack asks for what an import made to be taken back: its cases are
// closed, and who they were of is forgotten. It can be asked for within a day;
// the import job does it. A case somebody has worked on since stays.
//
// Error: *fault.Conflict when it is too late or was done already.
func (d *Desk) TakeImportBack(ctx context.Context, actor staff.Actor, id string) error {
	return d.manage(ctx, actor, access.UndoImport, func(w *work) error {
		m, err := w.tx.LockImport(ctx, actor.OrganisationID, id)
		if err != nil {
			return err
		}
		w.about(m.ID)
		switch {
		case m.State == postgres.ImportUndoing, m.State == postgres.ImportUndone:
			return errAlreadyDone
		case m.State != postgres.ImportDone:
			return fault.Conflictf("This spreadsheet has not been brought in.")
		case !w.now.Before(intake.UndoUntil(m.DoneAt)):
			return fault.Conflictf("This spreadsheet was brought in more than a day ago. Close the cases that are wrong one by one.")
		}
		if err := w.tx.SetImportProgress(ctx, m.OrganisationID, m.ID, 0, w.now); err != nil {
			return err
		}
		m.State, m.RunBy, m.Failed = postgres.ImportUndoing, actor.UserID, ""
		w.fact("made", strconv.Itoa(m.Made))
		return w.tx.SaveImport(ctx, m)
	})
}

func (d *Desk) undoImport(ctx context.Context, actor staff.Actor, id string) error {
	return d.manage(ctx, actor, access.UndoImport, func(w *work) error {
		m, err := w.tx.LockImport(ctx, actor.OrganisationID, id)
		if err != nil {
			return err
		}
		if m.State != postgres.ImportUndoing {
			return errAlreadyDone // another copy of the program was quicker
		}
		w.about(m.ID)
		m.Kept = 0
		for after, seen := 0, 0; ; {
			rows, err := w.tx.ImportRows(ctx, m.ID, after, importBatch, postgres.RowMade)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break
			}
			kept, err := w.takeBackRows(ctx, m.ID, rows)
			if err != nil {
				return err
			}
			m.Kept += kept
			after, seen = rows[len(rows)-1].Number, seen+len(rows)
			// Outside the transaction, so that whoever waits sees it.
			if err := d.seenBy(actor).SetImportProgress(ctx, m.OrganisationID, m.ID, seen, w.now); err != nil {
				return err
			}
		}
		m.State = postgres.ImportUndone
		w.fact("undone", strconv.Itoa(m.Made-m.Kept))
		w.fact("kept", strconv.Itoa(m.Kept))
		return w.tx.SaveImport(ctx, m)
	})
}

// takeBackRows closes what some rows became and says how many cases stay.
func (w *work) takeBackRows(ctx context.Context, importID string, rows []ImportedRow) (kept int, err error) {
	var gone []ImportedRow
	for _, row := range rows {
		taken, err := w.takeBack(ctx, row)
		if err != nil {
			return kept, err
		}
		if !taken {
			kept++
			continue
		}
		row.State = postgres.RowUndone
		gone = append(gone, row)
	}
	if len(gone) == 0 {
		return kept, nil
	}
	return kept, w.tx.RowsCame(ctx, importID, gone)
}

// takeBack closes one case unless somebody has worked on it.
func (w *work) takeBack(ctx context.Context, row ImportedRow) (bool, error) {
	c, err := w.tx.LockCase(ctx, w.actor.OrganisationID, casefile.Ref(row.CaseRef))
	if errors.Is(err, fault.NotFound) {
		return false, nil // hidden from whoever takes it back, so somebody has worked on it
	}
	if err != nil || c.Version != row.CaseVersion {
		return false, err
	}
	there := w.desk.workOn(w.tx, c, w.actor, w.action)
	there.about(row.ImportID)
	there.putAway()
	if err := w.tx.ForgetPerson(ctx, postgres.Client{CaseID: c.ID, OrganisationID: c.OrganisationID, DateOfBirth: calendar.Date{}}); err != nil {
		return false, err
	}
	if err := there.reclock(ctx); err != nil {
		return false, err
	}
	if err := there.record(ctx); err != nil {
		return false, err
	}
	return true, w.tx.SaveCase(ctx, there.Case)
}
