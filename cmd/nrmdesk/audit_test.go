package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/secret"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

// TestAudit goes the way of an operator and of somebody far away who has only
// a file and the public key.
func TestAudit(t *testing.T) {
	folder, address := t.TempDir(), pgtest.URL(t)
	t.Setenv("NRMDESK_DATA_DIR", folder)
	t.Setenv("NRMDESK_DATABASE_URL", address)
	t.Setenv("NRMDESK_LOG_LEVEL", "error")
	keys, err := secret.OpenOrCreate(filepath.Join(folder, "keyset.json"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o := sample.On(t, db, keys)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	in := func(name string) string { return filepath.Join(folder, name) }
	expect := func(status int, want string, args ...string) string {
		t.Helper()
		out, problems, got := run(rootCommand(), "", args...)
		if got != status || !strings.Contains(out+problems, want) {
			t.Errorf("%v: status %d, want %d with %q:\n%s%s", args, got, status, want, out, problems)
		}
		return out
	}

	expect(0, "Nothing is sealed yet", "audit", "verify")
	expect(0, "entries sealed", "audit", "seal")
	expect(0, "0 entries sealed", "audit", "seal")
	expect(0, "The last seal", "audit", "verify")
	expect(0, "The last seal", "audit", "verify", "--since-seal")
	expect(0, "The path leads from the row to the seal", "audit", "prove", string(ref), "2")
	expect(0, "The path leads from the row to the seal", "audit", "prove", o.Read(t, ref).ID, "1")
	expect(1, "not found", "audit", "prove", string(ref), "99")
	expect(2, "not the number of a row", "audit", "prove", string(ref), "two")
	expect(0, "chains written", "audit", "export", in("export.jsonl"))
	expect(2, "exists", "audit", "export", in("export.jsonl"))
	expect(0, "Proof pack written", "audit", "pack", string(ref), "--out", in("pack.zip"))
	expect(2, "is not a case reference", "audit", "pack", "ND-0", "--out", in("other.zip"))
	public := expect(0, "nrmdesk-", "keys", "public")
	said, key, _ := strings.Cut(strings.TrimSpace(public), "\n")
	if err := os.WriteFile(in("key.txt"), []byte(public), 0o600); err != nil {
		t.Fatal(err)
	}

	// Somewhere else: no database, no keys of the installation.
	t.Setenv("NRMDESK_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
	t.Setenv("NRMDESK_DATA_DIR", t.TempDir())
	expect(0, "The last seal", "audit", "verify", in("export.jsonl"), "--key", key)
	expect(0, "The last seal", "audit", "verify", "--export", in("export.jsonl"), "--key", in("key.txt"), "--seals", in("seals.txt"))
	expect(0, "all there and in order", "audit", "verify", in("pack.zip"), "--key", key)
	if told := strings.TrimSpace(expect(0, "", "audit", "fingerprint", key)); len(told) != 39 || !strings.HasSuffix(said, told) {
		t.Errorf("fingerprint %q; the key was printed with %q", told, said)
	}
	expect(0, "", "audit", "fingerprint", in("key.txt"))
	expect(2, "not a public key", "audit", "fingerprint", "a+b+c")
	expect(2, "give the public key", "audit", "verify", in("pack.zip"))
	expect(2, "not a public key", "audit", "verify", in("pack.zip"), "--key", "a+b+c")
	expect(2, "no such file", "audit", "verify", in("none.zip"), "--key", key)
	expect(2, "checked as a whole", "audit", "verify", in("pack.zip"), "--key", key, "--since-seal")
	expect(2, "is for exports", "audit", "verify", "--key", key)
	otherKey := sample.Seals(t).Key.Public().Newest()
	expect(1, "key that is not known", "audit", "verify", in("pack.zip"), "--key", otherKey)
	expect(1, "key that is not known", "audit", "verify", in("export.jsonl"), "--key", otherKey)

	write := func(name string, b []byte) string {
		if err := os.WriteFile(in(name), b, 0o600); err != nil {
			t.Fatal(err)
		}
		return in(name)
	}
	bad := mustRead(t, in("export.jsonl"))
	bad[len(bad)/2] ^= 1
	expect(1, "does not fit together", "audit", "verify", write("bad.jsonl", bad), "--key", key)
	for _, member := range []string{"proof.html", "pack.json", "trail.jsonl", "README.txt", "manifest.txt"} {
		bad := mustRead(t, in("pack.zip"))
		at := bytes.Index(bad, []byte("\x00"+member)) + 1 + len(member) + 100 // in the content, which follows the name
		bad[at] ^= 1
		expect(1, "the file "+member+" in it was changed", "audit", "verify", write("bad.zip", bad), "--key", key)
	}
	expect(1, "no whole ZIP file", "audit", "verify", write("cut.zip", mustRead(t, in("pack.zip"))[:5000]), "--key", key)
	expect(2, "neither an export nor a proof pack", "audit", "verify", write("no.zip", []byte("hello\n")), "--key", key)
	expect(2, "neither an export nor a proof pack", "audit", "verify", write("empty.zip", nil), "--key", key)
	// An export from before the last seal, held against all seals.
	lines := strings.SplitAfter(string(mustRead(t, in("export.jsonl"))), "\n")
	if err := os.WriteFile(in("short.jsonl"), []byte(strings.Join(lines[:3], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(1, "ends in the middle", "audit", "verify", in("short.jsonl"), "--key", key, "--seals", in("seals.txt"))
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
