package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// referralFacts is what the case already knows of the official form, each with
// where it comes from, so that nothing is asked twice. The address is the case
// holder's: the same whoever looks, and the one the Home Office will write to.
func (w *work) referralFacts(ctx context.Context, client person.Start, standing consent.Standing, form *referral.Form) (referral.Facts, error) {
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
	facts.Secrets = append(referral.ContactSecrets(client.Contact.Details), referral.Secret{Trace: referral.NameTrace, Value: client.NameToUse})
	if list := form.ListNamed("responder_organisations"); list != nil && list.Has(organisation.Name) {
		know("your organisation", "responder_organisation", organisation.Name)
	}
	if !w.Case.AgeBand.TreatedAsChild() && standing.Record.Kind == consent.Answers {
		consentFacts(standing, know)
		facts.MayBeNamed = dtn.Identifiable(standing)
	}
	if w.Case.State == casefile.Refused && standing.Status == consent.StatusWithdrawn {
		// Taken back before it was sent: for the report, a no (dtn.Owed).
		know("the withdrawal on the case", referral.FieldConsentToNRM, "no")
	}
	born, err := w.tx.Person(ctx, w.Case.ID)
	if err != nil {
		return referral.Facts{}, err
	}
	facts.Secrets = append(facts.Secrets, referral.Secret{Trace: referral.BirthTrace, Value: born.DateOfBirth.String()})
	for _, name := range born.OtherNames {
		facts.Secrets = append(facts.Secrets, referral.Secret{Trace: referral.NameTrace, Value: name})
	}
	facts.Offered, err = w.offered(ctx, owner, client, standing, born.DateOfBirth)
	return facts, err
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

// reportSection is the section about who reports.
const reportSection = "about_report"

// offered is what the case and its holder's last referral say near a question
// without being its answer.
func (w *work) offered(ctx context.Context, owner staff.User, client person.Start, standing consent.Standing, born calendar.Date) (map[string]referral.Fact, error) {
	offered := map[string]referral.Fact{}
	offer := func(source, field, value string) {
		if strings.TrimSpace(value) != "" {
			offered[field] = referral.Fact{Values: []string{value}, Source: source}
		}
	}
	if cut := strings.LastIndexByte(owner.Name, ' '); cut > 0 {
		offer("the account of "+owner.Name, "responder_first_name", owner.Name[:cut])
		offer("the account of "+owner.Name, "responder_last_name", owner.Name[cut+1:])
	}
	last, err := w.tx.LastSectionBy(ctx, owner.ID, reportSection)
	if err != nil {
		return nil, err
	}
	for _, field := range []string{"responder_first_name", "responder_last_name", "responder_role", "responder_phone", "responder_backup_email"} {
		if values := last[field]; len(values) == 1 {
			offer("the last referral of "+owner.Name, field, values[0])
		}
	}
	offer("the case", "date_of_birth", born.String())
	offer("the consent recorded for "+standing.Record.GivenOn.Long(), "refusal_reason", standing.Record.RefusalReason)
	form := referral.Published()
	for field, channels := range map[string][]person.Channel{
		"client_phone": {person.Phone, person.Text}, "client_email": {person.Email},
	} {
		safe := slices.ContainsFunc(channels, client.Contact.Allows)
		if safe && referral.Fits(form.Field(field), client.Contact.Details) {
			offer("the safe contact on the case", field, strings.TrimSpace(client.Contact.Details))
		}
	}
	return offered, nil
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
