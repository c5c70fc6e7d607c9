package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/postgres"
)

// Needs is what a client needs, what has become of it, and what they wish of
// those who help.
type Needs struct {
	Head
	About    need.About
	Sheet    need.Sheet
	Checks   []need.Check                   // newest first
	Handoffs map[need.Code][]handoff.Record // made for a need, newest first
	Wishes   []need.Wishes                  // newest first; the first counts
	Names    map[string]string              // of staff, by id
	Owners   []staff.User                   // who of the team can see to something
}

// Wish is what the client wishes now; zero when nobody asked.
func (n Needs) Wish() need.Wishes {
	if len(n.Wishes) == 0 {
		return need.Wishes{}
	}
	return n.Wishes[0]
}

// LastCheck is the last needs check that was finished; false when none was.
func (n Needs) LastCheck() (need.Check, bool) {
	i := slices.IndexFunc(n.Checks, func(c need.Check) bool { return c.Finished })
	if i < 0 {
		return need.Check{}, false
	}
	return n.Checks[i], true
}

// Begun is the needs check that was broken off and not gone on with; false when
// none was.
func (n Needs) Begun() (need.Check, bool) {
	if len(n.Checks) == 0 || n.Checks[0].Finished {
		return need.Check{}, false
	}
	return n.Checks[0], true
}

// AskedAlready says whether a need was asked about in the check that is to be
// gone on with.
func (n Needs) AskedAlready(s need.Standing) bool {
	_, begun := n.Begun()
	last, _ := n.LastCheck()
	return begun && s.Number > last.Through
}

// Needs reads the needs of a case. The look is recorded.
//
// Errors: fault.NotFound, fault.Forbidden.
func (d *Desk) Needs(ctx context.Context, actor staff.Actor, ref casefile.Ref) (Needs, error) {
	var n Needs
	err := d.view(ctx, actor, access.ViewNeeds, ref, func(w *work) (err error) {
		n, err = w.needs(ctx)
		return err
	})
	return n, err
}

func (w *work) needs(ctx context.Context) (Needs, error) {
	head, err := w.head(ctx)
	if err != nil {
		return Needs{}, err
	}
	n := Needs{Head: head, About: w.needsAbout(), Handoffs: map[need.Code][]handoff.Record{}}
	entries, inHand, err := w.tx.NeedEntries(ctx, w.Case.ID)
	if err != nil {
		return n, err
	}
	n.Sheet = need.NewSheet(n.About, entries, inHand)
	if n.Checks, err = w.tx.NeedChecks(ctx, w.Case.ID); err != nil {
		return n, err
	}
	madeFor, err := w.tx.HandoffNeeds(ctx, w.Case.ID)
	if err != nil {
		return n, err
	}
	sent, err := w.tx.CaseHandoffs(ctx, w.Case.ID)
	if err != nil {
		return n, err
	}
	for _, h := range sent {
		for _, code := range madeFor[h.ID] {
			n.Handoffs[code] = append(n.Handoffs[code], h)
		}
	}
	if n.Wishes, err = w.tx.Wishes(ctx, w.Case.ID); err != nil {
		return n, err
	}
	if n.Owners, err = w.carriers(ctx); err != nil {
		return n, err
	}
	n.Names, err = w.names(ctx)
	return n, err
}

// needsAbout is what decides which needs are asked of the client.
func (w *work) needsAbout() need.About {
	return need.About{Nation: w.Case.Nation, Child: w.Case.AgeBand.TreatedAsChild(), Stage: string(stageOf(w.Case.Stage()))}
}

// needsNow is where the needs stand now, without what was said before.
func (w *work) needsNow(ctx context.Context) (need.Sheet, error) {
	entries, inHand, err := w.tx.LatestNeeds(ctx, w.Case.ID)
	return need.NewSheet(w.needsAbout(), entries, inHand), err
}

