package secret

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"nrmdesk/internal/fold"
)

func testKeys(t testing.TB) *Keys {
	t.Helper()
	sets, err := fresh()
	if err != nil {
		t.Fatal(err)
	}
	k, err := newKeys(sets)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func mustSeal(t testing.TB, k *Keys, p Place, text string) []byte {
	t.Helper()
	sealed, err := k.Seal(p, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

var here = Place{Table: "people", Column: "name_sealed", Row: "0190"}

// S17: a value opens in its own place with its own keys, and nowhere else.
func TestUnseal(t *testing.T) {
	t.Parallel()
	k, strangers := testKeys(t), testKeys(t)
	sealed := mustSeal(t, k, here, "Amara Example")
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	tests := []struct {
		name   string
		keys   *Keys
		place  Place
		sealed []byte
		want   string
		err    error
	}{
		{"its own place", k, here, sealed, "Amara Example", nil},
		{"another row", k, Place{here.Table, here.Column, "0191"}, sealed, "", ErrUnreadable},
		{"another column", k, Place{here.Table, "alias_sealed", here.Row}, sealed, "", ErrUnreadable},
		{"another table", k, Place{"cases", here.Column, here.Row}, sealed, "", ErrUnreadable},
		{"the same letters cut elsewhere", k, Place{"peoplename", "_sealed", here.Row}, sealed, "", ErrUnreadable},
		{"one bit changed", k, here, flipped, "", ErrUnreadable},
		{"cut short", k, here, sealed[:8], "", ErrUnreadable},
		{"never sealed", k, here, nil, "", ErrUnreadable},
		{"plain text in the column", k, here, []byte("Amara Example"), "", ErrUnreadable},
		{"other keys", strangers, here, sealed, "", ErrUnreadable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.keys.Unseal(tt.place, tt.sealed)
			if string(got) != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("Unseal = %q, %v; want %q, %v", got, err, tt.want, tt.err)
			}
			if err != nil && strings.Contains(err.Error(), "Amara") {
				t.Errorf("the error tells the text: %v", err)
			}
		})
	}
}

func TestSealHidesTextAndRepetition(t *testing.T) {
	t.Parallel()
	k := testKeys(t)
	one, two := mustSeal(t, k, here, "Amara Example"), mustSeal(t, k, here, "Amara Example")
	if bytes.Equal(one, two) {
		t.Error("the same text seals to the same bytes")
	}
	if bytes.Contains(one, []byte("Amara")) {
		t.Error("the sealed bytes hold the text")
	}
}

func TestSearchHash(t *testing.T) {
	t.Parallel()
	k := testKeys(t)
	tests := []struct {
		name, a, b string
		same       bool
	}{
		{"case", "Nguyen", "NGUYEN", true},
		{"accents", "Nguyễn", "nguyen", true},
		{"composed and taken apart", "Jos\u00e9", "Jose\u0301", true},
		{"spaces", "  Mary   Ann ", "mary ann", true},
		{"hyphen", "Mary-Ann", "Mary Ann", true},
		{"apostrophes", "O’Brien", "o'brien", true},
		{"apostrophe left out", "O'Brien", "OBrien", true},
		{"stroke", "Łukasz Đorđe", "lukasz dorde", true},
		{"sharp s", "Weiß", "WEISS", true},
		{"dotless i", "Yıldız", "YILDIZ", true},
		{"dotted capital i", "İbrahim", "ibrahim", true},
		{"Arabic with and without vowel points", "مُحَمَّد", "محمد", true},
		{"Arabic alef with hamza", "أحمد", "احمد", true},
		{"joiner inside", "می\u200cخواهم", "میخواهم", true},
		{"Cyrillic case", "Ёлкин", "елкин", true},
		{"wide letters", "Ｎｇｕｙｅｎ", "nguyen", true},
		{"other name", "Nguyen", "Nguyem", false},
		{"joined words", "Mary Ann", "Maryann", false},
		{"Devanagari vowel signs carry the sound", "सुनील", "सनील", false},
		{"empty", "", "a", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if same := k.SearchHash("name", tt.a) == k.SearchHash("name", tt.b); same != tt.same {
				t.Errorf("%q and %q hash the same: %v, want %v (%q, %q)", tt.a, tt.b, same, tt.same, fold.Text(tt.a), fold.Text(tt.b))
			}
		})
	}
}

// S18: without the key, and under another kind, the numbers say nothing.
func TestSearchHashDependsOnKindAndKey(t *testing.T) {
	t.Parallel()
	k := testKeys(t)
	if k.SearchHash("given", "Amara") == k.SearchHash("family", "Amara") {
		t.Error("two kinds share a number")
	}
	if k.SearchHash("ab", "c") == k.SearchHash("a", "bc") {
		t.Error("kind and text run into each other")
	}
	if k.SearchHash("given", "Amara") == testKeys(t).SearchHash("given", "Amara") {
		t.Error("two keys share a number")
	}
}

func TestKeysDoNotPrint(t *testing.T) {
	t.Parallel()
	k := testKeys(t)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		if got := fmt.Sprintf(verb, k); got != "[keys]" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

func FuzzSealAndUnseal(f *testing.F) {
	k := testKeys(f)
	f.Add("people", "name", "1", []byte("x"), "people", "nam", "e1")
	f.Add("", "", "", []byte{}, "\x00", "", "")
	f.Fuzz(func(t *testing.T, table, column, row string, text []byte, t2, c2, r2 string) {
		p, other := Place{table, column, row}, Place{t2, c2, r2}
		sealed := mustSeal(t, k, p, string(text))
		got, err := k.Unseal(p, sealed)
		if err != nil || !bytes.Equal(got, text) {
			t.Errorf("came back as %q, %v", got, err)
		}
		if _, err := k.Unseal(other, sealed); err == nil && p != other {
			t.Errorf("%v opens what was sealed for %v", other, p)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Nguyễn", "İı", "ǅ", "\xff", "a\u0345b", "ﷺ", "O’Brien", "Ǆ\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := fold.Text(s)
		if twice := fold.Text(once); twice != once {
			t.Errorf("fold(%q) = %q, again %q", s, once, twice)
		}
	})
}

func BenchmarkSearchHash(b *testing.B) {
	k := testKeys(b)
	for b.Loop() {
		k.SearchHash("name", "Nguyễn Thị Example")
	}
}

func TestDigest(t *testing.T) {
	t.Parallel()
	k, other := testKeys(t), testKeys(t)
	same := k.Digest("address", "203.0.113.7")
	if again := k.Digest("address", "203.0.113.7"); again != same || len(same) != 32 {
		t.Errorf("%q, then %q", same, again)
	}
	for name, differs := range map[string]string{
		"another text": k.Digest("address", "203.0.113.8"), "another kind": k.Digest("contact", "203.0.113.7"),
		"the same letters cut elsewhere": k.Digest("addres", "s203.0.113.7"), "more texts": k.Digest("address", "203.0.113.7", ""),
		"other keys": other.Digest("address", "203.0.113.7"),
	} {
		if differs == same {
			t.Errorf("%s has the same digest", name)
		}
	}
}
