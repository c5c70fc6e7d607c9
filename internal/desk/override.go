package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Override is leave to share without the client's yes.
type Override = postgres.Override

// OverrideRequest asks for one: with whom, what, and why.
type OverrideRequest struct {
	To     handoff.Recipient
	Items  []handoff.Item
	Reason string
}

// AskOverride asks a second person for leave to share some items with one
// recipient although the client has not agreed. Nothing can be shared by it
// before it is approved, and then once. It gives the number of the request.
//
// Errors: *fault.Invalid with the fields of consent.Override.CheckRequest,
// *fault.Conflict.
func (d *Desk) AskOverride(ctx context.Context, actor staff.Actor, e Edit, in OverrideRequest) (number int, err error) {
	err = d.change(ctx, actor, access.AskOverride, e, func(w *work) error {
		switch {
		case w.Case.State == casefile.Closed:
			return fault.Conflictf("This case is closed. Reopen it before you share anything.")
		case w.Case.AgeBand.TreatedAsChild():
			return fault.Conflictf("A child’s consent is not asked. Those who protect a child can be told at once; record what was explained before you tell anybody else.")
		}
		now, err := w.consentNow(ctx)
		if err != nil {
			return err
		}
		services, err := w.services(ctx)
		if err != nil {
			return err
		}
		o := Override{OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Override: consent.Override{
			ID: newID(), To: consent.Recipient(in.To.Class), Named: in.To.Named(), NamedShown: in.To.Shown(services), Things: words(in.Items),
			Reason: strings.TrimSpace(in.Reason), RequestedBy: actor.UserID, RequestedAt: w.now, ExpiresAt: consent.OverrideEnds(w.now), Records: now.Records,
		}}
		if err := o.CheckRequest(words(handoff.Items)).Err(); err != nil {
			return err
		}
		if len(handoff.Pack(now, in.To, in.Items).Refused(in.Items)) == 0 {
			return fault.Conflictf("The client has agreed to all of this. Send the handoff; it needs no override.")
		}
		if number, err = w.tx.InsertOverride(ctx, o); err != nil {
			return err
		}
		w.about(o.ID)
		w.because("sharing_overrides", o.ID)
		w.fact("number", strconv.Itoa(number))
		w.fact("class", string(o.To))
		w.fact("items", strconv.Itoa(len(o.Things)))
		w.fact("ends_at", o.ExpiresAt.Format("2006-01-02T15:04Z"))
		return nil
	})
	return number, err
}

// OverrideFile is one request on a case, with what was asked of the client.
type OverrideFile struct {
	Head
	Override Override
	Standing consent.Standing
	State    consent.OverrideState
	Own      bool // the actor asked for it, and so may not decide
}

// Override reads one request of a case.
func (d *Desk) Override(ctx context.Context, actor staff.Actor, ref casefile.Ref, number int) (OverrideFile, error) {
	var f OverrideFile
	err := d.view(ctx, actor, access.ViewConsent, ref, func(w *work) (err error) {
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		if f.Standing, err = w.standing(ctx); err != nil {
			return err
		}
		f.Override, err = w.sharingOverride(ctx, number)
		f.State, f.Own = f.Override.State(w.now), f.Override.RequestedBy == actor.UserID
		w.about(f.Override.ID)
		return err
	})
	return f, err
}

func (w *work) sharingOverride(ctx context.Context, number int) (Override, error) {
	all, err := w.tx.Overrides(ctx, w.Case.ID)
	if err != nil {
		return Override{}, err
	}
	i := slices.IndexFunc(all, func(o Override) bool { return o.Number == number })
	if i < 0 {
		return Override{}, fault.NotFound
	}
	return all[i], nil
}

// DecideOverride is the second person's answer. Whoever asked cannot give it.
//
// Errors: *fault.Conflict, *fault.Invalid with the fields of
// consent.Override.Decide.
func (d *Desk) DecideOverride(ctx context.Context, actor staff.Actor, e Edit, number int, outcome consent.OverrideOutcome, comment string) error {
	return d.change(ctx, actor, access.DecideOverride, e, func(w *work) error {
		o, err := w.sharingOverride(ctx, number)
		if err != nil {
			return err
		}
		if err := o.Decide(actor.UserID, outcome, comment, w.now); err != nil {
			return err
		}
		o.Outcome, o.Comment, o.DecidedBy, o.DecidedAt = outcome, strings.TrimSpace(comment), actor.UserID, w.now
		w.about(o.ID)
		w.because("sharing_override_decisions", o.ID)
		w.fact("number", strconv.Itoa(o.Number))
		w.fact("class", string(o.To))
		w.fact("outcome", string(outcome))
		return w.tx.DecideOverride(ctx, o)
	})
}

// OverridePlace is where a page of the list of overrides ended.
type OverridePlace = postgres.OverridePlace

// Overrides is one page of all overrides of an organisation, newest first.
type Overrides struct {
	Items []Override
	More  bool
	Next  OverridePlace
}

const overridePage = 50

// Overrides lists the overrides of the organisation for those who check how
// they were used. Neither the client nor the recipient nor the reason is in it.
func (d *Desk) Overrides(ctx context.Context, actor staff.Actor, after OverridePlace) (Overrides, error) {
	var list Overrides
	err := d.manage(ctx, actor, access.ViewOverrides, func(w *work) (err error) {
		if list.Items, err = w.tx.OrganisationOverrides(ctx, actor.OrganisationID, after, overridePage+1); err != nil {
			return err
		}
		if len(list.Items) > overridePage {
			list.Items, list.More = list.Items[:overridePage], true
			last := list.Items[overridePage-1]
			list.Next = OverridePlace{RequestedAt: last.RequestedAt, ID: last.ID}
		}
		for i := range list.Items {
			o := &list.Items[i]
			o.Named, o.NamedShown, o.Reason, o.Comment = "", "", "", ""
		}
		w.fact("shown", strconv.Itoa(len(list.Items)))
		return nil
	})
	return list, err
}
