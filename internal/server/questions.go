package server

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/render"
)

// questions builds the controls of a page from what was typed and what was
// wrong with it. Each control is asked once, in page order; the names asked
// are the only ones a post may change.
type questions struct {
	values   form.Values
	problems fault.Problems
	list     []render.Question
	names    []string
	order    []fieldPlace
}

// fieldPlace is where the error summary leads for a field.
type fieldPlace struct {
	name, id string
	isDate   bool
}

func ask(v form.Values, problems fault.Problems) *questions {
	return &questions{values: v, problems: problems}
}

// choice is one answer to choose.
type choice struct{ value, text, hint string }

func (q *questions) asked(name, id string, isDate bool, names ...string) {
	q.order = append(q.order, fieldPlace{name, id, isDate})
	q.names = append(q.names, names...)
}

func (q *questions) wrong(name string) render.ErrorMessage {
	for _, p := range q.problems {
		if p.Field == name {
			return render.ErrorMessage{Text: sentence(p)}
		}
	}
	return render.ErrorMessage{}
}

func (q *questions) add(control render.Question) { q.list = append(q.list, control) }

// text asks for one line.
func (q *questions) text(name, label, hint string) *render.Input {
	q.asked(name, name, false, name)
	in := &render.Input{
		Name: name, Value: q.values.Text(name), Label: render.Label{Text: label, Classes: "govuk-label--s"},
		Hint: render.Hint{Text: hint}, ErrorMessage: q.wrong(name), Autocomplete: "off",
	}
	q.add(render.Question{Input: in})
	return in
}

// offer lets the box asked for last offer values while somebody types.
func (q *questions) offer(values []string) {
	last := &q.list[len(q.list)-1]
	last.Offer = values
	last.Input.Attributes = render.Attributes{{Name: "list", Value: last.OfferID()}}
}

// long asks for several lines.
func (q *questions) long(name, label, hint string) *render.Textarea {
	q.asked(name, name, false, name)
	area := &render.Textarea{
		Name: name, Value: q.values.Text(name), Rows: 5, Label: render.Label{Text: label, Classes: "govuk-label--s"},
		Hint: render.Hint{Text: hint}, ErrorMessage: q.wrong(name), Autocomplete: "off",
	}
	q.add(render.Question{Textarea: area})
	return area
}

// one asks to choose one answer.
func (q *questions) one(name, legend, hint string, choices ...choice) *render.Radios {
	q.asked(name, name, false, name)
	radios := &render.Radios{
		Name: name, Value: q.values.Text(name), Items: items(choices), Fieldset: legendOf(legend),
		Hint: render.Hint{Text: hint}, ErrorMessage: q.wrong(name),
	}
	if len(choices) <= 3 && short(choices) {
		radios.Classes = "govuk-radios--inline"
	}
	q.add(render.Question{Radios: radios})
	return radios
}

// yesNo asks a question with two answers.
func (q *questions) yesNo(name, legend, hint string) *render.Radios {
	return q.one(name, legend, hint, choice{value: "yes", text: "Yes"}, choice{value: "no", text: "No"})
}

// some asks to choose any number of answers.
func (q *questions) some(name, legend, hint string, choices ...choice) *render.Checkboxes {
	q.asked(name, name, false, name)
	boxes := &render.Checkboxes{
		Name: name, Values: q.values.All(name), Items: items(choices), Fieldset: legendOf(legend),
		Hint: render.Hint{Text: hint}, ErrorMessage: q.wrong(name),
	}
	q.add(render.Question{Checkboxes: boxes})
	return boxes
}

// pick asks to choose one of a long list.
func (q *questions) pick(name, label, hint string, choices ...choice) *render.Select {
	q.asked(name, name, false, name)
	list := &render.Select{
		Name: name, Value: q.values.Text(name), Label: render.Label{Text: label, Classes: "govuk-label--s"},
		Hint: render.Hint{Text: hint}, ErrorMessage: q.wrong(name),
	}
	list.Items = append(list.Items, render.Option{Value: "", Text: "Choose from the list"})
	for _, ch := range choices {
		list.Items = append(list.Items, render.Option{Value: ch.value, Text: ch.text})
	}
	q.add(render.Question{Select: list})
	return list
}

