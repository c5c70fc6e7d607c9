package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

// agreedCase is the case of an adult who agreed to everything.
func agreedCase(t *testing.T, o *sample.Office) casefile.Ref {
	t.Helper()
	ref := adultCase(t, o)
	o.Consented(t, ref)
	return ref
}

func fieldsOf(err error) []string {
	var invalid *fault.Invalid
	if !errors.As(err, &invalid) {
		return nil
	}
	var fields []string
	for _, p := range invalid.Problems {
		fields = append(fields, p.Field+"/"+p.Code)
	}
	return fields
}

func TestSendHandoff_keepsTheEnvelopeAsItWasSent(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	draft := sample.Envelope()
	draft.Wanted = append(draft.Wanted, handoff.AccountSummary)
	draft.Said = map[handoff.Item]string{handoff.AccountSummary: "Worked without pay.", handoff.Documents: "not chosen"}
	number, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), draft)
	if err != nil || number != 1 {
		t.Fatal(number, err)
	}
	file, err := o.Desk.Handoff(t.Context(), o.Colleague, ref, number)
	if err != nil {
		t.Fatal(err)
	}
	h := file.Handoff
	got := map[handoff.Item]string{}
	for _, d := range h.Items {
		if d.Shared {
			got[d.Item] = d.Value
			if d.RecordID == "" || !strings.HasPrefix(d.Why, "Consent given on") {
				t.Errorf("%s rests on nothing: %+v", d.Item, d)
			}
		} else if d.Value != "" {
			t.Errorf("%s was left out but kept a value", d.Item)
		}
	}
	want := map[handoff.Item]string{
		handoff.NameToUse:      "Ana Testova",
		handoff.Language:       "Albanian, interpreter needed",
		handoff.SafeContact:    "Phone call\n07700 900123, after 10am\nDo not leave a voicemail",
		handoff.AccountSummary: "Worked without pay.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if h.State != handoff.Sent || h.Purpose != draft.Purpose || h.Note != draft.Note || h.RecipientName != "The Salvation Army, Adult support in England and Wales" {
		t.Errorf("%+v", h)
	}
	if answer, contact := sample.Now.Add(24*time.Hour), sample.Now.Add(48*time.Hour); !h.AnswerDueAt.Equal(answer) || !h.ContactDueAt.Equal(contact) {
		t.Errorf("answer due %s, want %s; first contact due %s, want %s", h.AnswerDueAt, answer, h.ContactDueAt, contact)
	}
	if len(h.Items) != len(handoff.Items) {
		t.Errorf("%d lines in the envelope, want %d", len(h.Items), len(handoff.Items))
	}
}

func TestSendHandoff_asksConsentAtTheMomentOfSending(t *testing.T) {
	t.Parallel()
	no := func(change func(*consent.Record)) func(*testing.T, *sample.Office, casefile.Ref) {
		return func(t *testing.T, o *sample.Office, ref casefile.Ref) { o.WithConsent(t, ref, change) }
	}
	for name, tc := range map[string]struct {
		between func(*testing.T, *sample.Office, casefile.Ref)
		want    []string
	}{
		"nothing changed":       {func(*testing.T, *sample.Office, casefile.Ref) {}, nil},
		"sharing refused since": {no(func(r *consent.Record) { r.ShareSupport = consent.No }), []string{"items/no_consent"}},
		"more time asked since": {no(func(r *consent.Record) {
			r.ShareSupport, r.ReviewOn = consent.NeedsMoreTime, sample.Today.AddDays(7)
		}), []string{"items/no_consent"}},
		"withdrawn since":             {func(t *testing.T, o *sample.Office, ref casefile.Ref) { o.Withdrawn(t, ref) }, []string{"items/no_consent"}},
		"only the police are refused": {no(func(r *consent.Record) { r.SharePolice = consent.No }), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			ref := agreedCase(t, o)
			if _, err := o.Desk.PrepareHandoff(t.Context(), o.Caseworker, ref); err != nil {
				t.Fatal(err)
			}
			tc.between(t, o, ref)
			_, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Envelope())
			if diff := cmp.Diff(tc.want, fieldsOf(err)); diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
			list, err := o.Desk.CaseHandoffs(t.Context(), o.Caseworker, ref)
			if err != nil || (len(list.Sent) == 1) != (tc.want == nil) {
				t.Errorf("%d handoffs, %v", len(list.Sent), err)
			}
		})
	}
}

func TestSendHandoff_childNeedsNoConsentButAnExplanation(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Child(calendar.Scotland))
	council := handoff.Draft{
		RecipientName: "Children's services", Class: handoff.LocalAuthority, Purpose: "Safeguarding",
		Wanted: []handoff.Item{handoff.NameToUse}, SentHow: handoff.ByPhone, Contact: "Jo", ChaseOn: sample.Today.AddDays(1), KeepUntil: sample.Today.AddDays(90),
	}
	if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), council); err != nil {
		t.Errorf("the local authority is told at once: %v", err)
	}
	guardian := council
	guardian.Class = handoff.SupportProvider
	_, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), guardian)
	if !slices.Contains(fieldsOf(err), "items/no_consent") {
		t.Errorf("a support provider before the explanation: %v", err)
	}
	o.ConsentNotRequired(t, ref)
	if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), guardian); err != nil {
		t.Errorf("a support provider after the explanation: %v", err)
	}
}

