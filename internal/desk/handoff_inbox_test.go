package desk_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/papers"
	"nrmdesk/internal/testkit/sample"
)

// toCouncil opens the council's inbox, names it in the refuge's directory and
// sends it a handoff with a document. It gives the case, the number and the id.
func toCouncil(t *testing.T, o *sample.Office) (casefile.Ref, int, string) {
	t.Helper()
	ref := agreedCase(t, o)
	o.Added(t, ref, "passport.pdf", papers.PDF("shared"))
	o.Added(t, ref, "diary.pdf", papers.PDF("private"))
	o.TakesHandoffs(t, o.Stranger)
	number := o.HandedToCouncil(t, ref, 1)
	return ref, number, sentHandoff(t, o, ref, number).ID
}

func TestInbox_ofAnotherOrganisation(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref, number, id := toCouncil(t, o)
	ctx := t.Context()
	box, err := o.Desk.Inbox(ctx, o.Stranger, false, desk.InboxPlace{})
	if err != nil || len(box.Items) != 1 || box.Items[0].ID != id || box.Items[0].From != "Northside Refuge" {
		t.Fatalf("%+v, %v", box, err)
	}
	f, err := o.Desk.ReceivedHandoff(ctx, o.Stranger, id)
	if err != nil || len(f.Handoff.Items) == 0 || len(f.Handoff.Files) != 1 || f.Handoff.Purpose == "" {
		t.Fatalf("%+v, %v", f, err)
	}
	for _, d := range f.Handoff.Items {
		if !d.Shared {
			t.Errorf("%s was held back and is shown", d.Item)
		}
	}
	content, err := o.Desk.ReceivedDocument(ctx, o.Stranger, id, 1)
	if err != nil {
		t.Fatal(err)
	}
	var read strings.Builder
	if _, err := content.WriteTo(io.Writer(&read)); err != nil || !strings.Contains(read.String(), "shared") {
		t.Errorf("the document cannot be read: %v", err)
	}
	if _, err := o.Desk.ReceivedDocument(ctx, o.Stranger, id, 2); !errors.Is(err, fault.NotFound) {
		t.Errorf("a document that was not chosen: %v", err)
	}
	say := func(a handoff.Answer) error { return o.Desk.AnswerReceived(ctx, o.Stranger, id, uuid.NewString(), a) }
	if err := say(handoff.Answer{State: handoff.QuestionAsked}); !slices.Contains(fieldsOf(err), "details/required") {
		t.Errorf("a question without words: %v", err)
	}
	if err := say(handoff.Answer{State: handoff.QuestionAsked, Details: "Is there a child?"}); err != nil {
		t.Fatal(err)
	}
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.Sent, Details: "No child."})
	if f, err = o.Desk.ReceivedHandoff(ctx, o.Stranger, id); err != nil || f.Handoff.Answers[2].Details != "No child." {
		t.Errorf("the answer to the question: %+v, %v", f.Handoff.Answers, err)
	}
	for _, state := range []handoff.State{handoff.Accepted, handoff.FirstContactHad} {
		if err := say(handoff.Answer{State: state}); err != nil {
			t.Fatal(err)
		}
	}
	h := sentHandoff(t, o, ref, number)
	last := h.Answers[len(h.Answers)-1]
	if h.State != handoff.FirstContactHad || last.Giver != (handoff.Giver{Name: "Strangford Council, Westmoor Council", Through: handoff.InInbox}) || last.By != "" {
		t.Errorf("%s, said by %+v", h.State, last)
	}
	var conflict *fault.Conflict
	if err := say(handoff.Answer{State: handoff.Refused, Details: "x"}); !errors.As(err, &conflict) {
		t.Errorf("declined after first contact: %v", err)
	}
	if got := auditActions(t, o, o.Stranger.Chain(), "handoff_inbox."); !slices.Contains(got, "handoff_inbox.open") || !slices.Contains(got, "handoff_inbox.answer") {
		t.Errorf("the receiver's trail holds %v", got)
	}
	if got := auditActions(t, o, o.Read(t, ref).ID, "handoff.receive_answer"); len(got) < 5 {
		t.Errorf("the case's trail holds %v", got)
	}
}

