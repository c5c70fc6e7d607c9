package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
)

// TestDeadlineCompute_workedExamples sends the worked examples of the domain
// guide (nrm-rules §9) through the command.
func TestDeadlineCompute_workedExamples(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../internal/nrm/deadline/testdata/vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&want, "%s,%s\n", row[0], row[5])
	}
	out, problems, status := run(deadlineCommand(), string(raw), "compute")
	if diff := cmp.Diff(want.String(), out); diff != "" || problems != "" || status != 0 {
		t.Errorf("status %d, problems %q, want -, got +\n%s", status, problems, diff)
	}
}

func TestDeadlineCompute(t *testing.T) {
	t.Parallel()
	const header = "id,jurisdiction,event,event_date,rule_id\n"
	const good = "a,england-and-wales,rg_positive,2026-03-02,EW-RECOVERY-30\n"
	const goodDue = "id,due_date\na,2026-03-31\n"
	for name, tc := range map[string]struct {
		in, out, problem string
		status           int
	}{
		"columns in another order, one more": {
			in:  "rule_id,remark,event_date,event,jurisdiction,id\nEW-RECOVERY-30,hello,2026-03-02,rg_positive,england-and-wales,a\n",
			out: goodDue,
		},
		"from a spreadsheet":                {in: "\ufeff" + strings.ReplaceAll(header+good, "\n", "\r\n"), out: goodDue},
		"every value in quotes":             {in: header + `"a","england-and-wales","rg_positive","2026-03-02","EW-RECOVERY-30"` + "\n", out: goodDue},
		"the nation's own name":             {in: header + "a,Wales,rg_positive,2026-03-02,EW-RECOVERY-30\n", out: goodDue},
		"a header and no rows":              {in: header, out: "id,due_date\n"},
		"remarks":                           {in: header + "a,scotland,decision_negative (RG (first)),2026-03-02,UK-RECON-30D-2025\n", out: "id,due_date\na,2026-04-01\n"},
		"a UK rule for a Scottish case":     {in: header + "a,scotland,referral_submitted,2026-11-30,UK-RG-TARGET-5WD\n", out: "id,due_date\na,2026-12-07\n"},
		"a negative RG is a negative":       {in: header + "a,scotland,rg_negative,2026-03-02,UK-RECON-30D-2025\n", out: "id,due_date\na,2026-04-01\n"},
		"a UK row and a UK rule":            {in: header + "a,uk,rg_positive,2026-03-02,UK-REMOVAL-PROTECTION-30\n", out: goodDue},
		"nothing at all":                    {in: "", problem: "standard input is empty", status: 2},
		"missing columns":                   {in: "id,event\n", problem: "missing columns: jurisdiction, event_date, rule_id", status: 2},
		"an unknown rule":                   {in: header + "b,scotland,rg_positive,2026-03-02,SC-SUPPORT-91\n" + good, out: goodDue, problem: `line 2, id "b": unknown rule: "SC-SUPPORT-91"`, status: 2},
		"an impossible date":                {in: header + good + "b,scotland,rg_positive,2026-02-29,SC-SUPPORT-90\n", out: goodDue, problem: `line 3, id "b": impossible date: 2026-02-29`, status: 2},
		"an impossible date further on":     {in: header + good + "b,scotland,rg_positive; cg_positive=2026-04-31,2026-03-02,SC-SUPPORT-90\n", out: goodDue, problem: `id "b": impossible date: 2026-04-31`, status: 2},
		"decisions in the wrong order":      {in: header + good + "b,scotland,rg_positive; cg_positive=2026-03-01,2026-03-02,SC-SUPPORT-90\n", out: goodDue, problem: `id "b": impossible date`, status: 2},
		"a rule not in force":               {in: header + good + "b,scotland,rg_positive,2018-03-31,SC-SUPPORT-90\n", out: goodDue, problem: `line 3, id "b": rule not in force on that date`, status: 2},
		"a rule of another nation":          {in: header + good + "b,wales,rg_positive,2026-03-02,SC-SUPPORT-90\n", out: goodDue, problem: `id "b": rule of another nation`, status: 2},
		"an unknown nation":                 {in: header + good + "b,mercia,rg_positive,2026-03-02,SC-SUPPORT-90\n", out: goodDue, problem: `id "b": unknown jurisdiction "mercia"`, status: 2},
		"an unknown event":                  {in: header + good + "b,scotland,rg_perhaps,2026-03-02,SC-SUPPORT-90\n", out: goodDue, problem: `id "b": unknown event "rg_perhaps"`, status: 2},
		"the event of another rule":         {in: header + good + "b,scotland,cg_positive,2026-03-02,SC-SUPPORT-90\n", out: goodDue, problem: `id "b": the event the rule counts from is missing`, status: 2},
		"no event":                          {in: header + good + "b,scotland,(none),2026-03-02,SC-SUPPORT-90\n", out: goodDue, problem: `id "b": no event`, status: 2},
		"an open bracket":                   {in: header + good + "b,scotland,rg_positive (maybe,2026-03-02,SC-SUPPORT-90\n", out: goodDue, problem: `id "b": the round brackets`, status: 2},
		"a row cut short":                   {in: header + "b,scotland\n" + good, out: goodDue, problem: `line 2, id "b": the row has fewer columns`, status: 2},
		"a row that is not CSV":             {in: header + "b,sco\"tland,rg_positive,2026-03-02,SC-SUPPORT-90\n" + good, out: goodDue, problem: `line 2: not CSV`, status: 2},
		"the line is that of the row's top": {in: header + "\"a\",england,\"rg_positive (two\nlines)\",2026-03-02,EW-RECOVERY-30\n" + "b,mercia,x,y,z\n", out: goodDue, problem: `line 4, id "b"`, status: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, problems, status := run(deadlineCommand(), tc.in, "compute")
			if diff := cmp.Diff(tc.out, out); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
			if status != tc.status || !strings.Contains(problems, tc.problem) || (tc.problem == "") != (problems == "") {
				t.Errorf("status %d, want %d; problems %q, want %q", status, tc.status, problems, tc.problem)
			}
		})
	}
}

