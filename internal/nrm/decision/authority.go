package decision

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	_ "embed"

	"nrmdesk/internal/nrm/calendar"
)

//go:embed data/authorities.csv
var authoritiesCSV string

// Authority is a body that decides, and when it did. The list is data: it has
// changed before and will again.
type Authority struct {
	ID           string
	Name         string
	Short        string
	From, To     calendar.Date // To is zero while it goes on
	ChildrenOnly bool
	Citation     string
}

// OperatedOn says whether the body made decisions on that day.
func (a Authority) OperatedOn(d calendar.Date) bool {
	return !d.Before(a.From) && (a.To.IsZero() || !d.After(a.To))
}

// Authorities lists every body, those of today first.
func Authorities() []Authority { return slices.Clone(authorities()) }

// AuthorityByID finds a body.
func AuthorityByID(id string) (Authority, bool) {
	all := authorities()
	i := slices.IndexFunc(all, func(a Authority) bool { return a.ID == id })
	if i < 0 {
		return Authority{}, false
	}
	return all[i], true
}

// Began is the day the NRM began to decide: nothing about a referral or a
// decision is dated before it.
func Began() calendar.Date {
	return slices.MinFunc(authorities(), func(a, b Authority) int { return a.From.Compare(b.From) }).From
}

// A mistake in the embedded file is a mistake in the program.
var authorities = sync.OnceValue(func() []Authority {
	list, err := parseAuthorities(authoritiesCSV)
	if err != nil {
		panic(err)
	}
	return list
})

func parseAuthorities(text string) ([]Authority, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read authorities: %w", err)
	}
	var list []Authority
	for _, row := range rows[1:] {
		a := Authority{ID: row[0], Name: row[1], Short: row[2], ChildrenOnly: row[5] == "true", Citation: row[6]}
		if a.From, err = calendar.ParseDate(row[3]); err != nil {
			return nil, fmt.Errorf("authority %s from: %w", a.ID, err)
		}
		if row[4] != "" {
			if a.To, err = calendar.ParseDate(row[4]); err != nil {
				return nil, fmt.Errorf("authority %s to: %w", a.ID, err)
			}
		}
		list = append(list, a)
	}
	return list, nil
}
