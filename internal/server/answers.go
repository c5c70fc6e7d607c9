package server

import (
	"slices"
	"strconv"
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/render"
)

// answer is one line of a check page; text keeps its line breaks.
func answer(question, text string) render.SummaryRow {
	row := render.SummaryRow{Key: render.Text(question)}
	if strings.TrimSpace(text) == "" {
		row.Value = render.Content{Text: "Not given yet"}
		return row
	}
	row.Value = render.Content{Lines: strings.Split(text, "\n")}
	return row
}

// answerCard is a group of answers with one link to change them.
func answerCard(title, change string, rows ...render.SummaryRow) render.SummaryList {
	card := render.SummaryList{Rows: rows, Card: &render.SummaryCard{Title: render.CardTitle{Text: title}}}
	if change != "" {
		card.Card.Actions = []render.Action{{Text: "Change", Href: change, VisuallyHiddenText: strings.ToLower(title)}}
	}
	return card
}

func yesNoWord(a person.YesNo) string {
	switch a {
	case person.Yes:
		return "Yes"
	case person.No:
		return "No"
	default:
		return ""
	}
}

// only keeps the problems of the named fields.
func only(problems fault.Problems, fields ...string) fault.Problems {
	return slices.DeleteFunc(slices.Clone(problems), func(p fault.Problem) bool { return !slices.Contains(fields, p.Field) })
}

// number is a count in figures.
func number(n int) string { return strconv.Itoa(n) }
