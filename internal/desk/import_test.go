package desk_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/intake"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

const someRows = "Known as,DOB,Mobile,Nationality,Comments\n" +
	"Amira Khalil,27/3/1996,07700 900461,Syrian,\"Met at the drop-in,\nin the morning\"\n" +
	"Minh Tran,1 Sept 2011,,Vietnamese,\n"

// uploaded takes a file in as somebody and checks it with what is proposed.
func uploaded(t testing.TB, o *sample.Office, actor staff.Actor, content string) string {
	t.Helper()
	id, err := o.Desk.ReceiveImport(t.Context(), actor, "clients.csv", strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	f, err := o.Desk.Import(t.Context(), actor, id)
	if err != nil {
		t.Fatal(err)
	}
	plan := desk.ImportPlan{Mapping: f.Proposal, TeamID: o.Caseworker.TeamIDs[0], OwnerID: o.Caseworker.UserID, Nation: "england"}
	if err := o.Desk.CheckImport(t.Context(), actor, id, plan); err != nil {
		t.Fatal(err)
	}
	return id
}

func rowsOf(t testing.TB, o *sample.Office, actor staff.Actor, id string) desk.ImportReport {
	t.Helper()
	r, err := o.Desk.ImportRows(t.Context(), actor, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func broughtIn(t testing.TB, o *sample.Office, actor staff.Actor, id string) desk.ImportReport {
	t.Helper()
	if err := o.Desk.StartImport(t.Context(), actor, id); err != nil {
		t.Fatal(err)
	}
	if n, err := o.Desk.RunImports(t.Context(), sample.System); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	return rowsOf(t, o, actor, id)
}

func TestImport_fromFileToCasesAndBack(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ctx := t.Context()
	id := uploaded(t, o, o.Supervisor, someRows)
	files := func() int {
		n := 0
		_ = filepath.WalkDir(o.EvidenceDir, func(path string, d os.DirEntry, _ error) error {
			if !d.IsDir() {
				n++
				if b, _ := os.ReadFile(path); strings.Contains(string(b), "Amira") {
					t.Error("the file lies there in clear")
				}
			}
			return nil
		})
		return n
	}
	if r := rowsOf(t, o, o.Supervisor, id); r.Counts["ready"] != 2 || files() != 1 {
		t.Fatalf("dry run: %v, %d files, %+v", r.Counts, files(), r.List)
	}
	if n, _ := o.DB.CountCases(ctx, o.Supervisor.OrganisationID); n != 0 {
		t.Fatalf("the dry run made %d cases", n)
	}
	r := broughtIn(t, o, o.Supervisor, id)
	if r.State != "done" || r.Made != 2 || files() != 0 || len(r.List[0].Cells) != 0 || r.Progress != 2 {
		t.Fatalf("run: %+v, %d files", r, files())
	}
	ref := casefile.Ref(r.List[0].CaseRef)
	file, err := o.Desk.CaseFile(ctx, o.Caseworker, ref)
	if err != nil || file.Client.NameToUse != "Amira Khalil" || file.DateOfBirth != aBirthday || file.Case.State != casefile.ConsentPending || file.Case.OwnerID != o.Caseworker.UserID {
		t.Fatalf("%+v, %v", file, err)
	}
	if file.Client.Contact.Allows(person.Phone) {
		t.Error("a number of which nobody said that it is safe may be called")
	}
	notes, err := o.Desk.Notes(ctx, o.Caseworker, ref, desk.NotePlace{})
	if err != nil || len(notes.List) != 1 || !strings.Contains(notes.List[0].Text, "Nationality: Syrian") || !strings.Contains(notes.List[0].Text, "in the morning") {
		t.Errorf("notes: %+v, %v", notes.List, err)
	}
	if e, err := o.Desk.Timeline(ctx, o.Caseworker, ref, 0, 5); err != nil || len(e.Events) != 1 || e.Events[0].Action != "case.import" {
		t.Errorf("timeline: %+v, %v", e.Events, err)
	}
	child := casefile.Ref(r.List[1].CaseRef)
	if c := o.Read(t, child); c.AgeBand != person.Child || c.State != casefile.Enquiry {
		t.Errorf("the child: %+v", c)
	}
	found, err := o.Desk.FindMatches(ctx, o.Caseworker, desk.Traits{Contacts: []string{"07700900461"}})
	if err != nil || len(found.Seen) != 1 {
		t.Errorf("not found by the phone: %+v, %v", found, err)
	}

	if err := o.Desk.AddNote(ctx, o.Caseworker, o.Edit(t, child), "Called the school."); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.TakeImportBack(ctx, o.Caseworker, id); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker takes it back: %v", err)
	}
	o.Move(sample.Now.Add(23 * time.Hour))
	if err := o.Desk.TakeImportBack(ctx, o.Supervisor, id); err != nil {
		t.Fatal(err)
	}
	if r = rowsOf(t, o, o.Supervisor, id); r.State != "undoing" || r.Progress != 0 || o.Read(t, ref).State == casefile.Closed {
		t.Errorf("asked to be taken back: %+v", r)
	}
	if err := o.Desk.DropImport(ctx, o.Supervisor, id); !isConflict(err) {
		t.Errorf("dropped while it is taken back: %v", err)
	}
	o.Move(sample.Now.Add(25 * time.Hour)) // what was asked for in time is done, however late
	if n, err := o.Desk.RunImports(ctx, sample.System); err != nil || n != 1 {
		t.Fatalf("%d taken back, %v", n, err)
	}
	if r = rowsOf(t, o, o.Supervisor, id); r.Progress != 2 {
		t.Errorf("%d rows gone through", r.Progress)
	}
	if r.State != "undone" || r.Kept != 1 || r.List[0].State != "undone" || r.List[1].State != "made" {
		t.Errorf("taken back: %+v", r)
	}
	if c := o.Read(t, ref); c.State != casefile.Closed {
		t.Errorf("the case is %s", c.State)
	}
	if err := o.Desk.ReopenCase(ctx, o.Supervisor, o.Edit(t, ref), "By mistake."); !isConflict(err) {
		t.Errorf("a case of which nothing is left was opened again: %v", err)
	}
	if f, err := o.Desk.FindCase(ctx, o.Caseworker, "Amira"); err != nil || len(f.Items) != 0 || f.Hidden {
		t.Errorf("still found: %+v, %v", f, err)
	}
	if report, err := o.Desk.VerifyAudit(ctx, sample.System); err != nil || !report.Good() {
		t.Errorf("the trail: %+v, %v", report, err)
	}
}

func TestImport_undoEndsAfterADay(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	id := uploaded(t, o, o.Admin, someRows)
	broughtIn(t, o, o.Admin, id)
	o.Move(sample.Now.Add(24 * time.Hour))
	wantConflict(t, "a day later", o.Desk.TakeImportBack(t.Context(), o.Admin, id), "more than a day ago")
}

func TestImport_whoMay(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	for _, actor := range []staff.Actor{o.Caseworker, o.Auditor} {
		if _, err := o.Desk.ReceiveImport(t.Context(), actor, "x.csv", strings.NewReader(someRows)); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", actor.Name, err)
		}
	}
	id := uploaded(t, o, o.Supervisor, someRows)
	if _, err := o.Desk.Import(t.Context(), o.Stranger, id); !errors.Is(err, fault.NotFound) {
		t.Errorf("another organisation: %v", err)
	}
	plan := desk.ImportPlan{Mapping: intake.Mapping{intake.NameToUse, intake.Born, intake.Phone, intake.Nationality, intake.Notes}, TeamID: o.OtherTeam.TeamIDs[0], OwnerID: o.OtherTeam.UserID, Nation: "england"}
	var invalid *fault.Invalid
	if err := o.Desk.CheckImport(t.Context(), o.Supervisor, id, plan); !errors.As(err, &invalid) || invalid.Problems[0].Field != "import_team" {
		t.Errorf("into another team: %v", err)
	}
	if err := o.Desk.CheckImport(t.Context(), o.Admin, id, plan); err != nil {
		t.Errorf("an admin, into any team: %v", err)
	}
}

// All of a file or nothing: what is wrong with one row stops all.
func TestImport_problemsAndMatchesAreDecidedFirst(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ctx := t.Context()
	known := amira(t, o, o.Caseworker)
	rows := "Name,DOB,Mobile,Nationality\nKhalil Ameera,27/3/96,,\nOlga P,31/2/1990,call me,Martian\nLan Tran,1/1/1990,07700900777,\nSomebody Else,2/2/1990,07700 900777,\nAlso Known,3/3/1991,,\n"
	id := uploaded(t, o, o.Supervisor, rows)
	r := rowsOf(t, o, o.Supervisor, id)
	if r.Counts["match"] != 2 || r.Counts["wrong"] != 1 || r.Counts["ready"] != 2 {
		t.Fatalf("%v: %+v", r.Counts, r.List)
	}
	wantConflict(t, "with open rows", o.Desk.StartImport(ctx, o.Supervisor, id), "put right")
	var says []string
	for _, p := range r.List[1].Problems {
		says = append(says, p.Says)
	}
	for _, want := range []string{"“DOB”: “31/2/1990” is a day that does not exist", "“Mobile”: “call me” is not a phone number", "“Nationality”: “Martian” is not on the official list"} {
		if !strings.Contains(strings.Join(says, "\n"), want) {
			t.Errorf("%q does not say %q", says, want)
		}
	}
	if err := o.Desk.DecideImportRow(ctx, o.Supervisor, id, 3, desk.RowChoice{Cells: []string{"Olga Petrova", "28/2/1990", "", "Albanian"}}); err != nil {
		t.Fatal(err)
	}
	one, err := o.Desk.ImportRow(ctx, o.Supervisor, id, 2)
	if err != nil || len(one.Seen) != 1 || one.Seen[0].Case.Ref != known {
		t.Fatalf("%+v, %v", one, err)
	}
	if hidden, err := o.Desk.ImportRow(ctx, o.Admin, id, 2); err != nil || len(hidden.Seen) != 0 || !hidden.Hidden {
		t.Errorf("an admin sees the case: %+v, %v", hidden, err)
	}
	if err := o.Desk.DecideImportRow(ctx, o.Admin, id, 2, desk.RowChoice{State: desk.RowAttach, To: known}); err == nil {
		t.Error("an admin attaches to a case they may not see")
	}
	if err := o.Desk.DecideImportRow(ctx, o.Supervisor, id, 2, desk.RowChoice{State: desk.RowAttach, To: known}); err != nil {
		t.Fatal(err)
	}
	wantConflict(t, "a match is open", o.Desk.StartImport(ctx, o.Supervisor, id), "a case that is there already")
	if err := o.Desk.DecideImportRow(ctx, o.Supervisor, id, 5, desk.RowChoice{State: desk.RowSkip}); err != nil {
		t.Fatal(err)
	}
	r = broughtIn(t, o, o.Supervisor, id)
	if r.Made != 3 || r.Attached != 1 || r.Skipped != 1 {
		t.Errorf("%+v", r.Import)
	}
	notes, err := o.Desk.Notes(ctx, o.Caseworker, known, desk.NotePlace{})
	if err != nil || len(notes.List) != 1 || !strings.Contains(notes.List[0].Text, "row 2") {
		t.Errorf("%+v, %v", notes.List, err)
	}
}

// What headings mean is remembered for the organisation, and for no other.
func TestImport_remembersHeadings(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	id, err := o.Desk.ReceiveImport(t.Context(), o.Supervisor, "a.csv", strings.NewReader("Klient,Urodzony\nAna Testova,1/1/1990\n"))
	if err != nil {
		t.Fatal(err)
	}
	plan := desk.ImportPlan{Mapping: intake.Mapping{intake.NameToUse, intake.Born}, TeamID: o.Caseworker.TeamIDs[0], OwnerID: o.Caseworker.UserID, Nation: "wales"}
	if err := o.Desk.CheckImport(t.Context(), o.Supervisor, id, plan); err != nil {
		t.Fatal(err)
	}
	for actor, want := range map[*staff.Actor]string{&o.Admin: "[name_to_use born]", &o.Stranger: "[keep keep]"} {
		next, err := o.Desk.ReceiveImport(t.Context(), *actor, "b.csv", strings.NewReader("KLIENT:,urodzony\nAna,2/2/1990\n"))
		if err != nil {
			t.Fatal(err)
		}
		if f, err := o.Desk.Import(t.Context(), *actor, next); err != nil || fmt.Sprint(f.Proposal) != want {
			t.Errorf("%s: %v, %v", actor.Name, f.Proposal, err)
		}
	}
}

func TestReceiveImport_unreadable(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	for name, content := range map[string]string{"nothing": "", "headings only": "Name,DOB\n", "a zip that is none": "PK\x03\x04zzzz", "old Excel": "\xD0\xCF\x11\xE0zzz"} {
		var invalid *fault.Invalid
		_, err := o.Desk.ReceiveImport(t.Context(), o.Admin, "x", strings.NewReader(content))
		if !errors.As(err, &invalid) || invalid.Problems[0].Code != "unreadable" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(o.EvidenceDir, "*", "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// tenThousand is a file of invented clients.
func tenThousand(rows int) string {
	var b strings.Builder
	b.WriteString("First name,Last name,Date of birth,Phone,Home Office reference,Notes\n")
	for i := range rows {
		fmt.Fprintf(&b, "%s%s,%s%s,%d/%d/%d,07%09d,NRM/%d,Invented row %d\n", syllables[i%19], syllables[i/19%17], syllables[i/323%13], syllables[i%11+7],
			i%28+1, i%12+1, 1950+i%50, i*7919%1000000000, 100000+i, i)
	}
	return b.String()
}

var syllables = []string{"Am", "Bel", "Cor", "Dan", "Eri", "Fal", "Gor", "Han", "Ilm", "Jor", "Kam", "Lor", "Mir", "Nad", "Ost", "Per", "Quin", "Ras", "Sel"}

func BenchmarkImport(b *testing.B) {
	o := sample.Desk(b)
	content := tenThousand(10_000)
	for b.Loop() {
		start := time.Now()
		id := uploaded(b, o, o.Supervisor, content)
		if err := o.Desk.DecideMatches(b.Context(), o.Supervisor, id, desk.RowNew); err != nil {
			b.Fatal(err)
		}
		checked := time.Since(start)
		r := broughtIn(b, o, o.Supervisor, id)
		taken := time.Now()
		if err := o.Desk.TakeImportBack(b.Context(), o.Supervisor, id); err != nil {
			b.Fatal(err)
		}
		if n, err := o.Desk.RunImports(b.Context(), sample.System); err != nil || n != 1 {
			b.Fatalf("%d taken back, %v", n, err)
		}
		b.ReportMetric(time.Since(taken).Seconds(), "undo-s/op")
		b.ReportMetric(checked.Seconds(), "check-s/op")
		b.ReportMetric(float64(r.Made), "cases/op")
	}
}
