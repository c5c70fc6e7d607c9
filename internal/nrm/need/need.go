// Package need is the rulebook page about what a person is entitled to or may
// want: a safe place, a lawyer, somebody to cope with, help to return and so on
// (domain guide, section 7; mygov.scot; Citizens Advice; British Red Cross).
package need

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	_ "embed"
)

// Code names a need in records and in the support directory.
type Code string

// Need is one thing a client can be asked about.
type Need struct {
	Code      Code
	Label     string
	Question  string
	ChildOnly bool
	Source    string
}

//go:embed data/needs.csv
var needsCSV string

// A mistake in the embedded file is a mistake in the program.
var all = sync.OnceValue(func() []Need {
	rows, err := csv.NewReader(strings.NewReader(needsCSV)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read needs: %w", err))
	}
	var list []Need
	for _, row := range rows[1:] {
		list = append(list, Need{Code: Code(row[0]), Label: row[1], Question: row[2], ChildOnly: row[3] == "child", Source: row[4]})
	}
	return list
})

// All lists the needs in the order of the page.
func All() []Need { return slices.Clone(all()) }

// ByCode finds a need.
func ByCode(c Code) (Need, bool) {
	i := slices.IndexFunc(all(), func(n Need) bool { return n.Code == c })
	if i < 0 {
		return Need{}, false
	}
	return all()[i], true
}

// Label is the need in the words staff read; empty for one that is not listed.
func (c Code) Label() string {
	n, _ := ByCode(c)
	return n.Label
}
