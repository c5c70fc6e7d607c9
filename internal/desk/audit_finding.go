package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Findings is a page of findings, newest first. Next is the number before
// which the following page begins; zero at the end.
type Findings struct {
	List  []postgres.AuditFinding
	Today calendar.Date
	Next  int
}

const findingsPage = 50

// findingTeams bounds what the actor may see: an auditor all, a supervisor
// what is about their own teams.
func findingTeams(actor staff.Actor) []string {
	if actor.Has(staff.Auditor) {
		return nil
	}
	return append([]string{}, actor.TeamIDs...)
}

// Findings lists findings in a state, or in all, before a number; zero is the
// start.
func (d *Desk) Findings(ctx context.Context, actor staff.Actor, state auditing.FindingState, before int) (Findings, error) {
	page := Findings{Today: d.Today()}
	err := d.manage(ctx, actor, access.ViewFindings, func(w *work) (err error) {
		page.List, err = w.tx.AuditFindings(ctx, postgres.FindingQuery{
			OrganisationID: actor.OrganisationID, TeamIDs: findingTeams(actor), State: state, Before: before, Limit: findingsPage + 1,
		})
		if len(page.List) > findingsPage {
			page.List = page.List[:findingsPage]
			page.Next = page.List[findingsPage-1].Number
		}
		w.fact("shown", strconv.Itoa(len(page.List)))
		return err
	})
	return page, err
}

// manyFindings is where counting stops.
const manyFindings = 100

// FindingsToDo counts the findings that wait for the actor: for a reply from a
// supervisor, for a re-check from an auditor.
func (d *Desk) FindingsToDo(ctx context.Context, actor staff.Actor) (int, error) {
	if err := d.ask(ctx, actor, access.ViewFindings); err != nil {
		return 0, err
	}
	return d.findingsToDo(ctx, d.seenBy(actor), actor)
}

func (d *Desk) findingsToDo(ctx context.Context, db *postgres.DB, actor staff.Actor) (int, error) {
	q := postgres.FindingQuery{OrganisationID: actor.OrganisationID, TeamIDs: findingTeams(actor), State: auditing.FindingOpen, Limit: manyFindings}
	if actor.Has(staff.Auditor) {
		q.State = auditing.FindingReplied
	}
	return db.CountFindings(ctx, q)
}

// FindingFile is one finding with everything done to it.
type FindingFile struct {
	postgres.AuditFinding
	Steps []postgres.AuditFindingStep
	Names map[string]string
	Today calendar.Date
}

// Finding reads one finding. Error: fault.NotFound, also for a supervisor of
// another team.
func (d *Desk) Finding(ctx context.Context, actor staff.Actor, number int) (FindingFile, error) {
	file := FindingFile{Today: d.Today()}
	err := d.manage(ctx, actor, access.ViewFindings, func(w *work) (err error) {
		if file.AuditFinding, err = w.tx.AuditFinding(ctx, actor.OrganisationID, number); err != nil {
			return err
		}
		if !actor.Has(staff.Auditor) && !actor.InTeam(file.TeamID) {
			return fault.NotFound
		}
		w.chain = file.CaseID
		w.about(file.ID)
		if file.Steps, err = w.tx.AuditFindingSteps(ctx, file.ID); err != nil {
			return err
		}
		file.Names, err = w.names(ctx)
		return err
	})
	return file, err
}

// RaiseFinding records what is wanting in a consent record, for the
// supervisors of the team that holds the case now. It gives back the number.
//
// Errors: *fault.Invalid on the fields of auditing.CheckFinding, fault.NotFound.
func (d *Desk) RaiseFinding(ctx context.Context, actor staff.Actor, reference string, in auditing.Finding, token string) (number int, err error) {
	err = d.manage(ctx, actor, access.RaiseFinding, func(w *work) error {
		if err := auditing.CheckFinding(in, w.today).Err(); err != nil {
			return err
		}
		entry, err := w.tx.RegisteredConsent(ctx, actor.OrganisationID, reference)
		if err != nil {
			return err
		}
		f := postgres.AuditFinding{
			ID: newID(), OrganisationID: actor.OrganisationID, Finding: in, RecordID: entry.Record.ID, TeamID: entry.TeamID, RaisedBy: actor.UserID, RaisedAt: w.now,
		}
		if err := w.useToken(ctx, token, f.ID); err != nil {
			return err
		}
		if number, err = w.tx.InsertAuditFinding(ctx, f); err != nil {
			return err
		}
		w.chain = entry.CaseID
		w.about(f.ID)
		w.fact("number", strconv.Itoa(number))
		w.fact("check", in.CheckID)
		w.fact("severity", string(in.Severity))
		w.fact("due", in.DueOn.String())
		return nil
	})
	return number, err
}

// FindingStep is what somebody does to a finding. DueOn is for a return: by
// when the next reply is due.
type FindingStep struct {
	Number  int
	Version int64
	Text    string
	DueOn   calendar.Date
	Token   string
}

// ReplyFinding is a supervisor's answer. Errors: *fault.Invalid on the field
// reply, *fault.Conflict, fault.NotFound for a finding of another team.
func (d *Desk) ReplyFinding(ctx context.Context, actor staff.Actor, in FindingStep) error {
	return d.stepFinding(ctx, actor, access.ReplyFinding, auditing.Reply, in, auditing.CheckReply("reply", in.Text))
}

// RecheckFinding is the auditor's second look: content, or back to the
// supervisor with a new day. Errors: *fault.Invalid on note and due_on,
// *fault.Conflict, fault.NotFound.
func (d *Desk) RecheckFinding(ctx context.Context, actor staff.Actor, in FindingStep, content bool) error {
	problems := auditing.CheckReply("note", in.Text)
	step := auditing.Close
	if !content {
		step = auditing.Return
		problems = append(problems, auditing.CheckDue(in.DueOn, d.Today())...)
	}
	return d.stepFinding(ctx, actor, access.CheckFinding, step, in, problems)
}

func (d *Desk) stepFinding(ctx context.Context, actor staff.Actor, action access.Action, step auditing.Step, in FindingStep, problems fault.Problems) error {
	return d.manage(ctx, actor, action, func(w *work) error {
		if err := problems.Err(); err != nil {
			return err
		}
		f, err := w.tx.LockAuditFinding(ctx, actor.OrganisationID, in.Number)
		if err != nil {
			return err
		}
		if step == auditing.Reply && !actor.InTeam(f.TeamID) {
			return fault.NotFound
		}
		if err := w.useToken(ctx, in.Token, f.ID); err != nil {
			return err
		}
		if f.Version != in.Version {
			return fault.Conflictf("Somebody else answered this finding while you were writing.")
		}
		to, err := f.State.After(step)
		if err != nil {
			return err
		}
		w.chain = f.CaseID
		w.about(f.ID)
		w.fact("number", strconv.Itoa(f.Number))
		w.fact("step", string(step))
		taken := postgres.AuditFindingStep{
			ID: newID(), OrganisationID: actor.OrganisationID, FindingID: f.ID, Step: step, Text: in.Text, TakenBy: actor.UserID, TakenAt: w.now,
		}
		if step == auditing.Return {
			taken.DueOn = in.DueOn
			w.fact("due", in.DueOn.String())
		}
		return w.tx.StepAuditFinding(ctx, taken, to)
	})
}
