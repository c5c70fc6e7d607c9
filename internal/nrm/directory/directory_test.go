package directory_test

import (
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/nrm/person"
)

var today = calendar.NewDate(2026, time.May, 18)

func TestPublished_everyEntryCanBeShown(t *testing.T) {
	t.Parallel()
	entries := directory.Published().Entries()
	if len(entries) != 38 {
		t.Fatalf("%d entries, want 38", len(entries))
	}
	seen := map[string]bool{}
	for _, e := range entries {
		if seen[e.ID] || len(e.Nations) == 0 {
			t.Errorf("%s is not complete", e.ID)
		}
		seen[e.ID] = true
		if e.CanBeChosen() && len(e.Channels()) == 0 && !e.NeedsConfirming(today) {
			t.Errorf("%s can be chosen without a word, but there is no way to reach it", e.ID)
		}
		if e.Instead != "" {
			if _, ok := directory.Published().ByID(e.Instead); !ok {
				t.Errorf("%s leads to %s, which is not there", e.ID, e.Instead)
			}
		}
	}
}

func TestEntry_whoMayBeChosen(t *testing.T) {
	t.Parallel()
	checked := calendar.NewDate(2026, time.April, 1)
	tests := []struct {
		name     string
		id       string
		on       calendar.Date
		choose   bool
		confirm  bool
		channels string
	}{
		{"current and checked", "DIR-010", today, true, false, "0800 808 3733, Referral email on the Home Office page"},
		{"180 days after the check", "DIR-010", checked.AddDays(180), true, false, "0800 808 3733, Referral email on the Home Office page"},
		{"181 days after the check", "DIR-010", checked.AddDays(181), true, true, "0800 808 3733, Referral email on the Home Office page"},
		{"never checked", "DIR-032", today, true, true, "Their website"},
		{"current, but nobody noted when it was checked", "DIR-002", today, true, true, "101"},
		{"closed down", "DIR-017", today, false, true, ""},
		{"a duplicate", "DIR-009", today, false, false, "08000 121 700"},
		{"replaced", "DIR-025", today, false, true, "Their website"},
		{"an eight-digit number", "DIR-023", today, false, true, "0800 1111"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, ok := directory.Published().ByID(tt.id)
			channels := strings.Join(e.Channels(), ", ")
			if !ok || e.CanBeChosen() != tt.choose || e.NeedsConfirming(tt.on) != tt.confirm || channels != tt.channels {
				t.Errorf("%s: choose %v, confirm %v, channels %q", tt.id, e.CanBeChosen(), e.NeedsConfirming(tt.on), channels)
			}
		})
	}
}

func TestDigits_oneNumberHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{
		"08000 121 700": "08000121700", "0800 0121 700": "08000121700", "+44 (0)800 0121700": "08000121700", "0044 8000 121 700": "08000121700",
		"0800 1111": "08001111", "18001 101": "18001101", "999": "999", "call me": "", "+353 1 234": "3531234",
	} {
		if got := person.Digits(phone); got != want {
			t.Errorf("%q gives %q, want %q", phone, got, want)
		}
	}
	var ids []string
	for _, e := range directory.Published().SameNumber(directory.Entry{ID: "DIR-007", Phones: []string{"+44 800 0121 700"}}) {
		ids = append(ids, e.ID)
	}
	if strings.Join(ids, " ") != "DIR-008 DIR-009 DIR-020" {
		t.Errorf("the helpline's number is that of %v too", ids)
	}
}

