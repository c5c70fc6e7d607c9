package referral_test

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/referral"
)

// Judging a whole referral, every task state included, stays under 200 µs
// (docs/performance.md) with long texts in every box.
func BenchmarkJudge(b *testing.B) {
	judge(b, facts(referral.Adult), 100)
}

// A nameless report is searched for the client's name as well: each of its
// texts is read once more.
func BenchmarkJudge_nameless(b *testing.B) {
	for name, times := range map[string]int{"texts of 6 KB": 100, "every box full": 250} {
		b.Run(name, func(b *testing.B) { judge(b, facts(referral.DtN), times) })
	}
}

func judge(b *testing.B, f referral.Facts, times int) {
	a := referral.Answers{}
	fill(b, f, a)
	for name, values := range a {
		if t := referral.Published().Field(name).Type; t == referral.LongText {
			a[name] = []string{strings.Repeat(values[0]+" – ", times)}
		}
	}
	a["first_name"], a["last_name"], a["client_phone"], a["date_of_birth"] = []string{"Ardita"}, []string{"Hoxha"}, []string{"07700 900123"}, []string{"2001-02-03"}
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
