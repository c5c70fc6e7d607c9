package intake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/intake"
	"nrmdesk/internal/nrm/person"
)

func reader(headings ...string) intake.Reader {
	return intake.Reader{
		Headings: headings, Mapping: intake.Guess(headings, nil), Defaults: intake.Defaults{Nation: calendar.England}, Today: today,
		Nationalities: func(text string) (string, bool) { return "Albanian", strings.EqualFold(text, "albanian") },
	}
}

func TestGuess(t *testing.T) {
	t.Parallel()
	got := intake.Guess([]string{"Client Name", "SURNAME", "D.O.B.", "Mobile", "Shoe size", "Nationality", "Comments:", "Phone"}, map[string]intake.Field{"shoe size": intake.Leave})
	if fmt.Sprint(got) != "[name_to_use last_name born keep leave nationality notes phone]" {
		t.Errorf("%v", got)
	}
	for name, tc := range map[string]struct {
		mapping intake.Mapping
		says    string
	}{
		"no name":          {intake.Mapping{intake.Born, intake.Notes}, "which column holds the name"},
		"no age":           {intake.Mapping{intake.NameToUse, intake.Notes}, "the age or the date of birth"},
		"one field twice":  {intake.Mapping{intake.Born, intake.Born}, "cannot both be"},
		"not chosen":       {intake.Mapping{"", intake.Born}, "Choose what the column “A” holds"},
		"nobody's field":   {intake.Mapping{"shoe", intake.Born}, "Choose what the column “A” holds"},
		"all that matters": {intake.Mapping{intake.NameToUse, intake.Born}, ""},
	} {
		got := strings.Join(tc.mapping.Check([]string{"A", "B"}), " ")
		if tc.says == "" && got != "" || !strings.Contains(got, tc.says) {
			t.Errorf("%s: %q, want %q", name, got, tc.says)
		}
	}
}

func TestReader_goodRow(t *testing.T) {
	t.Parallel()
	r := reader("First name", "Surname", "Other names", "DOB", "Nation", "Interpreter", "Mobile", "Email", "Safe contact", "Nationality", "Hostel", "NRM ref")
	p, wrong := r.Read(4, []string{"Ana", "Testova", "Anita; Anna T", "27th March 1996", "NI", "y", "07700 900123", "a@example.org", "text, email", "ALBANIAN", "Room 3 ☂", "NRM 7"})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if p.Start.NameToUse != "Ana Testova" || fmt.Sprint(p.OtherNames) != "[Anita Anna T]" || p.Born != calendar.NewDate(1996, time.March, 27) || p.Start.AgeBand != person.Adult ||
		p.Start.Nation != calendar.NorthernIreland || !p.Start.Safety.InterpreterNeeded.Is() || p.HomeOffice != "NRM 7" {
		t.Errorf("%+v", p)
	}
	if ps := person.CheckStart(p.Start); len(ps) > 0 {
		t.Errorf("a case could not be started like that: %v", ps)
	}
	if !p.Start.Contact.Allows(person.Text) || p.Start.Contact.Allows(person.Phone) || !strings.Contains(p.Start.Contact.Details, "a@example.org") {
		t.Errorf("contact %+v", p.Start.Contact)
	}
	for _, kept := range []string{"Hostel: Room 3 ☂", "Nationality: Albanian", "NRM ref: NRM 7", "row 4"} {
		if !strings.Contains(p.Note, kept) {
			t.Errorf("the note loses %q:\n%s", kept, p.Note)
		}
	}
}

