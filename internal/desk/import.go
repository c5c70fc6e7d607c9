package desk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/intake"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/sheet"
	"nrmdesk/internal/vault"
)

// Import is a spreadsheet being brought in, ImportedRow one of its rows.
type (
	Import      = postgres.Import
	ImportedRow = postgres.ImportedRow
	RowState    = postgres.RowState
)

// ImportFile is an import with what its pages need.
type ImportFile struct {
	Import
	Counts    map[RowState]int
	Progress  int // rows a run has gone through so far
	Teams     []staff.Team
	Carriers  []staff.User // who can hold the cases, by team
	Proposal  intake.Mapping
	UndoUntil time.Time
	CanUndo   bool
}

// Open says how many rows wait for a person.
func (f ImportFile) Open() int { return f.Counts[postgres.RowWrong] + f.Counts[postgres.RowMatch] }

// Imports are the latest spreadsheets of the organisation.
func (d *Desk) Imports(ctx context.Context, actor staff.Actor) (list []Import, err error) {
	err = d.manage(ctx, actor, access.PrepareImport, func(w *work) error {
		list, err = w.tx.Imports(ctx, actor.OrganisationID, 20)
		for i, m := range list {
			user, err := w.tx.User(ctx, actor.OrganisationID, m.BegunBy)
			if err != nil {
				return err
			}
			list[i].BegunByName = user.Name
		}
		w.fact("imports", strconv.Itoa(len(list)))
		return err
	})
	return list, err
}

// ReceiveImport takes a file in, encrypted, and reads its headings.
//
// Error: *fault.Invalid on the field import_file.
func (d *Desk) ReceiveImport(ctx context.Context, actor staff.Actor, name string, content io.Reader) (id string, err error) {
	if err := d.ask(ctx, actor, access.PrepareImport); err != nil {
		return "", err
	}
	arrival, err := d.Files.Vault.Receive(newID(), content, sheet.MaxFile)
	if errors.Is(err, vault.ErrTooLarge) {
		return "", importProblem("too_large", strconv.Itoa(sheet.MaxFile>>20))
	}
	if err != nil {
		return "", err
	}
	table, err := readTable(arrival.Open)
	if err == nil {
		err = arrival.Settle()
	}
	if err != nil {
		return "", errors.Join(err, arrival.Drop())
	}
	m := Import{
		ID: arrival.ID, OrganisationID: actor.OrganisationID, State: postgres.ImportUploaded, FileName: evidence.CleanName(name),
		Headings: table.Headings, Rows: len(table.Rows), BegunBy: actor.UserID, BegunAt: d.Now().UTC(),
	}
	err = d.manage(ctx, actor, access.PrepareImport, func(w *work) error {
		w.about(m.ID)
		w.fact("rows", strconv.Itoa(m.Rows))
		return w.tx.InsertImport(ctx, m, arrival.Key)
	})
	return m.ID, err
}

func importProblem(code string, args ...string) error {
	var ps fault.Problems
	ps.Add("import_file", code, args...)
	return ps.Err()
}

func readTable(open func() (io.ReadCloser, error)) (sheet.Table, error) {
	r, err := open()
	if err != nil {
		return sheet.Table{}, err
	}
	var b bytes.Buffer
	_, err = b.ReadFrom(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return sheet.Table{}, err
	}
	table, err := sheet.Read(b.Bytes())
	if wrong := (*sheet.Unreadable)(nil); errors.As(err, &wrong) {
		return table, importProblem("unreadable", wrong.Sentence)
	}
	return table, err
}

// Import reads a spreadsheet that is being or was brought in.
func (d *Desk) Import(ctx context.Context, actor staff.Actor, id string) (f ImportFile, err error) {
	err = d.manage(ctx, actor, access.PrepareImport, func(w *work) error {
		w.about(id)
		if f.Import, err = w.tx.Import(ctx, actor.OrganisationID, id); err != nil {
			return err
		}
		if f.Counts, err = w.tx.CountImportRows(ctx, f.ID); err != nil {
			return err
		}
		if f.Progress, err = w.tx.ImportProgress(ctx, f.ID); err != nil {
			return err
		}
		if f.Teams, f.Carriers, err = w.importTeams(ctx); err != nil {
			return err
		}
		remembered, err := w.tx.RememberedHeadings(ctx, actor.OrganisationID, f.Headings)
		if err != nil {
			return err
		}
		if f.Proposal = f.Mapping; f.Proposal == nil {
			f.Proposal = intake.Guess(f.Headings, remembered)
		}
		if !f.DoneAt.IsZero() {
			f.UndoUntil = intake.UndoUntil(f.DoneAt)
			f.CanUndo = f.State == postgres.ImportDone && w.now.Before(f.UndoUntil)
		}
		return nil
	})
	return f, err
}

