package desk

import (
	"context"
	"strconv"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// RecordConsent adds the record of one sitting: answers of an adult, or for a
// child and when the age is unsure that consent is not required. What the case
// does next follows from the answers, and whoever holds what the client now
// says no to must be told. Withdrawing is WithdrawConsent.
//
// Errors: *fault.Invalid with the fields of consent.Check.
func (d *Desk) RecordConsent(ctx context.Context, actor staff.Actor, e Edit, r consent.Record) error {
	return d.change(ctx, actor, access.RecordConsent, e, func(w *work) error {
		if r.Kind == consent.Withdrawal {
			var problems fault.Problems
			problems.Add("kind", "select_one")
			return problems.Err()
		}
		about, err := w.aboutConsent(ctx)
		if err != nil {
			return err
		}
		r.AtEighteen = r.Kind == consent.Answers && w.Case.Kept != ""
		r.Ends = r.Ends.Counted(r.GivenOn)
		if r.Capacity.Finding != "" && r.Capacity.Finding != consent.NotDoubted {
			r.Capacity.Act = consent.CapacityActIn(w.Case.Nation).Act
		}
		if err := consent.Check(about, r).Err(); err != nil {
			return err
		}
		if err := w.checkSheet(ctx, r.Explanation); err != nil {
			return err
		}
		if err := w.safeguard(ctx, &r); err != nil {
			return err
		}
		if err := w.addConsent(ctx, r, e.BegunAt); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}

// aboutConsent is what the rules on consent need to know of the case.
func (w *work) aboutConsent(ctx context.Context) (consent.About, error) {
	client, err := w.tx.Person(ctx, w.Case.ID)
	if err != nil {
		return consent.About{}, err
	}
	standing, err := w.standing(ctx)
	if err != nil {
		return consent.About{}, err
	}
	return consent.About{
		AgeBand: w.Case.AgeBand, State: w.Case.State, Kept: w.Case.Kept, FirstContactOn: calendar.LondonDay(w.Case.CreatedAt),
		BornOn: client.DateOfBirth, Today: w.today, Permitted: standing.Permitted(),
	}, nil
}

// addConsent stores a checked record, brings the status of the case up to date
// and makes the moves that follow. An older sitting that is recorded late is
// history: it moves nothing. Begun is when the explanation was first written
// down; zero when that is not known.
func (w *work) addConsent(ctx context.Context, r consent.Record, begun time.Time) error {
	earlier, err := w.tx.ConsentRecords(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	if err := checkCorrects(earlier, r); err != nil {
		return err
	}
	worker, err := w.tx.User(ctx, w.Case.OrganisationID, w.actor.UserID)
	if err != nil {
		return err
	}
	r.ID, r.Number = newID(), len(earlier)+1
	row := postgres.ConsentRecord{
		OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Reference: casefile.NewConsentRef(),
		RecordedBy: w.actor.UserID, RecordedAt: w.now, TrainedOn: worker.TrainedOn, ExplainedFrom: begun,
	}
	w.about(r.ID)
	if r.RefusalReason != "" || r.WithdrawReason != "" {
		w.because("consent_records", r.ID)
	}
	w.fact("kind", string(r.Kind))
	w.fact("status", string(r.Status()))
	w.fact("given_on", r.GivenOn.String())
	w.fact("number", strconv.Itoa(r.Number))
	standing := consent.StandingOn(w.Case.AgeBand, append(rules(earlier), r), w.today)
	w.keepStatus(standing)
	latest, sent := standing.LatestID == r.ID, w.Case.Stage().Sent()
	if latest {
		if row.From, row.To, row.Kept, err = w.moveBy(ctx, r); err != nil {
			return err
		}
	}
	row.Record = r
	if err := w.tx.InsertConsent(ctx, row); err != nil || !latest {
		return err
	}
	return w.stopSharing(ctx, r, standing, sent)
}

// keepStatus keeps on the case what lists show of consent. What may be shared
// is never read from there.
func (w *work) keepStatus(s consent.Standing) {
	w.Case.ConsentStatus, w.Case.ConsentEndsOn = string(s.Status), calendar.Date{}
	if !s.Over() {
		w.Case.ConsentEndsOn = s.Record.Ends.On
	}
}

// checkCorrects says whether the record that is replaced was recorded in error.
func checkCorrects(earlier []postgres.ConsentRecord, r consent.Record) error {
	if r.Corrects == 0 {
		return nil
	}
	for _, e := range earlier {
		if e.Number == r.Corrects && e.Error == consent.ErrorConfirmed {
			return nil
		}
	}
	return fault.Conflictf("The record that this one replaces has not been marked as recorded in error.")
}

// moveBy makes the moves a record causes, and says from where to where.
func (w *work) moveBy(ctx context.Context, r consent.Record) (from, to, kept casefile.State, err error) {
	from, kept = w.Case.State, w.Case.Kept
	if kept != "" {
		answer, answered := consent.AtEighteen(r)
		if !answered {
			return "", "", "", nil
		}
		err := w.happens(answer, casefile.IsAdult)
		return from, w.Case.State, kept, err
	}
	path, err := w.pathOf(ctx, r)
	if err != nil || len(path) == 0 {
		return "", "", "", err
	}
	for _, h := range path {
		to, err := w.Case.Place().After(h, consentGrounds(w.Case.AgeBand, r))
		if err != nil {
			return "", "", "", err
		}
		w.Case.Stand(to, w.now)
	}
	w.fact("from", string(from))
	w.fact("to", string(w.Case.State))
	return from, w.Case.State, "", nil
}

// consentGrounds are the facts a record of consent brings with it. It has been
// checked: what a sitting must hold, it holds.
func consentGrounds(age person.AgeBand, r consent.Record) casefile.Grounds {
	return casefile.Grounds{
		casefile.IsAdult: !age.TreatedAsChild(), casefile.IsChildOrUnsure: r.Kind == consent.NotRequired, casefile.AuthorityTold: r.Kind == consent.NotRequired,
		casefile.SafetyKnown: true, casefile.InterpreterDecided: true, // a sitting says where and how, and who interpreted
		casefile.SaidYes: r.ReferToNRM == consent.Yes, casefile.AllExplained: r.Explanation.Complete(), casefile.AllAnswered: r.FormAnswered(),
		casefile.SaidNo: r.ReferToNRM == consent.No, casefile.ReasonAsked: r.RefusalReason != "" || r.ReasonNotGiven, casefile.DidNotSayNo: r.ReferToNRM != consent.No,
		casefile.WithdrawalKept: r.Kind == consent.Withdrawal || r.ReferToNRM == consent.No, casefile.HoldersKnown: r.Kind == consent.Withdrawal,
	}
}

// pathOf holds a child's case back until the local authority has been told and
// the age evidence is there (nrm-rules §10, enquiry to draft).
func (w *work) pathOf(ctx context.Context, r consent.Record) ([]casefile.Happening, error) {
	path := consent.Path(w.Case.State, r)
	if r.Kind != consent.NotRequired || len(path) == 0 {
		return path, nil
	}
	client, err := w.tx.Person(ctx, w.Case.ID)
	if err != nil {
		return nil, err
	}
	client.Start.AgeBand = w.Case.AgeBand
	if person.CheckForDraft(client.Start).Err() != nil {
		return nil, nil
	}
	return path, nil
}

// safeguard keeps with the client what a sitting about a child brought to
// light, and puts into the record what was known before.
func (w *work) safeguard(ctx context.Context, r *consent.Record) error {
	if r.Kind != consent.NotRequired {
		return nil
	}
	client, err := w.tx.Person(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	if r.LocalAuthorityContact == "" {
		r.LocalAuthorityContact = client.Start.LocalAuthorityContact
	}
	w.changed("local_authority", client.Start.LocalAuthorityContact, r.LocalAuthorityContact)
	w.changed("age_evidence", client.Start.AgeEvidence, r.AgeEvidence)
	return w.tx.SetSafeguarding(ctx, w.Case.ID, r.LocalAuthorityContact, r.AgeEvidence)
}

// rules are the records without what the desk adds.
func rules(records []postgres.ConsentRecord) []consent.Record {
	out := make([]consent.Record, len(records))
	for i, r := range records {
		out[i] = r.Record
	}
	return out
}
