package desk_test

import (
	"context"
	"errors"
	"fmt"
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
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

// jobActor is on whose behalf scheduled jobs act.
var jobActor = staff.Actor{Name: "NRM Desk", Roles: []staff.Role{staff.System}}

// digestAt is half past seven in the morning.
const digestAt = 7*time.Hour + 30*time.Minute

// atEight moves the clock to eight in the morning of a day.
func atEight(o *sample.Office, on calendar.Date) {
	o.Move(time.Date(on.Year(), on.Month(), on.Day(), 8, 0, 0, 0, calendar.London()))
}

func sweep(t *testing.T, o *sample.Office) desk.Swept {
	t.Helper()
	done, err := o.Desk.SweepReminders(t.Context(), jobActor)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func digests(t *testing.T, o *sample.Office) int {
	t.Helper()
	made, _, err := o.Desk.AssembleDigests(t.Context(), jobActor, digestAt)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// outbox makes the digests, delivers what waits and returns it as "who, how
// many things, of which case".
func outbox(t *testing.T, o *sample.Office) (sent []string) {
	t.Helper()
	digests(t, o)
	var mu sync.Mutex
	_, err := o.Desk.DeliverReminders(t.Context(), jobActor, func(_ context.Context, n desk.Notice) desk.Answer {
		mu.Lock()
		defer mu.Unlock()
		who, _, _ := strings.Cut(n.To, ".")
		sent = append(sent, strings.TrimSpace(fmt.Sprint(who, " ", n.Things, " ", n.CaseRef)))
		return desk.Answer{Result: desk.NoticeSent}
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(sent)
	return sent
}

// list is what stands open in somebody's list, as "step of the ladder".
func list(t *testing.T, o *sample.Office, who staff.Actor) (steps []string) {
	t.Helper()
	for _, r := range open(t, o, who) {
		steps = append(steps, r.Step.Code)
	}
	slices.Sort(steps)
	return steps
}

func open(t *testing.T, o *sample.Office, who staff.Actor) []desk.MyReminder {
	t.Helper()
	page, err := o.Desk.MyReminders(t.Context(), who, true, "")
	if err != nil {
		t.Fatal(err)
	}
	return page.List
}

func mark(t *testing.T, o *sample.Office, who staff.Actor) {
	t.Helper()
	for _, r := range open(t, o, who) {
		if err := o.Desk.MarkReminder(t.Context(), who, r.ID); err != nil {
			t.Fatal(err)
		}
	}
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", what, diff)
	}
}

// recovering is a case in England with a positive RG of 12 May 2026: recovery
// ends on 10 June at the earliest.
func recovering(t *testing.T, o *sample.Office) casefile.Ref {
	t.Helper()
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	return ref
}

// challenging is a case in England with a negative RG of 12 May 2026: the
// reconsideration must be asked for by 11 June.
func challenging(t *testing.T, o *sample.Office) casefile.Ref {
	t.Helper()
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Negative, day(time.May, 12))
	return ref
}

// laddered is an office whose only ladder is that of the reconsideration.
func laddered(t *testing.T, ladder string) *sample.Office {
	t.Helper()
	return sample.BookDesk(t, func(row map[string]string) bool {
		row["remind"] = ""
		if row["rule_id"] == "UK-RECON-30D-2025" {
			row["remind"] = ladder
		}
		return sample.IsLaw(row)
	})
}

func TestSweep_nothingTwiceAndNothingMissed(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	recovering(t, o)
	if done := sweep(t, o); done != (desk.Swept{}) {
		t.Errorf("before any day has come: %+v", done)
	}
	// Nobody swept for days: the ladder says 31 May, 5 June, 9 June, 10 June.
	atEight(o, day(time.June, 7))
	same(t, "two clocks, the latest step of each", desk.Swept{Reminders: 2, Messages: 2, Skipped: 2}, sweep(t, o))
	same(t, "second sweep", desk.Swept{}, sweep(t, o))
	same(t, "one digest", []string{"casey 2"}, outbox(t, o))
	if again := outbox(t, o); again != nil {
		t.Errorf("sent twice: %v", again)
	}
	page := open(t, o, o.Caseworker)
	if len(page) != 2 || page[0].Day != day(time.June, 10) {
		t.Fatalf("the reader has %+v", page)
	}
	c := o.Read(t, page0(page))
	rows, err := o.DB.Reminders(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	late := 0
	for _, r := range rows {
		if r.State == reminder.Sent && r.Late {
			late++
		}
	}
	if late != 2 {
		t.Errorf("%d reminders are marked as late, want 2", late)
	}
}

func page0(page []desk.MyReminder) casefile.Ref { return casefile.Ref(page[0].CaseRef) }

func TestSweep_aLaterStepTakesThePlaceOfTheEarlier(t *testing.T) {
	t.Parallel()
	o := laddered(t, "10;5;1")
	challenging(t, o)
	for _, on := range []int{1, 6, 10} {
		atEight(o, day(time.June, on))
		sweep(t, o)
		outbox(t, o)
		if n, err := o.Desk.OpenReminders(t.Context(), o.Caseworker); err != nil || n != 1 {
			t.Errorf("%d open reminders of one date, %v", n, err)
		}
	}
	same(t, "the latest stands in the list", []string{"1_before"}, list(t, o, o.Caseworker))
	past, err := o.Desk.MyReminders(t.Context(), o.Caseworker, false, "")
	if err != nil || len(past.List) != 2 {
		t.Errorf("%d past reminders, %v", len(past.List), err)
	}
}

func TestSweep_escalationOnlyWhenNobodyActed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		act        func(t *testing.T, o *sample.Office)
		want       []string // on the day after the date
		state      reminder.State
		supervisor []string
	}{
		"nobody acts": {nil, []string{"deputy 1", "sue 1"}, reminder.Sent, []string{"overdue_escalation"}},
		"the holder marks it as dealt with": {func(t *testing.T, o *sample.Office) { mark(t, o, o.Caseworker) },
			nil, reminder.NotNeeded, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := laddered(t, "1;0;-1:escalation")
			ref := challenging(t, o)
			atEight(o, day(time.June, 11))
			sweep(t, o)
			same(t, "on the day, the holder", []string{"casey 1"}, outbox(t, o))
			if tc.act != nil {
				tc.act(t, o)
			}
			atEight(o, day(time.June, 12))
			done := sweep(t, o)
			if got := outbox(t, o); len(got) != len(tc.want) || len(got) > 0 && got[0] != tc.want[0]+" "+string(ref) {
				t.Errorf("on the day after %v, want %v", got, tc.want)
			}
			same(t, "in the supervisor's list", tc.supervisor, list(t, o, o.Supervisor))
			if len(tc.want) == 0 && (done.NotNeeded != 1 || done.Reminders != 0) {
				t.Errorf("swept %+v", done)
			}
			rows, err := o.DB.Reminders(t.Context(), o.Read(t, ref).ID)
			if err != nil {
				t.Fatal(err)
			}
			if last := rows[len(rows)-1]; last.State != tc.state {
				t.Errorf("the escalation is %s, want %s", last.State, tc.state)
			}
		})
	}
}

func TestSweep_escalationRepeatsUntilTheSupervisorActs(t *testing.T) {
	t.Parallel()
	o := laddered(t, "0;-1;-1:escalation;-3:escalation;-7:escalation")
	ref := string(challenging(t, o))
	for _, tc := range []struct {
		on   int
		want []string
	}{
		{11, []string{"casey 1"}},
		{12, []string{"casey 1 " + ref, "deputy 1 " + ref, "sue 1 " + ref}}, // a breach is told at once
		{14, []string{"deputy 1 " + ref, "sue 1 " + ref}},
		{18, nil},
	} {
		atEight(o, day(time.June, tc.on))
		sweep(t, o)
		same(t, fmt.Sprintf("on %d June", tc.on), tc.want, outbox(t, o))
		if tc.on == 14 {
			mark(t, o, o.Supervisor)
		}
	}
}

func TestSweep_anEndedDateAsksForNothing(t *testing.T) {
	t.Parallel()
	o := laddered(t, "1;0;-1:escalation")
	ref := challenging(t, o)
	atEight(o, day(time.June, 11))
	sweep(t, o)
	if got := list(t, o, o.Caseworker); len(got) != 1 {
		t.Fatalf("open: %v", got)
	}
	if err := o.Desk.LodgeReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Request(day(time.June, 11))); err != nil {
		t.Fatal(err)
	}
	if got := list(t, o, o.Caseworker); got != nil {
		t.Errorf("still open: %v", got)
	}
	same(t, "the email that was not sent yet is not needed", []string(nil), outbox(t, o))
	atEight(o, day(time.June, 12))
	same(t, "nothing to escalate", desk.Swept{}, sweep(t, o))
}

