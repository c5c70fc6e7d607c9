package desk_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

// BenchmarkAuditAtSize measures what docs/performance.md says of the audit
// trail:
//
//	NRMDESK_TEST_AUDIT_ROWS=10000000 go test -run xxx -bench AuditAtSize -benchtime 1x -timeout 1h ./internal/desk
//
// It writes so many entries, ten to a case and in the order of time, all of
// them under one seal, has entries proved, and checks everything with the
// program itself as a process of its own.
func BenchmarkAuditAtSize(t *testing.B) {
	rows := 100_000
	if n, err := strconv.Atoi(os.Getenv("NRMDESK_TEST_AUDIT_ROWS")); err == nil {
		rows = n
	}
	address := pgtest.URL(t)
	keys := sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o := sample.On(t, db, keys)
	chains := fillAudit(t, address, o, rows, 10)

	proofs := make([]time.Duration, 400)
	for i := range proofs {
		began := time.Now()
		if _, err := o.Desk.ProveEntry(t.Context(), system, chains[rand.IntN(len(chains))].String(), 1+rand.Int64N(10)); err != nil {
			t.Fatal(err)
		}
		proofs[i] = time.Since(began)
	}
	slices.Sort(proofs)
	figure(t, "a proof in %s at the median, %s at the 95th of a hundred, the slowest of %d in %s", proofs[200].Round(time.Microsecond),
		proofs[380].Round(time.Microsecond), len(proofs), proofs[399].Round(time.Microsecond))

	handled(t, o)
	folder := t.TempDir()
	program := filepath.Join(folder, "nrmdesk")
	if out, err := exec.Command("go", "build", "-o", program, "nrmdesk/cmd/nrmdesk").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := func(args ...string) {
		cmd := exec.Command(program, args...)
		cmd.Env = append(os.Environ(), "NRMDESK_DATABASE_URL="+address, "NRMDESK_DATA_DIR="+folder, "NRMDESK_SEALS_KEY_ENV=NRMDESK_SEAL_KEY",
			"NRMDESK_SEAL_KEY="+o.Desk.Seals.Key.Text(), "NRMDESK_SEALS_FILE="+o.Desk.Seals.File.Path, "NRMDESK_LOG_LEVEL=error")
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		before, began := serverTime(t, address), time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		most, running := "", true
		for running {
			select {
			case err := <-ended:
				if running = false; err != nil {
					t.Errorf("%v: %v", args, err)
				}
			case <-time.After(20 * time.Millisecond):
				if line := procLine(cmd.Process.Pid, "status", "VmHWM:"); line != "" {
					most = line
				}
			}
		}
		took := time.Since(began)
		figure(t, "%v took %s on %d cores, processor time %s of the program and %s of the server, memory at most %s\n%s", args,
			took.Round(10*time.Millisecond), runtime.NumCPU(), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Round(10*time.Millisecond),
			serverTime(t, address)-before, most, out.String())
	}
	run("audit", "verify")
	run("audit", "verify", "--since-seal")
}

