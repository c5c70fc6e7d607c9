package consent

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	_ "embed"
)

// Direction is which way a language is written.
type Direction string

// The directions.
const (
	LeftToRight Direction = "ltr"
	RightToLeft Direction = "rtl"
)

// Directions lists the directions in the order of the page.
var Directions = []Direction{LeftToRight, RightToLeft}

// Label is the direction in the words staff read.
func (d Direction) Label() string {
	switch d {
	case LeftToRight:
		return "From left to right"
	case RightToLeft:
		return "From right to left"
	default:
		return ""
	}
}

// Language is one that clients of first responders often speak. Sheets may be
// in any other as well.
type Language struct {
	Tag       string // BCP 47
	Name      string // in English
	OwnName   string // in itself
	Direction Direction
	also      []string
}

//go:embed data/languages.csv
var languagesCSV string

// A mistake in the embedded file is a mistake in the program.
var languages = sync.OnceValue(func() []Language {
	rows, err := csv.NewReader(strings.NewReader(languagesCSV)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read languages: %w", err))
	}
	var list []Language
	for _, row := range rows[1:] {
		l := Language{Tag: row[0], Name: row[1], OwnName: row[2], Direction: Direction(row[3])}
		if row[4] != "" {
			l.also = strings.Split(row[4], ";")
		}
		if tag, ok := CanonicalTag(l.Tag); !ok || tag != l.Tag || l.Direction.Label() == "" {
			panic(fmt.Errorf("language %s: tag or direction", l.Tag))
		}
		list = append(list, l)
	}
	return list
})

// Languages lists the languages by their English names.
func Languages() []Language { return slices.Clone(languages()) }

// FindLanguage finds a language by what staff typed: its English name, another
// name, its own name or its tag.
func FindLanguage(typed string) (Language, bool) {
	name := strings.Join(strings.Fields(typed), " ")
	same := func(s string) bool { return name != "" && strings.EqualFold(s, name) }
	i := slices.IndexFunc(languages(), func(l Language) bool {
		return same(l.Name) || same(l.OwnName) || same(l.Tag) || slices.ContainsFunc(l.also, same)
	})
	if i < 0 {
		return Language{}, false
	}
	return languages()[i], true
}

// CanonicalTag checks the shape of a BCP 47 tag and writes it the usual way:
// language, perhaps a script, a region, variants ("zh-Hant-HK", "sr-Latn").
// Whether such a language exists is not asked. Extensions and private tags
// have no place on a sheet.
func CanonicalTag(typed string) (tag string, ok bool) {
	parts := strings.Split(strings.ReplaceAll(strings.TrimSpace(typed), "_", "-"), "-")
	if len(parts[0]) < 2 || len(parts[0]) > 3 || !letters(parts[0]) {
		return "", false
	}
	parts[0] = strings.ToLower(parts[0])
	rest := 1
	if rest < len(parts) && len(parts[rest]) == 4 && letters(parts[rest]) {
		parts[rest] = strings.ToUpper(parts[rest][:1]) + strings.ToLower(parts[rest][1:])
		rest++
	}
	if rest < len(parts) && (len(parts[rest]) == 2 && letters(parts[rest]) || len(parts[rest]) == 3 && digits(parts[rest])) {
		parts[rest] = strings.ToUpper(parts[rest])
		rest++
	}
	for ; rest < len(parts); rest++ {
		v := strings.ToLower(parts[rest])
		if !lettersOrDigits(v) || len(v) > 8 || len(v) < 4 || len(v) == 4 && !digits(v[:1]) {
			return "", false
		}
		parts[rest] = v
	}
	return strings.Join(parts, "-"), true
}

// BaseLanguage is the language of a tag without script, region or variant.
func BaseLanguage(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return base
}

func letters(s string) bool {
	return strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz") == "" && s != ""
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" && s != "" }

func lettersOrDigits(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == "" && s != ""
}
