package audit

import (
	"errors"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func each(entries []Entry, end error) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, e := range entries {
			if !yield(Row{Entry: e}, nil) {
				return
			}
		}
		if end != nil {
			yield(Row{}, end)
		}
	}
}

func TestVerifyManyChains(t *testing.T) {
	t.Parallel()
	a, headA := chain("a", 3)
	b, headB := chain("b", 4)
	c, headC := chain("c", 2)
	changed := append([]Entry{}, b...)
	changed[1].Action = "case.view"
	changed[2].Action = "case.view"
	type found struct {
		chain string
		kind  Kind
		seq   int64
	}
	tests := []struct {
		name   string
		heads  []Head
		chains [][]Entry
		want   []found
	}{
		{"nothing at all", nil, nil, nil},
		{"three good chains", []Head{headA, headB, headC}, [][]Entry{a, b, c}, nil},
		{"only the first bad row of a chain", []Head{headA, headB, headC}, [][]Entry{a, changed, c}, []found{{"b", Changed, 2}}},
		{"a head without rows, in the middle", []Head{headA, headB, headC}, [][]Entry{a, c}, []found{{"b", Cut, 1}}},
		{"heads without rows, at the end", []Head{headA, headB, headC}, [][]Entry{a}, []found{{"b", Cut, 1}, {"c", Cut, 1}}},
		{"rows without a head, first", []Head{headB}, [][]Entry{a, b}, []found{{"a", HeadMissing, 1}}},
		{"rows without a head, last", []Head{headA}, [][]Entry{a, b, c}, []found{{"b", HeadMissing, 1}, {"c", HeadMissing, 1}}},
		{"rows without a head between, and the chain after them is changed", []Head{headA, headC}, [][]Entry{a, b, c[:1]}, []found{{"b", HeadMissing, 1}, {"c", Cut, 2}}},
		{"two chains cut", []Head{headA, headB, headC}, [][]Entry{a[:2], b, c[:1]}, []found{{"a", Cut, 3}, {"c", Cut, 2}}},
		{"a chain not begun", []Head{{ChainID: "0"}, headA}, [][]Entry{a}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var entries []Entry
			for _, es := range tt.chains {
				entries = append(entries, es...)
			}
			var ends []End
			for _, h := range tt.heads {
				ends = append(ends, End{Head: h})
			}
			report, err := VerifyChains(ends, each(entries, nil))
			if err != nil {
				t.Fatal(err)
			}
			var got []found
			for _, f := range report.Findings {
				got = append(got, found{f.ChainID, f.Kind, f.Seq})
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(found{})); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if report.Entries != len(entries) || report.Good() != (len(tt.want) == 0) {
				t.Errorf("report counts %d entries and says good %v", report.Entries, report.Good())
			}
		})
	}
}

// A reading error is not "nothing found" (S25).
func TestVerifyPassesReadingErrorsOn(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection lost")
	entries, head := chain("a", 3)
	if _, err := VerifyChains([]End{{Head: head}}, each(entries, broken)); !errors.Is(err, broken) {
		t.Errorf("Verify = %v", err)
	}
}

func BenchmarkVerify(b *testing.B) {
	entries, head := chain("a", 1000)
	for b.Loop() {
		if f := check(entries, head); f != nil {
			b.Fatal(f)
		}
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "rows/s")
}
