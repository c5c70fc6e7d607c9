package deadline

import (
	"fmt"
	"testing"

	"nrmdesk/internal/nrm/calendar"
)

// BenchmarkRecalculate counts every date of one busy case. The aim is under
// 20 µs and under 50 allocations.
func BenchmarkRecalculate(b *testing.B) {
	benchmarkCase(b, caseEvents(b, busyCase), 10)
}

// BenchmarkRecalculate_halfAYear counts a case that waits half a year for its
// decision, with a check-in a week, a chase a month and four handoffs.
func BenchmarkRecalculate_halfAYear(b *testing.B) {
	events := caseEvents(b, "date_of_birth=2008-10-01 case_opened=2026-02-20 consent_answered=2026-02-21 home_office_draft_begun=2026-02-22"+
		" referral_submitted=2026-03-02 rg_positive=2026-03-06 information_requested_by=2026-04-20@2026-04-01 information_sent=2026-04-15")
	add := func(kind string, week, record int) {
		e := Event{Kind: EventKind(kind), On: day(b, "2026-03-06").AddDays(7 * week), Source: fmt.Sprint(kind, record)}
		events = append(events, e)
	}
	for week := range 26 {
		add("check_in_done", week, week)
		if week%4 == 3 {
			add("wait_chased", week, week)
		}
	}
	for n := range 4 {
		for i, kind := range []string{"handoff_sent", "handoff_answered", "first_contact_made"} {
			add(kind, i, n)
			events[len(events)-1].Source = fmt.Sprint("handoff", n)
		}
	}
	benchmarkCase(b, events, 40)
}

func benchmarkCase(b *testing.B, events []Event, atLeast int) {
	book := Published()
	b.ReportAllocs()
	for b.Loop() {
		if n := len(book.Recalculate(calendar.England, events)); n < atLeast {
			b.Fatalf("%d clocks", n)
		}
	}
}
