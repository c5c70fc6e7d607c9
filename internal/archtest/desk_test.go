package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// asking are the ways in which an exported method of the desk asks for
// permission: directly, or through the one path that does.
var asking = []string{"ask", "change", "view", "manage", "inspect", "tend", "receive", "throughLink", "writeReferral", "afterSending", "stepFinding", "reassign"}

// open are the exported methods that need no permission, each with the reason.
var open = map[string]string{
	"Today":      "the date is no secret",
	"May":        "it is the question itself",
	"Ready":      "says only whether the database answers",
	"Stalled":    "says only whether a job runs",
	"SaveDraft":  "a draft is its author's alone and no part of a case",
	"Draft":      "as SaveDraft",
	"DraftBegun": "as SaveDraft",
	"DraftMarks": "as SaveDraft",
	"DropDraft":  "as SaveDraft",

	"AuditHealth":     "says only when something was sealed last, and which role the database knows the program by",
	"HolidaysKnown":   "bank holidays are published; asked by monitoring, which signs in nowhere",
	"PublishedSheets": "clients read them; they hold nothing about anybody",
	"PublishedSheet":  "as PublishedSheets",
	"Services":        "everybody reads the support directory; it holds nothing about anybody",
}

// TestDeskAsks reads the desk's source: every exported method asks access
// before it does anything, or hands over to an exported method that does.
func TestDeskAsks(t *testing.T) {
	t.Parallel()
	found := 0
	for _, file := range source(t, "../desk") {
		for _, decl := range file.Decls {
			method, ok := decl.(*ast.FuncDecl)
			if !ok || method.Recv == nil || !method.Name.IsExported() || !onDesk(method) {
				continue
			}
			found++
			name := method.Name.Name
			if _, free := open[name]; free {
				continue
			}
			if !asks(method) {
				t.Errorf("Desk.%s does not ask for permission", name)
			}
		}
	}
	if found < 20 {
		t.Errorf("found only %d exported methods: the test no longer reads the desk", found)
	}
}

func source(t *testing.T, folder string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

func onDesk(method *ast.FuncDecl) bool {
	star, ok := method.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	name, ok := star.X.(*ast.Ident)
	return ok && name.Name == "Desk"
}

func asks(method *ast.FuncDecl) bool {
	yes := false
	ast.Inspect(method.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		on, ok := selector.X.(*ast.Ident)
		if ok && on.Name == "d" && (slices.Contains(asking, selector.Sel.Name) || selector.Sel.IsExported()) {
			yes = true
		}
		return true
	})
	return yes
}
