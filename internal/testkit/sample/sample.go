// Package sample sets up a desk for tests: two organisations with people in
// every role, on a database of the test's own. Cases are brought into a state
// through the desk's real actions, so what tests start from can really happen.
package sample

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/sealfile"
	"nrmdesk/internal/secret"
	"nrmdesk/internal/signin"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/vault"

	"github.com/google/uuid"
)

// Now is when tests happen unless they move the clock: a London morning on a
// working day in all four nations.
var Now = time.Date(2026, time.May, 18, 9, 30, 0, 0, calendar.London())

// Today is the civil date of Now.
var Today = calendar.LondonDay(Now)

// Office is a desk with its people.
type Office struct {
	Desk *desk.Desk
	DB   *postgres.DB
	Keys *secret.Keys
	now  time.Time

	EvidenceDir string // where the documents lie

	Passwords *signin.Passwords // cheap ones: tests sign in often

	Caseworker staff.Actor // in the first team
	Colleague  staff.Actor // a caseworker in the same team
	Supervisor staff.Actor // of the first team
	Deputy     staff.Actor // a second supervisor of the first team
	Auditor    staff.Actor
	Admin      staff.Actor
	OtherTeam  staff.Actor // a caseworker of the second team
	Stranger   staff.Actor // supervisor and caseworker of the other organisation
}

// Password is every sample user's.
const Password = "correct horse battery"

// Desk opens an office on a fresh database.
func Desk(t testing.TB) *Office {
	t.Helper()
	db, keys := database(t)
	return On(t, db, keys)
}

// LawDesk opens an office that counts with law and guidance alone, without our
// own practice of check-ins and chasing: for tests of how dates travel, whose
// number of dates a change of practice must not move.
func LawDesk(t testing.TB) *Office {
	t.Helper()
	return BookDesk(t, IsLaw)
}

