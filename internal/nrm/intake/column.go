// Package intake says what the rows of a charity's own spreadsheet mean: which
// column is which, how dates and answers are written, and what has to be right
// before a case is made of a row. It is pure: reading files is for package
// sheet, making cases for package desk.
package intake

import (
	"slices"
	"strings"
)

// Field is what a column can hold.
type Field string

// The fields, in the order of the template. Keep is a column without a field of
// its own: its text is kept with the notes of the case. Leave is one that is
// left out on purpose.
const (
	NameToUse      Field = "name_to_use"
	FirstName      Field = "first_name"
	LastName       Field = "last_name"
	OtherNames     Field = "other_names"
	Born           Field = "born"
	Age            Field = "age"
	Nation         Field = "nation"
	Language       Field = "language"
	Interpreter    Field = "interpreter"
	Nationality    Field = "nationality"
	Phone          Field = "phone"
	Email          Field = "email"
	SafeContact    Field = "safe_contact"
	HomeOffice     Field = "home_office"
	LocalAuthority Field = "local_authority"
	AgeEvidence    Field = "age_evidence"
	Notes          Field = "notes"
	Keep           Field = "keep"
	Leave          Field = "leave"
)

// Column describes a field: its heading in the template, an invented example,
// what may stand in it, and other headings it goes by.
type Column struct {
	Field   Field
	Heading string
	Example string
	Help    string
	known   []string
}

// Columns are the columns of the template.
var Columns = []Column{
	{NameToUse, "Name to use", "Ana", "What the client wants to be called.", []string{"preferred name", "known as", "name", "client", "client name", "full name"}},
	{FirstName, "First name", "Ana", "As on papers, if known.", []string{"first names", "forename", "forenames", "given name", "given names"}},
	{LastName, "Last name", "Testova", "As on papers, if known.", []string{"surname", "family name"}},
	{OtherNames, "Other names", "Anna Testowa; Anita", "Aliases and other spellings, with a semicolon between them.", []string{"alias", "aliases", "aka", "also known as"}},
	{Born, "Date of birth", "27/03/1996", "Day first. Leave it empty when it is not known.", []string{"dob", "d.o.b", "d.o.b.", "birth date", "birthdate", "born"}},
	{Age, "Age", "Adult", "Adult, under 18 or not known; or a number of years. May be empty when there is a date of birth.", []string{"adult or child", "adult/child", "age band"}},
	{Nation, "Nation", "England", "England, Wales, Scotland or Northern Ireland: where the client is now.", []string{"country of residence", "uk nation"}},
	{Language, "Language", "Albanian", "The language to speak with the client.", []string{"first language", "main language", "languages", "preferred language"}},
	{Interpreter, "Interpreter needed", "Yes", "Yes or no.", []string{"interpreter", "needs interpreter", "interpreter required"}},
	{Nationality, "Nationality", "Albanian", "As on the official list, such as Vietnamese.", []string{"citizenship"}},
	{Phone, "Phone", "07700 900123", "To recognise the client by. Whether it is safe to call stands in “Safe contact”.", []string{"telephone", "tel", "mobile", "phone number", "mobile number", "contact number", "telephone number"}},
	{Email, "Email", "", "The client’s own.", []string{"e-mail", "email address", "e-mail address"}},
	{SafeContact, "Safe contact", "Phone", "Phone, text, email or none: only what the client said is safe.", []string{"contact method", "preferred contact", "safe to contact", "safe contact method"}},
	{HomeOffice, "Home Office reference", "", "The NRM reference, if there is one.", []string{"nrm reference", "nrm ref", "nrm number", "home office ref", "ho ref", "ho reference", "home office number"}},
	{LocalAuthority, "Local authority told", "", "For under 18 and not known: who was told, and when.", []string{"local authority", "la contact", "social worker"}},
	{AgeEvidence, "Age based on", "", "For under 18 and not known: papers, what the client says, an assessment.", []string{"age evidence"}},
	{Notes, "Notes", "Met at the drop-in. Prefers mornings.", "Kept with the notes of the case.", []string{"comments", "comment", "remarks", "case notes"}},
}

// Find is the column of a field.
func Find(f Field) (Column, bool) {
	i := slices.IndexFunc(Columns, func(c Column) bool { return c.Field == f })
	if i < 0 {
		return Column{}, false
	}
	return Columns[i], true
}

// Valid says whether something can be done with a column in this way.
func (f Field) Valid() bool {
	_, known := Find(f)
	return known || f == Keep || f == Leave
}

// Mapping is what each column of a file holds, in its order.
type Mapping []Field

// Guess proposes what each column holds, by its heading. Remembered is what
// the organisation said of the same headings before. A field is given to the
// first column it fits; a column that fits none is kept with the notes.
func Guess(headings []string, remembered map[string]Field) Mapping {
	m := make(Mapping, len(headings))
	taken := map[Field]bool{}
	give := func(i int, f Field) {
		if m[i] == "" && f.Valid() && (f == Keep || f == Leave || !taken[f]) {
			m[i], taken[f] = f, true
		}
	}
	for i, h := range headings {
		if f, ok := remembered[HeadingKey(h)]; ok {
			give(i, f)
		}
	}
	for i, h := range headings {
		for _, c := range Columns {
			if HeadingKey(h) == HeadingKey(c.Heading) {
				give(i, c.Field)
			}
		}
	}
	for i, h := range headings {
		for _, c := range Columns {
			if slices.Contains(c.known, HeadingKey(h)) {
				give(i, c.Field)
			}
		}
	}
	for i := range m {
		give(i, Keep)
	}
	return m
}

// HeadingKey makes spellings of one heading equal.
func HeadingKey(heading string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.Trim(strings.ReplaceAll(heading, "_", " "), " :*?"))), " ")
}

// Check says in sentences what is wrong with a mapping.
func (m Mapping) Check(headings []string) (wrong []string) {
	first := map[Field]int{}
	for i, f := range m {
		at, twice := first[f]
		switch {
		case !f.Valid():
			wrong = append(wrong, "Choose what the column “"+headings[i]+"” holds.")
		case f == Keep || f == Leave:
		case twice:
			c, _ := Find(f)
			wrong = append(wrong, "The columns “"+headings[at]+"” and “"+headings[i]+"” cannot both be “"+c.Heading+"”.")
		default:
			first[f] = i
		}
	}
	if !slices.ContainsFunc([]Field{NameToUse, FirstName, LastName, Phone, Email, HomeOffice}, func(f Field) bool { return slices.Contains(m, f) }) {
		wrong = append(wrong, "Choose which column holds the name. Without a name, a phone number, an email or a Home Office reference nobody can be found again.")
	}
	if !slices.Contains(m, Age) && !slices.Contains(m, Born) {
		wrong = append(wrong, "Choose which column holds the age or the date of birth: everything differs for children.")
	}
	return wrong
}
