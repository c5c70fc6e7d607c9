package intake

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

// MaxCell is how many characters one cell may have.
const MaxCell = 15_000

const (
	maxName  = 200
	maxShort = 2000
)

// Problem is what is wrong with one cell, in a sentence that names its column.
// The number of the row is said by whoever shows it.
type Problem struct {
	Column int // counted from 0; -1 for the row as a whole
	Says   string
}

// Person is what a row says, ready to make a case of.
type Person struct {
	Start      person.Start
	Born       calendar.Date
	OtherNames []string
	Phones     []string
	HomeOffice string
	Note       string // everything that has no place of its own
}

// Defaults are what counts where a row says nothing.
type Defaults struct {
	Nation calendar.Nation
}

// Nationalities says whether a text is one of the official list, whatever its
// case, and how the list writes it.
type Nationalities func(text string) (string, bool)

// Reader reads the rows of one file.
type Reader struct {
	Headings      []string
	Mapping       Mapping
	Defaults      Defaults
	Nationalities Nationalities
	Today         calendar.Date
}

// Read checks a row and says what it holds. With problems there is no person.
func (r Reader) Read(number int, cells []string) (Person, []Problem) {
	read := reading{Reader: r, cells: cells, number: number}
	p := read.person()
	if len(read.problems) > 0 {
		return Person{}, read.problems
	}
	return p, nil
}

type reading struct {
	Reader
	number   int
	cells    []string
	problems []Problem
}

func (r *reading) wrong(column int, format string, args ...any) {
	r.problems = append(r.problems, Problem{column, fmt.Sprintf(format, args...)})
}

// cell is what a field's column holds in this row, and which column that is;
// -1 when there is none.
func (r *reading) cell(f Field) (string, int) {
	i := slices.Index(r.Mapping, f)
	if i < 0 || i >= len(r.cells) {
		return "", -1
	}
	return strings.TrimSpace(r.cells[i]), i
}

// heading is the column in a sentence.
func (r *reading) heading(column int) string { return "“" + r.Headings[column] + "”" }

func (r *reading) person() (p Person) {
	r.characters()
	p.Start.NameToUse = r.short(NameToUse, maxName)
	first, last := r.short(FirstName, maxName), r.short(LastName, maxName)
	full := strings.TrimSpace(first + " " + last)
	if p.Start.NameToUse == "" {
		p.Start.NameToUse = full
	}
	for _, name := range append([]string{full}, strings.Split(r.short(OtherNames, maxShort), ";")...) {
		if name = strings.TrimSpace(name); name != "" && name != p.Start.NameToUse && !slices.Contains(p.OtherNames, name) {
			p.OtherNames = append(p.OtherNames, name)
		}
	}
	p.Born = r.born()
	p.Start.AgeBand = r.age(p.Born)
	p.Start.Nation = r.nation()
	p.Start.Language = r.short(Language, maxName)
	p.Start.Safety = person.SafetyCheck{PrivatePlace: person.No, SafeToTalk: person.No, InterpreterNeeded: r.interpreter()}
	p.Start.LocalAuthorityContact, p.Start.AgeEvidence = r.short(LocalAuthority, maxShort), r.short(AgeEvidence, maxShort)
	p.HomeOffice = r.homeOffice()
	phone, email := r.phone(), r.email()
	p.Phones = notEmpty(phone, email)
	p.Start.Contact = r.contact(phone, email)
	if p.Start.NameToUse == "" && len(p.Phones) == 0 && p.HomeOffice == "" && len(r.problems) == 0 {
		r.wrong(-1, "Enter a name, or a phone number, an email or a Home Office reference: without any of them nobody can find this case again.")
	}
	p.Note = r.note(phone, email)
	return p
}

// characters refuses what cannot be stored or is too long, in any column.
func (r *reading) characters() {
	for i, cell := range r.cells {
		if i >= len(r.Headings) || r.Headings[i] == "" && r.Mapping[i] != Leave {
			if strings.TrimSpace(cell) != "" {
				r.wrong(i, "This column has no heading. Give it one in the file, or empty the cell.")
			}
			continue
		}
		if r.Mapping[i] == Leave {
			continue
		}
		if n := utf8.RuneCountInString(cell); n > MaxCell {
			r.wrong(i, "%s has %d characters. It may have %d.", r.heading(i), n, MaxCell)
		}
		if at := strings.IndexFunc(cell, func(c rune) bool {
			return c == utf8.RuneError || unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t'
		}); at >= 0 {
			r.wrong(i, "%s holds a character that cannot be stored, after %d others. It may have come with copied text: delete and type it again.", r.heading(i), utf8.RuneCountInString(cell[:at]))
		}
	}
}

func (r *reading) short(f Field, limit int) string {
	text, column := r.cell(f)
	if n := utf8.RuneCountInString(text); n > limit && n <= MaxCell {
		r.wrong(column, "%s has %d characters. It may have %d: put longer text in a column of notes.", r.heading(column), n, limit)
	}
	return text
}

