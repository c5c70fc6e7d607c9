// Package lawfulbasis is the rulebook page about why an organisation may hold
// a record at all: the basis of data protection law, the conditions for health
// and offence data, and how long it is kept. It has nothing to do with what a
// client agreed to (package consent), and none of its words say "consent":
// taking an agreement back is no request to erase, and an agreement is never
// the basis (domain guide, section 4, audit A9).
package lawfulbasis

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	_ "embed"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/cited"
)

// Kind is one of the three questions.
type Kind string

// The questions.
const (
	Basis   Kind = "basis"
	Special Kind = "special" // health, ethnicity, sex life and the like
	Offence Kind = "offence"
)

// Choice is one answer to a question. The source is there to be looked up: a
// data protection officer decides.
type Choice struct {
	Code, Label string
	Source      cited.Source
}

// Record is what the organisation decided, for all its cases or for one.
type Record struct {
	Basis          string
	Special        string
	Offence        string
	Retention      string // how long, from when, and why
	PolicyDocument string // where the appropriate policy document is
	DecidedBy      string // who answers for it, usually the data protection officer
	DecidedOn      calendar.Date
	Reason         string // for one case: why it differs
}

const (
	maxLine = 200
	maxText = 2000
)

// Check checks a record, in page order. A record about one case needs a reason.
func Check(r Record, oneCase bool, today calendar.Date) fault.Problems {
	var ps fault.Problems
	choose := func(field string, kind Kind, code string) {
		if _, ok := Find(kind, code); !ok {
			ps.Add(field, "select_one")
		}
	}
	write := func(field, text string, limit int, needed bool) {
		if needed && strings.TrimSpace(text) == "" {
			ps.Add(field, "required")
		}
		if utf8.RuneCountInString(text) > limit {
			ps.Add(field, "too_long", strconv.Itoa(limit))
		}
	}
	choose("lawful_basis", Basis, r.Basis)
	choose("special_condition", Special, r.Special)
	choose("offence_condition", Offence, r.Offence)
	write("retention", r.Retention, maxText, true)
	write("policy_document", r.PolicyDocument, maxLine, false)
	write("decided_by", r.DecidedBy, maxLine, true)
	switch {
	case r.DecidedOn.IsZero():
		ps.Add("basis_on", "required")
	case r.DecidedOn.After(today):
		ps.Add("basis_on", "in_future")
	}
	write("basis_reason", r.Reason, maxText, oneCase)
	return ps
}

//go:embed data/bases.csv
var basesCSV string

// A mistake in the embedded file is a mistake in the program.
var choices = sync.OnceValue(func() map[Kind][]Choice {
	rows, err := csv.NewReader(strings.NewReader(basesCSV)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read lawful bases: %w", err))
	}
	list := map[Kind][]Choice{}
	for _, row := range rows[1:] {
		source, err := cited.Read(row[3:])
		if err != nil {
			panic(fmt.Errorf("lawful basis %s: %w", row[1], err))
		}
		list[Kind(row[0])] = append(list[Kind(row[0])], Choice{row[1], row[2], source})
	}
	return list
})

// Choices lists the answers to a question in the order of the page.
func Choices(k Kind) []Choice { return slices.Clone(choices()[k]) }

// Find gives an answer by its code.
func Find(k Kind, code string) (Choice, bool) {
	i := slices.IndexFunc(choices()[k], func(c Choice) bool { return c.Code == code })
	if i < 0 {
		return Choice{}, false
	}
	return choices()[k][i], true
}
