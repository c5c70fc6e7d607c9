package deadline

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
	// more is a row whose cells for the later columns are these.
	more := func(row, gapReason, floorIf, sameRecord, ambiguity string) string {
		return strings.TrimSuffix(header, "\n") + ",gap_reason,floor_if,same_record,ambiguity\n" +
			strings.TrimSuffix(row, "\n") + "," + strings.Join([]string{gapReason, floorIf, sameRecord, ambiguity}, ",") + "\n"
	}
	for name, tc := range map[string]struct{ in, says string }{
		"nothing":                        {"", "Line 1: The file is empty"},
		"a mark and nothing":             {"\ufeff\r\n", "Line 1: The file is empty"},
		"no rules":                       {header, "Line 1: There are no rules below the header."},
		"a spreadsheet":                  {"PK\x03\x04more", "Line 1: This is a spreadsheet"},
		"another encoding":               {header + "\xff\xfe", "Line 1: The file is not UTF-8 text."},
		"a file of another kind":         {strings.Repeat("a", maxFile+1), "larger than 4 MB"},
		"a missing column":               {strings.Replace(header, ",ends", "", 1) + newRow, "Line 1, ends: The column is missing."},
		"a column twice":                 {strings.Replace(header, ",ends", ",ends,ends", 1), "Line 1, ends: The column stands in the header twice."},
		"a column nobody reads":          {strings.Replace(header, ",ends", ",ends,endz", 1), "Line 1: No column is called “endz”."},
		"a header that is not closed":    {"rule_id,\"juris\n", "Line 1: The header cannot be read: a quote is not closed"},
		"a short row":                    {header + "A-90,scotland\n", "Line 2 (A-90): The row has 2 cells and the header has 24."},
		"a comma too many":               {change("A note", "A note, with a comma"), "Line 2 (A-90): The row has 25 cells"},
		"a quote in a cell":              {change("A note", "A \"note"), "Line 2: The row cannot be read: a quote stands inside"},
		"a rule twice":                   {header + newRow + newRow, "Line 3 (A-90), rule_id: The same rule_id stands on line 2."},
		"two versions on one day":        {header + strings.Replace(oldRow, "2018-03-31", "2018-04-01", 1) + newRow, "Line 3 (A-90), effective_from: In force at the same time as A-45 on line 2: one of them"},
		"two versions, the old one last": {header + newRow + strings.Replace(oldRow, "2018-03-31", "2018-04-01", 1), "Line 3 (A-45), effective_from: In force at the same time as A-90 on line 2: one of them"},
		"two versions without an end":    {header + strings.Replace(oldRow, "2018-03-31", "", 1) + newRow, "In force at the same time"},
		"a gap between two versions":     {header + strings.Replace(oldRow, "2018-03-31", "2018-03-29", 1) + newRow, "Line 3 (A-90), effective_from: No version holds from 30 March 2018 to 31 March 2018, between A-45 and this one."},
		"a reason for no gap":            {more(newRow, "Nothing was said", "", "", ""), "Line 2 (A-90), gap_reason: There is no gap before this version."},
		"one clock that ends two ways":   {header + newRow + "B-90,scotland,rg_positive_s4_only" + strings.TrimPrefix(strings.Replace(newRow, "earlier_of", "later_of", 1), "A-90,scotland,rg_positive"), "Line 3 (B-90), ends: The same clock ends in another way in A-90 on line 2."},
		"a clock of one and of all":      {header + newRow + strings.Replace(newRow, "A-90,scotland", "B-90,uk", 1), "Line 3 (B-90), jurisdiction: The whole country and one nation both have this clock at the same time: see A-90 on line 2."},
		"no identifier":                  {change("A-90", ""), "Line 2, rule_id: The cell is empty."},
		"an identifier with a blank":     {change("A-90", "A 90"), "rule_id: “A 90” is no name here."},
		"an unknown jurisdiction":        {change("scotland", "mercia"), "Line 2 (A-90), jurisdiction: “mercia” is not known. Use uk, england-and-wales, scotland or northern-ireland."},
		"an unknown trigger":             {change("rg_positive", "rg_perhaps"), "trigger_event: No event is called “rg_perhaps”."},
		"two triggers":                   {change("rg_positive", "rg_positive;rg_negative"), "trigger_event: A rule counts from one event, and this names 2."},
		"no trigger":                     {change("rg_positive", ""), "this names 0."},
		"an unknown unit":                {change("calendar_days", "fortnights"), "unit: “fortnights” is not known."},
		"no days":                        {change(",90,", ",0,"), "amount: “0” is not a number from 1 to 10000."},
		"days that are not a number":     {change(",90,", ",ninety,"), "amount: “ninety”"},
		"more days than anyone lives":    {change(",90,", ",99999999,"), "amount: “99999999”"},
		"days as a formula":              {change(",90,", ",=45*2,"), "amount: “=45*2”"},
		"an unknown way to count":        {change("day_of", "day_before"), "count_from: “day_before” is not known. Use day_of or day_after."},
		"a loose truth":                  {change(",true,An", ",yes,An"), "statutory: “yes”"},
		"an impossible date":             {change("2018-04-01", "2018-04-31"), "effective_from: “2018-04-31” is not a day that exists"},
		"a date of a spreadsheet":        {change("2018-04-01", "01/04/2018"), "effective_from: “01/04/2018” is not a day that exists, written like 2026-05-12."},
		"a range that ends first":        {change("2018-04-01,", "2018-04-01,2018-03-01"), "effective_to: The rule ends before it begins."},
		"no citation":                    {change("An Act", " "), "citation: The cell is empty."},
		"a formula for a citation":       {change("An Act", "=HYPERLINK(1)"), "citation: The text begins with “=”, which a spreadsheet takes for a formula."},
		"a note that begins with a plus": {change("A note", "+44"), "note: The text begins with “+”"},
		"a label that begins with an at": {change("Support ends,", "@SUM,"), "label: The text begins with “@”"},
		"a note over two lines":          {change("A note", "\"A\nnote\""), "note: The text has a line break"},
		"a very long note":               {change("A note", strings.Repeat("a", maxCell+1)), "note: The text is longer"},
		"an address that is none":        {change("https://example.org/act", "javascript:alert(1)"), "source_url: “javascript:alert(1)” is no address"},
		"an unknown confidence":          {change(",high,", ",total,"), "confidence: “total”"},
		"an unknown end":                 {change("earlier_of", "someday"), "ends: “someday”"},
		"a composite without decisions":  {change("cg_positive;cg_negative", ""), "met_by: The cell is empty, and earlier_of needs the events"},
		"an event named twice":           {change("cg_positive;cg_negative", "cg_positive;cg_positive"), "met_by: The event “cg_positive” is named twice."},
		"an unknown closing event":       {change("withdrawn", "gone"), "ended_by: No event is called “gone”."},
		"met and ended by one event":     {change("withdrawn", "cg_positive"), "ended_by: The event “cg_positive” meets the clock and ends it unmet."},
		"met by what came before":        {change("withdrawn", "referral_submitted"), "ended_by: The event “referral_submitted” can never follow “rg_positive”."},
		"met by a birth":                 {change("cg_positive;", "date_of_birth;"), "met_by: The event “date_of_birth” can never follow “rg_positive”."},
		"an unknown condition":           {change("earlier_of,,", "earlier_of,if_sunny,"), "opens_if: The condition “if_sunny” is not known."},
		"a condition on nothing known":   {change("earlier_of,,", "earlier_of,with:sunshine,"), "opens_if"},
		"at an event that is no stage":   {change("earlier_of,,", "earlier_of,at:check_in_done,"), "opens_if"},
		"a ladder that climbs":           {change("10;5;1;0", "1;5"), "remind: “5” does not come after the step before it."},
		"a ladder that stands still":     {change("10;5;1;0", "1:escalation;1"), "remind: “1” does not come after"},
		"a ladder of words":              {change("10;5;1;0", "ten"), "remind: “ten” is not a number of days"},
		"a rung for nobody":              {change("10;5;1;0", "10:the_cat"), "remind: “the_cat” is nobody to tell."},
		"a category nobody knows":        {change(",period,", ",urgent,"), "category: “urgent”"},
		"an opening that is inside":      {change(",period,", ",opening,"), "due_inclusive: An opening date is the first day outside"},
		"a calendar nobody keeps":        {change("high,scotland", "high,uk"), "calendar: “uk”"},
		"the calendar of another":        {change("high,scotland", "high,northern-ireland"), "calendar: A rule of Scotland counts with the bank holidays of another nation."},
		"never checked":                  {change("2026-08-21", ""), "checked_on: The cell is empty"},
		"a stated date that is counted":  {change("calendar_days,90", "stated,90"), "amount: A stated date is not counted"},
		"a stated date nobody states":    {change("calendar_days,90", "stated,0"), "trigger_event: “rg_positive” is not the day that a letter or a person gives"},
		"hours from the day itself":      {change("calendar_days", "hours"), "count_from: Hours are counted day_after."},
		"a floor without its condition":  {change("earlier_of", "later_of_if"), "floor_if: The cell goes with later_of_if"},
		"a condition without its floor":  {more(newRow, "", "cg_positive", "", ""), "floor_if: The cell goes with later_of_if"},
		"a floor on another event":       {more(strings.Replace(newRow, "earlier_of", "later_of_if", 1), "", "rg_negative", "", ""), "floor_if: The cell names “rg_negative”, which met_by does not."},
		"a record of another event":      {more(newRow, "", "", "rg_negative", ""), "same_record: The cell names “rg_negative”, which neither"},
		"a question nobody asks":         {more(newRow, "", "", "", "99"), "ambiguity: “99” is not the number of an open question."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(strings.NewReader(tc.in), calendar.Published())
			var wrong *RulesError
			if !errors.As(err, &wrong) || !strings.Contains(strings.Join(wrong.Sentences(), "\n"), tc.says) {
				t.Errorf("got %v, want a sentence with %q", err, tc.says)
			}
		})
	}
}

