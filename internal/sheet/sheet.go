// Package sheet reads the tables people keep in spreadsheets: CSV as every
// program writes it, and XLSX. It knows nothing of cases; what a column means
// is decided in package intake. Whatever comes is bounded before it is
// unpacked, and what cannot be read is refused with a sentence that names the
// place.
package sheet

import (
	"bytes"
	"fmt"
	"strings"
)

// Bounds of a file: several times what a charity has.
const (
	MaxFile    = 10 << 20
	MaxRows    = 10_000
	maxColumns = 100
)

// Table is what a file holds: its first row that is not empty as headings, and
// the rows below that are not empty.
type Table struct {
	Headings []string
	Rows     []Row
}

// Row is one row, with the number its program shows beside it. It has a cell
// for each heading at least; cells beyond have none.
type Row struct {
	Number int
	Cells  []string
}

// Unreadable says in a sentence why a file cannot be read.
type Unreadable struct{ Sentence string }

func (u *Unreadable) Error() string { return u.Sentence }

func unreadable(format string, args ...any) error { return &Unreadable{fmt.Sprintf(format, args...)} }

// Read reads a file, whichever of the kinds it is. Error: *Unreadable.
func Read(content []byte) (Table, error) {
	switch {
	case len(content) > MaxFile:
		return Table{}, unreadable("The file is larger than %d MB. Divide it into several.", MaxFile>>20)
	case bytes.HasPrefix(content, []byte("PK")):
		return readXLSX(content)
	case bytes.HasPrefix(content, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return Table{}, unreadable("This is an old Excel file (.xls), or one with a password. Open it in Excel and save it as .xlsx without a password, or as CSV.")
	case bytes.HasPrefix(content, []byte("%PDF")):
		return Table{}, unreadable("This is a PDF. Save the spreadsheet as .xlsx or CSV.")
	}
	return readCSV(content)
}

// builder takes rows as they come.
type builder struct{ table Table }

func (b *builder) add(number int, cells []string) error {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	if len(cells) > maxColumns {
		return unreadable("Row %d has more than %d columns.", number, maxColumns)
	}
	if b.table.Headings == nil {
		return b.head(number, cells)
	}
	if len(b.table.Rows) == MaxRows {
		return unreadable("The file has more than %d rows. Divide it into several.", MaxRows)
	}
	row := Row{Number: number, Cells: make([]string, max(len(cells), len(b.table.Headings)))}
	copy(row.Cells, cells)
	b.table.Rows = append(b.table.Rows, row)
	return nil
}

func (b *builder) head(number int, cells []string) error {
	seen := map[string]int{}
	for i, cell := range cells {
		text := strings.Join(strings.Fields(cell), " ")
		if len(text) > 200 || strings.ContainsRune(text, 0) {
			return unreadable("Column %s of row %d is no heading. The first row must hold the headings.", Letter(i), number)
		}
		if first, twice := seen[strings.ToLower(text)]; twice && text != "" {
			return unreadable("The heading “%s” stands twice, in columns %s and %s. Give each column a heading of its own.", text, Letter(first), Letter(i))
		}
		seen[strings.ToLower(text)] = i
		b.table.Headings = append(b.table.Headings, text)
	}
	return nil
}

func (b *builder) done() (Table, error) {
	switch {
	case b.table.Headings == nil:
		return Table{}, unreadable("The file is empty.")
	case len(b.table.Rows) == 0:
		return Table{}, unreadable("The file has headings and no rows below them.")
	}
	return b.table, nil
}

// Letter is how spreadsheets call a column, counted from 0: A, B, … AA.
func Letter(column int) string {
	if column < 26 {
		return string(rune('A' + column))
	}
	return Letter(column/26-1) + Letter(column%26)
}
