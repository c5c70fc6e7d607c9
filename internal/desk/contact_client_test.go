package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/contact"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

// call is a call by the number of sample.Adult.
func call() contact.Attempt {
	return contact.Attempt{
		Channel: person.Phone, Use: "+44 7700 900123", Message: person.No, OthersAnswer: person.No, Interpreting: contact.Professional, Why: contact.CheckIn,
	}
}

func TestContact_isJudgedThenRecordedOnce(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	edit := o.Edit(t, ref)
	number, err := o.Desk.JudgeContact(t.Context(), o.Caseworker, edit, call())
	if err != nil || number != 1 {
		t.Fatalf("contact %d, %v", number, err)
	}
	if twice, err := o.Desk.JudgeContact(t.Context(), o.Caseworker, edit, call()); err != nil || twice != 0 {
		t.Errorf("a second press: %d, %v", twice, err)
	}
	same(t, "an outcome it cannot have", "invalid: reach_result: select_one",
		kindOf(o.Desk.RecordContact(t.Context(), o.Caseworker, o.Edit(t, ref), number, contact.Outcome{Result: contact.Sent})))
	if err := o.Desk.RecordContact(t.Context(), o.Colleague, o.Edit(t, ref), number, contact.Outcome{Result: contact.Reached, Note: "Zebranote"}); err != nil {
		t.Fatal(err)
	}
	var conflict *fault.Conflict
	if err := o.Desk.RecordContact(t.Context(), o.Caseworker, o.Edit(t, ref), number, contact.Outcome{Result: contact.Reached}); !errors.As(err, &conflict) {
		t.Errorf("recorded twice: %v", err)
	}
	file, err := o.Desk.ContactDesk(t.Context(), o.Supervisor, ref, 0)
	if err != nil || len(file.List) != 1 {
		t.Fatal(file.List, err)
	}
	if c := file.List[0]; c.Level != contact.Allowed || c.Outcome.Note != "Zebranote" || c.ByName != o.Caseworker.Name || c.OutcomeBy != o.Colleague.Name || c.Use != call().Use {
		t.Errorf("%+v", c)
	}
	line, err := o.Desk.Timeline(t.Context(), o.Caseworker, ref, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range line.Events {
		for key, value := range e.Facts {
			if strings.Contains(value, "7700") || strings.Contains(value, "Zebra") {
				t.Errorf("the trail holds %s: %s", key, value)
			}
		}
	}
}

func TestContact_stopsAndKeepsThatItDid(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	start := sample.Adult(calendar.England)
	start.Contact.Dangerous = []string{"07700 900666"}
	start.Contact.Days, start.Contact.From, start.Contact.Until = person.Days[:5], "10:00", "14:00"
	ref := o.Case(t, start)
	o.Move(time.Date(2026, time.May, 18, 20, 0, 0, 0, calendar.London()))
	judge := func(change func(a *contact.Attempt)) desk.ClientContact {
		t.Helper()
		a := call()
		change(&a)
		number, err := o.Desk.JudgeContact(t.Context(), o.Caseworker, o.Edit(t, ref), a)
		if err != nil {
			t.Fatal(err)
		}
		file, err := o.Desk.Contact(t.Context(), o.Caseworker, ref, number)
		if err != nil {
			t.Fatal(err)
		}
		return file.Contact
	}
	late := judge(func(*contact.Attempt) {})
	asked := judge(func(a *contact.Attempt) { a.Request = "On Friday, in person: call me at eight" })
	danger := judge(func(a *contact.Attempt) { a.Use, a.Request = "00447700900666", "They asked" })
	for name, c := range map[string]struct {
		got  desk.ClientContact
		want contact.Level
	}{"in the evening": {late, contact.Stop}, "in the evening, as asked": {asked, contact.Warn}, "an exploiter's number, as asked": {danger, contact.Stop}} {
		if c.got.Level != c.want {
			t.Errorf("%s: %s, %+v", name, c.got.Level, c.got.Found)
		}
	}
	var conflict *fault.Conflict
	if err := o.Desk.RecordContact(t.Context(), o.Caseworker, o.Edit(t, ref), danger.Number, contact.Outcome{Result: contact.Reached}); !errors.As(err, &conflict) {
		t.Errorf("what was stopped is recorded as made: %v", err)
	}
}

func TestContact_wrongCodeWordTellsTheSupervisors(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	number, err := o.Desk.JudgeContact(t.Context(), o.Caseworker, o.Edit(t, ref), call())
	if err != nil {
		t.Fatal(err)
	}
	before, err := o.Desk.TasksDue(t.Context(), o.Supervisor)
	if err != nil {
		t.Fatal(err)
	}
	wrong := contact.Outcome{Result: contact.CodeWordWrong, Note: "Another word, then silence"}
	if err := o.Desk.RecordContact(t.Context(), o.Caseworker, o.Edit(t, ref), number, wrong); err != nil {
		t.Fatal(err)
	}
	if after, err := o.Desk.TasksDue(t.Context(), o.Supervisor); err != nil || after != before+1 {
		t.Errorf("%d next steps for the supervisor, before %d, %v", after, before, err)
	}
}

func TestContact_isForThoseWhoWorkOnTheCase(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	for name, c := range map[string]struct {
		who  staff.Actor
		want error
	}{
		"an auditor": {o.Auditor, fault.Forbidden}, "an admin": {o.Admin, fault.Forbidden},
		"another team": {o.OtherTeam, fault.NotFound}, "another organisation": {o.Stranger, fault.NotFound},
		"a colleague": {o.Colleague, nil}, "a supervisor": {o.Supervisor, nil},
	} {
		if _, err := o.Desk.ContactDesk(t.Context(), c.who, ref, 0); !errors.Is(err, c.want) {
			t.Errorf("%s reads: %v", name, err)
		}
		if _, err := o.Desk.JudgeContact(t.Context(), c.who, o.Edit(t, ref), call()); !errors.Is(err, c.want) {
			t.Errorf("%s asks: %v", name, err)
		}
	}
	if _, err := o.Desk.Contact(t.Context(), o.Caseworker, ref, 99); !errors.Is(err, fault.NotFound) {
		t.Errorf("a contact that is not there: %v", err)
	}
}

func TestContact_dangerousNumberIsNobodysNumber(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	plan := sample.Adult(calendar.England).Contact
	plan.Dangerous = []string{plan.Details}
	same(t, "a safe number that is dangerous", "invalid: contact_details: dangerous", kindOf(o.Desk.ChangeSafeContact(t.Context(), o.Caseworker, o.Edit(t, ref), plan)))
	services, err := o.Desk.PrepareHandoff(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	entry, ok := services.Services.ByID(sample.Envelope().Entry)
	if !ok || len(entry.Phones) == 0 {
		t.Fatal("the service of the sample has no number")
	}
	plan.Dangerous = []string{strings.ReplaceAll(entry.Phones[0], " ", "")}
	if err := o.Desk.ChangeSafeContact(t.Context(), o.Caseworker, o.Edit(t, ref), plan); err != nil {
		t.Fatal(err)
	}
	var conflict *fault.Conflict
	if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Envelope()); !errors.As(err, &conflict) {
		t.Errorf("handed over to a dangerous number: %v", err)
	}
}

func TestRecordTold_byPhoneNeedsTheContact(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	id := o.Decided(t, ref, decision.RG, decision.Positive, sample.Today)
	told := decision.Telling{On: sample.Today, By: "Casey", Language: "Albanian", How: "Alone at home", Way: decision.Way(person.Phone)}
	same(t, "no call was checked", "invalid: told_way: not_contacted", kindOf(o.Desk.RecordTold(t.Context(), o.Caseworker, o.Edit(t, ref), id, told)))
	a := call()
	a.Why = contact.TellDecision
	number, err := o.Desk.JudgeContact(t.Context(), o.Caseworker, o.Edit(t, ref), a)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "nothing came of it yet", "invalid: told_way: not_contacted", kindOf(o.Desk.RecordTold(t.Context(), o.Caseworker, o.Edit(t, ref), id, told)))
	if err := o.Desk.RecordContact(t.Context(), o.Caseworker, o.Edit(t, ref), number, contact.Outcome{Result: contact.Reached}); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.RecordTold(t.Context(), o.Caseworker, o.Edit(t, ref), id, told); err != nil {
		t.Error(err)
	}
}
