package handoff_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/person"
)

var today = calendar.NewDate(2026, time.May, 18)

// follows is the move table written down a second time.
var follows = map[handoff.State]string{
	"drafted":        "sent revoked",
	"sent":           "seen question_asked no_answer accepted refused revoked",
	"seen":           "question_asked no_answer accepted refused revoked",
	"question_asked": "sent no_answer accepted refused revoked",
	"no_answer":      "sent seen question_asked accepted refused revoked closed",
	"accepted":       "first_contact revoked closed",
	"first_contact":  "revoked closed",
	"refused":        "closed",
	"revoked":        "closed",
	"closed":         "",
}

func TestCheckMove_everyPairOfStates(t *testing.T) {
	t.Parallel()
	for _, from := range handoff.States {
		if from.Label() == "" {
			t.Errorf("%s has no label", from)
		}
		for _, to := range handoff.States {
			want := slices.Contains(strings.Fields(follows[from]), string(to))
			err := handoff.CheckMove(from, to)
			var conflict *fault.Conflict
			if (err == nil) != want || err != nil && !errors.As(err, &conflict) {
				t.Errorf("%s to %s: %v, allowed: %v", from, to, err, want)
			}
		}
	}
}

func TestState_whoWaitsAndWhoAnswersForTheClient(t *testing.T) {
	t.Parallel()
	waiting := []handoff.State{handoff.Sent, handoff.Seen, handoff.NoAnswer}
	theirs := []handoff.State{handoff.Accepted, handoff.FirstContactHad, handoff.Closed}
	for _, s := range handoff.States {
		if s.Unanswered() != slices.Contains(waiting, s) {
			t.Errorf("%s: unanswered = %v", s, s.Unanswered())
		}
		if s.SenderResponsible() == slices.Contains(theirs, s) {
			t.Errorf("%s: sender responsible = %v", s, s.SenderResponsible())
		}
		if s.Open() != (s != handoff.Closed && s != handoff.Drafted) {
			t.Errorf("%s: open = %v", s, s.Open())
		}
	}
}

func TestCheckAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		from handoff.State
		a    handoff.Answer
		want string
	}{
		{"accepted by a named person", handoff.Sent, handoff.Answer{State: handoff.Accepted, Contact: "R. Vale"}, ""},
		{"accepted by nobody", handoff.Sent, handoff.Answer{State: handoff.Accepted}, "invalid: contact: required"},
		{"declined with a reason", handoff.Seen, handoff.Answer{State: handoff.Refused, Details: "No room"}, ""},
		{"declined without a reason", handoff.Seen, handoff.Answer{State: handoff.Refused}, "invalid: details: required"},
		{"a question without the question", handoff.Sent, handoff.Answer{State: handoff.QuestionAsked, Details: " "}, "invalid: details: required"},
		{"closed with an outcome", handoff.FirstContactHad, handoff.Answer{State: handoff.Closed, Outcome: handoff.SupportStarted}, ""},
		{"closed without an outcome", handoff.FirstContactHad, handoff.Answer{State: handoff.Closed}, "invalid: outcome: select_one"},
		{"far too long", handoff.Seen, handoff.Answer{State: handoff.Refused, Details: strings.Repeat("x", 2001)}, "invalid: details: too_long"},
		{"after it was closed", handoff.Closed, handoff.Answer{State: handoff.Accepted, Contact: "R. Vale"},
			"conflict: This handoff is closed. Send a new one instead."},
		{"first contact before acceptance", handoff.Refused, handoff.Answer{State: handoff.FirstContactHad},
			"conflict: This handoff is at “Declined”. What can be recorded now: “Closed”."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := handoff.CheckAnswer(tt.from, tt.a); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAfterWithdrawal(t *testing.T) {
	t.Parallel()
	for s, want := range map[handoff.State][2]bool{
		handoff.Drafted: {true, false}, handoff.Sent: {true, true}, handoff.Accepted: {true, true},
		handoff.Refused: {false, true}, handoff.Closed: {false, true}, handoff.Revoked: {false, false},
	} {
		if takeBack, tell := handoff.AfterWithdrawal(handoff.Record{State: s, ToldAt: time.Unix(1, 0)}); takeBack != want[0] || tell != want[1] {
			t.Errorf("%s: take back %v, tell %v; want %v", s, takeBack, tell, want)
		}
	}
	if _, tell := handoff.AfterWithdrawal(handoff.Record{State: handoff.Revoked}); !tell {
		t.Error("nobody has to tell the recipient of one that was taken back and who has not been told")
	}
}

func TestOverdue_onTheSecond(t *testing.T) {
	t.Parallel()
	due := time.Date(2026, time.March, 30, 10, 30, 0, 0, calendar.London())
	tests := []struct {
		name  string
		state handoff.State
		now   time.Time
		want  bool
	}{
		{"a moment before", handoff.Sent, due.Add(-time.Second), false},
		{"on the second", handoff.Sent, due, true},
		{"seen is no answer", handoff.Seen, due, true},
		{"accepted", handoff.Accepted, due.Add(time.Hour), false},
		{"our turn to answer", handoff.QuestionAsked, due.Add(time.Hour), false},
	}
	for _, tt := range tests {
		if got := handoff.Overdue(tt.state, due, tt.now); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	for state, want := range map[handoff.State]bool{handoff.Accepted: true, handoff.Sent: false, handoff.FirstContactHad: false, handoff.Closed: false} {
		if got := handoff.ContactOverdue(state, due, due); got != want {
			t.Errorf("first contact overdue at %s: %v", state, got)
		}
	}
}

func standing(support, police, decision, text consent.Answer) consent.Standing {
	return consent.Standing{Status: consent.StatusPartly, Record: consent.Record{
		ID: "record", Kind: consent.Answers, GivenOn: calendar.NewDate(2026, time.May, 2), ReferToNRM: consent.Yes,
		ShareSupport: support, SharePolice: police, DecisionToOther: decision,
		ContactBy: map[consent.Channel]consent.Answer{consent.Text: text},
	}}
}

// provider is the recipient of an envelope in most tests.
var provider = handoff.Recipient{Class: handoff.SupportProvider, Entry: "DIR-010"}

func adult(s consent.Standing) consent.Now {
	return consent.Now{Band: person.Adult, Standing: s}
}

func TestPack(t *testing.T) {
	t.Parallel()
	child := consent.Standing{Status: consent.StatusNotRequired, Record: consent.Record{ID: "child", Kind: consent.NotRequired}}
	none := consent.Standing{Status: consent.StatusNone}
	withdrawn := consent.Standing{Status: consent.StatusWithdrawn, Record: consent.Record{ID: "gone", Kind: consent.Withdrawal}}
	all := standing("yes", "yes", "yes", "yes")
	tests := []struct {
		name     string
		band     person.AgeBand
		class    handoff.Class
		standing consent.Standing
		refused  string // items of ten that may not be shared
		basis    handoff.Basis
		record   string
	}{
		{"yes to everything", person.Adult, handoff.SupportProvider, all, "", consent.ByConsent, "record"},
		{"support only: no police reference, no letter, no contact", person.Adult, handoff.SupportProvider,
			standing("yes", "no", "no", "no"), "safe_contact police_reference decision_letter", consent.ByConsent, "record"},
		{"police only, and the recipient is the police", person.Adult, handoff.Police,
			standing("no", "yes", "no", "yes"), "decision_letter", consent.ByConsent, "record"},
		{"police only, and the recipient is a support provider", person.Adult, handoff.SupportProvider,
			standing("no", "yes", "yes", "yes"), "everything", "", ""},
		{"needs more time", person.Adult, handoff.GP, standing("needs_more_time", "yes", "yes", "yes"), "everything", "", ""},
		{"never asked", person.Adult, handoff.LegalAdviser, none, "everything", "", ""},
		{"support and the police say nothing of the lawyer", person.Adult, handoff.LegalAdviser, all, "everything", "", ""},
		{"nor of the local authority", person.Adult, handoff.LocalAuthority, all, "everything", "", ""},
		{"nor of its housing team", person.Adult, handoff.Housing, all, "everything", "", ""},
		{"a class that nobody knows", person.Adult, "newspaper", all, "everything", "", ""},
		{"withdrawn", person.Adult, handoff.SupportProvider, withdrawn, "everything", "", ""},
		{"a colleague, whatever was answered", person.Adult, handoff.Colleague, none, "", consent.SameOrganisation, ""},
		{"child, explained", person.Child, handoff.SupportProvider, child, "", consent.Safeguarding, "child"},
		{"age unsure counts as child", person.AgeUnsure, handoff.GP, child, "", consent.Safeguarding, "child"},
		{"child, nothing recorded, to the local authority", person.Child, handoff.LocalAuthority, none, "", consent.Safeguarding, ""},
		{"child, nothing recorded, to a support provider", person.Child, handoff.SupportProvider, none, "everything", "", ""},
		{"not required carries nothing for an adult", person.Adult, handoff.SupportProvider, none, "everything", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := handoff.Pack(consent.Now{Band: tt.band, Standing: tt.standing}, handoff.Recipient{Class: tt.class, Name: "Somebody"}, handoff.Items)
			var refused []string
			for _, l := range e.Refused(handoff.Items) {
				refused = append(refused, string(l.Item))
				if l.Why == "" {
					t.Errorf("%s is left out without a reason", l.Item)
				}
			}
			if tt.refused == "everything" {
				if len(e.Shared) > 0 || len(refused) != len(handoff.Items) {
					t.Errorf("shared %v", e.Shared)
				}
				return
			}
			if diff := cmp.Diff(tt.refused, strings.Join(refused, " ")); diff != "" {
				t.Error(diff)
			}
			for _, l := range e.Shared {
				if l.Basis != tt.basis || l.RecordID != tt.record || l.Why == "" {
					t.Errorf("%s rests on %s %q (%s), want %s %q", l.Item, l.Basis, l.RecordID, l.Why, tt.basis, tt.record)
				}
			}
		})
	}
}

// TestPack_anOverrideCoversOneSharing: what was approved for one recipient and
// some items opens nothing else.
func TestPack_anOverrideCoversOneSharing(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.May, 18, 9, 0, 0, 0, time.UTC)
	good := consent.Override{
		ID: "leave", To: "police", Named: "eastmoor police", Things: []string{"name_to_use", "safe_contact"},
		RequestedBy: "casey", RequestedAt: at, ExpiresAt: at.Add(time.Hour), Records: 1,
		Outcome: consent.OverrideAgreed, DecidedBy: "sue", DecidedAt: at,
	}
	for name, tc := range map[string]struct {
		change func(*consent.Override)
		to     handoff.Recipient
		shared string
	}{
		"as approved":            {func(*consent.Override) {}, handoff.Recipient{Class: handoff.Police, Name: "Eastmoor  Police"}, "name_to_use safe_contact"},
		"another police force":   {func(*consent.Override) {}, handoff.Recipient{Class: handoff.Police, Name: "Westmoor Police"}, ""},
		"another class":          {func(*consent.Override) {}, handoff.Recipient{Class: handoff.LegalAdviser, Name: "Eastmoor Police"}, ""},
		"not approved":           {func(o *consent.Override) { o.Outcome = consent.OverrideWaits }, handoff.Recipient{Class: handoff.Police, Name: "Eastmoor Police"}, ""},
		"refused":                {func(o *consent.Override) { o.Outcome = consent.OverrideRefused }, handoff.Recipient{Class: handoff.Police, Name: "Eastmoor Police"}, ""},
		"approved by oneself":    {func(o *consent.Override) { o.DecidedBy = "casey" }, handoff.Recipient{Class: handoff.Police, Name: "Eastmoor Police"}, ""},
		"approved by nobody":     {func(o *consent.Override) { o.DecidedBy = "" }, handoff.Recipient{Class: handoff.Police, Name: "Eastmoor Police"}, ""},
		"run out this moment":    {func(o *consent.Override) { o.ExpiresAt = at }, handoff.Recipient{Class: handoff.Police, Name: "Eastmoor Police"}, ""},
		"used before":            {func(o *consent.Override) { o.UsedAt = at }, handoff.Recipient{Class: handoff.Police, Name: "Eastmoor Police"}, ""},
		"the client spoke since": {func(o *consent.Override) { o.Records = 0 }, handoff.Recipient{Class: handoff.Police, Name: "Eastmoor Police"}, ""},
		"the referral itself":    {func(o *consent.Override) { o.To = "home_office" }, handoff.Recipient{Class: "home_office", Name: "Eastmoor Police"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := good
			tc.change(&o)
			now := consent.Now{Band: person.Adult, Standing: standing("no", "no", "no", "no"), Overrides: []consent.Override{o}, At: at, Records: 1}
			var shared []string
			for _, l := range handoff.Pack(now, tc.to, handoff.Items).Shared {
				shared = append(shared, string(l.Item))
				if l.Basis != consent.ByOverride || l.OverrideID != "leave" {
					t.Errorf("%s rests on %s %q", l.Item, l.Basis, l.OverrideID)
				}
			}
			if got := strings.Join(shared, " "); got != tc.shared {
				t.Errorf("shared %q, want %q", got, tc.shared)
			}
		})
	}
}

// TestClasses_eachRestsOnAnAnswer: a class without a rule could never be told
// anything, and one with two would be told too much.
func TestClasses_eachRestsOnAnAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range handoff.Classes {
		rule, ok := consent.RuleFor(consent.Recipient(c))
		if !ok || rule.Reason == "" || c.Label() == "" {
			t.Errorf("%s: rule %+v, label %q", c, rule, c.Label())
		}
		if c != handoff.Colleague && !slices.Contains(consent.Sharing, rule.Purpose) {
			t.Errorf("%s rests on %q, which is no answer about sharing", c, rule.Purpose)
		}
	}
}

