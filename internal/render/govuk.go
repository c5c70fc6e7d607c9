package render

import "html/template"

// Every GOV.UK Design System component is one struct here and one template of the
// same name: Button is drawn by {{template "govuk-button" .Save}}. Field names follow
// the options of govuk-frontend 6.6.0, so its documentation is ours too.
//
// Text is always escaped. HTML is trusted and wins over Text: fill it only from
// template output, never from something a person typed.

// Switch is a setting with three positions: the zero value leaves the
// component's own default in force.
type Switch string

const (
	On  Switch = "true"
	Off Switch = "false"
)

// Content is what a summary value, a task status or a slot may hold.
// The first of HTML, Tag, Link, Lines, Text that is set is shown.
type Content struct {
	Text    string
	HTML    template.HTML
	Tag     *Tag
	Link    *Link
	Lines   []string // shown one under the other, as for an address
	Classes string
}

// Text is plain content: render.Text("Reference").
func Text(s string) Content { return Content{Text: s} }

// Given reports whether there is anything to show.
func (c Content) Given() bool {
	return c.Text != "" || c.HTML != "" || c.Tag != nil || c.Link != nil || len(c.Lines) > 0
}

// Action is a link or button that goes with a list row, a panel or a banner message.
type Action struct {
	Text               string
	HTML               template.HTML
	Href               string
	VisuallyHiddenText string
	Type, Name, Value  string // for actions that are buttons
	Classes            string
	Attributes         Attributes
}

// IsButton reports whether the action is drawn as a button and not as a link.
func (a Action) IsButton() bool { return a.Href == "" || a.Type == "button" }

func (a Action) button(classes string) Button {
	b := Button{
		Text: a.Text, HTML: a.HTML, Href: a.Href, Type: a.Type, Name: a.Name, Value: a.Value,
		Classes: classes, Attributes: a.Attributes,
	}
	if b.Type == "" {
		b.Type = "button"
	}
	return b
}

// joined puts words into one space-separated attribute value, leaving out empty ones.
func joined(words ...string) string {
	out := ""
	for _, w := range words {
		switch {
		case w == "":
		case out == "":
			out = w
		default:
			out += " " + w
		}
	}
	return out
}

// or gives the first word that is not empty.
func or(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
