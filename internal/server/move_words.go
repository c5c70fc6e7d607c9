package server

import (
	"strings"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	reminders "nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/render"
)

// movesShown is what a change does to the dates, as a table below the answers.
func movesShown(moves []desk.Move, today calendar.Date) []render.Question {
	t := movesTable(moves, today)
	return []render.Question{{Table: &t}}
}

// movesTable leaves out dates that are over before and after: nobody has to do
// anything about them.
func movesTable(moves []desk.Move, today calendar.Date) render.StackedTable {
	t := render.StackedTable{Caption: "What moves", Empty: "No date moves.", Head: []render.Column{
		{Text: "Date", Width: "one-third"}, {Text: "Now", Width: "one-quarter"}, {Text: "Then"},
	}}
	for _, m := range moves {
		if m.Over() {
			continue
		}
		rule := m.After.Rule
		if rule == nil {
			rule = m.Before.Rule
		}
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: rule.Label, Lines: []string{"Rule " + rule.ID}},
			{Text: beforeWords(m.Before)}, thenCell(m, today),
		}})
	}
	return t
}

func beforeWords(d deadline.Deadline) string {
	if d.Rule == nil {
		return "Does not run"
	}
	return stoodWords(d)
}

// stoodWords is a date as it stands, in one line.
func stoodWords(d deadline.Deadline) string {
	switch {
	case d.Status != deadline.Open:
		return closedWords(d)
	case d.OnHold:
		return dayWords(d) + ", waits"
	default:
		return dayWords(d)
	}
}

func thenCell(m desk.Move, today calendar.Date) render.RowCell {
	cell := render.RowCell{Text: "No longer counts"}
	if m.After.Rule != nil {
		cell.Text = stoodWords(m.After)
	}
	if m.FallsOverdue(today) {
		cell.Words, cell.Urgency = dateWords(m.After, today)
	}
	if days := waitingDays(m.Cancelled); days != "" {
		cell.Lines = append(cell.Lines, "Reminders cancelled: "+days)
	}
	if days := waitingDays(m.Planned); days != "" {
		cell.Lines = append(cell.Lines, "Reminders planned: "+days)
	}
	return cell
}

// waitingDays are the days of reminders, leaving out those nobody is sent.
func waitingDays(rows []reminders.Row) string {
	var days []calendar.Date
	for _, r := range rows {
		if r.State != reminders.Skipped {
			days = append(days, r.On)
		}
	}
	return dayList(days)
}

// dayList is a list of days that names each month once: "8, 13 and 17 June
// 2026, 1 July 2026".
func dayList(days []calendar.Date) string {
	var months []string
	for len(days) > 0 {
		n := 1
		for n < len(days) && days[n].Month() == days[0].Month() && days[n].Year() == days[0].Year() {
			n++
		}
		text := ""
		for i, d := range days[:n-1] {
			if i > 0 {
				text += ", "
			}
			text += number(d.Day())
		}
		if text != "" {
			text += " and "
		}
		months, days = append(months, text+days[n-1].Long()), days[n:]
	}
	return strings.Join(months, ", ")
}
