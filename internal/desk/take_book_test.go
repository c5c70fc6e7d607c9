package desk_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

// withHoliday is the published list with one more bank holiday in England and
// Wales.
func withHoliday(on calendar.Date) []byte {
	const first = `"events": [`
	one := fmt.Sprintf("%s\n{\"title\": \"One-off bank holiday\", \"date\": %q},", first, on)
	return []byte(strings.Replace(string(calendar.Published().Text()), first, one, 1))
}

// withRules is a book's rules with some cells changed: rule, column, value.
func withRules(t testing.TB, text []byte, cells ...[3]string) []byte {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range cells {
		column := slices.Index(rows[0], cell[1])
		i := slices.IndexFunc(rows, func(row []string) bool { return row[0] == cell[0] })
		if column < 0 || i < 0 {
			t.Fatalf("no %s of %s", cell[1], cell[0])
		}
		rows[i][column] = cell[2]
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func rehearse(t testing.TB, o *sample.Office, in desk.BookChoice) string {
	t.Helper()
	id, err := o.Desk.RehearseBook(t.Context(), o.Admin, in, "")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func take(t testing.TB, o *sample.Office, id string) desk.BookRehearsal {
	t.Helper()
	r, err := o.Desk.TakeBook(t.Context(), o.Admin, desk.BookTaking{RehearsalID: id, Reason: "Announced by the government"})
	if err != nil {
		t.Fatal(err)
	}
	return r.BookRehearsal
}

func readRehearsal(t testing.TB, o *sample.Office, id string) desk.RehearsedBook {
	t.Helper()
	r, err := o.Desk.BookRehearsal(t.Context(), o.Admin, id, desk.MovesQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func moves(r desk.RehearsedBook) []string {
	var list []string
	for _, m := range r.Moves {
		list = append(list, fmt.Sprint(m.Ref, " ", m.Label, " ", m.From, " > ", m.To))
	}
	slices.Sort(list)
	return list
}

// running are the open dates of cases as they are kept, told apart by what
// they are and the record that opened them.
func running(t testing.TB, o *sample.Office, refs []casefile.Ref) map[string]calendar.Date {
	t.Helper()
	days := map[string]calendar.Date{}
	for _, ref := range refs {
		dates, err := o.Desk.CaseDates(t.Context(), o.Caseworker, ref)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range dates.Open {
			days[fmt.Sprint(ref, " ", k.Deadline.Rule.Label, "|", k.Deadline.Trigger.Source)] = k.Deadline.Day()
		}
	}
	return days
}

// moved is what became of running dates, in the words of moves.
func moved(before, after map[string]calendar.Date) []string {
	var list []string
	for key, from := range before {
		if to := after[key]; to != from {
			list = append(list, fmt.Sprint(key[:strings.Index(key, "|")], " ", from, " > ", to))
		}
	}
	for key, to := range after {
		if _, ok := before[key]; !ok {
			list = append(list, fmt.Sprint(key[:strings.Index(key, "|")], "  > ", to))
		}
	}
	slices.Sort(list)
	return list
}

// TestTakeBook_doesWhatTheRehearsalSaid plays random cases and random changes
// of the book, and compares what the rehearsal said with the dates as they are
// shown before and after.
func TestTakeBook_doesWhatTheRehearsalSaid(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 7))
			o := sample.Desk(t)
			var refs []casefile.Ref
			for range 12 {
				refs = append(refs, randomCase(t, o, random))
			}
			before := running(t, o, refs)
			in := randomBook(t, random)
			id := rehearse(t, o, in)
			rehearsed := readRehearsal(t, o, id)
			if diff := cmp.Diff(before, running(t, o, refs)); diff != "" {
				t.Fatalf("the rehearsal itself moved dates:\n%s", diff)
			}
			taken := take(t, o, id)
			after := running(t, o, refs)
			inForce := slices.DeleteFunc(slices.Clone(rehearsed.Moves), func(m desk.BookMove) bool { return m.Over })
			said := rehearsed
			said.Moves = inForce
			if diff := cmp.Diff(moved(before, after), moves(said)); diff != "" {
				t.Errorf("moved (-) and rehearsed (+):\n%s", diff)
			}
			if len(inForce) == 0 {
				t.Error("nothing moved: this seed proves nothing")
			}
			if diff := cmp.Diff(moves(rehearsed), moves(readRehearsal(t, o, id))); diff != "" {
				t.Errorf("rehearsed (-) and taken (+):\n%s", diff)
			}
			if taken.MovedDates != rehearsed.MovedDates || taken.MovedCases != rehearsed.MovedCases || taken.LateDates != rehearsed.LateDates || taken.OpenCases != len(refs) {
				t.Errorf("counts %+v, rehearsed %+v", taken, rehearsed.BookRehearsal)
			}
			// Counting everything again with rules that only say something else moves nothing.
			in.Rules = withRules(t, in.Rules, [3]string{"UK-RG-TARGET-5WD", "citation", "The same, written anew"})
			if again := readRehearsal(t, o, rehearse(t, o, in)); again.MovedDates != 0 {
				t.Errorf("moves again: %v", moves(again))
			}
		})
	}
}

