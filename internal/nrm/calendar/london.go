package calendar

import (
	"time"

	// The binary must find London on a machine without a time zone database.
	_ "time/tzdata"
)

var london = mustLoad("Europe/London")

// LondonDay is the day it was in London at an instant. In summer half past
// eleven at night UTC is already the next day (nrm-rules §8).
func LondonDay(t time.Time) Date {
	year, month, day := t.In(london).Date()
	return NewDate(year, month, day)
}

// ClockChangeHour says whether it is between one and two in the morning in
// London: the hour that one night of the year has twice and one has not at
// all. Nothing is done by itself in it.
func ClockChangeHour(t time.Time) bool { return t.In(london).Hour() == 1 }

// London is the place whose clock the product shows.
func London() *time.Location { return london }

func mustLoad(name string) *time.Location {
	location, err := time.LoadLocation(name)
	if err != nil {
		panic("calendar: the embedded time zones lack " + name)
	}
	return location
}
