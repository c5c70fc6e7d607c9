package handoff_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/directory"
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
		if takeBack, tell := handoff.AfterWithdrawal(s); takeBack != want[0] || tell != want[1] {
			t.Errorf("%s: take back %v, tell %v; want %v", s, takeBack, tell, want)
		}
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
			"recipient_name:required recipient_class:select_one purpose:required items:select_one sent_how:select_one"},
		{"to somebody outside the directory", func(d *dr) { d.Entry, d.RecipientName, d.Class = "", "Leeds duty desk", handoff.LocalAuthority }, ""},
		{"to an entry that closed down", func(d *dr) { d.Entry = "DIR-017" }, "directory_entry:cannot_be_chosen"},
		{"to a duplicate entry", func(d *dr) { d.Entry = "DIR-008" }, "directory_entry:cannot_be_chosen"},
		{"to an emergency number", func(d *dr) { d.Entry = "DIR-001" }, "directory_entry:cannot_be_chosen recipient_class:select_one"},
		{"to an entry that is not there", func(d *dr) { d.Entry = "DIR-999" }, "directory_entry:not_in_list recipient_class:select_one"},
		{"to an unverified entry", func(d *dr) { d.Entry = "DIR-032" }, "confirmed_current:required"},
		{"to an unverified entry, checked", func(d *dr) { d.Entry, d.ConfirmedCurrent = "DIR-032", true }, ""},
		{"with an item the client said no to", func(d *dr) { d.Wanted = []handoff.Item{handoff.NameToUse, handoff.PoliceReference} }, "items:no_consent"},
		{"with an item that does not exist", func(d *dr) { d.Wanted = []handoff.Item{"shoe_size"} }, "items:not_in_list"},
		{"with nothing to share", func(d *dr) { d.Wanted = nil }, "items:select_one"},
		{"with a note of 20 KB", func(d *dr) { d.Note = strings.Repeat("x", 20_000) }, "note:too_long"},
		{"by pigeon", func(d *dr) { d.SentHow = "pigeon" }, "sent_how:select_one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := dr{
				Entry: "DIR-010", Purpose: "A safe place to stay", Wanted: []handoff.Item{handoff.NameToUse},
				SentHow: handoff.ByPhone,
			}
			tt.change(&d)
			e := handoff.Pack(adult(standing("yes", "no", "no", "yes")), provider, d.Wanted)
			var got []string
			for _, p := range handoff.Check(d, e, directory.Published(), today) {
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
