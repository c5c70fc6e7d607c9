package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/postgres"
)

// RecordKind is what a date of a case was recorded with.
type RecordKind string

// The kinds of record whose dates can be corrected here. Consent records have
// a correction of their own.
const (
	DecisionRecord RecordKind = "decision"
	RequestRecord  RecordKind = "request"
	EventRecord    RecordKind = "event"
	ReferralRecord RecordKind = "referral"
	BirthRecord    RecordKind = "birth"
)

// correcting is who may correct the dates of a record: those of a decision are
// the letter's, so it takes a second person again.
func (k RecordKind) correcting() access.Action {
	if k == DecisionRecord {
		return access.CorrectDecision
	}
	return access.CorrectDate
}

// RecordName says which record of a case is meant. What stands on the case and
// the client themselves has the case for its id.
type RecordName struct {
	Kind RecordKind
	ID   string
}

// RecordBehind is the record an event of the clocks comes from; none for what
// the program wrote by itself and for what is corrected elsewhere.
func RecordBehind(e deadline.Event) (RecordName, bool) {
	kind, ok := map[deadline.EventKind]RecordKind{
		deadline.RGPositive: DecisionRecord, deadline.RGPositiveS4Only: DecisionRecord, deadline.RGPositiveAgain: DecisionRecord, deadline.RGNegative: DecisionRecord,
		deadline.CGPositive: DecisionRecord, deadline.CGNegative: DecisionRecord, deadline.Disqualified: DecisionRecord,
		deadline.DecisionSuspended: DecisionRecord, deadline.DecisionResumed: DecisionRecord,
		deadline.ReconsiderationRequested: RequestRecord, deadline.ReferralSubmitted: ReferralRecord, deadline.DateOfBirth: BirthRecord,
	}[e.Kind]
	if !ok && e.Kind.Recordable() {
		kind, ok = EventRecord, true
	}
	return RecordName{Kind: kind, ID: e.Source}, ok
}

// DateField names one date of a record, Corrections are those of one record,
// oldest first.
type (
	DateField   = postgres.DateField
	Corrections = postgres.Corrections
)

// RecordedDay is one date of a record as it counts now, with every correction
// of it, oldest first.
type RecordedDay struct {
	Field       DateField
	On          calendar.Date // none when it never happened
	Corrections postgres.Corrections
}

// DatedRecord is a record of a case with its dates. Decision, Request and
// Event are set for their kinds.
type DatedRecord struct {
	RecordName
	Days           []RecordedDay // in page order
	Decision       *RecordedDecision
	Request        *LodgedReconsideration
	Event          *RecordedEvent
	RecordedByName string
	RecordedAt     time.Time
}

// RecordedEvent is something that happened as somebody recorded it.
type RecordedEvent = postgres.RecordedEvent

// datedRecord finds a record of the case under way. Error: fault.NotFound.
func (w *work) datedRecord(ctx context.Context, name RecordName) (DatedRecord, error) {
	r := DatedRecord{RecordName: name}
	find := map[RecordKind]func(context.Context, *DatedRecord) error{
		DecisionRecord: w.datedDecision, RequestRecord: w.datedRequest, EventRecord: w.datedEvent,
		ReferralRecord: w.datedReferral, BirthRecord: w.datedBirth,
	}[name.Kind]
	if find == nil || !isID(name.ID) {
		return r, fault.NotFound
	}
	if err := find(ctx, &r); err != nil {
		return r, err
	}
	w.about(name.ID)
	return r, nil
}

func (r *DatedRecord) add(k postgres.Corrections, field DateField, on calendar.Date) {
	r.Days = append(r.Days, RecordedDay{Field: field, On: on, Corrections: k.Of(field)})
}

func (w *work) datedDecision(ctx context.Context, r *DatedRecord) error {
	d, err := w.decisionOf(ctx, r.ID)
	if err != nil {
		return err
	}
	r.Decision, r.RecordedByName, r.RecordedAt = &d, d.RecordedByName, d.RecordedAt
	r.add(d.Corrections, postgres.DecidedOn, d.DecidedOn)
	r.add(d.Corrections, postgres.ReceivedOn, d.ReceivedOn)
	if !d.Told.IsZero() {
		r.add(d.Corrections, postgres.ToldOn, d.Told.On)
	}
	return nil
}

