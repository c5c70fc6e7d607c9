package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

// jobActor is on whose behalf scheduled jobs act.
var jobActor = staff.Actor{Name: "NRM Desk", Roles: []staff.Role{staff.System}}

func sweep(t *testing.T, o *sample.Office) desk.Swept {
	t.Helper()
	done, err := o.Desk.SweepReminders(t.Context(), jobActor)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// outbox delivers what waits and returns it as "to message".
func outbox(t *testing.T, o *sample.Office) (sent []string) {
	t.Helper()
	var mu sync.Mutex
	_, err := o.Desk.DeliverReminders(t.Context(), jobActor, func(_ context.Context, n desk.Notice) desk.SendResult {
		mu.Lock()
		defer mu.Unlock()
		sent = append(sent, n.To+" "+n.CaseRef)
		return desk.NoticeSent
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(sent)
	return sent
}

// recovering is a case in England with a positive RG of 12 May 2026: recovery
// ends on 10 June at the earliest.
func recovering(t *testing.T, o *sample.Office) casefile.Ref {
	t.Helper()
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	return ref
}

func TestSweep_nothingTwiceAndNothingMissed(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := recovering(t, o)
	if done := sweep(t, o); done != (desk.Swept{}) {
		t.Errorf("before any day has come: %+v", done)
	}
	// Nobody swept for days: the ladder says 31 May, 5 June, 9 June, 10 June.
	o.Move(time.Date(2026, time.June, 7, 8, 0, 0, 0, calendar.London()))
	if diff := cmp.Diff(desk.Swept{Reminders: 2, Messages: 2, Skipped: 2}, sweep(t, o)); diff != "" {
		t.Errorf("two clocks, the latest step of each: %s", diff)
	}
	if done := sweep(t, o); done != (desk.Swept{}) {
		t.Errorf("second sweep: %+v", done)
	}
	mine := "casey.caseworker@example.org " + string(ref)
	if diff := cmp.Diff([]string{mine, mine}, outbox(t, o)); diff != "" {
		t.Error(diff)
	}
	if again := outbox(t, o); again != nil {
		t.Errorf("sent twice: %v", again)
	}
	page, err := o.Desk.MyReminders(t.Context(), o.Caseworker, "")
	if err != nil || len(page.List) != 2 || page.List[0].Day != day(time.June, 10) {
		t.Fatalf("the reader has %+v, %v", page.List, err)
	}
}

func TestSweep_overdueGoesToTheSupervisorsToo(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Negative, day(time.May, 12))
	o.Move(time.Date(2026, time.June, 12, 8, 0, 0, 0, calendar.London())) // the request was due on 11 June
	sweep(t, o)
	got := outbox(t, o)
	want := []string{}
	for _, who := range []string{"casey.caseworker", "deputy.dan", "sue.supervisor"} {
		want = append(want, who+"@example.org "+string(ref))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSweep_ownerWhoLeftIsStoodInFor(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	recovering(t, o)
	gone, err := o.DB.User(t.Context(), o.Caseworker.OrganisationID, o.Caseworker.UserID)
	if err != nil {
		t.Fatal(err)
	}
	gone.Disabled = true
	if err := o.DB.Tx(t.Context(), func(tx *postgres.DB) error { return tx.SaveUser(t.Context(), gone, o.Desk.Now()) }); err != nil {
		t.Fatal(err)
	}
	o.Move(time.Date(2026, time.June, 9, 8, 0, 0, 0, calendar.London()))
	sweep(t, o)
	for _, sent := range outbox(t, o) {
		if !strings.HasPrefix(sent, "sue.supervisor") && !strings.HasPrefix(sent, "deputy.dan") {
			t.Errorf("sent to %s", sent)
		}
	}
}

func TestSweep_closedCaseTellsNobody(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	c := o.Read(t, recovering(t, o))
	c.State, c.ClosedOn = casefile.Closed, day(time.May, 18)
	if err := o.DB.SaveCase(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	o.Move(time.Date(2026, time.June, 9, 8, 0, 0, 0, calendar.London()))
	if done := sweep(t, o); done.Messages != 0 || done.Cancelled != 8 {
		t.Errorf("%+v, want all 8 steps of both clocks cancelled", done)
	}
	if done := sweep(t, o); done != (desk.Swept{}) {
		t.Errorf("second sweep: %+v", done)
	}
}

func TestSweep_passedPeriodGivesWayToTheNextDate(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := recovering(t, o)
	version := o.Read(t, ref).Version
	o.Move(time.Date(2026, time.June, 11, 8, 0, 0, 0, calendar.London()))
	if done := sweep(t, o); done.Rolled != 1 {
		t.Errorf("rolled %d", done.Rolled)
	}
	want := casefile.NextDue{On: day(time.June, 11), RuleID: "EW-CG-EARLIEST"}
	if c := o.Read(t, ref); c.NextDue != want || c.Version != version {
		t.Errorf("next due %+v at version %d, want %+v at %d", c.NextDue, c.Version, want, version)
	}
	o.MoveDays(1)
	sweep(t, o)
	if c := o.Read(t, ref); !c.NextDue.On.IsZero() || c.NextDue.RuleID != "" {
		t.Errorf("next due %+v, want none", c.NextDue)
	}
	if done := sweep(t, o); done.Rolled != 0 {
		t.Errorf("rolled again: %d", done.Rolled)
	}
}

func TestSweep_twoProgramsAtOnceSendOnce(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	for range 12 {
		recovering(t, o)
	}
	o.Move(time.Date(2026, time.June, 9, 8, 0, 0, 0, calendar.London()))
	var mu sync.Mutex
	seen := map[string]int{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := o.Desk.SweepReminders(t.Context(), jobActor); err != nil {
				t.Error(err)
			}
			_, err := o.Desk.DeliverReminders(t.Context(), jobActor, func(_ context.Context, n desk.Notice) desk.SendResult {
				mu.Lock()
				defer mu.Unlock()
				seen[n.MessageID]++
				return desk.NoticeSent
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	sweep(t, o)
	outbox(t, o)
	if len(seen) != 24 {
		t.Errorf("%d different messages, want 24", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was sent %d times", id, n)
		}
	}
}

func TestDeliver_triesAgainThenGivesUp(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := recovering(t, o)
	o.Move(time.Date(2026, time.June, 10, 8, 0, 0, 0, calendar.London()))
	sweep(t, o)
	tries := map[string]int{}
	var mu sync.Mutex
	run := func(result desk.SendResult) desk.Delivered {
		done, err := o.Desk.DeliverReminders(t.Context(), jobActor, func(_ context.Context, n desk.Notice) desk.SendResult {
			mu.Lock()
			defer mu.Unlock()
			tries[n.MessageID]++
			return result
		})
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	if done := run(desk.NoticeLater); done.Later != 2 {
		t.Fatalf("%+v", done)
	}
	if done := run(desk.NoticeLater); done != (desk.Delivered{}) {
		t.Errorf("tried again at once: %+v", done)
	}
	for range 20 {
		o.Move(o.Desk.Now().Add(5 * time.Hour))
		run(desk.NoticeLater)
	}
	for id, n := range tries {
		if n != 10 {
			t.Errorf("%s was tried %d times", id, n)
		}
	}
	counts, err := o.DB.MailCounts(t.Context(), o.Caseworker.OrganisationID)
	if err != nil || counts.Parked != 2 || counts.Waiting != 0 {
		t.Errorf("%+v, %v for %s", counts, err, ref)
	}
}

func TestDeliver_takenUpAndNeverSettledIsTriedAgain(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	recovering(t, o)
	o.Move(time.Date(2026, time.June, 10, 8, 0, 0, 0, calendar.London()))
	sweep(t, o)
	lost, err := o.DB.ClaimDeliveries(t.Context(), o.Desk.Now(), 10*time.Minute, 10) // the program dies here
	if err != nil || len(lost) != 2 {
		t.Fatalf("%v, %v", lost, err)
	}
	if sent := outbox(t, o); sent != nil {
		t.Errorf("somebody else's were sent: %v", sent)
	}
	o.Move(o.Desk.Now().Add(11 * time.Minute))
	if sent := outbox(t, o); len(sent) != 2 {
		t.Errorf("after the lease: %v", sent)
	}
}

func TestMarkReminder_isTheReadersOwn(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	recovering(t, o)
	o.Move(time.Date(2026, time.June, 10, 8, 0, 0, 0, calendar.London()))
	sweep(t, o)
	unseen := func() int {
		n, err := o.Desk.UnseenReminders(t.Context(), o.Caseworker)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	page, err := o.Desk.MyReminders(t.Context(), o.Caseworker, "")
	if err != nil || unseen() != 2 {
		t.Fatalf("%d unseen, %v", unseen(), err)
	}
	if err := o.Desk.MarkReminder(t.Context(), o.Colleague, page.List[0].ID); !errors.Is(err, fault.NotFound) {
		t.Errorf("a colleague's: %v", err)
	}
	for range 2 {
		if err := o.Desk.MarkReminder(t.Context(), o.Caseworker, page.List[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	if n := unseen(); n != 1 {
		t.Errorf("%d unseen", n)
	}
}

func TestReminders_onlyForThoseWhoMay(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	if _, err := o.Desk.SweepReminders(t.Context(), o.Admin); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an admin swept: %v", err)
	}
	if _, err := o.Desk.DeliverReminders(t.Context(), o.Supervisor, nil); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a supervisor delivered: %v", err)
	}
	if _, err := o.Desk.MyReminders(t.Context(), o.Auditor, ""); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an auditor read reminders: %v", err)
	}
	if _, err := o.Desk.Tidy(t.Context(), o.Caseworker); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker tidied: %v", err)
	}
}
