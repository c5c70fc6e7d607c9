package desk_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

// dated puts running dates on a case, one of a rule per day given, without the
// events they would come from.
func dated(t *testing.T, o *sample.Office, ref casefile.Ref, rule string, days ...calendar.Date) (ids []string) {
	t.Helper()
	r, ok := deadline.Published().Rule(rule)
	if !ok {
		t.Fatal("no rule", rule)
	}
	c := o.Read(t, ref)
	list := make([]postgres.Deadline, len(days))
	for i, on := range days {
		list[i] = postgres.Deadline{
			ID: uuid.Must(uuid.NewV7()).String(), OrganisationID: c.OrganisationID, CaseID: c.ID, RuleID: rule,
			RulesVersion: deadline.Published().Version(), CalendarVersion: deadline.Published().CalendarVersion(),
			Trigger: deadline.Event{Kind: r.Trigger, On: sample.Today, Source: uuid.NewString()},
			Minimum: on, Due: on, IsLimit: r.Limit(), Status: deadline.Open, ComputedAt: sample.Now,
		}
		ids = append(ids, list[i].ID)
	}
	if err := o.DB.InsertDeadlines(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	return ids
}

// sheet lists what somebody's May 2026 shows, as "day rule".
func sheet(t *testing.T, o *sample.Office, who staff.Actor, team bool) (lines []string) {
	t.Helper()
	s, err := o.Desk.Dates(t.Context(), who, desk.DatesQuery{Team: team, From: day(time.May, 1), To: day(time.May, 31), PerDay: 20})
	if err != nil {
		t.Fatal(err)
	}
	for _, on := range s.Days {
		for _, d := range on.Dates {
			lines = append(lines, on.Day.String()+" "+d.Deadline.Rule.ID)
		}
	}
	return lines
}

func TestDates_whoseTheyAre(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	mine := o.Case(t, sample.Adult(calendar.England))
	dated(t, o, mine, "UK-RG-TARGET-5WD", day(time.May, 20))
	dated(t, o, mine, "EW-RECOVERY-30", day(time.May, 20), day(time.June, 1))
	want := []string{"2026-05-20 UK-RG-TARGET-5WD", "2026-05-20 EW-RECOVERY-30"} // what can be missed first
	shows := func(what string, who staff.Actor, team bool, want []string) {
		t.Helper()
		if diff := cmp.Diff(want, sheet(t, o, who, team)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	shows("who holds the case", o.Caseworker, false, want)
	shows("a colleague's own", o.Colleague, false, nil)
	shows("the supervisor's team", o.Supervisor, true, want)
	shows("the supervisor's own", o.Supervisor, false, nil)
	shows("another organisation", o.Stranger, true, nil)
	cover := o.OtherTeam
	shows("another team", cover, false, nil)
	cover.Covers = []string{o.Caseworker.UserID}
	shows("who covers for the holder", cover, false, want)
	if err := o.Desk.ReassignCase(t.Context(), o.Supervisor, o.Edit(t, mine), o.Colleague.UserID, "On leave"); err != nil {
		t.Fatal(err)
	}
	shows("who held the case", o.Caseworker, false, nil)
	shows("who was given it", o.Colleague, false, want)
	c := o.Read(t, mine)
	c.State, c.ClosedFrom, c.ClosedOn = casefile.Closed, c.State, sample.Today
	if err := o.DB.SaveCase(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	shows("a closed case", o.Colleague, false, nil)
	c = o.Read(t, mine)
	c.State, c.ClosedFrom, c.ClosedOn = c.ClosedFrom, "", calendar.Date{}
	if err := o.DB.SaveCase(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	shows("an opened one", o.Colleague, false, want)
}

func TestDates_whoMay(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	for name, tc := range map[string]struct {
		who       staff.Actor
		own, team error
	}{
		"caseworker": {o.Caseworker, nil, fault.Forbidden},
		"supervisor": {o.Supervisor, nil, nil},
		"auditor":    {o.Auditor, fault.Forbidden, fault.Forbidden},
		"admin":      {o.Admin, fault.Forbidden, fault.Forbidden},
	} {
		for team, want := range map[bool]error{false: tc.own, true: tc.team} {
			q := desk.DatesQuery{Team: team, From: day(time.May, 1), To: day(time.May, 2), PerDay: 3}
			if _, err := o.Desk.Dates(t.Context(), tc.who, q); !errors.Is(err, want) {
				t.Errorf("%s, team %v: %v, want %v", name, team, err, want)
			}
			if _, err := o.Desk.Day(t.Context(), tc.who, desk.DayQuery{Team: team, Day: sample.Today}); !errors.Is(err, want) {
				t.Errorf("%s, one day, team %v: %v, want %v", name, team, err, want)
			}
		}
		if _, err := o.Desk.DeadlineBoard(t.Context(), tc.who, desk.BoardQuery{}); !errors.Is(err, tc.team) {
			t.Errorf("%s, the board: %v, want %v", name, err, tc.team)
		}
		if _, err := o.Desk.Workload(t.Context(), tc.who); !errors.Is(err, tc.team) {
			t.Errorf("%s, the workload: %v, want %v", name, err, tc.team)
		}
		if _, err := o.Desk.Feed(t.Context(), tc.who); !errors.Is(err, tc.own) {
			t.Errorf("%s, the feed: %v, want %v", name, err, tc.own)
		}
		if _, err := o.Desk.OpenFeed(t.Context(), tc.who, []byte(name), ""); !errors.Is(err, tc.own) {
			t.Errorf("%s, a new feed: %v, want %v", name, err, tc.own)
		}
		if _, err := o.Desk.CalendarFeed(t.Context(), tc.who); !errors.Is(err, tc.own) {
			t.Errorf("%s, how the feed stands: %v, want %v", name, err, tc.own)
		}
		if err := o.Desk.StopFeed(t.Context(), tc.who, ""); !errors.Is(err, tc.own) {
			t.Errorf("%s, no feed any more: %v, want %v", name, err, tc.own)
		}
	}
}

func TestDates_aFullDayIsReadByPages(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	on := day(time.May, 20)
	for range 70 {
		dated(t, o, ref, "UK-VTS-MAX-30M", on)
	}
	dated(t, o, ref, "UK-RG-TARGET-5WD", on)
	s, err := o.Desk.Dates(t.Context(), o.Caseworker, desk.DatesQuery{From: on, To: on, PerDay: 3})
	if err != nil || len(s.Days) != 1 || len(s.Days[0].Dates) != 3 || s.Days[0].Total != 71 || s.Total != 71 {
		t.Fatalf("%+v, %v", s, err)
	}
	if first := s.Days[0].Dates[0].Deadline.Rule.ID; first != "UK-RG-TARGET-5WD" {
		t.Errorf("%s comes first, want what can be missed", first)
	}
	seen := map[string]bool{}
	q := desk.DayQuery{Day: on}
	for pages := 1; ; pages++ {
		list, err := o.Desk.Day(t.Context(), o.Caseworker, q)
		if err != nil || pages > 2 {
			t.Fatalf("page %d: %v", pages, err)
		}
		for _, d := range list.Dates {
			if seen[d.ID] {
				t.Fatal("a date comes twice")
			}
			seen[d.ID] = true
		}
		if !list.More {
			break
		}
		q.After = list.Next
	}
	if len(seen) != 71 {
		t.Errorf("%d dates on the pages of the day, want 71", len(seen))
	}
}

func TestDates_bankHolidaysSayWhere(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	s, err := o.Desk.Dates(t.Context(), o.Caseworker, desk.DatesQuery{From: day(time.November, 30), To: day(time.December, 25), PerDay: 1})
	if err != nil {
		t.Fatal(err)
	}
	first, last := s.Days[0].Holidays, s.Days[len(s.Days)-1].Holidays
	if diff := cmp.Diff([]desk.BankHoliday{{Title: "St Andrew’s Day", Divisions: []calendar.Division{calendar.ScotlandDivision}}}, first); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]desk.BankHoliday{{Title: "Christmas Day", Divisions: calendar.Divisions}}, last); diff != "" {
		t.Error(diff)
	}
}

// TestDates_asksTheSameHoweverMuchThereIs counts the statements of each page
// with little and with much to show.
func TestDates_asksTheSameHoweverMuchThereIs(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	asks := func(page func(ctx context.Context) error) (n int) {
		t.Helper()
		if err := page(postgres.WatchStatements(t.Context(), func(string) { n++ })); err != nil {
			t.Fatal(err)
		}
		return n
	}
	pages := map[string]func(ctx context.Context) error{
		"month": func(ctx context.Context) error {
			_, err := o.Desk.Dates(ctx, o.Supervisor, desk.DatesQuery{Team: true, From: day(time.May, 1), To: day(time.May, 31), PerDay: 3})
			return err
		},
		"week": func(ctx context.Context) error {
			_, err := o.Desk.Dates(ctx, o.Caseworker, desk.DatesQuery{From: day(time.May, 18), To: day(time.May, 24), PerDay: 8})
			return err
		},
		"day": func(ctx context.Context) error {
			_, err := o.Desk.Day(ctx, o.Caseworker, desk.DayQuery{Day: day(time.May, 20)})
			return err
		},
		"board": func(ctx context.Context) error {
			_, err := o.Desk.DeadlineBoard(ctx, o.Supervisor, desk.BoardQuery{})
			return err
		},
		"workload": func(ctx context.Context) error {
			_, err := o.Desk.Workload(ctx, o.Supervisor)
			return err
		},
		"feed": func(ctx context.Context) error {
			_, err := o.Desk.Feed(ctx, o.Caseworker)
			return err
		},
	}
	little := map[string]int{}
	for name, page := range pages {
		asks(page) // the first look of anybody opens their chain of the trail
		little[name] = asks(page)
	}
	for i := range 40 {
		ref := o.Case(t, sample.Adult(calendar.Nations[i%4]))
		for _, rule := range []string{"UK-RECON-30D-2025", "EW-MOVEON-POS-CG-45", "UK-AGE-18-CONSENT", "UK-RG-TARGET-5WD", "UK-CICA-2Y"} {
			dated(t, o, ref, rule, day(time.May, 10), day(time.May, 20), day(time.May, 21))
		}
	}
	for name, page := range pages {
		if much := asks(page); much != little[name] || much > 12 {
			t.Errorf("the %s asks %d times with nothing to show and %d times with much; want the same and at most 12", name, little[name], much)
		}
	}
}

func TestFeed_oneEventMovesWithItsDate(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	first := o.Recorded(t, ref, decision.RG, decision.Negative, day(time.May, 12))
	if err := o.Desk.ConfirmDecision(t.Context(), o.Supervisor, o.Edit(t, ref), first); err != nil {
		t.Fatal(err)
	}
	feed := func() map[string]desk.FeedDate {
		t.Helper()
		list, err := o.Desk.Feed(t.Context(), o.Caseworker)
		if err != nil {
			t.Fatal(err)
		}
		byUID := map[string]desk.FeedDate{}
		for _, d := range list {
			byUID[d.UID] = d
		}
		if len(byUID) != len(list) {
			t.Errorf("%d events under %d names", len(list), len(byUID))
		}
		return byUID
	}
	before := feed()
	if len(before) == 0 {
		t.Fatal("the feed is empty")
	}
	// The clocks of the case as if the letter had been dated a day later.
	c := o.Read(t, ref)
	kept, err := o.DB.Deadlines(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	var moved []postgres.Deadline
	var old []string
	for _, d := range kept {
		if d.Status != deadline.Open {
			continue
		}
		old = append(old, d.ID)
		d.ID, d.ComputedAt = uuid.NewString(), d.ComputedAt.Add(time.Hour)
		d.Minimum = d.Minimum.AddDays(1)
		if !d.Due.IsZero() {
			d.Due = d.Due.AddDays(1)
		}
		moved = append(moved, d)
	}
	if err := o.DB.SupersedeDeadlines(t.Context(), old, sample.Now); err != nil {
		t.Fatal(err)
	}
	if err := o.DB.InsertDeadlines(t.Context(), moved); err != nil {
		t.Fatal(err)
	}
	after := feed()
	if len(after) != len(before) {
		t.Errorf("%d events after the move, %d before", len(after), len(before))
	}
	for uid, was := range before {
		now, ok := after[uid]
		if !ok || now.Day != was.Day.AddDays(1) || now.Moved != was.Moved+1 || !now.Changed.After(was.Changed) {
			t.Errorf("event of %s became %+v", was.Day, now)
		}
	}
	// What no longer runs leaves.
	if err := o.DB.SupersedeDeadlines(t.Context(), []string{moved[0].ID}, sample.Now); err != nil {
		t.Fatal(err)
	}
	if left := feed(); len(left) != len(after)-1 {
		t.Errorf("%d events, want one less than %d", len(left), len(after))
	}
}

func TestFeed_isKeptAndStopped(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ctx := t.Context()
	owner := func(key string) string {
		_, user, err := o.DB.FeedOwner(ctx, []byte(key))
		if err != nil && !errors.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		return user
	}
	open := func(key, token string) bool {
		t.Helper()
		again, err := o.Desk.OpenFeed(ctx, o.Caseworker, []byte(key), token)
		if err != nil {
			t.Fatal(err)
		}
		return again
	}
	if open("first", "a") || owner("first") != o.Caseworker.UserID {
		t.Error("the first key does not open the feed")
	}
	if !open("pressed twice", "a") || owner("pressed twice") != "" || owner("first") == "" {
		t.Error("a second press of the same form changed the key")
	}
	if open("second", "b") || owner("first") != "" || owner("second") == "" {
		t.Error("a new key does not replace the old one")
	}
	if _, err := o.Desk.Feed(ctx, o.Caseworker); err != nil {
		t.Fatal(err)
	}
	trail, err := o.DB.AuditTrail(ctx, o.Caseworker.OrganisationID, o.Caseworker.Chain(), 0, 1)
	if err != nil || len(trail) != 1 || trail[0].Action != "calendar.feed" || trail[0].ActorID != o.Caseworker.UserID {
		t.Errorf("reading the feed is recorded as %+v, %v", trail, err)
	}
	if feed, err := o.Desk.CalendarFeed(ctx, o.Caseworker); err != nil || feed.LastReadAt.IsZero() || feed.CreatedAt.IsZero() {
		t.Errorf("%+v, %v", feed, err)
	}
	if err := o.Desk.StopFeed(ctx, o.Caseworker, "c"); err != nil || owner("second") != "" {
		t.Error("a key that was taken back opens the feed", err)
	}
	open("third", "d")
	u := userOf(t, o, o.Caseworker.UserID)
	err = o.Desk.ChangeUser(ctx, o.Admin, desk.UserChange{ID: u.ID, Version: u.Version, Name: u.Name, Roles: u.Roles, TeamIDs: u.TeamIDs, Disabled: true})
	if err != nil || owner("third") != "" {
		t.Error("the feed of somebody who may not sign in is open", err)
	}
}

func TestCaseOfDate_onlyForThoseWhoReachIt(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	id := dated(t, o, ref, "UK-RG-TARGET-5WD", sample.Today)[0]
	if got, err := o.Desk.CaseOfDate(t.Context(), o.Colleague, id); err != nil || got != ref {
		t.Errorf("a colleague: %s, %v", got, err)
	}
	for name, tc := range map[string]struct {
		who  staff.Actor
		id   string
		want error
	}{
		"another team":         {o.OtherTeam, id, fault.NotFound},
		"another organisation": {o.Stranger, id, fault.NotFound},
		"an auditor":           {o.Auditor, id, fault.Forbidden},
		"no such date":         {o.Caseworker, uuid.NewString(), fault.NotFound},
		"nonsense":             {o.Caseworker, "nonsense", fault.NotFound},
	} {
		if _, err := o.Desk.CaseOfDate(t.Context(), tc.who, tc.id); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

// onBoard lists what the supervisor's board shows, as "section: rule day".
func onBoard(t *testing.T, o *sample.Office, q desk.BoardQuery) (lines []string) {
	t.Helper()
	b, err := o.Desk.DeadlineBoard(t.Context(), o.Supervisor, q)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range b.Sections {
		for _, d := range s.Dates {
			lines = append(lines, fmt.Sprintf("%s: %s %s", s.Key, d.Deadline.Rule.ID, d.Deadline.Day()))
		}
	}
	return lines
}

func TestDeadlineBoard_windowsAtTheirEdges(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.Scotland))
	today := sample.Today
	dated(t, o, ref, "UK-RECON-30D-2025", today.AddDays(-40), today.AddDays(10), today.AddDays(11))
	dated(t, o, ref, "EW-MOVEON-POS-CG-45", today.AddDays(-1), today, today.AddDays(10), today.AddDays(11))
	dated(t, o, ref, "UK-AGE-18-CONSENT", today.AddDays(-1), today, today.AddDays(100), today.AddDays(101))
	dated(t, o, ref, "UK-RG-TARGET-5WD", today.AddDays(-1), today)
	dated(t, o, ref, "UK-CICA-2Y", today.AddDays(-1), today)
	dated(t, o, ref, "EW-RECOVERY-30", today.AddDays(-1)) // only the end of a period
	want := []string{
		"reconsideration: UK-RECON-30D-2025 2026-04-08", "reconsideration: UK-RECON-30D-2025 2026-05-28",
		"move_on: EW-MOVEON-POS-CG-45 2026-05-18", "move_on: EW-MOVEON-POS-CG-45 2026-05-28",
		"near_18: UK-AGE-18-CONSENT 2026-05-18", "near_18: UK-AGE-18-CONSENT 2026-08-26",
		"rg_overdue: UK-RG-TARGET-5WD 2026-05-17",
		"not_acted_on: UK-CICA-2Y 2026-05-17",
	}
	if diff := cmp.Diff(want, onBoard(t, o, desk.BoardQuery{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := onBoard(t, o, desk.BoardQuery{Nation: calendar.Wales}); len(got) > 0 {
		t.Errorf("Wales has %v", got)
	}
	b, err := o.Desk.DeadlineBoard(t.Context(), o.Supervisor, desk.BoardQuery{Section: "near_18", Nation: calendar.Wales})
	if err != nil || len(b.Sections) != 1 || b.Sections[0].Counts[calendar.Scotland] != 2 {
		t.Errorf("%+v, %v", b, err)
	}
	if _, err := o.Desk.DeadlineBoard(t.Context(), o.Supervisor, desk.BoardQuery{Section: "nonsense"}); !errors.Is(err, fault.NotFound) {
		t.Errorf("a section that is not there: %v", err)
	}
	if b, err := o.Desk.DeadlineBoard(t.Context(), o.Stranger, desk.BoardQuery{}); err != nil || len(b.Sections[0].Dates) > 0 {
		t.Errorf("another organisation: %+v, %v", b, err)
	}
}

// TestDates_onHoldWait: the authority has put the case on hold, so a date that
// waits is still in the calendar and nobody is chased for it.
func TestDates_onHoldWait(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	dated(t, o, ref, "UK-RG-TARGET-5WD", day(time.May, 15))
	kept, err := o.DB.Deadlines(t.Context(), o.Read(t, ref).ID)
	if err != nil {
		t.Fatal(err)
	}
	seen := func(want int) {
		t.Helper()
		feed, err := o.Desk.Feed(t.Context(), o.Caseworker)
		if err != nil || len(feed) != want {
			t.Errorf("%d in the feed, want %d, %v", len(feed), want, err)
		}
		if board := onBoard(t, o, desk.BoardQuery{}); len(board) != want {
			t.Errorf("%v on the board, want %d", board, want)
		}
		b, err := o.Desk.DeadlineBoard(t.Context(), o.Supervisor, desk.BoardQuery{Section: "rg_overdue"})
		if err != nil || b.Sections[0].Counts[calendar.England] != want {
			t.Errorf("%d counted, want %d, %v", b.Sections[0].Counts[calendar.England], want, err)
		}
	}
	seen(1)
	kept[0].OnHold = true
	if err := o.DB.SettleDeadlines(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	seen(0)
	s, err := o.Desk.Dates(t.Context(), o.Caseworker, desk.DatesQuery{From: day(time.May, 15), To: day(time.May, 15), PerDay: 3})
	if err != nil || s.Total != 1 || !s.Days[0].Dates[0].Deadline.OnHold {
		t.Errorf("the calendar shows %+v, %v", s, err)
	}
}

func TestDeadlineBoard_aSectionIsReadByPages(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.NorthernIreland))
	for i := range 60 {
		dated(t, o, ref, "UK-RG-TARGET-5WD", sample.Today.AddDays(-1-i/3))
	}
	start, err := o.Desk.DeadlineBoard(t.Context(), o.Supervisor, desk.BoardQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range start.Sections {
		if s.Key == "rg_overdue" && (len(s.Dates) != 10 || !s.More || s.Counts[calendar.NorthernIreland] != 60) {
			t.Errorf("%d dates, more %v, %v", len(s.Dates), s.More, s.Counts)
		}
	}
	q := desk.BoardQuery{Section: "rg_overdue"}
	seen, last := map[string]bool{}, calendar.Date{}
	for range 2 {
		b, err := o.Desk.DeadlineBoard(t.Context(), o.Supervisor, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range b.Sections[0].Dates {
			if seen[d.ID] || d.Deadline.Day().Before(last) {
				t.Fatalf("%s comes twice or out of order", d.Deadline.Day())
			}
			seen[d.ID], last = true, d.Deadline.Day()
		}
		q.After = b.Sections[0].Next
	}
	if len(seen) != 60 {
		t.Errorf("%d dates on the pages of the section, want 60", len(seen))
	}
}

func TestDeadlineBoard_handoffsNobodyAnswered(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	number := o.HandedOver(t, ref)
	late := func(who staff.Actor) int {
		t.Helper()
		b, err := o.Desk.DeadlineBoard(t.Context(), who, desk.BoardQuery{Section: "handoffs"})
		if err != nil {
			t.Fatal(err)
		}
		s := b.Sections[0]
		if n := s.Counts[calendar.England]; n != len(s.Handoffs) {
			t.Errorf("%d counted, %d listed", n, len(s.Handoffs))
		}
		return len(s.Handoffs)
	}
	at := func(hours int, want int, what string) {
		t.Helper()
		o.Move(sample.Now.Add(time.Duration(hours) * time.Hour))
		if n := late(o.Supervisor); n != want {
			t.Errorf("%d handoffs %d hours after sending, %s; want %d", n, hours, what, want)
		}
	}
	at(23, 0, "no answer")
	at(24, 1, "no answer")
	if n := late(o.Stranger); n != 0 {
		t.Errorf("%d handoffs of another organisation", n)
	}
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.Accepted, Contact: "Duty worker"})
	at(47, 0, "accepted")
	at(48, 1, "accepted, no first contact")
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.FirstContactHad})
	at(48, 0, "first contact made")
}

func TestWorkload_countsPerPerson(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	// A Monday: the third working day is the Thursday.
	for i, days := range []int{-1, 0, 3, 4, 30} {
		ref := o.Case(t, sample.Adult(calendar.England))
		if i == 4 {
			c := o.Read(t, ref)
			c.OwnerID = o.Colleague.UserID
			if err := o.DB.SaveCase(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		dated(t, o, ref, "UK-CICA-2Y", sample.Today.AddDays(days))
	}
	list, err := o.Desk.Workload(t.Context(), o.Supervisor)
	if err != nil {
		t.Fatal(err)
	}
	want := []desk.Load{
		{Load: postgres.Load{UserID: o.Caseworker.UserID, Name: o.Caseworker.Name, Carried: desk.Carried{Cases: 4, Clocks: 4, Late: 1, Soon: 2, Steps: 4}}},
		{Load: postgres.Load{UserID: o.Colleague.UserID, Name: o.Colleague.Name, Carried: desk.Carried{Cases: 1, Clocks: 1, Steps: 1}}},
		{Load: postgres.Load{UserID: o.Deputy.UserID, Name: o.Deputy.Name}},
		{Load: postgres.Load{UserID: o.Supervisor.UserID, Name: o.Supervisor.Name}},
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
