package auditing

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The expected sizes are those of the usual published tables of sample sizes.
func TestSize(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		population int
		confidence Confidence
		err        float64
		want       int
	}{
		"a hundred thousand, 95 % within 5": {100_000, Confidence95, 5, 383},
		"a thousand, 95 % within 5":         {1_000, Confidence95, 5, 278},
		"a hundred, 95 % within 5":          {100, Confidence95, 5, 80},
		"a thousand, 99 % within 5":         {1_000, Confidence99, 5, 400},
		"a thousand, 90 % within 10":        {1_000, Confidence90, 10, 64},
		"one record":                        {1, Confidence95, 5, 1},
		"none":                              {0, Confidence95, 5, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := Size(tc.population, tc.confidence, tc.err); err != nil || got != tc.want {
				t.Errorf("%d, %v, want %d", got, err, tc.want)
			}
		})
	}
	for name, err := range map[string]error{
		"no confidence": second(Size(10, 80, 5)), "no error allowed": second(Size(10, Confidence95, 0)), "all error allowed": second(Size(10, Confidence95, 100)),
	} {
		if !errors.Is(err, ErrDesign) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second(_ int, err error) error { return err }

func population(sizes map[string]int) []Item {
	var items []Item
	for name, n := range sizes {
		for i := range n {
			items = append(items, Item{ID: name + strconv.Itoa(i), Stratum: name})
		}
	}
	return items
}

func TestDraw_sameSeedSameSample(t *testing.T) {
	t.Parallel()
	items := population(map[string]int{"north": 60, "south": 30, "west": 9, "east": 1})
	first, err := Draw(items, 88213, 20)
	if err != nil {
		t.Fatal(err)
	}
	rand.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	again, err := Draw(items, 88213, 20)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("the order of the records moved the sample:\n%s", diff)
	}
	other, err := Draw(items, 88214, 20)
	if err != nil || cmp.Equal(first, other) {
		t.Error("another seed gives the same sample")
	}
	shares := map[string]int{}
	for _, item := range first {
		shares[item.Stratum]++
	}
	if diff := cmp.Diff(map[string]int{"north": 12, "south": 6, "west": 1, "east": 1}, shares); diff != "" {
		t.Errorf("shares (-want +got):\n%s", diff)
	}
}

func TestDraw_everyRecordHasTheSameChance(t *testing.T) {
	t.Parallel()
	items := population(map[string]int{"all": 40})
	times := map[string]int{}
	for seed := range int64(4000) {
		drawn, err := Draw(items, seed, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range drawn {
			times[item.ID]++
		}
	}
	for _, item := range items { // 1,000 expected, standard deviation 27
		if n := times[item.ID]; n < 860 || n > 1140 {
			t.Errorf("%s was drawn %d times, about 1,000 expected", item.ID, n)
		}
	}
}

func TestDraw_edges(t *testing.T) {
	t.Parallel()
	items := population(map[string]int{"a": 3, "b": 2, "c": 1})
	for size := 1; size <= 6; size++ {
		drawn, err := Draw(items, 1, size)
		if err != nil || len(drawn) != size {
			t.Errorf("%d drawn of %d wanted: %v", len(drawn), size, err)
		}
	}
	for _, size := range []int{0, -1, 7} {
		if _, err := Draw(items, 1, size); !errors.Is(err, ErrDesign) {
			t.Errorf("%d records of 6: %v", size, err)
		}
	}
}
