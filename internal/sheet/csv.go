package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func readCSV(content []byte) (Table, error) {
	text, err := decode(content)
	if err != nil {
		return Table{}, err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = separator(text), -1, true
	var b builder
	number, last := 0, 0
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return b.done()
		}
		if wrong := (*csv.ParseError)(nil); errors.As(err, &wrong) {
			return Table{}, unreadable("Line %d: a quotation mark (\") is not closed, or stands inside a cell. Save the file again from the spreadsheet program, as CSV or .xlsx.", wrong.StartLine)
		}
		if err != nil {
			return Table{}, unreadable("The file cannot be read as CSV.")
		}
		first, _ := r.FieldPos(0)
		number += first - last // the reader leaves empty lines out; spreadsheets show them as rows
		end, _ := r.FieldPos(len(cells) - 1)
		last = end + strings.Count(cells[len(cells)-1], "\n")
		if err := b.add(number, cells); err != nil {
			return Table{}, err
		}
	}
}

// decode finds out how the letters are written. Excel in the UK saves CSV in
// Windows-1252 unless told otherwise.
func decode(content []byte) (string, error) {
	if bytes.HasPrefix(content, []byte{0xFF, 0xFE}) || bytes.HasPrefix(content, []byte{0xFE, 0xFF}) {
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(content)
		if err != nil || len(content)%2 != 0 || bytes.ContainsRune(text, utf8.RuneError) {
			return "", unreadable("The file begins as Unicode (UTF-16) and is broken further on. Save it again as “CSV UTF-8”.")
		}
		return string(text), nil
	}
	marked := bytes.HasPrefix(content, []byte("\xEF\xBB\xBF"))
	content = bytes.TrimPrefix(content, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(content) {
		return string(content), nil
	}
	if marked || mixed(content) {
		return "", unreadable("Line %d holds letters that are broken: they are neither UTF-8 nor those of Windows. Save the file again as “CSV UTF-8”.", brokenLine(content))
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(content)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", unreadable("Line %d holds letters that cannot be read. Save the file again as “CSV UTF-8”.", brokenLine(content))
	}
	return string(text), nil
}

// mixed says whether some letters are well written in UTF-8 although others
// are broken: no other encoding looks like that by chance.
func mixed(content []byte) bool {
	for len(content) > 0 {
		r, size := utf8.DecodeRune(content)
		if size > 2 && r != utf8.RuneError {
			return true
		}
		content = content[size:]
	}
	return false
}

func brokenLine(content []byte) int {
	for at := 0; at < len(content); {
		r, size := utf8.DecodeRune(content[at:])
		if r == utf8.RuneError && size == 1 {
			return 1 + bytes.Count(content[:at], []byte("\n"))
		}
		at += size
	}
	return 1
}

// separator is what parts the cells: the sign that stands most often in the
// first line, outside quotation marks.
func separator(text string) rune {
	counts := map[rune]int{}
	quoted := false
	for _, r := range strings.TrimLeft(text, "\r\n") {
		if r == '"' {
			quoted = !quoted
		}
		if r == '\n' && !quoted {
			break
		}
		if !quoted {
			counts[r]++
		}
	}
	best := ','
	for _, r := range []rune{';', '\t', '|'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}
