package desk

import (
	"context"
	"slices"
	"strconv"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// WithdrawConsent records that the client has taken back all, or some, of what
// they agreed to. It travels: what was not sent is stopped, and everybody who
// holds what the client allowed has a notice of their own until they were told
// and have acknowledged it. When the referral is taken back the case is refused
// if it was not sent, and has left the NRM if it was; the clocks that depend on
// it stop. Nothing of the consent history goes away.
//
// Errors: *fault.Invalid with the fields of consent.Check, *fault.Conflict when
// everything has been taken back before.
func (d *Desk) WithdrawConsent(ctx context.Context, actor staff.Actor, e Edit, r consent.Record) error {
	r.Kind = consent.Withdrawal
	return d.change(ctx, actor, access.WithdrawConsent, e, func(w *work) error {
		about, err := w.aboutConsent(ctx)
		if err != nil {
			return err
		}
		standing, err := w.standing(ctx)
		if err != nil {
			return err
		}
		if err := nothingToWithdraw(w.Case, standing); err != nil {
			return err
		}
		problems := consent.Check(about, r)
		// A withdrawal before the latest sitting would withdraw nothing.
		if latest := standing.Record.GivenOn; !r.GivenOn.IsZero() && r.GivenOn.Before(latest) {
			problems.Add("given_on", "before", latest.Long())
		}
		if err := problems.Err(); err != nil {
			return err
		}
		if coversAll(r.Withdrawn, standing.Permitted()) {
			r.Withdrawn = nil
		}
		if err := w.addConsent(ctx, r, time.Time{}); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}

// coversAll says whether every single thing was ticked: that is all of it.
func coversAll(taken, permitted []consent.Purpose) bool {
	return len(taken) > 0 && !slices.ContainsFunc(permitted, func(p consent.Purpose) bool { return !slices.Contains(taken, p) })
}

// nothingToWithdraw tells kindly why there is nothing to take back.
func nothingToWithdraw(c casefile.Case, s consent.Standing) error {
	switch {
	case c.AgeBand.TreatedAsChild():
		return fault.Conflictf("A child, or somebody who may be one, is referred without being asked, so has nothing to take back. Talk with them about what worries them, and with the local authority.")
	case s.Record.Kind == consent.Withdrawal:
		return fault.Conflictf("The withdrawal is recorded already: everything was taken back on %s. Nothing more has to be done here, and the client may agree again whenever they wish.", s.Record.GivenOn.Long())
	case len(s.Permitted()) == 0:
		return fault.Conflictf("There is nothing to withdraw: the client has not agreed to anything, or has taken it back already.")
	default:
		return nil
	}
}

// canWithdraw says whether there is anything to withdraw from.
func canWithdraw(c casefile.Case, s consent.Standing) bool { return nothingToWithdraw(c, s) == nil }

// RestsOnConsent is everything that rests on what the client agreed to: what a
// withdrawal would stop, and who would have to be told.
type RestsOnConsent struct {
	Head
	Standing  consent.Standing
	Handoffs  []handoff.Record // live ones, with what was shared
	Drafts    int              // people who are writing a handoff that is not sent
	Overrides []postgres.Override
	Exports   []postgres.Export
	Sent      bool // the referral is with the Home Office
	Writing   bool // or is being written

	records []consent.Record
}

// RestsOnConsent reads what rests on consent. A case from which nobody can
// withdraw is a *fault.Conflict that says why, kindly.
func (d *Desk) RestsOnConsent(ctx context.Context, actor staff.Actor, ref casefile.Ref) (RestsOnConsent, error) {
	var f RestsOnConsent
	err := d.view(ctx, actor, access.WithdrawConsent, ref, func(w *work) (err error) {
		records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		f.records = rules(records)
		f.Standing = consent.StandingOn(w.Case.AgeBand, f.records, w.today)
		if err := nothingToWithdraw(w.Case, f.Standing); err != nil {
			return err
		}
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		if f.Handoffs, err = w.liveHandoffs(ctx); err != nil {
			return err
		}
		if f.Drafts, err = w.tx.CountWriting(ctx, w.Case.OrganisationID, handoffDraftKey(w.Case.Ref), w.Case.ID); err != nil {
			return err
		}
		overrides, err := w.tx.Overrides(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		for _, o := range overrides {
			if s := o.State(w.now); s == consent.OverrideApproved || s == consent.OverrideWaiting {
				f.Overrides = append(f.Overrides, o)
			}
		}
		f.Sent = w.Case.Stage().Sent()
		f.Writing = w.Case.State == casefile.Draft || w.Case.State == casefile.Review
		f.Exports, err = w.tx.Exports(ctx, w.Case.ID)
		return err
	})
	return f, err
}

// To is where the case would go if these purposes were taken back; none means
// all of them.
func (f RestsOnConsent) To(taken []consent.Purpose) casefile.State {
	return consent.Outcome(f.Case.State, consent.Record{Kind: consent.Withdrawal, Withdrawn: taken})
}

// Without is what would hold if these purposes were taken back.
func (f RestsOnConsent) Without(taken []consent.Purpose) consent.Standing {
	r := consent.Record{ID: "withdrawal", Number: len(f.records) + 1, Kind: consent.Withdrawal, GivenOn: f.Today, Withdrawn: taken}
	return consent.StandingOn(f.Case.AgeBand, append(slices.Clone(f.records), r), f.Today)
}

// liveHandoffs are those whose recipient holds something of the client.
func (w *work) liveHandoffs(ctx context.Context) ([]handoff.Record, error) {
	sent, err := w.tx.CaseEnvelopes(ctx, w.Case.ID)
	return slices.DeleteFunc(sent, func(h handoff.Record) bool {
		_, holds := handoff.AfterWithdrawal(h)
		return !holds || h.Class == handoff.Colleague
	}), err
}

// handoffDraftKey is where a handoff is kept while it is written.
func handoffDraftKey(ref casefile.Ref) string { return "send-handoff:" + string(ref) }

// stopSharing follows a record to everybody it reaches: what was being written
// for an outside recipient is dropped, and each recipient who holds what is no
// longer allowed has a notice. The supervisor has one whenever anything was
// taken back. Sent says whether the referral had gone before the record.
func (w *work) stopSharing(ctx context.Context, r consent.Record, now consent.Standing, sent bool) error {
	notices, err := w.noticesFor(ctx, r, now, sent)
	if err != nil {
		return err
	}
	outside := len(notices)
	if r.Kind == consent.Withdrawal || outside > 0 {
		notices = append(notices, consent.Notice{Kind: consent.NoticeSupervisor})
	}
	if len(notices) == 0 {
		return nil
	}
	stopped, err := w.tx.StopWriting(ctx, w.Case.OrganisationID, handoffDraftKey(w.Case.Ref), w.Case.ID)
	if err != nil {
		return err
	}
	if err := w.revokeEnded(ctx, r, now); err != nil {
		return err
	}
	for _, n := range notices {
		n.ID, n.RecordID, n.OpenedAt = newID(), r.ID, w.now
		if _, err := w.tx.InsertNotice(ctx, w.Case.OrganisationID, w.Case.ID, n); err != nil {
			return err
		}
	}
	w.fact("holders_to_tell", strconv.Itoa(outside))
	if stopped > 0 {
		w.fact("drafts_stopped", strconv.Itoa(stopped))
	}
	return nil
}

// revokeEnded takes back at once every handoff of which nothing may be used any
// more: from now on nobody can accept it, and a recipient on this installation
// no longer sees it. That the others were told is recorded with their notice.
func (w *work) revokeEnded(ctx context.Context, r consent.Record, now consent.Standing) error {
	wrong := ""
	if r.Kind == "" {
		wrong = r.ID
	}
	handoffs, err := w.liveHandoffs(ctx)
	if err != nil {
		return err
	}
	revoked := 0
	for _, h := range handoffs {
		takeBack, _ := handoff.AfterWithdrawal(h)
		if ended := handoff.Ended(h, now, wrong); !takeBack || len(ended) == 0 || !h.Without(ended) {
			continue
		}
		h.State = handoff.Revoked
		said := handoff.Logged{Answer: handoff.Answer{State: handoff.Revoked, Details: "The client took back consent."}, By: w.actor.UserID, At: w.now}
		if err := w.tx.AnswerHandoff(ctx, w.Case.OrganisationID, h, newID(), said); err != nil {
			return err
		}
		revoked++
	}
	if revoked > 0 {
		w.fact("handoffs_taken_back", strconv.Itoa(revoked))
	}
	return nil
}

// noticesFor lists who outside must be told. Nobody is told twice of the same
// thing. A record without a kind is one that was made in error.
func (w *work) noticesFor(ctx context.Context, r consent.Record, now consent.Standing, sent bool) ([]consent.Notice, error) {
	wrong := ""
	if r.Kind == "" {
		wrong = r.ID
	}
	handoffs, err := w.liveHandoffs(ctx)
	if err != nil {
		return nil, err
	}
	open, err := w.tx.Notices(ctx, w.Case.ID)
	if err != nil {
		return nil, err
	}
	told := map[string]bool{} // handoff and item
	for _, n := range open {
		for _, item := range n.Items {
			told[n.HandoffID+" "+item] = told[n.HandoffID+" "+item] || !n.Void
		}
	}
	var notices []consent.Notice
	provider := false
	for _, h := range handoffs {
		n := consent.Notice{Kind: consent.NoticeHandoff, HandoffID: h.ID, Recipient: h.RecipientName}
		for _, item := range handoff.Ended(h, now, wrong) {
			if !told[h.ID+" "+string(item)] {
				n.Items = append(n.Items, string(item))
			}
		}
		if len(n.Items) > 0 {
			notices = append(notices, n)
			provider = provider || h.Class == handoff.SupportProvider
		}
	}
	if sent && (r.TakesBack(consent.ReferToNRM) || r.AtEighteen && r.ReferToNRM == consent.No) {
		notices = append(notices, consent.Notice{Kind: consent.NoticeHomeOffice, Recipient: "Home Office, the competent authority"})
	}
	if r.Kind == consent.Withdrawal && r.ProviderTold == consent.ToldNo && !provider {
		notices = append(notices, consent.Notice{Kind: consent.NoticeProvider, Recipient: "The support provider"})
	}
	return notices, nil
}