// fillAudit writes entries past the desk, by COPY, in the order of time.
func fillAudit(t testing.TB, address string, o *sample.Office, rows, perChain int) []uuid.UUID {
	t.Helper()
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	began := time.Now()
	organisation := o.Caseworker.OrganisationID
	type end struct {
		seq  int64
		hash [32]byte
	}
	chains := make([]uuid.UUID, rows/perChain)
	ends := make([]end, len(chains))
	hashes := make([][32]byte, rows)
	for i := range chains {
		binary.BigEndian.PutUint64(chains[i][:], uint64(0x019e_0000_0000_7000+i<<16)) // rising with time, as ids do
		binary.BigEndian.PutUint64(chains[i][8:], rand.Uint64())
	}
	facts := []audit.Pair{{Key: "shown", Value: "12"}, {Key: "kind", Value: "rg"}, {Key: "outcome", Value: "positive"}}
	n := -1
	next := func() bool { n++; return n < rows }
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"audit_entries"}, []string{"chain_id", "seq", "organisation_id", "format", "at", "actor_id",
		"session_id", "action", "subject", "address", "reason", "detail", "prev_hash", "hash"}, pgx.CopyFromFunc(func() ([]any, error) {
		if !next() {
			return nil, nil
		}
		i := n % len(chains)
		e := audit.Next(audit.Head{ChainID: chains[i].String(), Seq: ends[i].seq, Hash: bytes.Clone(ends[i].hash[:])}, audit.Entry{
			OrganisationID: organisation, At: sample.Now.Add(time.Duration(n) * time.Millisecond), ActorID: o.Caseworker.UserID,
			SessionID: o.Caseworker.UserID, Action: "case.view", Address: "9a8b7c6d5e4f30219a8b7c6d5e4f3021", Detail: facts,
		})
		ends[i].seq = e.Seq
		copy(ends[i].hash[:], e.Hash)
		copy(hashes[n][:], e.Hash)
		detail, err := json.Marshal(e.Detail)
		return []any{chains[i], e.Seq, organisation, int16(e.Version), e.At, e.ActorID, e.SessionID, e.Action, e.Subject, e.Address, e.Reason,
			detail, e.PrevHash, e.Hash}, err
	}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"audit_heads"}, []string{"chain_id", "organisation_id", "seq", "hash"},
		pgx.CopyFromSlice(len(chains), func(i int) ([]any, error) { return []any{chains[i], organisation, ends[i].seq, ends[i].hash[:]}, nil }))
	if err != nil {
		t.Fatal(err)
	}
	var tree audit.Tree
	var nodes []audit.Node
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"audit_leaves"}, []string{"log_index", "chain_id", "seq", "hash"},
		pgx.CopyFromSlice(len(hashes), func(i int) ([]any, error) {
			tree.Append(audit.Leaf(hashes[i][:]), func(n audit.Node) { nodes = append(nodes, n) })
			return []any{int64(i), chains[i%len(chains)], int64(i/len(chains)) + 1, hashes[i][:]}, nil
		}))
	if err != nil {
		t.Fatal(err)
	}
	signed := o.Desk.Seals.Key.Seal(audit.Seal{Size: tree.Size(), Root: tree.Root(), At: sample.Now})
	if err := errors.Join(o.DB.AddNodes(ctx, nodes), o.DB.AddSeal(ctx, signed), o.Desk.Seals.File.Add(signed.Note)); err != nil {
		t.Fatal(err)
	}
	figure(t, "wrote %d entries of %d cases in %s", rows, len(chains), time.Since(began).Round(time.Second))
	vacuum(t, address)
	return chains
}

// serverTime is the processor time that the server's processes have used that
// have come to their end, where the server runs on this machine.
func serverTime(t testing.TB, address string) time.Duration {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	parent, err := strconv.Atoi(procLine(int(conn.PgConn().PID()), "status", "PPid:"))
	if err != nil {
		return 0
	}
	stat := strings.Fields(procLine(parent, "stat", ""))
	if len(stat) < 17 {
		return 0
	}
	user, _ := strconv.Atoi(stat[15])
	system, _ := strconv.Atoi(stat[16])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// procLine is the rest of the line that begins so in what the kernel says of a
// process; empty where there is none.
func procLine(pid int, file, begins string) string {
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), file))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, begins); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// figure says one at once: the whole takes minutes.
func figure(t testing.TB, format string, args ...any) {
	t.Helper()
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}

// vacuum does what the server does by itself on a day like any other.
func vacuum(t testing.TB, address string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, table := range []string{"audit_entries", "audit_heads", "audit_leaves", "audit_nodes"} {
		if _, err := conn.Exec(t.Context(), "VACUUM ANALYZE "+table); err != nil {
			t.Fatal(fmt.Errorf("%s: %w", table, err))
		}
	}
}
