package audit

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func sealKey(t testing.TB) *SealKey {
	t.Helper()
	k, err := NewSealKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSeal_comesBackAsItWas(t *testing.T) {
	t.Parallel()
	k := sealKey(t)
	first := k.Seal(Seal{Size: 7, Root: Leaf(entryHash(1)), At: morning})
	second := k.Seal(Seal{Size: 9, Root: Leaf(entryHash(2)), At: morning, Before: first.Digest()})
	for _, want := range []Seal{first, second} {
		got, err := k.Public().OpenSeal(want.Note)
		if err != nil || got != want {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	}
	if second.Before == (Hash{}) {
		t.Error("a seal does not say which was before it")
	}
}

// Whatever bit of a seal is changed, it is no seal any more.
func TestSeal_everyBitCounts(t *testing.T) {
	t.Parallel()
	k := sealKey(t)
	note := k.Seal(Seal{Size: 7, Root: Leaf(entryHash(1)), At: morning}).Note
	for i := range len(note) * 8 {
		changed := []byte(note)
		changed[i/8] ^= 1 << (i % 8)
		if _, err := k.Public().OpenSeal(string(changed)); err == nil {
			t.Fatalf("bit %d can be changed: %q", i, changed)
		}
	}
	for name, changed := range map[string]string{
		"the signature twice": note + strings.SplitAfter(note, "\n\n")[1], "a line break more": note + "\n", "cut": note[:len(note)-1],
		"nothing": "", "another signature too": note + "— other AAAAAAAAAA==\n",
	} {
		if _, err := k.Public().OpenSeal(changed); err == nil {
			t.Errorf("%s: it still opens", name)
		}
	}
}

func TestSeal_otherKeys(t *testing.T) {
	t.Parallel()
	k, other := sealKey(t), sealKey(t)
	seal := Seal{Size: 7, Root: Leaf(entryHash(1)), At: morning}
	if _, err := other.Public().OpenSeal(k.Seal(seal).Note); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("another key: %v", err)
	}
	// A text of the right form signed by the right key for another purpose.
	if _, err := k.Public().OpenSeal(k.Sign(strings.Replace(seal.text("nrmdesk proof pack 1"), "at", "at", 1))); err == nil {
		t.Error("another signed text passes for a seal")
	}
	next, err := k.Next()
	if err != nil {
		t.Fatal(err)
	}
	for name, signer := range map[string]*SealKey{"the old key": k, "the new key": next} {
		if _, err := next.Public().OpenSeal(signer.Seal(seal).Note); err != nil {
			t.Errorf("after a new key, a seal of %s: %v", name, err)
		}
	}
	if _, err := k.Public().OpenSeal(next.Seal(seal).Note); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("the old public key knows the new one: %v", err)
	}
}

func TestSealKey_text(t *testing.T) {
	t.Parallel()
	k := sealKey(t)
	again, err := ParseSealKey(k.Text())
	if err != nil || again.Text() != k.Text() {
		t.Errorf("%v", err)
	}
	mixed := strings.Fields(k.Text())[0] + "\n" + sealKey(t).Public().Newest()
	for name, text := range map[string]string{"nothing": "", "half a key": strings.Fields(k.Text())[0], "halves of two keys": mixed, "nonsense": "a b"} {
		_, err := ParseSealKey(text)
		if err == nil || strings.Contains(err.Error(), "PRIVATE") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if shown := fmt.Sprintf("%v %+v %s %q", k, k, k, k); strings.Contains(shown, "PRIVATE") {
		t.Errorf("the key shows: %s", shown)
	}
	if _, err := ParsePublicKeys(k.Public().String() + "\nnonsense"); err == nil {
		t.Error("nonsense among the public keys")
	}
}