func (w *work) datedRequest(ctx context.Context, r *DatedRecord) error {
	list, err := w.tx.Reconsiderations(ctx, w.Case.ID)
	i := slices.IndexFunc(list, func(q postgres.Reconsideration) bool { return q.ID == r.ID })
	if err != nil || i < 0 {
		return orNotFound(err)
	}
	r.Request, r.RecordedByName, r.RecordedAt = &list[i], list[i].RecordedByName, list[i].RecordedAt
	r.add(list[i].Corrections, postgres.RequestedOn, list[i].On)
	return nil
}

func (w *work) datedEvent(ctx context.Context, r *DatedRecord) error {
	list, err := w.tx.RecordedEvents(ctx, w.Case.ID)
	i := slices.IndexFunc(list, func(e postgres.RecordedEvent) bool { return e.ID == r.ID })
	if err != nil || i < 0 {
		return orNotFound(err)
	}
	e := list[i]
	r.Event, r.RecordedByName, r.RecordedAt = &e, e.RecordedByName, e.RecordedAt
	r.add(e.Corrections, postgres.HappenedOn, e.On)
	if e.Kind.Future() {
		r.add(e.Corrections, postgres.KnownFrom, e.KnownFrom)
	}
	return nil
}

func (w *work) datedReferral(ctx context.Context, r *DatedRecord) error {
	if r.ID != w.Case.ID || w.Case.SubmittedOn.IsZero() {
		return fault.NotFound
	}
	var err error
	r.RecordedByName, r.RecordedAt, err = w.tx.EventRecorder(ctx, w.Case.ID, deadline.Event{Kind: deadline.ReferralSubmitted})
	if err != nil {
		return err
	}
	k, err := w.tx.CorrectionsOf(ctx, w.Case.ID, w.Case.ID)
	r.add(k, postgres.SubmittedOn, w.Case.SubmittedOn)
	return err
}

func (w *work) datedBirth(ctx context.Context, r *DatedRecord) error {
	client, err := w.tx.Person(ctx, w.Case.ID)
	if err != nil || r.ID != w.Case.ID || client.DateOfBirth.IsZero() {
		return orNotFound(err)
	}
	k, err := w.tx.CorrectionsOf(ctx, w.Case.ID, w.Case.ID)
	r.add(k, postgres.DateOfBirth, client.DateOfBirth)
	return err
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return fault.NotFound
}

// mayCorrect says whether the actor can be the one who corrects the dates of a
// record as the case stands. The error is a *fault.Conflict with the reason.
func (w *work) mayCorrect(r DatedRecord) error {
	switch {
	case r.Kind == BirthRecord && w.Case.State == casefile.Draft:
		return fault.Conflictf("The referral is still being written. Change the date of birth there: the dates follow.")
	case r.Decision == nil:
		return nil
	case r.Decision.Waiting():
		return fault.Conflictf("This decision waits for a second person. If its date does not match the letter, it is returned and recorded again.")
	case !r.Decision.Confirmed():
		return fault.Conflictf("This record was returned and does not count. There is nothing to correct.")
	case r.Decision.RecordedBy == w.actor.UserID:
		return fault.Conflictf("You recorded this decision. Somebody else has to compare the dates with the letter and correct them.")
	}
	return nil
}

// steps are the confirmed decisions and requests of the case in the order in
// which they came to count.
func (w *work) steps(ctx context.Context) ([]decision.Step, error) {
	decisions, err := w.tx.Decisions(ctx, w.Case.ID)
	if err != nil {
		return nil, err
	}
	requests, err := w.tx.Reconsiderations(ctx, w.Case.ID)
	if err != nil {
		return nil, err
	}
	type counted struct {
		decision.Step
		at time.Time
	}
	var all []counted
	for _, d := range decisions {
		if d.Confirmed() {
			all = append(all, counted{decision.Step{ID: d.ID, Kind: d.Kind, Outcome: d.Outcome, On: d.DecidedOn}, d.Review.At})
		}
	}
	for _, q := range requests {
		about, _ := findDecision(decisions, q.DecisionID)
		all = append(all, counted{decision.Step{ID: q.ID, Kind: about.Kind, About: q.DecisionID, On: q.On}, q.RecordedAt})
	}
	slices.SortStableFunc(all, func(a, b counted) int { return cmp.Or(a.at.Compare(b.at), a.On.Compare(b.On)) })
	steps := make([]decision.Step, len(all))
	for i, c := range all {
		steps[i] = c.Step
	}
	return steps, nil
}
