package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// DecisionPreview is what a decision would do, before anybody does it.
type DecisionPreview struct {
	Head
	To       casefile.State
	About    decision.About
	Warnings []decision.Warning
	Creates  []DateEffect
	Closes   []deadline.Deadline // clocks that run now and that it ends or meets
}

// DateEffect is a date a decision would create, with who would be told when.
type DateEffect struct {
	Deadline  deadline.Deadline
	Reminders []reminder.Row
}

// PreviewDecision shows every date a decision would create and what to look at
// twice. Nothing is written but that somebody looked.
//
// Errors: *fault.Conflict when the decision cannot follow.
func (d *Desk) PreviewDecision(ctx context.Context, actor staff.Actor, ref casefile.Ref, in decision.Decision) (DecisionPreview, error) {
	var preview DecisionPreview
	err := d.view(ctx, actor, access.ViewDecision, ref, func(w *work) (err error) {
		preview, err = w.preview(ctx, in)
		return err
	})
	return preview, err
}

// DecisionFile is one recorded decision for the second person: everything that
// was recorded and every date it creates.
type DecisionFile struct {
	DecisionPreview
	Decision postgres.Decision
	// Blocked says why it cannot be confirmed any more, when the case has
	// moved since. It can still be returned.
	Blocked string
	Own     bool // the reader recorded it

	Evidence []EvidenceFile // of this decision: the letter, if it was attached
}

// DecisionFile reads one decision for whoever may confirm it. Errors:
// fault.Forbidden for those who may not, fault.NotFound.
func (d *Desk) DecisionFile(ctx context.Context, actor staff.Actor, ref casefile.Ref, id string) (DecisionFile, error) {
	var file DecisionFile
	if err := d.ask(ctx, actor, access.ConfirmDecision); err != nil {
		return file, err
	}
	err := d.view(ctx, actor, access.ViewDecision, ref, func(w *work) (err error) {
		if file.Decision, err = w.decisionOf(ctx, id); err != nil {
			return err
		}
		w.about(id)
		file.Own = file.Decision.RecordedBy == actor.UserID
		files, err := w.tx.Evidence(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		file.Evidence = evidence.About(files, evidence.OfDecision, id)
		if !file.Decision.Waiting() {
			file.Head, err = w.head(ctx)
			return err
		}
		if file.DecisionPreview, err = w.preview(ctx, file.Decision.Decision); err == nil {
			err = w.stillFits(ctx, file.Decision)
		}
		if file.Blocked = blocked(err); file.Blocked != "" {
			file.Head, err = w.head(ctx)
		}
		return err
	})
	return file, err
}

func (w *work) preview(ctx context.Context, in decision.Decision) (DecisionPreview, error) {
	var p DecisionPreview
	var err error
	if p.To, err = decision.StateAfter(w.Case.Stage(), in); err != nil {
		return p, err
	}
	if p.Head, err = w.head(ctx); err != nil {
		return p, err
	}
	papers, err := w.papers(ctx)
	if err != nil {
		return p, err
	}
	p.About, p.Warnings = papers.about, decision.Warnings(papers.about, in)
	moves, err := w.moves(ctx, func(c *clocks) {
		c.of.State = p.To
		for _, kind := range decision.Events(in) {
			c.events = append(c.events, deadline.Event{Kind: deadline.EventKind(kind), On: in.DecidedOn, Source: "preview"})
		}
	})
	for _, m := range moves {
		switch {
		case m.Before.Rule == nil:
			p.Creates = append(p.Creates, DateEffect{Deadline: m.After, Reminders: m.Planned})
		case m.After.Rule != nil && m.Before.Status == deadline.Open:
			p.Closes = append(p.Closes, m.After)
		}
	}
	return p, err
}
