package archtest

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// leaves are the methods of the database by which something about a client is
// noted as having left, and the one by which an e-mail does.
var leaves = []string{"InsertHandoff", "InsertExport", "SetReferralSent", "InsertDutyReport", "InsertReferralUpdate", "InsertUpdatePassed", "Send"}

// waysOut is who calls them, and where the gate is asked on that way. Whoever
// adds a way adds a line here, and a row in TestGate_everyWayOut of package
// desk.
var waysOut = map[string]struct{ in, gate, why string }{
	"SendHandoff InsertHandoff":       {"newHandoff", "Compose", "Compose packs: the gate is asked about every item, by what holds now"},
	"ReferralPack InsertExport":       {"ReferralPack", "mayShare", "the answers as they leave, before they are recorded as sent"},
	"takeReport InsertExport":         {"takeReport", "mayShare", "a report of a refusal that names the client, before it is recorded as sent"},
	"sent SetReferralSent":            {"RecordSent", "consentHeld", "by what held on the day of sending"},
	"ReportRefusal InsertDutyReport":  {"ReportRefusal", "Check", "dtn.Check asks the gate whether the client may be named"},
	"keepUpdate InsertReferralUpdate": {"keepUpdate", "mayPass", "what had been passed to the authority after the referral, by what held on that day"},
	"passOn InsertUpdatePassed":       {"passOn", "mayPass", "what is passed to the authority after the referral, by what held on that day"},
	"GiveReceipt InsertExport":        {"GiveReceipt", "CheckReceipt", "it goes to the client themselves, and only when it is safe"},
	"send Send":                       {"", "", "e-mails to staff hold a count of things to do and a link; those with a one-time link hold nothing else"},
	"mailSeal Send":                   {"", "", "e-mails to auditors hold a seal"},
}

// TestGate_everyWayOut reads the source for everything that leaves: each way is
// known here, with the place where the gate is asked on it.
func TestGate_everyWayOut(t *testing.T) {
	t.Parallel()
	var found []string
	asked := map[string][]string{} // function: what it calls
	for _, file := range append(source(t, "../desk"), source(t, "../jobs")...) {
		for _, decl := range file.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok || function.Body == nil {
				continue
			}
			ast.Inspect(function.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				called, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				name := function.Name.Name
				asked[name] = append(asked[name], called.Sel.Name)
				if slices.Contains(leaves, called.Sel.Name) {
					found = append(found, name+" "+called.Sel.Name)
				}
				return true
			})
		}
	}
	for _, way := range found {
		if _, known := waysOut[way]; !known {
			t.Errorf("%s: a way out that passes no gate known here", way)
		}
	}
	for way, gate := range waysOut {
		if !slices.Contains(found, way) {
			t.Errorf("%s is not in the source any more", way)
		}
		if gate.in != "" && !slices.Contains(asked[gate.in], gate.gate) {
			t.Errorf("%s: %s does not call %s (%s)", way, gate.in, gate.gate, gate.why)
		}
		if strings.TrimSpace(gate.why) == "" {
			t.Errorf("%s: nothing says why", way)
		}
	}
}
