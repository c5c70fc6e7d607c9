package journeys

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestAuditor_takesAProofPackAwayAndItIsVerifiedOffline goes from the sample to
// a computer that has the file, the public key and the built program, and
// nothing else.
func TestAuditor_takesAProofPackAwayAndItIsVerifiedOffline(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	for range 2 {
		s.Consented(t, s.Case(t, sample.Adult(calendar.England)))
	}
	today := s.Desk.Today()
	if _, err := s.Desk.DrawSample(t.Context(), s.Auditor, auditing.Design{
		Kind: auditing.RandomSample, From: today, To: today, Confidence: auditing.Confidence95, ErrorPercent: 5,
	}, 2, uuid.NewString()); err != nil {
		t.Fatal(err)
	}

	auditor := signedIn(t, s, s.Auditor, true)
	auditor.Press("Samples")
	auditor.Press("Sample 1")
	auditor.Press("Make a proof pack")
	auditor.SeesHeading("Proof pack of Sample 1")
	auditor.SeesText("2 records", "names no client")
	auditor.SeesNo(clientName)
	name, pack := auditor.Download("Make the proof pack")
	if name != "sample-1-proof-pack.zip" {
		t.Errorf("the download is called %q", name)
	}
	auditor.Press("How to check a proof pack")
	auditor.SeesText("nrmdesk audit verify pack.zip --key key.txt")
	auditor.Open("/audit/seals")
	auditor.SeesText("Root of the tree", s.Desk.Seals.Key.Public().Newest(), "Good")

	folder := t.TempDir()
	program := filepath.Join(folder, "nrmdesk")
	if out, err := exec.Command("go", "build", "-o", program, "nrmdesk/cmd/nrmdesk").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	put := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(name, pack)
	put("key.txt", []byte(s.Desk.Seals.Key.Public().Newest()+"\n"))
	pack[len(pack)/2] ^= 1
	put("flipped.zip", pack)
	put("other.txt", []byte(sample.Seals(t).Key.Public().Newest()+"\n"))
	for _, tc := range []struct {
		file, key string
		status    int
		says      string
	}{
		{name, "key.txt", 0, "The pack is as it was signed."},
		{"flipped.zip", "key.txt", 1, "This file cannot be trusted: the file "},
		{name, "other.txt", 1, "it is signed with a key that is not known here"},
	} {
		check := exec.Command(program, "audit", "verify", tc.file, "--key", tc.key)
		check.Dir, check.Env = folder, []string{"HOME=" + folder}
		out, err := check.CombinedOutput()
		status := 0
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			status = exit.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		if status != tc.status || !strings.Contains(string(out), tc.says) {
			t.Errorf("%s with %s: status %d, want %d with %q:\n%s", tc.file, tc.key, status, tc.status, tc.says, out)
		}
	}
}
