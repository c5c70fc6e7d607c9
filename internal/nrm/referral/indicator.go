package referral

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"nrmdesk/internal/fault"
)

// Indicator is one sign of exploitation that a worker may notice.
type Indicator struct {
	ID, Text  string
	ChildOnly bool // looked for in children, and in adults exploited as children
}

// IndicatorGroup is the signs of one category.
type IndicatorGroup struct {
	ID, Title  string
	Indicators []Indicator
}

// IndicatorList is one version of the signs, in page order. It is read-only.
type IndicatorList struct {
	Version string
	Groups  []IndicatorGroup
}

// Signs are the indicators that were noticed, with where and when, by group.
type Signs struct {
	Ticked []string          `json:"ticked"`
	Where  map[string]string `json:"where"`
}

// FieldIndicators is the official answer that the ticked signs feed, and
// FieldIndicatorsSeen the question before it.
const (
	FieldIndicatorsSeen = "indicators_seen"
	FieldIndicators     = "indicators_details"
)

// indicatorsVersion is the list that is ticked now.
const indicatorsVersion = "2026-04"

// groupTitles are the categories of the list, in page order.
var groupTitles = []struct{ id, title string }{
	{"general", "General signs"},
	{"child_general", "Signs in children"},
	{"forced_labour", "Forced labour"},
	{"financial_exploitation", "Financial exploitation"},
	{"sexual_exploitation", "Sexual exploitation"},
	{"child_sexual_exploitation", "Sexual exploitation of children"},
	{"criminal_exploitation", "Criminal exploitation"},
	{"child_criminal_exploitation", "Criminal exploitation of children"},
	{"domestic_servitude", "Domestic servitude"},
	{"organ_harvesting", "Organ harvesting"},
}

var indicators = sync.OnceValue(func() *IndicatorList {
	raw, err := data.ReadFile("data/indicators-" + indicatorsVersion + ".csv")
	if err == nil {
		var list *IndicatorList
		if list, err = readIndicators(raw); err == nil {
			list.Version = indicatorsVersion
			return list
		}
	}
	panic("indicators " + indicatorsVersion + ": " + err.Error()) // embedded, so a fault of the build
})

// Indicators is the list of signs in use.
func Indicators() *IndicatorList { return indicators() }

func readIndicators(raw []byte) (*IndicatorList, error) {
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) < 2 || !slices.Equal(rows[0], []string{"indicator_id", "category", "description", "applies_to"}) {
		return nil, fmt.Errorf("want a heading and at least one sign")
	}
	list, seen := &IndicatorList{}, map[string]bool{}
	for _, g := range groupTitles {
		group := IndicatorGroup{ID: g.id, Title: g.title}
		for _, row := range rows[1:] {
			if row[1] == g.id {
				group.Indicators = append(group.Indicators, Indicator{ID: row[0], Text: row[2], ChildOnly: row[3] == "child"})
				seen[row[0]] = true
			}
		}
		list.Groups = append(list.Groups, group)
	}
	if len(seen) != len(rows)-1 {
		return nil, fmt.Errorf("%d signs in known categories, of %d rows", len(seen), len(rows)-1)
	}
	return list, nil
}

// For is the groups to ask about: signs in children only where the client is
// treated as a child, or was under 18 at the time.
func (l *IndicatorList) For(d *Draft) []IndicatorGroup {
	child := d.route == Child || d.is("under_18_when_exploited", "yes") || d.is("under_18_when_exploited", "not_sure")
	return slices.DeleteFunc(slices.Clone(l.Groups), func(g IndicatorGroup) bool { return !child && g.Indicators[0].ChildOnly })
}

// longestWhere bounds what is said of where a group of signs was seen.
const longestWhere = 2000

// Check says what is wrong with the ticks; problems with where a group was
// seen carry the group as the field.
func (l *IndicatorList) Check(s Signs) fault.Problems {
	var problems fault.Problems
	for _, id := range s.Ticked {
		if !slices.ContainsFunc(l.Groups, func(g IndicatorGroup) bool { return g.has(id) }) {
			problems.Add("signs", "not_in_list")
			break
		}
	}
	for _, g := range l.Groups {
		where := s.Where[g.ID]
		switch {
		case !checkReadable(&problems, g.ID, where):
		case length(where) > longestWhere:
			problems.Add(g.ID, "too_long", strconv.Itoa(longestWhere))
		}
	}
	return problems
}

func (g IndicatorGroup) has(id string) bool {
	return slices.ContainsFunc(g.Indicators, func(i Indicator) bool { return i.ID == id })
}

// Account is what was ticked as a text for the official answer; empty when
// nothing was.
func (l *IndicatorList) Account(s Signs) string {
	var parts []string
	for _, g := range l.Groups {
		var lines []string
		for _, i := range g.Indicators {
			if slices.Contains(s.Ticked, i.ID) {
				lines = append(lines, "- "+i.Text)
			}
		}
		if len(lines) == 0 {
			continue
		}
		lines = append([]string{g.Title + ":"}, lines...)
		if where := s.Where[g.ID]; !blank(where) {
			lines = append(lines, "Seen: "+where)
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	return strings.Join(parts, "\n\n")
}
