package server

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

// Endings of control names that belong to a question of the referral form: a
// ready answer instead of a text, a text to look up on an official list, and
// the choice between what was found.
const (
	quickEnding = "-quick"
	addEnding   = "-add"
	pickEnding  = "-pick"
)

const (
	mostFound = 20
	boxLimit  = 15000
)

// askReferral puts one question of the form on a page. found are the values of
// its official list that resemble what was typed.
func askReferral(q *questions, f *referral.Form, field *referral.Field, found []string) {
	switch field.Type {
	case referral.Choice:
		q.one(field.Name, field.Label, field.Hint, optionChoices(field.Options)...)
	case referral.MultiChoice:
		q.some(field.Name, field.Label, field.Hint, optionChoices(field.Options)...)
	case referral.Confirm:
		q.some(field.Name, "", field.Hint, choice{value: referral.Ticked, text: field.Label})
	case referral.DateType:
		q.date(field.Name, field.Label, field.Hint)
	case referral.ListChoice:
		askFromList(q, f.List(field), field, found)
	case referral.ListMulti:
		askSeveralFromList(q, f.List(field), field, found)
	case referral.LongText:
		askLong(q, field)
	default:
		askLine(q, field)
	}
	if len(field.QuickAnswers) > 0 {
		q.one(field.Name+quickEnding, "If there is nothing to write about “"+lowerFirst(field.Short)+"”",
			"What you write above counts first.", optionChoices(field.QuickAnswers)...)
	}
}

func askLine(q *questions, field *referral.Field) {
	in := q.text(field.Name, field.Label, field.Hint)
	switch field.Type {
	case referral.Integer:
		in.Inputmode, in.Classes = "numeric", "govuk-input--width-3"
	case referral.Phone:
		in.Type, in.Classes = "tel", "govuk-input--width-20"
	case referral.Email:
		in.Type, in.Spellcheck = "email", render.Off
	}
}

// askLong asks for a text and counts it as the official form does.
func askLong(q *questions, field *referral.Field) {
	limit := field.MaxLength
	if limit == 0 {
		limit = boxLimit
	}
	q.asked(field.Name, field.Name, false, field.Name)
	q.add(render.Question{Count: &render.CharacterCount{
		Name: field.Name, Value: q.values.Text(field.Name), Rows: 8, Maxlength: limit, Threshold: 75,
		Label: render.Label{Text: field.Label, Classes: "govuk-label--s"}, Hint: render.Hint{Text: field.Hint}, ErrorMessage: q.wrong(field.Name),
	}})
}

// askFromList asks for one value of an official list by typing some of it. The
// browser offers what matches; without scripts, and where it offers nothing,
// what resembles the text is found when the page is sent, to choose from.
func askFromList(q *questions, list *referral.List, field *referral.Field, found []string) {
	hint := or(field.Hint, typeSome)
	if kept := q.values.Trimmed(field.Name); kept != "" && q.wrong(field.Name).Text == "" {
		if _, there := onList(list, kept); !there { // it has changed since
			hint = "This is no longer on the official list. " + hint
		}
	}
	q.text(field.Name, field.Label, hint)
	q.offer(list.Values)
	if len(found) > 0 {
		q.one(field.Name+pickEnding, "On the official list", foundHint(found), listChoices(found)...)
	}
}

const typeSome = "Type the name, or the first letters, and choose."

func askSeveralFromList(q *questions, list *referral.List, field *referral.Field, found []string) {
	if chosen := nonBlank(q.values.All(field.Name)); len(chosen) > 0 || len(found) > 0 {
		for _, v := range found {
			if !slices.Contains(chosen, v) {
				chosen = append(chosen, v)
			}
		}
		hint := "Clear a box to take it away."
		if len(found) > 0 {
			hint = foundHint(found)
		}
		q.some(field.Name, field.Short, hint, listChoices(chosen)...)
		q.order = q.order[:len(q.order)-1] // problems lead to the box below
	} else {
		q.names = append(q.names, field.Name)
	}
	in := q.text(field.Name+addEnding, field.Label, or(field.Hint, typeSome+" To add another, save and open this page again."))
	q.offer(list.Values)
	in.ErrorMessage = q.wrong(field.Name)
	q.order[len(q.order)-1].name = field.Name
}

func foundHint(found []string) string {
	if len(found) == mostFound {
		return fmt.Sprintf("These are the first %d that match. Choose one, or type more letters above.", mostFound)
	}
	return "Choose what you mean, or type other letters."
}

