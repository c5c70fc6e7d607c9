package desk

import (
	"context"
	"strconv"

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
// does next follows from the answers. Withdrawing is WithdrawConsent.
//
// Errors: *fault.Invalid with the fields of consent.Check.
func (d *Desk) RecordConsent(ctx context.Context, actor staff.Actor, e Edit, r consent.Record) error {
	return d.change(ctx, actor, access.RecordConsent, e, func(w *work) error {
		if r.Kind == consent.Withdrawal {
			var problems fault.Problems
			problems.Add("kind", "select_one")
			return problems.Err()
		}
		if err := consent.Check(w.aboutConsent(), r).Err(); err != nil {
			return err
		}
		if err := w.safeguard(ctx, &r); err != nil {
			return err
		}
		return w.addConsent(ctx, r)
	})
}

// aboutConsent is what the rules on consent need to know of the case.
func (w *work) aboutConsent() consent.About {
	return consent.About{
		AgeBand: w.Case.AgeBand, State: w.Case.State,
		FirstContactOn: calendar.LondonDay(w.Case.CreatedAt), Today: w.today,
	}
}

// addConsent stores a checked record, brings the status of the case up to date
// and makes the moves that follow. An older sitting that is recorded late is
// history: it moves nothing.
func (w *work) addConsent(ctx context.Context, r consent.Record) error {
	earlier, err := w.tx.ConsentRecords(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	r.ID, r.Number = newID(), len(earlier)+1
	err = w.tx.InsertConsent(ctx, postgres.ConsentRecord{
		Record: r, OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Reference: casefile.NewConsentRef(),
		RecordedBy: w.actor.UserID, RecordedAt: w.now,
	})
	if err != nil {
		return err
	}
	w.about(r.ID)
	w.fact("kind", string(r.Kind))
	w.fact("status", string(r.Status()))
	w.fact("given_on", r.GivenOn.String())
	w.fact("number", strconv.Itoa(r.Number))
	standing := consent.StandingOn(w.Case.AgeBand, append(rules(earlier), r), w.today)
	w.Case.ConsentStatus = string(standing.Status)
	if standing.Record.ID != r.ID {
		return nil
	}
	path, err := w.pathOf(ctx, r)
	if err != nil {
		return err
	}
	return w.follow(path)
}

// pathOf holds a child's case back until the local authority has been told and
// the age evidence is there (nrm-rules §10, enquiry to draft).
func (w *work) pathOf(ctx context.Context, r consent.Record) ([]casefile.State, error) {
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

// follow makes several moves in a row, each of them in the move table.
func (w *work) follow(path []casefile.State) error {
	if len(path) == 0 {
		return nil
	}
	last := len(path) - 1
	at := w.Case.State
	for _, to := range path {
		if err := casefile.Check(at, to); err != nil {
			return err
		}
		at = to
	}
	w.fact("from", string(w.Case.State))
	w.fact("to", string(path[last]))
	w.Case.State, w.Case.StateSince = path[last], w.now
	return nil
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
