package render

import "strings"

// DateInput is a date in boxes. The zero value shows day, month and year; Items
// replaces the three for other sets (month and year). With NamePrefix "birth" the
// boxes send birth-day, birth-month, birth-year. ID defaults to NamePrefix; box ids
// are ID-day and so on, for error summary links.
type DateInput struct {
	ID, NamePrefix   string
	Day, Month, Year DateBox
	Items            []DateBox
	Fieldset         Fieldset
	Hint             Hint
	ErrorMessage     ErrorMessage
	FormGroup        FormGroup
	Classes          string
	Attributes       Attributes
}

// DateBox is one box of a date. Error marks this box; when a message is shown and
// no box is marked, all are.
type DateBox struct {
	ID, Name, Label, Value string
	Error                  bool
	Inputmode              string
	Autocomplete           string
	Pattern                string
	Classes                string
	Attributes             Attributes
}

const inputError = "govuk-input--error"

func (b DateBox) marked() bool { return b.Error || strings.Contains(b.Classes, inputError) }

// BoxID is ID or the name prefix, whichever is set.
func (d DateInput) BoxID() string { return or(d.ID, d.NamePrefix) }

// Field works out ids and descriptions.
func (d DateInput) Field() field {
	return newField(d.BoxID(), d.Fieldset.DescribedBy, Label{}, d.Hint, d.ErrorMessage, d.FormGroup)
}

// Group is the fieldset. Role group makes JAWS read the description of text boxes.
func (d DateInput) Group() Fieldset {
	f := described(d.Fieldset, d.Field())
	f.Role = "group"
	return f
}

// Boxes are the text boxes to draw.
func (d DateInput) Boxes() []Input {
	d.Day.Name, d.Month.Name, d.Year.Name = or(d.Day.Name, "day"), or(d.Month.Name, "month"), or(d.Year.Name, "year")
	items := d.Items
	if len(items) == 0 {
		items = []DateBox{d.Day, d.Month, d.Year}
	}
	anyMarked := false
	for _, b := range items {
		anyMarked = anyMarked || b.marked()
	}
	boxes := make([]Input, 0, len(items))
	for _, b := range items {
		boxes = append(boxes, d.box(b, b.marked() || d.ErrorMessage.Given() && !anyMarked))
	}
	return boxes
}

func (d DateInput) box(b DateBox, wrong bool) Input {
	classes := "govuk-date-input__input"
	if wrong && !strings.Contains(b.Classes, inputError) {
		classes += " " + inputError
	}
	if !strings.Contains(b.Classes, "govuk-input--width-") {
		if b.Name == "year" || b.Name == d.Year.Name {
			classes += " govuk-input--width-4"
		} else {
			classes += " govuk-input--width-2"
		}
	}
	name := b.Name
	if d.NamePrefix != "" {
		name = d.NamePrefix + "-" + name
	}
	return Input{
		ID: or(b.ID, d.BoxID()+"-"+b.Name), Name: name, Value: b.Value,
		Label:   Label{Text: or(b.Label, capitalised(b.Name)), Classes: "govuk-date-input__label"},
		Classes: joined(classes, b.Classes), Inputmode: or(b.Inputmode, "numeric"),
		Autocomplete: b.Autocomplete, Pattern: b.Pattern, Attributes: b.Attributes,
	}
}

func capitalised(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
