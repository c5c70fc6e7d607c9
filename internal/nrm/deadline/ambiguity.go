package deadline

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"sync"
)

//go:embed data/ambiguities.csv
var ambiguitiesCSV []byte

// ambiguities are the questions the law and guidance leave open, as nrm-rules
// §8 numbers them.
var ambiguities = sync.OnceValue(func() map[int]string {
	texts, err := parseAmbiguities(ambiguitiesCSV)
	if err != nil {
		panic("deadline: the embedded ambiguities: " + err.Error())
	}
	return texts
})

func parseAmbiguities(raw []byte) (map[int]string, error) {
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		return nil, err
	}
	texts := make(map[int]string, len(rows))
	for i, row := range rows {
		if i == 0 {
			continue
		}
		n, err := strconv.Atoi(row[0])
		if _, twice := texts[n]; err != nil || twice || row[1] == "" {
			return nil, fmt.Errorf("row %d is not a number of its own and a text", i+1)
		}
		texts[n] = row[1]
	}
	return texts, nil
}

// OpenQuestion is something the law or guidance leaves open.
type OpenQuestion struct {
	Number int
	Text   string
}

// OpenQuestions lists them all by number.
func OpenQuestions() []OpenQuestion {
	var list []OpenQuestion
	for n, text := range ambiguities() {
		list = append(list, OpenQuestion{n, text})
	}
	slices.SortFunc(list, func(a, b OpenQuestion) int { return a.Number - b.Number })
	return list
}

// Unclear is what the law or guidance leaves open about the rule, in
// sentences.
func (r *Rule) Unclear() []string {
	var texts []string
	for _, n := range r.Ambiguities {
		texts = append(texts, ambiguities()[n])
	}
	return texts
}
