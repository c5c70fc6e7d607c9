package task

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

//go:embed data/tasks.csv
var tasksCSV string

// Columns are those of a list of next steps, in their order.
var Columns = []string{
	"id", "heading", "title", "reason", "opens_on", "ends_on", "nations", "age", "due", "owner", "safety",
	"effective_from", "effective_to", "citation", "checked_on",
}

// Book is a list of next steps. It is read-only.
type Book struct {
	rules []Rule
	text  string
}

// Rules lists the rules in their order.
func (b *Book) Rules() []Rule { return slices.Clone(b.rules) }

// Rule finds a rule.
func (b *Book) Rule(id string) (Rule, bool) {
	i := slices.IndexFunc(b.rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return b.rules[i], true
}

// Text is the list as it was read.
func (b *Book) Text() string { return b.text }

// Shipped is the list that comes with the program.
var Shipped = sync.OnceValue(func() *Book {
	b, wrong := Parse(tasksCSV)
	if len(wrong) > 0 {
		panic("task: the embedded list: " + wrong[0].String())
	}
	return b
})

// Problem is something wrong in a list: where, and what.
type Problem struct {
	Line int
	Says string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.Says
	}
	return "Line " + strconv.Itoa(p.Line) + ": " + p.Says
}

const (
	maxText  = 256 << 10
	maxRules = 500
	maxCell  = 600
)

