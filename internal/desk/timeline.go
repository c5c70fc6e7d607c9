package desk

import (
	"context"
	"slices"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// CaseChanges are the actions that change a case. The others are looks, or
// belong to no case.
var CaseChanges = []access.Action{
	access.StartCase, access.ReassignCase, access.CloseCase, access.ReopenCase, access.RestrictCase, access.LiftRestriction, access.ChangeContact, access.ContactClient, access.RecordContact, access.AddNote, access.ChangeNation, access.MergeCases, access.ImportCase, access.UndoImport,
	access.RecordConsent, access.WithdrawConsent, access.CorrectConsent, access.ReviewCorrection, access.GiveReceipt, access.ExpireConsent,
	access.TellHolder, access.SeeWithdrawal, access.AskOverride, access.DecideOverride, access.AssessAge, access.TurnEighteen,
	access.SetCaseLawfulBasis,
	access.WriteReferral, access.SendReferralToReview, access.ReviewReferral, access.RecordReferralSent, access.MoveReferralForm,
	access.AmendReferral, access.ReviewAmendment, access.UpdateReferral,
	access.ReportDuty,
	access.RecordDecision, access.ConfirmDecision, access.ReturnDecision, access.TellDecision, access.PlanTelling, access.CheckNeeds, access.SetNeed, access.RecordWishes, access.HoldThread, access.SettleTask, access.GiveTask, access.CorrectDecision, access.LodgeReconsideration, access.PrepareReconsideration,
	access.RecordEvent, access.CorrectDate, access.ExtendDeadline, access.OverrideDeadline,
	access.RecountDeadlines, access.SweepReminders,
	access.SendHandoff, access.AnswerHandoff, access.CloseHandoff, access.ReceiveHandoffAnswer, access.ChaseHandoff,
	access.SendLink, access.StopLink, access.OpenLink, access.AnswerLink,
	access.AddEvidence, access.MarkEvidence, access.ScanEvidence,
}

// Event is one thing that was done to a case. Facts hold codes, dates and
// numbers, never free text.
type Event struct {
	Seq    int64
	At     time.Time
	Action string
	By     string // empty when the program did it by itself
	Facts  map[string]string
}

// Timeline is what was done to a case, newest first.
type Timeline struct {
	Head
	Events []Event
	More   bool // older events follow the last one
}

// Timeline reads what was done to a case before a place in its trail; zero is
// the end.
func (d *Desk) Timeline(ctx context.Context, actor staff.Actor, ref casefile.Ref, before int64, limit int) (Timeline, error) {
	var t Timeline
	err := d.view(ctx, actor, access.ViewCase, ref, func(w *work) (err error) {
		err = w.together(ctx, func(tx *postgres.DB) {
			w.headOf(ctx, tx)
			w.timelineOf(ctx, tx, before, limit)
		})
		if err != nil {
			return err
		}
		if t.Head, err = w.head(ctx); err != nil {
			return err
		}
		t.Events, t.More, err = w.timeline(ctx, before, limit)
		return err
	})
	return t, err
}

// caseChanges are the words of CaseChanges in the trail.
func caseChanges() []string {
	actions := make([]string, len(CaseChanges))
	for i, a := range CaseChanges {
		actions[i] = a.String()
	}
	return actions
}

// timelineOf asks for what timeline reads.
func (w *work) timelineOf(ctx context.Context, tx *postgres.DB, before int64, limit int) {
	_, _ = tx.CaseEvents(ctx, w.Case.OrganisationID, w.Case.ID, caseChanges(), before, limit+1)
	_, _ = tx.Users(ctx, w.actor.OrganisationID)
}

func (w *work) timeline(ctx context.Context, before int64, limit int) (events []Event, more bool, err error) {
	entries, err := w.tx.CaseEvents(ctx, w.Case.OrganisationID, w.Case.ID, caseChanges(), before, limit+1)
	if err != nil {
		return nil, false, err
	}
	names, err := w.names(ctx)
	if err != nil {
		return nil, false, err
	}
	if more = len(entries) > limit; more {
		entries = entries[:limit]
	}
	return eventsOfEntries(entries, names), more, nil
}

func eventsOfEntries(entries []audit.Entry, names map[string]string) []Event {
	events := make([]Event, len(entries))
	for i, e := range entries {
		events[i] = newEvent(e, names)
	}
	return events
}

// people are the facts that hold the id of somebody on the staff.
var people = []string{"owner_before", "owner_after", "as_cover_for", "closed_to", "opened_to", "given_to"}

func newEvent(e audit.Entry, names map[string]string) Event {
	event := Event{Seq: e.Seq, At: e.At, Action: e.Action, By: nameIn(names, e), Facts: map[string]string{}}
	for _, pair := range e.Detail {
		value := pair.Value
		if slices.Contains(people, pair.Key) {
			value = names[value]
			if before := event.Facts[pair.Key]; before != "" { // several people in one act
				value = before + ", " + value
			}
		}
		event.Facts[pair.Key] = value
	}
	return event
}
