package render

import "slices"

// StackedTable is a list with several columns that becomes a stack of small blocks on a narrow screen:
// {{template "app-table" .}}. Roles are written out because browsers drop them once display changes.
type StackedTable struct {
	Caption       string
	CaptionHidden bool   // when a heading just above says the same
	CaptionSize   string // "s", "m" (empty) or "l"
	Head          []Column
	Rows          []Row
	Empty         string // instead of the table when there are no rows
}

// Column is one heading. With Sort it is a link that sorts by it; Sorted says how it is sorted now.
type Column struct {
	Text    string
	Hidden  bool // the heading is for screen readers only
	Sort    string
	Sorted  string // "ascending", "descending" or empty
	Numeric bool
	Width   string // "narrow" for a box to tick, or "one-half", "one-third", "one-quarter"; see IsFixed
}

// WidthClass is how Width is said in CSS.
func (c Column) WidthClass() string {
	switch c.Width {
	case "":
		return ""
	case "narrow":
		return "app-table__column--narrow"
	default:
		return "govuk-!-width-" + c.Width
	}
}

// Row is one line of the table, its cells in the order of the columns.
type Row struct {
	Cells []RowCell
}

// RowCell is what one cell shows: any of link, text, mark, tags and further lines, in this order.
type RowCell struct {
	Header  bool // the cell that names the row, usually the first
	Link    *Link
	Text    string
	Typed   bool    // Text is what somebody typed: each space and line end shows
	Urgency Urgency // colours Words, with a bar beside them
	Words   string
	Tags    []Tag
	Lines   []string
	Check   *RowCheck
}

// RowCheck is a box to tick a row with, for acts on several at once. Label says what is ticked, for screen readers.
type RowCheck struct {
	ID, Name, Value, Label string
	Checked                bool
}

// stackedCell is a cell with what its column says of it.
type stackedCell struct {
	RowCell
	Label   string
	Numeric bool
}

// Body gives each cell the name of its column, shown beside it when the table is stacked.
func (t StackedTable) Body() [][]stackedCell {
	body := make([][]stackedCell, 0, len(t.Rows))
	for _, row := range t.Rows {
		cells := make([]stackedCell, 0, len(row.Cells))
		for i, cell := range row.Cells {
			c := stackedCell{RowCell: cell}
			if i < len(t.Head) {
				c.Label, c.Numeric = t.Head[i].Text, t.Head[i].Numeric
			}
			cells = append(cells, c)
		}
		body = append(body, cells)
	}
	return body
}

// IsFixed reports whether any column has a width: then all keep theirs whatever they hold, so that tables under each
// other stay in line.
func (t StackedTable) IsFixed() bool {
	return slices.ContainsFunc(t.Head, func(c Column) bool { return c.Width != "" })
}

// CaptionClass is the size of the caption.
func (t StackedTable) CaptionClass() string {
	if t.CaptionHidden {
		return "govuk-visually-hidden"
	}
	return "govuk-table__caption--" + or(t.CaptionSize, "m")
}
