package signin

import (
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Throttle slows down guessing (S3). It counts tries in three ways, and none
// of them ever locks anybody out for good:
//
//   - one account from one address: a handful, then one a minute;
//   - one address, whatever the account: for somebody who tries many names;
//   - one account, whatever the address: for many machines together. It
//     refills faster than a single address is let through, so a stranger at
//     one address cannot keep the owner out.
//
// Counts are held in the memory of this process.
type Throttle struct {
	now        func() time.Time
	allowances map[string]allowance
	mu         sync.Mutex
	buckets    map[bucketKey]bucket
}

type bucketKey struct{ kind, account, address string }

// bucket holds tries left at an instant; it refills with time.
type bucket struct {
	left float64
	at   time.Time
}

// allowance is how many tries at once, and how long until one comes back.
type allowance struct {
	tries float64
	every time.Duration
}

var signInAllowances = map[string]allowance{
	"pair":    {5, time.Minute},
	"address": {20, 10 * time.Second},
	"account": {50, 5 * time.Second},
}

// feedAllowances are for calendar feeds, where the account is a key. Every
// answer costs work, so only the address gets a try back when the key was
// right: an office shares one address. Calendar programs ask every quarter of
// an hour at most; somebody who asks ten of them is not slowed down.
var feedAllowances = map[string]allowance{
	"pair":    {20, time.Minute},
	"address": {30, 10 * time.Second},
	"account": {40, 30 * time.Second},
}

// maxBuckets bounds the memory that made-up names can take.
const maxBuckets = 100_000

// NewThrottle makes a throttle that takes the time from now.
func NewThrottle(now func() time.Time) *Throttle {
	return &Throttle{now: now, allowances: signInAllowances, buckets: map[bucketKey]bucket{}}
}

// newFeedThrottle makes one for calendar feeds.
func newFeedThrottle(now func() time.Time) *Throttle {
	return &Throttle{now: now, allowances: feedAllowances, buckets: map[bucketKey]bucket{}}
}

// Try counts a try before the password is looked at. When it returns more
// than zero the try must be refused and may be repeated after that long; a
// refused try is not counted.
func (t *Throttle) Try(account, address string) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, keys := t.now(), bucketKeys(account, address)
	for _, k := range keys {
		if left := t.left(k, now); left < 1 {
			wait = max(wait, time.Duration((1-left)*float64(t.allowances[k.kind].every)))
		}
	}
	if wait > 0 {
		return wait
	}
	t.makeRoom(now)
	for _, k := range keys {
		t.buckets[k] = bucket{left: t.left(k, now) - 1, at: now}
	}
	return 0
}

// Succeeded gives the try back: only wrong ones count. The slips before it
// are forgotten for this account at this address.
func (t *Throttle) Succeeded(account, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	for _, k := range bucketKeys(account, address) {
		if k.kind == "pair" {
			delete(t.buckets, k)
			continue
		}
		t.giveBack(k, now)
	}
}

// Known gives the try back to the address alone, when what was tried there was
// right but should not be tried too often.
func (t *Throttle) Known(address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.giveBack(bucketKey{"address", "", network(address)}, t.now())
}

func (t *Throttle) giveBack(k bucketKey, now time.Time) {
	t.buckets[k] = bucket{left: min(t.left(k, now)+1, t.allowances[k.kind].tries), at: now}
}

func (t *Throttle) left(k bucketKey, now time.Time) float64 {
	a := t.allowances[k.kind]
	b, ok := t.buckets[k]
	if !ok {
		return a.tries
	}
	// A clock that steps back takes nothing away.
	back := max(0, float64(now.Sub(b.at))/float64(a.every))
	return min(a.tries, b.left+back)
}

// makeRoom drops the buckets that are full again, and when that is not enough
// any tenth of them: slowing guesses down must not become a way to fill memory.
func (t *Throttle) makeRoom(now time.Time) {
	if len(t.buckets) < maxBuckets {
		return
	}
	for k := range t.buckets {
		if t.left(k, now) >= t.allowances[k.kind].tries {
			delete(t.buckets, k)
		}
	}
	for k := range t.buckets {
		if len(t.buckets) < maxBuckets*9/10 {
			return
		}
		delete(t.buckets, k)
	}
}

func bucketKeys(account, address string) []bucketKey {
	account, address = strings.ToLower(strings.TrimSpace(account)), network(address)
	return []bucketKey{{"pair", account, address}, {"address", "", address}, {"account", account, ""}}
}

// network is the address, or for IPv6 the /64 that one household or one
// attacker holds as a whole.
func network(address string) string {
	if ap, err := netip.ParseAddrPort(address); err == nil {
		address = ap.Addr().String()
	}
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, _ := a.Prefix(64) // fits every IPv6 address
	return p.String()
}
