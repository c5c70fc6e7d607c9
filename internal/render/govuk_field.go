package render

import "html/template"

// Label names a control. For is filled in by the control that owns the label.
type Label struct {
	Text          string
	HTML          template.HTML
	For           string
	Classes       string
	IsPageHeading bool
	Attributes    Attributes
}

// Given reports whether there is a label to show.
func (l Label) Given() bool { return l.Text != "" || l.HTML != "" }

// Hint is help shown between label and control.
type Hint struct {
	Text       string
	HTML       template.HTML
	ID         string
	Classes    string
	Attributes Attributes
}

// Given reports whether there is a hint to show.
func (h Hint) Given() bool { return h.Text != "" || h.HTML != "" }

// ErrorMessage says what is wrong with a control. An empty one means nothing is wrong,
// so pages may always set it.
type ErrorMessage struct {
	Text               string
	HTML               template.HTML
	ID                 string
	VisuallyHiddenText string // "Error" when empty
	NoPrefix           bool   // shows the message without the hidden "Error:"
	Classes            string
	Attributes         Attributes
}

// Given reports whether there is a message to show.
func (e ErrorMessage) Given() bool { return e.Text != "" || e.HTML != "" }

// Prefix is the hidden word before the message.
func (e ErrorMessage) Prefix() string {
	if e.NoPrefix {
		return ""
	}
	return or(e.VisuallyHiddenText, "Error")
}

// Legend is the question a fieldset answers.
type Legend struct {
	Text          string
	HTML          template.HTML
	Classes       string
	IsPageHeading bool
}

// Given reports whether there is a legend to show.
func (l Legend) Given() bool { return l.Text != "" || l.HTML != "" }

// Fieldset groups controls under one question. Radios, checkboxes and dates take one;
// pages with their own mix of controls write
// {{template "govuk-fieldset-open" .F}} … </fieldset>.
type Fieldset struct {
	Legend      Legend
	HTML        template.HTML
	DescribedBy string
	Role        string
	Classes     string
	Attributes  Attributes
}

// Given reports whether the controls are to be wrapped in a fieldset.
func (f Fieldset) Given() bool {
	return f.Legend.Given() || f.DescribedBy != "" || f.Role != "" || f.Classes != "" || len(f.Attributes) > 0
}

// FormGroup is the element around label, hint, error and control.
// BeforeInput and AfterInput stand beside one control, BeforeInputs and AfterInputs
// beside a set of radios, checkboxes or date boxes.
type FormGroup struct {
	Classes                   string
	Attributes                Attributes
	BeforeInput, AfterInput   Content
	BeforeInputs, AfterInputs Content
}

// field is what all controls with a label share, worked out once:
// the ids that hint and error get and the list of what describes the control.
type field struct {
	ID           string
	DescribedBy  string
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
}

func newField(id, describedBy string, l Label, h Hint, e ErrorMessage, g FormGroup) field {
	l.For = id
	f := field{ID: id, DescribedBy: describedBy, Label: l, Hint: h, ErrorMessage: e, FormGroup: g}
	if h.Given() {
		f.Hint.ID = id + "-hint"
		f.DescribedBy = joined(f.DescribedBy, f.Hint.ID)
	}
	if e.Given() {
		f.ErrorMessage.ID = id + "-error"
		f.DescribedBy = joined(f.DescribedBy, f.ErrorMessage.ID)
	}
	return f
}