// CheckNeeds keeps what a client said they need. What was not asked today stays
// as it stood. A check that is not finished is to be gone on with; a finished
// one settles the next steps that asked for it.
//
// Errors: *fault.Invalid on need_<code> and need_note, *fault.Conflict on a
// closed case.
func (d *Desk) CheckNeeds(ctx context.Context, actor staff.Actor, e Edit, said map[need.Code]need.State, note string, finished bool) error {
	return d.change(ctx, actor, access.CheckNeeds, e, func(w *work) error {
		if w.Case.State == casefile.Closed {
			return fault.Conflictf("This case is closed. Open it again before you record what the client needs.")
		}
		sheet, err := w.needsNow(ctx)
		if err != nil {
			return err
		}
		var problems fault.Problems
		for _, s := range sheet {
			if state := said[s.Need.Code]; state != need.NotAsked && !state.Valid() {
				problems.Add("need_"+string(s.Need.Code), "not_in_list")
			}
		}
		problems = append(problems, noteProblems("need_note", note)...)
		if err := problems.Err(); err != nil {
			return err
		}
		check := need.Check{ID: newID(), Finished: finished, Note: note, On: w.today, By: actor.UserID, At: w.now}
		var entries []need.Entry
		for _, s := range sheet {
			if state := said[s.Need.Code]; state != need.NotAsked {
				entries = append(entries, need.Entry{
					ID: newID(), Need: s.Need.Code, State: state, Owner: s.Owner, Check: check.ID, By: actor.UserID, At: w.now,
				})
			}
		}
		if err := w.tx.InsertNeedCheck(ctx, w.Case, check, entries); err != nil {
			return err
		}
		w.about(check.ID)
		w.fact("asked", strconv.Itoa(len(entries)))
		w.fact("finished", yesOrNo(finished))
		if finished {
			if err := w.stepsDoneBy(ctx, deadline.NeedsChecked); err != nil {
				return err
			}
		}
		return w.reclock(ctx)
	})
}

// noteProblems checks a text that may be left empty.
func noteProblems(field, text string) fault.Problems {
	if utf8.RuneCountInString(text) > maxReason {
		return fault.Problems{{Field: field, Code: "too_long", Args: []string{strconv.Itoa(maxReason)}}}
	}
	return nil
}

// stepsDoneBy settles as done the open next steps that end when something
// happens: it was done because they asked for it.
func (w *work) stepsDoneBy(ctx context.Context, kind deadline.EventKind) error {
	open, err := w.openTasks(ctx)
	if err != nil {
		return err
	}
	book, err := taskBook(ctx, w.tx, w.Case.OrganisationID)
	if err != nil {
		return err
	}
	for _, t := range open {
		rule, ok := book.Rule(t.RuleID)
		if !ok || !slices.Contains(rule.EndsOn, kind) && !slices.Contains(rule.OpensOn, kind) {
			continue
		}
		t.State, t.Closed = task.Done, w.today
		if err := w.tx.SetTask(ctx, t); err != nil {
			return err
		}
		err := w.tx.InsertTaskEntry(ctx, postgres.TaskEntry{
			ID: newID(), OrganisationID: w.Case.OrganisationID, TaskID: t.ID, What: task.Done, By: w.actor.UserID, At: w.now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// SetNeed says what has become of one need, and who sees to it from now on.
//
// Errors: *fault.Invalid on need_state, need_owner and need_note, fault.NotFound
// for a need that is not one of this client's, *fault.Conflict on a closed case
// and when nothing would change.
func (d *Desk) SetNeed(ctx context.Context, actor staff.Actor, e Edit, code need.Code, state need.State, owner, note string) error {
	return d.change(ctx, actor, access.SetNeed, e, func(w *work) error {
		if w.Case.State == casefile.Closed {
			return fault.Conflictf("This case is closed. Open it again before you record what the client needs.")
		}
		sheet, err := w.needsNow(ctx)
		if err != nil {
			return err
		}
		s, ok := sheet.Find(code)
		if !ok {
			return fault.NotFound
		}
		members, err := w.carriers(ctx)
		if err != nil {
			return err
		}
		var problems fault.Problems
		if !state.Valid() {
			problems.Add("need_state", "select_one")
		}
		// Whoever has left the team since stays the owner until somebody changes it.
		if owner != "" && owner != s.Owner && !slices.ContainsFunc(members, func(u staff.User) bool { return u.ID == owner }) {
			problems.Add("need_owner", "not_in_list")
		}
		problems = append(problems, noteProblems("need_note", note)...)
		if err := problems.Err(); err != nil {
			return err
		}
		if s.State == state && s.Owner == owner && strings.TrimSpace(note) == "" {
			return fault.Conflictf("It stands so already. Change the state or the owner, or add a note.")
		}
		entry := need.Entry{ID: newID(), Need: code, State: state, Owner: owner, Note: note, By: actor.UserID, At: w.now}
		if err := w.tx.InsertNeedEntries(ctx, w.Case, []need.Entry{entry}); err != nil {
			return err
		}
		w.about(entry.ID)
		w.fact("need", string(code))
		w.fact("state", string(state))
		w.fact("owner", owner)
		if note != "" {
			w.because("need_entries", entry.ID)
		}
		return w.reclock(ctx)
	})
}
