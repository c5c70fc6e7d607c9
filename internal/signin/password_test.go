package signin

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// cheap keeps tests fast; one test uses the real costs.
var cheap = Costs{Memory: 64, Time: 1, Threads: 1}

func mustHash(t *testing.T, p *Passwords, password string) string {
	t.Helper()
	h, err := p.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestVerify(t *testing.T) {
	t.Parallel()
	p := NewPasswords(cheap)
	stored := mustHash(t, p, "tangerine lighthouse 9")
	long := strings.Repeat("ł", 128)
	tests := []struct {
		name, stored, password string
		want                   bool
	}{
		{"right", stored, "tangerine lighthouse 9", true},
		{"wrong", stored, "tangerine lighthouse 8", false},
		{"other case", stored, "Tangerine lighthouse 9", false},
		{"space at the end", stored, "tangerine lighthouse 9 ", false},
		{"empty", stored, "", false},
		{"unknown user", "", "tangerine lighthouse 9", false},
		{"unknown user, empty", "", "", false},
		{"128 characters of two bytes", mustHash(t, p, long), long, true},
		{"only the end differs", mustHash(t, p, long), long[:254] + "l", false},
		{"hash of other costs", mustHash(t, NewPasswords(Costs{Memory: 128, Time: 2, Threads: 1}), "x"), "x", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := p.Verify(t.Context(), tt.stored, tt.password)
			if err != nil || got != tt.want {
				t.Errorf("Verify = %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}

// S1: what is stored says its own costs, and the same password twice gives
// two texts.
func TestHashWithTheRealCosts(t *testing.T) {
	t.Parallel()
	p := NewPasswords(Costs{Memory: 47104, Time: 1, Threads: 1})
	one, two := mustHash(t, p, "tangerine lighthouse 9"), mustHash(t, p, "tangerine lighthouse 9")
	if !strings.HasPrefix(one, "$argon2id$v=19$m=47104,t=1,p=1$") {
		t.Errorf("hash = %s", one)
	}
	if one == two {
		t.Error("no salt")
	}
	if p.Outdated(one) || !NewPasswords(cheap).Outdated(one) || !p.Outdated("") {
		t.Error("Outdated does not see the costs")
	}
}

func TestBrokenHashIsAnErrorNotAYes(t *testing.T) {
	t.Parallel()
	p := NewPasswords(cheap)
	good := mustHash(t, p, "x")
	for _, stored := range []string{
		"x", "$", "$2a$10$abc", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=64", "m=4294967295", 1), strings.Replace(good, "m=64", "m=0", 1), strings.Replace(good, "t=1", "t=0", 1),
		strings.Replace(good, "p=1", "p=0", 1), good[:strings.LastIndex(good, "$")+1], good + "$", good + "!",
	} {
		if ok, err := p.Verify(t.Context(), stored, "x"); ok || err == nil {
			t.Errorf("%q: %v, %v", stored, ok, err)
		}
	}
}

// S1: two at a time; who waits leaves when their request ends.
func TestOthersWaitForTheirTurn(t *testing.T) {
	t.Parallel()
	p := NewPasswords(cheap)
	p.turns <- struct{}{}
	p.turns <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Hash(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("Hash = %v while both turns are taken", err)
	}
	if ok, err := p.Verify(ctx, "", "x"); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("Verify = %v, %v while both turns are taken", ok, err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := p.Hash(t.Context(), "x"); err != nil {
			t.Errorf("the one who waited: %v", err)
		}
	})
	<-p.turns
	wg.Wait()
}

// S3: the unknown user costs the same work. Times on a busy machine are wide,
// so the fastest of several is compared.
func TestUnknownUserTakesAsLong(t *testing.T) {
	p := NewPasswords(Costs{Memory: 16 * 1024, Time: 1, Threads: 1})
	stored := mustHash(t, p, "tangerine lighthouse 9")
	fastest := func(stored string) time.Duration {
		best := time.Hour
		for range 12 {
			start := time.Now()
			if _, err := p.Verify(t.Context(), stored, "wrong"); err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		return best
	}
	known, unknown := fastest(stored), fastest("")
	if ratio := float64(unknown) / float64(known); ratio < 0.5 || ratio > 2 {
		t.Errorf("known user %v, unknown %v", known, unknown)
	}
}

func TestCheckNewPassword(t *testing.T) {
	t.Parallel()
	about := []string{"Amara Worker", "amara.worker@harbour-light.example", "Harbour Light"}
	tests := []struct{ name, password, want string }{
		{"four plain words", "tangerine lighthouse walnut", ""},
		{"random", "k8#Vq2!mZx7&pLw", ""},
		{"another script", "кошка гуляет по крыше", ""},
		{"spaces and emoji", "grey heron 🦆 by the weir", ""},
		{"a common word among others", "tangerine password walnut", ""},
		{"her name among others", "amara grows walnut trees", ""},
		{"exactly 15", "weir grey heron", ""},
		{"exactly 128", strings.Repeat("walnut trees gr", 8) + "abcdefgz", ""},
		{"nothing", "", "required"},
		{"only spaces", strings.Repeat(" ", 20), "required"},
		{"14", "weir grey hero", "too_short"},
		{"14 characters of three bytes", strings.Repeat("木", 14), "too_short"},
		{"129", strings.Repeat("walnut trees gr", 8) + "abcdefghi", "too_long"},
		{"password twice", "passwordpassword", "too_common"},
		{"password in disguise", "P@ssw0rdP@ssw0rd1", "too_common"},
		{"padded with numbers", "Password1234567890", "too_common"},
		{"padded with a year", "Welcome!Welcome2026", "too_common"},
		{"top row", "qwertyuiop12345", "too_common"},
		{"one letter", strings.Repeat("a", 20), "too_common"},
		{"two letters", strings.Repeat("xk", 10), "too_common"},
		{"a short word again and again", "walnutwalnutwalnut", "too_common"},
		{"the alphabet", "abcdefghijklmnopq", "too_common"},
		{"backwards", "98765432109876543", "too_common"},
		{"the product", "nrmdesk-nrmdesk-2026", "too_common"},
		{"the famous one", "correct horse battery staple", "too_common"},
		{"her name and a year", "AmaraWorker-2026!!", "has_own_name"},
		{"her address", "amara.worker@harbour", "has_own_name"},
		{"her organisation", "HarbourLight12345", "has_own_name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if ps := CheckNewPassword("password", tt.password, about...); len(ps) > 0 {
				got = ps[0].Code
			}
			if got != tt.want {
				t.Errorf("CheckNewPassword = %q, want %q", got, tt.want)
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	p := NewPasswords(Costs{Memory: 47104, Time: 1, Threads: 1})
	for b.Loop() {
		if _, err := p.Verify(b.Context(), "", "tangerine lighthouse 9"); err != nil {
			b.Fatal(err)
		}
	}
}