func TestOpening(t *testing.T) {
	t.Parallel()
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, time.May, day, hour, minute, 0, 0, calendar.London())
	}
	tests := []struct {
		name        string
		opening     directory.Opening
		at          time.Time
		holiday     bool
		open, known bool
	}{
		{"always, in the night", directory.Always, at(17, 3, 0), false, true, true},
		{"always, on a bank holiday", directory.Always, at(25, 3, 0), true, true, true},
		{"nobody noted", "", at(18, 12, 0), false, false, false},
		{"the minute the office opens", "mon-fri 09:00-17:00", at(18, 9, 0), false, true, true},
		{"the minute before", "mon-fri 09:00-17:00", at(18, 8, 59), false, false, true},
		{"the minute it closes", "mon-fri 09:00-17:00", at(18, 17, 0), false, false, true},
		{"the weekend", "mon-fri 09:00-17:00", at(17, 12, 0), false, false, true},
		{"a bank holiday", "mon-fri 09:00-17:00", at(25, 12, 0), true, false, false},
		{"out of hours, on a Sunday", "not mon-fri 09:00-17:00", at(17, 12, 0), false, true, true},
		{"out of hours, while the office is open", "not mon-fri 09:00-17:00", at(18, 12, 0), false, false, true},
		{"over the weekend", "sat-mon 00:00-24:00", at(18, 12, 0), false, true, true},
		{"the clock of London, not of Greenwich", "mon-fri 09:00-17:00", time.Date(2026, time.May, 18, 8, 30, 0, 0, time.UTC), false, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if open, known := tt.opening.Now(tt.at, tt.holiday); open != tt.open || known != tt.known {
				t.Errorf("open %v, known %v", open, known)
			}
		})
	}
	for _, bad := range []directory.Opening{"sometimes", "mon-fri", "mon-fri 17:00-09:00", "mon-fri 9-5", "xxx-fri 09:00-17:00", "mon-fri 09:70-17:00"} {
		if bad.Valid() {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestWith_ownRowsLieOverThePublishedOnes(t *testing.T) {
	t.Parallel()
	own, _ := directory.Published().ByID("DIR-010")
	own.Status = directory.Closed
	local := own
	local.ID, local.Organisation = "own", "Harbour Aid"
	l := directory.Published().With([]directory.Entry{own, local})
	if e, _ := l.ByID("DIR-010"); e.Status != directory.Closed || len(l.Entries()) != 39 {
		t.Errorf("status %s, %d entries", e.Status, len(l.Entries()))
	}
	if e, ok := l.ByID("own"); !ok || e.Organisation != "Harbour Aid" {
		t.Error("a row of the organisation's own is not found")
	}
	if e, _ := directory.Published().ByID("DIR-010"); e.Status == directory.Closed {
		t.Error("the published directory changed")
	}
}

func TestFind_whoCanHelpAndWhy(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, time.May, 18, 12, 0, 0, 0, calendar.London())
	woman := directory.Seeker{
		Need: "safe_place", Nation: calendar.Scotland, Gender: directory.Female, AgeFrom: 30, AgeTo: 30,
		Exploitation: []directory.Exploitation{directory.Sexual}, Stage: directory.BeforeDecision, Now: noon, Today: today,
	}
	tests := []struct {
		name    string
		change  func(*directory.Seeker)
		id      string
		verdict directory.Verdict
		why     string
	}{
		{"TARA takes women after sexual exploitation", func(*directory.Seeker) {}, "DIR-024", directory.Fits, "Takes only women and girls."},
		{"Migrant Help does not", func(*directory.Seeker) {}, "DIR-013", directory.DoesNot, "Does not take women and girls after sexual exploitation."},
		{"but takes men", func(s *directory.Seeker) { s.Gender = directory.Male }, "DIR-013", directory.Fits, "Does not take women and girls after sexual exploitation: that does not concern this client."},
		{"and asks when nothing is recorded", func(s *directory.Seeker) { s.Exploitation = nil }, "DIR-013", directory.AskThem, "Does not take women and girls after sexual exploitation. Whether that is so is not recorded."},
		{"TARA takes no men", func(s *directory.Seeker) { s.Gender = directory.Male }, "DIR-024", directory.DoesNot, "Takes only women and girls."},
		{"nor girls", func(s *directory.Seeker) { s.AgeFrom, s.AgeTo = 16, 16 }, "DIR-024", directory.DoesNot, "Takes people of 18 and over."},
		{"an age nobody knows must be asked", func(s *directory.Seeker) { s.AgeFrom, s.AgeTo = 0, directory.AgeUnknown }, "DIR-024", directory.AskThem,
			"Takes people of 18 and over. The client’s age is not known well enough."},
		{"a service of another nation", func(*directory.Seeker) {}, "DIR-010", directory.DoesNot, "Does not work in Scotland."},
		{"a need it does not meet", func(s *directory.Seeker) { s.Need = "compensation" }, "DIR-024", directory.DoesNot, "Does not say that it offers: compensation."},
		{"an office that is closed now", func(s *directory.Seeker) { s.Gender = directory.Male; s.Now = noon.Add(8 * time.Hour) }, "DIR-013", directory.AskThem,
			"Does not answer at this hour. Hours: Monday-Friday 9am-5pm."},
		{"an entry nobody checked for long", func(s *directory.Seeker) { s.Today = today.AddDays(300) }, "DIR-024", directory.AskThem,
			"Last checked 1 April 2026. Check before you rely on it."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := woman
			tt.change(&s)
			for _, m := range directory.Published().Find(s) {
				if m.Entry.ID != tt.id {
					continue
				}
				var said []string
				for _, r := range m.Reasons {
					said = append(said, r.Why)
				}
				if m.Verdict != tt.verdict || !strings.Contains(strings.Join(said, "\n"), tt.why) {
					t.Errorf("verdict %d, because:\n%s", m.Verdict, strings.Join(said, "\n"))
				}
				return
			}
			t.Errorf("%s is not listed", tt.id)
		})
	}
	best := directory.Published().Find(woman)[0]
	if best.Entry.ID != "DIR-024" || best.Verdict != directory.Fits {
		t.Errorf("the best is %s", best.Entry.Name())
	}
	for _, m := range directory.Published().Find(woman) {
		if m.Entry.Ended() {
			t.Errorf("%s is offered", m.Entry.ID)
		}
	}
}

