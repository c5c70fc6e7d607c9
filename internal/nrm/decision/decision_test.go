package decision_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
)

func may(day int) calendar.Date { return calendar.NewDate(2026, time.May, day) }

func about() decision.About {
	return decision.About{
		State: casefile.Submitted, Nation: calendar.England, AgeBand: person.Adult,
		SubmittedOn: may(2), Today: may(18),
	}
}

func letter() decision.Decision {
	return decision.Decision{
		Kind: decision.RG, Outcome: decision.Positive, Authority: "SCA",
		DecidedOn: may(12), ReceivedOn: may(13), LetterKept: "Shared drive, case folder",
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	type ab = decision.About
	type de = decision.Decision
	tests := []struct {
		name   string
		change func(*ab, *de)
		want   string
	}{
		{"a plain positive RG", func(*ab, *de) {}, ""},
		{"nothing answered", func(_ *ab, d *de) { *d = de{} },
			"kind:select_one outcome:select_one authority:select_one decided_on:required received_on:required letter_kept:required"},
		{"all three dates today", func(_ *ab, d *de) {
			d.DecidedOn, d.ReceivedOn, d.ToldOn, d.ToldHow = may(18), may(18), may(18), "In person, Albanian"
		}, ""},
		{"letter of tomorrow", func(_ *ab, d *de) { d.DecidedOn, d.ReceivedOn = may(19), may(19) },
			"decided_on:in_future received_on:in_future"},
		{"letter before the referral", func(_ *ab, d *de) { d.DecidedOn = may(1) }, "decided_on:before_referral"},
		{"letter on the day of the referral", func(_ *ab, d *de) { d.DecidedOn = may(2) }, ""},
		{"received before it was written", func(_ *ab, d *de) { d.ReceivedOn = may(11) }, "received_on:before_letter"},
		{"told before it was received", func(_ *ab, d *de) { d.ToldOn, d.ToldHow = may(12), "phone" }, "told_on:before_received"},
		{"told, not said how", func(_ *ab, d *de) { d.ToldOn = may(14) }, "told_how:required"},
		{"told tomorrow", func(_ *ab, d *de) { d.ToldOn, d.ToldHow = may(19), "phone" }, "told_on:in_future"},
		{"CG before RG", func(a *ab, d *de) { a.RGDecidedOn, d.Kind, d.DecidedOn = may(12), decision.CG, may(11) }, "decided_on:before_rg"},
		{"CG on the day of the RG", func(a *ab, d *de) { a.RGDecidedOn, d.Kind = may(12), decision.CG }, ""},
		{"answer before the request to reconsider", func(a *ab, d *de) {
			a.State, a.ReconAskedOn, a.ReconsideredKind = casefile.Reconsidering, may(14), decision.RG
		}, "decided_on:before_request"},
		{"CG as the answer about an RG", func(a *ab, d *de) {
			a.State, a.ReconAskedOn, a.ReconsideredKind, d.Kind = casefile.Reconsidering, may(10), decision.RG, decision.CG
		}, "kind:not_the_reconsidered_one"},
		{"disqualified without a ground", func(_ *ab, d *de) { d.Outcome = decision.Disqualified }, "ground:select_one"},
		{"disqualified with a ground", func(_ *ab, d *de) { d.Outcome, d.Ground = decision.Disqualified, decision.BadFaith }, ""},
		{"a ground without disqualification", func(_ *ab, d *de) { d.Ground = decision.BadFaith }, "ground:only_when_disqualified"},
		{"slavery only in England", func(_ *ab, d *de) { d.Outcome = decision.PositiveSlaveryOnly }, "outcome:scotland_only"},
		{"slavery only in Scotland", func(a *ab, d *de) { a.Nation, d.Outcome = calendar.Scotland, decision.PositiveSlaveryOnly }, ""},
		{"both in one letter for an adult", func(_ *ab, d *de) { d.Kind = decision.Both }, "outcome:children_only"},
		{"both in one letter for a child", func(a *ab, d *de) { a.AgeBand, d.Kind = person.Child, decision.Both }, ""},
		{"a body we do not know", func(_ *ab, d *de) { d.Authority = "ABC" }, "authority:select_one"},
		{"a body that no longer decides", func(_ *ab, d *de) { d.Authority = "UKVI" }, "authority:not_deciding_on"},
		{"text of 20 KB", func(_ *ab, d *de) { d.LetterKept = strings.Repeat("x", 20_000) }, "letter_kept:too_long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, d := about(), letter()
			tt.change(&a, &d)
			var got []string
			for _, p := range decision.Check(a, d) {
				got = append(got, p.Field+":"+p.Code)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCheckAddressee(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		known string
		to    decision.Addressee
		want  string
	}{
		"the client's name":                    {"", decision.Addressee{Fits: true}, ""},
		"nobody compared":                      {"", decision.Addressee{}, "letter_person:select_one"},
		"somebody else's letter":               {"", decision.Addressee{Other: true}, "letter_person:other_person"},
		"the same reference, typed otherwise":  {"NRM/2026-00 12", decision.Addressee{Fits: true, Reference: "nrm 20260012"}, ""},
		"another reference":                    {"NRM/2026-0012", decision.Addressee{Fits: true, Reference: "NRM/2026-0021"}, "letter_reference:other_reference"},
		"a reference, and none known":          {"", decision.Addressee{Fits: true, Reference: "NRM/2026-0021"}, ""},
		"no reference on the letter":           {"NRM/2026-0012", decision.Addressee{Fits: true}, ""},
		"another reference and another person": {"A1", decision.Addressee{Other: true, Reference: "B2"}, "letter_person:other_person letter_reference:other_reference"},
		"a reference of 20 KB is not compared": {"", decision.Addressee{Fits: true, Reference: strings.Repeat("x", 20_000)}, "letter_reference:too_long"},
	} {
		a := about()
		a.Reference = tt.known
		var got []string
		for _, p := range decision.CheckAddressee(a, tt.to) {
			got = append(got, p.Field+":"+p.Code)
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	fine := decision.Plan{On: may(19), By: "Casey", Language: "Albanian", Where: "Support office, 10:00"}
	for name, tt := range map[string]struct {
		change func(*decision.Plan)
		want   string
	}{
		"a plan":                    {func(*decision.Plan) {}, ""},
		"for today":                 {func(p *decision.Plan) { p.On = may(18) }, ""},
		"for a day that has passed": {func(p *decision.Plan) { p.On = may(17) }, "tell_on:in_past"},
		"nothing said":              {func(p *decision.Plan) { *p = decision.Plan{} }, "tell_on:required tell_by:required tell_language:required tell_where:required"},
	} {
		p := fine
		tt.change(&p)
		var got []string
		for _, problem := range p.Check(may(18)) {
			got = append(got, problem.Field+":"+problem.Code)
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	type ab = decision.About
	type de = decision.Decision
	tests := []struct {
		name   string
		change func(*ab, *de)
		want   []decision.Warning
	}{
		{"told in time", func(*ab, *de) {}, nil},
		{"not told yet", func(_ *ab, d *de) { d.ToldOn = calendar.Date{} }, []decision.Warning{decision.NotToldYet}},
		{"told eight days later", func(_ *ab, d *de) { d.ToldOn = may(21) }, []decision.Warning{decision.ToldLate}},
		{"told seven days later", func(_ *ab, d *de) { d.ToldOn = may(20) }, nil},
		{"letter eight days on the way", func(_ *ab, d *de) { d.DecidedOn = may(5) }, []decision.Warning{decision.ReceivedLate}},
		{"CG the day before the earliest day", func(a *ab, d *de) { a.CGEarliestOn, d.Kind = may(13), decision.CG },
			[]decision.Warning{decision.BeforeEarliestCG}},
		{"CG on the earliest day", func(a *ab, d *de) { a.CGEarliestOn, d.Kind = may(12), decision.CG }, nil},
		{"child panel for an adult", func(_ *ab, d *de) { d.Authority = "CHILD-PANEL" }, []decision.Warning{decision.PanelForChildren}},
		{"child panel, age disputed", func(a *ab, d *de) { a.AgeBand, d.Authority = person.AgeUnsure, "CHILD-PANEL" },
			[]decision.Warning{decision.PanelNotIfDisputed}},
		{"child panel for a child", func(a *ab, d *de) { a.AgeBand, d.Authority = person.Child, "CHILD-PANEL" }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, d := about(), letter()
			d.ToldOn, d.ToldHow = may(14), "phone"
			tt.change(&a, &d)
			if diff := cmp.Diff(tt.want, decision.Warnings(a, d)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// follows says, for every state, which decisions may be recorded and where
// they lead. Whatever is not here must be refused.
var follows = map[casefile.State]map[string]casefile.State{
	"submitted": {"rg positive": "rg_positive", "rg positive_slavery_only": "rg_positive", "rg negative": "rg_negative",
		"rg suspended": "rg_suspended", "rg positive_again": "rg_positive", "rg positive_again_granted": "rg_positive",
		"rg_cg positive": "cg_positive", "rg_cg negative": "cg_negative"},
	"rg_suspended": {"rg resumed": "submitted"},
	"rg_positive": {"cg positive": "cg_positive", "cg negative": "cg_negative", "cg suspended": "cg_suspended",
		"rg disqualified": "disqualified", "cg disqualified": "disqualified"},
	"cg_suspended": {"cg resumed": "rg_positive"},
	"cg_positive":  {"rg disqualified": "disqualified", "cg disqualified": "disqualified"},
	"disqualified": {"cg positive": "cg_positive", "cg negative": "cg_negative"},
	"reconsidering": {"rg positive_again": "rg_positive", "rg positive_again_granted": "rg_positive", "rg positive": "rg_positive", "rg positive_slavery_only": "rg_positive", "rg negative": "rg_negative",
		"cg positive": "cg_positive", "cg negative": "cg_negative"},
}

func TestStateAfter_everyDecisionAtEveryState(t *testing.T) {
	t.Parallel()
	for _, from := range []casefile.State{"submitted", "rg_suspended", "rg_positive", "cg_suspended", "disqualified", "reconsidering"} {
		for _, k := range []string{"rg", "cg"} {
			follows[from][k+" withdrawn"] = "withdrawn"
		}
	}
	for _, from := range casefile.States {
		for _, k := range append(decision.Kinds, "xg") {
			for _, o := range append(decision.Outcomes, "perhaps") {
				d := decision.Decision{Kind: k, Outcome: o}
				want := follows[from][string(k)+" "+string(o)]
				got, err := decision.StateAfter(from, d)
				if got != want || (err == nil) != (want != "") {
					t.Errorf("%s then %s %s: %q, %v; want %q", from, k, o, got, err, want)
				}
				var conflict *fault.Conflict
				if err != nil && !errors.As(err, &conflict) {
					t.Errorf("%s then %s %s: %T, want a conflict", from, k, o, err)
				}
			}
		}
	}
}

func TestStateAfter_saysWhatIsPossible(t *testing.T) {
	t.Parallel()
	for state, want := range map[casefile.State]string{
		casefile.CGSuspended: "conflict: This case is at “CG decision on hold”, where this decision cannot be recorded. What can be: RG ended because the client has left the NRM; CG taken up again; CG ended because the client has left the NRM.",
		casefile.Draft:       "conflict: This case is at “Draft”. No decision can be recorded at this stage.",
	} {
		if _, err := decision.StateAfter(state, letter()); err == nil || err.Error() != want {
			t.Errorf("%s: %v\nwant %s", state, err, want)
		}
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	for choice, want := range map[decision.Choice][]string{
		{decision.RG, decision.Positive}:             {"rg_positive"},
		{decision.RG, decision.PositiveSlaveryOnly}:  {"rg_positive_s4_only"},
		{decision.RG, decision.Negative}:             {"rg_negative"},
		{decision.RG, decision.Suspended}:            {"suspended"},
		{decision.CG, decision.Resumed}:              {"resumed"},
		{decision.CG, decision.Positive}:             {"cg_positive"},
		{decision.CG, decision.Negative}:             {"cg_negative"},
		{decision.CG, decision.Disqualified}:         {"disqualified"},
		{decision.RG, decision.Disqualified}:         {"disqualified"},
		{decision.RG, decision.Withdrawn}:            {"withdrawn"},
		{decision.Both, decision.Positive}:           {"rg_positive", "cg_positive"},
		{decision.Both, decision.Negative}:           {"rg_positive", "cg_negative"},
		{decision.RG, decision.PositiveAgain}:        {"rg_positive_again"},
		{decision.RG, decision.PositiveAgainGranted}: {"rg_positive_again", "further_rg_positive"},
	} {
		got := decision.Events(decision.Decision{Kind: choice.Kind, Outcome: choice.Outcome})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: %s", choice, diff)
		}
	}
}

func TestConfirmer_isNeverTheRecorder(t *testing.T) {
	t.Parallel()
	if err := decision.Confirmer("okafor", staff.Actor{UserID: "okafor", Roles: []staff.Role{staff.Supervisor}}); err == nil {
		t.Error("the recorder confirmed their own decision")
	}
	if err := decision.Confirmer("", staff.Actor{}); err == nil {
		t.Error("nobody confirmed a decision")
	}
	if err := decision.Confirmer("okafor", staff.Actor{UserID: "price"}); err != nil {
		t.Error(err)
	}
}

func TestAuthorities(t *testing.T) {
	t.Parallel()
	tests := []struct {
		id   string
		on   calendar.Date
		want bool
	}{
		{"IECA", calendar.NewDate(2021, time.November, 7), false},
		{"IECA", calendar.NewDate(2021, time.November, 8), true},
		{"SCA", calendar.NewDate(2019, time.April, 28), false},
		{"SCA", calendar.NewDate(2019, time.April, 29), true},
		{"UKHTC", calendar.NewDate(2019, time.April, 28), true},
		{"UKHTC", calendar.NewDate(2019, time.April, 29), false},
		{"UKVI", calendar.NewDate(2009, time.March, 31), false},
	}
	for _, tt := range tests {
		a, ok := decision.AuthorityByID(tt.id)
		if !ok || a.OperatedOn(tt.on) != tt.want {
			t.Errorf("%s on %s: known %v, want deciding %v", tt.id, tt.on, ok, tt.want)
		}
	}
	for _, a := range decision.Authorities() {
		if a.Name == "" || a.Short == "" || a.Citation == "" || a.From.IsZero() {
			t.Errorf("%s is not complete", a.ID)
		}
	}
	for _, g := range decision.Grounds {
		if g.Label() == "" {
			t.Errorf("%s has no label", g)
		}
	}
	for _, o := range decision.Outcomes {
		if o.Label() == "" {
			t.Errorf("%s has no label", o)
		}
	}
}
