package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

const (
	maxEntries  = 1000
	maxUnpacked = 64 << 20
	maxRatio    = 200     // of one part
	ratioGrace  = 1 << 20 // below which any ratio is fine
)

var (
	mergedCells  = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+[0-9]+):([A-Z]+[0-9]+)"`)
	emptyFormula = regexp.MustCompile(`<(?:\w+:)?c\s[^>]*r="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>`)
)

const notXLSX = "This is not a spreadsheet that can be read here. Save it as .xlsx (Excel workbook) or CSV."

func readXLSX(content []byte) (Table, error) {
	if err := checkArchive(content); err != nil {
		return Table{}, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		// In memory as a whole: the library would put larger parts on the disk, in clear.
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked,
	})
	if err != nil {
		return Table{}, unreadable(notXLSX)
	}
	defer func() { _ = book.Close() }()
	if p, err := book.GetWorkbookProps(); err == nil && p.Date1904 != nil && *p.Date1904 {
		return Table{}, unreadable("This workbook counts its dates from 1904, as old Macs did, so they would all be four years out. Save it as CSV.")
	}
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return Table{}, unreadable(notXLSX)
	}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		return Table{}, unreadable(notXLSX)
	}
	defer func() { _ = rows.Close() }()
	var b builder
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return Table{}, unreadable("Row %d cannot be read. Save the file again from the spreadsheet program.", number)
		}
		if err := b.add(number, cells); err != nil {
			return Table{}, err
		}
	}
	if err := rows.Error(); err != nil {
		return Table{}, unreadable(notXLSX)
	}
	return b.done()
}

// checkArchive looks at the parts before the library does: how large they
// become, that there is no program among them, and what a table cannot have.
func checkArchive(content []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return unreadable(notXLSX)
	}
	bomb := unreadable("The file becomes far too large when it is opened. Copy the rows into a new workbook and save that.")
	if len(archive.File) > maxEntries {
		return bomb
	}
	var total uint64
	first := (*zip.File)(nil)
	for _, f := range archive.File {
		total += f.UncompressedSize64
		if total > maxUnpacked || f.UncompressedSize64 > ratioGrace && f.UncompressedSize64 > maxRatio*max(f.CompressedSize64, 1) {
			return bomb
		}
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if strings.HasSuffix(name, "vbaproject.bin") || strings.HasPrefix(name, "xl/macrosheets/") {
			return unreadable("The workbook has macros in it. Save it as “Excel workbook (.xlsx)”, which has none.")
		}
		if strings.HasPrefix(name, "xl/worksheets/") && strings.HasSuffix(name, ".xml") && (first == nil || len(f.Name) < len(first.Name) || len(f.Name) == len(first.Name) && f.Name < first.Name) {
			first = f
		}
	}
	if first == nil {
		return unreadable(notXLSX)
	}
	return checkCells(first)
}

func checkCells(part *zip.File) error {
	r, err := part.Open()
	if err != nil {
		return unreadable(notXLSX)
	}
	defer func() { _ = r.Close() }()
	xml, err := io.ReadAll(io.LimitReader(r, maxUnpacked))
	if err != nil {
		return unreadable(notXLSX)
	}
	if m := mergedCells.FindSubmatch(xml); m != nil {
		return unreadable("The cells %s to %s are merged, so it cannot be told which row their text belongs to. Part them (Merge and centre) and save again.", m[1], m[2])
	}
	if bytes.Contains(xml, []byte("f>")) || bytes.Contains(xml, []byte("<f")) {
		if m := emptyFormula.FindSubmatch(xml); m != nil {
			return unreadable("The cell %s holds a formula without a result. Open the file in the spreadsheet program and save it, or paste the values in its place.", m[1])
		}
	}
	return nil
}