func TestCheck_badInput(t *testing.T) {
	t.Parallel()
	good, _ := directory.Published().ByID("DIR-010")
	tests := []struct {
		name  string
		spoil func(*directory.Entry)
		want  string
	}{
		{"no name", func(e *directory.Entry) { e.Service = " " }, "service_name: required"},
		{"no nation", func(e *directory.Entry) { e.Nations = nil }, "service_nations: select_one"},
		{"an unknown nation", func(e *directory.Entry) { e.Nations = []calendar.Nation{"mars"} }, "service_nations: not_in_list"},
		{"an unknown need", func(e *directory.Entry) { e.Needs = []need.Code{"luck"} }, "service_needs: not_in_list"},
		{"a colleague is no service", func(e *directory.Entry) { e.Class = "colleague" }, "service_class: not_in_list"},
		{"from old to young", func(e *directory.Entry) { e.AgeTo = 3 }, "service_age_to: not_an_age"},
		{"call me", func(e *directory.Entry) { e.Phones = []string{"call me"} }, "service_phones: not_a_phone"},
		{"no e-mail address", func(e *directory.Entry) { e.Email = "harbour" }, "service_email: not_an_email"},
		{"a script for a website", func(e *directory.Entry) { e.Website = "javascript:alert(1)" }, "service_website: not_a_website"},
		{"replaced by nothing", func(e *directory.Entry) { e.Status, e.Change = directory.Replaced, "" }, "service_change: required"},
		{"the same as what?", func(e *directory.Entry) { e.Status, e.Instead = directory.Duplicate, "" }, "service_instead: required"},
		{"checked tomorrow", func(e *directory.Entry) { e.CheckedOn = today.AddDays(1) }, "service_checked_on: in_future"},
		{"nobody says so", func(e *directory.Entry) { e.Source = "" }, "service_source: required"},
		{"far too long", func(e *directory.Entry) { e.Notes = strings.Repeat("x", 2001) }, "service_notes: too_long"},
		{"hours nobody can read", func(e *directory.Entry) { e.Open = "sometimes" }, "service_open: not_an_opening"},
	}
	if err := directory.Check(good, today).Err(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := good
			tt.spoil(&e)
			if err := directory.Check(e, today).Err(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// BenchmarkFind looks through 5,000 services.
func BenchmarkFind(b *testing.B) {
	var many []directory.Entry
	for len(many) < 5000 {
		for _, e := range directory.Published().Entries() {
			e.ID += string(rune('a' + len(many)%26))
			many = append(many, e)
		}
	}
	l := directory.List(many[:5000])
	s := directory.Seeker{Need: "safe_place", Nation: calendar.England, AgeFrom: 0, AgeTo: directory.AgeUnknown, Now: time.Now(), Today: today}
	b.ReportAllocs()
	for b.Loop() {
		l.Find(s)
	}
}
