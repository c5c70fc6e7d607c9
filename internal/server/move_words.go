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
	if len(moves) == 0 {
		return []render.Question{{Heading: "What moves"}, {Text: "No date moves."}}
	}
	t := movesTable(moves, today)
	return []render.Question{{Table: &t}}
}

func movesTable(moves []desk.Move, today calendar.Date) render.StackedTable {
	t := render.StackedTable{Caption: "What moves", Head: []render.Column{{Text: "Date"}, {Text: "Now"}, {Text: "Then"}}}
	for _, m := range moves {
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
	var days []string
	for _, r := range rows {
		if r.State != reminders.Skipped {
			days = append(days, r.On.Long())
		}
	}
	return strings.Join(days, ", ")
}
