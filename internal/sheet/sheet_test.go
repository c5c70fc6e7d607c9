package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"nrmdesk/internal/sheet"
)

func utf16Of(text string, big bool) []byte {
	b := []byte{0xFF, 0xFE}
	if big {
		b = []byte{0xFE, 0xFF}
	}
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return b
}

func TestRead_csvAsProgramsWriteIt(t *testing.T) {
	t.Parallel()
	const plain = "Name,Notes\nZoë Müller,x\n"
	for name, content := range map[string][]byte{
		"UTF-8":                       []byte(plain),
		"UTF-8 with a mark":           []byte("\xEF\xBB\xBF" + plain),
		"UTF-16, little end first":    utf16Of(plain, false),
		"UTF-16, big end first":       utf16Of(plain, true),
		"Windows-1252 and semicolons": []byte("Name;Notes\r\nZo\xEB M\xFCller;x\r\n"),
		"tabs":                        []byte("Name\tNotes\nZoë Müller\tx\n"),
		"empty lines and cells":       []byte("\n\nName,Notes,,\n,,\nZoë Müller,x,,\n\n"),
		"no last line end":            []byte("Name,Notes\nZoë Müller,x"),
	} {
		table, err := sheet.Read(content)
		if err != nil || fmt.Sprint(table.Headings) != "[Name Notes]" || len(table.Rows) != 1 || table.Rows[0].Cells[0] != "Zoë Müller" {
			t.Errorf("%s: %+v, %v", name, table, err)
		}
	}
	table, err := sheet.Read([]byte("Name,Notes\n\nA,\"one\n\ntwo, \"\"three\"\"\"\nB,x\n"))
	if err != nil || table.Rows[0].Number != 3 || table.Rows[0].Cells[1] != "one\n\ntwo, \"three\"" || table.Rows[1].Number != 4 {
		t.Errorf("quotation marks over lines: %+v, %v", table, err)
	}
	if short, err := sheet.Read([]byte("A,B,C\nx\n")); err != nil || len(short.Rows[0].Cells) != 3 {
		t.Errorf("a row with fewer cells: %+v, %v", short, err)
	}
	if long, err := sheet.Read([]byte("A\nx,y,z\n")); err != nil || len(long.Rows[0].Cells) != 3 {
		t.Errorf("a row with more cells loses them: %+v, %v", long, err)
	}
}

