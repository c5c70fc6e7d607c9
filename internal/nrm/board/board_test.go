package board

import (
	"slices"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

var today = calendar.NewDate(2026, time.May, 18)

func TestSections_windows(t *testing.T) {
	t.Parallel()
	for key, want := range map[string][2]string{
		"reconsideration": {"", "2026-05-28"},
		"move_on":         {"2026-05-18", "2026-05-28"},
		"near_18":         {"2026-05-18", "2026-08-26"},
		"rg_overdue":      {"", "2026-05-17"},
		"not_acted_on":    {"", "2026-05-17"},
	} {
		s, ok := Find(key)
		if !ok {
			t.Errorf("there is no section %s", key)
			continue
		}
		if got := [2]string{s.From(today).String(), s.Until(today).String()}; got != want {
			t.Errorf("%s shows %v, want %v", key, got, want)
		}
	}
	if _, ok := Find("nonsense"); ok {
		t.Error("a section that is not there is found")
	}
}

// TestSections_everyDateHasOnePlace asks of every published rule where a date
// of it that has passed unnoticed would stand.
func TestSections_everyDateHasOnePlace(t *testing.T) {
	t.Parallel()
	book := deadline.Published()
	for _, r := range book.Rules() {
		named, others := 0, 0
		for _, s := range Sections() {
			ids, except := s.Rules(book)
			switch in := slices.Contains(ids, r.ID); {
			case except && !in:
				others++
			case !except && in:
				named++
			}
		}
		if named+others != 1 {
			t.Errorf("%s stands in %d sections of its own and %d of others", r.ID, named, others)
		}
	}
	recon, _ := Find("reconsideration")
	ids, except := recon.Rules(book, book)
	if want := []string{"UK-RECON-1M", "UK-RECON-30D", "UK-RECON-30D-2025"}; except || !slices.Equal(ids, want) {
		t.Errorf("reconsideration: %v", ids)
	}
}

func TestParse_refusesWhatCannotBeMeant(t *testing.T) {
	t.Parallel()
	const head = "section,label,of,clocks,days,passed,citation,empty\n"
	for name, text := range map[string]string{
		"no sections":   head,
		"no file":       "",
		"days in words": head + "a,A,dates,c,ten,true,why,none\n",
		"passed":        head + "a,A,dates,c,10,maybe,why,none\n",
		"no source":     head + "a,A,dates,c,10,true,,none\n",
		"twice":         head + "a,A,dates,c,10,true,why,none\na,B,dates,d,10,true,why,none\n",
		"clock twice":   head + "a,A,dates,c,10,true,why,none\nb,B,dates,c;e,10,true,why,none\n",
		"of what":       head + "a,A,people,c,10,true,why,none\n",
		"a line short":  head + "a,A,dates,c\n",
	} {
		if _, err := parse(strings.NewReader(text)); err == nil {
			t.Errorf("%s: read, want an error", name)
		}
	}
}