func TestReader_badCells(t *testing.T) {
	t.Parallel()
	r := reader("Name", "DOB", "Age", "Nation", "Interpreter", "Phone", "Email", "Safe contact", "Nationality", "Notes", "Home Office reference")
	good := []string{"Ana", "27/3/1996", "adult", "Wales", "no", "07700 900123", "", "", "Albanian", "x", ""}
	for name, tc := range map[string]struct {
		column int
		cell   string
		says   string // empty when it is fine
	}{
		"as it is":                   {0, "Ana", ""},
		"born in 1899":               {1, "3/4/1899", "“DOB”: 3 April 1899 is too long ago"},
		"born in 2999":               {1, "3/4/2999", "“DOB”: 3 April 2999 has not come yet"},
		"born on no day":             {1, "31/2/1990", "“DOB”: “31/2/1990” is a day that does not exist"},
		"born in a year":             {1, "1990", "“DOB”: “1990” is a year only"},
		"month first":                {1, "3/27/1996", "has the month before the day"},
		"born some time":             {1, "in spring", "“in spring” is not a date"},
		"birth not known":            {1, "not known", ""},
		"a child by birth":           {1, "27/3/2015", "“Age” says “adult”, and by the date of birth the client is under 18"},
		"an age nobody has":          {2, "640", "nobody is 640"},
		"an age in years":            {2, "30", ""},
		"an age in words":            {2, "middle aged", "“middle aged” is not an age"},
		"a nation that is none":      {3, "France", "“France” is not a nation of the UK"},
		"perhaps an interpreter":     {4, "perhaps", "write yes or no"},
		"a phone that says call me":  {5, "call me", "“Phone”: “call me” is not a phone number"},
		"a phone with a word":        {5, "07700 900123 (mum)", "is not a phone number"},
		"an email that is none":      {6, "ana at example", "is not an email address"},
		"email is safe, none given":  {7, "email", "the row has no email address"},
		"a way nobody knows":         {7, "pigeon", "“pigeon” is not known"},
		"none and phone":             {7, "none, phone", "either the ways that are safe, or none"},
		"a nationality that is none": {8, "Martian", "“Nationality”: “Martian” is not on the official list"},
		"nationality not known":      {8, "Unknown", ""},
		"15,000 characters":          {9, strings.Repeat("é", 15_000), ""},
		"15,001 characters":          {9, strings.Repeat("é", 15_001), "“Notes” has 15001 characters. It may have 15000"},
		"a name of 300":              {0, strings.Repeat("x", 300), "“Name” has 300 characters. It may have 200"},
		"NUL":                        {9, "a\x00b", "“Notes” holds a character that cannot be stored, after 1 others"},
		"broken letters":             {9, "ab\xffc", "cannot be stored, after 2 others"},
		"an escape":                  {0, "\x1b[31mAna", "cannot be stored, after 0 others"},
		"several lines and tabs":     {9, "a\r\n\tb", ""},
		"scripts of several worlds":  {0, "Ана 阮氏 مريم", ""},
	} {
		cells := append([]string(nil), good...)
		cells[tc.column] = tc.cell
		_, wrong := r.Read(7, cells)
		var says []string
		for _, p := range wrong {
			says = append(says, p.Says)
			if p.Column != tc.column && tc.column != 1 {
				t.Errorf("%s: column %d is named, not %d", name, p.Column, tc.column)
			}
		}
		got := strings.Join(says, "\n")
		if tc.says == "" && got != "" || !strings.Contains(got, tc.says) {
			t.Errorf("%s: %q, want %q", name, got, tc.says)
		}
	}
	if _, wrong := r.Read(7, append(good[:len(good):len(good)], "a cell too many")); len(wrong) != 1 || wrong[0].Column != len(good) {
		t.Errorf("a cell without a heading: %v", wrong)
	}
	if _, wrong := reader("Notes", "Name", "Age").Read(2, []string{"x", " ", "adult"}); len(wrong) != 1 || !strings.Contains(wrong[0].Says, "Enter a name") {
		t.Errorf("nobody: %v", wrong)
	}
	if _, wrong := reader("Name", "Age").Read(2, []string{"Ana", ""}); len(wrong) != 1 || !strings.Contains(wrong[0].Says, "adult, under 18 or not known") {
		t.Errorf("no age: %v", wrong)
	}
}

func FuzzReader(f *testing.F) {
	f.Add("Ana", "27/3/1996", "adult", "07700 900123", "text")
	f.Add("\x00", "46115", "17", "call me", ";;")
	f.Fuzz(func(t *testing.T, name, born, age, phone, safe string) {
		p, wrong := reader("Name", "DOB", "Age", "Phone", "Safe contact").Read(2, []string{name, born, age, phone, safe})
		for _, w := range wrong {
			if w.Says == "" || w.Column > 4 {
				t.Errorf("%+v", w)
			}
		}
		if ps := person.CheckStart(p.Start); len(wrong) == 0 && len(ps) > 0 {
			t.Errorf("let through, and no case could be started like that: %v", ps)
		}
	})
}
