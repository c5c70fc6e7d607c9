package intake

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// What can be wrong with a date as typed.
var (
	ErrNoDate     = errors.New("not a date")
	ErrNoSuchDay  = errors.New("a day that does not exist")
	ErrMonthFirst = errors.New("a date with the month before the day")
	ErrYearOnly   = errors.New("a year and no day")
)

var (
	isoDate   = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	ukDate    = regexp.MustCompile(`^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$`)
	namedDate = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?[-/., ]*(?:of )?([a-z]{3,9})\.?[-/., ]*(\d{4}|\d{2})$`)
	monthDate = regexp.MustCompile(`^([a-z]{3,9})\.?[-/., ]*(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4}|\d{2})$`)
	weekday   = regexp.MustCompile(`^(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?[., ]+`)
	timeOfDay = regexp.MustCompile(`[t ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?$`)
	serial    = regexp.MustCompile(`^(\d{4,5})(?:\.\d+)?$`)
	year      = regexp.MustCompile(`^(?:19|20)\d{2}$`)
)

// The serial numbers that spreadsheets keep dates as count from the end of
// 1899. Below the first one here a number is taken for something else: a year.
const (
	serialEpochDay = 30
	firstSerial    = 3654  // 1 January 1910
	lastSerial     = 73050 // the end of 2099
)

// ParseDate reads a date as people in the UK write it, day first: 3/4/26,
// 03-Apr-2026, 3rd April 2026, 2026-04-03, and the serial numbers of
// spreadsheets. A year of two digits is the latest one that is not in the
// future: everything that is asked for lies behind.
//
// Errors: ErrNoDate, ErrNoSuchDay, ErrMonthFirst, ErrYearOnly.
func ParseDate(text string, today calendar.Date) (calendar.Date, error) {
	text = strings.ToLower(strings.Join(strings.Fields(strings.TrimRight(text, ". ")), " "))
	text = weekday.ReplaceAllString(text, "")
	if at := timeOfDay.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	if year.MatchString(text) {
		return calendar.Date{}, ErrYearOnly
	}
	if m := serial.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		if n < firstSerial || n > lastSerial {
			return calendar.Date{}, ErrNoDate
		}
		return calendar.NewDate(1899, time.December, serialEpochDay).AddDays(n), nil
	}
	if m := isoDate.FindStringSubmatch(text); m != nil {
		return day(m[1], m[2], m[3], today)
	}
	if m := ukDate.FindStringSubmatch(text); m != nil {
		d, err := day(m[3], m[2], m[1], today)
		if _, swapped := day(m[3], m[1], m[2], today); err != nil && swapped == nil {
			return calendar.Date{}, ErrMonthFirst
		}
		return d, err
	}
	if m := namedDate.FindStringSubmatch(text); m != nil {
		return day(m[3], monthOf(m[2]), m[1], today)
	}
	if m := monthDate.FindStringSubmatch(text); m != nil {
		return day(m[3], monthOf(m[1]), m[2], today)
	}
	return calendar.Date{}, ErrNoDate
}

func day(year, month, day string, today calendar.Date) (calendar.Date, error) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	if m == 0 && month == "" {
		return calendar.Date{}, ErrNoDate
	}
	if len(year) == 2 {
		y += 2000
		for calendar.IsReal(y, m, d) && calendar.NewDate(y, time.Month(m), d).After(today) || y > today.Year() {
			y -= 100
		}
	}
	if !calendar.IsReal(y, m, d) {
		return calendar.Date{}, ErrNoSuchDay
	}
	return calendar.NewDate(y, time.Month(m), d), nil
}

// monthOf is the number of a month by its English name or the beginning of it.
func monthOf(name string) string {
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if strings.HasPrefix(full, name) || m == time.September && name == "sept" {
			return strconv.Itoa(int(m))
		}
	}
	return ""
}
