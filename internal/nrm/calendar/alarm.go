package calendar

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/alarm.csv
var alarmCSV string

// warnDays is how many days before the end of the last known year somebody is
// told: a row of data/alarm.csv, with its reason.
var warnDays = sync.OnceValue(func() int {
	_, row, _ := strings.Cut(strings.TrimSpace(alarmCSV), "\n")
	days, _, _ := strings.Cut(row, ",")
	n, err := strconv.Atoi(days)
	if err != nil {
		panic("calendar: the embedded alarm: " + err.Error())
	}
	return n
})
