package deadline

import (
	"os"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
)

func TestEventKinds(t *testing.T) {
	t.Parallel()
	for _, kind := range []EventKind{
		CaseOpened, CaseClosed, ConsentMoreTime, ConsentAnswered, ReferralSubmitted, RGPositive, RGPositiveS4Only, RGNegative, FurtherRGPositive,
		CGPositive, CGNegative, DecisionSuspended, DecisionResumed, Disqualified, Withdrawn, EmergencySupport, SupportEnded, ReconsiderationRequested,
		DateOfBirth, AdultChoiceRecorded, CheckInDone, WaitChased, HandoffSent, HandoffAnswered, HandoffDeclined, FirstContactMade, HandoffEnded, HandoffChaseDay,
	} {
		if !kind.Known() || kind.Words() == "" {
			t.Errorf("%s is not in the list of events", kind)
		}
	}
	if unknown := EventKind("rain"); unknown.Known() || unknown.Words() != "" || unknown.Recordable() || unknown.InNation(calendar.England) {
		t.Error("rain is in the list of events")
	}
}

// TestEventKinds_allOfUse finds an event that nothing depends on: no rule, and
// no next step, whose list speaks of events by their names.
func TestEventKinds_allOfUse(t *testing.T) {
	t.Parallel()
	steps, err := os.ReadFile("../task/data/tasks.csv")
	if err != nil {
		t.Fatal(err)
	}
	used := map[EventKind]bool{}
	for _, r := range Published().Rules() {
		sets := []kindSet{r.openers, r.metBy, r.endedBy}
		for _, c := range r.opensIf {
			sets = append(sets, c.kinds)
		}
		for _, set := range sets {
			for _, k := range EventKinds() {
				used[k] = used[k] || set.has(k.place())
			}
		}
	}
	for _, k := range EventKinds() {
		if !used[k] && k != CaseOpened && k.info().stage == 0 && !strings.Contains(string(steps), string(k)) {
			t.Errorf("no rule knows %s", k)
		}
	}
}

func TestRecordableKinds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		nation   calendar.Nation
		events   string
		has, not string
	}{
		"a new case":            {calendar.England, "case_opened=2026-03-02", "emergency_support home_office_draft_begun", "rg_positive wait_chased rna_support_until case_closed in_touch"},
		"a referral is out":     {calendar.England, "referral_submitted=2026-03-02", "wait_chased information_requested_by", "further_rg_positive"},
		"an RG is there":        {calendar.England, "rg_positive=2026-03-02", "further_rg_positive disqualification_reply_by", "rna_support_until"},
		"a slavery-only RG":     {calendar.Scotland, "rg_positive_s4_only=2026-03-02", "further_rg_positive disqualification_notice", "disqualification_dropped"},
		"a CG is there":         {calendar.Wales, "cg_positive=2026-03-02", "rna_support_until", "missing_reported"},
		"a CG in Scotland":      {calendar.Scotland, "cg_positive=2026-03-02", "cica_applied", "rna_support_until"},
		"Northern Ireland":      {calendar.NorthernIreland, "cg_positive=2026-03-02", "support_ended", "cica_applied incident_date rna_support_until"},
		"somebody has gone":     {calendar.England, "client_missing=2026-03-02", "missing_reported client_found", "wait_chased"},
		"a nation nobody knows": {"atlantis", "", "support_ended", "cica_applied"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := RecordableKinds(tc.nation, caseEvents(t, tc.events))
			for kind := range strings.FieldsSeq(tc.has) {
				if !slices.Contains(got, EventKind(kind)) {
					t.Errorf("%s cannot be recorded", kind)
				}
			}
			for kind := range strings.FieldsSeq(tc.not) {
				if slices.Contains(got, EventKind(kind)) {
					t.Errorf("%s can be recorded", kind)
				}
			}
		})
	}
}

func TestAlwaysBefore(t *testing.T) {
	t.Parallel()
	for pair, want := range map[string]bool{
		"referral_submitted rg_positive": true, "referral_submitted cg_negative": true, "date_of_birth cg_negative": true,
		"case_opened check_in_done": true, "referral_submitted check_in_done": false, "rg_positive cg_positive": false,
		"cg_positive referral_submitted": false, "check_in_done check_in_done": false, "referral_submitted referral_submitted": false,
	} {
		a, b, _ := strings.Cut(pair, " ")
		if got := EventKind(a).alwaysBefore(EventKind(b)); got != want {
			t.Errorf("%s always before %s: %t", a, b, got)
		}
	}
}

func TestParseEvents_refuses(t *testing.T) {
	t.Parallel()
	header := strings.Join(eventColumns, ",") + "\n"
	const good = "rg_positive,positive,false,,true,false,false,,false,,,false,,\n"
	for name, tc := range map[string]struct{ row, says string }{
		"an alias of nothing":        {"rg_late,late,false,rg_perhaps,false,false,false,,false,,,false,,\n", "no such thing"},
		"an alias nowhere":           {"rg_late,late,false,rg_positive:mercia,false,false,false,,false,,,false,,\n", "no such thing"},
		"something that never comes": {"rg_late,late,false,,false,false,false,rg_perhaps,false,,,false,,\n", "follows rg_perhaps"},
		"nowhere":                    {"rg_late,late,false,,false,false,false,,false,,,false,,mercia\n", "no such place"},
		"no words":                   {"rg_late,,false,,false,false,false,,false,,,false,,\n", "lacks words"},
		"a choice without a label":   {"rg_late,late,false,,false,false,false,,true,,Say when.,false,,\n", "lacks words"},
		"a stated day without since": {"rg_late,late,false,,false,false,false,,true,Late,Say when.,true,,\n", "may lie ahead"},
		"the same twice":             {good, "twice"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parseEvents([]byte(header + good + tc.row))
			if err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got %v, want an error that says %q", err, tc.says)
			}
		})
	}
	if _, err := parseEvents([]byte("event,words\n")); err == nil {
		t.Error("a list without its columns was accepted")
	}
}
