package deadline

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
)

// BenchmarkRecalculate counts every date of one busy case. The aim is under
// 20 µs and under 50 allocations.
func BenchmarkRecalculate(b *testing.B) {
	events := caseEvents(b, busyCase)
	book := Published()
	b.ReportAllocs()
	for b.Loop() {
		if len(book.Recalculate(calendar.England, events)) < 10 {
			b.Fatal("too few clocks")
		}
	}
}