func (r *reading) born() calendar.Date {
	text, column := r.cell(Born)
	if text == "" || slices.Contains(notKnown, strings.ToLower(text)) {
		return calendar.Date{}
	}
	born, err := ParseDate(text, r.Today)
	switch {
	case errors.Is(err, ErrMonthFirst):
		r.wrong(column, "%s: “%s” has the month before the day. Write the day first, like 27/03/1996.", r.heading(column), text)
	case errors.Is(err, ErrNoSuchDay):
		r.wrong(column, "%s: “%s” is a day that does not exist.", r.heading(column), text)
	case errors.Is(err, ErrYearOnly):
		r.wrong(column, "%s: “%s” is a year only. Write the whole date, or leave it empty and write adult or under 18 as the age.", r.heading(column), text)
	case err != nil:
		r.wrong(column, "%s: “%s” is not a date. Write it like 27/03/1996.", r.heading(column), cut(text))
	default:
		for _, p := range person.CheckBirth(born, r.Today) {
			switch p.Code {
			case "in_future":
				r.wrong(column, "%s: %s has not come yet.", r.heading(column), born.Long())
			case "too_old":
				r.wrong(column, "%s: %s is too long ago. Check the year.", r.heading(column), born.Long())
			}
		}
		return born
	}
	return calendar.Date{}
}

var (
	notKnown  = []string{"unknown", "not known", "n/k", "nk", "?", "-", "n/a", "tbc", "unsure", "not sure", "age not known", "disputed"}
	adults    = []string{"adult", "a", "18+", "18 or over", "over 18"}
	children  = []string{"child", "c", "minor", "under 18", "u18", "<18"}
	years     = regexp.MustCompile(`^\d{1,3}$`)
	yes       = []string{"yes", "y", "true", "1", "x"}
	no        = []string{"no", "n", "false", "0", "none", "not needed"}
	phoneOnly = regexp.MustCompile(`^[+(]?[\d ().\-/+]+$`)
	oneEmail  = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)
)

// age is what the column says, held against the date of birth.
func (r *reading) age(born calendar.Date) person.AgeBand {
	text, column := r.cell(Age)
	lower := strings.ToLower(text)
	band := person.AgeBand("")
	switch {
	case text == "" && born.IsZero():
		at := column
		if at < 0 {
			_, at = r.cell(Born)
		}
		r.wrong(at, "Write adult, under 18 or not known as the age, or give a date of birth: everything differs for children.")
		return ""
	case text == "":
	case slices.Contains(adults, lower):
		band = person.Adult
	case slices.Contains(children, lower):
		band = person.Child
	case slices.Contains(notKnown, lower):
		band = person.AgeUnsure
	case years.MatchString(text):
		n, _ := strconv.Atoi(text)
		if n > 120 {
			r.wrong(column, "%s: nobody is %d years old.", r.heading(column), n)
			return ""
		}
		if band = person.Child; n >= 18 {
			band = person.Adult
		}
	default:
		r.wrong(column, "%s: “%s” is not an age. Write adult, under 18, not known or a number of years.", r.heading(column), cut(text))
		return ""
	}
	if born.IsZero() {
		return band
	}
	byBirth := person.Child
	if !person.Eighteenth(born).After(r.Today) {
		byBirth = person.Adult
	}
	switch {
	case band == "":
		return byBirth
	case band != person.AgeUnsure && band != byBirth:
		r.wrong(column, "%s says “%s”, and by the date of birth the client is %s. Correct one of the two.", r.heading(column), text, map[person.AgeBand]string{person.Adult: "an adult", person.Child: "under 18"}[byBirth])
	}
	return band
}

func (r *reading) nation() calendar.Nation {
	text, column := r.cell(Nation)
	if text == "" {
		if !r.Defaults.Nation.Valid() {
			r.wrong(column, "Write in which nation the client is, or choose one for the whole file.")
		}
		return r.Defaults.Nation
	}
	lower := strings.ToLower(text)
	for _, n := range calendar.Nations {
		if lower == strings.ToLower(n.Name()) || lower == string(n) {
			return n
		}
	}
	if lower == "ni" {
		return calendar.NorthernIreland
	}
	r.wrong(column, "%s: “%s” is not a nation of the UK. Write England, Wales, Scotland or Northern Ireland.", r.heading(column), cut(text))
	return ""
}

func (r *reading) interpreter() person.YesNo {
	text, column := r.cell(Interpreter)
	switch lower := strings.ToLower(text); {
	case text == "" || slices.Contains(no, lower):
		return person.No
	case slices.Contains(yes, lower):
		return person.Yes
	}
	r.wrong(column, "%s: write yes or no instead of “%s”.", r.heading(column), cut(text))
	return ""
}

