package need_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/need"
)

func TestAll_saysWhatEachIsAndWhoSaysSo(t *testing.T) {
	t.Parallel()
	seen := map[need.Code]bool{}
	for _, n := range need.All() {
		if seen[n.Code] || n.Code == "" || n.Group == "" || n.Label == "" || !strings.HasSuffix(n.Question, "?") || n.Source == "" {
			t.Errorf("%+v is not complete", n)
		}
		seen[n.Code] = true
		stagesExist(t, n.Stages)
	}
	// What mygov.scot and Citizens Advice say a person is entitled to.
	for _, code := range []need.Code{
		"safe_place", "medical", "coping", "interpreter", "legal_advice", "protection", "court", "compensation", "return_home", "police", "permission",
	} {
		if !seen[code] {
			t.Errorf("%s is not asked about", code)
		}
	}
	if need.Code("luck").Label() != "" {
		t.Error("a need nobody listed has a label")
	}
}

func stagesExist(t *testing.T, stages []string) {
	t.Helper()
	for _, s := range stages {
		if directory.Stage(s).Label() == "" {
			t.Errorf("there is no stage %q", s)
		}
	}
}

func TestEntitlements_areCited(t *testing.T) {
	t.Parallel()
	for _, e := range need.Entitlements() {
		if e.Need.Label() == "" || !strings.HasSuffix(e.Says, ".") || e.Source == "" || e.Checked.IsZero() ||
			!slices.Contains([]need.Age{need.AnyAge, need.Adult, need.Child}, e.Age) {
			t.Errorf("%+v is not complete", e)
		}
		for _, n := range e.Nations {
			if !n.Valid() {
				t.Errorf("%s: there is no nation %q", e.Need, n)
			}
		}
		stagesExist(t, e.Stages)
	}
}

// Everybody is told something about a safe place, care, a lawyer and protection
// at every stage in every nation, and nobody two things at once.
func TestOf_hasOneAnswerForEverybody(t *testing.T) {
	t.Parallel()
	for _, nation := range calendar.Nations {
		for _, child := range []bool{false, true} {
			for _, stage := range directory.Stages {
				a := need.About{Nation: nation, Child: child, Stage: string(stage)}
				for _, n := range need.AskedOf(a) {
					says := a.Of(n.Code)
					basic := slices.Contains([]need.Code{"safe_place", "medical", "coping", "interpreter", "legal_advice", "protection", "court", "compensation", "return_home"}, n.Code)
					if len(says) > 1 || basic && len(says) == 0 {
						t.Errorf("%s, child %v, %s, %s: %d answers", nation, child, stage, n.Code, len(says))
					}
				}
			}
		}
	}
}

