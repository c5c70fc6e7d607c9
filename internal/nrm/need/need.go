// Package need is the rulebook page about what a person is entitled to or may
// want – a safe place, a lawyer, somebody to cope with, help to return – and
// about what has become of each: asked, wanted, arranged, met (domain guide,
// section 7; mygov.scot; Citizens Advice; British Red Cross). It also says what
// a client wishes of those who help, and who holds what is left when a case
// ends.
package need

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	_ "embed"

	"nrmdesk/internal/nrm/calendar"
)

// Code names a need in records and in the support directory.
type Code string

// Need is one thing a client can be asked about.
type Need struct {
	Code      Code
	Group     string // the heading it stands under
	Label     string
	Question  string
	ChildOnly bool
	Stages    []string // of the NRM, as package directory names them; none: all
	Source    string
}

// Entitlement is what somebody of an age in a nation is entitled to at a stage,
// in words to say.
type Entitlement struct {
	Need    Code
	Nations []calendar.Nation // none: all
	Age     Age
	Stages  []string // none: all
	Says    string
	Source  string
	Checked calendar.Date
}

// Age is whom an entitlement is for.
type Age string

// The ages. Empty means everybody. Somebody who may be a child is one (domain
// guide, section 4).
const (
	AnyAge Age = ""
	Adult  Age = "adult"
	Child  Age = "child"
)

// About is what decides which needs are asked and what the law gives.
type About struct {
	Nation calendar.Nation
	Child  bool // or may be one
	Stage  string
}

//go:embed data/needs.csv
var needsCSV string

//go:embed data/entitlements.csv
var entitlementsCSV string

// A mistake in an embedded file is a mistake in the program.
func rows(name, text string) [][]string {
	list, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read %s: %w", name, err))
	}
	return list[1:]
}

func parts[T ~string](cell string) []T {
	var list []T
	for _, p := range strings.Split(cell, ";") {
		if p != "" {
			list = append(list, T(p))
		}
	}
	return list
}

var all = sync.OnceValue(func() []Need {
	var list []Need
	for _, row := range rows("needs", needsCSV) {
		list = append(list, Need{
			Code: Code(row[0]), Group: row[1], Label: row[2], Question: row[3], ChildOnly: row[4] == "child",
			Stages: parts[string](row[5]), Source: row[6],
		})
	}
	return list
})

var entitlements = sync.OnceValue(func() []Entitlement {
	var list []Entitlement
	for _, row := range rows("entitlements", entitlementsCSV) {
		checked, err := calendar.ParseDate(row[6])
		if err != nil {
			panic(fmt.Errorf("read entitlements: %s: %w", row[0], err))
		}
		list = append(list, Entitlement{
			Need: Code(row[0]), Nations: parts[calendar.Nation](row[1]), Age: Age(row[2]), Stages: parts[string](row[3]),
			Says: row[4], Source: row[5], Checked: checked,
		})
	}
	return list
})

// All lists the needs in the order of the page.
func All() []Need { return slices.Clone(all()) }

// Entitlements lists every row of what the law and published guidance give.
func Entitlements() []Entitlement { return slices.Clone(entitlements()) }

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

// AskedOf lists the needs a client is asked about, in the order of the page.
func AskedOf(a About) []Need {
	return slices.DeleteFunc(All(), func(n Need) bool {
		return n.ChildOnly && !a.Child || !holds(n.Stages, a.Stage)
	})
}

// Of lists what a client is entitled to for a need.
func (a About) Of(c Code) []Entitlement {
	var list []Entitlement
	for _, e := range entitlements() {
		if e.Need == c && holds(e.Nations, a.Nation) && holds(e.Stages, a.Stage) &&
			(e.Age == AnyAge || (e.Age == Child) == a.Child) {
			list = append(list, e)
		}
	}
	return list
}

// holds says whether a list names a value; an empty one names them all.
func holds[T comparable](list []T, value T) bool {
	return len(list) == 0 || slices.Contains(list, value)
}
