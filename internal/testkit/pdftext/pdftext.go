// Package pdftext reads the words out of a PDF that Chromium made, so that a
// test can ask what is on it without another program. It knows the parts of
// the format that Chromium writes, and no others.
package pdftext

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

var (
	objects = regexp.MustCompile(`(?s)(\d+) 0 obj\n(.*?)\nendobj`)
	streams = regexp.MustCompile(`(?s)stream\n(.*)\nendstream`)
	font    = regexp.MustCompile(`/(F\d+) (\d+) 0 R`)
	unicode = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	content = regexp.MustCompile(`/Contents (\d+) 0 R`)
	kids    = regexp.MustCompile(`/Kids \[([^\]]*)\]`)
	number  = regexp.MustCompile(`(\d+) 0 R`)
	mapping = regexp.MustCompile(`(?m)^<([0-9A-F]{4})> (?:<([0-9A-F]{4})> )?<([0-9A-F]+)>$`)
	drawing = regexp.MustCompile(`/(F\d+) \S+ Tf|<([0-9A-F]+)> Tj|/ActualText <FEFF([0-9A-F]*)>|\b(EMC|ET)\b`)
)

type document map[string][]byte

// Of gives the words of each sheet, a line for each piece of text that stands
// together.
func Of(t testing.TB, pdf []byte) []string {
	t.Helper()
	d := document{}
	var sheets []string
	for _, m := range objects.FindAllSubmatch(pdf, -1) {
		d[string(m[1])] = m[2]
	}
	var walk func(node []byte)
	walk = func(node []byte) {
		if list := kids.FindSubmatch(node); list != nil {
			for _, kid := range number.FindAllSubmatch(list[1], -1) {
				walk(d[string(kid[1])])
			}
			return
		}
		sheet, err := d.sheet(node)
		if err != nil {
			t.Fatalf("read the PDF: %v", err)
		}
		sheets = append(sheets, sheet)
	}
	root := regexp.MustCompile(`/Type /Catalog\n/Pages (\d+) 0 R`).FindSubmatch(pdf)
	if root == nil {
		t.Fatalf("not a PDF as Chromium makes them: %.200s", pdf)
	}
	walk(d[string(root[1])])
	return sheets
}

func (d document) sheet(page []byte) (string, error) {
	fonts := map[string]map[string]string{}
	for _, f := range font.FindAllSubmatch(page, -1) {
		letters, err := d.letters(d[string(f[2])])
		if err != nil {
			return "", err
		}
		fonts[string(f[1])] = letters
	}
	at := content.FindSubmatch(page)
	if at == nil {
		return "", fmt.Errorf("a page without content: %.200s", page)
	}
	drawn, err := inflate(d[string(at[1])])
	if err != nil {
		return "", err
	}
	var words strings.Builder
	var letters map[string]string
	said := false // the letters of this part are said in so many words
	for _, m := range drawing.FindAllStringSubmatch(string(drawn), -1) {
		switch {
		case m[1] != "":
			letters = fonts[m[1]]
		case m[2] != "" && !said:
			for i := 0; i+4 <= len(m[2]); i += 4 {
				words.WriteString(letters[m[2][i:i+4]])
			}
		case m[3] != "":
			text, err := decode(m[3])
			if err != nil {
				return "", err
			}
			words.WriteString(text)
			said = true
		case m[4] == "EMC":
			said = false
		case m[4] == "ET":
			words.WriteString("\n")
		}
	}
	return words.String(), nil
}

// letters is what each glyph of a font stands for.
func (d document) letters(font []byte) (map[string]string, error) {
	letters := map[string]string{}
	at := unicode.FindSubmatch(font)
	if at == nil {
		return letters, nil
	}
	table, err := inflate(d[string(at[1])])
	if err != nil {
		return nil, err
	}
	for _, m := range mapping.FindAllStringSubmatch(string(table), -1) {
		text, err := decode(m[3])
		if err != nil {
			return nil, err
		}
		if m[2] == "" {
			letters[m[1]] = text
			continue
		}
		first, err := strconv.ParseUint(m[1], 16, 16)
		if err != nil {
			return nil, err
		}
		last, err := strconv.ParseUint(m[2], 16, 16)
		if err != nil {
			return nil, err
		}
		begin := []rune(text)
		for glyph := first; glyph <= last; glyph++ {
			letters[fmt.Sprintf("%04X", glyph)] = string(begin[0] + rune(glyph-first))
		}
	}
	return letters, nil
}

func decode(digits string) (string, error) {
	raw, err := hex.DecodeString(digits)
	if err != nil {
		return "", err
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
	}
	return string(utf16.Decode(units)), nil
}

func inflate(object []byte) ([]byte, error) {
	packed := streams.FindSubmatch(object)
	if packed == nil {
		return nil, fmt.Errorf("nothing packed in %.200s", object)
	}
	r, err := zlib.NewReader(bytes.NewReader(packed[1]))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
