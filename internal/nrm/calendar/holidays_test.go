package calendar

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPublished(t *testing.T) {
	t.Parallel()
	h := Published()
	// The counts and the rule about weekends are those of the data's own notes.
	for division, count := range map[Division]int{EnglandAndWales: 140, ScotlandDivision: 158, NorthernIrelandDivision: 174} {
		if got := len(h.titles[division]); got != count {
			t.Errorf("%s has %d holidays, want %d", division, got, count)
		}
		for day, title := range h.titles[division] {
			if IsWeekend(day) {
				t.Errorf("%s: %s falls on a weekend, %s", division, title, day)
			}
		}
	}
	if got := h.KnownFrom().String() + " " + h.KnownUntil().String(); got != "2012-01-01 2028-12-31" {
		t.Errorf("known for %s", got)
	}
	if !strings.HasPrefix(h.Version(), "2012-2028/") {
		t.Errorf("version %q", h.Version())
	}
}

func TestIsWorkingDay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		division Division
		day      string
		want     bool
	}{
		"an ordinary Friday":               {EnglandAndWales, "2026-05-15", true},
		"Saturday":                         {EnglandAndWales, "2026-05-16", false},
		"Sunday":                           {EnglandAndWales, "2026-05-17", false},
		"Good Friday":                      {EnglandAndWales, "2026-04-03", false},
		"Easter Monday, England and Wales": {EnglandAndWales, "2026-04-06", false},
		"Easter Monday, Scotland":          {ScotlandDivision, "2026-04-06", true},
		"St Andrew's Day, Scotland":        {ScotlandDivision, "2026-11-30", false},
		"St Andrew's Day, England":         {EnglandAndWales, "2026-11-30", true},
		"St Patrick's Day, NI":             {NorthernIrelandDivision, "2026-03-17", false},
		"World Cup holiday, Scotland":      {ScotlandDivision, "2026-06-15", false},
		"Boxing Day's substitute":          {EnglandAndWales, "2026-12-28", false},
		"the state funeral":                {EnglandAndWales, "2022-09-19", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Published().IsWorkingDay(tc.division, must(t, tc.day)); got != tc.want {
				t.Errorf("%s in %s: working day %v, want %v", tc.day, tc.division, got, tc.want)
			}
		})
	}
	if title, ok := Published().Holiday(ScotlandDivision, NewDate(2026, time.November, 30)); !ok || title == "" {
		t.Errorf("30 November in Scotland is %q, %v", title, ok)
	}
}

func TestParseHolidays_refuses(t *testing.T) {
	t.Parallel()
	const good = `{"england-and-wales":{"events":[{"title":"A","date":"2026-01-01"}]},"scotland":{"events":[{"title":"A","date":"2026-01-01"}]},"northern-ireland":{"events":[{"title":"A","date":"2026-01-01"}]}}`
	if _, err := ParseHolidays(strings.NewReader(good)); err != nil {
		t.Fatalf("the good list: %v", err)
	}
	for name, tc := range map[string]struct{ list, says string }{
		"text that is not JSON": {"New Year", "not JSON"},
		"a missing division":    {strings.Replace(good, "scotland", "scotand", 1), "Scotland: there are no bank holidays"},
		"an impossible day":     {strings.Replace(good, "2026-01-01", "2026-01-32", 1), "entry 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseHolidays(strings.NewReader(tc.list))
			if err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got %v, want an error that says %q", err, tc.says)
			}
		})
	}
}

func TestNation(t *testing.T) {
	t.Parallel()
	want := map[Nation]Division{England: EnglandAndWales, Wales: EnglandAndWales, Scotland: ScotlandDivision, NorthernIreland: NorthernIrelandDivision}
	for _, nation := range Nations {
		if !nation.Valid() || nation.Name() == "" || nation.Division() != want[nation] || nation.Division().Name() == "" {
			t.Errorf("%q: valid %v, name %q, division %q", nation, nation.Valid(), nation.Name(), nation.Division())
		}
	}
	if atlantis := Nation("atlantis"); atlantis.Valid() || atlantis.Division().Valid() || atlantis.Name() != "" {
		t.Error("a fifth nation was accepted")
	}
}

