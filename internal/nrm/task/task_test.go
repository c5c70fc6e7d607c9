package task_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/task"
)

func may(day int) calendar.Date { return calendar.NewDate(2026, time.May, day) }

func happened(kinds ...string) []deadline.Event {
	events := []deadline.Event{{Kind: "date_of_birth", On: calendar.NewDate(2009, time.January, 5), Source: "born"}}
	for i, k := range kinds {
		events = append(events, deadline.Event{Kind: deadline.EventKind(k), On: may(4 + i), Source: k})
	}
	return events
}

// wanted are the steps of a case as "id day".
func wanted(a task.About) []string {
	a.Clocks = deadline.Published().Recalculate(a.Nation, a.Events)
	var list []string
	for _, s := range task.Shipped().Wanted(a) {
		list = append(list, s.Rule.ID+" "+s.Due.String())
	}
	return list
}

// What each event opens, in each nation, for whom: the steps the product
// promises, found by the start of their names.
func TestWanted(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		about task.About
		has   string
		not   string
	}{
		"positive RG in England": {task.About{Nation: calendar.England, Events: happened("referral_submitted", "rg_positive")},
			"RGP-SUPPORT-ENTRY:2026-05-07 RGP-RECOVERY-HALF:2026-05-24 WAIT-CG", "RGP-SC RGP-NI NEG MOVE RGP-CHILD AGE"},
		"positive RG in Scotland": {task.About{Nation: calendar.Scotland, Events: happened("referral_submitted", "rg_positive")}, "RGP-SC-DAY-90", "RGP-NI RGP-RECOVERY"},
		"positive RG in Northern Ireland, a child": {task.About{Nation: calendar.NorthernIreland, Age: person.Child, Events: happened("referral_submitted", "rg_positive")},
			"RGP-NI-DAY-45 RGP-CHILD-GUARDIAN-NI AGE-100", "RGP-CHILD-GUARDIAN-EW RGP-SC"},
		"negative RG in England":          {task.About{Nation: calendar.England, Events: happened("referral_submitted", "rg_negative")}, "NEG-SAFETY:2026-05-06 NEG-LAWYER NEG-JR-EW NEG-GROUNDS NEG-SEND:2026-06-02 NEG-EXIT", "NEG-JR-SC NEG-JR-NI RGP"},
		"negative CG in Scotland":         {task.About{Nation: calendar.Scotland, Events: happened("referral_submitted", "rg_positive", "cg_negative")}, "NEG-JR-SC NEG-EVIDENCE-WANTED", "NEG-JR-EW MOVE"},
		"negative RG in Northern Ireland": {task.About{Nation: calendar.NorthernIreland, Events: happened("referral_submitted", "rg_negative")}, "NEG-JR-NI", "NEG-JR-EW"},
		"reconsideration asked for":       {task.About{Nation: calendar.England, Events: happened("referral_submitted", "rg_negative", "reconsideration_requested")}, "RECON-CLIENT NEG-SAFETY", "NEG-SEND NEG-GROUNDS"},
		"refused and asked again on one day": {task.About{Nation: calendar.England, Events: []deadline.Event{
			{Kind: deadline.RGNegative, On: may(4), Source: "no"}, {Kind: deadline.ReconsiderationRequested, On: may(4), Source: "ask"},
		}}, "RECON-CLIENT NEG-SAFETY", "NEG-SEND"},
		"disqualification notice":         {task.About{Nation: calendar.England, Events: happened("referral_submitted", "rg_positive", "disqualification_notice")}, "DISQ-SOLICITOR:2026-05-07 DISQ-SEND:2026-05-14", "DISQ-AFTER"},
		"disqualification answered":       {task.About{Nation: calendar.England, Events: happened("referral_submitted", "rg_positive", "disqualification_notice", "disqualification_reply_sent")}, "RGP", "DISQ"},
		"positive CG in Wales":            {task.About{Nation: calendar.Wales, Events: happened("referral_submitted", "rg_positive", "cg_positive")}, "MOVE-RNA MOVE-HOUSING MOVE-VTS MOVE-COMPENSATION MOVE-LEGAL MOVE-HEALTH MOVE-WORK MOVE-THREADS:2026-06-06", "WAIT-CG MOVE-RNA-SC"},
		"positive CG in Northern Ireland": {task.About{Nation: calendar.NorthernIreland, Events: happened("referral_submitted", "rg_positive", "cg_positive")}, "MOVE-RNA-NI MOVE-COMPENSATION-NI MOVE-THREADS-OTHER", "MOVE-RNA-SC MOVE-THREADS:"},
		"missing":                         {task.About{Nation: calendar.England, Events: happened("referral_submitted", "client_missing")}, "MISSING-POLICE:2026-05-05 MISSING-PROVIDER", ""},
		"found again":                     {task.About{Nation: calendar.England, Events: happened("referral_submitted", "client_missing", "client_found")}, "", "MISSING"},
		"suspected exploitation again":    {task.About{Nation: calendar.England, Events: happened("retrafficking_suspected")}, "RETRAFFICKING-SAFETY:2026-05-04 RETRAFFICKING-POLICE", ""},
		"closed with calls agreed":        {task.About{Nation: calendar.England, Closed: true, Events: happened("rg_positive", "cg_positive", "follow_up_agreed")}, "FOLLOW-UP-1M:2026-06-06 FOLLOW-UP-3M:2026-08-06 FOLLOW-UP-6M:2026-11-06", "MOVE RGP"},
		"the referral waits":              {task.About{Nation: calendar.England, Events: happened("referral_submitted")}, "WAIT-RG:2026-08-04", "RGP"},
		"a decision of years ago":         {task.About{Nation: calendar.England, Events: happened("rg_negative"), Today: calendar.NewDate(2028, time.May, 1)}, "", "NEG"},
		"removal under the convention":    {task.About{Nation: calendar.England, Events: happened("rg_negative", "ecat_return_planned")}, "NEG-ECAT", ""},
		"withdrawn":                       {task.About{Nation: calendar.England, Events: happened("referral_submitted", "rg_positive", "withdrawn")}, "", "RGP WAIT"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.about.Today.IsZero() {
				tt.about.Today = may(18)
			}
			got := wanted(tt.about)
			for _, want := range strings.Fields(tt.has) {
				want = strings.ReplaceAll(want, ":", " ")
				if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }) {
					t.Errorf("no %s in %v", want, got)
				}
			}
			for _, unwanted := range strings.Fields(tt.not) {
				unwanted = strings.ReplaceAll(unwanted, ":", " ")
				if slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, unwanted) }) {
					t.Errorf("%s in %v", unwanted, got)
				}
			}
		})
	}
}

