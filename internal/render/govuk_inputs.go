package render

import (
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Input is a single-line text box. ID defaults to Name, Type to "text".
type Input struct {
	ID, Name, Value string
	Type            string
	Label           Label
	Hint            Hint
	ErrorMessage    ErrorMessage
	FormGroup       FormGroup
	Prefix, Suffix  Affix
	InputWrapper    InputWrapper
	DescribedBy     string
	Autocomplete    string
	Autocapitalize  string
	Inputmode       string
	Pattern         string
	Spellcheck      Switch
	Disabled        bool
	Classes         string
	Attributes      Attributes

	toggle *Button // set by PasswordInput
}

// Affix is a unit shown before or after a box.
type Affix struct {
	Text       string
	HTML       template.HTML
	Classes    string
	Attributes Attributes
}

// Given reports whether there is a unit to show.
func (a Affix) Given() bool { return a.Text != "" || a.HTML != "" }

// InputWrapper is the element that keeps box and units on one line.
type InputWrapper struct {
	Classes    string
	Attributes Attributes
}

// Field works out ids and descriptions.
func (i Input) Field() field {
	return newField(or(i.ID, i.Name), i.DescribedBy, i.Label, i.Hint, i.ErrorMessage, i.FormGroup)
}

// Toggle is the show and hide button of a password box.
func (i Input) Toggle() *Button { return i.toggle }

// Wrapped reports whether something stands on the same line as the box.
func (i Input) Wrapped() bool {
	return i.Prefix.Given() || i.Suffix.Given() || i.toggle != nil ||
		i.FormGroup.BeforeInput.Given() || i.FormGroup.AfterInput.Given()
}

// Textarea is a box for several lines. ID defaults to Name, Rows to 5.
type Textarea struct {
	ID, Name, Value string
	Rows            int
	Label           Label
	Hint            Hint
	ErrorMessage    ErrorMessage
	FormGroup       FormGroup
	DescribedBy     string
	Autocomplete    string
	Spellcheck      Switch
	Disabled        bool
	Classes         string
	Attributes      Attributes

	count *Hint // set by CharacterCount
}

// Field works out ids and descriptions.
func (t Textarea) Field() field {
	return newField(or(t.ID, t.Name), t.DescribedBy, t.Label, t.Hint, t.ErrorMessage, t.FormGroup)
}

// Count is the line that says how much may still be written.
func (t Textarea) Count() *Hint { return t.count }

// Plurals holds one text per CLDR plural rule ("one", "other", …).
type Plurals map[string]string

func (p Plurals) attributes(name string) (as Attributes) {
	for _, rule := range slices.Sorted(maps.Keys(p)) {
		as = append(as, Attr{name + "." + rule, p[rule]})
	}
	return as
}

// CharacterCount is a textarea that tells how much room is left:
// give Maxlength (characters) or Maxwords.
type CharacterCount struct {
	ID, Name, Value     string
	Rows                int
	Maxlength, Maxwords int
	Threshold           int    // per cent of the limit before the count shows
	CountType           string // "characters", "words" or another way of counting
	Label               Label
	Hint                Hint
	ErrorMessage        ErrorMessage
	FormGroup           FormGroup
	CountMessage        CountMessage
	Spellcheck          Switch
	Classes             string
	Attributes          Attributes

	TextareaDescriptionText  string
	CharactersUnderLimitText Plurals
	CharactersAtLimitText    string
	CharactersOverLimitText  Plurals
	WordsUnderLimitText      Plurals
	WordsAtLimitText         string
	WordsOverLimitText       Plurals
}

// CountMessage styles the line under a counted textarea.
type CountMessage struct{ Classes string }

func (c CharacterCount) countType() string {
	if c.CountType == "" && c.Maxwords > 0 {
		return "words"
	}
	return c.CountType
}

func (c CharacterCount) limit() string { return or(number(c.Maxwords), number(c.Maxlength)) }

// Textarea is the counted box with its message and settings for the script.
func (c CharacterCount) Textarea() Textarea {
	id := or(c.ID, c.Name)
	group := c.FormGroup
	group.Classes = joined("govuk-character-count", group.Classes)
	group.Attributes = append(c.settings(), group.Attributes...)
	return Textarea{
		ID: id, Name: c.Name, Value: c.Value, Rows: c.Rows, DescribedBy: id + "-info",
		Label: c.Label, Hint: c.Hint, ErrorMessage: c.ErrorMessage, FormGroup: group,
		Spellcheck: c.Spellcheck, Classes: joined("govuk-js-character-count", c.Classes), Attributes: c.Attributes,
		count: &Hint{
			ID: id + "-info", Text: c.description(),
			Classes: joined("govuk-character-count__message", c.CountMessage.Classes),
		},
	}
}

func (c CharacterCount) description() string {
	if c.limit() == "" {
		return ""
	}
	unit := "characters"
	if c.countType() == "words" {
		unit = "words"
	}
	return strings.ReplaceAll(or(c.TextareaDescriptionText, "You can enter up to %{count} "+unit), "%{count}", c.limit())
}

func (c CharacterCount) settings() Attributes {
	as := Attributes{
		{"data-module", "govuk-character-count"},
		{"data-maxlength", number(c.Maxlength)},
		{"data-maxwords", number(c.Maxwords)},
		{"data-threshold", number(c.Threshold)},
		{"data-count-type", c.countType()},
		{"data-i18n.characters-at-limit", c.CharactersAtLimitText},
		{"data-i18n.words-at-limit", c.WordsAtLimitText},
	}
	if c.limit() == "" {
		as = append(as, Attr{"data-i18n.textarea-description.other", c.TextareaDescriptionText})
	}
	as = append(as, c.CharactersUnderLimitText.attributes("data-i18n.characters-under-limit")...)
	as = append(as, c.CharactersOverLimitText.attributes("data-i18n.characters-over-limit")...)
	as = append(as, c.WordsUnderLimitText.attributes("data-i18n.words-under-limit")...)
	as = append(as, c.WordsOverLimitText.attributes("data-i18n.words-over-limit")...)
	return as.given()
}

// PasswordInput is a password box with a button to show what was typed.
// Autocomplete defaults to "current-password"; use "new-password" when one is chosen.
type PasswordInput struct {
	ID, Name, Value string
	Label           Label
	Hint            Hint
	ErrorMessage    ErrorMessage
	FormGroup       FormGroup
	DescribedBy     string
	Autocomplete    string
	Disabled        bool
	Classes         string
	Attributes      Attributes
	Button          PasswordButton

	ShowPasswordText, HidePasswordText                            string
	ShowPasswordAriaLabelText, HidePasswordAriaLabelText          string
	PasswordShownAnnouncementText, PasswordHiddenAnnouncementText string
}

// PasswordButton styles the show and hide button.
type PasswordButton struct{ Classes string }

// Input is the box with its button and texts for the script.
func (p PasswordInput) Input() Input {
	id := or(p.ID, p.Name)
	group := p.FormGroup
	group.Classes = joined("govuk-password-input", group.Classes)
	group.Attributes = append(Attributes{
		{"data-module", "govuk-password-input"},
		{"data-i18n.show-password", p.ShowPasswordText},
		{"data-i18n.hide-password", p.HidePasswordText},
		{"data-i18n.show-password-aria-label", p.ShowPasswordAriaLabelText},
		{"data-i18n.hide-password-aria-label", p.HidePasswordAriaLabelText},
		{"data-i18n.password-shown-announcement", p.PasswordShownAnnouncementText},
		{"data-i18n.password-hidden-announcement", p.PasswordHiddenAnnouncementText},
	}.given(), group.Attributes...)
	return Input{
		ID: id, Name: p.Name, Value: p.Value, Type: "password", DescribedBy: p.DescribedBy,
		Label: p.Label, Hint: p.Hint, ErrorMessage: p.ErrorMessage, FormGroup: group,
		InputWrapper: InputWrapper{Classes: "govuk-password-input__wrapper"},
		Classes:      joined("govuk-password-input__input govuk-js-password-input-input", p.Classes),
		Spellcheck:   Off, Autocapitalize: "none", Autocomplete: or(p.Autocomplete, "current-password"),
		Disabled: p.Disabled, Attributes: p.Attributes,
		toggle: &Button{
			Type: "button", Text: or(p.ShowPasswordText, "Show"),
			Classes: joined("govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle", p.Button.Classes),
			Attributes: Attributes{
				{"aria-controls", id},
				{"aria-label", or(p.ShowPasswordAriaLabelText, "Show password")},
				{"hidden", ""},
			},
		},
	}
}

// FileUpload is a file chooser. Javascript turns on the drop zone.
type FileUpload struct {
	ID, Name           string
	Label              Label
	Hint               Hint
	ErrorMessage       ErrorMessage
	FormGroup          FormGroup
	DescribedBy        string
	Multiple, Disabled bool
	Classes            string
	Attributes         Attributes

	Javascript                              bool
	WrapperClasses                          string
	WrapperAttributes                       Attributes
	ChooseFilesButtonText, NoFileChosenText string
	MultipleFilesChosenText                 Plurals
	DropInstructionText                     string
	EnteredDropZoneText, LeftDropZoneText   string
}

// Field works out ids and descriptions.
func (u FileUpload) Field() field {
	return newField(or(u.ID, u.Name), u.DescribedBy, u.Label, u.Hint, u.ErrorMessage, u.FormGroup)
}

// Settings are the wrapper's attributes: texts for the script, then the page's own.
func (u FileUpload) Settings() Attributes {
	as := Attributes{
		{"data-i18n.choose-files-button", u.ChooseFilesButtonText},
		{"data-i18n.no-file-chosen", u.NoFileChosenText},
		{"data-i18n.drop-instruction", u.DropInstructionText},
		{"data-i18n.entered-drop-zone", u.EnteredDropZoneText},
		{"data-i18n.left-drop-zone", u.LeftDropZoneText},
	}.given()
	as = append(as, u.MultipleFilesChosenText.attributes("data-i18n.multiple-files-chosen")...)
	return append(as, u.WrapperAttributes...)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