// importTeams are the teams cases can be brought into: an admin's are all of
// the organisation, a supervisor's their own.
func (w *work) importTeams(ctx context.Context) ([]staff.Team, []staff.User, error) {
	teams, err := w.tx.Teams(ctx, w.actor.OrganisationID)
	if err != nil {
		return nil, nil, err
	}
	if !w.actor.Has(staff.Admin) {
		teams = slices.DeleteFunc(teams, func(t staff.Team) bool { return !w.actor.InTeam(t.ID) })
	}
	ids := make([]string, len(teams))
	for i, t := range teams {
		ids[i] = t.ID
	}
	users, err := carriersIn(ctx, w.tx, w.actor.OrganisationID, ids)
	return teams, users, err
}

// ImportPlan is what somebody says of a file before it is checked.
type ImportPlan struct {
	Mapping intake.Mapping
	TeamID  string
	OwnerID string
	Nation  calendar.Nation // of rows that do not say; empty when all do
}

// CheckImport is the dry run: every row is read and looked for among the cases
// there are. Nothing is made. What the columns hold is remembered.
//
// Errors: *fault.Invalid on the fields columns, import_team, import_owner and
// import_nation; *fault.Conflict once it has been run.
func (d *Desk) CheckImport(ctx context.Context, actor staff.Actor, id string, plan ImportPlan) error {
	return d.manage(ctx, actor, access.PrepareImport, func(w *work) error {
		m, err := w.openImport(ctx, id)
		if err != nil {
			return err
		}
		if err := w.checkPlan(ctx, m, plan); err != nil {
			return err
		}
		key, err := w.tx.ImportKey(ctx, m.ID)
		if err != nil {
			return err
		}
		table, err := readTable(d.opener(m.ID, key))
		if err != nil {
			return err
		}
		m.Mapping, m.TeamID, m.OwnerID, m.Nation, m.State, m.Failed = plan.Mapping, plan.TeamID, plan.OwnerID, plan.Nation, postgres.ImportChecked, ""
		rows := make([]ImportedRow, len(table.Rows))
		for i, r := range table.Rows {
			rows[i] = ImportedRow{ImportID: m.ID, OrganisationID: m.OrganisationID, Number: r.Number, Cells: r.Cells}
		}
		if err := w.checkRows(ctx, m, rows); err != nil {
			return err
		}
		if err := w.tx.ReplaceImportRows(ctx, m.ID, rows); err != nil {
			return err
		}
		if err := w.tx.RememberHeadings(ctx, m.OrganisationID, m.Headings, m.Mapping); err != nil {
			return err
		}
		w.fact("rows", strconv.Itoa(len(rows)))
		return w.tx.SaveImport(ctx, m)
	})
}

// openImport is an import that has not been run yet, held.
func (w *work) openImport(ctx context.Context, id string) (Import, error) {
	m, err := w.tx.LockImport(ctx, w.actor.OrganisationID, id)
	if err != nil {
		return m, err
	}
	w.about(m.ID)
	switch m.State {
	case postgres.ImportUploaded, postgres.ImportChecked:
		return m, nil
	case postgres.ImportQueued:
		return m, fault.Conflictf("This spreadsheet is being brought in. Wait until it is done.")
	case postgres.ImportUndoing:
		return m, fault.Conflictf("This spreadsheet is being taken back. Wait until it is done.")
	default:
		return m, fault.Conflictf("This spreadsheet is done with. Choose the file again to bring it in again.")
	}
}

