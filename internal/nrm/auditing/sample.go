package auditing

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strconv"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Confidence is how sure the auditor wants to be that the sample tells what
// the whole would.
type Confidence int

// The confidences offered, in percent.
const (
	Confidence90 Confidence = 90
	Confidence95 Confidence = 95
	Confidence99 Confidence = 99
)

// Confidences lists them in the order of the page.
var Confidences = []Confidence{Confidence90, Confidence95, Confidence99}

// deviations is how many standard deviations around the middle hold the share
// of the normal distribution that the confidence asks for.
var deviations = map[Confidence]float64{Confidence90: 1.6448536269514722, Confidence95: 1.959963984540054, Confidence99: 2.5758293035489004}

// ErrDesign is a sample that cannot be drawn as asked.
var ErrDesign = errors.New("no such sample")

// Size suggests how many records of a population to look at, so that a share
// found in the sample is within errorPercent of the share in the whole with
// the confidence. It supposes the worst case, a share of one half (Cochran,
// Sampling Techniques, 3rd edition, 4.4, with the correction for a finite
// population). Error: ErrDesign.
func Size(population int, c Confidence, errorPercent float64) (int, error) {
	z, ok := deviations[c]
	if !ok || population < 0 || errorPercent <= 0 || errorPercent >= 100 || math.IsNaN(errorPercent) {
		return 0, ErrDesign
	}
	e := errorPercent / 100
	wanted := z * z * 0.25 / (e * e)
	n := int(math.Ceil(wanted / (1 + (wanted-1)/float64(max(population, 1)))))
	return min(n, population), nil
}

// Item is one record that may be drawn, and the group it is drawn within.
type Item struct{ ID, Stratum string }

// Draw picks size records so that every group is there in proportion, and at
// least once while there is room. The same seed and records give the same
// sample, in whatever order the records come: each record is placed by the
// hash of the seed and its id, so a record added later moves no other.
func Draw(items []Item, seed int64, size int) ([]Item, error) {
	if size < 1 || size > len(items) {
		return nil, ErrDesign
	}
	groups := map[string][]Item{}
	for _, item := range items {
		groups[item.Stratum] = append(groups[item.Stratum], item)
	}
	shares := allot(groups, size, len(items))
	var drawn []Item
	for _, name := range names(groups) {
		group := groups[name]
		slices.SortFunc(group, func(a, b Item) int {
			return cmp.Or(cmp.Compare(place(seed, a.ID), place(seed, b.ID)), cmp.Compare(a.ID, b.ID))
		})
		drawn = append(drawn, group[:shares[name]]...)
	}
	return drawn, nil
}

func names(groups map[string][]Item) []string {
	list := make([]string, 0, len(groups))
	for name := range groups {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// allot shares the places out by largest remainder, one for each group first.
// With fewer places than groups the largest groups are served.
func allot(groups map[string][]Item, size, total int) map[string]int {
	order := names(groups)
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(len(groups[b]), len(groups[a])) })
	shares, left := map[string]int{}, size
	for _, name := range order {
		if left > 0 {
			shares[name], left = 1, left-1
		}
	}
	for ; left > 0; left-- {
		best, lack := "", math.Inf(-1)
		for _, name := range order {
			wanted := float64(size) * float64(len(groups[name])) / float64(total)
			if missing := wanted - float64(shares[name]); shares[name] < len(groups[name]) && missing > lack {
				best, lack = name, missing
			}
		}
		shares[best]++
	}
	return shares
}

// place is where the seed puts a record in the order of drawing.
func place(seed int64, id string) uint64 {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(id+"\x00"), uint64(seed)))
	return binary.BigEndian.Uint64(sum[:8])
}

// Gap is how long lay between asking and sending, for filters.
type Gap string

// The gaps.
const (
	WithinAnHour Gap = "hour"
	WithinADay   Gap = "day"
	OverAWeek    Gap = "week"
	AfterSending Gap = "after"
	NeverSent    Gap = "unsent"
)

// Gaps lists them in the order of the filter.
var Gaps = []Gap{WithinAnHour, WithinADay, OverAWeek, AfterSending, NeverSent}

// Label is the gap in the words auditors read.
func (g Gap) Label() string {
	switch g {
	case WithinAnHour:
		return "Sent within an hour"
	case WithinADay:
		return "Sent within a day"
	case OverAWeek:
		return "Sent more than a week later"
	case AfterSending:
		return "Recorded after sending"
	case NeverSent:
		return "Not sent"
	default:
		return ""
	}
}

// SampleKind says how records come into a sample.
type SampleKind string

// The kinds.
const (
	RandomSample SampleKind = "random"
	RiskSample   SampleKind = "risk" // every record with a risk, the most risks first
)

// Grouping is what a random sample keeps in proportion.
type Grouping string

// The groupings.
const (
	Ungrouped  Grouping = ""
	ByTeam     Grouping = "team"
	ByLanguage Grouping = "language"
	ByWorker   Grouping = "worker"
)

// Groupings lists them in the order of the page.
var Groupings = []Grouping{Ungrouped, ByTeam, ByLanguage, ByWorker}

// Label is the grouping in the words auditors read.
func (g Grouping) Label() string {
	switch g {
	case ByTeam:
		return "Each team in proportion"
	case ByLanguage:
		return "Each language in proportion"
	case ByWorker:
		return "Each worker in proportion"
	default:
		return "All records together"
	}
}

// Design is how a sample is to be drawn. The days are days in London on which
// the records were made, both included. Confidence and ErrorPercent are zero
// when the auditor chose the size.
type Design struct {
	Kind         SampleKind
	Seed         int64
	From, To     calendar.Date
	TeamID       string // empty for every team
	GroupedBy    Grouping
	Confidence   Confidence
	ErrorPercent float64
}

// MaxSample is the most records one sample may hold: what a person can review.
const MaxSample = 2000

// CheckDesign says what is wrong with a design: fields kind, from, to, size,
// grouped_by. A size of zero asks for a suggestion, which needs confidence and
// error.
func CheckDesign(d Design, size int, today calendar.Date) fault.Problems {
	var problems fault.Problems
	if d.Kind != RandomSample && d.Kind != RiskSample {
		problems.Add("kind", "select_one")
	}
	switch {
	case d.From.IsZero():
		problems.Add("from", "required")
	case d.From.After(today):
		problems.Add("from", "in_future")
	}
	switch {
	case d.To.IsZero():
		problems.Add("to", "required")
	case d.To.Before(d.From):
		problems.Add("to", "before", d.From.Long())
	}
	switch {
	case size < 0 || size > MaxSample:
		problems.Add("size", "not_a_size", strconv.Itoa(MaxSample))
	case size == 0 && d.Kind == RandomSample:
		if _, err := Size(1, d.Confidence, d.ErrorPercent); err != nil {
			problems.Add("size", "required")
		}
	}
	if !slices.Contains(Groupings, d.GroupedBy) {
		problems.Add("grouped_by", "not_in_list")
	}
	return problems
}