func TestDeadlineCompute_manyRows(t *testing.T) {
	t.Parallel()
	const rows = 100_000
	var in strings.Builder
	in.WriteString("id,jurisdiction,event,event_date,rule_id\n")
	for i := range rows {
		fmt.Fprintf(&in, "%d,england-and-wales,referral_submitted,2026-04-02,UK-RG-TARGET-5WD\n", i)
	}
	out, problems, status := run(deadlineCommand(), in.String(), "compute")
	if got := strings.Count(out, ",2026-04-13\n"); got != rows || problems != "" || status != 0 {
		t.Errorf("%d rows of %d, status %d, problems %q", got, rows, status, problems)
	}
}

func TestDeadlineWhy(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args   string
		says   string
		status int
	}{
		"open-ended":           {"--rule EW-RECOVERY-30 --on 2026-03-02", "Minimum recovery period ends: at least until Tuesday 31 March 2026\n 1. It counts from", 0},
		"with a second event":  {"--rule SC-SUPPORT-90 --on 2026-03-02 --nation scotland --event cg_positive=2026-04-10", "(Scotland): Friday 10 April 2026\n", 0},
		"UK rule in any":       {"--rule UK-RG-TARGET-5WD --on 2026-04-02 --nation northern_ireland", "Easter Monday", 0},
		"rule of another":      {"--rule SC-SUPPORT-90 --on 2026-03-02 --nation wales", "rule of another nation", 2},
		"an unknown nation":    {"--rule SC-SUPPORT-90 --on 2026-03-02 --nation mercia", "unknown jurisdiction", 2},
		"an unknown rule":      {"--rule SC --on 2026-03-02", "unknown rule", 2},
		"an impossible date":   {"--rule SC-SUPPORT-90 --on 2026-02-30", "impossible date", 2},
		"not in force":         {"--rule SC-SUPPORT-90 --on 2017-02-01", "not in force", 2},
		"a forgotten flag":     {"--rule SC-SUPPORT-90", "missing [on]", 1},
		"nothing asked":        {"", "at least one of the flags", 1},
		"another day":          {"--rule EW-RECOVERY-30 --on 2026-03-02 --if 2022-12-12", "If it were so:\nMinimum recovery period ends: at least until Wednesday 25 January 2023\n", 0},
		"another nation":       {"--rule EW-JR-3M --on 2026-01-15 --if-nation scotland", "If it were so:\nSpeak to a lawyer about judicial review by: Tuesday 14 April 2026\n", 0},
		"no rule there":        {"--rule EW-RECOVERY-30 --on 2026-03-02 --if-nation scotland", "Minimum recovery period ends is not counted in Scotland for 2 March 2026", 2},
		"no rule then":         {"--rule UK-RECON-1M --on 2024-05-31 --if 2024-02-11", "not in force", 2},
		"no day then":          {"--rule UK-RECON-1M --on 2024-05-31 --if soon", "impossible date", 2},
		"two other days":       {"--rule UK-RECON-1M --on 2024-05-31 --if 2024-06-01 --if 2024-06-02", "give --if once", 2},
		"an event of no known": {"--rule SC-SUPPORT-90 --on 2026-03-02 --event rain=2026-03-02", "unknown event", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, problems, status := run(deadlineCommand(), "", append([]string{"why"}, strings.Fields(tc.args)...)...)
			if status != tc.status || !strings.Contains(out+problems, tc.says) {
				t.Errorf("status %d, want %d; does not say %q:\n%s%s", status, tc.status, tc.says, out, problems)
			}
		})
	}
}

// run runs a command as main would and returns what it wrote and its status.
func run(command *cobra.Command, in string, args ...string) (out, problems string, status int) {
	var stdout, stderr bytes.Buffer
	command.SetIn(strings.NewReader(in))
	command.SetOut(&stdout)
	command.SetErr(&stderr)
	command.SetArgs(args)
	command.SilenceErrors, command.SilenceUsage = true, true
	if err := command.Execute(); err != nil {
		fmt.Fprintln(&stderr, "nrmdesk:", err)
		status = exitStatus(err)
	}
	return stdout.String(), stderr.String(), status
}
