package deadline

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
)

// TestCompute_workedExamples holds the book to the worked examples G01 to G27
// of the domain guide (nrm-rules §9).
func TestCompute_workedExamples(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := len(rows) - 1; got != 27 {
		t.Fatalf("%d worked examples, want 27", got)
	}
	for _, row := range rows[1:] {
		id, jurisdiction, cell, on, rule, want := row[0], Jurisdiction(row[1]), row[2], row[3], row[4], row[5]
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			var events []Event
			for part := range strings.SplitSeq(cell, ";") {
				words, _, _ := strings.Cut(part, "(")
				kind, date, dated := strings.Cut(strings.TrimSpace(words), "=")
				if !dated {
					date = on
				}
				events = append(events, event(t, kind, date))
			}
			d, err := Published().Compute(rule, jurisdiction, events)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Day().String(); got != want {
				t.Errorf("%s from %s, %s: got %s, want %s (%s)", rule, on, cell, got, want, row[6])
			}
			if len(Published().Why(d)) < 5 {
				t.Errorf("the explanation is thin: %q", Published().Why(d))
			}
		})
	}
}

func event(t testing.TB, kind, on string) Event {
	t.Helper()
	return Event{Kind: EventKind(kind), On: day(t, on), Source: kind + on}
}

func day(t testing.TB, iso string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(iso)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
