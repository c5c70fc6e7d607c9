package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func TestChoices_whatCanAndCannotBeSwitchedOff(t *testing.T) {
	t.Parallel()
	o := laddered(t, "1;-1")
	challenging(t, o)
	choose := func(c reminder.Choices) {
		t.Helper()
		if err := o.Desk.ChooseReminders(t.Context(), o.Caseworker, c); err != nil {
			t.Fatal(err)
		}
	}
	choose(reminder.Choices{NoDigest: true, Off: []deadline.Category{deadline.Limit, deadline.Safety}})
	kept, err := o.Desk.ReminderChoices(t.Context(), o.Caseworker)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "safety is left on", reminder.Choices{NoDigest: true, Off: []deadline.Category{deadline.Limit}}, kept)
	atEight(o, day(time.June, 10))
	sweep(t, o)
	same(t, "no digest", []string(nil), outbox(t, o))
	same(t, "but the list is whole", []string{"1_before"}, list(t, o, o.Caseworker))
	atEight(o, day(time.June, 12))
	sweep(t, o)
	if got := outbox(t, o); len(got) != 1 || !strings.HasPrefix(got[0], "casey 1 ND-") {
		t.Errorf("the breach: %v", got)
	}
	if err := o.Desk.ChooseReminders(t.Context(), o.Auditor, reminder.Choices{}); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an auditor: %v", err)
	}
}

func TestPutOff_comesBackOnItsDay(t *testing.T) {
	t.Parallel()
	o := laddered(t, "10;8;1;-1:escalation")
	challenging(t, o)
	atEight(o, day(time.June, 1))
	sweep(t, o)
	same(t, "told", []string{"casey 1"}, outbox(t, o))
	mine := open(t, o, o.Caseworker)[0]
	put := func(who staff.Actor, until calendar.Date, reason string) error {
		return o.Desk.PutOffReminder(t.Context(), who, desk.PutOff{ID: mine.ID, Until: until, Reason: reason, Token: uuid.NewString()})
	}
	var invalid *fault.Invalid
	if err := put(o.Caseworker, day(time.June, 12), ""); !errors.As(err, &invalid) || len(invalid.Problems) != 2 {
		t.Errorf("after the date and without a reason: %v", err)
	}
	if err := put(o.Colleague, day(time.June, 5), "Mine now"); !errors.Is(err, fault.NotFound) {
		t.Errorf("a colleague's: %v", err)
	}
	if err := put(o.Caseworker, day(time.June, 5), "The lawyer calls on the 4th"); err != nil {
		t.Fatal(err)
	}
	count := func() int {
		n, err := o.Desk.OpenReminders(t.Context(), o.Caseworker)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(); n != 0 {
		t.Errorf("%d open reminders right after", n)
	}
	// The next step falls into the time it is put off: it is kept, quietly.
	atEight(o, day(time.June, 3))
	if done := sweep(t, o); done.Messages != 1 {
		t.Errorf("%+v", done)
	}
	same(t, "nothing is sent meanwhile", []string(nil), outbox(t, o))
	if n := count(); n != 0 {
		t.Errorf("%d open reminders meanwhile", n)
	}
	atEight(o, day(time.June, 5))
	same(t, "it comes back in the digest of its day", []string{"casey 1"}, outbox(t, o))
	if n := count(); n != 1 {
		t.Errorf("%d open reminders on the day", n)
	}
	same(t, "as the latest step", []string{"8_before"}, list(t, o, o.Caseworker))
}

func TestPutOff_keepsTheSupervisorsAwayWhileItHolds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		until calendar.Date
		want  int
	}{
		"the reason still holds": {day(time.June, 4), 0},
		"it has run out":         {day(time.June, 3), 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := laddered(t, "10;8:escalation")
			challenging(t, o)
			atEight(o, day(time.June, 1))
			sweep(t, o)
			mine := open(t, o, o.Caseworker)[0]
			if err := o.Desk.PutOffReminder(t.Context(), o.Caseworker, desk.PutOff{ID: mine.ID, Until: tc.until, Reason: "Waiting for a letter"}); err != nil {
				t.Fatal(err)
			}
			outbox(t, o)
			atEight(o, day(time.June, 3))
			if done := sweep(t, o); done.Messages != tc.want || done.NotNeeded != 1-tc.want/2 {
				t.Errorf("%+v", done)
			}
		})
	}
}

func TestPutOff_notSafetyAndNotALateLimit(t *testing.T) {
	t.Parallel()
	safety := func(category string) *sample.Office {
		return sample.BookDesk(t, func(row map[string]string) bool {
			row["remind"] = ""
			if row["rule_id"] == "UK-RECON-30D-2025" {
				row["remind"], row["category"] = "1;-1", category
			}
			return sample.IsLaw(row)
		})
	}
	for name, tc := range map[string]struct {
		category string
		on       int
	}{"safety": {"safety", 10}, "a limit that has passed": {"limit", 12}} {
		o := safety(tc.category)
		challenging(t, o)
		atEight(o, day(time.June, tc.on))
		sweep(t, o)
		mine := open(t, o, o.Caseworker)[0]
		if mine.PuttableOff {
			t.Errorf("%s: offered", name)
		}
		var conflict *fault.Conflict
		err := o.Desk.PutOffReminder(t.Context(), o.Caseworker, desk.PutOff{ID: mine.ID, Until: day(time.June, 20), Reason: "Later"})
		if !errors.As(err, &conflict) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := o.Desk.MyReminder(t.Context(), o.Caseworker, mine.ID); !errors.As(err, &conflict) {
			t.Errorf("%s, the form: %v", name, err)
		}
	}
}
