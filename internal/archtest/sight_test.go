package archtest

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// readsOfCases finds what a statement reads that belongs to cases. The tables
// are those of migrations/schema.sql that hold the case they belong to.
func readsOfCases(t *testing.T) *regexp.Regexp {
	t.Helper()
	schema, err := os.ReadFile("../../migrations/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	tables := []string{"cases"}
	for _, m := range regexp.MustCompile(`(?s)CREATE TABLE public\.(\w+) \((.*?)\n\);`).FindAllStringSubmatch(string(schema), -1) {
		if strings.Contains(m[2], "\n    case_id uuid") {
			tables = append(tables, m[1])
		}
	}
	if len(tables) < 30 {
		t.Fatalf("only %d tables hold a case: the test no longer reads the schema", len(tables))
	}
	return regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+(?:` + strings.Join(tables, "|") + `)\b`)
}

// oneCase is what a statement says that reads one case, or rows of one case,
// somebody has come to already through the gate.
var oneCase = regexp.MustCompile(`\bcase_id = (?:\?|ANY|@)|\b(?:[a-z]\.)?id = (?:\?|@)|(?:deadline|evidence|notice|task|handoff|record|reminder|delivery|override|referral|sample|rehearsal|import|decision|update)_id = (?:\?|ANY|@)`)

// sighted are the ways in which a statement leaves out what is closed to its
// reader: the condition itself, and helpers that hold it.
var sighted = []string{"openTo", "running", "where", "lateHandoffs", "waiting", "args"}

// blind are the functions that read of several cases without asking who reads,
// each with the reason.
var blind = map[string]string{
	"listCases":         "its callers, the worklist and the search, bring the condition",
	"inError":           "a part of other statements",
	"evidenceWhere":     "its callers name one case",
	"handoffFiles":      "its callers name one case or one handoff",
	"TakenRefs":         "says only whether a reference is free to be given",
	"CountCases":        "for the demo and for commands",
	"FormUse":           "how many referrals are written on which form; nothing of a case",
	"KnownEvidence":     "which files still belong to a row, for tidying",
	"AllEvidence":       "nrmdesk evidence verify",
	"UnscannedEvidence": "the scanning job",
	"ScanCounts":        "the health of the scanning job",
	"FillSearchKeys":    "the tidying job",
	"KeysFit":           "whether the keys open what is stored",
	"RollNextDue":       "the reminder job",
	"LateReminders":     "the health of the reminder job",
	"DigestsDue":        "the reminder job: it reads notices, which somebody kept out does not get",
	"ClaimMails":        "the mail job, as DigestsDue",
	"MailCounts":        "the health of the mail job",
	"ParkedMails":       "mails that were given up, with their readers and no case",
	"TurnedEighteen":    "the job of that name",
	"ConsentRunOut":     "the tidying job",
}

// TestLists_leaveOutWhatIsClosed reads every statement of the database: one
// that reads of several cases leaves out those that are restricted against its
// reader, or stands in the list above. A new list cannot forget it.
func TestLists_leaveOutWhatIsClosed(t *testing.T) {
	t.Parallel()
	reads, files := readsOfCases(t), source(t, "../postgres")
	consts := map[string]string{}
	for range 2 { // some are made of others
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				if v, ok := n.(*ast.ValueSpec); ok && len(v.Names) == len(v.Values) {
					for i, name := range v.Names {
						consts[name.Name] = textOf(v.Values[i], consts)
					}
				}
				return true
			})
		}
	}
	seen := map[string]bool{}
	for _, file := range files {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			text := textOf(f.Body, consts)
			if !reads.MatchString(text) || oneCase.MatchString(text) || strings.Contains(text, "case_bars") || calls(f.Body, sighted) {
				continue
			}
			seen[f.Name.Name] = true
			if blind[f.Name.Name] == "" {
				t.Errorf("postgres.%s lists things of several cases: leave out those closed to the reader (DB.openTo), or say in archtest why not", f.Name.Name)
			}
		}
	}
	for name := range blind {
		if !seen[name] {
			t.Errorf("postgres.%s needs no reason any more", name)
		}
	}
}

// textOf is everything a part of the source says in strings, its own and those
// of the constants it names.
func textOf(n ast.Node, consts map[string]string) string {
	var b strings.Builder
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				b.WriteString(text + " ")
			}
		case *ast.Ident:
			b.WriteString(consts[n.Name] + " ")
		}
		return true
	})
	return b.String()
}

func calls(n ast.Node, wanted []string) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			switch called := call.Fun.(type) {
			case *ast.Ident:
				found = found || slices.Contains(wanted, called.Name)
			case *ast.SelectorExpr:
				found = found || slices.Contains(wanted, called.Sel.Name)
			}
		}
		return true
	})
	return found
}

// actor says whether a function acts for somebody.
func actor(f *ast.FuncDecl) bool {
	return slices.ContainsFunc(f.Type.Params.List, func(p *ast.Field) bool {
		kind, ok := p.Type.(*ast.SelectorExpr)
		return ok && kind.Sel.Name == "Actor"
	})
}

// TestDesk_readsThroughTheSightOfWhoAsks reads the desk: whatever is done for
// somebody goes through the database as they may see it.
func TestDesk_readsThroughTheSightOfWhoAsks(t *testing.T) {
	t.Parallel()
	for _, file := range source(t, "../desk") {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body == nil || f.Name.Name == "seenBy" || !actor(f) {
				continue
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "db" {
					t.Errorf("desk.%s reads past the sight of its actor: use seenBy", f.Name.Name)
				}
				return true
			})
		}
	}
}
