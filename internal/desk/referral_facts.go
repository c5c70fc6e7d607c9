package desk

import (
	"context"
	"fmt"

	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/postgres"
)

// referralFacts is what the case already knows of the official form, each with
// where it comes from, so that nothing is asked twice. The address is the case
// holder's: the same whoever looks, and the one the Home Office will write to.
func (w *work) referralFacts(ctx context.Context, client person.Start, standing consent.Standing) (referral.Facts, error) {
	owner, err := w.tx.User(ctx, w.Case.OrganisationID, w.Case.OwnerID)
	if err != nil {
		return referral.Facts{}, err
	}
	organisation, err := w.tx.Organisation(ctx, w.Case.OrganisationID)
	if err != nil {
		return referral.Facts{}, err
	}
	facts := referral.Facts{Known: map[string]referral.Fact{}}
	know := func(source, field string, values ...string) {
		facts.Known[field] = referral.Fact{Values: values, Source: source}
	}
	know("the account of "+owner.Name, "work_email", owner.Email)
	know("the case", "own_reference", string(w.Case.Ref))
	know("the case", "report_nation", string(w.Case.Nation))
	know("the age on the case", referral.FieldAgeStatus, ageStatus[w.Case.AgeBand])
	know("the safety check", "needs_interpreter", string(client.Safety.InterpreterNeeded))
	know("the case", "interpreter_language", client.Language)
	form := referral.Published()
	if form.List(form.Field("responder_organisation")).Has(organisation.Name) {
		know("your organisation", "responder_organisation", organisation.Name)
	}
	if !w.Case.AgeBand.TreatedAsChild() && standing.Record.Kind == consent.Answers {
		consentFacts(standing, know)
		facts.MayBeNamed = standing.Record.IdentifyInDuty == consent.Yes
	}
	return facts, nil
}

var ageStatus = map[person.AgeBand]string{person.Adult: "adult", person.Child: "under_18", person.AgeUnsure: "unknown"}

// consentFacts are the client's own answers C1 to C5 (nrm-rules §4). A
// question they have not settled is no fact. Ways to write to the client that
// they called unsafe are never offered again.
func consentFacts(standing consent.Standing, know func(source, field string, values ...string)) {
	r := standing.Record
	source := fmt.Sprintf("the consent recorded for %s", r.GivenOn.Long())
	settled := func(field string, a consent.Answer, yes, no string) {
		switch a {
		case consent.Yes:
			know(source, field, yes)
		case consent.No:
			know(source, field, no)
		}
	}
	settled(referral.FieldConsentToNRM, r.ReferToNRM, "yes", "no")
	settled("wants_support", standing.Answer(consent.WantsSupport), "yes", "no")
	settled("will_help_authorities", standing.Answer(consent.HelpAuthorities), "yes", "no")
	settled("decision_recipient", standing.Answer(consent.DecisionToOther), "someone_else", "client")
	var ways []string
	for _, channel := range standing.SafeChannels() {
		switch channel {
		case consent.Email:
			ways = append(ways, "email")
		case consent.Letter:
			ways = append(ways, "post")
		}
	}
	know(source, "client_contact_methods", ways...)
}

// answersOf puts the answers of all sections together.
func answersOf(tasks []postgres.ReferralTask) referral.Answers {
	all := referral.Answers{}
	for _, t := range tasks {
		for name, values := range t.Answers {
			all[name] = values
		}
	}
	return all
}
