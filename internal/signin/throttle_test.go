package signin

import (
	"fmt"
	"testing"
	"time"
)

// clock is a time the test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newThrottle() (*Throttle, *clock) {
	c := &clock{time.Date(2026, 5, 12, 9, 0, 0, 0, time.UTC)}
	return NewThrottle(c.now), c
}

// tries counts how many of n tries in a row are let through.
func tries(t *Throttle, n int, account, address string) (through int) {
	for range n {
		if t.Try(account, address) == 0 {
			through++
		}
	}
	return through
}

func TestThrottleSlowsOneAccountFromOneAddress(t *testing.T) {
	t.Parallel()
	th, c := newThrottle()
	if got := tries(th, 100, "amara@example.org", "192.0.2.1"); got != 5 {
		t.Errorf("%d of 100 tries at once, want 5", got)
	}
	if wait := th.Try(" Amara@Example.org ", "192.0.2.1:4711"); wait <= 0 || wait > time.Minute {
		t.Errorf("the same account and address spelt otherwise waits %v", wait)
	}
	c.at = c.at.Add(time.Minute)
	if got := tries(th, 100, "amara@example.org", "192.0.2.1"); got != 1 {
		t.Errorf("%d tries after a minute, want 1", got)
	}
	c.at = c.at.Add(24 * time.Hour)
	if got := tries(th, 100, "amara@example.org", "192.0.2.1"); got != 5 {
		t.Errorf("%d tries after a day, want 5 and not a day's worth", got)
	}
}

func TestThrottleSlowsOneAddressWithManyNames(t *testing.T) {
	t.Parallel()
	th, _ := newThrottle()
	through := 0
	for i := range 1000 {
		through += tries(th, 1, fmt.Sprint("user", i), fmt.Sprintf("2001:db8::%x", i))
	}
	if through != 20 {
		t.Errorf("%d names tried from one IPv6 network, want 20", through)
	}
}

func TestThrottleSlowsManyAddressesOnOneAccount(t *testing.T) {
	t.Parallel()
	th, _ := newThrottle()
	through := 0
	for i := range 1000 {
		through += tries(th, 1, "amara", fmt.Sprintf("198.51.%d.%d", i/250, i%250))
	}
	if through != 50 {
		t.Errorf("%d tries from 1000 addresses, want 50", through)
	}
}

// S3: no lock by strangers. One attacker tries every second for a day; the
// owner, at another address, is never made to wait.
func TestStrangerCannotKeepTheOwnerOut(t *testing.T) {
	t.Parallel()
	th, c := newThrottle()
	for second := range 24 * 60 * 60 {
		c.at = c.at.Add(time.Second)
		th.Try("amara", "203.0.113.9")
		if second%600 != 0 {
			continue
		}
		if wait := th.Try("amara", "192.0.2.1"); wait > 0 {
			t.Fatalf("the owner waits %v after %d seconds", wait, second)
		}
		th.Succeeded("amara", "192.0.2.1")
	}
}

func TestSuccessForgivesSlips(t *testing.T) {
	t.Parallel()
	th, _ := newThrottle()
	for range 40 {
		if got := tries(th, 3, "amara", "192.0.2.1"); got != 3 {
			t.Fatalf("%d of 3 tries", got)
		}
		th.Succeeded("amara", "192.0.2.1")
		th.Succeeded("amara", "192.0.2.1")
		th.Succeeded("amara", "192.0.2.1")
	}
}

func TestClockSteppingBackLocksNobodyOut(t *testing.T) {
	t.Parallel()
	th, c := newThrottle()
	tries(th, 2, "amara", "192.0.2.1")
	c.at = c.at.Add(-time.Hour)
	if got := tries(th, 10, "amara", "192.0.2.1"); got != 3 {
		t.Errorf("%d tries left after the step, want 3", got)
	}
	c.at = c.at.Add(5 * time.Minute)
	if got := tries(th, 10, "amara", "192.0.2.1"); got != 5 {
		t.Errorf("%d tries five minutes later, want 5", got)
	}
}

// F10: made-up names and addresses do not fill the memory.
func TestThrottleMemoryIsBounded(t *testing.T) {
	t.Parallel()
	th, c := newThrottle()
	for i := range 3 * maxBuckets / 2 {
		th.Try(fmt.Sprint("user", i), fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255))
	}
	if n := len(th.buckets); n > maxBuckets+3 {
		t.Errorf("%d buckets, want at most %d", n, maxBuckets)
	}
	c.at = c.at.Add(24 * time.Hour)
	th.makeRoom(c.at)
	for len(th.buckets) < maxBuckets {
		th.buckets[bucketKey{"pair", fmt.Sprint("old", len(th.buckets)), ""}] = bucket{left: 1, at: c.at.Add(-time.Hour)}
	}
	th.Try("amara", "192.0.2.1")
	if n := len(th.buckets); n != 3 {
		t.Errorf("%d buckets once the old ones are full again, want the 3 of the last try", n)
	}
}