func TestParseHolidays_saysAllThatIsWrong(t *testing.T) {
	t.Parallel()
	const list = "\ufeff" + `{"england-and-wales":{"events":[
		{"title":"A","date":"2026-01-01"},{"title":"","date":"2026-04-03"},{"title":"B","date":"2026-01-01"},{"title":"C","date":"03/04/2026"}]},
		"scotland":{"events":[{"title":"A","date":"2024-01-01"},{"title":"Saturday","date":"2026-05-16"}]}}`
	_, err := ParseHolidays(strings.NewReader(list))
	bad := (*ListError)(nil)
	if !errors.As(err, &bad) {
		t.Fatalf("got %v", err)
	}
	want := []string{
		"England and Wales: entry 2, 3 April 2026, has no title.",
		"England and Wales: entry 3, B: 1 January 2026 is listed twice.",
		`England and Wales: entry 4: "03/04/2026" is not a date written YYYY-MM-DD.`,
		"Scotland: entry 2, Saturday: Saturday 16 May 2026 is not a working day anyway. Check the date.",
		"Scotland: no bank holiday of 2025 is listed although earlier and later years are.",
		`Northern Ireland: there are no bank holidays. The file needs a list under "northern-ireland".`,
	}
	if diff := cmp.Diff(want, bad.Sentences()); diff != "" {
		t.Error(diff)
	}
}

func TestParseHolidays_noListAtAll(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ list, says string }{
		"nothing":                {" \n", "The file is empty."},
		"a spreadsheet":          {"PK\x03\x04...", "This is a spreadsheet"},
		"the rules by mistake":   {"rule_id,unit\nA,days\n", "from line 1 on"},
		"cut off in the middle":  {"{\n\"scotland\": {\n\"events\": [", "from line 3 on"},
		"a list where text is":   {"{\n\"scotland\": {\"events\": [{\"title\": []}]}}", "Line 2 does not hold"},
		"a page instead of JSON": {"<!doctype html>", "not JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := ParseHolidays(strings.NewReader(tc.list)); err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got %v, want an error that says %q", err, tc.says)
			}
		})
	}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	text := string(Published().Text())
	if h, err := ParseHolidays(strings.NewReader(text)); err != nil || h.Version() != Published().Version() {
		t.Fatalf("the text of the list: %v", err)
	}
	moved := strings.Replace(text, `"2026-06-15"`, `"2026-06-16"`, 1)
	other, err := ParseHolidays(strings.NewReader(moved))
	if err != nil {
		t.Fatal(err)
	}
	added, removed := Published().Differences(other)
	brief := func(list []BankHoliday) (said []string) {
		for _, b := range list {
			said = append(said, b.On.String()+" "+string(b.Division))
		}
		return said
	}
	if diff := cmp.Diff([]string{"2026-06-16 scotland"}, brief(added)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"2026-06-15 scotland"}, brief(removed)); diff != "" {
		t.Error(diff)
	}
	christmas := Published().Between(must(t, "2026-12-25"), must(t, "2026-12-28"))
	if len(christmas) != 6 || christmas[0].Division != EnglandAndWales || christmas[5].On != must(t, "2026-12-28") {
		t.Errorf("Christmas 2026: %v", brief(christmas))
	}
}

func TestEndsSoon(t *testing.T) {
	t.Parallel()
	// Known until 31 December 2028; data/alarm.csv warns 365 days before.
	for day, want := range map[string]bool{"2026-05-18": false, "2028-01-01": false, "2028-01-02": true, "2029-06-01": true} {
		if got := Published().EndsSoon(must(t, day)); got != want {
			t.Errorf("on %s: %v, want %v", day, got, want)
		}
	}
}
