package desk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/sealfile"
	"nrmdesk/internal/testkit/sample"
)

// seal seals what there is.
func seal(t testing.TB, o *sample.Office) desk.Sealed {
	t.Helper()
	done, err := o.Desk.SealAudit(t.Context(), system)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func sealsIn(t *testing.T, f sealfile.File) (seals []string) {
	t.Helper()
	written, err := f.All()
	if err != nil {
		t.Fatal(err)
	}
	for note, err := range written {
		if err != nil {
			t.Fatal(err)
		}
		seals = append(seals, note)
	}
	return seals
}

func TestSealAudit(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	handled(t, o)
	first := seal(t, o)
	if first.Entries < 5 || first.Seals != 1 || len(first.Findings) != 0 {
		t.Fatalf("%+v", first)
	}
	if again := seal(t, o); again.Entries != 0 || again.Seals != 0 || again.Size != int64(first.Entries) {
		t.Errorf("nothing new, and yet %+v", again)
	}
	handled(t, o)
	o.Move(sample.Now.Add(5 * time.Minute))
	second := seal(t, o)
	if second.Seals != 1 || second.Entries < 5 {
		t.Errorf("%+v", second)
	}
	written := sealsIn(t, o.Desk.Seals.File)
	stored, err := o.DB.SealsAfter(t.Context(), 0, 10)
	if err != nil || len(written) != 2 || len(stored) != 2 || written[0] != stored[0] || written[1] != stored[1] {
		t.Fatalf("file %q, database %q, %v", written, stored, err)
	}
	one, err := o.Desk.Seals.Key.Public().OpenSeal(stored[0])
	if err != nil {
		t.Fatal(err)
	}
	two, err := o.Desk.Seals.Key.Public().OpenSeal(stored[1])
	if err != nil || two.Before != one.Digest() || two.Size != int64(first.Entries+second.Entries) || !two.At.Equal(sample.Now.Add(5*time.Minute)) {
		t.Errorf("%+v after %+v, %v", two, one, err)
	}
	if strings.Contains(stored[0], o.Caseworker.OrganisationID) || strings.Contains(stored[0], o.Caseworker.UserID) {
		t.Error("a seal names somebody")
	}
	if _, err := o.Desk.SealAudit(t.Context(), o.Auditor); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an auditor seals: %v", err)
	}
}

// An entry that is committed after later ones were sealed is sealed next time.
func TestSealAudit_lateCommits(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	late := audit.Entry{OrganisationID: o.Caseworker.OrganisationID, ChainID: uuid.NewString(), At: sample.Now.Add(-time.Hour), Action: "case.view"}
	err := o.DB.Tx(ctx, func(tx *postgres.DB) error {
		if err := tx.AppendAudit(ctx, late); err != nil {
			return err
		}
		handled(t, o)
		if done, err := o.Desk.SealAudit(ctx, system); err != nil || done.Entries < 5 {
			t.Errorf("sealing beside an open transaction: %+v, %v", done, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if done := seal(t, o); done.Entries != 1 {
		t.Errorf("%d entries, want the late one", done.Entries)
	}
	if report := verified(t, o); !report.Good() || report.Sealed != int64(report.Entries) {
		t.Errorf("%+v", report)
	}
}

func TestSealAudit_oneAtATime(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	handled(t, o)
	free, err := o.DB.SealTx(t.Context(), func(*postgres.DB) error {
		if done := seal(t, o); !done.Left {
			t.Errorf("two seal at once: %+v", done)
		}
		return nil
	})
	if !free || err != nil {
		t.Fatal(free, err)
	}
}

func TestSealAudit_doesNotSealWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	o, owner := reachable(t)
	bad, good := handled(t, o), handled(t, o)
	tamper(t, owner, `UPDATE audit_entries SET actor_id = 'somebody' WHERE chain_id = '`+bad.ID+`' AND seq = 3`)
	done := seal(t, o)
	if len(done.Findings) != 1 || done.Findings[0].ChainID != bad.ID || done.Findings[0].Seq != 3 {
		t.Fatalf("%+v", done.Findings)
	}
	report := verified(t, o)
	if len(report.Findings) != 1 || report.Findings[0].ChainID != bad.ID {
		t.Errorf("%+v", report.Findings)
	}
	if in := inLog(t, o, bad.ID); in != 2 {
		t.Errorf("%d rows of the bad chain are sealed, want those before the bad one", in)
	}
	if in := inLog(t, o, good.ID); in != 5 {
		t.Errorf("%d rows of the good chain are sealed", in)
	}
}

func inLog(t *testing.T, o *sample.Office, chain string) (n int) {
	t.Helper()
	for row, err := range o.DB.AuditChain(t.Context(), chain) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Sealed != nil {
			n++
		}
	}
	return n
}

// The file outside knows more than the database: it was put back, or somebody
// cut it. Sealing on would make two logs.
func TestSealAudit_refusesToForkTheLog(t *testing.T) {
	t.Parallel()
	o, owner := reachable(t)
	handled(t, o)
	seal(t, o)
	handled(t, o)
	seal(t, o)
	tamper(t, owner, `DELETE FROM audit_seals WHERE size = (SELECT max(size) FROM audit_seals)`)
	if _, err := o.Desk.SealAudit(t.Context(), system); err == nil || !strings.Contains(err.Error(), "lacks") {
		t.Errorf("sealed on: %v", err)
	}
}

func TestSealAudit_catchesUpAFileThatIsBehind(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	for range 3 {
		handled(t, o)
		seal(t, o)
	}
	all := sealsIn(t, o.Desk.Seals.File)
	behind := sealfile.File{Path: filepath.Join(t.TempDir(), "seals.txt")}
	if err := behind.Add(all[0]); err != nil {
		t.Fatal(err)
	}
	o.Desk.Seals.File = behind
	seal(t, o)
	if got := sealsIn(t, behind); len(got) != 3 || got[2] != all[2] {
		t.Errorf("%d seals after catching up", len(got))
	}
	if err := os.WriteFile(behind.Path, []byte("nothing of ours\n\n— who c2ln\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.SealAudit(t.Context(), system); err == nil {
		t.Error("a file that holds something else was gone on with")
	}
}

func TestListUnsealed_mendsTheList(t *testing.T) {
	t.Parallel()
	o, owner := reachable(t)
	handled(t, o)
	if _, err := owner.ExecContext(t.Context(), `DELETE FROM audit_unsealed`); err != nil {
		t.Fatal(err)
	}
	if done := seal(t, o); done.Entries != 0 {
		t.Fatalf("%+v", done)
	}
	if err := o.Desk.ListUnsealed(t.Context(), system); err != nil {
		t.Fatal(err)
	}
	if done := seal(t, o); done.Entries < 5 {
		t.Errorf("%+v", done)
	}
}

// verified is what a check of the whole database comes to.
func verified(t *testing.T, o *sample.Office) audit.Report {
	t.Helper()
	report, err := o.Desk.VerifyAudit(t.Context(), system)
	if err != nil {
		t.Fatal(err)
	}
	return report
}
