package signin

import (
	"fmt"
	"testing"
	"time"
)

func TestNewFeedKey_isLongAndNeverTheSame(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		key, hash := NewFeedKey()
		if raw, err := decode(key); err != nil || len(raw) != 32 {
			t.Fatalf("%q is %d bytes, %v", key, len(raw), err)
		}
		if string(hash) != string(hashFeedKey(key)) || len(hash) != 32 {
			t.Fatal("the hash is not the key's")
		}
		if seen[key] {
			t.Fatal("a key comes twice")
		}
		seen[key] = true
	}
}

func TestFeedThrottle(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2026, 5, 12, 9, 0, 0, 0, time.UTC)}
	th := newFeedThrottle(c.now)
	if got := tries(th, 100, "one key", "192.0.2.1"); got != 20 {
		t.Errorf("%d of 100 fetches with one key at once, want 20", got)
	}
	c.at = c.at.Add(time.Minute)
	if got := tries(th, 100, "one key", "192.0.2.1"); got != 1 {
		t.Errorf("%d fetches after a minute, want 1", got)
	}

	// An office behind one address: every right key gives the try back.
	office := newFeedThrottle(c.now)
	for n := range 200 {
		if office.Try(fmt.Sprint("key ", n), "192.0.2.2") > 0 {
			t.Fatalf("person %d of an office waits", n)
		}
		office.Known("192.0.2.2")
	}
	through := 0
	for n := range 200 {
		through += tries(office, 1, fmt.Sprint("guess ", n), "192.0.2.2")
	}
	if through != 30 {
		t.Errorf("%d guesses let through, want 30", through)
	}
}
