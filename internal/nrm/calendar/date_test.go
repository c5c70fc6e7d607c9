package calendar

import (
	"encoding/json"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   string
		want Date
		ok   bool
	}{
		"ordinary day":            {"2026-05-12", NewDate(2026, time.May, 12), true},
		"leap day":                {"2024-02-29", NewDate(2024, time.February, 29), true},
		"leap day in 2000":        {"2000-02-29", NewDate(2000, time.February, 29), true},
		"first day":               {"0001-01-01", NewDate(1, time.January, 1), true},
		"last day":                {"9999-12-31", NewDate(9999, time.December, 31), true},
		"no leap day in 2026":     {in: "2026-02-29"},
		"no leap day in 1900":     {in: "1900-02-29"},
		"31 April":                {in: "2026-04-31"},
		"month 13":                {in: "2026-13-01"},
		"month 0":                 {in: "2026-00-10"},
		"day 0":                   {in: "2026-01-00"},
		"year 0":                  {in: "0000-01-01"},
		"written the British way": {in: "12/05/2026"},
		"without noughts":         {in: "2026-5-12"},
		"with a time":             {in: "2026-05-12T00:00"},
		"with a space":            {in: " 2026-05-1"},
		"a minus sign for a year": {in: "-026-05-12"},
		"digits of another kind":  {in: "２０26"},
		"nothing":                 {in: ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseDate(tc.in)
			if (err == nil) != tc.ok || got != tc.want {
				t.Errorf("ParseDate(%q) = %v, %v; want %v, ok %v", tc.in, got, err, tc.want, tc.ok)
			}
		})
	}
}

func TestDate_agreesWithTheStandardLibrary(t *testing.T) {
	t.Parallel()
	d := NewDate(1899, time.December, 30)
	for when := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC); when.Year() < 2101; when = when.AddDate(0, 0, 1) {
		year, month, day := when.Date()
		if d != NewDate(year, month, day) || d.Year() != year || d.Month() != month || d.Day() != day ||
			d.Weekday() != when.Weekday() || d.String() != when.Format(time.DateOnly) || !d.UTC().Equal(when) {
			t.Fatalf("%s became %s, a %s", when.Format(time.DateOnly), d, d.Weekday())
		}
		d = d.AddDays(1)
	}
}

func TestNewDate_dayThatDoesNotExistIsNone(t *testing.T) {
	t.Parallel()
	if got := NewDate(2026, time.February, 30); !got.IsZero() {
		t.Errorf("30 February became %s", got)
	}
}

func TestAddMonths(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		from string
		n    int
		want string
	}{
		"same day number":          {"2026-01-15", 3, "2026-04-15"},
		"clamped to 30":            {"2024-05-31", 1, "2024-06-30"},
		"clamped to leap February": {"2024-01-31", 1, "2024-02-29"},
		"clamped to February":      {"2026-01-31", 1, "2026-02-28"},
		"over the year's end":      {"2025-11-30", 3, "2026-02-28"},
		"two years from leap day":  {"2024-02-29", 24, "2026-02-28"},
		"four years from leap day": {"2024-02-29", 48, "2028-02-29"},
		"backwards":                {"2026-03-31", -1, "2026-02-28"},
		"backwards over a year":    {"2026-01-31", -2, "2025-11-30"},
		"out of the calendar":      {"9999-12-01", 1, ""},
		"before the calendar":      {"0001-01-01", -1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := must(t, tc.from).AddMonths(tc.n).String(); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestDate_order(t *testing.T) {
	t.Parallel()
	earlier, later := must(t, "2026-02-28"), must(t, "2026-03-01")
	if !earlier.Before(later) || !later.After(earlier) || earlier.Compare(later) != -1 ||
		later.Compare(earlier) != 1 || later.Compare(later) != 0 || !later.Equal(later) {
		t.Error("28 February does not come before 1 March")
	}
	if got := earlier.DaysUntil(later); got != 1 {
		t.Errorf("days until the next day = %d", got)
	}
	if got := later.DaysUntil(earlier); got != -1 {
		t.Errorf("days until the day before = %d", got)
	}
}

func TestDate_noneStaysNone(t *testing.T) {
	t.Parallel()
	var none Date
	if !none.AddDays(5).IsZero() || !none.AddMonths(2).IsZero() || none.String() != "" || none.Long() != "" || !none.UTC().IsZero() {
		t.Error("no date turned into a date")
	}
	if got := must(t, "9999-12-31").AddDays(1); !got.IsZero() {
		t.Errorf("the day after the last is %s", got)
	}
}

func TestDate_asPeopleReadIt(t *testing.T) {
	t.Parallel()
	d := must(t, "2026-05-12")
	if d.Long() != "12 May 2026" || d.LongWithDay() != "Tuesday 12 May 2026" {
		t.Errorf("got %q and %q", d.Long(), d.LongWithDay())
	}
}

func TestDate_inJSON(t *testing.T) {
	t.Parallel()
	type letter struct{ DecidedOn, ReceivedOn Date }
	want := letter{DecidedOn: must(t, "2026-05-12")}
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if string(raw) != `{"DecidedOn":"2026-05-12","ReceivedOn":""}` {
		t.Errorf("written as %s", raw)
	}
	var got letter
	if err := json.Unmarshal(raw, &got); err != nil || got != want {
		t.Errorf("read back as %v, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`{"DecidedOn":"2026-02-30"}`), &got); err == nil {
		t.Error("30 February was read from JSON")
	}
}

func TestLondonDay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ instant, want string }{
		"summer, 22:59 UTC is the same day":         {"2026-07-01T22:59:59Z", "2026-07-01"},
		"summer, 23:30 UTC is the next day":         {"2026-07-01T23:30:00Z", "2026-07-02"},
		"winter, 23:30 UTC is the same day":         {"2026-01-01T23:30:00Z", "2026-01-01"},
		"evening before clocks go forward":          {"2026-03-28T23:30:00Z", "2026-03-28"},
		"evening of the day clocks go forward":      {"2026-03-29T23:30:00Z", "2026-03-30"},
		"evening before clocks go back":             {"2026-10-24T23:30:00Z", "2026-10-25"},
		"evening of the day clocks go back":         {"2026-10-25T23:30:00Z", "2026-10-25"},
		"written with another zone":                 {"2026-07-02T00:30:00+02:00", "2026-07-01"},
		"British standard time all the year (1970)": {"1970-01-01T23:30:00Z", "1970-01-02"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			instant, err := time.Parse(time.RFC3339, tc.instant)
			if err != nil {
				t.Fatal(err)
			}
			if got := LondonDay(instant).String(); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-05-12", "2024-02-29", "2026-02-29", "0000-00-00", "9999-12-31", "", "2026-5-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		_, stdErr := time.Parse(time.DateOnly, s)
		if stdErr == nil && s[:4] == "0000" {
			stdErr = err
		}
		if (err == nil) != (stdErr == nil) {
			t.Fatalf("ParseDate(%q): %v; the standard library says %v", s, err, stdErr)
		}
		if err == nil && d.String() != s {
			t.Fatalf("%q came back as %q", s, d)
		}
	})
}

func must(t *testing.T, iso string) Date {
	t.Helper()
	d, err := ParseDate(iso)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