func TestSweep_ownerWhoLeftIsStoodInFor(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	recovering(t, o)
	disable(t, o, o.Caseworker)
	atEight(o, day(time.June, 9))
	sweep(t, o)
	same(t, "the supervisors", []string{"deputy 2", "sue 2"}, outbox(t, o))
}

func disable(t *testing.T, o *sample.Office, who staff.Actor) {
	t.Helper()
	gone, err := o.DB.User(t.Context(), who.OrganisationID, who.UserID)
	if err != nil {
		t.Fatal(err)
	}
	gone.Disabled = true
	if err := o.DB.Tx(t.Context(), func(tx *postgres.DB) error { return tx.SaveUser(t.Context(), gone, o.Desk.Now()) }); err != nil {
		t.Fatal(err)
	}
}

func TestSweep_whenThereIsNobody(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := recovering(t, o)
	for _, who := range []staff.Actor{o.Caseworker, o.Supervisor, o.Deputy} {
		disable(t, o, who)
	}
	atEight(o, day(time.June, 9))
	disable(t, o, o.Admin)
	if done := sweep(t, o); done.Nobody != 2 || done.Reminders != 0 {
		t.Fatalf("nobody at all: %+v", done)
	}
	late, err := o.DB.LateReminders(t.Context(), o.Caseworker.OrganisationID, o.Desk.Today())
	if err != nil || late == 0 {
		t.Errorf("%d reminders wait, %v", late, err)
	}
	// Somebody comes back: what waited is told, to the admin for want of others.
	back, err := o.DB.User(t.Context(), o.Admin.OrganisationID, o.Admin.UserID)
	if err != nil {
		t.Fatal(err)
	}
	back.Disabled = false
	if err := o.DB.Tx(t.Context(), func(tx *postgres.DB) error { return tx.SaveUser(t.Context(), back, o.Desk.Now()) }); err != nil {
		t.Fatal(err)
	}
	if done := sweep(t, o); done.Nobody != 0 || done.Reminders != 2 {
		t.Fatalf("the admin is back: %+v", done)
	}
	same(t, "the admin", []string{"adam 2"}, outbox(t, o))
	page, err := o.Desk.MyReminders(t.Context(), o.Admin, true, "")
	if err != nil || page.Caseworks || len(page.List) != 2 || page.List[0].CaseRef != string(ref) {
		t.Errorf("%+v, %v", page, err)
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
	atEight(o, day(time.June, 9))
	if done := sweep(t, o); done.Messages != 0 || done.Cancelled != 8 {
		t.Errorf("%+v, want all 8 steps of both clocks cancelled", done)
	}
	same(t, "second sweep", desk.Swept{}, sweep(t, o))
}

func TestSweep_passedPeriodGivesWayToTheNextDate(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := recovering(t, o)
	version := o.Read(t, ref).Version
	atEight(o, day(time.June, 11))
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

func TestSweep_fourProgramsAtOnceSendOnce(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	for range 6 {
		recovering(t, o)
		challenging(t, o)
	}
	atEight(o, day(time.June, 12)) // the recovery has ended, the reconsideration is late
	var mu sync.Mutex
	seen := map[string]int{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 3 {
				if _, err := o.Desk.SweepReminders(t.Context(), jobActor); err != nil {
					t.Error(err)
				}
				if _, _, err := o.Desk.AssembleDigests(t.Context(), jobActor, digestAt); err != nil {
					t.Error(err)
				}
				_, err := o.Desk.DeliverReminders(t.Context(), jobActor, func(_ context.Context, n desk.Notice) desk.Answer {
					mu.Lock()
					defer mu.Unlock()
					seen[n.MessageID]++
					return desk.Answer{Result: desk.NoticeSent}
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	sweep(t, o)
	if more := outbox(t, o); more != nil {
		t.Errorf("left over: %v", more)
	}
	breaches, mornings := 0, 0
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was sent %d times", id, n)
		}
		if strings.HasPrefix(id, "digest-") {
			mornings++
		} else {
			breaches++
		}
	}
	// The holder and both supervisors hear of each of the 6 late dates.
	if breaches != 18 || mornings != 1 {
		t.Errorf("%d messages of their own and %d digests, want 18 and 1", breaches, mornings)
	}
}

func TestMarkReminder_isTheReadersOwn(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	recovering(t, o)
	atEight(o, day(time.June, 10))
	sweep(t, o)
	unseen := func() int {
		n, err := o.Desk.OpenReminders(t.Context(), o.Caseworker)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	page := open(t, o, o.Caseworker)
	if unseen() != 2 {
		t.Fatalf("%d unseen", unseen())
	}
	if err := o.Desk.MarkReminder(t.Context(), o.Colleague, page[0].ID); !errors.Is(err, fault.NotFound) {
		t.Errorf("a colleague's: %v", err)
	}
	for range 2 {
		if err := o.Desk.MarkReminder(t.Context(), o.Caseworker, page[0].ID); err != nil {
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
	if _, _, err := o.Desk.AssembleDigests(t.Context(), o.Admin, 0); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an admin made digests: %v", err)
	}
	if _, err := o.Desk.DeliverReminders(t.Context(), o.Supervisor, nil); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a supervisor delivered: %v", err)
	}
	if _, err := o.Desk.MyReminders(t.Context(), o.Auditor, true, ""); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an auditor read reminders: %v", err)
	}
	if _, err := o.Desk.Tidy(t.Context(), o.Caseworker); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker tidied: %v", err)
	}
	if err := o.Desk.BeginJob(t.Context(), o.Admin, "remind"); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an admin wrote down a job: %v", err)
	}
	if _, err := o.Desk.ParkedMails(t.Context(), o.Caseworker, ""); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker read the outbox: %v", err)
	}
}
