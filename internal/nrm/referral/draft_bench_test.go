package referral_test

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/referral"
)

// Judging a whole referral, every task state included, stays under 200 µs
// (docs/performance.md) with long texts in every box.
func BenchmarkJudge(b *testing.B) {
	a := referral.Answers{}
	fill(b, facts(referral.Adult), a)
	for name, values := range a {
		if t := referral.Published().Field(name).Type; t == referral.LongText {
			a[name] = []string{strings.Repeat(values[0]+" – ", 100)}
		}
	}
	f := facts(referral.Adult)
	b.ReportAllocs()
	for b.Loop() {
		d := draft(f, a)
		if !d.Ready().OK() {
			b.Fatal("not ready")
		}
		for _, task := range d.Form.Tasks {
			d.TaskState(task)
		}
		d.Submission()
	}
}
