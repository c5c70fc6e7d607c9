package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/testkit/sample"
)

func sentHandoff(t *testing.T, o *sample.Office, ref casefile.Ref, number int) handoff.Record {
	t.Helper()
	file, err := o.Desk.Handoff(t.Context(), o.Caseworker, ref, number)
	if err != nil {
		t.Fatal(err)
	}
	return file.Handoff
}

func TestAnswerHandoff_wholeWay(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	number := o.HandedOver(t, ref)
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.Seen})
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.QuestionAsked, Details: "Is there a child?"})
	o.Move(sample.Now.Add(30 * time.Hour))
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.Sent, Details: "No."})
	if h := sentHandoff(t, o, ref, number); !h.AnswerDueAt.Equal(sample.Now.Add(54 * time.Hour)) {
		t.Errorf("the clock did not start again: due %s", h.AnswerDueAt)
	}
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.Accepted, Contact: "Jo Worker"})
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.FirstContactHad})
	err := o.Desk.CloseHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), number, handoff.Answer{Outcome: handoff.SupportStarted})
	if err != nil {
		t.Fatal(err)
	}
	h := sentHandoff(t, o, ref, number)
	var states []handoff.State
	for _, a := range h.Answers {
		states = append(states, a.State)
	}
	want := []handoff.State{handoff.Seen, handoff.QuestionAsked, handoff.Sent, handoff.Accepted, handoff.FirstContactHad, handoff.Closed}
	if !slices.Equal(states, want) || h.State != handoff.Closed || h.ClosedAt.IsZero() || h.Answers[3].Contact != "Jo Worker" || h.Answers[5].Outcome != handoff.SupportStarted {
		t.Errorf("log %v, %+v", states, h)
	}
}

func TestAnswerHandoff_refusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	number := o.HandedOver(t, ref)
	for name, tc := range map[string]struct {
		answer handoff.Answer
		want   string // a field, or "conflict"
	}{
		"accepted by nobody":       {handoff.Answer{State: handoff.Accepted}, "contact/required"},
		"declined without reason":  {handoff.Answer{State: handoff.Refused}, "details/required"},
		"a question without words": {handoff.Answer{State: handoff.QuestionAsked}, "details/required"},
		"closed by the side door":  {handoff.Answer{State: handoff.Closed, Outcome: handoff.AdviceGiven}, "state/select_one"},
		"taken back by it":         {handoff.Answer{State: handoff.Revoked, Details: "x"}, "state/select_one"},
		"nothing chosen":           {handoff.Answer{}, "state/select_one"},
		"contact before accepting": {handoff.Answer{State: handoff.FirstContactHad}, "conflict"},
	} {
		err := o.Desk.AnswerHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), number, tc.answer)
		var conflict *fault.Conflict
		if errors.As(err, &conflict) != (tc.want == "conflict") || tc.want != "conflict" && !slices.Contains(fieldsOf(err), tc.want) {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
	err := o.Desk.CloseHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), number, handoff.Answer{Outcome: handoff.AdviceGiven})
	var conflict *fault.Conflict
	if !errors.As(err, &conflict) {
		t.Errorf("closed before anybody answered: %v", err)
	}
	if h := sentHandoff(t, o, ref, number); h.State != handoff.Sent || len(h.Answers) != 0 {
		t.Errorf("something was logged: %+v", h)
	}
}

func TestHandoffs_overdueAfter24HoursAndFirst(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	early := agreedCase(t, o)
	o.HandedOver(t, early)
	o.Move(sample.Now.Add(24 * time.Hour))
	late := agreedCase(t, o)
	o.HandedOver(t, late)
	answered := agreedCase(t, o)
	o.HandoffAnswered(t, answered, o.HandedOver(t, answered), handoff.Answer{State: handoff.Accepted, Contact: "Jo"})
	for _, tc := range []struct {
		name    string
		after   time.Duration
		overdue []bool
	}{
		{"a second before", 24*time.Hour - time.Second, []bool{false, false}},
		{"at 24 hours", 24 * time.Hour, []bool{true, false}},
		{"a day later", 48 * time.Hour, []bool{true, true}},
	} {
		o.Move(sample.Now.Add(tc.after))
		groups, err := o.Desk.Handoffs(t.Context(), o.Colleague, desk.HandoffQuery{})
		if err != nil {
			t.Fatal(err)
		}
		var got []bool
		for _, item := range groups[0].Items {
			got = append(got, handoff.Overdue(item.Handoff.State, item.Handoff.AnswerDueAt, o.Desk.Now()))
		}
		if !slices.Equal(got, tc.overdue) || groups[0].Items[0].Ref != early {
			t.Errorf("%s: overdue %v, want %v", tc.name, got, tc.overdue)
		}
		if len(groups[1].Items) != 1 || groups[1].Items[0].Ref != answered {
			t.Errorf("%s: answered ones: %+v", tc.name, groups[1].Items)
		}
	}
	if groups, err := o.Desk.Handoffs(t.Context(), o.OtherTeam, desk.HandoffQuery{}); err != nil || len(groups[0].Items)+len(groups[1].Items) != 0 {
		t.Errorf("another team sees %v, %v", groups, err)
	}
	if _, err := o.Desk.Handoffs(t.Context(), o.Auditor, desk.HandoffQuery{}); !errors.Is(err, fault.Forbidden) {
		t.Errorf("the auditor: %v", err)
	}
}