// date asks for a date in three boxes.
func (q *questions) date(name, legend, hint string) *render.DateInput {
	q.asked(name, name, true, name+"-day", name+"-month", name+"-year")
	typed := q.values.Date(name)
	date := &render.DateInput{
		NamePrefix: name, Day: render.DateBox{Value: typed.Day}, Month: render.DateBox{Value: typed.Month},
		Year: render.DateBox{Value: typed.Year}, Fieldset: legendOf(legend), Hint: render.Hint{Text: hint}, ErrorMessage: q.wrong(name),
	}
	for _, p := range q.problems {
		if p.Field == name {
			boxes := form.Boxes(p.Code)
			date.Day.Error, date.Month.Error, date.Year.Error = slices.Contains(boxes, "day"), slices.Contains(boxes, "month"), slices.Contains(boxes, "year")
			break
		}
	}
	q.add(render.Question{Date: date})
	return date
}

// file asks for a file of up to so many bytes; accept is what the browser's
// chooser offers.
func (q *questions) file(name, label, hint, accept string, most int64) *render.FileUpload {
	q.asked(name, name, false)
	tooLarge := sentence(fault.Problem{Field: name, Code: "too_large", Args: []string{strconv.FormatInt(most>>20, 10)}})
	file := &render.FileUpload{
		Name: name, Label: render.Label{Text: label, Classes: "govuk-label--s"}, Hint: render.Hint{Text: hint}, ErrorMessage: q.wrong(name),
		Attributes: render.Attributes{
			{Name: "accept", Value: accept}, {Name: "data-max-bytes", Value: strconv.FormatInt(most, 10)}, {Name: "data-too-large", Value: tooLarge},
		},
	}
	q.add(render.Question{File: file})
	return file
}

// say puts a paragraph between questions.
func (q *questions) say(text string) { q.add(render.Question{Text: text}) }

// inset puts an important note between questions.
func (q *questions) inset(text string) { q.add(render.Question{Inset: text}) }

// heading starts a section.
func (q *questions) heading(text string) { q.add(render.Question{Heading: text}) }

// summary lists what is wrong, in page order, each line leading to its control.
// Problems with fields of other pages come last, without a link.
func (q *questions) summary() *render.ErrorSummary {
	if len(q.problems) == 0 {
		return nil
	}
	out := &render.ErrorSummary{TitleText: "There is a problem"}
	said := map[string]bool{}
	for _, place := range q.order {
		for _, p := range q.problems {
			if p.Field != place.name || said[p.Field] {
				continue
			}
			said[p.Field] = true
			id := place.id
			if place.isDate {
				id += "-" + form.Boxes(p.Code)[0]
			}
			out.ErrorList = append(out.ErrorList, render.ErrorLink{Text: sentence(p), Href: "#" + id})
		}
	}
	for _, p := range q.problems {
		if !said[p.Field] {
			said[p.Field] = true
			out.ErrorList = append(out.ErrorList, render.ErrorLink{Text: sentence(p)})
		}
	}
	return out
}

// take copies the fields this page asks from a post into kept answers; a list
// of ticks that came back empty is emptied.
func (q *questions) take(kept url.Values, posted form.Values) url.Values {
	for _, name := range q.names {
		if values := posted.All(name); len(values) > 0 {
			kept[name] = values
		} else {
			delete(kept, name)
		}
	}
	return kept
}

func items(choices []choice) []render.Choice {
	out := make([]render.Choice, len(choices))
	for i, ch := range choices {
		out[i] = render.Choice{Value: ch.value, Text: ch.text, Hint: render.Hint{Text: ch.hint}}
	}
	return out
}

func short(choices []choice) bool {
	return !slices.ContainsFunc(choices, func(ch choice) bool { return len(ch.text) > 16 || ch.hint != "" })
}

func legendOf(text string) render.Fieldset {
	return render.Fieldset{Legend: render.Legend{Text: text, Classes: "govuk-fieldset__legend--s"}}
}

// dateOf is the date typed in three boxes, or none when it is not a good one.
func dateOf(v form.Values, name string) calendar.Date {
	y, m, d, problem := v.Date(name).Parse()
	if problem != "" || !calendar.IsReal(y, m, d) {
		return calendar.Date{}
	}
	return calendar.NewDate(y, time.Month(m), d)
}