func (w *work) checkPlan(ctx context.Context, m Import, plan ImportPlan) error {
	var problems fault.Problems
	if len(plan.Mapping) != len(m.Headings) {
		problems.Add("columns", "required")
	} else if wrong := plan.Mapping.Check(m.Headings); len(wrong) > 0 {
		problems.Add("columns", "wrong", strings.Join(wrong, " "))
	}
	teams, users, err := w.importTeams(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(teams, func(t staff.Team) bool { return t.ID == plan.TeamID }) {
		problems.Add("import_team", "select_one")
	} else if !slices.ContainsFunc(users, func(u staff.User) bool { return u.ID == plan.OwnerID && slices.Contains(u.TeamIDs, plan.TeamID) }) {
		problems.Add("import_owner", "not_in_team")
	}
	if plan.Nation != "" && !plan.Nation.Valid() {
		problems.Add("import_nation", "select_one")
	}
	return problems.Err()
}

func (w *work) reader(m Import) intake.Reader {
	return intake.Reader{
		Headings: m.Headings, Mapping: m.Mapping, Defaults: intake.Defaults{Nation: m.Nation}, Nationalities: nationality, Today: w.today,
	}
}

// nationality finds how the official list writes a nationality.
func nationality(text string) (string, bool) {
	form := referral.Published()
	list := form.List(form.Field("nationality"))
	for _, found := range list.Find(text, 20) {
		if strings.EqualFold(found, text) {
			return found, true
		}
	}
	return "", false
}

// importBatch is how many rows go through the database at once.
const importBatch = 250

// checkRows says of each row what is wrong with it, and whether it may be the
// second of its person: among the cases there are, or in the file itself.
func (w *work) checkRows(ctx context.Context, m Import, rows []ImportedRow) error {
	reader := w.reader(m)
	people := make([]Traits, len(rows))
	for i := range rows {
		r := &rows[i]
		p, problems := reader.Read(r.Number, r.Cells)
		r.State, r.Problems, r.Matches, r.Twin = postgres.RowReady, problems, nil, 0
		if len(problems) > 0 {
			r.State = postgres.RowWrong
			continue
		}
		people[i] = traitsOf(p)
	}
	for i, twin := range w.tx.Twins(m.OrganisationID, people) {
		if twin >= 0 && rows[i].State == postgres.RowReady {
			rows[i].State, rows[i].Twin = postgres.RowMatch, rows[twin].Number
		}
	}
	for start := 0; start < len(rows); start += importBatch {
		end := min(start+importBatch, len(rows))
		found, err := w.tx.MatchesOf(ctx, m.OrganisationID, people[start:end], "")
		if err != nil {
			return err
		}
		for i, matches := range found {
			r := &rows[start+i]
			if len(matches) == 0 || r.State == postgres.RowWrong {
				continue
			}
			r.State = postgres.RowMatch
			for _, match := range matches[:min(len(matches), matchesShown)] {
				r.Matches = append(r.Matches, string(match.Case.Ref))
			}
		}
	}
	return nil
}

func traitsOf(p intake.Person) Traits {
	return Traits{Names: append([]string{p.Start.NameToUse}, p.OtherNames...), Born: p.Born, Contacts: p.Phones, HomeOffice: p.HomeOffice}
}

// ImportReport is a page of the dry run.
type ImportReport struct {
	ImportFile
	List []ImportedRow
	More bool
}

const importPage = 100

// ImportRows reads a page of rows after a number, of some states or all.
func (d *Desk) ImportRows(ctx context.Context, actor staff.Actor, id string, after int, states ...RowState) (r ImportReport, err error) {
	if r.ImportFile, err = d.Import(ctx, actor, id); err != nil {
		return r, err
	}
	r.List, err = d.seenBy(actor).ImportRows(ctx, r.ID, after, importPage+1, states...)
	if len(r.List) > importPage {
		r.List, r.More = r.List[:importPage], true
	}
	return r, err
}

// RowToDecide is one row with the cases it may belong to, as far as the actor
// may see them.
type RowToDecide struct {
	ImportFile
	Row ImportedRow
	Matches
}

// ImportRow reads one row.
func (d *Desk) ImportRow(ctx context.Context, actor staff.Actor, id string, number int) (r RowToDecide, err error) {
	if r.ImportFile, err = d.Import(ctx, actor, id); err != nil {
		return r, err
	}
	err = d.manage(ctx, actor, access.PrepareImport, func(w *work) error {
		w.about(r.ID)
		w.fact("row", strconv.Itoa(number))
		rows, err := w.tx.ImportRows(ctx, r.ID, number-1, 1)
		if err != nil {
			return err
		}
		if len(rows) == 0 || rows[0].Number != number {
			return fault.NotFound
		}
		r.Row = rows[0]
		p, problems := w.reader(r.Import).Read(number, r.Row.Cells)
		if len(problems) > 0 || len(r.Row.Cells) == 0 {
			return nil
		}
		found, err := w.tx.Matches(ctx, actor.OrganisationID, traitsOf(p), "")
		r.Matches = within(actor, found)
		return err
	})
	return r, err
}

// RowChoice is what is to be done with a row. To is the case a row is attached
// to. Cells replace what the file says when they are given.
type RowChoice struct {
	State RowState // postgres.RowNew, RowSkip, RowAttach, or empty to check it again
	To    casefile.Ref
	Cells []string
}

// The choices, for pages.
const (
	RowNew    = postgres.RowNew
	RowSkip   = postgres.RowSkip
	RowAttach = postgres.RowAttach
)

// DecideImportRow mends a row or says what is to be done with it.
//
// Errors: *fault.Invalid on the field row_choice, *fault.Conflict.
func (d *Desk) DecideImportRow(ctx context.Context, actor staff.Actor, id string, number int, choice RowChoice) error {
	return d.manage(ctx, actor, access.PrepareImport, func(w *work) error {
		m, err := w.openImport(ctx, id)
		if err != nil {
			return err
		}
		w.fact("row", strconv.Itoa(number))
		w.fact("choice", string(choice.State))
		rows, err := w.tx.ImportRows(ctx, m.ID, number-1, 1)
		if err != nil {
			return err
		}
		if len(rows) == 0 || rows[0].Number != number {
			return fault.NotFound
		}
		row := rows[:1]
		if choice.Cells != nil {
			row[0].Cells = choice.Cells
		}
		if err := w.checkRows(ctx, m, row); err != nil {
			return err
		}
		row[0].CaseID = ""
		var problems fault.Problems
		switch {
		case choice.State == postgres.RowSkip:
			row[0].State = postgres.RowSkip
		case row[0].State == postgres.RowWrong: // nothing else can be done with it before it is mended
		case choice.State == postgres.RowNew:
			row[0].State = postgres.RowNew
		case choice.State == postgres.RowAttach:
			to, err := w.tx.Case(ctx, actor.OrganisationID, choice.To)
			if errors.Is(err, fault.NotFound) || err == nil && (!actor.Reaches(to.TeamID, to.OwnerID) || to.MergedInto != "") {
				problems.Add("row_choice", "select_one")
				return problems.Err()
			}
			if err != nil {
				return err
			}
			row[0].State, row[0].CaseID = postgres.RowAttach, to.ID
		case choice.State != "":
			problems.Add("row_choice", "select_one")
			return problems.Err()
		}
		return w.tx.SaveImportRow(ctx, row[0])
	})
}

// DecideMatches does the same with every row that may be somebody's second:
// leave it out, or make a new case of it.
func (d *Desk) DecideMatches(ctx context.Context, actor staff.Actor, id string, to RowState) error {
	return d.manage(ctx, actor, access.PrepareImport, func(w *work) error {
		m, err := w.openImport(ctx, id)
		if err != nil {
			return err
		}
		if to != postgres.RowSkip && to != postgres.RowNew {
			var problems fault.Problems
			problems.Add("row_choice", "select_one")
			return problems.Err()
		}
		n, err := w.tx.MoveImportRows(ctx, m.ID, postgres.RowMatch, to)
		w.fact("rows", strconv.Itoa(n))
		w.fact("choice", string(to))
		return err
	})
}

// DropImport forgets a file that was not brought in.
func (d *Desk) DropImport(ctx context.Context, actor staff.Actor, id string) error {
	err := d.manage(ctx, actor, access.PrepareImport, func(w *work) error {
		m, err := w.openImport(ctx, id)
		if err != nil {
			return err
		}
		m.State = postgres.ImportDropped
		w.fact("to", string(m.State))
		if err := w.tx.SaveImport(ctx, m); err != nil {
			return err
		}
		return w.tx.ForgetImportFile(ctx, m.ID)
	})
	if err != nil {
		return err
	}
	return d.Files.Vault.Remove(id)
}

// importLife is how long a file that nobody goes on with is held.
const importLife = 7 * 24 * time.Hour

// dropStaleImports takes away files that nobody went on with.
func (d *Desk) dropStaleImports(ctx context.Context, now time.Time) (int, error) {
	list, err := d.db.StaleImports(ctx, now.Add(-importLife))
	for _, m := range list {
		m.State = postgres.ImportDropped
		err = d.db.Tx(ctx, func(tx *postgres.DB) error {
			if err := tx.SaveImport(ctx, m); err != nil {
				return err
			}
			return tx.ForgetImportFile(ctx, m.ID)
		})
		if err == nil {
			err = d.Files.Vault.Remove(m.ID)
		}
		if err != nil {
			return 0, err
		}
	}
	return len(list), err
}
