package form

import (
	"net/url"
	"testing"
	"time"
)

func TestDatePartsParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name             string
		day, month, year string
		wantY            int
		wantM            int
		wantD            int
		problem          string
	}{
		{"numbers", "12", "5", "2026", 2026, 5, 12, ""},
		{"leading zeros", "02", "05", "2026", 2026, 5, 2, ""},
		{"spaces around", " 12 ", " 5", "2026 ", 2026, 5, 12, ""},
		{"month in words", "12", "May", "2026", 2026, 5, 12, ""},
		{"month cut short", "12", "sept", "2026", 2026, 9, 12, ""},
		{"month cut short with a point", "12", "Sept.", "2026", 2026, 9, 12, ""},
		{"month shouted", "1", "DECEMBER", "2026", 2026, 12, 1, ""},
		{"leap day", "29", "2", "2028", 2028, 2, 29, ""},
		{"nothing", "", "", "", 0, 0, 0, "required"},
		{"only spaces", " ", "\t", "", 0, 0, 0, "required"},
		{"no day", "", "5", "2026", 0, 0, 0, "date_needs_day"},
		{"no month", "12", "", "2026", 0, 0, 0, "date_needs_month"},
		{"no year", "12", "5", "", 0, 0, 0, "date_needs_year"},
		{"only a year", "", "", "2026", 0, 0, 0, "date_needs_day"},
		{"31 February", "31", "02", "2026", 0, 0, 0, "not_a_real_date"},
		{"29 February of a common year", "29", "2", "2026", 0, 0, 0, "not_a_real_date"},
		{"month 13", "1", "13", "2026", 0, 0, 0, "not_a_real_date"},
		{"day nought", "0", "1", "2026", 0, 0, 0, "not_a_real_date"},
		{"year 0001", "1", "1", "0001", 0, 0, 0, "not_a_real_date"},
		{"two-digit year", "1", "1", "26", 0, 0, 0, "year_needs_four_digits"},
		{"five-digit year", "1", "1", "20266", 0, 0, 0, "year_needs_four_digits"},
		{"letters in the day", "xx", "1", "2026", 0, 0, 0, "not_a_date"},
		{"two-letter month", "1", "ma", "2026", 0, 0, 0, "not_a_date"},
		{"month of another language", "1", "mai", "2026", 0, 0, 0, "not_a_date"},
		{"signs", "-1", "+5", "2026", 0, 0, 0, "not_a_date"},
		{"a flood of digits", "1", "1", "99999999999999999999", 0, 0, 0, "not_a_date"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			y, m, d, problem := DateParts{tt.day, tt.month, tt.year}.Parse()
			if y != tt.wantY || m != tt.wantM || d != tt.wantD || problem != tt.problem {
				t.Errorf("Parse = %d-%d-%d %q, want %d-%d-%d %q", y, m, d, problem, tt.wantY, tt.wantM, tt.wantD, tt.problem)
			}
		})
	}
}

func TestDateReadsTheThreeBoxes(t *testing.T) {
	t.Parallel()
	v := Of(url.Values{"letter-day": {"1"}, "letter-month": {"x"}, "letter-year": {" 2026"}})
	want := DateParts{"1", "x", " 2026"}
	if got := v.Date("letter"); got != want {
		t.Errorf("Date = %v, want %v as typed", got, want)
	}
}

func TestParseTime(t *testing.T) {
	t.Parallel()
	tests := []struct {
		typed   string
		h, m    int
		problem string
	}{
		{"9:30am", 9, 30, ""}, {"9:30 PM", 21, 30, ""}, {"09:30", 9, 30, ""}, {"21:05", 21, 5, ""},
		{"9.30pm", 21, 30, ""}, {"9am", 9, 0, ""}, {"12am", 0, 0, ""}, {"12:15 pm", 12, 15, ""},
		{"9:30 a.m.", 9, 30, ""}, {"9:30p.m", 21, 30, ""}, {"midday", 12, 0, ""}, {"Midnight", 0, 0, ""},
		{"0:00", 0, 0, ""}, {"23:59", 23, 59, ""},
		{"", 0, 0, "required"}, {"  ", 0, 0, "required"},
		{"9", 0, 0, "not_a_time"}, {"24:00", 0, 0, "not_a_time"}, {"9:60", 0, 0, "not_a_time"},
		{"13pm", 0, 0, "not_a_time"}, {"0am", 0, 0, "not_a_time"}, {"9:5", 0, 0, "not_a_time"},
		{"half nine", 0, 0, "not_a_time"}, {"9:30:10", 0, 0, "not_a_time"}, {"-9:30", 0, 0, "not_a_time"}, {"am", 0, 0, "not_a_time"},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			t.Parallel()
			if h, m, problem := ParseTime(tt.typed); h != tt.h || m != tt.m || problem != tt.problem {
				t.Errorf("ParseTime = %d:%d %q, want %d:%d %q", h, m, problem, tt.h, tt.m, tt.problem)
			}
		})
	}
}

func FuzzDateParts(f *testing.F) {
	f.Add("12", "5", "2026")
	f.Add("31", "Feb", "2026")
	f.Add("٣", "Mäy", "二〇二六")
	f.Fuzz(func(t *testing.T, day, month, year string) {
		y, m, d, problem := DateParts{day, month, year}.Parse()
		if (problem == "") != (y != 0) {
			t.Fatalf("%d-%d-%d with problem %q", y, m, d, problem)
		}
		if problem != "" {
			return
		}
		if real := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC); real.Day() != d || y < 1000 || y > 9999 {
			t.Errorf("%q %q %q read as %d-%d-%d", day, month, year, y, m, d)
		}
	})
}
