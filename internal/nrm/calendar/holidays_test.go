package calendar

import (
	"strings"
	"testing"
	"time"
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
		"text that is not JSON": {"New Year", "read bank holidays"},
		"a missing division":    {strings.Replace(good, "scotland", "scotand", 1), "no list for scotland"},
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