func randomCase(t *testing.T, o *sample.Office, random *rand.Rand) casefile.Ref {
	t.Helper()
	ref := referred(t, o, calendar.Nations[random.IntN(len(calendar.Nations))])
	if random.IntN(5) == 0 {
		return ref // nothing counted yet
	}
	rg := day(time.May, 5+random.IntN(8))
	if random.IntN(4) == 0 {
		o.Decided(t, ref, decision.RG, decision.Negative, rg)
		if more := moreTime(day(time.June, 12+random.IntN(20))); random.IntN(2) == 0 {
			if err := o.Desk.ExtendDeadline(t.Context(), o.Caseworker, o.Edit(t, ref), openID(t, o, ref, "UK-RECON-30D-2025"), more); err != nil {
				t.Fatal(err)
			}
		}
		return ref
	}
	o.Decided(t, ref, decision.RG, decision.Positive, rg)
	switch random.IntN(5) {
	case 0:
		o.Decided(t, ref, decision.CG, decision.Suspended, day(time.May, 18))
	case 2:
		o.Decided(t, ref, decision.CG, decision.Positive, day(time.May, 18))
	case 1:
		o.Decided(t, ref, decision.CG, decision.Negative, day(time.May, 15+random.IntN(4)))
	}
	return ref
}

func randomBook(t *testing.T, random *rand.Rand) desk.BookChoice {
	t.Helper()
	in := desk.BookChoice{Rules: deadline.Published().Text()}
	for _, r := range deadline.Published().Rules() {
		if r.Unit == deadline.CalendarDays && r.EffectiveTo.IsZero() && random.IntN(2) == 0 {
			in.Rules = withRules(t, in.Rules, [3]string{r.ID, "amount", strconv.Itoa(1 + random.IntN(60))})
		}
	}
	if random.IntN(2) == 0 {
		in.Holidays = withHoliday(day(time.May, 19+random.IntN(3)))
	}
	return in
}