// TestParse_saysAllAtOnce reads a file with something wrong in every row but
// the last, and gets every one of them in the order of the lines.
func TestParse_saysAllAtOnce(t *testing.T) {
	t.Parallel()
	in := header +
		strings.Replace(oldRow, "medium", "total", 1) +
		"A-60,scotland\n" +
		strings.NewReplacer("2018-04-01", "1 April 2018", "An Act", "=1+1").Replace(newRow) +
		"B-1,\"scot\"land\n" +
		newRow +
		strings.Replace(newRow, "A-90", "C-90", 1)
	_, err := Parse(strings.NewReader(in), calendar.Published())
	var wrong *RulesError
	if !errors.As(err, &wrong) {
		t.Fatal(err)
	}
	var got []string
	for _, p := range wrong.Problems {
		got = append(got, strings.TrimSpace(strconv.Itoa(p.Line)+" "+p.RuleID+" "+p.Column))
	}
	want := []string{"2 A-45 confidence", "3 A-60", "4 A-90 effective_from", "4 A-90 citation", "5", "6 A-90 rule_id"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// TestParse_takesWhatSpreadsheetsWrite reads the published rules as a
// spreadsheet on Windows saves them.
func TestParse_takesWhatSpreadsheetsWrite(t *testing.T) {
	t.Parallel()
	raw := "\ufeff" + strings.ReplaceAll(string(Published().Text()), "\n", "\r\n")
	b, err := Parse(strings.NewReader(raw), calendar.Published())
	if err != nil {
		t.Fatal(err)
	}
	if changes := Published().ChangesTo(b); len(changes) > 0 {
		t.Errorf("it is read differently: %v", changes)
	}
}

// TestParse_markedGap takes a gap that the data speaks of.
func TestParse_markedGap(t *testing.T) {
	t.Parallel()
	later := strings.TrimSuffix(header, "\n") + ",gap_reason\n"
	in := later + strings.TrimSuffix(strings.Replace(oldRow, "2018-03-31", "2018-03-29", 1), "\n") + ",\n" +
		strings.TrimSuffix(newRow, "\n") + ",Nothing was in force over Easter\n"
	b, err := Parse(strings.NewReader(in), calendar.Published())
	if err != nil {
		t.Fatal(err)
	}
	if r, _ := b.Rule("A-90"); r.GapReason == "" {
		t.Error("the reason is lost")
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
	f.Add([]byte("\ufeff" + header + oldRow))
	f.Add([]byte(header))
	f.Add([]byte("rule_id\n\"\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := Parse(bytes.NewReader(raw), calendar.Published())
		if err != nil {
			var wrong *RulesError
			if !errors.As(err, &wrong) || len(wrong.Problems) == 0 {
				t.Fatalf("refused without a reason: %v", err)
			}
			for _, p := range wrong.Problems {
				if p.Line < 1 || p.Sentence == "" {
					t.Errorf("a problem nobody can find: %+v", p)
				}
			}
			return
		}
		// Whatever was accepted can be counted with, and read again alike.
		for _, r := range b.Rules() {
			d, err := b.Compute(r.ID, r.Jurisdiction, []Event{{Kind: r.Trigger, On: day(t, "2024-02-29")}})
			if err == nil && (d.Day().IsZero() || len(b.Why(d)) == 0) {
				t.Errorf("%s gives no date", r.ID)
			}
		}
		again, err := Parse(bytes.NewReader(raw), calendar.Published())
		if err != nil || again.Version() != b.Version() || len(b.ChangesTo(again)) > 0 {
			t.Errorf("read twice it differs: %v", err)
		}
	})
}