func (r *reading) phone() string {
	text, column := r.cell(Phone)
	if text == "" || slices.Contains(notKnown, strings.ToLower(text)) {
		return ""
	}
	digits := strings.Count(strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return '1'
		}
		return -1
	}, text), "1")
	if !phoneOnly.MatchString(text) || digits < 7 || digits > 15 {
		r.wrong(column, "%s: “%s” is not a phone number. Put words about it in a column of notes.", r.heading(column), cut(text))
	}
	return text
}

func (r *reading) email() string {
	text, column := r.cell(Email)
	if text != "" && !oneEmail.MatchString(text) {
		r.wrong(column, "%s: “%s” is not an email address.", r.heading(column), cut(text))
	}
	return text
}

func (r *reading) homeOffice() string {
	text := r.short(HomeOffice, 60)
	if slices.Contains(notKnown, strings.ToLower(text)) {
		return ""
	}
	return text
}

// contact is a way to reach the client only where the file says that it is
// safe. A number that merely stands there is kept with the notes.
func (r *reading) contact(phone, email string) person.SafeContact {
	none := person.SafeContact{Channels: []person.Channel{person.NoChannel}}
	text, column := r.cell(SafeContact)
	var ways []person.Channel
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return strings.ContainsRune(",;/&+", c) }) {
		way, known := map[string]person.Channel{
			"phone": person.Phone, "call": person.Phone, "phone call": person.Phone, "mobile": person.Phone, "text": person.Text, "text message": person.Text,
			"sms": person.Text, "email": person.Email, "e-mail": person.Email, "none": person.NoChannel, "no": person.NoChannel, "not safe": person.NoChannel,
		}[strings.TrimSpace(word)]
		if !known {
			r.wrong(column, "%s: “%s” is not known. Write phone, text, email or none.", r.heading(column), cut(text))
			return none
		}
		if !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	if len(ways) == 0 || slices.Contains(ways, person.NoChannel) {
		if len(ways) > 1 {
			r.wrong(column, "%s: write either the ways that are safe, or none.", r.heading(column))
		}
		return none
	}
	c := person.SafeContact{Channels: ways, Voicemail: person.No}
	for _, way := range ways {
		switch {
		case way == person.Email && email == "":
			r.wrong(column, "%s says email, and the row has no email address.", r.heading(column))
		case way != person.Email && phone == "":
			r.wrong(column, "%s says phone or text, and the row has no phone number.", r.heading(column))
		case way == person.Email && !strings.Contains(c.Details, email):
			c.Details = strings.TrimPrefix(c.Details+"\n"+email, "\n")
		case way != person.Email && !strings.Contains(c.Details, phone):
			c.Details = strings.TrimPrefix(c.Details+"\n"+phone, "\n")
		}
	}
	return c
}

// note is what the row says that has no place of its own, each with its
// heading, so that nothing of the file is lost.
func (r *reading) note(phone, email string) string {
	lines := []string{fmt.Sprintf("Brought in from a spreadsheet on %s, row %d. Consent and decisions are to be recorded in this case.", r.Today.Long(), r.number)}
	for i, cell := range r.cells {
		if i >= len(r.Mapping) || strings.TrimSpace(cell) == "" {
			continue
		}
		switch r.Mapping[i] {
		case Nationality:
			cell = r.nationality(strings.TrimSpace(cell), i)
		case Age, Phone, Email, FirstName, LastName, HomeOffice, SafeContact, Notes, Keep:
		default:
			continue
		}
		lines = append(lines, r.Headings[i]+": "+strings.TrimSpace(cell))
	}
	if way, _ := r.cell(SafeContact); way == "" && phone+email != "" {
		lines = append(lines, "The spreadsheet does not say whether the number or address above is safe to use. Ask the client first.")
	}
	return strings.Join(lines, "\n")
}

func (r *reading) nationality(text string, column int) string {
	if slices.Contains(notKnown, strings.ToLower(text)) || r.Nationalities == nil {
		return text
	}
	listed, known := r.Nationalities(text)
	if !known {
		r.wrong(column, "%s: “%s” is not on the official list of nationalities. Write it as there, such as Vietnamese, or write not known.", r.heading(column), cut(text))
	}
	return listed
}

func notEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(t string) bool { return t == "" })
}

// cut keeps a sentence readable.
func cut(text string) string {
	const most = 40
	if utf8.RuneCountInString(text) > most {
		return string([]rune(text)[:most]) + "…"
	}
	return text
}

// Undo is until when an import can be taken back: our own practice, dated here.
// From 1 January 2026: 24 hours, long enough to see a mistake the next
// morning, short enough that nobody has told clients of the cases.
var undo = []struct {
	from  calendar.Date
	hours int
}{{calendar.NewDate(2026, time.January, 1), 24}}

// UndoUntil is when an import that ended at a time can no longer be taken back.
func UndoUntil(done time.Time) time.Time {
	hours := 0
	for _, rule := range undo {
		if !calendar.LondonDay(done).Before(rule.from) {
			hours = rule.hours
		}
	}
	return done.Add(time.Duration(hours) * time.Hour)
}