// typedValues is a stored answer as it stands in the controls.
func typedValues(field *referral.Field, values []string, into url.Values) {
	if len(values) == 0 {
		return
	}
	switch {
	case field.Type == referral.DateType:
		if day, err := calendar.ParseDate(values[0]); err == nil {
			into.Set(field.Name+"-day", fmt.Sprint(day.Day()))
			into.Set(field.Name+"-month", fmt.Sprint(int(day.Month())))
			into.Set(field.Name+"-year", fmt.Sprint(day.Year()))
		}
	case isQuick(field, values[0]):
		into.Set(field.Name+quickEnding, values[0])
	default:
		into[field.Name] = values
	}
}

// readReferralAnswer reads the controls of a question. When what was typed is
// no date or not on the list there is a problem, with what resembles it.
func readReferralAnswer(f *referral.Form, field *referral.Field, v form.Values) (values, found []string, problems fault.Problems) {
	if at := v.Replaced(field.Name); at > 0 {
		problems.Add(field.Name, "unreadable_text", strconv.Itoa(at))
		return nil, nil, problems
	}
	switch field.Type {
	case referral.DateType:
		y, m, d, code := v.Date(field.Name).Parse()
		if v.Date(field.Name).Empty() {
			return nil, nil, nil
		}
		if code != "" {
			problems.Add(field.Name, code)
			return nil, nil, problems
		}
		return []string{fmt.Sprintf("%04d-%02d-%02d", y, m, d)}, nil, nil
	case referral.MultiChoice, referral.Confirm:
		return nonBlank(v.All(field.Name)), nil, nil
	case referral.ListChoice:
		return fromList(f.List(field), field, v)
	case referral.ListMulti:
		return severalFromList(f.List(field), field, v)
	case referral.LongText:
		return nonBlank([]string{or(keepText(v.Text(field.Name)), quickOf(field, v))}), nil, nil
	default:
		return nonBlank([]string{or(v.Trimmed(field.Name), quickOf(field, v))}), nil, nil
	}
}

func fromList(list *referral.List, field *referral.Field, v form.Values) (values, found []string, problems fault.Problems) {
	typed := v.Trimmed(field.Name)
	if typed == "" {
		return nil, nil, nil
	}
	if exact, ok := onList(list, typed); ok {
		return []string{exact}, nil, nil
	}
	found = list.Find(typed, mostFound)
	if picked := v.Text(field.Name + pickEnding); slices.Contains(found, picked) {
		return []string{picked}, nil, nil
	}
	problems.Add(field.Name, notFound(found))
	return nil, found, problems
}

func severalFromList(list *referral.List, field *referral.Field, v form.Values) (values, found []string, problems fault.Problems) {
	values = nonBlank(v.All(field.Name))
	typed := v.Trimmed(field.Name + addEnding)
	if typed == "" {
		return values, nil, nil
	}
	found = list.Find(typed, mostFound)
	if exact, ok := onList(list, typed); ok {
		found = []string{exact}
		values = append(values, exact)
	}
	// One of the towns found was ticked: that is what the letters were for.
	if slices.ContainsFunc(found, func(one string) bool { return slices.Contains(values, one) }) {
		slices.Sort(values)
		return slices.Compact(values), nil, nil
	}
	problems.Add(field.Name, notFound(found))
	return values, found, problems
}

func notFound(found []string) string {
	if len(found) == 0 {
		return "nothing_like_it"
	}
	return "choose_from_found"
}

// onList finds a value whatever its capitals.
func onList(list *referral.List, typed string) (string, bool) {
	for _, v := range list.Values {
		if strings.EqualFold(v, typed) {
			return v, true
		}
	}
	return "", false
}

func quickOf(field *referral.Field, v form.Values) string {
	if quick := v.Text(field.Name + quickEnding); isQuick(field, quick) {
		return quick
	}
	return ""
}

func isQuick(field *referral.Field, value string) bool {
	return slices.ContainsFunc(field.QuickAnswers, func(o referral.Option) bool { return o.Value == value })
}

func optionChoices(options []referral.Option) []choice {
	out := make([]choice, len(options))
	for i, o := range options {
		out[i] = choice{value: o.Value, text: o.Label}
	}
	return out
}

func listChoices(values []string) []choice {
	out := make([]choice, len(values))
	for i, v := range values {
		out[i] = choice{value: v, text: v}
	}
	return out
}

// keepText leaves a text as it was typed, unless there is nothing in it.
func keepText(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return text
}

func nonBlank(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return strings.TrimSpace(v) == "" })
}

func or(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}

func lowerFirst(s string) string {
	if len(s) < 2 || s[1] >= 'A' && s[1] <= 'Z' || strings.HasPrefix(s, "UK ") || strings.HasPrefix(s, "Home Office") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
