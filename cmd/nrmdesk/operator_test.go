package main

import (
	"bytes"
	"strings"
	"testing"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/config"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
)

func TestHealthRequest(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ addr, base, url, host string }{
		"one address":    {"127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080/healthz", "127.0.0.1:8080"},
		"every address":  {"0.0.0.0:80", "https://desk.example.org", "http://127.0.0.1:80/healthz", "desk.example.org"},
		"only the port":  {":8080", "https://desk.example.org", "http://127.0.0.1:8080/healthz", "desk.example.org"},
		"every IPv6 one": {"[::]:8080", "https://desk.example.org", "http://127.0.0.1:8080/healthz", "desk.example.org"},
	} {
		r, err := healthRequest(config.Config{Addr: tc.addr, BaseURL: tc.base}, "/healthz")
		if err != nil || r.URL.String() != tc.url || r.Host != tc.host {
			t.Errorf("%s: %v as %s, %v; want %s as %s", name, r.URL, r.Host, err, tc.url, tc.host)
		}
	}
	if _, err := healthRequest(config.Config{Addr: "8080"}, "/healthz"); err == nil {
		t.Error("an address without a port was taken")
	}
}

func TestPrintReport(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := printReport(&out, audit.Report{Chains: 2, Entries: 9}); err != nil || out.String() != "All entries fit together. Entries: 9. Chains: 2.\nNothing is sealed yet.\n" {
		t.Errorf("good: %q, %v", out.String(), err)
	}
	out.Reset()
	err := printReport(&out, audit.Report{Chains: 2, Entries: 9, Findings: []audit.Finding{{ChainID: "c1", Seq: 3, Kind: audit.Missing, Sentence: "Row 3 is missing: row 4 comes next."}}})
	if exitStatus(err) != 1 || err == nil || out.String() != "chain c1: Row 3 is missing: row 4 comes next.\n" {
		t.Errorf("bad: %q, %v", out.String(), err)
	}
}

func TestPrintEvidence(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := printEvidence(&out, desk.EvidenceReport{Files: 2, Bytes: 900}); err != nil || out.String() != "All documents are whole. Documents: 2. Bytes: 900.\n" {
		t.Errorf("good: %q, %v", out.String(), err)
	}
	out.Reset()
	err := printEvidence(&out, desk.EvidenceReport{Files: 2, Lost: []desk.LostFile{{Ref: "ND-7Q4K-29", Number: 3, Why: "file is missing"}}})
	if exitStatus(err) != 1 || err == nil || out.String() != "document 3 of case ND-7Q4K-29: file is missing\n" {
		t.Errorf("bad: %q, %v", out.String(), err)
	}
}

func TestPlainly(t *testing.T) {
	t.Parallel()
	err := plainly(&fault.Invalid{Problems: []fault.Problem{{Field: "work_email", Code: "taken"}, {Field: "name", Code: "too_long"}}})
	if exitStatus(err) != 2 || !strings.Contains(err.Error(), "signs in with this address already") || !strings.Contains(err.Error(), "--name cannot be used (too long)") {
		t.Errorf("%v", err)
	}
}

func TestPolicyTable(t *testing.T) {
	t.Parallel()
	out, problems, status := run(policyCommand(), "", "table")
	if status != 0 || problems != "" || !strings.Contains(out, "consent_register.view") {
		t.Errorf("status %d, %q, %q", status, problems, out)
	}
}
