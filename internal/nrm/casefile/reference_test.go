package casefile_test

import (
	"errors"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/casefile"
)

const allSymbols = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

func TestNewRef_readsBackAndLooksRight(t *testing.T) {
	t.Parallel()
	seen := map[casefile.Ref]bool{}
	for range 2000 {
		ref := casefile.NewRef()
		got, err := casefile.ParseRef(ref.String())
		if err != nil || got != ref {
			t.Fatalf("ParseRef(%q) = %q, %v", ref, got, err)
		}
		if len(ref) != len("ND-7Q4K-29") || ref[:3] != "ND-" || ref[7] != '-' {
			t.Fatalf("%q has not the shape ND-XXXX-XX", ref)
		}
		if strings.ContainsAny(string(ref[3:9]), "01OILAEU") {
			t.Fatalf("%q holds a look-alike or a vowel", ref)
		}
		seen[ref] = true
	}
	// 2,000 draws out of 17 million: more than a handful of repeats is no chance.
	if len(seen) < 1995 {
		t.Errorf("only %d different references in 2000", len(seen))
	}
}

func TestNewConsentRef_isNoCaseReferenceAndSpellsNothing(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 2000 {
		ref := casefile.NewConsentRef()
		if len(ref) != len("C-9F2T7K") || ref[:2] != "C-" || strings.ContainsAny(ref[2:], "01OILAEU") {
			t.Fatalf("%q has not the shape C-XXXXXX", ref)
		}
		if seen[ref] {
			t.Fatalf("%s drawn twice", ref)
		}
		seen[ref] = true
	}
}

func TestParseRef(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       casefile.Ref
		err        error
	}{
		{"as printed", "ND-7Q4K-29", "ND-7Q4K-29", nil},
		{"lower case", "nd-7q4k-29", "ND-7Q4K-29", nil},
		{"spaces round and inside", "  ND 7Q4K 29\t", "ND-7Q4K-29", nil},
		{"no dashes", "nd7q4k29", "ND-7Q4K-29", nil},
		{"without ND", "7q4k-29", "ND-7Q4K-29", nil},
		{"en dash and non-breaking hyphen", "ND–7Q4K‑29", "ND-7Q4K-29", nil},
		{"one character wrong", "ND-7Q4K-28", "", casefile.ErrMistyped},
		{"two the wrong way round", "ND-Q74K-29", "", casefile.ErrMistyped},
		{"look-alike letter", "ND-7O4K-29", "", casefile.ErrNotAReference},
		{"too short", "ND-7Q4K-2", "", casefile.ErrNotAReference},
		{"too long", "ND-7Q4K-299", "", casefile.ErrNotAReference},
		{"another beginning", "XX-7Q4K-29", "", casefile.ErrNotAReference},
		{"nothing", "", "", casefile.ErrNotAReference},
		{"emoji", "ND-7Q4K-😀9", "", casefile.ErrNotAReference},
		{"twenty thousand characters", strings.Repeat("7", 20_000), "", casefile.ErrNotAReference},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := casefile.ParseRef(tt.text)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("ParseRef(%q) = %q, %v; want %q, %v", tt.text, got, err, tt.want, tt.err)
			}
		})
	}
}

// The sum is linear: a slip is missed exactly if the weighted difference is 0
// modulo 31. Trying every character in every place of a few references
// therefore proves it for all of them.
func TestParseRef_catchesEverySlip(t *testing.T) {
	t.Parallel()
	for range 50 {
		ref := string(casefile.NewRef())
		code := ref[3:7] + ref[8:]
		for i := range code {
			for _, s := range []byte(allSymbols) {
				if s == code[i] {
					continue
				}
				typed := code[:i] + string(s) + code[i+1:]
				if _, err := casefile.ParseRef(typed); !errors.Is(err, casefile.ErrMistyped) {
					t.Fatalf("%s for %s was accepted", typed, code)
				}
			}
			for j := i + 1; j < len(code); j++ {
				if code[i] == code[j] {
					continue
				}
				typed := []byte(code)
				typed[i], typed[j] = typed[j], typed[i]
				if _, err := casefile.ParseRef(string(typed)); !errors.Is(err, casefile.ErrMistyped) {
					t.Fatalf("%s for %s was accepted", typed, code)
				}
			}
		}
	}
}

func FuzzParseRef(f *testing.F) {
	for _, s := range []string{"ND-7Q4K-29", "nd 7q4k 29", "", "ND-7O4K-29", "–", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ref, err := casefile.ParseRef(text)
		if err != nil {
			if ref != "" {
				t.Fatalf("ParseRef(%q) gives %q and an error", text, ref)
			}
			return
		}
		if again, err := casefile.ParseRef(ref.String()); err != nil || again != ref {
			t.Fatalf("%q read as %q does not read back: %q, %v", text, ref, again, err)
		}
	})
}
