package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

type said = map[need.Code]need.State

func askedNeeds(t *testing.T, o *sample.Office, ref casefile.Ref, answers said, finished bool) {
	t.Helper()
	if err := o.Desk.CheckNeeds(t.Context(), o.Caseworker, o.Edit(t, ref), answers, "", finished); err != nil {
		t.Fatal(err)
	}
}

func needsOf(t *testing.T, o *sample.Office, ref casefile.Ref) desk.Needs {
	t.Helper()
	n, err := o.Desk.Needs(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func stateOf(t *testing.T, o *sample.Office, ref casefile.Ref, code need.Code) need.State {
	t.Helper()
	s, _ := needsOf(t, o, ref).Sheet.Find(code)
	return s.State
}

// A needs check is asked for at set points; a half-made one stays open, a
// finished one settles the step and the next is due four weeks later.
func TestCheckNeeds_isAskedForAgain(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	if !has(openSteps(t, o, ref), "NEEDS-START") {
		t.Fatalf("nobody is asked to make a needs check: %v", openSteps(t, o, ref))
	}
	askedNeeds(t, o, ref, said{"safe_place": need.Wanted}, false)
	if n := needsOf(t, o, ref); len(n.Checks) != 1 || !has(openSteps(t, o, ref), "NEEDS-START") {
		t.Errorf("half a check counts as made: %v", openSteps(t, o, ref))
	} else if _, begun := n.Begun(); !begun {
		t.Error("the check is not to be gone on with")
	}
	askedNeeds(t, o, ref, said{"medical": need.NoNeed, "money": need.Met}, true)
	n := needsOf(t, o, ref)
	if s, _ := n.Sheet.Find("safe_place"); s.State != need.Wanted || len(n.Sheet.NotAsked()) == 0 {
		t.Errorf("what was not asked again did not stay: %+v", s.Entry)
	}
	if _, begun := n.Begun(); begun || len(n.Checks) != 2 {
		t.Error("the finished check is still to be gone on with")
	}
	ids := openSteps(t, o, ref)
	if has(ids, "NEEDS-START") || !has(ids, "NEEDS-AGAIN") {
		t.Errorf("after the check: %v", ids)
	}
	if again := stepOf(t, o, ref, "NEEDS-AGAIN"); again.Due != sample.Today.AddDays(28) {
		t.Errorf("asked again on %s", again.Due)
	}
	if start := stepOf(t, o, ref, "NEEDS-START"); start.State.Label() != "Done" || len(start.Entries) != 1 {
		t.Errorf("the step that asked for it is %q", start.State.Label())
	}
	o.MoveDays(1)
	o.Decided(t, ref, decision.RG, decision.Positive, sample.Today)
	if !has(openSteps(t, o, ref), "NEEDS-AGAIN") {
		t.Errorf("after the decision: %v", openSteps(t, o, ref))
	}
}

// What somebody wants and nobody sees to becomes a step, until somebody owns it
// or a handoff is made for it.
func TestSetNeed_somebodySeesToIt(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.Scotland)
	askedNeeds(t, o, ref, said{"coping": need.Wanted}, true)
	if step := stepOf(t, o, ref, "NEEDS-UNHELD"); step.Due != sample.Today.AddDays(2) {
		t.Errorf("%+v", step)
	}
	set := func(actor staff.Actor, code need.Code, state need.State, owner, note string) string {
		return kindOf(o.Desk.SetNeed(t.Context(), actor, o.Edit(t, ref), code, state, owner, note))
	}
	for name, got := range map[string][2]string{
		"an auditor":              {set(o.Auditor, "coping", need.Met, "", ""), "forbidden"},
		"an admin":                {set(o.Admin, "coping", need.Met, "", ""), "forbidden"},
		"another team":            {set(o.OtherTeam, "coping", need.Met, "", ""), "not found"},
		"another organisation":    {set(o.Stranger, "coping", need.Met, "", ""), "not found"},
		"no state":                {set(o.Caseworker, "coping", "", "", ""), "invalid: need_state: select_one"},
		"a state of nobody":       {set(o.Caseworker, "coping", "happy", "", ""), "invalid: need_state: select_one"},
		"an owner elsewhere":      {set(o.Caseworker, "coping", need.Wanted, o.OtherTeam.UserID, ""), "invalid: need_owner: not_in_list"},
		"a note like a book":      {set(o.Caseworker, "coping", need.Wanted, "", strings.Repeat("x", 2001)), "invalid: need_note: too_long"},
		"a need nobody listed":    {set(o.Caseworker, "luck", need.Wanted, "", ""), "not found"},
		"a guardian, of an adult": {set(o.Caseworker, "guardian", need.Wanted, "", ""), "not found"},
		"nothing changes":         {set(o.Caseworker, "coping", need.Wanted, "", " "), "conflict"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %s, want %s", name, got[0], got[1])
		}
	}
	if err := set(o.Caseworker, "coping", need.BeingArranged, o.Colleague.UserID, "Rang the counselling service"); err != "" {
		t.Fatal(err)
	}
	if ids := openSteps(t, o, ref); has(ids, "NEEDS-UNHELD") {
		t.Errorf("somebody sees to it: %v", ids)
	}
	s, _ := needsOf(t, o, ref).Sheet.Find("coping")
	if s.Owner != o.Colleague.UserID || len(s.History) != 2 || s.Note != "Rang the counselling service" {
		t.Errorf("%+v", s)
	}
	stale := o.Edit(t, ref)
	if err := set(o.Caseworker, "coping", need.Met, o.Colleague.UserID, ""); err != "" {
		t.Fatal(err)
	}
	if err := o.Desk.CheckNeeds(t.Context(), o.Caseworker, stale, said{"coping": need.Wanted}, "", true); kindOf(err) != "conflict" {
		t.Errorf("a stale form: %v", err)
	}
	if changes := needsOf(t, o, ref).Sheet.Since(0); len(changes) != 1 || changes[0].To != need.Met {
		t.Errorf("%+v", changes)
	}
}

// A handoff made for needs shows on them; closing it says what became of each.
func TestHandoff_takesUpAndSettlesNeeds(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	askedNeeds(t, o, ref, said{"safe_place": need.Wanted, "support_worker": need.Wanted, "money": need.Wanted}, true)
	draft := sample.Envelope()
	draft.Needs = []need.Code{"luck"}
	if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), draft); kindOf(err) != "invalid: handoff_needs: not_in_list" {
		t.Errorf("a need nobody listed: %v", err)
	}
	draft.Needs = []need.Code{"safe_place", "support_worker", "money", "money"}
	number, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), draft)
	if err != nil {
		t.Fatal(err)
	}
	n := needsOf(t, o, ref)
	if s, _ := n.Sheet.Find("safe_place"); s.State != need.BeingArranged || !s.InHand || s.Unheld() || len(n.Handoffs["safe_place"]) != 1 {
		t.Errorf("after sending: %+v", s)
	}
	if has(openSteps(t, o, ref), "NEEDS-UNHELD") {
		t.Error("a need in hand is a step")
	}
	file, err := o.Desk.Handoff(t.Context(), o.Caseworker, ref, number)
	if err != nil || !slices.Equal(file.Needs, []need.Code{"money", "safe_place", "support_worker"}) {
		t.Fatalf("%v, %v", file.Needs, err)
	}
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.Refused, Details: "Full"})
	if !has(openSteps(t, o, ref), "NEEDS-UNHELD") {
		t.Error("the refusal leaves the needs with nobody, and no step says so")
	}
	end := handoff.Answer{Outcome: handoff.NotTakenUp, Needs: said{"money": need.Met, "safe_place": "happy"}}
	if err := o.Desk.CloseHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), number, end); kindOf(err) != "invalid: need_safe_place: not_in_list" {
		t.Errorf("a state of nobody: %v", err)
	}
	end.Needs = said{"money": need.Met}
	if err := o.Desk.CloseHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), number, end); err != nil {
		t.Fatal(err)
	}
	for code, want := range (said{"safe_place": need.Wanted, "support_worker": need.Wanted, "money": need.Met}) {
		if got := stateOf(t, o, ref, code); got != want {
			t.Errorf("%s is %q, want %q", code, got, want)
		}
	}
}

