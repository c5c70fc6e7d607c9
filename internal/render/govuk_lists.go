package render

import (
	"html/template"
	"strconv"
)

// SummaryList shows facts as pairs of key and value. Card puts it in a box with a title.
type SummaryList struct {
	Rows       []SummaryRow
	Card       *SummaryCard
	Classes    string // govuk-summary-list--no-border takes the lines away
	Attributes Attributes
}

// SummaryRow is one fact.
type SummaryRow struct {
	Key, Value     Content
	Actions        []Action
	ActionsClasses string
	Classes        string
}

// SummaryCard is the box around a summary list.
type SummaryCard struct {
	Title          CardTitle
	Actions        []Action
	ActionsClasses string
	Classes        string
	Attributes     Attributes
}

// CardTitle is the heading of a summary card.
type CardTitle struct {
	Text         string
	HTML         template.HTML
	HeadingLevel int // 2 when empty
	Classes      string
}

// Given reports whether the card has a title.
func (t CardTitle) Given() bool { return t.Text != "" || t.HTML != "" }

// Level is the heading level.
func (t CardTitle) Level() int { return orNumber(t.HeadingLevel, 2) }

// Links are the card's actions, completed by its title.
func (c SummaryCard) Links() []summaryAction { return summaryActions(c.Actions, c.Title) }

// List are the rows ready to draw.
func (s SummaryList) List() []summaryRow {
	title, anyActions := CardTitle{}, false
	if s.Card != nil {
		title = s.Card.Title
	}
	for _, r := range s.Rows {
		anyActions = anyActions || len(r.Actions) > 0
	}
	rows := make([]summaryRow, 0, len(s.Rows))
	for _, r := range s.Rows {
		rows = append(rows, summaryRow{r, anyActions && len(r.Actions) == 0, summaryActions(r.Actions, title)})
	}
	return rows
}

type summaryRow struct {
	SummaryRow
	NoActions bool // other rows have some, so this one keeps the column free
	Links     []summaryAction
}

type summaryAction struct {
	Action
	Card CardTitle
}

func summaryActions(actions []Action, title CardTitle) []summaryAction {
	out := make([]summaryAction, 0, len(actions))
	for _, a := range actions {
		out = append(out, summaryAction{a, title})
	}
	return out
}

// Table shows rows and columns. With FirstCellIsHeader the first cell names its row.
type Table struct {
	Caption           string
	CaptionClasses    string
	Head              []Cell
	Rows              [][]Cell
	FirstCellIsHeader bool
	Classes           string
	Attributes        Attributes
}

// Cell is one cell; Format "numeric" aligns numbers. The first of HTML, Tag, Link, Text
// that is set is shown.
type Cell struct {
	Text             string
	HTML             template.HTML
	Tag              *Tag
	Link             *Link
	Format           string
	Colspan, Rowspan int
	Classes          string
	Attributes       Attributes
}

// Content is what the cell shows.
func (c Cell) Content() Content { return Content{Text: c.Text, HTML: c.HTML, Tag: c.Tag, Link: c.Link} }

// TaskList is a list of things to do with the state of each.
type TaskList struct {
	IDPrefix   string // "task-list" when empty
	Items      []Task
	Classes    string
	Attributes Attributes
}

// Task is one thing to do; Status is plain words when done, a Tag when not.
// ID begins the ids of its hint and status, by default the list's IDPrefix and a number.
type Task struct {
	ID                  string
	Title, Hint, Status Content
	Href                string
	Classes             string
}

// Tasks are the items with their ids.
func (t TaskList) Tasks() []task {
	tasks := make([]task, 0, len(t.Items))
	for i, item := range t.Items {
		prefix := or(item.ID, or(t.IDPrefix, "task-list")+"-"+strconv.Itoa(i+1))
		one := task{Task: item, StatusID: prefix + "-status"}
		if item.Hint.Given() {
			one.HintID = prefix + "-hint"
		}
		one.DescribedBy = joined(one.HintID, one.StatusID)
		tasks = append(tasks, one)
	}
	return tasks
}

type task struct {
	Task
	HintID, StatusID, DescribedBy string
}

// Tabs show one of several parts of a page. Areas of a case are pages, not tabs.
type Tabs struct {
	ID, IDPrefix string
	Title        string // "Contents" when empty
	Items        []Tab
	Classes      string
	Attributes   Attributes
}

// Tab is one part; ID defaults to the list's IDPrefix and its number.
type Tab struct {
	ID, Label  string
	Panel      TabPanel
	Attributes Attributes
}

// TabPanel is what a tab shows.
type TabPanel struct {
	Text       string
	HTML       template.HTML
	Attributes Attributes
}

// Panels are the tabs with their ids.
func (t Tabs) Panels() []tab {
	tabs := make([]tab, 0, len(t.Items))
	for i, item := range t.Items {
		item.ID = or(item.ID, t.IDPrefix+"-"+strconv.Itoa(i+1))
		tabs = append(tabs, tab{item, i == 0})
	}
	return tabs
}

type tab struct {
	Tab
	First bool
}