var (
	ruleName = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,63}$`)
	dueWords = regexp.MustCompile(`^([a-z][a-z0-9_]{0,63})?([+-]?\d{1,3})?([dm])?$`)
)

// Parse reads a list, with everything that is wrong with it. With problems
// there is no book.
func Parse(text string) (*Book, []Problem) {
	if len(text) > maxText {
		return nil, []Problem{{Says: "The list is longer than 256 KB."}}
	}
	if !utf8.ValidString(text) {
		return nil, []Problem{{Says: "The list is not plain text in UTF-8. Save it as CSV UTF-8."}}
	}
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	reader := csv.NewReader(bytes.NewReader([]byte(text)))
	reader.FieldsPerRecord = -1
	head, err := reader.Read()
	if err != nil || !slices.Equal(head, Columns) {
		return nil, []Problem{{Line: 1, Says: "The first line must name the columns: " + strings.Join(Columns, ",") + "."}}
	}
	b := &Book{text: text}
	var wrong []Problem
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return nil, append(wrong, Problem{broken.Line, "The line is not CSV: look at its quotation marks."})
		}
		line, _ := reader.FieldPos(0)
		r, says := readRule(cells)
		for _, s := range says {
			wrong = append(wrong, Problem{line, s})
		}
		if _, twice := b.Rule(r.ID); twice && r.ID != "" {
			wrong = append(wrong, Problem{line, "The id " + r.ID + " stands twice."})
		}
		if b.rules = append(b.rules, r); len(b.rules) > maxRules {
			return nil, append(wrong, Problem{line, fmt.Sprintf("There are more than %d next steps.", maxRules)})
		}
	}
	if len(b.rules) == 0 {
		wrong = append(wrong, Problem{Says: "The list is empty."})
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return b, nil
}

func readRule(cells []string) (r Rule, wrong []string) {
	if len(cells) != len(Columns) {
		return r, []string{fmt.Sprintf("There are %d cells and %d columns.", len(cells), len(Columns))}
	}
	bad := func(column, why string) { wrong = append(wrong, "The column "+column+" "+why+".") }
	cell := make(map[string]string, len(cells))
	for i, c := range cells {
		cell[Columns[i]] = strings.TrimSpace(c)
		if utf8.RuneCountInString(c) > maxCell {
			bad(Columns[i], fmt.Sprintf("is longer than %d characters", maxCell))
		}
	}
	for _, needed := range []string{"heading", "title", "reason", "citation"} {
		if cell[needed] == "" {
			bad(needed, "is empty")
		}
	}
	r = Rule{
		ID: cell["id"], Heading: cell["heading"], Title: cell["title"], Reason: cell["reason"], Source: cell["citation"],
		Age: Age(cell["age"]), Owner: Role(cell["owner"]), Safety: cell["safety"] == "yes",
	}
	if !ruleName.MatchString(r.ID) {
		bad("id", "must be capital letters, digits and hyphens")
	}
	kinds := func(column string) (list []deadline.EventKind) {
		for _, name := range parts(cell[column]) {
			if !deadline.EventKind(name).Known() {
				bad(column, "speaks of “"+name+"”, which is no event")
			}
			list = append(list, deadline.EventKind(name))
		}
		return list
	}
	r.OpensOn, r.EndsOn = kinds("opens_on"), kinds("ends_on")
	if len(r.OpensOn) == 0 {
		bad("opens_on", "is empty")
	}
	for _, name := range parts(cell["nations"]) {
		if !calendar.Division(name).Valid() {
			bad("nations", "must be england-and-wales, scotland or northern-ireland")
		}
		r.Nations = append(r.Nations, calendar.Division(name))
	}
	if !slices.Contains([]Age{Everybody, Adult, Child, Unsure}, r.Age) {
		bad("age", "must be adult, child, unsure or empty")
	}
	if r.Owner != Caseworker && r.Owner != Supervisor {
		bad("owner", "must be caseworker or supervisor")
	}
	if cell["safety"] != "yes" && cell["safety"] != "" {
		bad("safety", "must be yes or empty")
	}
	due, ok := readDue(cell["due"])
	if r.Due = due; !ok {
		bad("due", "must be like 2d or 1m after the event, or like reconsideration-7d before the end of a clock")
	}
	for _, d := range []struct {
		column string
		into   *calendar.Date
	}{{"effective_from", &r.From}, {"effective_to", &r.To}, {"checked_on", &r.Checked}} {
		if text := cell[d.column]; text != "" {
			on, err := calendar.ParseDate(text)
			if *d.into = on; err != nil {
				bad(d.column, "must be a date like 2026-11-22")
			}
		}
	}
	if !r.To.IsZero() && r.To.Before(r.From) {
		bad("effective_to", "is before effective_from")
	}
	return r, wrong
}

func parts(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ";")
}

func readDue(text string) (Due, bool) {
	m := dueWords.FindStringSubmatch(text)
	if m == nil || m[1] == "" && m[2] == "" || (m[2] == "") != (m[3] == "") {
		return Due{}, false
	}
	n, _ := strconv.Atoi(m[2]) // three digits at most, or none
	d := Due{Clock: m[1]}
	if m[3] == "m" {
		d.Months = n
	} else {
		d.Days = n
	}
	if d.Clock != "" && !slices.ContainsFunc(deadline.Published().Rules(), func(r *deadline.Rule) bool { return r.Clock == d.Clock }) {
		return Due{}, false
	}
	return d, true
}

// Words says when the step is due.
func (d Due) Words() string {
	n, unit := d.Days, "day"
	if d.Months != 0 {
		n, unit = d.Months, "month"
	}
	size := max(n, -n)
	if size != 1 {
		unit += "s"
	}
	amount := strconv.Itoa(size) + " " + unit
	switch {
	case d.Clock == "" && n == 0:
		return "On the same day"
	case d.Clock == "":
		return amount + " after"
	}
	label := d.Clock
	for _, r := range deadline.Published().Rules() {
		if r.Clock == d.Clock {
			label = r.Label
		}
	}
	if n == 0 {
		return "On the day of: " + label
	}
	if n > 0 {
		return amount + " after: " + label
	}
	return amount + " before: " + label
}

// Differences says what another list would change, by the ids of its rules.
func (b *Book) Differences(to *Book) (added, changed, removed []string) {
	for _, r := range to.rules {
		old, ok := b.Rule(r.ID)
		switch {
		case !ok:
			added = append(added, r.ID)
		case fmt.Sprint(old) != fmt.Sprint(r):
			changed = append(changed, r.ID)
		}
	}
	for _, r := range b.rules {
		if _, ok := to.Rule(r.ID); !ok {
			removed = append(removed, r.ID)
		}
	}
	return added, changed, removed
}