func TestCheckNeeds_refuses(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.NorthernIreland)
	check := func(actor staff.Actor, answers said, note string) string {
		return kindOf(o.Desk.CheckNeeds(t.Context(), actor, o.Edit(t, ref), answers, note, true))
	}
	for name, got := range map[string][2]string{
		"an auditor":         {check(o.Auditor, nil, ""), "forbidden"},
		"another team":       {check(o.OtherTeam, nil, ""), "not found"},
		"a state of nobody":  {check(o.Caseworker, said{"money": "happy"}, ""), "invalid: need_money: not_in_list"},
		"a note like a book": {check(o.Caseworker, nil, strings.Repeat("x", 2001)), "invalid: need_note: too_long"},
		"nothing asked":      {check(o.Caseworker, nil, "Too tired today"), ""},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %s, want %s", name, got[0], got[1])
		}
	}
	if _, err := o.Desk.Needs(t.Context(), o.Auditor, ref); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an auditor reads them: %v", err)
	}
}

func TestRecordWishes(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	record := func(actor staff.Actor, w need.Wishes) string {
		return kindOf(o.Desk.RecordWishes(t.Context(), actor, o.Edit(t, ref), w))
	}
	wish := need.Wishes{Interviewer: need.Woman, Unsafe: "Leeds\nScotland", Sayer: need.ClientSaid}
	for name, got := range map[string][2]string{
		"an auditor":   {record(o.Auditor, wish), "forbidden"},
		"another team": {record(o.OtherTeam, wish), "not found"},
		"nobody":       {record(o.Caseworker, need.Wishes{}), "invalid: wish_sayer: select_one"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %s, want %s", name, got[0], got[1])
		}
	}
	if err := record(o.Caseworker, wish); err != "" {
		t.Fatal(err)
	}
	if err := record(o.Colleague, wish); err != "conflict" {
		t.Errorf("the same again: %s", err)
	}
	o.MoveDays(1)
	wish.Interviewer = need.Either
	if err := record(o.Colleague, wish); err != "" {
		t.Fatal(err)
	}
	n := needsOf(t, o, ref)
	if len(n.Wishes) != 2 || n.Wish().Interviewer != need.Either || n.Wishes[1].Interviewer != need.Woman || n.Wish().By != o.Colleague.UserID || n.Wish().On == n.Wishes[1].On {
		t.Errorf("%+v", n.Wishes)
	}
	found, err := o.Desk.WhoCanHelp(t.Context(), o.Caseworker, ref, "safe_place")
	if err != nil || found.Wishes.Interviewer != need.Either {
		t.Fatalf("%+v, %v", found.Wishes, err)
	}
	unsafe := 0
	for _, m := range found.Matches {
		if len(m.Entry.UnsafeFor(found.Wishes)) > 0 {
			unsafe++
		}
	}
	if unsafe == 0 {
		t.Error("no service in Scotland is marked")
	}
	file, err := o.Desk.PrepareHandoff(t.Context(), o.Caseworker, ref)
	if err != nil || file.Wishes.Text() != n.Wish().Text() || file.Values[handoff.Wishes] != n.Wish().Text() {
		t.Errorf("whoever prepares a handoff sees %q, %q, %v", file.Wishes.Text(), file.Values[handoff.Wishes], err)
	}
	if line := handoff.Pack(file.Consent, handoff.Recipient{Class: handoff.SupportProvider, Name: "Somebody"}, []handoff.Item{handoff.Wishes}); len(line.Shared) > 0 {
		t.Error("the wishes leave the house without consent")
	}
}