func TestSendHandoff_badInput(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	for name, tc := range map[string]struct {
		change func(*handoff.Draft)
		want   string
	}{
		"nothing at all":          {func(d *handoff.Draft) { *d = handoff.Draft{} }, "recipient_name/required"},
		"a closed service":        {func(d *handoff.Draft) { d.Entry = "DIR-017" }, "directory_entry/cannot_be_chosen"},
		"a duplicate entry":       {func(d *handoff.Draft) { d.Entry = "DIR-009" }, "directory_entry/cannot_be_chosen"},
		"no such entry":           {func(d *handoff.Draft) { d.Entry = "DIR-999" }, "directory_entry/not_in_list"},
		"unverified, unconfirmed": {func(d *handoff.Draft) { d.Entry = "DIR-032" }, "confirmed_current/required"},
		"no purpose":              {func(d *handoff.Draft) { d.Purpose = " \n" }, "purpose/required"},
		"twenty kilobytes":        {func(d *handoff.Draft) { d.Purpose = strings.Repeat("é", 20_000) }, "purpose/too_long"},
		"an item of our own":      {func(d *handoff.Draft) { d.Wanted = []handoff.Item{"everything"} }, "items/not_in_list"},
		"an item without words":   {func(d *handoff.Draft) { d.Wanted = []handoff.Item{handoff.SupportWanted} }, "say_support_wanted/required"},
		"by pigeon":               {func(d *handoff.Draft) { d.SentHow = "pigeon" }, "sent_how/select_one"},
	} {
		d := sample.Envelope()
		tc.change(&d)
		_, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), d)
		if !slices.Contains(fieldsOf(err), tc.want) {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
	if c := o.Read(t, ref); c.Version != 2 {
		t.Errorf("something was saved: version %d", c.Version)
	}
}

func TestSendHandoff_twoPressesAreOneHandoff(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	e := o.Edit(t, ref)
	for _, want := range []int{1, 0} {
		if got, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, e, sample.Envelope()); got != want || err != nil {
			t.Errorf("got %d, %v; want %d", got, err, want)
		}
	}
	if second := o.HandedOver(t, ref); second != 2 {
		t.Errorf("the next handoff has number %d", second)
	}
}

func TestHandoff_refusals(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	stale := o.Edit(t, ref)
	number := o.HandedOver(t, ref)
	acts := map[string]func(staff.Actor, desk.Edit) error{
		"send": func(a staff.Actor, e desk.Edit) error {
			_, err := o.Desk.SendHandoff(t.Context(), a, e, sample.Envelope())
			return err
		},
		"answer": func(a staff.Actor, e desk.Edit) error {
			return o.Desk.AnswerHandoff(t.Context(), a, e, number, handoff.Answer{State: handoff.Seen})
		},
		"take back": func(a staff.Actor, e desk.Edit) error {
			return o.Desk.RevokeHandoff(t.Context(), a, e, number, handoff.Answer{Details: "told by phone"})
		},
		"close": func(a staff.Actor, e desk.Edit) error {
			return o.Desk.CloseHandoff(t.Context(), a, e, number, handoff.Answer{Outcome: handoff.AdviceGiven})
		},
	}
	reads := map[string]func(staff.Actor) error{
		"prepare":  func(a staff.Actor) error { _, err := o.Desk.PrepareHandoff(t.Context(), a, ref); return err },
		"list":     func(a staff.Actor) error { _, err := o.Desk.CaseHandoffs(t.Context(), a, ref); return err },
		"read one": func(a staff.Actor) error { _, err := o.Desk.Handoff(t.Context(), a, ref, number); return err },
	}
	for name, read := range reads {
		acts[name] = func(a staff.Actor, _ desk.Edit) error { return read(a) }
	}
	for name, act := range acts {
		for role, tc := range map[string]struct {
			actor staff.Actor
			want  error
		}{
			"auditor": {o.Auditor, fault.Forbidden}, "admin": {o.Admin, fault.Forbidden},
			"another team": {o.OtherTeam, fault.NotFound}, "another organisation": {o.Stranger, fault.NotFound},
		} {
			if err := act(tc.actor, o.Edit(t, ref)); !errors.Is(err, tc.want) {
				t.Errorf("%s by %s: %v, want %v", name, role, err, tc.want)
			}
		}
		var conflict *fault.Conflict
		if err := act(o.Caseworker, stale); reads[name] == nil && !errors.As(err, &conflict) {
			t.Errorf("%s on a stale case: %v", name, err)
		}
	}
	if _, err := o.Desk.Handoff(t.Context(), o.Caseworker, ref, 7); !errors.Is(err, fault.NotFound) {
		t.Errorf("a handoff that does not exist: %v", err)
	}
	if c := o.Read(t, ref); c.Version != 3 {
		t.Errorf("something was done: version %d", c.Version)
	}
}