// TestInbox_nobodyElses: whoever is not the receiver sees nothing and cannot
// tell an id that is there from one that is not.
func TestInbox_nobodyElses(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	_, _, id := toCouncil(t, o)
	ctx := t.Context()
	ref := agreedCase(t, o)
	mine := sentHandoff(t, o, ref, o.HandedToColleague(t, ref, o.Colleague.UserID)).ID
	for _, tc := range []struct {
		who  staff.Actor
		id   string
		want error
	}{
		{o.Caseworker, id, fault.NotFound}, {o.Supervisor, id, fault.NotFound}, {o.OtherTeam, id, fault.NotFound},
		{o.Stranger, uuid.NewString(), fault.NotFound}, {o.Stranger, "1", fault.NotFound},
		{o.Auditor, id, fault.Forbidden}, {o.Admin, id, fault.Forbidden},
		{o.Stranger, mine, fault.NotFound}, {o.Caseworker, mine, fault.NotFound}, {o.OtherTeam, mine, fault.NotFound},
	} {
		if _, err := o.Desk.ReceivedHandoff(ctx, tc.who, tc.id); !errors.Is(err, tc.want) {
			t.Errorf("%s opens %s: %v", tc.who.Name, tc.id, err)
		}
		if _, err := o.Desk.ReceivedDocument(ctx, tc.who, tc.id, 1); !errors.Is(err, tc.want) {
			t.Errorf("%s opens a document of %s: %v", tc.who.Name, tc.id, err)
		}
		if err := o.Desk.AnswerReceived(ctx, tc.who, tc.id, uuid.NewString(), handoff.Answer{State: handoff.Accepted}); !errors.Is(err, tc.want) {
			t.Errorf("%s accepts %s: %v", tc.who.Name, tc.id, err)
		}
	}
	for _, who := range []staff.Actor{o.Caseworker, o.OtherTeam, o.Supervisor} {
		if box, err := o.Desk.Inbox(ctx, who, false, desk.InboxPlace{}); err != nil || len(box.Items) > 0 {
			t.Errorf("%s has %d in the inbox, %v", who.Name, len(box.Items), err)
		}
	}
	if box, err := o.Desk.Inbox(ctx, o.Colleague, false, desk.InboxPlace{}); err != nil || len(box.Items) != 1 {
		t.Errorf("the colleague has %d in the inbox, %v", len(box.Items), err)
	}
}

// TestInbox_closedInboxTakesNothing: an organisation that takes no handoffs can
// be named by nobody, and one that stopped keeps what it received.
func TestInbox_closedInboxTakesNothing(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref, _, id := toCouncil(t, o)
	council := staff.Actor{UserID: o.Stranger.UserID, OrganisationID: o.Stranger.OrganisationID, Roles: []staff.Role{staff.Admin}}
	if err := o.Desk.SetInbox(t.Context(), council, false, uuid.NewString()); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.SetInbox(t.Context(), o.Stranger, true, uuid.NewString()); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker opened the inbox: %v", err)
	}
	if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), o.ToCouncil()); !slices.Contains(fieldsOf(err), "sent_how/select_one") {
		t.Errorf("sent to a closed inbox: %v", err)
	}
	if _, err := o.Desk.ReceivedHandoff(t.Context(), o.Stranger, id); err != nil {
		t.Errorf("what was received before: %v", err)
	}
	err := o.Desk.KeepService(t.Context(), o.Admin, desk.ServiceEdit{
		Entry: directory.Entry{
			Organisation: "X", Service: "Y", Nations: o.CouncilEntry().Nations, Class: consent.Recipient(handoff.SupportProvider), Source: "call",
			Status: directory.Current, Inbox: o.Stranger.OrganisationID,
		}, Token: uuid.NewString(),
	})
	if !slices.Contains(fieldsOf(err), "service_inbox/not_in_list") {
		t.Errorf("a closed inbox was named in the directory: %v", err)
	}
}

// TestInbox_aTeamAnswersOnce: of two people of one team the first accepts.
func TestInbox_aTeamAnswersOnce(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	number := o.HandedToColleague(t, ref, o.OtherTeam.TeamIDs[0])
	id := sentHandoff(t, o, ref, number).ID
	if _, err := o.Desk.ReceivedHandoff(t.Context(), o.OtherTeam, id); err != nil {
		t.Fatal(err)
	}
	accept := handoff.Answer{State: handoff.Accepted}
	token := uuid.NewString()
	for range 2 { // a second press does nothing
		if err := o.Desk.AnswerReceived(t.Context(), o.OtherTeam, id, token, accept); err != nil {
			t.Fatal(err)
		}
	}
	var conflict *fault.Conflict
	if err := o.Desk.AnswerReceived(t.Context(), o.OtherTeam, id, uuid.NewString(), accept); !errors.As(err, &conflict) {
		t.Errorf("accepted twice: %v", err)
	}
	h := sentHandoff(t, o, ref, number)
	if accepted := h.Answers[len(h.Answers)-1]; accepted.By != o.OtherTeam.UserID || accepted.Contact != o.OtherTeam.Name {
		t.Errorf("accepted by %+v", accepted)
	}
	if _, err := o.Desk.Handoff(t.Context(), o.OtherTeam, ref, number); !errors.Is(err, fault.NotFound) {
		t.Errorf("whoever receives an envelope reaches the case: %v", err)
	}
}

