package render

import (
	"html/template"
	"slices"
	"strconv"
)

// Select is a drop-down list. Value picks the option; ID defaults to Name.
type Select struct {
	ID, Name, Value string
	Items           []Option
	Label           Label
	Hint            Hint
	ErrorMessage    ErrorMessage
	FormGroup       FormGroup
	DescribedBy     string
	Disabled        bool
	Classes         string
	Attributes      Attributes
}

// Option is one line of a select. NoValue leaves the value attribute out,
// so that the browser sends the text.
type Option struct {
	Value, Text        string
	NoValue            bool
	Selected, Disabled bool
	Attributes         Attributes
}

// Field works out ids and descriptions.
func (s Select) Field() field {
	return newField(or(s.ID, s.Name), s.DescribedBy, s.Label, s.Hint, s.ErrorMessage, s.FormGroup)
}

// Options are the items with the chosen one marked.
func (s Select) Options() []Option {
	options := slices.Clone(s.Items)
	for i, o := range options {
		value := o.Value
		if o.NoValue {
			value = o.Text
		}
		options[i].Selected = o.Selected || s.Value != "" && value == s.Value
	}
	return options
}

// Choice is one radio or checkbox, or a Divider ("or") between them.
// ID is worked out from the set's name when empty; Behaviour "exclusive" makes a
// checkbox clear the others.
type Choice struct {
	Value, Text       string
	HTML              template.HTML
	ID, Name          string
	Hint              Hint
	Label             Label // Classes and Attributes only
	Checked, Disabled bool
	Conditional       Conditional
	Divider           string
	Behaviour         string
	Attributes        Attributes
}

// Conditional is what a choice reveals: controls in the order below, or HTML.
type Conditional struct {
	HTML       template.HTML
	Inputs     []Input
	Select     *Select
	DateInput  *DateInput
	Radios     *Radios
	Checkboxes *Checkboxes
	Textarea   *Textarea
}

// Given reports whether the choice reveals anything.
func (c Conditional) Given() bool {
	return c.HTML != "" || len(c.Inputs) > 0 || c.Select != nil || c.DateInput != nil ||
		c.Radios != nil || c.Checkboxes != nil || c.Textarea != nil
}

// Radios is a choice of one. Value picks it. IDPrefix defaults to Name and is also the
// first radio's id, so an error summary can link to "#" + Name.
type Radios struct {
	Name, Value  string
	IDPrefix     string
	Items        []Choice
	Fieldset     Fieldset
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
	Classes      string
	Attributes   Attributes
}

// Field works out ids and descriptions.
func (r Radios) Field() field {
	return newField(or(r.IDPrefix, r.Name), r.Fieldset.DescribedBy, Label{}, r.Hint, r.ErrorMessage, r.FormGroup)
}

// Group is the fieldset, described by hint and error.
func (r Radios) Group() Fieldset { return described(r.Fieldset, r.Field()) }

// Options are the choices with ids, names and state worked out.
func (r Radios) Options() []option {
	chosen := func(c Choice) bool { return r.Value != "" && c.Value == r.Value }
	return options("govuk-radios", or(r.IDPrefix, r.Name), r.Name, "", r.Items, chosen)
}

// Checkboxes is a choice of several. Values picks them. IDPrefix as for Radios.
type Checkboxes struct {
	Name         string
	Values       []string
	IDPrefix     string
	Items        []Choice
	Fieldset     Fieldset
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
	DescribedBy  string
	Classes      string
	Attributes   Attributes
}

// Field works out ids and descriptions.
func (c Checkboxes) Field() field {
	by := or(c.Fieldset.DescribedBy, c.DescribedBy)
	return newField(or(c.IDPrefix, c.Name), by, Label{}, c.Hint, c.ErrorMessage, c.FormGroup)
}

// Group is the fieldset, described by hint and error.
func (c Checkboxes) Group() Fieldset { return described(c.Fieldset, c.Field()) }

// Options are the choices with ids, names and state worked out. Without a fieldset
// nothing else carries hint and error, so each box names them itself.
func (c Checkboxes) Options() []option {
	by := ""
	if !c.Fieldset.Given() {
		by = c.Field().DescribedBy
	}
	chosen := func(i Choice) bool { return slices.Contains(c.Values, i.Value) }
	return options("govuk-checkboxes", or(c.IDPrefix, c.Name), c.Name, by, c.Items, chosen)
}

// option is a Choice ready to draw.
type option struct {
	Choice
	Caption       Label
	ConditionalID string
	DescribedBy   string
}

func options(block, prefix, name, describedBy string, items []Choice, chosen func(Choice) bool) []option {
	out := make([]option, 0, len(items))
	for i, c := range items {
		if c.ID == "" {
			c.ID = prefix
			if i > 0 {
				c.ID += "-" + strconv.Itoa(i+1)
			}
		}
		c.Name = or(c.Name, name)
		c.Checked = c.Checked || chosen(c)
		o := option{ConditionalID: "conditional-" + c.ID, DescribedBy: describedBy, Caption: Label{
			Text: c.Text, HTML: c.HTML, For: c.ID, Classes: joined(block+"__label", c.Label.Classes), Attributes: c.Label.Attributes,
		}}
		if c.Hint.Given() {
			c.Hint.ID = c.ID + "-item-hint"
			c.Hint.Classes = joined(block+"__hint", c.Hint.Classes)
			o.DescribedBy = joined(describedBy, c.Hint.ID)
		}
		o.Choice = c
		out = append(out, o)
	}
	return out
}

func described(f Fieldset, by field) Fieldset {
	f.DescribedBy = by.DescribedBy
	return f
}
