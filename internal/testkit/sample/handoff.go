package sample

import (
	"testing"

	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
)

// Envelope is a handoff to the adult support provider for England and Wales
// that shares what any support provider needs.
func Envelope() handoff.Draft {
	return handoff.Draft{
		Entry: "DIR-010", Purpose: "A safe place to stay and a support worker.",
		Wanted:  []handoff.Item{handoff.NameToUse, handoff.Language, handoff.SafeContact},
		Note:    "Text first, never call before 10am.",
		SentHow: handoff.ByPhone, Contact: "Jo Worker, duty desk", ChaseOn: Today.AddDays(1), KeepUntil: Today.AddDays(365),
	}
}

// HandedOver sends a handoff of a case whose client agreed to it, and gives
// its number.
func (o *Office) HandedOver(t testing.TB, ref casefile.Ref) int {
	t.Helper()
	envelope := Envelope()
	envelope.ChaseOn = o.Desk.Today().AddDays(1) // the day its answer is due
	number, err := o.Desk.SendHandoff(t.Context(), o.worker(t, ref), o.Edit(t, ref), envelope)
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// HandoffAnswered logs an answer to a handoff.
func (o *Office) HandoffAnswered(t testing.TB, ref casefile.Ref, number int, a handoff.Answer) {
	t.Helper()
	if err := o.Desk.AnswerHandoff(t.Context(), o.worker(t, ref), o.Edit(t, ref), number, a); err != nil {
		t.Fatal(err)
	}
}

// TakesHandoffs lets other organisations send handoffs to somebody's.
func (o *Office) TakesHandoffs(t testing.TB, who staff.Actor) {
	t.Helper()
	admin := staff.Actor{UserID: who.UserID, OrganisationID: who.OrganisationID, Roles: []staff.Role{staff.Admin}}
	if err := o.Desk.SetInbox(t.Context(), admin, true, uuid.NewString()); err != nil {
		t.Fatal(err)
	}
}

// CouncilEntry is the other organisation in the directory of the first, as a
// support provider with an inbox here.
func (o *Office) CouncilEntry() directory.Entry {
	return directory.Entry{
		ID: "DIR-010", Organisation: "Westmoor Council", Service: "Survivor support", Nations: []calendar.Nation{calendar.England}, Class: "support_provider",
		Phones: []string{"020 7946 0000"}, Source: "Their letter", Status: directory.Current, CheckedOn: Today, Inbox: o.Stranger.OrganisationID,
	}
}

// ToCouncil is a handoff to the inbox of the other organisation.
func (o *Office) ToCouncil(documents ...int) handoff.Draft {
	draft := Envelope()
	draft.SentHow, draft.WantedFiles, draft.Contact, draft.ChaseOn = handoff.ToInbox, documents, "", calendar.Date{}
	return draft
}

// CouncilIsListed names the other organisation in the directory of the first.
func (o *Office) CouncilIsListed(t testing.TB) {
	t.Helper()
	entry := o.CouncilEntry()
	if services, err := o.Desk.Services(t.Context(), o.Admin.OrganisationID); err != nil {
		t.Fatal(err)
	} else if now, _ := services.ByID(entry.ID); now.Inbox == "" {
		if err := o.Desk.KeepService(t.Context(), o.Admin, desk.ServiceEdit{Entry: entry, Token: uuid.NewString()}); err != nil {
			t.Fatal(err)
		}
	}
}

// HandedToCouncil names the other organisation in the directory and sends a
// handoff with some documents to its inbox.
func (o *Office) HandedToCouncil(t testing.TB, ref casefile.Ref, documents ...int) int {
	t.Helper()
	o.CouncilIsListed(t)
	number, err := o.Desk.SendHandoff(t.Context(), o.worker(t, ref), o.Edit(t, ref), o.ToCouncil(documents...))
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// HandedToColleague sends a handoff to a person or a team of the same
// organisation.
func (o *Office) HandedToColleague(t testing.TB, ref casefile.Ref, id string) int {
	t.Helper()
	draft := o.ToCouncil()
	draft.Entry, draft.Class, draft.Colleague = "", handoff.Colleague, id
	number, err := o.Desk.SendHandoff(t.Context(), o.worker(t, ref), o.Edit(t, ref), draft)
	if err != nil {
		t.Fatal(err)
	}
	return number
}
