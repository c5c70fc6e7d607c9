package access

import (
	"encoding/csv"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/staff"
	"nrmdesk/policies"
)

func mustLoad(t *testing.T) *Policy {
	t.Helper()
	p, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// expected reads expect.csv as role → action → word. A row without its last
// column denies the receiver: they may do next to nothing.
func expected(t *testing.T) map[staff.Role]map[string]string {
	t.Helper()
	table := csv.NewReader(strings.NewReader(policies.Expect))
	table.FieldsPerRecord = -1
	rows, err := table.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if len(row) == len(rows[0])-1 {
			rows[i] = append(row, "deny")
		}
	}
	want := map[staff.Role]map[string]string{}
	for col, role := range rows[0][1:] {
		cells := map[string]string{}
		for _, row := range rows[1:] {
			if _, twice := cells[row[0]]; twice {
				t.Errorf("expect.csv names %s twice", row[0])
			}
			cells[row[0]] = row[col+1]
		}
		want[staff.Role(role)] = cells
	}
	return want
}

// S7: the policy gives exactly the table that was agreed, cell by cell.
func TestPolicyGivesTheExpectedTable(t *testing.T) {
	t.Parallel()
	p, want := mustLoad(t), expected(t)
	got := map[staff.Role]map[string]string{}
	for _, role := range roles {
		got[role] = map[string]string{}
		for _, a := range All {
			word := "deny"
			if p.May([]staff.Role{role}, a) {
				word = "allow"
			}
			got[role][a.String()] = word
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("policy.csv and expect.csv differ (-want +got):\n%s", diff)
	}
}

func TestSetSaysTheSameAsCasbin(t *testing.T) {
	t.Parallel()
	p := mustLoad(t)
	e, err := enforcer(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range slices.Concat(roles, []staff.Role{"stranger", ""}) {
		for _, a := range slices.Concat(All, []Action{{"case", "burn"}, {}}) {
			want, err := e.Enforce(string(role), a.Kind, a.Verb)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.May([]staff.Role{role}, a); got != want {
				t.Errorf("%s %s: set says %v, casbin says %v", role, a, got, want)
			}
		}
	}
}

// Every action variable is in All, is different from the others, and is given
// to somebody; known() proves the other direction.
func TestEveryActionIsListedAndGivenToSomebody(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "actions.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	declared := 0
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok {
			if name, ok := lit.Type.(*ast.Ident); ok && name.Name == "Action" {
				declared++
			}
		}
		return true
	})
	if declared != len(All) {
		t.Errorf("actions.go declares %d actions, All lists %d", declared, len(All))
	}
	p, seen := mustLoad(t), map[Action]bool{}
	for _, a := range All {
		if seen[a] {
			t.Errorf("%s is listed twice", a)
		}
		seen[a] = true
		if !p.May(roles, a) {
			t.Errorf("no role may do %s: is it misspelt in policy.csv?", a)
		}
	}
}

func TestMay(t *testing.T) {
	t.Parallel()
	p := mustLoad(t)
	tests := []struct {
		name   string
		roles  []staff.Role
		action Action
		want   bool
	}{
		{"no roles, no rights", nil, ViewCase, false},
		{"one of two roles is enough", []staff.Role{staff.Admin, staff.Caseworker}, ViewCase, true},
		{"admin sees no case", []staff.Role{staff.Admin}, ViewCase, false},
		{"auditor sees no case", []staff.Role{staff.Auditor}, ViewCase, false},
		{"unknown role", []staff.Role{"root"}, ViewCase, false},
		{"unknown action", []staff.Role{staff.Supervisor}, Action{"case", "veiw"}, false},
		{"upper case is another role", []staff.Role{"Caseworker"}, ViewCase, false},
		{"jobs read no case", []staff.Role{staff.System}, ViewCase, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := p.May(tt.roles, tt.action); got != tt.want {
				t.Errorf("May(%v, %s) = %v, want %v", tt.roles, tt.action, got, tt.want)
			}
		})
	}
}

func TestBrokenPolicyDoesNotLoad(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ model, policy string }{
		"no model":         {"", policies.Policy},
		"empty policy":     {policies.Model, ""},
		"misspelt verb":    {policies.Model, "p, caseworker, case, veiw"},
		"misspelt role":    {policies.Model, "p, casworker, case, view"},
		"misspelt parent":  {policies.Model, "p, caseworker, case, view\ng, supervisor, casworker"},
		"line too short":   {policies.Model, "p, caseworker, case"},
		"line too long":    {policies.Model, "p, caseworker, case, view, deny"},
		"broken matcher":   {strings.Replace(policies.Model, "r.kind == p.kind", "r.kind ==", 1), policies.Policy},
		"matcher of typos": {strings.Replace(policies.Model, "r.kind == p.kind", "r.knid == p.kind", 1), policies.Policy},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := load(tt.model, tt.policy); err == nil {
				t.Error("loaded, want an error")
			}
		})
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(mustLoad(t).Table()), "\n")
	if len(lines) != len(All)+1 {
		t.Fatalf("%d lines, want a heading and %d actions", len(lines), len(All))
	}
	want := "referral.review - allow - - - -"
	for _, line := range lines {
		if strings.Join(strings.Fields(line), " ") == want {
			return
		}
	}
	t.Errorf("no line %q", want)
}

func BenchmarkMay(b *testing.B) {
	p, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	held := []staff.Role{staff.Auditor, staff.Supervisor}
	for b.Loop() {
		p.May(held, ConfirmDecision)
	}
}
