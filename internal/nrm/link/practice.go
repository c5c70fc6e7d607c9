package link

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// Practice is what a new link is given. It is rows of data/practice.csv: our
// own practice, which nothing prescribes. A link keeps what it was given.
type Practice struct {
	Life       time.Duration
	Views      int
	WrongCodes int
	CodeDigits int
	Reading    time.Duration
}

// PracticeOn is the practice in force on a day in London: the newest that had
// begun, or the first there was.
func PracticeOn(day calendar.Date) Practice {
	list := dated()
	found := list[0]
	for _, d := range list {
		if !d.from.After(day) {
			found = d
		}
	}
	return found.Practice
}

//go:embed data/practice.csv
var practiceCSV []byte

type datedPractice struct {
	from calendar.Date
	Practice
}

// A mistake in the embedded file is a mistake in the program.
var dated = sync.OnceValue(func() []datedPractice {
	list, err := parse(bytes.NewReader(practiceCSV))
	if err != nil {
		panic("link: " + err.Error())
	}
	return list
})

// parse reads the rows; each day adds to what held before it.
func parse(r io.Reader) ([]datedPractice, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the practice: %w", err)
	}
	var list []datedPractice
	var now datedPractice
	for _, row := range rows[min(1, len(rows)):] {
		from, err := calendar.ParseDate(row[2])
		if err != nil || row[3] == "" || row[4] == "" {
			return nil, fmt.Errorf("%q: it needs a day, a source and a meaning", row[0])
		}
		if from.Before(now.from) {
			return nil, fmt.Errorf("%q: the rows are not in the order of their days", row[0])
		}
		if err := now.set(row[0], row[1]); err != nil {
			return nil, fmt.Errorf("%q: %w", row[0], err)
		}
		if from.After(now.from) {
			list = append(list, datedPractice{})
		}
		now.from = from
		list[len(list)-1] = now
	}
	if now.Life == 0 || now.Views == 0 || now.WrongCodes == 0 || now.CodeDigits < fewestDigits || now.Reading == 0 {
		return nil, fmt.Errorf("something is missing, or the code is too short: %+v", now.Practice)
	}
	return list, nil
}

// fewestDigits keeps a careless row from making codes that can be guessed.
const fewestDigits = 6

func (p *Practice) set(name, value string) error {
	n, err := strconv.Atoi(value)
	if err != nil {
		return err
	}
	if n < 1 {
		return fmt.Errorf("%d is too few", n)
	}
	switch name {
	case "life_hours":
		p.Life = time.Duration(n) * time.Hour
	case "views":
		p.Views = n
	case "wrong_codes":
		p.WrongCodes = n
	case "code_digits":
		p.CodeDigits = n
	case "reading_minutes":
		p.Reading = time.Duration(n) * time.Minute
	default:
		return fmt.Errorf("nothing is set by that name")
	}
	return nil
}
