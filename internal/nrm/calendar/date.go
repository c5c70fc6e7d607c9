// Package calendar holds civil dates, the London day, the four nations and the
// published bank holidays of the three divisions of the United Kingdom.
//
// It knows nothing of cases or law: which days a rule counts is the business
// of package deadline. It has no clock; today is always an argument.
package calendar

import (
	"fmt"
	"time"
)

// Date is a day on the calendar without a time or a place. The zero value
// means that there is no date. Dates can be compared with == and be map keys.
type Date struct {
	// serial counts days, with 1 January of the year 1 as day 1.
	serial int32
}

const (
	serialOf1970  = 719163
	secondsInADay = 24 * 60 * 60
	lastYear      = 9999
)

// NewDate is the given day. A day that does not exist, such as 30 February,
// gives no date rather than a neighbouring one: ask IsReal first.
func NewDate(year int, month time.Month, day int) Date {
	if !IsReal(year, int(month), day) {
		return Date{}
	}
	return fromUTC(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// IsReal says whether the calendar has such a day, in the years 1 to 9999.
func IsReal(year, month, day int) bool {
	return year >= 1 && year <= lastYear && month >= 1 && month <= 12 &&
		day >= 1 && day <= daysIn(year, time.Month(month))
}

// ParseDate reads a date written YYYY-MM-DD and nothing looser.
func ParseDate(iso string) (Date, error) {
	if len(iso) != len("2006-01-02") || iso[4] != '-' || iso[7] != '-' {
		return Date{}, fmt.Errorf("%q is not a date written YYYY-MM-DD", iso)
	}
	year, okYear := digits(iso[:4])
	month, okMonth := digits(iso[5:7])
	day, okDay := digits(iso[8:])
	if !okYear || !okMonth || !okDay {
		return Date{}, fmt.Errorf("%q is not a date written YYYY-MM-DD", iso)
	}
	if !IsReal(year, month, day) {
		return Date{}, fmt.Errorf("%s is not a day that exists", iso)
	}
	return NewDate(year, time.Month(month), day), nil
}

// IsZero says whether there is no date.
func (d Date) IsZero() bool { return d.serial == 0 }

// Equal is ==, for packages that compare by method.
func (d Date) Equal(o Date) bool { return d == o }

// Compare orders dates; no date comes first.
func (d Date) Compare(o Date) int {
	switch {
	case d.serial < o.serial:
		return -1
	case d.serial > o.serial:
		return 1
	}
	return 0
}

// Before says whether d is an earlier day than o.
func (d Date) Before(o Date) bool { return d.serial < o.serial }

// After says whether d is a later day than o.
func (d Date) After(o Date) bool { return d.serial > o.serial }

// DaysUntil counts the days from d to o: 1 when o is the next day, negative
// when o has passed.
func (d Date) DaysUntil(o Date) int { return int(o.serial) - int(d.serial) }

// AddDays moves by whole days, backwards when n is negative. A result outside
// the years 1 to 9999 is no date, and no date stays no date.
func (d Date) AddDays(n int) Date {
	to := int64(d.serial) + int64(n)
	if d.IsZero() || to < 1 || to > int64(lastSerial) {
		return Date{}
	}
	return Date{serial: int32(to)}
}

// AddMonths keeps the day number, or takes the last day of the month where
// that number does not exist: 31 May and one month is 30 June.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	year, month, day := d.UTC().Date()
	months := year*12 + int(month) - 1 + n
	year, month = months/12, time.Month(months%12+1)
	if months < 12 || year > lastYear {
		return Date{}
	}
	return NewDate(year, month, min(day, daysIn(year, month)))
}

// Year is the year of the date.
func (d Date) Year() int { return d.UTC().Year() }

// Month is the month of the date.
func (d Date) Month() time.Month { return d.UTC().Month() }

// Day is the day number within the month.
func (d Date) Day() int { return d.UTC().Day() }

// Weekday is the day of the week. Day 1 of the count was a Monday.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.serial % 7) }

// UTC is midnight UTC at the start of the date, for storing in a date column.
// No date gives the zero time.
func (d Date) UTC() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Unix((int64(d.serial)-serialOf1970)*secondsInADay, 0).UTC()
}

var lastSerial = fromUTC(time.Date(lastYear, time.December, 31, 0, 0, 0, 0, time.UTC)).serial

// fromUTC takes the day of a midnight in UTC.
func fromUTC(t time.Time) Date {
	return Date{serial: int32(t.Unix()/secondsInADay + serialOf1970)}
}

func daysIn(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}