func database(t testing.TB) (*postgres.DB, *secret.Keys) {
	t.Helper()
	keys := Keys(t)
	db, err := postgres.Open(t.Context(), pgtest.URL(t), keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db, keys
}

// Keys are keys for one test.
func Keys(t testing.TB) *secret.Keys {
	t.Helper()
	keys, err := secret.OpenOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// Seals are a key and a seal file for one test.
func Seals(t testing.TB) *desk.Sealing {
	t.Helper()
	key, err := audit.NewSealKey()
	if err != nil {
		t.Fatal(err)
	}
	return &desk.Sealing{Key: key, File: sealfile.File{Path: filepath.Join(t.TempDir(), "seals.txt")}}
}

// Files is a folder for the documents of one test, with no virus scanner.
func Files(t testing.TB) desk.Files {
	t.Helper()
	return filesIn(t, t.TempDir())
}

func filesIn(t testing.TB, dir string) desk.Files {
	t.Helper()
	v, err := vault.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return desk.Files{Vault: v, PerCase: 100}
}

// On sets up the office's people on a database.
func On(t testing.TB, db *postgres.DB, keys *secret.Keys) *Office {
	t.Helper()
	return open(t, db, keys, deadline.Published())
}

func open(t testing.TB, db *postgres.DB, keys *secret.Keys, book *deadline.Book) *Office {
	t.Helper()
	policy, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	o := &Office{DB: db, Keys: keys, Passwords: passwords, Desk: desk.New(db, policy, book, slog.New(slog.DiscardHandler)), now: Now}
	o.Desk.Now = func() time.Time { return o.now }
	o.EvidenceDir = filepath.Join(t.TempDir(), "evidence")
	o.Desk.Files = filesIn(t, o.EvidenceDir)
	o.Desk.Seals = Seals(t)
	o.Desk.Clock = func(context.Context) (time.Time, error) { return o.now, nil }
	ctx := t.Context()
	refuge := o.organisation(t, staff.Organisation{Name: "Northside Refuge", Kind: staff.Charity, NeutralSite: "https://www.example.org/"})
	council := o.organisation(t, staff.Organisation{Name: "Westmoor Council", Kind: staff.LocalAuthority, DutyToNotify: true, NeutralSite: "https://www.example.org/"})
	first, second, far := o.team(t, refuge, "Outreach"), o.team(t, refuge, "Safe house"), o.team(t, council, "Adult safeguarding")
	add := func(organisationID, name string, teams []string, roles ...staff.Role) staff.Actor {
		u := staff.User{
			ID: uuid.NewString(), OrganisationID: organisationID, Name: name, Email: EmailOf(name),
			PasswordHash: passwordHash(t), Roles: roles, TeamIDs: teams, Version: 1,
		}
		if err := db.Tx(ctx, func(tx *postgres.DB) error { return tx.InsertUser(ctx, u) }); err != nil {
			t.Fatal(err)
		}
		return u.Actor("session of " + u.ID)
	}
	o.Caseworker = add(refuge, "Casey Caseworker", []string{first}, staff.Caseworker)
	o.Colleague = add(refuge, "Colin Colleague", []string{first}, staff.Caseworker)
	o.Supervisor = add(refuge, "Sue Supervisor", []string{first}, staff.Supervisor)
	o.Deputy = add(refuge, "Deputy Dan", []string{first}, staff.Supervisor)
	o.Auditor = add(refuge, "Audrey Auditor", nil, staff.Auditor)
	o.Admin = add(refuge, "Adam Admin", nil, staff.Admin)
	o.OtherTeam = add(refuge, "Otto Otherteam", []string{second}, staff.Caseworker)
	o.Stranger = add(council, "Strangford Council", []string{far}, staff.Caseworker, staff.Supervisor)
	return o
}

func (o *Office) organisation(t testing.TB, org staff.Organisation) string {
	t.Helper()
	org.ID = uuid.NewString()
	if err := o.DB.InsertOrganisation(t.Context(), org); err != nil {
		t.Fatal(err)
	}
	return org.ID
}

func (o *Office) team(t testing.TB, organisationID, name string) string {
	t.Helper()
	team := staff.Team{ID: uuid.NewString(), OrganisationID: organisationID, Name: name}
	if err := o.DB.InsertTeam(t.Context(), team); err != nil {
		t.Fatal(err)
	}
	return team.ID
}

// Move puts the clock of the desk to another time.
func (o *Office) Move(to time.Time) { o.now = to }

// MoveDays moves the clock by whole days.
func (o *Office) MoveDays(days int) { o.now = o.now.AddDate(0, 0, days) }

// Adult is an adult met for the first time who can be called.
func Adult(nation calendar.Nation) person.Start {
	return person.Start{
		Nation: nation, AgeBand: person.Adult,
		Safety:    person.SafetyCheck{PrivatePlace: person.Yes, SafeToTalk: person.Yes, InterpreterNeeded: person.Yes},
		Contact:   person.SafeContact{Channels: []person.Channel{person.Phone}, Details: "07700 900123, after 10am", Voicemail: person.No},
		NameToUse: "Ana Testova", Language: "Albanian",
	}
}

// Child is a child whose local authority has been told.
func Child(nation calendar.Nation) person.Start {
	s := Adult(nation)
	s.AgeBand = person.Child
	s.NameToUse = "Minh Testov"
	s.LocalAuthorityContact = "Duty social worker, 020 7946 0000, told on the day"
	s.AgeEvidence = "Says they are 15; school record seen"
	return s
}

// Case starts a case as the caseworker.
func (o *Office) Case(t testing.TB, start person.Start) casefile.Ref {
	t.Helper()
	ref, err := o.Desk.StartCase(context.WithoutCancel(t.Context()), o.Caseworker, desk.NewCase{Start: start})
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// Edit is a change to the case as it stands now, by a fresh form.
func (o *Office) Edit(t testing.TB, ref casefile.Ref) desk.Edit {
	t.Helper()
	return desk.Edit{Ref: ref, Version: o.Read(t, ref).Version, Token: uuid.NewString()}
}

// Read is the case as the database has it.
func (o *Office) Read(t testing.TB, ref casefile.Ref) casefile.Case {
	t.Helper()
	for _, a := range []staff.Actor{o.Caseworker, o.Stranger} {
		if c, err := o.DB.Case(t.Context(), a.OrganisationID, ref); err == nil {
			return c
		}
	}
	t.Fatalf("there is no case %s", ref)
	return casefile.Case{}
}

// passwords cost next to nothing, so that tests can sign in often.
var passwords = signin.NewPasswords(signin.Costs{Memory: 64, Time: 1, Threads: 1})

// passwordHash is the hash of Password, made once.
func passwordHash(t testing.TB) string {
	t.Helper()
	hash, err := passwords.Hash(context.Background(), Password)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// EmailOf is the address with which a sample user signs in.
func EmailOf(name string) string {
	first, last, _ := strings.Cut(strings.ToLower(name), " ")
	return first + "." + last + "@example.org"
}