// A child, and somebody who may be one, is safeguarded from the first day, by
// whoever does that in the nation.
func TestWanted_safeguardingFromTheStart(t *testing.T) {
	t.Parallel()
	everyChild := "CHILD-SAFE CHILD-PLAN CHILD-TELL"
	nations := map[calendar.Nation]string{
		calendar.England: "EW", calendar.Wales: "EW", calendar.Scotland: "SC", calendar.NorthernIreland: "NI",
	}
	started := []deadline.Event{{Kind: deadline.CaseOpened, On: may(18), Source: "case"}}
	late := append([]deadline.Event{{Kind: deadline.FoundUnder18, On: may(18), Source: "assessment"}}, deadline.Event{Kind: deadline.CaseOpened, On: calendar.NewDate(2025, time.May, 1), Source: "case"})
	for nation, where := range nations {
		here := strings.ReplaceAll(everyChild+" CHILD-LA-X CHILD-GUARDIAN-X", "X", where)
		for name, tt := range map[string]struct {
			age    person.AgeBand
			events []deadline.Event
			want   string
		}{
			"child":                           {person.Child, started, here},
			"age unsure":                      {person.AgeUnsure, started, here + " UNSURE-AGE-" + where},
			"adult":                           {person.Adult, started, ""},
			"adult of old, found to be child": {person.Child, late, here},
			"and an adult after all":          {person.Adult, late, ""},
		} {
			var got []string
			for _, s := range task.Shipped().Wanted(task.About{Nation: nation, Age: tt.age, Events: tt.events, Today: may(18)}) {
				if s.Rule.Heading != "Safeguarding" {
					continue
				}
				got = append(got, s.Rule.ID)
				if s.Rule.Source == "" || s.Due.After(may(23)) || s.Due.Before(may(18)) {
					t.Errorf("%s, %s: %+v", nation, name, s)
				}
			}
			want := strings.Fields(tt.want)
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s, %s: %s", nation, name, diff)
			}
		}
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	a := task.About{Nation: calendar.England, Events: happened("retrafficking_suspected"), Today: may(18)}
	steps := task.Shipped().Wanted(a)
	kept := func(s task.State, due calendar.Date) []task.Task {
		var list []task.Task
		for _, w := range steps {
			list = append(list, task.Task{RuleID: w.Rule.ID, Source: w.Source, On: w.On, Due: due, State: s})
		}
		return list
	}
	same := kept(task.Open, calendar.Date{})
	for i := range same {
		same[i].Due = steps[i].Due
	}
	for name, tt := range map[string]struct {
		kept                  []task.Task
		wanted                []task.Step
		add, move, end, again int
	}{
		"nothing kept":                   {nil, steps, len(steps), 0, 0, 0},
		"kept already":                   {same, steps, 0, 0, 0, 0},
		"the day moved":                  {kept(task.Open, may(1)), steps, 0, len(steps), 0, 0},
		"done stays done":                {kept(task.Done, may(1)), steps, 0, 0, 0, 0},
		"set aside stays so":             {kept(task.NotNeeded, may(1)), steps, 0, 0, 0, 0},
		"no longer wanted":               {same, nil, 0, 0, len(steps), 0},
		"done and no longer wanted":      {kept(task.Done, may(1)), nil, 0, 0, 0, 0},
		"ended by mistake, wanted again": {kept(task.Ended, may(1)), steps, 0, 0, 0, len(steps)},
	} {
		c := task.Plan(tt.kept, tt.wanted, may(18))
		if got := []int{len(c.Add), len(c.Move), len(c.End), len(c.Open)}; !slices.Equal(got, []int{tt.add, tt.move, tt.end, tt.again}) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	head := strings.Join(task.Columns, ",") + "\n"
	fine := `A-1,Safety,Do it,Because,cg_positive,withdrawn,scotland,child,2d,caseworker,yes,2026-01-01,,Somebody said so,2026-11-22`
	for name, tt := range map[string]struct{ text, want string }{
		"one row":                 {head + fine + "\n", ""},
		"with the mark of Excel":  {"\ufeff" + strings.ReplaceAll(head+fine, "\n", "\r\n"), ""},
		"before a clock ends":     {head + strings.Replace(fine, ",2d,", ",reconsideration-7d,", 1), ""},
		"nothing":                 {"", "Line 1: The first line must name the columns"},
		"only the columns":        {head, "The list is empty."},
		"another file":            {"name,phone\nx,y\n", "Line 1: The first line must name the columns"},
		"an unknown event":        {head + strings.Replace(fine, "cg_positive", "cg_great", 1), "Line 2: The column opens_on speaks of “cg_great”, which is no event."},
		"an unknown clock":        {head + strings.Replace(fine, ",2d,", ",tea_time-2d,", 1), "Line 2: The column due must be like 2d"},
		"no amount":               {head + strings.Replace(fine, ",2d,", ",soon,", 1), "Line 2: The column due"},
		"the same id twice":       {head + fine + "\n" + fine, "Line 3: The id A-1 stands twice."},
		"a cell too few":          {head + strings.TrimSuffix(fine, ",2026-11-22"), "Line 2: There are 14 cells and 15 columns."},
		"a quotation mark astray": {head + `A-1,"Saf"ety,x`, "Line 2: The line is not CSV"},
		"no reason":               {head + strings.Replace(fine, "Because", "", 1), "Line 2: The column reason is empty."},
		"another owner":           {head + strings.Replace(fine, "caseworker", "cleaner", 1), "Line 2: The column owner must be caseworker or supervisor."},
		"another nation":          {head + strings.Replace(fine, "scotland", "france", 1), "Line 2: The column nations must be"},
		"no such day":             {head + strings.Replace(fine, "2026-01-01", "2026-02-31", 1), "Line 2: The column effective_from must be a date"},
		"not text":                {head + "\xff", "The list is not plain text"},
		"a flood":                 {strings.Repeat("x", 300<<10), "The list is longer than 256 KB."},
		"a cell like a book":      {head + strings.Replace(fine, "Because", strings.Repeat("x", 700), 1), "Line 2: The column reason is longer than 600 characters."},
	} {
		b, wrong := task.Parse(tt.text)
		if tt.want == "" {
			if len(wrong) > 0 || b == nil {
				t.Errorf("%s: %v", name, wrong)
			}
			continue
		}
		if len(wrong) == 0 || !strings.HasPrefix(wrong[0].String(), tt.want) || b != nil {
			t.Errorf("%s: %v; want %s", name, wrong, tt.want)
		}
	}
}

func TestShipped_isCompleteAndCited(t *testing.T) {
	t.Parallel()
	for _, r := range task.Shipped().Rules() {
		if r.Checked.IsZero() || r.Source == "" || r.Due.Words() == "" {
			t.Errorf("%s is not complete", r.ID)
		}
	}
	read, wrong := task.Parse(task.Shipped().Text())
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if diff := cmp.Diff(task.Shipped().Rules(), read.Rules()); diff != "" {
		t.Error(diff)
	}
	added, changed, removed := task.Shipped().Differences(read)
	if len(added)+len(changed)+len(removed) > 0 {
		t.Errorf("the list differs from itself: %v %v %v", added, changed, removed)
	}
}