func TestHandoffs_pagesByKey(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	for range 27 { // all in one instant: the id decides
		o.HandedOver(t, ref)
	}
	seen := map[string]bool{}
	q := desk.HandoffQuery{Group: desk.HandoffsWaiting}
	for range 3 {
		groups, err := o.Desk.Handoffs(t.Context(), o.Caseworker, q)
		if err != nil || len(groups) != 1 {
			t.Fatal(groups, err)
		}
		for _, item := range groups[0].Items {
			seen[item.Handoff.ID] = true
		}
		if !groups[0].More {
			break
		}
		q.After = groups[0].Next
	}
	if len(seen) != 27 {
		t.Errorf("paging showed %d of 27", len(seen))
	}
}

// TestRevokeHandoff_isNoWayRoundTheNotice: when the client took something back,
// telling the recipient is recorded on the notice, and ends the handoff.
func TestRevokeHandoff_isNoWayRoundTheNotice(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	waiting, declined := o.HandedOver(t, ref), o.HandedOver(t, ref)
	o.HandoffAnswered(t, ref, declined, handoff.Answer{State: handoff.Refused, Details: "No room"})
	o.Withdrawn(t, ref)
	notices := o.Notices(t, ref)
	if len(notices) != 3 {
		t.Fatalf("%d notices, want the two recipients and the supervisor", len(notices))
	}
	for _, n := range []int{waiting, declined} {
		var conflict *fault.Conflict
		err := o.Desk.RevokeHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), n, handoff.Answer{Details: "Rang"})
		if !errors.As(err, &conflict) {
			t.Errorf("handoff %d taken back beside its notice: %v", n, err)
		}
	}
	for _, n := range notices {
		if n.Kind == consent.NoticeHandoff {
			o.Told(t, ref, n.Number)
		}
	}
	if got := sentHandoff(t, o, ref, waiting).State; got != handoff.Revoked {
		t.Errorf("a waiting one is at %s", got)
	}
	if got := sentHandoff(t, o, ref, declined).State; got != handoff.Refused {
		t.Errorf("a declined one is at %s", got)
	}
}

func TestReceivedAnswer_isToldByTheRecipientThemselves(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	number := o.HandedOver(t, ref)
	by := handoff.Giver{Name: "Jo Worker, Harbour Support", Through: handoff.ByLink}
	said := func(a handoff.Answer) error {
		return o.Desk.ReceivedAnswer(t.Context(), sample.System, o.Caseworker.OrganisationID, ref, number, a, by)
	}
	for _, a := range []handoff.Answer{
		{State: handoff.Seen}, {State: handoff.Seen}, // a second look changes nothing
		{State: handoff.QuestionAsked, Details: "Is there a child?"},
		{State: handoff.Accepted, Contact: "Jo Worker"},
		{State: handoff.FirstContactHad},
	} {
		if err := said(a); err != nil {
			t.Fatalf("%s: %v", a.State, err)
		}
	}
	h := sentHandoff(t, o, ref, number)
	if len(h.Answers) != 4 || h.State != handoff.FirstContactHad {
		t.Fatalf("%d answers, %s", len(h.Answers), h.State)
	}
	for _, a := range h.Answers {
		if a.Giver != by || a.By != "" {
			t.Errorf("%s was said by %+v, written by %q", a.State, a.Giver, a.By)
		}
	}
	var conflict *fault.Conflict
	for _, state := range []handoff.State{handoff.Refused, handoff.Accepted} {
		if err := said(handoff.Answer{State: state, Details: "x", Contact: "x"}); !errors.As(err, &conflict) {
			t.Errorf("%s after first contact: %v", state, err)
		}
	}
	if err := o.Desk.ReceivedAnswer(t.Context(), o.Caseworker, o.Caseworker.OrganisationID, ref, number, handoff.Answer{State: handoff.Seen}, by); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker answered for the recipient: %v", err)
	}
}

func TestReceivedAnswer_neverTheSendersToGive(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	number := o.HandedOver(t, ref)
	by := handoff.Giver{Name: "Jo", Through: handoff.ByLink}
	said := func(a handoff.Answer) error {
		return o.Desk.ReceivedAnswer(t.Context(), sample.System, o.Caseworker.OrganisationID, ref, number, a, by)
	}
	for _, state := range []handoff.State{handoff.Sent, handoff.NoAnswer, handoff.Revoked, handoff.Closed, ""} {
		if err := said(handoff.Answer{State: state, Details: "x", Outcome: handoff.AdviceGiven}); !slices.Contains(fieldsOf(err), "state/select_one") {
			t.Errorf("the recipient said %q: %v", state, err)
		}
	}
	if err := o.Desk.RevokeHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), number, handoff.Answer{Details: "Told by phone."}); err != nil {
		t.Fatal(err)
	}
	err := said(handoff.Answer{State: handoff.Accepted, Contact: "Jo"})
	var conflict *fault.Conflict
	if !errors.As(err, &conflict) || !strings.Contains(conflict.Message, "was taken back") {
		t.Errorf("accepted after it was taken back: %v", err)
	}
	if h := sentHandoff(t, o, ref, number); h.State != handoff.Revoked {
		t.Errorf("it stands at %s", h.State)
	}
}
