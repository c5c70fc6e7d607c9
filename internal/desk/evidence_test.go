package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/clamav"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/clamd"
	"nrmdesk/internal/testkit/papers"
	"nrmdesk/internal/testkit/sample"

	"github.com/google/uuid"
)

// add adds a document as a page would: admitted, received, then added.
func add(t *testing.T, o *sample.Office, a staff.Actor, ref casefile.Ref, name string, content []byte, n desk.NewEvidence) (desk.EvidenceFile, error) {
	t.Helper()
	in, err := o.Desk.AdmitEvidence(t.Context(), a, ref)
	if err != nil {
		return desk.EvidenceFile{}, err
	}
	defer in.Drop()
	if err := in.Receive(name, bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	return o.Desk.AddEvidence(t.Context(), a, in, uuid.NewString(), n)
}

var letter = desk.NewEvidence{Kind: evidence.HomeOfficeLetter, Of: evidence.OfCase}

func opened(t *testing.T, o *sample.Office, a staff.Actor, ref casefile.Ref, number int) []byte {
	t.Helper()
	f, err := o.Desk.OpenEvidence(t.Context(), a, ref, number)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if n, err := f.WriteTo(&b); err != nil || n != f.Size {
		t.Fatalf("%d of %d bytes, %v", n, f.Size, err)
	}
	return b.Bytes()
}

// problem is the code of the first problem an error names.
func problem(err error) string {
	var invalid *fault.Invalid
	if !errors.As(err, &invalid) {
		return ""
	}
	return invalid.Problems[0].Field + "/" + invalid.Problems[0].Code
}

// onDisk are the files in the evidence folder, by the folder they lie in.
func onDisk(t *testing.T, o *sample.Office) (incoming, kept []string) {
	t.Helper()
	err := filepath.WalkDir(o.EvidenceDir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir():
		case strings.Contains(path, "/incoming/"):
			incoming = append(incoming, path)
		default:
			kept = append(kept, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return incoming, kept
}

// last is the newest entry of a case's trail.
func last(t *testing.T, o *sample.Office, ref casefile.Ref) (action string, facts map[string]string) {
	t.Helper()
	trail, err := o.Desk.AuditTrail(t.Context(), o.Auditor, ref, 0)
	if err != nil {
		t.Fatal(err)
	}
	facts = map[string]string{}
	for _, f := range trail.Entries[0].Facts {
		facts[f.Key] = f.Value
	}
	return trail.Entries[0].Action, facts
}

func TestAddEvidence(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	before := o.Read(t, ref).Version
	content := papers.PDF("Dear Ana Testova")
	f := o.Added(t, ref, "../../etc/Ana Testova's letter.pdf", content)
	sum := sha256.Sum256(content)
	if f.Number != 1 || f.Name != "Ana Testova's letter.pdf" || f.Type != "pdf" || f.SHA256 != hex.EncodeToString(sum[:]) || f.Scan != evidence.Unscanned {
		t.Errorf("%+v", f)
	}
	action, facts := last(t, o, ref)
	if action != "evidence.add" || facts["file_sha256"] != f.SHA256 || facts["kind"] != "home_office_letter" || facts["number"] != "1" {
		t.Errorf("%s %v", action, facts)
	}
	for key, value := range facts {
		if strings.Contains(strings.ToLower(value), "testova") {
			t.Errorf("the trail tells a name: %s", key)
		}
	}
	if after := o.Read(t, ref).Version; after != before+1 {
		t.Errorf("version %d after %d", after, before)
	}
	list, err := o.Desk.Evidence(t.Context(), o.Colleague, ref)
	if err != nil || len(list.List) != 1 || list.List[0].Name != f.Name {
		t.Fatalf("%+v, %v", list.List, err)
	}
	if got := opened(t, o, o.Colleague, ref, 1); !bytes.Equal(got, content) {
		t.Error("the content is not what was added")
	}
	if action, facts := last(t, o, ref); action != "evidence.open" || facts["number"] != "1" {
		t.Errorf("opening was recorded as %s %v", action, facts)
	}
	incoming, kept := onDisk(t, o)
	if len(incoming) != 0 || len(kept) != 1 || filepath.Base(kept[0]) != f.ID {
		t.Errorf("on the disk: %v, %v", incoming, kept)
	}
	raw, err := os.ReadFile(kept[0])
	if err != nil || bytes.Contains(raw, []byte("Testova")) {
		t.Errorf("the file can be read, %v", err)
	}
}

func TestAddEvidence_belongsToARecordOfThisCase(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref, other := o.Case(t, sample.Adult(calendar.England)), o.Case(t, sample.Adult(calendar.England))
	for _, r := range []casefile.Ref{ref, other} {
		o.Consented(t, r)
		o.Submitted(t, r, sample.Today)
	}
	o.HandedOver(t, ref)
	mine := o.Recorded(t, ref, decision.RG, decision.Positive, sample.Today)
	theirs := o.Recorded(t, other, decision.RG, decision.Positive, sample.Today)
	for name, test := range map[string]struct {
		of   evidence.Subject
		ref  string
		want string
	}{
		"its consent record":      {evidence.OfConsent, "1", ""},
		"its decision":            {evidence.OfDecision, mine, ""},
		"its handoff":             {evidence.OfHandoff, "1", ""},
		"a consent there is not":  {evidence.OfConsent, "2", "belongs_to/not_in_list"},
		"a handoff there is not":  {evidence.OfHandoff, "7", "belongs_to/not_in_list"},
		"the decision of another": {evidence.OfDecision, theirs, "belongs_to/not_in_list"},
		"no decision at all":      {evidence.OfDecision, "' OR 1=1", "belongs_to/not_in_list"},
		"a kind there is not":     {"client", "", "belongs_to/select_one"},
	} {
		f, err := add(t, o, o.Caseworker, ref, "a.pdf", papers.PDF(name), desk.NewEvidence{Kind: evidence.Other, Of: test.of, SubjectRef: test.ref})
		if got := problem(err); got != test.want || (err == nil) != (test.want == "") {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && f.SubjectID == "" {
			t.Errorf("%s: belongs to nothing", name)
		}
	}
}

func TestAddEvidence_refusesWhatMayNotComeIn(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	daemon := clamd.Start(t)
	scanner, err := clamav.New(daemon.Address)
	if err != nil {
		t.Fatal(err)
	}
	o.Desk.Files.Scanner = scanner
	ref := o.Case(t, sample.Adult(calendar.England))
	for name, test := range map[string]struct {
		file    string
		content []byte
		n       desk.NewEvidence
		want    string
	}{
		"a photograph called PDF":   {"letter.pdf", papers.JPEG(), letter, "file/not_what_it_says"},
		"a page called PDF":         {"letter.pdf", []byte("<html><script>"), letter, "file/not_inside"},
		"a program called DOCX":     {"letter.docx", append([]byte("MZ"), make([]byte, 600)...), letter, "file/not_inside"},
		"a sheet called DOCX":       {"letter.docx", papers.Zip(papers.Part{Name: "xl/workbook.xml"}), letter, "file/not_inside"},
		"a program":                 {"setup.exe", append([]byte("MZ"), make([]byte, 600)...), letter, "file/not_allowed_type"},
		"a PDF called a program":    {"letter.exe", papers.PDF("x"), letter, "file/not_allowed_type"},
		"a PDF with no ending":      {"letter", papers.PDF("x"), letter, "file/not_allowed_type"},
		"a PDF with two endings":    {"letter.pdf.exe", papers.PDF("x"), letter, "file/not_allowed_type"},
		"a bomb":                    {"letter.docx", papers.BombDOCX(), letter, "file/bomb"},
		"a document with a program": {"letter.docx", papers.DOCX("x", papers.Part{Name: "word/vbaProject.bin"}), letter, "file/macros"},
		"half a PDF":                {"letter.pdf", papers.PDF("x")[:200], letter, "file/damaged"},
		"nothing":                   {"letter.pdf", nil, letter, "file/empty"},
		"the virus test file":       {"letter.pdf", papers.InfectedPDF(), letter, "file/virus"},
		"too much":                  {"letter.pdf", papers.BigPDF(evidence.MaxSize + 1), letter, "file/too_large"},
		"26 MB":                     {"letter.pdf", papers.BigPDF(26 << 20), letter, "file/too_large"},
		"a HEIC to clean":           {"a.heic", papers.HEIC(), desk.NewEvidence{Kind: evidence.Photograph, Of: evidence.OfCase, Clean: true}, "clean/cannot_clean"},
		"a PDF to clean":            {"a.pdf", papers.PDF("x"), desk.NewEvidence{Kind: evidence.Photograph, Of: evidence.OfCase, Clean: true}, "clean/cannot_clean"},
		"of no kind":                {"a.pdf", papers.PDF("x"), desk.NewEvidence{Of: evidence.OfCase}, "document_kind/select_one"},
	} {
		if _, err := add(t, o, o.Caseworker, ref, test.file, test.content, test.n); problem(err) != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
	if f, err := add(t, o, o.Caseworker, ref, "letter.pdf", papers.BigPDF(evidence.MaxSize), letter); err != nil || f.Size != 25<<20 || f.Scan != evidence.Clean {
		t.Errorf("25 MB exactly: %v, %v", f, err)
	}
	incoming, kept := onDisk(t, o)
	if len(incoming) != 0 || len(kept) != 1 {
		t.Errorf("left on the disk: %v, %v", incoming, kept)
	}
}

func TestAddEvidence_aVirusIsRecordedWithoutAName(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	scanner, err := clamav.New(clamd.StartOnSocket(t).Address)
	if err != nil {
		t.Fatal(err)
	}
	o.Desk.Files.Scanner = scanner
	ref := o.Case(t, sample.Adult(calendar.England))
	if _, err := add(t, o, o.Caseworker, ref, "Ana Testova.pdf", papers.InfectedPDF(), letter); problem(err) != "file/virus" {
		t.Fatal(err)
	}
	action, facts := last(t, o, ref)
	if action != "evidence.refused" || len(facts) != 1 || facts["why"] != "virus" {
		t.Errorf("recorded as %s %v", action, facts)
	}
	if list, err := o.Desk.Evidence(t.Context(), o.Caseworker, ref); err != nil || len(list.List) != 0 {
		t.Errorf("%v, %v", list.List, err)
	}
}

func TestAddEvidence_cleanedOnRequest(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	photo := desk.NewEvidence{Kind: evidence.Photograph, Of: evidence.OfCase}
	if _, err := add(t, o, o.Caseworker, ref, "a.jpg", papers.JPEG(), photo); err != nil {
		t.Fatal(err)
	}
	photo.Clean = true
	for i, name := range []string{"b.JPEG", "c.png"} {
		content := map[string][]byte{"b.JPEG": papers.JPEG(), "c.png": papers.PNG()}[name]
		f, err := add(t, o, o.Caseworker, ref, name, content, photo)
		if err != nil || !f.Cleaned {
			t.Fatalf("%s: %+v, %v", name, f, err)
		}
		got := opened(t, o, o.Caseworker, ref, i+2)
		sum := sha256.Sum256(got)
		if bytes.Contains(got, []byte(papers.Place)) || bytes.Contains(got, []byte(papers.Device)) || f.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s still tells where it was taken, or has another sum", name)
		}
	}
	if got := opened(t, o, o.Caseworker, ref, 1); !bytes.Equal(got, papers.JPEG()) {
		t.Error("a photograph nobody asked to clean was changed")
	}
	if incoming, kept := onDisk(t, o); len(incoming) != 0 || len(kept) != 3 {
		t.Errorf("on the disk: %v, %v", incoming, kept)
	}
}

func TestEvidence_whoMay(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Added(t, ref, "a.pdf", papers.PDF("x"))
	ctx := t.Context()
	acts := map[string]func(a staff.Actor) error{
		"list":  func(a staff.Actor) error { _, err := o.Desk.Evidence(ctx, a, ref); return err },
		"open":  func(a staff.Actor) error { _, err := o.Desk.OpenEvidence(ctx, a, ref, 1); return err },
		"admit": func(a staff.Actor) error { _, err := o.Desk.AdmitEvidence(ctx, a, ref); return err },
		"add": func(a staff.Actor) error {
			_, err := add(t, o, a, ref, "b.pdf", papers.PDF("y"), letter)
			return err
		},
		"mark": func(a staff.Actor) error {
			return o.Desk.MarkEvidence(ctx, a, o.Edit(t, ref), 99, "not this case")
		},
		"inspect": func(a staff.Actor) error { _, err := o.Desk.EvidenceRegister(ctx, a, ref); return err },
		"scan":    func(a staff.Actor) error { _, err := o.Desk.ScanEvidence(ctx, a); return err },
	}
	no, hidden := fault.Forbidden, fault.NotFound
	for name, test := range map[string]struct {
		actor                                 staff.Actor
		list, open, add, mark, inspect, scans error
	}{
		"caseworker":           {o.Caseworker, nil, nil, nil, hidden, no, no}, // there is no document 99 to mark
		"supervisor":           {o.Supervisor, nil, nil, nil, hidden, no, no},
		"another team":         {o.OtherTeam, hidden, hidden, hidden, hidden, no, no},
		"another organisation": {o.Stranger, hidden, hidden, hidden, hidden, no, no},
		"auditor":              {o.Auditor, no, no, no, no, nil, no},
		"admin":                {o.Admin, no, no, no, no, no, no},
		"the program":          {sample.System, no, no, no, no, no, nil},
	} {
		for act, want := range map[string]error{"list": test.list, "open": test.open, "admit": test.add, "add": test.add, "mark": test.mark, "inspect": test.inspect, "scan": test.scans} {
			if err := acts[act](test.actor); !errors.Is(err, want) {
				t.Errorf("%s, %s: %v, want %v", name, act, err, want)
			}
		}
	}
}

func TestEvidenceRegister_tellsNoNames(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	f := o.Added(t, ref, "Ana Testova.pdf", papers.PDF("x"))
	if err := o.Desk.MarkEvidence(t.Context(), o.Caseworker, o.Edit(t, ref), 1, "It is about Ana's sister"); err != nil {
		t.Fatal(err)
	}
	r, err := o.Desk.EvidenceRegister(t.Context(), o.Auditor, ref)
	if err != nil || len(r.List) != 1 {
		t.Fatal(r, err)
	}
	got := r.List[0]
	if got.Name != "" || got.Mistake.Reason != "" || !got.Mistake.Marked() || got.SHA256 != f.SHA256 || got.Size != f.Size || r.Names[got.AddedBy] != o.Caseworker.Name {
		t.Errorf("%+v", got)
	}
	if action, facts := last(t, o, ref); action != "evidence.inspect" || facts["shown"] != "1" {
		t.Errorf("recorded as %s %v", action, facts)
	}
}

func TestMarkEvidence(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ctx := t.Context()
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Added(t, ref, "a.pdf", papers.PDF("somebody else's letter"))
	if err := o.Desk.MarkEvidence(ctx, o.Caseworker, o.Edit(t, ref), 1, "  "); problem(err) != "reason/required" {
		t.Errorf("without a reason: %v", err)
	}
	if err := o.Desk.MarkEvidence(ctx, o.Caseworker, o.Edit(t, ref), 1, "It belongs to another case"); err != nil {
		t.Fatal(err)
	}
	var conflict *fault.Conflict
	if err := o.Desk.MarkEvidence(ctx, o.Supervisor, o.Edit(t, ref), 1, "again"); !errors.As(err, &conflict) {
		t.Errorf("a second mark: %v", err)
	}
	list, err := o.Desk.Evidence(ctx, o.Caseworker, ref)
	if err != nil || list.List[0].Mistake.Reason != "It belongs to another case" || list.List[0].Mistake.By != o.Caseworker.UserID {
		t.Errorf("%+v, %v", list.List, err)
	}
	if _, err := o.Desk.OpenEvidence(ctx, o.Caseworker, ref, 1); !errors.As(err, &conflict) {
		t.Errorf("a caseworker opens it: %v", err)
	}
	if got := opened(t, o, o.Supervisor, ref, 1); !bytes.Contains(got, []byte("somebody else")) {
		t.Error("a supervisor cannot look at it")
	}
	if _, kept := onDisk(t, o); len(kept) != 1 {
		t.Error("marking took the file away")
	}
}

func TestAddEvidence_quota(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	o.Desk.Files.PerCase = 2
	ref := o.Case(t, sample.Adult(calendar.England))
	waits, err := o.Desk.AdmitEvidence(t.Context(), o.Caseworker, ref) // while there is room
	if err != nil {
		t.Fatal(err)
	}
	defer waits.Drop()
	if err := waits.Receive("late.pdf", bytes.NewReader(papers.PDF("late"))); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		o.Added(t, ref, "a.pdf", papers.PDF(strconv.Itoa(i)))
	}
	if _, err := add(t, o, o.Caseworker, ref, "a.pdf", papers.PDF("3"), letter); problem(err) != "file/quota" {
		t.Errorf("one too many: %v", err)
	}
	if _, err := o.Desk.AddEvidence(t.Context(), o.Caseworker, waits, uuid.NewString(), letter); problem(err) != "file/quota" {
		t.Errorf("one that came while there was room: %v", err)
	}
	list, err := o.Desk.Evidence(t.Context(), o.Caseworker, ref)
	if err != nil || len(list.List) != 2 || !list.Full() {
		t.Errorf("%d documents, full %v, %v", len(list.List), list.Full(), err)
	}
}

// Somebody else's change meanwhile does not ask for the file again, and a
// second press of the same form adds nothing.
func TestAddEvidence_besideOtherChanges(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ctx := t.Context()
	ref := o.Case(t, sample.Adult(calendar.England))
	token := uuid.NewString()
	for press := range 2 {
		in, err := o.Desk.AdmitEvidence(ctx, o.Caseworker, ref)
		if err != nil {
			t.Fatal(err)
		}
		if err := in.Receive("a.pdf", bytes.NewReader(papers.PDF("x"))); err != nil {
			t.Fatal(err)
		}
		if err := o.Desk.AddNote(ctx, o.Colleague, o.Edit(t, ref), "meanwhile"); err != nil {
			t.Fatal(err)
		}
		f, err := o.Desk.AddEvidence(ctx, o.Caseworker, in, token, letter)
		if err != nil || (f.Number == 1) != (press == 0) {
			t.Errorf("press %d: %+v, %v", press, f, err)
		}
		in.Drop()
	}
	list, err := o.Desk.Evidence(ctx, o.Caseworker, ref)
	if err != nil || len(list.List) != 1 {
		t.Errorf("%d documents, %v", len(list.List), err)
	}
}

// A crash at any moment leaves at most a file without a row, which the tidy
// job takes away; never a row without its bytes.
func TestEvidence_crash(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	ctx := context.WithoutCancel(t.Context())

	// Between the bytes and the row: the transaction fails.
	in, err := o.Desk.AdmitEvidence(ctx, o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Receive("a.pdf", bytes.NewReader(papers.PDF("lost"))); err != nil {
		t.Fatal(err)
	}
	cut, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := o.Desk.AddEvidence(cut, o.Caseworker, in, uuid.NewString(), letter); err == nil {
		t.Fatal("added although the transaction could not run")
	}
	in.Drop()
	orphans, _ := onDisk(t, o)
	if len(orphans) != 1 {
		t.Fatalf("%d files wait, want the one whose row failed", len(orphans))
	}

	// Between the row and the move: the file still lies among the arriving.
	f := o.Added(t, ref, "b.pdf", papers.PDF("kept"))
	_, kept := onDisk(t, o)
	back := filepath.Join(o.EvidenceDir, "incoming", f.ID)
	if err := os.Rename(kept[0], back); err != nil {
		t.Fatal(err)
	}
	if got := opened(t, o, o.Caseworker, ref, 1); !bytes.Equal(got, papers.PDF("kept")) {
		t.Error("a file that was not moved yet cannot be opened")
	}

	// One that arrives now is left alone.
	arriving, err := o.Desk.AdmitEvidence(ctx, o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	if err := arriving.Receive("c.pdf", bytes.NewReader(papers.PDF("new"))); err != nil {
		t.Fatal(err)
	}
	yesterday := o.Desk.Now().Add(-25 * time.Hour)
	for _, path := range []string{orphans[0], back} {
		if err := os.Chtimes(path, yesterday, yesterday); err != nil {
			t.Fatal(err)
		}
	}
	for run, want := range []int{1, 0} {
		done, err := o.Desk.Tidy(ctx, sample.System)
		if err != nil || done.Files != want {
			t.Errorf("run %d: %d files, %v; want %d", run, done.Files, err, want)
		}
	}
	incoming, kept := onDisk(t, o)
	if len(incoming) != 1 || len(kept) != 1 || filepath.Base(kept[0]) != f.ID {
		t.Errorf("on the disk: %v, %v", incoming, kept)
	}
	if _, err := o.Desk.AddEvidence(ctx, o.Caseworker, arriving, uuid.NewString(), letter); err != nil {
		t.Errorf("the one that arrived: %v", err)
	}
	for number := range 2 {
		opened(t, o, o.Caseworker, ref, number+1)
	}
}

// TestEvidence_strays: a folder that is newer than the database holds files
// without rows. They are counted, and removed when somebody says so.
func TestEvidence_strays(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	f := o.Added(t, ref, "a.pdf", papers.PDF("kept"))
	_, kept := onDisk(t, o)
	folder := filepath.Dir(kept[0])
	old, fresh := uuid.NewString()[:34]+f.ID[34:], uuid.NewString()[:34]+f.ID[34:]
	for _, id := range []string{old, fresh} {
		if err := os.WriteFile(filepath.Join(folder, id), []byte("sealed for another database"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := o.Desk.Now().Add(-25 * time.Hour)
	for path, at := range map[string]time.Time{kept[0]: yesterday, filepath.Join(folder, old): yesterday, filepath.Join(folder, fresh): o.Desk.Now()} {
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if report, err := o.Desk.VerifyEvidence(t.Context(), sample.System); err != nil || report.Strays != 1 || report.Files != 1 || len(report.Lost) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
	if _, err := o.Desk.RemoveStrays(t.Context(), o.Admin); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an admin removes files: %v", err)
	}
	for run, want := range []int{1, 0} {
		if n, err := o.Desk.RemoveStrays(t.Context(), sample.System); n != want || err != nil {
			t.Errorf("run %d: %d removed, %v; want %d", run, n, err, want)
		}
	}
	if _, kept := onDisk(t, o); len(kept) != 2 {
		t.Errorf("on the disk: %v", kept)
	}
	opened(t, o, o.Caseworker, ref, 1)
}

func TestOpenEvidence_noticesDamage(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	for name, spoil := range map[string]func(path string) error{
		"a changed byte": func(path string) error {
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			raw[len(raw)/2] ^= 1
			return os.WriteFile(path, raw, 0o600)
		},
		"a cut end": func(path string) error { return os.Truncate(path, 100) },
		"no file":   os.Remove,
	} {
		f := o.Added(t, ref, "a.pdf", papers.PDF(name))
		path := filepath.Join(o.EvidenceDir, "kept", f.ID[len(f.ID)-2:], f.ID)
		if err := spoil(path); err != nil {
			t.Fatal(err)
		}
		var conflict *fault.Conflict
		if _, err := o.Desk.OpenEvidence(t.Context(), o.Caseworker, ref, f.Number); !errors.As(err, &conflict) || !strings.Contains(conflict.Message, "cannot be read") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := o.Desk.OpenEvidence(t.Context(), o.Caseworker, ref, 77); !errors.Is(err, fault.NotFound) {
		t.Errorf("a document there is not: %v", err)
	}
}

func TestScanEvidence(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ctx := t.Context()
	ref := o.Case(t, sample.Adult(calendar.England))
	early := o.Added(t, ref, "early.pdf", papers.PDF("added while no scanner was configured"))

	daemon := clamd.Start(t)
	scanner, err := clamav.New(daemon.Address)
	if err != nil {
		t.Fatal(err)
	}
	scanner.Patience = 5 * time.Second
	o.Desk.Files.Scanner = scanner
	daemon.Fall()
	clean := o.Added(t, ref, "clean.pdf", papers.PDF("a letter"))
	bad := o.Added(t, ref, "bad.pdf", papers.InfectedPDF())
	if clean.Scan != evidence.Held || bad.Scan != evidence.Held {
		t.Fatalf("%s and %s, want both held", clean.Scan, bad.Scan)
	}
	var conflict *fault.Conflict
	for _, a := range []staff.Actor{o.Caseworker, o.Supervisor} {
		if _, err := o.Desk.OpenEvidence(ctx, a, ref, clean.Number); !errors.As(err, &conflict) {
			t.Errorf("%s opens a held document: %v", a.Name, err)
		}
	}
	opened(t, o, o.Caseworker, ref, early.Number)
	health, err := o.Desk.Health(ctx, o.Admin)
	if err != nil || health.Scanner != desk.ScannerAway || health.Unscanned != (desk.ScanCounts{Held: 2, Unscanned: 1}) {
		t.Errorf("%+v, %v", health, err)
	}

	o.Move(o.Desk.Now().Add(time.Minute))
	if done, err := o.Desk.ScanEvidence(ctx, sample.System); err == nil || done.Clean+done.Infected != 0 {
		t.Errorf("while the scanner is away: %+v, %v", done, err)
	}
	daemon.Rise(t)
	done, err := o.Desk.ScanEvidence(ctx, sample.System)
	if err != nil || done != (desk.Scanned{Clean: 2, Infected: 1}) {
		t.Errorf("%+v, %v", done, err)
	}
	if again, err := o.Desk.ScanEvidence(ctx, sample.System); err != nil || again != (desk.Scanned{}) {
		t.Errorf("a second run: %+v, %v", again, err)
	}
	for _, f := range []desk.EvidenceFile{early, clean} {
		opened(t, o, o.Caseworker, ref, f.Number)
	}
	if _, err := o.Desk.OpenEvidence(ctx, o.Supervisor, ref, bad.Number); !errors.As(err, &conflict) || !strings.Contains(conflict.Message, "virus") {
		t.Errorf("the infected one: %v", err)
	}
	if _, kept := onDisk(t, o); len(kept) != 2 {
		t.Errorf("%d files on the disk, want 2", len(kept))
	}
	health, err = o.Desk.Health(ctx, o.Admin)
	if err != nil || health.Scanner != desk.ScannerAnswers || health.Unscanned != (desk.ScanCounts{}) {
		t.Errorf("%+v, %v", health, err)
	}
	report, err := o.Desk.VerifyAudit(ctx, sample.System)
	if err != nil || !report.Good() {
		t.Errorf("%+v, %v", report, err)
	}
}

// A file the scanner never has an answer for does not keep the others waiting.
func TestScanEvidence_oneThatCannotBeScanned(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	daemon := clamd.Start(t)
	daemon.TakeAtMost(50_000)
	scanner, err := clamav.New(daemon.Address)
	if err != nil {
		t.Fatal(err)
	}
	o.Desk.Files.Scanner = scanner
	large := o.Added(t, ref, "large.pdf", papers.BigPDF(60_000))
	daemon.Fall()
	small := o.Added(t, ref, "small.pdf", papers.PDF("x"))
	daemon.Rise(t)
	if large.Scan != evidence.Held || small.Scan != evidence.Held {
		t.Fatal(large.Scan, small.Scan)
	}
	for _, want := range []desk.Scanned{{Clean: 1, Waiting: 1}, {Waiting: 1}} {
		o.Move(o.Desk.Now().Add(time.Minute))
		if done, err := o.Desk.ScanEvidence(t.Context(), sample.System); err != nil || done != want {
			t.Errorf("%+v, %v; want %+v", done, err, want)
		}
	}
	daemon.TakeAtMost(26 << 20)
	o.Move(o.Desk.Now().Add(time.Minute))
	if done, err := o.Desk.ScanEvidence(t.Context(), sample.System); err != nil || done.Clean != 1 {
		t.Errorf("once it takes larger ones: %+v, %v", done, err)
	}
}

func TestVerifyEvidence(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	var paths []string
	for i := range 3 {
		f := o.Added(t, ref, "a.pdf", papers.PDF(strconv.Itoa(i)))
		paths = append(paths, filepath.Join(o.EvidenceDir, "kept", f.ID[len(f.ID)-2:], f.ID))
	}
	report, err := o.Desk.VerifyEvidence(t.Context(), sample.System)
	if err != nil || report.Files != 3 || len(report.Lost) != 0 || report.Bytes == 0 {
		t.Errorf("%+v, %v", report, err)
	}
	if err := errors.Join(os.Remove(paths[0]), os.Truncate(paths[2], 90)); err != nil {
		t.Fatal(err)
	}
	report, err = o.Desk.VerifyEvidence(t.Context(), sample.System)
	if err != nil || len(report.Lost) != 2 || report.Lost[0].Number != 1 || report.Lost[1].Number != 3 || report.Lost[0].Ref != ref {
		t.Errorf("%+v, %v", report, err)
	}
	if _, err := o.Desk.VerifyEvidence(t.Context(), o.Supervisor); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a supervisor: %v", err)
	}
}
