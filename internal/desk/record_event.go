package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// RecordEvent records something that happened in a case and that clocks hang
// on, where no other record says it: a check-in, a chase, a letter of another
// office. The clocks follow in the same transaction.
//
// Errors: *fault.Invalid with the fields of deadline.CheckHappened,
// *fault.Conflict on a closed case.
func (d *Desk) RecordEvent(ctx context.Context, actor staff.Actor, e Edit, in deadline.Happened) error {
	return d.change(ctx, actor, access.RecordEvent, e, func(w *work) error {
		if err := w.recordable(ctx, in); err != nil {
			return err
		}
		id := newID()
		w.about(id)
		w.fact("event", string(in.Kind))
		if !in.Kind.Background() { // a date out of the client's life could tell who they are
			w.fact("happened_on", in.On.String())
			w.fact("known_from", in.KnownFrom.String())
		}
		err := w.tx.InsertEvent(ctx, postgres.RecordedEvent{
			ID: id, OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Kind: in.Kind, On: in.On, KnownFrom: in.KnownFrom,
			Note: in.Note, Evidence: in.Evidence, RecordedBy: actor.UserID, RecordedAt: w.now,
		})
		if err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}

// PreviewEvent shows what recording an event would start and end, and writes
// nothing but that somebody looked. Errors as RecordEvent.
func (d *Desk) PreviewEvent(ctx context.Context, actor staff.Actor, ref casefile.Ref, in deadline.Happened) ([]Move, error) {
	var moves []Move
	err := d.view(ctx, actor, access.RecordEvent, ref, func(w *work) (err error) {
		if err := w.recordable(ctx, in); err != nil {
			return err
		}
		moves, err = w.moves(ctx, func(c *clocks) { c.events = append(c.events, in.Event("preview")) })
		return err
	})
	return moves, err
}

// recordable checks an event against the case as it stands.
func (w *work) recordable(ctx context.Context, in deadline.Happened) error {
	if w.Case.State == casefile.Closed {
		return fault.Conflictf("This case is closed. Open it again before you record what happened.")
	}
	events, err := w.events(ctx)
	if err != nil {
		return err
	}
	problems := deadline.CheckHappened(w.happenedAbout(events), in)
	twice := slices.ContainsFunc(events, func(e deadline.Event) bool { return e.Kind == in.Kind && e.On == in.On && !in.On.IsZero() })
	if twice && len(problems) == 0 {
		problems.Add("happened_on", "recorded_already", in.On.Long())
	}
	return problems.Err()
}

func (w *work) happenedAbout(events []deadline.Event) deadline.HappenedAbout {
	return deadline.HappenedAbout{Nation: w.Case.Nation, Events: events, Began: decision.Began(), Today: w.today}
}

// eventProblems checks the days of a recorded event as they are to be. What
// never happened needs no day.
func (w *work) eventProblems(ctx context.Context, r DatedRecord, in Correction) (fault.Problems, error) {
	if in.Never {
		return nil, nil
	}
	events, err := w.events(ctx)
	to := deadline.Happened{Kind: r.Event.Kind, On: in.Days[postgres.HappenedOn], KnownFrom: in.Days[postgres.KnownFrom]}
	return deadline.CheckDays(w.happenedAbout(events), to), err
}

// EventDesk is what somebody needs to record that something happened.
type EventDesk struct {
	Head
	Kinds []deadline.EventKind // what can be recorded now
}

// EventDesk reads what can be recorded to have happened in a case.
func (d *Desk) EventDesk(ctx context.Context, actor staff.Actor, ref casefile.Ref) (EventDesk, error) {
	var f EventDesk
	err := d.view(ctx, actor, access.RecordEvent, ref, func(w *work) (err error) {
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		events, err := w.events(ctx)
		if err == nil && w.Case.State != casefile.Closed {
			f.Kinds = deadline.RecordableKinds(w.Case.Nation, events)
		}
		return err
	})
	return f, err
}

// DoneKinds are the events by which somebody can say that a date was kept,
// as far as they are recorded by hand.
func DoneKinds(d deadline.Deadline) []deadline.EventKind {
	if d.Status != deadline.Open {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(d.Rule.MetBy), func(k deadline.EventKind) bool { return !k.Recordable() })
}
