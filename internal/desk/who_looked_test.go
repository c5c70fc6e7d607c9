package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/looks"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func lookAt(t *testing.T, o *sample.Office, who staff.Actor, ref casefile.Ref) {
	t.Helper()
	if _, err := o.Desk.CaseFile(t.Context(), who, ref); err != nil {
		t.Fatal(err)
	}
}

func whoLooked(t *testing.T, o *sample.Office, who staff.Actor, ref casefile.Ref, before int64) desk.WhoLooked {
	t.Helper()
	page, err := o.Desk.WhoLooked(t.Context(), who, ref, before)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func london(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", clock, calendar.London())
	if err != nil {
		panic(err)
	}
	return t
}

func patterns(odd []looks.Odd) []looks.Pattern {
	var list []looks.Pattern
	for _, o := range odd {
		list = append(list, o.Pattern)
	}
	return list
}

// TestWhoLooked_tellsWhoDidWhatOnEachDay has two people of the team at work on
// two days.
func TestWhoLooked_tellsWhoDidWhatOnEachDay(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	lookAt(t, o, o.Colleague, ref)
	o.Move(sample.Now.Add(5 * time.Minute))
	lookAt(t, o, o.Colleague, ref)
	o.MoveDays(1)
	if err := o.Desk.ReassignCase(t.Context(), o.Supervisor, o.Edit(t, ref), o.Colleague.UserID, "Casey is off sick"); err != nil {
		t.Fatal(err)
	}
	page := whoLooked(t, o, o.Supervisor, ref, 0)
	if len(page.Days) != 3 || page.Next != 0 {
		t.Fatalf("%d people and days, want 3: %+v", len(page.Days), page.Days)
	}
	first, second := page.Days[0], page.Days[1]
	if first.By != "Sue Supervisor" || first.Day != sample.Today.AddDays(1) {
		t.Errorf("the newest is %s on %s", first.By, first.Day)
	}
	i := slices.IndexFunc(first.Acts, func(a desk.LookAct) bool { return a.Action == "case.reassign" })
	if i < 0 || !first.Acts[i].Changed || !slices.Equal(first.Acts[i].Reasons, []string{"Casey is off sick"}) {
		t.Errorf("what the supervisor did is told as %+v", first.Acts)
	}
	if second.By != "Colin Colleague" || len(second.Acts) != 1 || second.Acts[0].Times != 2 || second.Acts[0].Last.Sub(second.Acts[0].First) != 5*time.Minute {
		t.Errorf("two looks are told as %+v", second)
	}
	for _, d := range page.Days {
		if len(d.Odd) > 0 {
			t.Errorf("%s is asked about: %v", d.By, d.Odd)
		}
	}
}

// TestWhoLooked_isForThoseWhoCheck asks as everybody: the supervisor sees the
// case around it, who checks sees no client and no reason.
func TestWhoLooked_isForThoseWhoCheck(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	if err := o.Desk.ReassignCase(t.Context(), o.Supervisor, o.Edit(t, ref), o.Colleague.UserID, "Ana Testova asked for him"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		who  staff.Actor
		want error
		head bool
	}{
		{o.Supervisor, nil, true}, {o.Auditor, nil, false}, {o.Admin, nil, false},
		{o.Caseworker, fault.Forbidden, false}, {o.OtherTeam, fault.Forbidden, false}, {o.Stranger, fault.NotFound, false},
	} {
		page, err := o.Desk.WhoLooked(t.Context(), test.who, ref, 0)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.who.Name, err, test.want)
		}
		if err != nil {
			continue
		}
		if (page.Head != nil) != test.head {
			t.Errorf("%s: sees the client is %v", test.who.Name, page.Head != nil)
		}
		for _, d := range page.Days {
			for _, a := range d.Acts {
				if a.Action == "case.reassign" && (!a.Asked || (len(a.Reasons) > 0) != test.head) {
					t.Errorf("%s: the reason is shown as %v, asked for is %v", test.who.Name, a.Reasons, a.Asked)
				}
			}
		}
	}
	for who, want := range map[*staff.Actor]error{&o.Supervisor: nil, &o.Auditor: nil, &o.Admin: nil, &o.Caseworker: fault.Forbidden} {
		if _, err := o.Desk.OddLooks(t.Context(), *who, calendar.Date{}); !errors.Is(err, want) {
			t.Errorf("odd looks for %s: %v, want %v", who.Name, err, want)
		}
	}
}

