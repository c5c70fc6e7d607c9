package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// MovingCase is a case about to have a new holder: what comes with it, who can
// take it, and from whom of the team it is hidden.
type MovingCase struct {
	postgres.MovingCase
	Carriers   []staff.User
	HiddenFrom []staff.User
}

// Carried is what comes with holding cases.
type Carried = postgres.Carried

// Reassignments are cases about to have new holders, beside who carries how
// much now.
type Reassignments struct {
	Today calendar.Date
	Cases []MovingCase
	Loads []Load
}

// MostReassigned is how many cases can be given away at once: more than a page
// of the team's list holds.
const MostReassigned = 100

// Reassignments reads open cases of the actor's teams that are about to be
// given to somebody else. References of others are left out. Error:
// fault.NotFound when none is left.
func (d *Desk) Reassignments(ctx context.Context, actor staff.Actor, refs []casefile.Ref) (Reassignments, error) {
	var r Reassignments
	err := d.manage(ctx, actor, access.ListTeam, func(w *work) error {
		r.Today = w.today
		if len(refs) > MostReassigned {
			refs = refs[:MostReassigned]
		}
		soon, err := w.soon(ctx)
		if err != nil {
			return err
		}
		cases, err := w.tx.Moving(ctx, actor.OrganisationID, actor.TeamIDs, refs, w.today, soon)
		if err != nil {
			return err
		}
		if len(cases) == 0 {
			return fault.NotFound
		}
		ids := make([]string, len(cases))
		for i, c := range cases {
			ids[i] = c.Case.ID
		}
		hidden, err := w.tx.BarredFromAll(ctx, ids)
		if err != nil {
			return err
		}
		members, err := carriersIn(ctx, w.tx, actor.OrganisationID, actor.TeamIDs)
		if err != nil {
			return err
		}
		for _, c := range cases {
			m := MovingCase{MovingCase: c}
			for _, u := range members {
				switch {
				case !slices.Contains(u.TeamIDs, c.Case.TeamID):
				case slices.Contains(hidden[c.Case.ID], u.ID):
					m.HiddenFrom = append(m.HiddenFrom, u)
				default:
					m.Carriers = append(m.Carriers, u)
				}
			}
			r.Cases = append(r.Cases, m)
		}
		w.fact("shown", strconv.Itoa(len(r.Cases)))
		r.Loads, err = w.loads(ctx)
		return err
	})
	return r, err
}

// Handing gives one case to somebody, with a note for them.
type Handing struct {
	Ref     casefile.Ref
	Version int64 // the giver had seen
	OwnerID string
	Note    string
}

// After is who would carry how much once the cases have gone where the list
// says.
func (r Reassignments) After(list []Handing) map[string]Carried {
	after := map[string]Carried{}
	for _, l := range r.Loads {
		after[l.UserID] = l.Carried
	}
	for _, h := range list {
		i := slices.IndexFunc(r.Cases, func(c MovingCase) bool { return c.Case.Ref == h.Ref })
		if i < 0 || h.OwnerID == "" {
			continue
		}
		c := r.Cases[i]
		after[c.Case.OwnerID] = after[c.Case.OwnerID].Plus(c.Carried, -1)
		after[h.OwnerID] = after[h.OwnerID].Plus(c.Carried, 1)
	}
	return after
}

// HandingLeft is a case that stays where it was, and why.
type HandingLeft struct {
	Ref casefile.Ref
	Why string
}

// ReassignCases gives several cases to new holders, each as ReassignCase does:
// with its own version, audit entry and note. What is entered is checked for
// all of them before the first one moves. A case that somebody else changed
// meanwhile stays where it is and is named; the others move, because each of
// them is somebody's dates, and none of them waits for another.
//
// Errors: *fault.Invalid on the fields holder-REF and note-REF; then nothing has
// moved. fault.NotFound when there is no such case.
func (d *Desk) ReassignCases(ctx context.Context, actor staff.Actor, list []Handing, token string) (moved int, left []HandingLeft, err error) {
	refs := make([]casefile.Ref, len(list))
	for i, h := range list {
		refs[i] = h.Ref
	}
	if err := d.ask(ctx, actor, access.ReassignCase); err != nil {
		return 0, nil, err
	}
	tokens := make([]string, len(list))
	for i, h := range list {
		tokens[i] = token + "/" + string(h.Ref)
	}
	spent, err := d.seenBy(actor).SpentTokens(ctx, actor.UserID, tokens)
	if err != nil {
		return 0, nil, err
	}
	if len(spent) == len(list) { // a second press: all that could move has moved
		return len(list), nil, nil
	}
	r, err := d.Reassignments(ctx, actor, refs)
	if err != nil {
		return 0, nil, err
	}
	if err := r.check(list).Err(); err != nil {
		return 0, nil, err
	}
	for i, h := range list {
		e := Edit{Ref: h.Ref, Version: h.Version, Token: tokens[i]}
		err := d.reassign(ctx, actor, e, h.OwnerID, h.Note, "given-"+token+"-"+h.OwnerID)
		var conflict *fault.Conflict
		var invalid *fault.Invalid
		switch {
		case err == nil:
			moved++
		case errors.As(err, &conflict):
			left = append(left, HandingLeft{h.Ref, conflict.Message})
		case errors.As(err, &invalid), errors.Is(err, fault.NotFound):
			left = append(left, HandingLeft{h.Ref, "Somebody else changed this case while you were working on it."})
		default:
			return moved, left, err
		}
	}
	return moved, left, nil
}

// check says what is wrong with what was entered for each case.
func (r Reassignments) check(list []Handing) fault.Problems {
	var problems fault.Problems
	for _, h := range list {
		i := slices.IndexFunc(r.Cases, func(c MovingCase) bool { return c.Case.Ref == h.Ref })
		if i < 0 {
			continue // it is out of reach by now: reassigning it says so
		}
		holder, note := "holder-"+string(h.Ref), "note-"+string(h.Ref)
		switch {
		case h.OwnerID == "":
			problems.Add(holder, "no_holder", string(h.Ref))
		case h.OwnerID == r.Cases[i].Case.OwnerID:
			problems.Add(holder, "holds_it_already", string(h.Ref))
		case slices.ContainsFunc(r.Cases[i].HiddenFrom, func(u staff.User) bool { return u.ID == h.OwnerID }):
			problems.Add(holder, "hidden_from_holder", string(h.Ref))
		case !slices.ContainsFunc(r.Cases[i].Carriers, func(u staff.User) bool { return u.ID == h.OwnerID }):
			problems.Add(holder, "no_holder", string(h.Ref))
		}
		for _, p := range textProblems(note, h.Note, maxReason) {
			problems.Add(note, "note_"+p.Code, append([]string{string(h.Ref)}, p.Args...)...)
		}
	}
	return problems
}