// TestInbox_withdrawalReachesIt: what was taken back is not shown any more and
// cannot be accepted; of what was taken back in part the rest goes on.
func TestInbox_withdrawalReachesIt(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref, number, id := toCouncil(t, o)
	if _, err := o.Desk.ReceivedHandoff(t.Context(), o.Stranger, id); err != nil {
		t.Fatal(err)
	}
	withdraw(t, o, ref, consent.ContactClient)
	f, err := o.Desk.ReceivedHandoff(t.Context(), o.Stranger, id)
	if err != nil || f.Handoff.State != handoff.Seen || slices.ContainsFunc(f.Handoff.Items, func(d handoff.Disclosure) bool { return d.Item == handoff.SafeContact }) || f.Handoff.Empty() {
		t.Fatalf("after part was taken back: %+v, %v", f.Handoff, err)
	}
	withdraw(t, o, ref)
	if f, err = o.Desk.ReceivedHandoff(t.Context(), o.Stranger, id); err != nil || !f.Handoff.Empty() || f.Handoff.Purpose != "" || f.Handoff.State != handoff.Revoked {
		t.Errorf("after all was taken back: %+v, %v", f.Handoff, err)
	}
	if _, err := o.Desk.ReceivedDocument(t.Context(), o.Stranger, id, 1); !errors.Is(err, fault.NotFound) {
		t.Errorf("its document: %v", err)
	}
	var conflict *fault.Conflict
	err = o.Desk.AnswerReceived(t.Context(), o.Stranger, id, uuid.NewString(), handoff.Answer{State: handoff.Accepted})
	if !errors.As(err, &conflict) || !strings.Contains(conflict.Message, "was taken back") {
		t.Errorf("accepted after it was taken back: %v", err)
	}
	if h := sentHandoff(t, o, ref, number); h.State != handoff.Revoked || !h.ToldAt.IsZero() {
		t.Errorf("%s, told %s", h.State, h.ToldAt)
	}
	if got := noticeKinds(o.Notices(t, ref)); !strings.Contains(got, "handoff") {
		t.Errorf("nobody is to tell the council: %s", got)
	}
}

// TestSendHandoff_draftsAreTheCases: a colleague goes on with what somebody
// left, and of two who send it the second is told.
func TestSendHandoff_draftsAreTheCases(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	ctx := t.Context()
	id, err := o.Desk.KeepHandoffDraft(ctx, o.Caseworker, ref, "", "purpose=half")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.KeepHandoffDraft(ctx, o.OtherTeam, ref, id, "purpose=x"); !errors.Is(err, fault.NotFound) {
		t.Errorf("somebody out of reach wrote on it: %v", err)
	}
	if _, err := o.Desk.KeepHandoffDraft(ctx, o.Colleague, ref, id, "purpose=more"); err != nil {
		t.Fatal(err)
	}
	list, err := o.Desk.CaseHandoffs(ctx, o.Supervisor, ref)
	if err != nil || len(list.Drafts) != 1 || list.Drafts[0].Form != "purpose=more" || list.Drafts[0].BegunBy != o.Caseworker.Name || list.Drafts[0].SavedBy != o.Colleague.Name {
		t.Fatalf("%+v, %v", list.Drafts, err)
	}
	draft := sample.Envelope()
	draft.ID = id
	if _, err := o.Desk.SendHandoff(ctx, o.Colleague, o.Edit(t, ref), draft); err != nil {
		t.Fatal(err)
	}
	var conflict *fault.Conflict
	if _, err := o.Desk.SendHandoff(ctx, o.Caseworker, o.Edit(t, ref), draft); !errors.As(err, &conflict) {
		t.Errorf("the same draft was sent twice: %v", err)
	}
	if _, err := o.Desk.KeepHandoffDraft(ctx, o.Caseworker, ref, id, "purpose=x"); !errors.As(err, &conflict) {
		t.Errorf("a sent draft was written on: %v", err)
	}
	left, err := o.Desk.KeepHandoffDraft(ctx, o.Caseworker, ref, "", "purpose=y")
	if err != nil {
		t.Fatal(err)
	}
	withdraw(t, o, ref)
	if _, err := o.Desk.KeepHandoffDraft(ctx, o.Caseworker, ref, left, "purpose=z"); !errors.As(err, &conflict) {
		t.Errorf("a draft outlived the withdrawal: %v", err)
	}
}

// auditActions are the actions of a chain that begin in a way, newest first.
func auditActions(t *testing.T, o *sample.Office, chain, beginning string) []string {
	t.Helper()
	var actions []string
	for _, organisation := range []string{o.Caseworker.OrganisationID, o.Stranger.OrganisationID} {
		entries, err := o.DB.AuditTrail(t.Context(), organisation, chain, 0, 200)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Action, beginning) {
				actions = append(actions, e.Action)
			}
		}
	}
	return actions
}

func TestWaiting_countsWhatTheReceiverHasToDo(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	o.TakesHandoffs(t, o.Stranger)
	count := func(a staff.Actor) int {
		n, err := o.Desk.Waiting(t.Context(), a)
		must(t, err)
		return n.Handoffs
	}
	if n := count(o.Stranger); n != 0 {
		t.Errorf("%d wait before anything was sent", n)
	}
	number := o.HandedToCouncil(t, ref)
	if n := count(o.Stranger); n != 1 {
		t.Errorf("%d wait for the receiver", n)
	}
	if n := count(o.Caseworker); n != 0 {
		t.Errorf("%d wait for the sender", n)
	}
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.Refused, Details: "No bed tonight"})
	if n := count(o.Stranger); n != 0 {
		t.Errorf("%d wait after it was taken back", n)
	}
}