func TestTakeBook_aOneOffHolidayMovesTheTargetAndItsReminders(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	scot := o.Case(t, sample.Adult(calendar.Scotland)) // not sent: nothing runs
	seen := o.Edit(t, ref)
	before := dateOf(t, o, ref, "UK-RG-TARGET-5WD", false)
	if before.Deadline.Day() != day(time.May, 26) {
		t.Fatalf("the target is %s", before.Deadline.Day())
	}

	id := rehearse(t, o, desk.BookChoice{Holidays: withHoliday(day(time.May, 20))})
	r := readRehearsal(t, o, id)
	want := []string{string(ref) + " Reasonable grounds decision expected 2026-05-26 > 2026-05-27"}
	if diff := cmp.Diff(want, moves(r)); diff != "" || r.LateDates != 0 || r.OpenCases != 2 || r.MovedCases != 1 {
		t.Fatalf("rehearsed %+v\n%s", r.BookRehearsal, diff)
	}
	if r := take(t, o, id); r.MovedDates != 1 || r.TakenAt.IsZero() {
		t.Errorf("taken: %+v", r)
	}

	after := dateOf(t, o, ref, "UK-RG-TARGET-5WD", false)
	if after.Deadline.Day() != day(time.May, 27) || after.RulesVersion != before.RulesVersion || after.CalendarVersion == before.CalendarVersion {
		t.Errorf("after: %+v", after)
	}
	if next := o.Read(t, ref).NextDue.On; next.After(day(time.May, 27)) {
		t.Errorf("the worklist says %s", next)
	}
	old := dateOf(t, o, ref, "UK-RG-TARGET-5WD", true)
	why, err := o.Desk.WhyDate(t.Context(), o.Caseworker, ref, old.ID)
	if err != nil || !strings.Contains(strings.Join(why.Steps, "\n"), "Day 5 is Tuesday 26 May 2026") || old.CalendarVersion != before.CalendarVersion {
		t.Errorf("the old date is explained as %q, %v", why.Steps, err)
	}
	for _, row := range why.Reminders {
		if row.State == reminder.Waiting {
			t.Errorf("a reminder of the old date still waits: %+v", row)
		}
	}
	why, err = o.Desk.WhyDate(t.Context(), o.Caseworker, ref, after.ID)
	if err != nil || !strings.Contains(strings.Join(why.Steps, "\n"), "Wednesday 20 May 2026 is not counted: One-off bank holiday") || len(why.Reminders) == 0 {
		t.Errorf("the new date is explained as %q, reminders %v, %v", why.Steps, why.Reminders, err)
	}
	for _, row := range why.Reminders {
		if row.Target() != day(time.May, 27) {
			t.Errorf("a reminder of %s: %+v", row.Target(), row)
		}
	}
	if err := o.Desk.AddNote(t.Context(), o.Caseworker, seen, "Called"); !isConflict(err) {
		t.Errorf("a form shown before the dates moved: %v", err)
	}
	line, err := o.Desk.Timeline(t.Context(), o.Caseworker, ref, 0, 50)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(line.Events, func(e desk.Event) bool { return e.Action == access.RecountDeadlines.String() })
	if i < 0 {
		t.Fatal("the trail of the case does not say that its dates were counted again")
	}
	f := line.Events[i].Facts
	if f["calendar"] != after.CalendarVersion || f["calendar_before"] != before.CalendarVersion || f["moved_dates"] != "1" || f["rules_before"] != "" {
		t.Errorf("facts %v", f)
	}
	if e := o.Edit(t, scot); e.Version != o.Read(t, scot).Version || e.Version != 1 {
		t.Errorf("a case without dates has version %d", e.Version)
	}
	verifies(t, o)
}