// The move-on plan says who holds what; closing shows what nobody holds.
func TestHoldThread(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.Wales)
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	o.Decided(t, ref, decision.CG, decision.Positive, day(time.May, 18))
	askedNeeds(t, o, ref, said{"housing": need.Wanted}, true)
	hold := func(actor staff.Actor, h need.Holder) string {
		return kindOf(o.Desk.HoldThread(t.Context(), actor, o.Edit(t, ref), h))
	}
	council := need.Holder{Thread: "housing", Holding: need.HeldBySomebody, Who: "Cardiff Council housing options", Contact: "By phone", Agreed: true}
	for name, got := range map[string][2]string{
		"an auditor":                {hold(o.Auditor, council), "forbidden"},
		"another team":              {hold(o.OtherTeam, council), "not found"},
		"a thread of nobody":        {hold(o.Caseworker, need.Holder{Thread: "luck", Holding: need.HeldByClient}), "not found"},
		"a child's thread":          {hold(o.Caseworker, need.Holder{Thread: "child", Holding: need.HeldByClient}), "not found"},
		"somebody without a name":   {hold(o.Caseworker, need.Holder{Thread: "housing", Holding: need.HeldBySomebody}), "invalid: thread_who: required"},
		"nothing left, and no why":  {hold(o.Caseworker, need.Holder{Thread: "court", Holding: need.HeldByNobody}), "not found"},
		"nothing chosen":            {hold(o.Caseworker, need.Holder{Thread: "money"}), "invalid: thread_holding: select_one"},
		"the council, which agreed": {hold(o.Caseworker, council), ""},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %s, want %s", name, got[0], got[1])
		}
	}
	m, err := o.Desk.MoveOn(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	if h, _ := m.Find("housing"); h.Open() || h.Holder.Who != council.Who || len(h.Needs) == 0 {
		t.Errorf("%+v", h)
	}
	if len(m.Open()) != len(m.Plan)-1 || len(m.Dates) == 0 || len(m.Steps) == 0 || !m.CallsFrom.IsZero() {
		t.Errorf("%d of %d open, %d dates, %d steps", len(m.Open()), len(m.Plan), len(m.Dates), len(m.Steps))
	}
	c, err := o.Desk.Closing(t.Context(), o.Supervisor, ref)
	if err != nil || len(c.Threads) != len(m.Open()) || len(c.Needs) != 1 {
		t.Errorf("closing shows %d threads and %d needs, %v", len(c.Threads), len(c.Needs), err)
	}
}
