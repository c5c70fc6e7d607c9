package deadline

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
)

const header = "rule_id,jurisdiction,trigger_event,unit,amount,count_from,due_inclusive,effective_from,effective_to,statutory,citation,source_url,checked_on,confidence,calendar,category,clock,label,ends,opens_if,met_by,ended_by,remind,note\n"

const (
	oldRow = "A-45,scotland,rg_positive,calendar_days,45,day_of,true,2009-04-01,2018-03-31,false,A page,,2026-08-21,medium,scotland,limit,support,Support ends,earlier_of,,cg_positive;cg_negative,withdrawn,10;5;1;0;-1:escalation,\n"
	newRow = "A-90,scotland,rg_positive,calendar_days,90,day_of,true,2018-04-01,,true,An Act,https://example.org/act,2026-08-21,high,scotland,period,support,Support ends,earlier_of,,cg_positive;cg_negative,withdrawn,10;5;1;0,A note\n"
)

func TestParse(t *testing.T) {
	t.Parallel()
	b, err := Parse(strings.NewReader(header+oldRow+newRow), calendar.Published())
	if err != nil {
		t.Fatal(err)
	}
	r, ok := b.Rule("A-45")
	if !ok || len(b.Rules()) != 2 || r.Remind[4] != (Rung{-1, Escalation}) || r.EffectiveTo != day(t, "2018-03-31") || r.Statutory {
		t.Errorf("read as %+v", r)
	}
	other, err := Parse(strings.NewReader(header+newRow), calendar.Published())
	if err != nil || other.Version() == b.Version() {
		t.Errorf("other rules have version %s too, %v", b.Version(), err)
	}
}

func TestParse_refuses(t *testing.T) {
	t.Parallel()
	change := func(from, to string) string { return header + strings.Replace(newRow, from, to, 1) }
	for name, tc := range map[string]struct{ in, says string }{
		"nothing":                       {"", "header"},
		"no rules":                      {header, "no rules"},
		"a missing column":              {strings.Replace(header, ",ends", "", 1), `no column "ends"`},
		"a column twice":                {"rule_id,rule_id\n", "twice"},
		"a short row":                   {header + "A-90,scotland\n", "wrong number of fields"},
		"a rule twice":                  {header + newRow + newRow, "line 3 (A-90): the same rule_id twice"},
		"two versions on one day":       {header + strings.Replace(oldRow, "2018-03-31", "2018-04-01", 1) + newRow, "line 3 (A-90): in force at the same time as A-45"},
		"two versions without an end":   {header + strings.Replace(oldRow, "2018-03-31", "", 1) + newRow, "in force at the same time"},
		"no identifier":                 {change("A-90", ""), "rule_id is empty"},
		"an unknown jurisdiction":       {change("scotland", "mercia"), "line 2 (A-90): jurisdiction"},
		"an unknown trigger":            {change("rg_positive", "rg_perhaps"), `trigger_event has the unknown event "rg_perhaps"`},
		"two triggers":                  {change("rg_positive", "rg_positive;rg_negative"), "trigger_event needs one event"},
		"an unknown unit":               {change("calendar_days", "fortnights"), "unit"},
		"no days":                       {change(",90,", ",0,"), "amount"},
		"days that are not a number":    {change(",90,", ",ninety,"), "amount"},
		"more days than anyone lives":   {change(",90,", ",99999999,"), "amount"},
		"an unknown way to count":       {change("day_of", "day_before"), "count_from"},
		"a loose truth":                 {change(",true,An", ",yes,An"), "statutory"},
		"an impossible date":            {change("2018-04-01", "2018-04-31"), "effective_from 2018-04-31 is not a day"},
		"a range that ends first":       {change("2018-04-01,", "2018-04-01,2018-03-01"), "effective_to lies before"},
		"no citation":                   {change("An Act", " "), "citation is empty"},
		"an unknown confidence":         {change(",high,", ",total,"), "confidence"},
		"an unknown end":                {change("earlier_of", "someday"), "ends"},
		"a composite without decisions": {change("cg_positive;cg_negative", ""), "met_by is needed"},
		"an unknown closing event":      {change("withdrawn", "gone"), `ended_by has the unknown event "gone"`},
		"an unknown condition":          {change("earlier_of,,", "earlier_of,if_sunny,"), "opens_if"},
		"a condition on nothing known":  {change("earlier_of,,", "earlier_of,with:sunshine,"), "opens_if"},
		"a ladder that climbs":          {change("10;5;1;0", "1;5"), "remind"},
		"a ladder of words":             {change("10;5;1;0", "ten"), "remind"},
		"a rung for nobody":             {change("10;5;1;0", "10:the_cat"), "remind"},
		"a category nobody knows":       {change(",period,", ",urgent,"), "category"},
		"a calendar nobody keeps":       {change("high,scotland", "high,uk"), "calendar"},
		"never checked":                 {change("2026-08-21", ""), "checked_on"},
		"a stated date that is counted": {change("calendar_days,90", "stated,90"), "amount"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(strings.NewReader(tc.in), calendar.Published())
			if err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got %v, want an error that says %q", err, tc.says)
			}
		})
	}
}

func TestPublished(t *testing.T) {
	t.Parallel()
	b := Published()
	if len(b.Rules()) < 30 || b.Version() == "" || b.CalendarVersion() != calendar.Published().Version() {
		t.Errorf("%d rules, version %q, calendar %q", len(b.Rules()), b.Version(), b.CalendarVersion())
	}
}

// TestParse_keptBooks reads the rules as the first books were kept, before
// some of the columns were there, and counts as they did.
func TestParse_keptBooks(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/rules-first-kept.csv")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Parse(bytes.NewReader(raw), calendar.Published())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range b.Rules() {
		if r.Ends == OnTheDay {
			continue
		}
		for _, cg := range []string{"", " cg_positive=2026-03-20", " cg_negative=2026-03-20", " cg_positive=2026-07-20", " cg_negative=2026-07-20"} {
			events := caseEvents(t, string(r.Trigger)+"=2026-03-02"+cg)
			then, errThen := b.Compute(r.ID, r.Jurisdiction, events)
			now, errNow := Published().Compute(r.ID, r.Jurisdiction, events)
			if brief(then) != brief(now) || (errThen == nil) != (errNow == nil) {
				t.Errorf("%s with%s: then %s, %v; now %s, %v", r.ID, cg, brief(then), errThen, brief(now), errNow)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(rulesCSV)
	f.Add([]byte(header + oldRow + newRow))
	f.Add([]byte(header))
	f.Add([]byte("rule_id\n\"\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := Parse(bytes.NewReader(raw), calendar.Published())
		if err != nil {
			return
		}
		// Whatever was accepted can be counted with.
		for _, r := range b.Rules() {
			d, err := b.Compute(r.ID, r.Jurisdiction, []Event{{Kind: r.Trigger, On: day(t, "2024-02-29")}})
			if err == nil && (d.Day().IsZero() || len(b.Why(d)) == 0) {
				t.Errorf("%s gives no date", r.ID)
			}
		}
	})
}