func TestEnded(t *testing.T) {
	t.Parallel()
	yes := standing("yes", "yes", "yes", "yes")
	sent := handoff.Record{Class: handoff.SupportProvider}
	for _, l := range handoff.Pack(adult(yes), provider, []handoff.Item{handoff.NameToUse, handoff.PoliceReference, handoff.SafeContact}).Shared {
		sent.Items = append(sent.Items, handoff.Disclosure{Line: l, Shared: true})
	}
	back := func(purposes ...consent.Purpose) consent.Standing {
		s := yes
		s.TakenBack = map[consent.Purpose]calendar.Date{}
		for _, p := range purposes {
			s.TakenBack[p] = calendar.NewDate(2026, time.May, 9)
		}
		return s
	}
	for name, tc := range map[string]struct {
		now     consent.Standing
		want    string
		inError string
	}{
		"nothing changed":                        {now: yes},
		"the yes was another client’s":           {now: consent.Standing{}, want: "name_to_use safe_contact police_reference", inError: "record"},
		"an older yes covers it too":             {now: yes, inError: "record"},
		"another record was in error":            {now: consent.Standing{}, inError: "other"},
		"the police taken back":                  {now: back(consent.SharePolice), want: "police_reference"},
		"support taken back":                     {now: back(consent.ShareSupport), want: "name_to_use safe_contact police_reference"},
		"the referral taken back, support stays": {now: back(consent.ReferToNRM), want: ""},
		"a no in a later sitting":                {now: standing("yes", "no", "yes", "no"), want: "safe_contact police_reference"},
		"more time in a later sitting":           {now: standing("needs_more_time", "yes", "yes", "yes"), want: ""},
		"everything taken back":                  {now: consent.Standing{Status: consent.StatusWithdrawn, Record: consent.Record{Kind: consent.Withdrawal}}, want: "name_to_use safe_contact police_reference"},
	} {
		var items []string
		for _, i := range handoff.Ended(sent, tc.now, tc.inError) {
			items = append(items, string(i))
		}
		if got := strings.Join(items, " "); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestPack_sharesOnlyWhatWasChosen(t *testing.T) {
	t.Parallel()
	wanted := []handoff.Item{handoff.SafeContact, handoff.NameToUse, "shoe_size"}
	e := handoff.Pack(adult(standing("yes", "no", "no", "yes")), provider, wanted)
	var shared, held []string
	for _, l := range e.Shared {
		shared = append(shared, string(l.Item))
	}
	for _, l := range e.Withheld {
		held = append(held, string(l.Item)+" "+string(l.Basis))
	}
	if diff := cmp.Diff([]string{"name_to_use", "safe_contact"}, shared); diff != "" {
		t.Error(diff)
	}
	want := []string{
		"language_and_interpreter not_chosen", "wishes not_chosen", "nation_and_age_band not_chosen", "support_wanted not_chosen",
		"nrm_status not_chosen", "account_summary not_chosen", "police_reference no_consent",
		"decision_letter no_consent", "documents not_chosen",
	}
	if diff := cmp.Diff(want, held); diff != "" {
		t.Error(diff)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	type dr = handoff.Draft
	tests := []struct {
		name   string
		change func(*dr)
		want   string
	}{
		{"to an entry of the directory", func(*dr) {}, ""},
		{"nothing answered", func(d *dr) { *d = dr{} },
			"recipient_name:required recipient_class:select_one purpose:required items:select_one keep_until:required sent_how:select_one"},
		{"to somebody outside the directory", func(d *dr) { d.Entry, d.RecipientName, d.Class = "", "Leeds shelter", handoff.SupportProvider }, ""},
		{"to an entry that closed down", func(d *dr) { d.Entry = "DIR-017" }, "directory_entry:cannot_be_chosen"},
		{"to a duplicate entry", func(d *dr) { d.Entry = "DIR-008" }, "directory_entry:cannot_be_chosen"},
		{"to an emergency number", func(d *dr) { d.Entry = "DIR-001" }, "directory_entry:cannot_be_chosen recipient_class:select_one items:no_consent"},
		{"to an entry that is not there", func(d *dr) { d.Entry = "DIR-999" }, "directory_entry:not_in_list recipient_class:select_one items:no_consent"},
		{"to an unverified entry", func(d *dr) { d.Entry = "DIR-032" }, "confirmed_current:required"},
		{"to an unverified entry, checked", func(d *dr) { d.Entry, d.ConfirmedCurrent = "DIR-032", true }, ""},
		{"with an item the client said no to", func(d *dr) { d.Wanted = []handoff.Item{handoff.NameToUse, handoff.PoliceReference} }, "items:no_consent"},
		{"with an item that does not exist", func(d *dr) { d.Wanted = []handoff.Item{"shoe_size"} }, "items:not_in_list"},
		{"with nothing to share", func(d *dr) { d.Wanted = nil }, "items:select_one"},
		{"with a note of 20 KB", func(d *dr) { d.Note = strings.Repeat("x", 20_000) }, "note:too_long"},
		{"kept for ever", func(d *dr) { d.KeepUntil = today.AddDays(4000) }, "keep_until:after"},
		{"kept until yesterday", func(d *dr) { d.KeepUntil = today.AddDays(-1) }, "keep_until:before"},
		{"by phone to nobody", func(d *dr) { d.Contact, d.ChaseOn = " ", calendar.Date{} }, "sent_contact:required chase_on:required"},
		{"asked again yesterday", func(d *dr) { d.ChaseOn = today.AddDays(-1) }, "chase_on:before"},
		{"asked again in a month", func(d *dr) { d.ChaseOn = today.AddDays(31) }, "chase_on:after"},
		{"to an inbox nobody has", func(d *dr) { d.SentHow = handoff.ToInbox }, "sent_how:select_one"},
		{"to a colleague who is not here", func(d *dr) {
			d.Entry, d.Class, d.Colleague, d.SentHow = "", handoff.Colleague, "nobody", handoff.ToInbox
		}, "colleague:select_one"},
		{"to a colleague", func(d *dr) {
			d.Entry, d.Class, d.Colleague, d.SentHow = "", handoff.Colleague, "u1", handoff.ToInbox
			d.Contact, d.ChaseOn = "", calendar.Date{}
		}, ""},
		{"to a colleague by phone", func(d *dr) { d.Entry, d.Class, d.Colleague = "", handoff.Colleague, "u1" }, "sent_how:select_one"},
		{"with a document", func(d *dr) { d.WantedFiles = []int{1} }, ""},
		{"with a document of another case", func(d *dr) { d.WantedFiles = []int{9} }, "handoff_files:not_in_list"},
		{"with a document that waits for the virus scanner", func(d *dr) { d.WantedFiles = []int{2} }, "handoff_files:cannot_leave"},
		{"with a document recorded in error", func(d *dr) { d.WantedFiles = []int{3} }, "handoff_files:cannot_leave"},
		{"with a decision the client keeps to themselves", func(d *dr) { d.WantedFiles = []int{4} }, "handoff_files:cannot_leave"},
		{"by pigeon", func(d *dr) { d.SentHow = "pigeon" }, "sent_how:select_one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := dr{
				Entry: "DIR-010", Purpose: "A safe place to stay", Wanted: []handoff.Item{handoff.NameToUse},
				SentHow: handoff.ByPhone, Contact: "Jo", ChaseOn: today.AddDays(1), KeepUntil: today.AddDays(90),
			}
			tt.change(&d)
			d.Desk = handoff.Surroundings{
				Services: directory.Published(), Colleagues: []handoff.InHouse{{ID: "u1", Name: "Colin Colleague"}},
				Papers: []evidence.File{
					{ID: "a", Number: 1, Kind: evidence.Photograph}, {ID: "b", Number: 2, Kind: evidence.Photograph, Scan: evidence.Held},
					{ID: "c", Number: 3, Kind: evidence.Photograph, Mistake: evidence.Mistake{At: time.Unix(1, 0)}}, {ID: "d", Number: 4, Kind: evidence.DecisionLetter},
				},
			}
			var got []string
			for _, p := range handoff.Check(d, adult(standing("yes", "no", "no", "yes")), today) {
				got = append(got, p.Field+":"+p.Code)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
func TestWords_everyChoiceHasThem(t *testing.T) {
	t.Parallel()
	for _, i := range handoff.Items {
		if i.Label() == "" {
			t.Errorf("item %s has no label", i)
		}
	}
	for _, h := range handoff.SentHows {
		if h.Label() == "" {
			t.Errorf("way to send %s has no label", h)
		}
	}
	for _, c := range handoff.Classes {
		if c.Label() == "" {
			t.Errorf("class %s has no label", c)
		}
	}
	for _, o := range handoff.Outcomes {
		if o.Label() == "" {
			t.Errorf("outcome %s has no label", o)
		}
	}
}

func TestKeepFor_everyClassHasItsTimeAndSource(t *testing.T) {
	t.Parallel()
	for _, c := range handoff.Classes {
		if keep := handoff.KeepFor(c); keep.Days < 1 || keep.Source == "" {
			t.Errorf("%s: %+v", c, keep)
		}
	}
}

// TestForReceiver: the recipient sees the envelope and nothing else, less what
// the client took back, and nothing of it once it is over.
func TestForReceiver(t *testing.T) {
	t.Parallel()
	whole := handoff.Record{
		State: handoff.Seen, Purpose: "A bed", Note: "Text first", KeepUntil: today, RecipientName: "Harbour", SentBy: "u",
		Items: []handoff.Disclosure{
			{Line: handoff.Line{Item: handoff.NameToUse}, Shared: true, Value: "Ana"}, {Line: handoff.Line{Item: handoff.SafeContact}, Shared: true, Value: "07700"},
			{Line: handoff.Line{Item: handoff.PoliceReference, Why: "No consent"}},
		},
		Files: []handoff.File{{Number: 1, Shared: true, Line: handoff.Line{Item: handoff.Documents}}, {Number: 2, Line: handoff.Line{Item: handoff.Documents}}},
		Answers: []handoff.Logged{
			{Answer: handoff.Answer{State: handoff.NoAnswer, Details: "They never pick up"}},
			{Answer: handoff.Answer{State: handoff.QuestionAsked, Details: "A child?"}, Giver: handoff.Giver{Name: "Jo", Through: handoff.InInbox}},
			{Answer: handoff.Answer{State: handoff.Sent, Details: "No"}, By: "u"},
		},
		Chases: []handoff.Chase{{Contact: "Jo"}},
	}
	for name, tc := range map[string]struct {
		change func(*handoff.Record)
		day    int
		want   string
	}{
		"as it was sent":     {func(*handoff.Record) {}, 0, "purpose name_to_use safe_contact 1"},
		"after its last day": {func(*handoff.Record) {}, 1, ""},
		"taken back":         {func(r *handoff.Record) { r.State = handoff.Revoked }, 0, ""},
		"taken back, then closed": {func(r *handoff.Record) {
			r.State = handoff.Closed
			r.Answers = append(r.Answers, handoff.Logged{Answer: handoff.Answer{State: handoff.Revoked}})
		}, 0, ""},
		"part of it taken back":    {func(r *handoff.Record) { r.TakenBack = []handoff.Item{handoff.SafeContact} }, 0, "purpose name_to_use 1"},
		"the documents taken back": {func(r *handoff.Record) { r.TakenBack = []handoff.Item{handoff.Documents} }, 0, "purpose name_to_use safe_contact"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := whole
			r.Answers = slices.Clone(r.Answers)
			tc.change(&r)
			seen := handoff.ForReceiver(r, today.AddDays(tc.day))
			var got []string
			if seen.Purpose != "" {
				got = append(got, "purpose")
			}
			for _, d := range seen.Items {
				got = append(got, string(d.Item))
			}
			for _, f := range seen.Files {
				got = append(got, strconv.Itoa(f.Number))
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
			for _, a := range seen.Answers {
				if a.State == handoff.NoAnswer || len(seen.Chases) > 0 || seen.RecipientName != "" {
					t.Errorf("the sender's own notes are shown: %+v", seen)
				}
			}
		})
	}
}

func TestDigest_changesWithWhatWasSent(t *testing.T) {
	t.Parallel()
	r := handoff.Record{ID: "h", Purpose: "A bed", Items: []handoff.Disclosure{{Line: handoff.Line{Item: handoff.NameToUse}, Shared: true, Value: "Ana"}}}
	r.SHA256 = handoff.Digest(r)
	if !r.Intact() {
		t.Error("as it was sent it does not match its seal")
	}
	r.State, r.ClosedAt = handoff.Closed, time.Unix(9, 0)
	if !r.Intact() {
		t.Error("an answer breaks the seal")
	}
	r.Items[0].Value = "Anna"
	if r.Intact() {
		t.Error("another name keeps the seal")
	}
}

func TestCheckChase(t *testing.T) {
	t.Parallel()
	good := handoff.Chase{How: handoff.ByPhone, Contact: "Jo", Said: "Busy", NextOn: today.AddDays(1)}
	for name, tc := range map[string]struct {
		state  handoff.State
		change func(*handoff.Chase)
		want   string
	}{
		"asked":                      {handoff.Sent, func(*handoff.Chase) {}, ""},
		"accepted, no contact yet":   {handoff.Accepted, func(*handoff.Chase) {}, ""},
		"of one that was declined":   {handoff.Refused, func(*handoff.Chase) {}, "conflict"},
		"of one that was taken back": {handoff.Revoked, func(*handoff.Chase) {}, "conflict"},
		"nobody named":               {handoff.Seen, func(c *handoff.Chase) { c.Contact = "" }, "chase_contact"},
		"nothing said":               {handoff.Seen, func(c *handoff.Chase) { c.Said = " " }, "chase_said"},
		"by an inbox":                {handoff.Seen, func(c *handoff.Chase) { c.How = handoff.ToInbox }, "chase_how"},
		"no day to ask again":        {handoff.NoAnswer, func(c *handoff.Chase) { c.NextOn = calendar.Date{} }, "chase_next"},
		"a day that is over":         {handoff.NoAnswer, func(c *handoff.Chase) { c.NextOn = today.AddDays(-1) }, "chase_next"},
		"a day in a month":           {handoff.NoAnswer, func(c *handoff.Chase) { c.NextOn = today.AddDays(30) }, "chase_next"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := good
			tc.change(&c)
			err := handoff.CheckChase(tc.state, c, today)
			got := ""
			var invalid *fault.Invalid
			var conflict *fault.Conflict
			switch {
			case errors.As(err, &invalid):
				got = invalid.Problems[0].Field
			case errors.As(err, &conflict):
				got = "conflict"
			}
			if got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

// TestScriptFor tries the ways the directory knows one after the other, and
// never names the client.
func TestScriptFor(t *testing.T) {
	t.Parallel()
	entry := directory.Entry{ID: "E", Phones: []string{"020 7946 0000"}, Email: "desk@example.org"}
	r := handoff.Record{State: handoff.Sent, SentAt: time.Date(2026, 5, 18, 9, 0, 0, 0, time.UTC)}
	var tried []string
	for _, how := range []handoff.SentHow{handoff.ByPost, handoff.ByPhone, handoff.BySecureEmail, handoff.InPerson} {
		tried = append(tried, handoff.ScriptFor(r, "Northside Refuge", entry).Try)
		r.Chases = append(r.Chases, handoff.Chase{How: how})
	}
	want := []string{"Call 020 7946 0000", "Call 020 7946 0000", "Write to desk@example.org by secure email", "Go there, or ask a partner who works with them"}
	if diff := cmp.Diff(want, tried); diff != "" {
		t.Error(diff)
	}
	if last := handoff.ScriptFor(r, "Northside Refuge", entry); !strings.Contains(last.Else, "another service") || len(last.Say) < 4 {
		t.Errorf("%+v", last)
	}
	if none := handoff.ScriptFor(handoff.Record{State: handoff.Accepted}, "Northside Refuge", directory.Entry{}); none.Try == "" || !strings.Contains(strings.Join(none.Say, " "), "You accepted it") {
		t.Errorf("%+v", none)
	}
}
