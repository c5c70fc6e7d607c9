package form

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// DateParts are the three boxes of a date as typed. In the form they are
// name-day, name-month and name-year.
type DateParts struct{ Day, Month, Year string }

// Date is what stands in the three boxes of the date.
func (v Values) Date(name string) DateParts {
	return DateParts{Day: v.Text(name + "-day"), Month: v.Text(name + "-month"), Year: v.Text(name + "-year")}
}

// Empty says whether nothing was typed in any box.
func (p DateParts) Empty() bool {
	return strings.TrimSpace(p.Day+p.Month+p.Year) == ""
}

// Parse is the date as numbers, or the code of what is wrong with it. Empty
// boxes are "required". The month may be a name: "5", "May", "sept".
func (p DateParts) Parse() (year, month, day int, problem string) {
	d, m, y := strings.TrimSpace(p.Day), strings.TrimSpace(p.Month), strings.TrimSpace(p.Year)
	switch {
	case p.Empty():
		return 0, 0, 0, "required"
	case d == "":
		return 0, 0, 0, "date_needs_day"
	case m == "":
		return 0, 0, 0, "date_needs_month"
	case y == "":
		return 0, 0, 0, "date_needs_year"
	}
	day, okDay := number(d)
	month, okMonth := monthNumber(m)
	year, okYear := number(y)
	switch {
	case !okDay || !okMonth || !okYear:
		return 0, 0, 0, "not_a_date"
	case len(y) != 4:
		return 0, 0, 0, "year_needs_four_digits"
	case !isReal(year, month, day):
		return 0, 0, 0, "not_a_real_date"
	}
	return year, month, day, ""
}

// Boxes names the boxes that a problem with a date is about, so that the page
// marks those and its error summary leads to the first.
func Boxes(problem string) []string {
	switch problem {
	case "date_needs_day":
		return []string{"day"}
	case "date_needs_month":
		return []string{"month"}
	case "date_needs_year", "year_needs_four_digits":
		return []string{"year"}
	}
	return []string{"day", "month", "year"}
}

// number reads digits only: no sign, no space, no point.
func number(s string) (int, bool) {
	if s == "" || len(s) > 9 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

var months = []string{"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december"}

func monthNumber(s string) (int, bool) {
	if n, ok := number(s); ok {
		return n, true
	}
	s = strings.TrimSuffix(strings.ToLower(s), ".")
	if len(s) < 3 {
		return 0, false
	}
	i := slices.IndexFunc(months, func(m string) bool { return strings.HasPrefix(m, s) })
	return i + 1, i >= 0
}

// isReal refuses 31 February, and years nobody alive can mean.
func isReal(y, m, d int) bool {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return y >= 1000 && t.Year() == y && int(t.Month()) == m && t.Day() == d
}
