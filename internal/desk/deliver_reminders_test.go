package desk_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

func TestDigest_inTheMorningAndOnlyThen(t *testing.T) {
	t.Parallel()
	o := laddered(t, "10;5;1")
	at := func(dayOfJune, hour, minute int) {
		o.Move(time.Date(2026, time.June, dayOfJune, hour, minute, 0, 0, calendar.London()))
		sweep(t, o)
	}
	challenging(t, o)
	at(1, 0, 5)
	same(t, "at night", []string(nil), outbox(t, o))
	at(1, 7, 29)
	same(t, "a minute before", []string(nil), outbox(t, o))
	challenging(t, o)
	at(1, 7, 30)
	same(t, "at half past seven, both", []string{"casey 2"}, outbox(t, o))
	challenging(t, o)
	at(1, 11, 0)
	same(t, "what comes later in the day waits", []string(nil), outbox(t, o))
	at(2, 7, 0)
	same(t, "until the next morning", []string(nil), outbox(t, o))
	at(2, 16, 0)
	same(t, "which is caught up when nobody was there in the morning", []string{"casey 1"}, outbox(t, o))
	at(3, 8, 0)
	same(t, "a day with nothing new has none", []string(nil), outbox(t, o))
}

func TestDigest_everybodysHoweverManyTheyAre(t *testing.T) {
	t.Parallel()
	o, owner := reachable(t)
	o.LayDates(t, owner, sample.Dates{Today: sample.Today, Cases: 122, PerCase: 1, Holders: 60, Ordinary: 122})
	atEight(o, sample.Today)
	if done := sweep(t, o); done.Reminders != 122 {
		t.Fatalf("%+v", done)
	}
	same(t, "digests of 61 people", 61, digests(t, o))
	same(t, "asked again", 0, digests(t, o))
	sent := outbox(t, o)
	if len(sent) != 61 {
		t.Errorf("%d digests came", len(sent))
	}
	for _, s := range sent {
		if !strings.HasSuffix(s, " 2") {
			t.Errorf("a digest that does not speak of both dates: %s", s)
		}
	}
}

func TestDigest_whatWasDealtWithIsNotInIt(t *testing.T) {
	t.Parallel()
	o := laddered(t, "10")
	challenging(t, o)
	challenging(t, o)
	o.Move(time.Date(2026, time.June, 1, 6, 0, 0, 0, calendar.London()))
	sweep(t, o)
	if err := o.Desk.MarkReminder(t.Context(), o.Caseworker, open(t, o, o.Caseworker)[0].ID); err != nil {
		t.Fatal(err)
	}
	atEight(o, day(time.June, 1))
	same(t, "one of the two", []string{"casey 1"}, outbox(t, o))
}

func TestDigest_dealtWithBeforeItCouldBeSent(t *testing.T) {
	t.Parallel()
	o := laddered(t, "10")
	challenging(t, o)
	atEight(o, day(time.June, 1))
	sweep(t, o)
	if n := digests(t, o); n != 1 {
		t.Fatalf("%d digests", n)
	}
	mark(t, o, o.Caseworker)
	done, err := o.Desk.DeliverReminders(t.Context(), jobActor, func(context.Context, desk.Notice) desk.Answer {
		t.Error("sent all the same")
		return desk.Answer{Result: desk.NoticeSent}
	})
	if err != nil || done != (desk.Delivered{Cancelled: 1}) {
		t.Errorf("%+v, %v", done, err)
	}
}

func TestDeliver_triesAgainThenParksForTheAdmin(t *testing.T) {
	t.Parallel()
	o := laddered(t, "1")
	challenging(t, o)
	atEight(o, day(time.June, 10))
	sweep(t, o)
	digests(t, o)
	tries := map[string]int{}
	var mu sync.Mutex
	run := func(result desk.SendResult) desk.Delivered {
		done, err := o.Desk.DeliverReminders(t.Context(), jobActor, func(_ context.Context, n desk.Notice) desk.Answer {
			mu.Lock()
			defer mu.Unlock()
			tries[n.MessageID]++
			return desk.Answer{Result: result, Why: "code 451"}
		})
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	if done := run(desk.NoticeLater); done.Later != 1 {
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
	h, err := o.Desk.Health(t.Context(), o.Admin)
	if err != nil || h.Mail.Parked != 1 || h.Mail.Waiting != 0 {
		t.Errorf("%+v, %v", h.Mail, err)
	}
	parked, err := o.Desk.ParkedMails(t.Context(), o.Admin, "")
	if err != nil || len(parked.List) != 1 {
		t.Fatalf("%+v, %v", parked, err)
	}
	if m := parked.List[0]; m.Reader != "Casey Caseworker" || m.Attempts != 10 || m.LastError != "code 451" {
		t.Errorf("%+v", m)
	}
	if err := o.Desk.RetryMail(t.Context(), o.Supervisor, parked.List[0].ID); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a supervisor tries again: %v", err)
	}
	if err := o.Desk.RetryMail(t.Context(), o.Admin, parked.List[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.RetryMail(t.Context(), o.Admin, parked.List[0].ID); !errors.Is(err, fault.NotFound) {
		t.Errorf("a second press: %v", err)
	}
	if done := run(desk.NoticeSent); done.Sent != 1 || len(tries) != 1 {
		t.Errorf("%+v, messages %v", done, tries)
	}
}

func TestDeliver_aReaderWhoLeftIsForTheAdminToSee(t *testing.T) {
	t.Parallel()
	o := laddered(t, "1")
	challenging(t, o)
	atEight(o, day(time.June, 10))
	sweep(t, o)
	digests(t, o)
	disable(t, o, o.Caseworker)
	same(t, "nothing is sent", []string(nil), outbox(t, o))
	parked, err := o.Desk.ParkedMails(t.Context(), o.Admin, "")
	if err != nil || len(parked.List) != 1 || !strings.Contains(parked.List[0].LastError, "no longer sign in") {
		t.Errorf("%+v, %v", parked, err)
	}
}

func TestDeliver_takenUpAndNeverSettledIsTriedAgainInDoubt(t *testing.T) {
	t.Parallel()
	o := laddered(t, "1")
	challenging(t, o)
	atEight(o, day(time.June, 10))
	sweep(t, o)
	digests(t, o)
	lost, err := o.DB.ClaimMails(t.Context(), o.Desk.Now(), 10*time.Minute, 10) // the program dies here
	if err != nil || len(lost) != 1 {
		t.Fatalf("%v, %v", lost, err)
	}
	if sent := outbox(t, o); sent != nil {
		t.Errorf("somebody else's were sent: %v", sent)
	}
	o.Move(o.Desk.Now().Add(11 * time.Minute))
	if sent := outbox(t, o); len(sent) != 1 {
		t.Errorf("after the lease: %v", sent)
	}
	// The first program was only slow. What it says now no longer counts.
	late := postgres.SettledMail{Outgoing: lost[0], State: postgres.MailFailed, Error: "late"}
	if err := o.DB.SettleMail(t.Context(), late, o.Desk.Now(), o.Desk.Now()); err != nil {
		t.Fatal(err)
	}
	if sent := outbox(t, o); sent != nil {
		t.Errorf("sent once more: %v", sent)
	}
}
