package person_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

func goodStart() person.Start {
	return person.Start{
		Nation:  calendar.England,
		AgeBand: person.Adult,
		Safety:  person.SafetyCheck{PrivatePlace: "yes", SafeToTalk: "yes", InterpreterNeeded: "no"},
		Contact: person.SafeContact{
			Channels: []person.Channel{person.Text, person.Phone}, Details: "07700 900123", Voicemail: "no",
		},
	}
}

func TestCheckStart(t *testing.T) {
	t.Parallel()
	p := func(field, code string, args ...string) fault.Problem {
		return fault.Problem{Field: field, Code: code, Args: args}
	}
	tests := []struct {
		name   string
		change func(*person.Start)
		want   fault.Problems
	}{
		{"everything answered, no name yet", func(*person.Start) {}, nil},
		{"nothing answered, in page order", func(s *person.Start) { *s = person.Start{} }, fault.Problems{
			p("nation", "select_one"), p("age_band", "select_one"), p("private_place", "select_one"),
			p("safe_to_talk", "select_one"), p("interpreter_needed", "select_one"), p("contact_channel", "select_one"),
		}},
		{"answers that are not on the page", func(s *person.Start) {
			s.Nation, s.AgeBand, s.Safety.SafeToTalk = "france", "elder", "maybe"
			s.Contact.Channels = []person.Channel{"pigeon"}
		}, fault.Problems{
			p("nation", "select_one"), p("age_band", "select_one"), p("safe_to_talk", "select_one"),
			p("contact_channel", "not_in_list"),
		}},
		{"no safe way at the moment needs no details", func(s *person.Start) {
			s.Contact = person.SafeContact{Channels: []person.Channel{person.NoChannel}}
		}, nil},
		{"no safe way and a way", func(s *person.Start) {
			s.Contact.Channels = []person.Channel{person.NoChannel, person.Phone}
		}, fault.Problems{p("contact_channel", "none_and_others")}},
		{"a way but no details", func(s *person.Start) { s.Contact.Details = " " },
			fault.Problems{p("contact_details", "required")}},
		{"calls allowed, voicemail not answered", func(s *person.Start) { s.Contact.Voicemail = "" },
			fault.Problems{p("contact_voicemail", "select_one")}},
		{"texts only, voicemail not asked", func(s *person.Start) {
			s.Contact.Channels, s.Contact.Voicemail = []person.Channel{person.Text}, ""
		}, nil},
		{"everything far too long", func(s *person.Start) {
			long := strings.Repeat("ش", 2001)
			s.NameToUse, s.Language, s.LocalAuthorityContact, s.AgeEvidence = long, long, long, long
			s.Contact.Details, s.Contact.Hours, s.Contact.CodeWord = long, long, long
		}, fault.Problems{
			p("contact_details", "too_long", "2000"), p("contact_hours", "too_long", "200"),
			p("contact_code_word", "too_long", "200"), p("name_to_use", "too_long", "200"),
			p("language", "too_long", "200"), p("local_authority_contact", "too_long", "2000"),
			p("age_evidence", "too_long", "2000"),
		}},
		{"exactly as long as allowed, in letters and not bytes", func(s *person.Start) {
			s.NameToUse = strings.Repeat("ش", 200)
		}, nil},
		{"a child may be started without the local authority", func(s *person.Start) { s.AgeBand = person.Child }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := goodStart()
			tt.change(&s)
			if diff := cmp.Diff(tt.want, person.CheckStart(s), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCheckForDraft(t *testing.T) {
	t.Parallel()
	for band, want := range map[person.AgeBand]string{
		person.Adult:     "",
		person.Child:     "invalid: local_authority_contact: required, age_evidence: required",
		person.AgeUnsure: "invalid: local_authority_contact: required, age_evidence: required",
	} {
		s := goodStart()
		s.AgeBand = band
		got := ""
		if err := person.CheckForDraft(s).Err(); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", band, got, want)
		}
		s.LocalAuthorityContact, s.AgeEvidence = "Leeds duty desk, 2 May", "School record"
		if err := person.CheckForDraft(s).Err(); err != nil {
			t.Errorf("%s with both: %v", band, err)
		}
	}
}

func TestAgeBand_unsureIsTreatedAsChild(t *testing.T) {
	t.Parallel()
	if person.Adult.TreatedAsChild() || !person.Child.TreatedAsChild() || !person.AgeUnsure.TreatedAsChild() {
		t.Error("only adults are treated as adults")
	}
	for _, b := range person.AgeBands {
		if b.Label() == "" || !b.Valid() {
			t.Errorf("%s has no label", b)
		}
	}
	if person.AgeBand("").TreatedAsChild() || person.AgeBand("").Valid() {
		t.Error("no answer is no band")
	}
}

func TestSafety(t *testing.T) {
	t.Parallel()
	s := goodStart()
	if s.Safety.StopNow() {
		t.Error("a private, safe place is no reason to stop")
	}
	s.Safety.SafeToTalk = person.No
	if !s.Safety.StopNow() {
		t.Error("not safe to talk is a reason to stop")
	}
	if s.Contact.Allows(person.Email) || !s.Contact.Allows(person.Text) || s.Contact.Allows(person.NoChannel) {
		t.Error("only the ways chosen are allowed")
	}
	for _, c := range person.Channels {
		if c.Label() == "" {
			t.Errorf("%s has no label", c)
		}
	}
}