// TestWhoLooked_seesARefusal has somebody of another team try the address at
// night: they learn nothing, and those who check see that they tried.
func TestWhoLooked_seesARefusal(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Move(london("2026-05-20 23:40"))
	if _, err := o.Desk.CaseFile(t.Context(), o.OtherTeam, ref); !errors.Is(err, fault.NotFound) {
		t.Fatalf("the other team gets %v", err)
	}
	if err := o.Desk.AddNote(t.Context(), o.OtherTeam, desk.Edit{Ref: ref, Version: 1}, "x"); !errors.Is(err, fault.NotFound) {
		t.Fatalf("the other team gets %v", err)
	}
	if _, err := o.Desk.CaseFile(t.Context(), o.Stranger, ref); !errors.Is(err, fault.NotFound) {
		t.Fatalf("another organisation gets %v", err)
	}
	o.Move(london("2026-05-21 09:00"))
	page := whoLooked(t, o, o.Auditor, ref, 0)
	if len(page.Days) != 2 {
		t.Fatalf("%d people and days, want 2: %+v", len(page.Days), page.Days)
	}
	tried := page.Days[0]
	if tried.By != "Otto Otherteam" || len(tried.Acts) != 2 || tried.Acts[0].AskedFor != "case.view" || tried.Acts[1].AskedFor != "case.add_note" {
		t.Errorf("the refusals are told as %+v", tried)
	}
	if got, want := patterns(tried.Odd), []looks.Pattern{looks.WasRefused, looks.AtNight}; !slices.Equal(got, want) {
		t.Errorf("odd as %v, want %v", got, want)
	}
	for who, own := range map[*staff.Actor]bool{&o.Auditor: false, &o.Admin: false, &o.Supervisor: true} {
		odd, err := o.Desk.OddLooks(t.Context(), *who, calendar.Date{})
		if err != nil || odd.Own != own || len(odd.Days) != 1 || odd.Days[0].By != "Otto Otherteam" || len(odd.Days[0].Cases) != 1 || odd.Days[0].Cases[0].Ref != ref {
			t.Errorf("%s: odd looks are %+v, %v", who.Name, odd, err)
		}
	}
	if odd, err := o.Desk.OddLooks(t.Context(), o.Stranger, calendar.Date{}); err != nil || len(odd.Days) != 0 {
		t.Errorf("another organisation sees %+v, %v", odd, err)
	}
}

// TestWhoLooked_asksAboutWorkThatEnded follows the people a case passed
// through, a client's identity and a crowd of cases.
func TestWhoLooked_asksAboutWorkThatEnded(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	reference := registered(t, o)
	if err := o.Desk.ReassignCase(t.Context(), o.Supervisor, o.Edit(t, ref), o.Colleague.UserID, "Other hours"); err != nil {
		t.Fatal(err)
	}
	o.MoveDays(8)
	lookAt(t, o, o.Caseworker, ref)
	if _, err := o.Desk.ShowIdentity(t.Context(), o.Auditor, reference, "The client complained and has to be found"); err != nil {
		t.Fatal(err)
	}
	o.Move(london("2026-05-26 12:00"))
	many := looks.MeasuresOn(o.Desk.Today()).ManyCases
	for range many {
		lookAt(t, o, o.Colleague, o.Case(t, sample.Adult(calendar.England)))
	}
	lookAt(t, o, o.Colleague, ref)
	page := whoLooked(t, o, o.Auditor, ref, 0)
	got := map[string][]looks.Pattern{}
	for _, d := range page.Days {
		if d.Day.Equal(o.Desk.Today()) {
			got[d.By] = patterns(d.Odd)
		}
	}
	for who, want := range map[string][]looks.Pattern{
		"Casey Caseworker": {looks.AfterHandover}, "Colin Colleague": {looks.ManyCases}, "Audrey Auditor": {looks.ShownIdentity},
	} {
		if !slices.Equal(got[who], want) {
			t.Errorf("%s: odd as %v, want %v", who, got[who], want)
		}
	}
	odd, err := o.Desk.OddLooks(t.Context(), o.Supervisor, calendar.Date{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range odd.Days {
		if d.By == "Colin Colleague" && (d.Crowd.Pattern != looks.ManyCases || len(d.Cases) > 0) {
			t.Errorf("a crowd of cases is listed as %+v", d)
		}
	}
	if len(odd.Days) != 3 {
		t.Errorf("%d people are asked about, want 3", len(odd.Days))
	}
}

// TestWhoLooked_pagesByWholeDays has somebody look on many days: no day stands
// on two pages, and none is lost.
func TestWhoLooked_pagesByWholeDays(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	const days = 45
	for range days {
		o.MoveDays(1)
		lookAt(t, o, o.Caseworker, ref)
	}
	seen := map[calendar.Date]int{}
	for before, pages := int64(0), 0; ; pages++ {
		page := whoLooked(t, o, o.Supervisor, ref, before)
		for _, d := range page.Days {
			if d.By == "Casey Caseworker" {
				seen[d.Day]++
			}
		}
		if before = page.Next; before == 0 {
			break
		}
		if pages > 5 {
			t.Fatal("the pages do not end")
		}
	}
	if len(seen) != days+1 {
		t.Errorf("%d days are told, want %d", len(seen), days+1)
	}
	for day, times := range seen {
		if times != 1 {
			t.Errorf("%s stands there %d times", day, times)
		}
	}
	var oldest calendar.Date
	for from, pages := (calendar.Date{}), 0; ; pages++ {
		odd, err := o.Desk.OddLooks(t.Context(), o.Auditor, from)
		if err != nil {
			t.Fatal(err)
		}
		oldest = odd.From
		if from = odd.Next; from.IsZero() {
			break
		}
		if pages > desk.OddLooksBack {
			t.Fatal("the pages do not end")
		}
	}
	if back := oldest.DaysUntil(o.Desk.Today()); back != desk.OddLooksBack-1 {
		t.Errorf("looked back %d days", back)
	}
}
