package desk

import (
	"context"
	"errors"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// eighteenClock is the clock of the rule that puts the choice at 18 on a case.
const eighteenClock = "age_18"

const tendBatch = 100

// TurnEighteen opens the question whether to stay for every client who was
// referred, or written about, as a child and has turned 18 with no conclusive
// grounds decision: the case waits for their own answer, with its state kept.
// Which day that is says the book that their organisation counts with. It
// grants nothing: from the birthday on no consent carries over, whether this
// has run or not. Running it again changes nothing.
func (d *Desk) TurnEighteen(ctx context.Context, actor staff.Actor) (turned int, err error) {
	if err := d.ask(ctx, actor, access.TurnEighteen); err != nil {
		return 0, err
	}
	organisations, err := d.seenBy(actor).Organisations(ctx)
	if err != nil {
		return 0, err
	}
	for _, o := range organisations {
		n, err := d.turnEighteenIn(ctx, actor, o.ID)
		turned += n
		if err != nil {
			return turned, err
		}
	}
	return turned, nil
}

func (d *Desk) turnEighteenIn(ctx context.Context, actor staff.Actor, organisationID string) (turned int, err error) {
	book, err := d.bookInForce(ctx, d.seenBy(actor), organisationID)
	if err != nil {
		return 0, err
	}
	rules := eighteenRules(book)
	after := ""
	for {
		found, err := d.seenBy(actor).TurnedEighteen(ctx, organisationID, rules, d.Today(), after, tendBatch)
		if err != nil || len(found) == 0 {
			return turned, err
		}
		for _, c := range found {
			after = c.CaseID
			done, err := d.turnEighteen(ctx, actor, c)
			if err != nil {
				return turned, err
			}
			if done {
				turned++
			}
		}
	}
}

// eighteenRules are the rules of the clock in a book.
func eighteenRules(book *deadline.Book) []string {
	var ids []string
	for _, rule := range book.Rules() {
		if rule.Clock == eighteenClock {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}

// turnEighteen looks again once the case is locked: somebody may have recorded
// an assessment or a decision meanwhile.
func (d *Desk) turnEighteen(ctx context.Context, actor staff.Actor, found postgres.TendedCase) (done bool, err error) {
	err = d.tend(ctx, actor, access.TurnEighteen, found.OrganisationID, found.Ref, func(w *work) error {
		if !w.Case.AgeBand.TreatedAsChild() || !casefile.AsksAtEighteen(w.Case.State) {
			return errAlreadyDone
		}
		done = true
		if err := w.awaitAdultAnswer(); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return done, err
}

// ExpireConsent brings the status that lists show in line with consents that
// have run out. It protects nobody: what may be shared is read from the records
// when it is shared.
func (d *Desk) ExpireConsent(ctx context.Context, actor staff.Actor) (expired int, err error) {
	if err := d.ask(ctx, actor, access.ExpireConsent); err != nil {
		return 0, err
	}
	after := ""
	for {
		found, err := d.seenBy(actor).ConsentRunOut(ctx, d.Today(), after, tendBatch)
		if err != nil || len(found) == 0 {
			return expired, err
		}
		for _, c := range found {
			after = c.CaseID
			err := d.tend(ctx, actor, access.ExpireConsent, c.OrganisationID, c.Ref, func(w *work) error {
				records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
				if err != nil {
					return err
				}
				w.keepStatus(consent.StandingOn(w.Case.AgeBand, rules(records), w.today))
				w.fact("status", w.Case.ConsentStatus)
				return nil
			})
			if err != nil {
				return expired, err
			}
			expired++
		}
	}
}
