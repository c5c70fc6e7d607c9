package render

import (
	"html/template"
	"strings"
)

// Button submits a form, or with Href looks like a button and goes there.
type Button struct {
	Text               string
	HTML               template.HTML
	Href               string
	Type, Name, Value  string // Type is "submit" when empty
	ID                 string
	IsStartButton      bool
	Disabled           bool
	PreventDoubleClick Switch
	Classes            string
	Attributes         Attributes
}

// Tag shows a state in one or two words.
type Tag struct {
	Text       string
	HTML       template.HTML
	Classes    string // such as govuk-tag--green
	Attributes Attributes
}

// InsetText sets a paragraph apart.
type InsetText struct {
	Text       string
	HTML       template.HTML
	ID         string
	Classes    string
	Attributes Attributes
}

// WarningText is an important sentence with an exclamation mark.
type WarningText struct {
	Text             string
	HTML             template.HTML
	IconFallbackText string // "Warning" when empty
	Classes          string
	Attributes       Attributes
}

// Details hides explanation behind a summary line.
type Details struct {
	SummaryText string
	SummaryHTML template.HTML
	Text        string
	HTML        template.HTML
	Lines       []string // instead of both: a list
	ID          string
	Open        bool
	Classes     string
	Attributes  Attributes
}

// Panel is the big box that confirms something is done.
type Panel struct {
	TitleText    string
	TitleHTML    template.HTML
	HeadingLevel int // 1 when empty
	Text         string
	HTML         template.HTML
	Actions      PanelActions
	Classes      string
	Attributes   Attributes
}

// PanelActions are shown on interruption panels only.
type PanelActions struct {
	Items      []Action
	Classes    string
	Attributes Attributes
}

const panelInterruption = "govuk-panel--interruption"

// Level is the heading level of the title.
func (p Panel) Level() int { return orNumber(p.HeadingLevel, 1) }

// Block is the panel's classes.
func (p Panel) Block() string {
	if p.IsInterruption() {
		return joined("govuk-panel", p.Classes)
	}
	return joined("govuk-panel govuk-panel--confirmation", p.Classes)
}

// IsInterruption reports whether the panel stops the person to ask something.
func (p Panel) IsInterruption() bool { return strings.Contains(p.Classes, panelInterruption) }

// HasActions reports whether an action area is drawn.
func (p Panel) HasActions() bool {
	a := p.Actions
	return p.IsInterruption() && (len(a.Items) > 0 || a.Classes != "" || len(a.Attributes) > 0)
}

// InverseButton is the action as a button on the panel's dark ground.
func (a Action) InverseButton() Button { return a.button(joined("govuk-button--inverse", a.Classes)) }

// PhaseBanner says that a service is new.
type PhaseBanner struct {
	Tag        Tag
	Text       string
	HTML       template.HTML
	Classes    string
	Attributes Attributes
}

// PhaseTag is the tag with the banner's own class.
func (p PhaseBanner) PhaseTag() Tag {
	return Tag{Text: p.Tag.Text, HTML: p.Tag.HTML, Classes: joined("govuk-phase-banner__content__tag", p.Tag.Classes)}
}

func orNumber(n, instead int) int {
	if n == 0 {
		return instead
	}
	return n
}