// What differs by nation, age and stage (domain guide, section 7).
func TestOf(t *testing.T) {
	t.Parallel()
	rg, cg, no := string(directory.PositiveRG), string(directory.PositiveCG), string(directory.AfterNegative)
	for name, tt := range map[string]struct {
		about need.About
		code  need.Code
		says  string // "" for nothing
	}{
		"a bed in England":                        {need.About{Nation: calendar.England, Stage: rg}, "safe_place", "safe house or outreach"},
		"a bed in Wales before a decision":        {need.About{Nation: calendar.Wales, Stage: "before_decision"}, "safe_place", "emergency accommodation"},
		"a bed in Scotland":                       {need.About{Nation: calendar.Scotland, Stage: rg}, "safe_place", "never hangs on helping the police"},
		"Scotland after the decision":             {need.About{Nation: calendar.Scotland, Stage: cg}, "safe_place", "The duty has ended"},
		"a bed in Northern Ireland from referral": {need.About{Nation: calendar.NorthernIreland, Stage: "outside_nrm"}, "safe_place", "their own gender"},
		"Northern Ireland after a no":             {need.About{Nation: calendar.NorthernIreland, Stage: no}, "safe_place", "ends at once"},
		"a child in Northern Ireland":             {need.About{Nation: calendar.NorthernIreland, Child: true, Stage: rg}, "safe_place", "Trust looks after a child"},
		"a child in Wales":                        {need.About{Nation: calendar.Wales, Child: true, Stage: rg}, "safe_place", "council looks after a child"},
		"a guardian in Scotland":                  {need.About{Nation: calendar.Scotland, Child: true, Stage: rg}, "guardian", "Guardianship Scotland"},
		"a guardian in England":                   {need.About{Nation: calendar.England, Child: true, Stage: rg}, "guardian", "areas that have them"},
		"an adult and a guardian":                 {need.About{Nation: calendar.England, Stage: rg}, "guardian", ""},
		"court in Northern Ireland":               {need.About{Nation: calendar.NorthernIreland, Stage: cg}, "court", "after slavery"},
		"court in Scotland":                       {need.About{Nation: calendar.Scotland, Stage: cg}, "court", "apply to the court"},
		"a lawyer in England before a decision":   {need.About{Nation: calendar.England, Stage: "before_decision"}, "legal_advice", "immigration matter"},
		"permission during recovery":              {need.About{Nation: calendar.Scotland, Stage: rg}, "permission", "No removal"},
		"permission after a positive CG":          {need.About{Nation: calendar.England, Stage: cg}, "permission", "VTS"},
		"compensation in Northern Ireland":        {need.About{Nation: calendar.NorthernIreland, Stage: cg}, "compensation", "Northern Ireland"},
		"longer support in Wales":                 {need.About{Nation: calendar.Wales, Stage: cg}, "longer_support", "Recovery Needs Assessment"},
	} {
		var says []string
		for _, e := range tt.about.Of(tt.code) {
			says = append(says, e.Says)
		}
		if got := strings.Join(says, " "); !strings.Contains(got, tt.says) || tt.says == "" && got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestAskedOf(t *testing.T) {
	t.Parallel()
	codes := func(a need.About) []need.Code {
		var list []need.Code
		for _, n := range need.AskedOf(a) {
			list = append(list, n.Code)
		}
		return list
	}
	start := codes(need.About{Nation: calendar.England, Stage: "outside_nrm"})
	if slices.Contains(start, "guardian") || slices.Contains(start, "housing") || !slices.Contains(start, "safe_place") {
		t.Errorf("an adult at the start: %v", start)
	}
	child := codes(need.About{Nation: calendar.Scotland, Child: true, Stage: string(directory.PositiveCG)})
	if !slices.Contains(child, "guardian") || !slices.Contains(child, "housing") || !slices.Contains(child, "longer_support") {
		t.Errorf("a child after a positive CG: %v", child)
	}
}

var noon = time.Date(2026, 5, 18, 12, 0, 0, 0, time.UTC)

func said(number int, code need.Code, state need.State, change func(*need.Entry)) need.Entry {
	e := need.Entry{ID: string(code) + string(rune('0'+number)), Number: number, Need: code, State: state, At: noon.Add(time.Duration(number) * time.Minute)}
	if change != nil {
		change(&e)
	}
	return e
}

func TestSheet(t *testing.T) {
	t.Parallel()
	inCheck := func(id string) func(*need.Entry) { return func(e *need.Entry) { e.Check = id } }
	sheet := need.NewSheet(need.About{Nation: calendar.England, Stage: "outside_nrm"}, []need.Entry{
		said(1, "safe_place", need.Wanted, inCheck("first")), said(2, "medical", need.NoNeed, inCheck("first")),
		said(3, "money", need.Wanted, inCheck("first")), said(7, "coping", need.Wanted, nil),
		said(4, "safe_place", need.Met, inCheck("second")), said(5, "medical", need.NoNeed, inCheck("second")),
		said(6, "money", need.BeingArranged, func(e *need.Entry) { e.Owner = "somebody" }),
		said(8, "guardian", need.Met, nil),
	}, []need.Code{"coping"})
	list := func(s need.Sheet) string {
		var codes []string
		for _, x := range s {
			codes = append(codes, string(x.Need.Code))
		}
		return strings.Join(codes, " ")
	}
	changed := func(list []need.Change) string {
		var lines []string
		for _, c := range list {
			lines = append(lines, string(c.Need)+" "+string(c.From)+">"+string(c.To))
		}
		return strings.Join(lines, ", ")
	}
	for name, got := range map[string][2]string{
		"held by an owner or a handoff":      {list(sheet.Unheld()), ""},
		"still without":                      {list(sheet.Outstanding()), "coping money"},
		"changed by the first check":         {changed(sheet.In(need.Check{ID: "first"})), "safe_place >wanted, medical >no_need, money >wanted"},
		"changed by the second check":        {changed(sheet.In(need.Check{ID: "second"})), "safe_place wanted>met"},
		"changed since the second check":     {changed(sheet.Since(5)), "guardian >met, coping >wanted, money wanted>being_arranged"},
		"nothing changed since the last one": {changed(sheet.Since(8)), ""},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %q, want %q", name, got[0], got[1])
		}
	}
	if s, ok := sheet.Find("guardian"); !ok || s.State != need.Met {
		t.Error("what was said of a need that is not asked any more is lost")
	}
	alone := need.NewSheet(need.About{Nation: calendar.England}, []need.Entry{said(1, "coping", need.Wanted, nil), said(2, "court", need.NotAvailable, nil)}, nil)
	if list(alone.Unheld()) != "coping" || list(alone.Outstanding()) != "coping court" || len(alone.NotAsked()) == 0 {
		t.Errorf("unheld %q, outstanding %q", list(alone.Unheld()), list(alone.Outstanding()))
	}
}

func TestWishes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		wishes need.Wishes
		field  string
	}{
		"as said":              {need.Wishes{Sayer: need.ClientSaid, Interviewer: need.Woman}, ""},
		"nothing but who":      {need.Wishes{Sayer: need.ForClient}, ""},
		"nobody said it":       {need.Wishes{Interviewer: need.Woman}, "wish_sayer"},
		"another gender":       {need.Wishes{Sayer: need.ClientSaid, Interpreter: "robot"}, "wish_interpreter"},
		"a list like a book":   {need.Wishes{Sayer: need.ClientSaid, Unsafe: strings.Repeat("x", 1001)}, "wish_unsafe"},
		"a dialect, at length": {need.Wishes{Sayer: need.ClientSaid, Language: strings.Repeat("x", 1000)}, ""},
	} {
		field := ""
		if ps := tt.wishes.Check(); len(ps) > 0 {
			field = ps[0].Field
		}
		if field != tt.field {
			t.Errorf("%s: %q, want %q", name, field, tt.field)
		}
	}
	w := need.Wishes{Interviewer: need.Woman, Unsafe: "Leeds\nEast Ham, Upper St.;  "}
	if diff := cmp.Diff("Interviewer: A woman\nUnsafe to be sent to: Leeds, East Ham, Upper St.", w.Text()); diff != "" {
		t.Error(diff)
	}
	for text, want := range map[string]string{
		"Leeds Women’s Refuge":          "Leeds",
		"leedstown council":             "",
		"12 Upper St":                   "Upper St.",
		"Support in East-Ham and LEEDS": "Leeds East Ham",
		"Bradford":                      "",
	} {
		if got := strings.Join(w.UnsafeIn("Some service", text), " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := w.UnsafeIn("Housing for the East", "Ham Street"); len(got) > 0 {
		t.Errorf("two texts read as one: %v", got)
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		about    need.About
		has, not string
	}{
		"an adult in Wales":            {need.About{Nation: calendar.Wales}, "Recovery Needs Assessment", "Guardian"},
		"an adult in Scotland":         {need.About{Nation: calendar.Scotland}, "Support that goes on after the duty", "Recovery Needs"},
		"an adult in Northern Ireland": {need.About{Nation: calendar.NorthernIreland}, "A further period of support", "Recovery Needs"},
		"a child in England":           {need.About{Nation: calendar.England, Child: true}, "Guardian and social worker", "Recovery Needs"},
	} {
		var labels []string
		seen := map[need.ThreadCode]bool{}
		for _, th := range need.ThreadsOf(tt.about) {
			labels = append(labels, th.Label)
			if seen[th.Code] || th.Source == "" || !strings.HasSuffix(th.Question, "?") {
				t.Errorf("%s: %+v", name, th)
			}
			seen[th.Code] = true
			for _, c := range th.Needs {
				if c.Label() == "" {
					t.Errorf("%s: there is no need %q", th.Code, c)
				}
			}
		}
		all := strings.Join(labels, "; ")
		if !strings.Contains(all, tt.has) || strings.Contains(all, tt.not) {
			t.Errorf("%s: %s", name, all)
		}
	}
	holders := []need.Holder{
		{Number: 2, Thread: "housing", Holding: need.HeldBySomebody, Who: "The council", Agreed: true},
		{Number: 1, Thread: "housing", Holding: need.HeldByClient},
		{Number: 3, Thread: "health", Holding: need.HeldBySomebody, Who: "The surgery"},
		{Number: 4, Thread: "money", Holding: need.HeldByNobody, Note: "In work"},
	}
	open := map[need.ThreadCode]bool{}
	for _, h := range need.Plan(need.About{Nation: calendar.England}, nil, holders) {
		open[h.Code] = h.Open()
		if h.Code == "housing" && h.Holder.Who != "The council" {
			t.Errorf("the earlier holder counts: %+v", h.Holder)
		}
	}
	if open["housing"] || !open["health"] || open["money"] || !open["safety"] {
		t.Errorf("open: %v", open)
	}
	for name, tt := range map[string]struct {
		holder need.Holder
		field  string
	}{
		"a name":                  {need.Holder{Holding: need.HeldBySomebody, Who: "The council"}, ""},
		"the client":              {need.Holder{Holding: need.HeldByClient}, ""},
		"nobody chose":            {need.Holder{Who: "The council"}, "thread_holding"},
		"somebody without a name": {need.Holder{Holding: need.HeldBySomebody, Who: " "}, "thread_who"},
		"not needed, no why":      {need.Holder{Holding: need.HeldByNobody}, "thread_note"},
		"a name like a book":      {need.Holder{Holding: need.HeldBySomebody, Who: strings.Repeat("x", 1001)}, "thread_who"},
	} {
		field := ""
		if ps := tt.holder.Check(); len(ps) > 0 {
			field = ps[0].Field
		}
		if field != tt.field {
			t.Errorf("%s: %q, want %q", name, field, tt.field)
		}
	}
}