// book makes a workbook.
func book(t *testing.T, change func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	var b bytes.Buffer
	err := errors.Join(f.SetSheetRow("Sheet1", "A1", &[]any{"Name", "Born", "Age"}), f.SetSheetRow("Sheet1", "A3", &[]any{"Zoë", 31107, 41}), change(f), f.Write(&b))
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func unchanged(*excelize.File) error { return nil }

// with adds a part to a workbook, or puts another in its place.
func with(t *testing.T, content []byte, name string, part []byte) []byte {
	t.Helper()
	old, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range old.File {
		if f.Name == name {
			continue
		}
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	p, err := w.Create(name)
	if err == nil {
		_, err = p.Write(part)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func rowsXML(rows string) []byte {
	return []byte(`<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`)
}

func TestRead_xlsx(t *testing.T) {
	t.Parallel()
	table, err := sheet.Read(book(t, unchanged))
	if err != nil || len(table.Rows) != 1 || table.Rows[0].Number != 3 || fmt.Sprint(table.Rows[0].Cells) != "[Zoë 31107 41]" {
		t.Errorf("%+v, %v", table, err)
	}
	dated := book(t, func(f *excelize.File) error {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		return errors.Join(err, f.SetCellStyle("Sheet1", "B3", "B3", style))
	})
	if table, err := sheet.Read(dated); err != nil || table.Rows[0].Cells[1] != "31107" {
		t.Errorf("a date is not given as its number, which no country writes another way round: %+v, %v", table, err)
	}
	inline := func(cell, text string) string {
		return `<c r="` + cell + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	formula := rowsXML(`<row r="1">` + inline("A1", "Name") + inline("B1", "Age") + `</row><row r="2">` + inline("A2", "Ana") + `<c r="B2"><f>20+21</f><v>41</v></c></row>`)
	if table, err := sheet.Read(with(t, book(t, unchanged), "xl/worksheets/sheet1.xml", formula)); err != nil || table.Rows[0].Cells[1] != "41" {
		t.Errorf("the result of a formula: %+v, %v", table, err)
	}
	var many strings.Builder
	many.WriteString(`<row r="1">` + inline("A1", "Name") + `</row><row r="2">` + inline("A2", "Ana") + `</row>`)
	for i := 3; i < 1_000_000; i++ {
		fmt.Fprintf(&many, `<row r="%d" s="1"/>`, i)
	}
	if table, err := sheet.Read(with(t, book(t, unchanged), "xl/worksheets/sheet1.xml", rowsXML(many.String()))); err != nil || len(table.Rows) != 1 {
		t.Errorf("a million empty rows: %d rows, %v", len(table.Rows), err)
	}
}

func TestRead_refusesWithASentence(t *testing.T) {
	t.Parallel()
	plain := book(t, unchanged)
	manyRows := "Name\n" + strings.Repeat("x\n", sheet.MaxRows+1)
	for name, tc := range map[string]struct {
		content []byte
		says    string
	}{
		"nothing":                  {nil, "empty"},
		"headings only":            {[]byte("Name,Born\n"), "no rows below"},
		"doubled headings":         {[]byte("Name,Phone,Born, PHONE\nA,B,C,D\n"), "“PHONE” stands twice, in columns B and D"},
		"a quote not closed":       {[]byte("Name\n\"Ana\nBea\n"), "Line 2: a quotation mark"},
		"UTF-8 that breaks":        {[]byte("\xEF\xBB\xBFName\nAna\nB\xFF\n"), "Line 3 holds letters that are broken"},
		"two encodings in one":     {[]byte("Name\n€\nB\xFF\n"), "Line 3 holds letters that are broken"},
		"UTF-16 cut off":           {append(utf16Of("Name\nAna\n", false), 0x41), "UTF-16"},
		"too many rows":            {[]byte(manyRows), "more than 10000 rows"},
		"too many columns":         {[]byte("A" + strings.Repeat(",", 150) + "B\n"), "more than 100 columns"},
		"a paragraph as heading":   {[]byte(strings.Repeat("long ", 100) + ",B\nx,y\n"), "Column A of row 1 is no heading"},
		"too large":                {bytes.Repeat([]byte("x"), sheet.MaxFile+1), "larger than 10 MB"},
		"old Excel":                {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "old Excel"},
		"a PDF":                    {[]byte("%PDF-1.7"), "PDF"},
		"not a workbook":           {[]byte("PK\x03\x04 nonsense"), "not a spreadsheet"},
		"a Word document":          {with(t, with(t, nothing(t), "word/document.xml", []byte("<x/>")), "[Content_Types].xml", []byte("<x/>")), "not a spreadsheet"},
		"macros":                   {with(t, plain, "xl/vbaProject.bin", []byte("x")), "macros"},
		"a bomb":                   {with(t, plain, "xl/worksheets/sheet9.xml", bytes.Repeat([]byte(" "), 20<<20)), "far too large"},
		"many bombs":               {bombs(t, plain), "far too large"},
		"merged cells":             {book(t, func(f *excelize.File) error { return f.MergeCell("Sheet1", "A3", "A5") }), "A3 to A5 are merged"},
		"a formula without result": {book(t, func(f *excelize.File) error { return f.SetCellFormula("Sheet1", "B4", "SUM(C1:C3)") }), "B4 holds a formula without a result"},
		"dates from 1904": {book(t, func(f *excelize.File) error {
			yes := true
			return f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
		}), "1904"},
		"broken rows": {with(t, plain, "xl/worksheets/sheet1.xml", []byte("<worksheet><sheetData><row r=\"1\"><c")), ""},
	} {
		_, err := sheet.Read(tc.content)
		wrong := (*sheet.Unreadable)(nil)
		if !errors.As(err, &wrong) || !strings.Contains(wrong.Sentence, tc.says) {
			t.Errorf("%s: %v, want %q", name, err, tc.says)
		}
	}
}

func nothing(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := zip.NewWriter(&b).Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bombs are many parts that are each small enough.
func bombs(t *testing.T, content []byte) []byte {
	t.Helper()
	for i := range 80 {
		content = with(t, content, fmt.Sprintf("xl/media/%d.bin", i), bytes.Repeat([]byte("y"), 1<<20))
	}
	return content
}

func TestLetter(t *testing.T) {
	t.Parallel()
	for column, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 27: "AB", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := sheet.Letter(column); got != want {
			t.Errorf("%d is %s, want %s", column, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "a,b\n1,2\n", "\xEF\xBB\xBFa;b\n1;2", "\xFF\xFEa\x00", "PK\x03\x04", "\"", "a\n\"x\ny\"\n", "a\x00b\nc\x00d\n", "\xEB;\x81\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		table, err := sheet.Read(content)
		if wrong := (*sheet.Unreadable)(nil); err != nil && (!errors.As(err, &wrong) || wrong.Sentence == "") {
			t.Fatalf("%v is no sentence", err)
		}
		last := 0
		for _, row := range table.Rows {
			if row.Number <= last || len(row.Cells) < len(table.Headings) {
				t.Fatalf("row %d after %d, %d cells below %d headings", row.Number, last, len(row.Cells), len(table.Headings))
			}
			last = row.Number
		}
	})
}