func dateOf(t testing.TB, o *sample.Office, ref casefile.Ref, rule string, replaced bool) desk.KeptDate {
	t.Helper()
	dates, err := o.Desk.CaseDates(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	list := dates.Open
	if replaced {
		list = dates.Replaced
	}
	i := slices.IndexFunc(list, func(k desk.KeptDate) bool { return k.Deadline.Rule.ID == rule })
	if i < 0 {
		t.Fatalf("no date of %s", rule)
	}
	return list[i]
}

func keptOf(t testing.TB, o *sample.Office, ref casefile.Ref, rule string) desk.KeptDate {
	t.Helper()
	dates, err := o.Desk.CaseDates(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	list := slices.Concat(dates.Open, dates.Past)
	i := slices.IndexFunc(list, func(k desk.KeptDate) bool { return k.Deadline.Rule.ID == rule })
	if i < 0 {
		t.Fatalf("no date of %s", rule)
	}
	return list[i]
}

func isConflict(err error) bool {
	conflict := (*fault.Conflict)(nil)
	return errors.As(err, &conflict)
}

func verifies(t testing.TB, o *sample.Office) {
	t.Helper()
	report, err := o.Desk.VerifyAudit(t.Context(), sample.System)
	if err != nil || !report.Good() {
		t.Errorf("the trails: %+v, %v", report, err)
	}
}

func TestTakeBook_countsTheCasesAsTheyAreThen(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	first, second := referred(t, o, calendar.England), referred(t, o, calendar.England)
	o.Decided(t, first, decision.RG, decision.Positive, day(time.May, 12))
	id := rehearse(t, o, longerRecovery(t))
	if r := readRehearsal(t, o, id); r.MovedCases != 2 || r.By != o.Admin.Name || !r.Current {
		t.Fatalf("rehearsed: %+v", r.BookRehearsal)
	}
	o.Decided(t, second, decision.RG, decision.Positive, day(time.May, 13))
	third := referred(t, o, calendar.England)
	o.Decided(t, third, decision.RG, decision.Positive, day(time.May, 14))
	r, err := o.Desk.TakeBook(t.Context(), o.Admin, desk.BookTaking{RehearsalID: id, Reason: "The Act changed"})
	if err != nil || r.OpenCases != 3 || r.MovedCases != 3 || r.Rehearsed.MovedCases != 2 || r.AsRehearsed() {
		t.Errorf("taken: %+v, %v", r, err)
	}
	for rule, want := range map[string]string{"UK-REMOVAL-PROTECTION-30": readRehearsal(t, o, id).Book.Rules, "UK-RG-TARGET-5WD": readRehearsal(t, o, id).From.Rules} {
		// What runs is kept with the book it was counted with last, what is over
		// with the one it was counted with while it ran.
		if d := keptOf(t, o, first, rule); d.RulesVersion != want {
			t.Errorf("%s is kept with rules %s, not %s", rule, d.RulesVersion, want)
		}
	}
	kept := readRehearsal(t, o, id)
	if kept.Current || kept.TakenAt.IsZero() || len(kept.Moves) != r.MovedDates || !strings.Contains(strings.Join(moves(kept), "\n"), string(third)) {
		t.Errorf("what is kept of it: %+v, %v", kept.BookRehearsal, moves(kept))
	}
}

// longerRecovery is the law with a recovery period of 45 days again.
func longerRecovery(t testing.TB) desk.BookChoice {
	return desk.BookChoice{Rules: withRules(t, deadline.Published().Text(), [3]string{"EW-RECOVERY-30", "amount", "45"})}
}

func TestTakeBook_nothingIsHalfApplied(t *testing.T) {
	t.Parallel()
	o, owner := reachable(t)
	var refs []casefile.Ref
	for range 3 {
		ref := referred(t, o, calendar.England)
		o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
		refs = append(refs, ref)
	}
	id := rehearse(t, o, longerRecovery(t))
	before := running(t, o, refs)
	// What is sealed for one row cannot be read in another: the last case fails.
	if _, err := owner.Exec(`UPDATE persons SET date_of_birth_sealed = (SELECT p.date_of_birth_sealed FROM persons p JOIN cases c ON c.id = p.case_id
		WHERE c.reference = $1) WHERE case_id = (SELECT id FROM cases WHERE reference = $2)`, string(refs[0]), string(refs[2])); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.TakeBook(t.Context(), o.Admin, desk.BookTaking{RehearsalID: id, Reason: "x"}); err == nil {
		t.Fatal("a case that cannot be read was counted")
	}
	for key := range before {
		if strings.HasPrefix(key, string(refs[2])) {
			delete(before, key)
		}
	}
	if diff := cmp.Diff(before, running(t, o, refs[:2])); diff != "" {
		t.Errorf("half applied:\n%s", diff)
	}
	if b, err := o.Desk.RuleBook(t.Context(), o.Caseworker); err != nil || b.Book.Version() == readRehearsal(t, o, id).Book.Rules {
		t.Errorf("the book is in force, %v", err)
	}
	if r := readRehearsal(t, o, id); !r.Current || len(r.Moves) == 0 {
		t.Errorf("the rehearsal is spoilt: %+v", r.BookRehearsal)
	}
}

func TestTakeBook_twoAdmins(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	other := o.Admin
	other.UserID = o.Auditor.UserID // another person who looks after the rules
	mine := rehearse(t, o, longerRecovery(t))
	theirs, err := o.Desk.RehearseBook(t.Context(), other, desk.BookChoice{Holidays: withHoliday(day(time.May, 20))}, "")
	if err != nil {
		t.Fatal(err)
	}
	readRehearsal(t, o, mine) // the rehearsal of another person leaves mine
	var done sync.WaitGroup
	errs := make([]error, 2)
	for i, id := range []string{mine, theirs} {
		done.Go(func() {
			_, errs[i] = o.Desk.TakeBook(t.Context(), []staff.Actor{o.Admin, other}[i], desk.BookTaking{RehearsalID: id, Reason: "x"})
		})
	}
	done.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !isConflict(errors.Join(errs...)) {
		t.Fatalf("both at once: %v", errs)
	}
	h, err := o.Desk.BookHistory(t.Context(), o.Admin)
	if err != nil || len(h.Changes) != 1 || h.Changes[0].Moved == nil {
		t.Errorf("history %+v, %v", h.Changes, err)
	}
	verifies(t, o)
}

func TestTakeBook_aSecondPressDoesNothing(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	token := "5e5d6a52-7f4c-4df5-9b3f-000000000001"
	first, err := o.Desk.RehearseBook(t.Context(), o.Admin, longerRecovery(t), token)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := o.Desk.RehearseBook(t.Context(), o.Admin, longerRecovery(t), token); err != nil || again != first {
		t.Errorf("rehearsed again: %s, %v", again, err)
	}
	in := desk.BookTaking{RehearsalID: first, Reason: "The Act changed", Token: "5e5d6a52-7f4c-4df5-9b3f-000000000002"}
	for range 2 {
		if r, err := o.Desk.TakeBook(t.Context(), o.Admin, in); err != nil || r.ID != first {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	in.Token = ""
	if _, err := o.Desk.TakeBook(t.Context(), o.Admin, in); !isConflict(err) {
		t.Errorf("a book in use taken again: %v", err)
	}
	if _, err := o.Desk.RehearseBook(t.Context(), o.Admin, longerRecovery(t), ""); !isConflict(err) {
		t.Errorf("a book in use rehearsed again: %v", err)
	}
	h, err := o.Desk.BookHistory(t.Context(), o.Admin)
	if err != nil || len(h.Changes) != 1 || h.Changes[0].Reason != "The Act changed" || h.Changes[0].By != o.Admin.Name {
		t.Errorf("history %+v, %v", h.Changes, err)
	}
}

func TestTakeBook_needsAReason(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	id := rehearse(t, o, longerRecovery(t))
	for _, reason := range []string{"", "  ", strings.Repeat("x", 2001)} {
		invalid := (*fault.Invalid)(nil)
		if _, err := o.Desk.TakeBook(t.Context(), o.Admin, desk.BookTaking{RehearsalID: id, Reason: reason}); !errors.As(err, &invalid) {
			t.Errorf("reason of %d letters: %v", len(reason), err)
		}
	}
}

func TestBooks_whoMay(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ctx := t.Context()
	id := rehearse(t, o, longerRecovery(t))
	for name, actor := range map[string]staff.Actor{"caseworker": o.Caseworker, "supervisor": o.Supervisor, "auditor": o.Auditor} {
		if _, err := o.Desk.RuleBook(ctx, actor); err != nil {
			t.Errorf("%s reads the rules: %v", name, err)
		}
		_, rehearsed := o.Desk.RehearseBook(ctx, actor, longerRecovery(t), "")
		_, history := o.Desk.BookHistory(ctx, actor)
		_, read := o.Desk.BookRehearsal(ctx, actor, id, desk.MovesQuery{Limit: 1})
		_, taken := o.Desk.TakeBook(ctx, actor, desk.BookTaking{RehearsalID: id, Reason: "x"})
		for what, err := range map[string]error{
			"rehearse": rehearsed, "history": history, "read": read, "take": taken, "published": o.Desk.TakePublished(ctx, actor),
		} {
			if !errors.Is(err, fault.Forbidden) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
	far := o.Admin
	far.OrganisationID, far.UserID = o.Stranger.OrganisationID, o.Stranger.UserID
	if _, err := o.Desk.BookRehearsal(ctx, far, id, desk.MovesQuery{Limit: 1}); !errors.Is(err, fault.NotFound) {
		t.Errorf("the rehearsal of another organisation: %v", err)
	}
	if _, err := o.Desk.TakeBook(ctx, far, desk.BookTaking{RehearsalID: id, Reason: "x"}); !isConflict(err) {
		t.Errorf("taken by another organisation: %v", err)
	}
	take(t, o, id)
	if h, err := o.Desk.BookHistory(ctx, far); err != nil || len(h.Changes) != 0 {
		t.Errorf("the other organisation counts with %+v, %v", h.Changes, err)
	}
}

func TestTakePublished_aLaterReleaseMovesNothingByItself(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	for range 2 {
		if err := o.Desk.TakePublished(t.Context(), sample.System); err != nil {
			t.Fatal(err)
		}
	}
	h, err := o.Desk.BookHistory(t.Context(), o.Admin)
	if err != nil || len(h.Changes) != 1 || h.Changes[0].By != "" || h.Release.OtherRules || h.Release.NewRules {
		t.Fatalf("after the first start: %+v, %v", h, err)
	}
	o.MoveDays(1)
	began, later := o.Desk, release(t, o, longerRecovery(t))
	if err := later.TakePublished(t.Context(), sample.System); err != nil {
		t.Fatal(err)
	}
	o.Desk = later
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	if d := dateOf(t, o, ref, "EW-RECOVERY-30", false); d.Deadline.Day() != day(time.June, 10) {
		t.Errorf("the later release counts to %s by itself", d.Deadline.Day())
	}
	h, err = later.BookHistory(t.Context(), o.Admin)
	if err != nil || len(h.Changes) != 1 || !h.Release.OtherRules || !h.Release.NewRules || h.Release.OtherHolidays {
		t.Fatalf("after the later release: %+v, %v", h.Release, err)
	}
	id := rehearse(t, o, desk.BookChoice{BookVersions: desk.BookVersions{Rules: h.Release.Rules}})
	take(t, o, id)
	if d := dateOf(t, o, ref, "EW-RECOVERY-30", false); d.Deadline.Day() != day(time.June, 25) {
		t.Errorf("taken into use it counts to %s", d.Deadline.Day())
	}
	// Back to what was in use before, which the database still keeps.
	old := h.Changes[0].BookVersions
	take(t, o, rehearse(t, o, desk.BookChoice{BookVersions: old}))
	h, err = later.BookHistory(t.Context(), o.Admin)
	if err != nil || len(h.Changes) != 3 || h.Changes[0].BookVersions != old || h.Release.NewRules || !h.Release.OtherRules {
		t.Errorf("back again: %+v, %v", h, err)
	}
	o.Desk = began
	verifies(t, o)
}

// release is the program as a later release starts it, on the same database.
func release(t testing.TB, o *sample.Office, in desk.BookChoice) *desk.Desk {
	t.Helper()
	book, err := deadline.Parse(bytes.NewReader(in.Rules), calendar.Published())
	if err != nil {
		t.Fatal(err)
	}
	policy, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(o.DB, policy, book, slog.New(slog.DiscardHandler))
	d.Now = o.Desk.Now
	return d
}

func TestRehearseBook_badFiles(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	good := string(deadline.Published().Text())
	for name, tc := range map[string]struct {
		rules, holidays string
		says            []string
	}{
		"not rules at all":           {rules: "hello", says: []string{"rule_id"}},
		"a unit nobody knows":        {rules: string(withRules(t, []byte(good), [3]string{"EW-RECOVERY-30", "unit", "moons"})), says: []string{"unit", "moons"}},
		"the same rule twice":        {rules: good + strings.SplitAfter(good, "\n")[1], says: []string{"UK-RG-TARGET-5WD"}},
		"a cell that is a formula":   {rules: string(withRules(t, []byte(good), [3]string{"EW-RECOVERY-30", "label", "=1+1"})), says: []string{"(EW-RECOVERY-30), label"}},
		"two versions at one time":   {rules: string(withRules(t, []byte(good), [3]string{"EW-RECOVERY-45", "effective_to", "2023-06-01"})), says: []string{"EW-RECOVERY-45"}},
		"days without a version":     {rules: string(withRules(t, []byte(good), [3]string{"EW-RECOVERY-45", "effective_to", "2022-11-01"})), says: []string{"EW-RECOVERY-30-GUIDANCE"}},
		"a date that does not exist": {rules: string(withRules(t, []byte(good), [3]string{"EW-RECOVERY-30", "effective_from", "2023-02-30"})), says: []string{"effective_from", "2023-02-30"}},
		"a column left out":          {rules: strings.Replace(good, ",citation,", ",source,", 1), says: []string{"citation"}},
		"holidays that are not JSON": {holidays: "nothing", says: []string{"not JSON"}},
		"holidays without Scotland":  {holidays: strings.Replace(string(calendar.Published().Text()), `"scotland": {`, `"elsewhere": {`, 1), says: []string{"Scotland: there are no bank holidays"}},
		"a holiday on no such day":   {holidays: strings.Replace(string(calendar.Published().Text()), "2012-01-02", "2012-02-31", 1), says: []string{"entry 1: 2012-02-31 is not a day that exists"}},
		"a spreadsheet for holidays": {holidays: "PK\x03\x04", says: []string{"spreadsheet"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := o.Desk.RehearseBook(t.Context(), o.Admin, desk.BookChoice{Rules: []byte(tc.rules), Holidays: []byte(tc.holidays)}, "")
			bad := (*desk.BadBook)(nil)
			if !errors.As(err, &bad) {
				t.Fatalf("got %v", err)
			}
			said := strings.Join(bad.Sentences, "\n")
			for _, part := range tc.says {
				if !strings.Contains(said, part) {
					t.Errorf("%q does not say %q", said, part)
				}
			}
		})
	}
	if _, err := o.Desk.RehearseBook(t.Context(), o.Admin, desk.BookChoice{BookVersions: desk.BookVersions{Rules: "never seen"}}, ""); !errors.Is(err, fault.NotFound) {
		t.Errorf("a version nobody keeps: %v", err)
	}
	if h, err := o.Desk.BookHistory(t.Context(), o.Admin); err != nil || len(h.Changes) != 0 {
		t.Errorf("history %v, %v", h.Changes, err)
	}
}

// TestReopenCase_whileABookIsTaken opens a case again while another book is
// being taken into use, which counts open cases only.
func TestReopenCase_whileABookIsTaken(t *testing.T) {
	t.Parallel()
	o, owner := reachable(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Negative, day(time.May, 12))
	if err := o.Desk.CloseCase(t.Context(), o.Supervisor, o.Edit(t, ref), closure("Moved on", true)); err != nil {
		t.Fatal(err)
	}
	edit := o.Edit(t, ref)
	r := readRehearsal(t, o, rehearse(t, o, desk.BookChoice{
		Rules: withRules(t, deadline.Published().Text(), [3]string{"UK-RECON-30D-2025", "amount", "40"}),
	}))
	err := whileTaking(t, o, owner, r.BookRehearsal, func(ctx context.Context) error {
		return o.Desk.ReopenCase(ctx, o.Supervisor, edit, "Came back")
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := dateOf(t, o, ref, "UK-RECON-30D-2025", false); d.Deadline.Day() != day(time.June, 21) {
		t.Errorf("counted to %s, with the book from before", d.Deadline.Day())
	}
}

// TestTakeBook_whileAnotherIsTaken presses the button while somebody else's
// book is being taken into use.
func TestTakeBook_whileAnotherIsTaken(t *testing.T) {
	t.Parallel()
	o, owner := reachable(t)
	theirs := readRehearsal(t, o, rehearse(t, o, longerRecovery(t)))
	mine := rehearse(t, o, desk.BookChoice{Holidays: withHoliday(day(time.May, 20))})
	err := whileTaking(t, o, owner, theirs.BookRehearsal, func(ctx context.Context) error {
		_, err := o.Desk.TakeBook(ctx, o.Admin, desk.BookTaking{RehearsalID: mine, Reason: "x"})
		return err
	})
	if !isConflict(err) {
		t.Errorf("got %v", err)
	}
	if h, err := o.Desk.BookHistory(t.Context(), o.Admin); err != nil || len(h.Changes) != 1 || h.Changes[0].BookVersions != theirs.Book {
		t.Errorf("history %+v, %v", h.Changes, err)
	}
}

// whileTaking begins an act while a book is being taken into use, which it has
// to wait for, and gives what came of it.
func whileTaking(t *testing.T, o *sample.Office, owner *sql.DB, r desk.BookRehearsal, act func(ctx context.Context) error) error {
	t.Helper()
	taking, err := owner.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := taking.Exec(`SELECT 1 FROM organisations WHERE id = $1 FOR NO KEY UPDATE`, o.Admin.OrganisationID); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- act(context.WithoutCancel(t.Context())) }()
	for waiting := 0; waiting == 0; {
		err := owner.QueryRowContext(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-done:
			t.Fatalf("it did not wait: %v", err)
		default:
		}
	}
	if _, err := taking.Exec(`INSERT INTO book_changes VALUES ($1, $2, $3, $4, 'x', '', now())`, r.ID, o.Admin.OrganisationID, r.Book.Rules, r.Book.Calendar); err != nil {
		t.Fatal(err)
	}
	if err := taking.Commit(); err != nil {
		t.Fatal(err)
	}
	return <-done
}
