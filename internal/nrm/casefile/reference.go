package casefile

import (
	"crypto/rand"
	"errors"
	"math/big"
	"strings"
	"unicode"
)

// Ref is the reference staff read out on the telephone, such as ND-7Q4K-29.
// It says nothing about the person. Always hold one made by NewRef or ParseRef.
type Ref string

// ErrNotAReference means the text has not the shape of a reference.
var ErrNotAReference = errors.New("not a case reference")

// ErrMistyped means the text has the right shape but its check character does
// not fit: a character is wrong or two are the wrong way round.
var ErrMistyped = errors.New("case reference mistyped")

const (
	// symbols leaves out 0, O, 1, I and L. There are 31 of them, a prime, so
	// that a weighted sum finds every single slip.
	symbols = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	// drawn leaves out the vowels as well: a reference about a person must
	// never happen to spell a word.
	drawn   = "23456789BCDFGHJKMNPQRSTVWXYZ"
	prefix  = "ND"
	bodyLen = 5

	consentPrefix = "C-"
	consentLen    = 6
)

// weights are powers of 20 modulo 31, all different from each other and from
// the check character's own 30 (-1): swapping any two characters shows.
var weights = [bodyLen]int{2, 9, 25, 4, 18}

// NewRef draws a reference at random: 28^5, some 17 million. The database
// keeps them unique; draw again on a clash.
func NewRef() Ref {
	body := draw(bodyLen)
	return assemble(body + string(checkCharacter(body)))
}

// NewConsentRef draws what an auditor sees instead of the case, such as
// C-9F2T7K: 28^6, some 480 million. Neither the case nor the next record can
// be guessed from it.
func NewConsentRef() string { return consentPrefix + draw(consentLen) }

func draw(length int) string {
	body := make([]byte, length)
	for i := range body {
		// crypto/rand never fails: the runtime stops the program first.
		n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(drawn))))
		body[i] = drawn[n.Int64()]
	}
	return string(body)
}

// ParseRef reads a reference as people type it: lower case, spaces, other or
// missing dashes, with or without ND. The error is ErrNotAReference or
// ErrMistyped.
func ParseRef(text string) (Ref, error) {
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), r == '−', r == '_':
			continue
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		}
		if r > unicode.MaxASCII || b.Len() > len(prefix)+bodyLen {
			return "", ErrNotAReference
		}
		b.WriteRune(r)
	}
	code := b.String()
	if len(code) == len(prefix)+bodyLen+1 {
		if !strings.HasPrefix(code, prefix) {
			return "", ErrNotAReference
		}
		code = code[len(prefix):]
	}
	if len(code) != bodyLen+1 || strings.Trim(code, symbols) != "" {
		return "", ErrNotAReference
	}
	if code[bodyLen] != checkCharacter(code[:bodyLen]) {
		return "", ErrMistyped
	}
	return assemble(code), nil
}

func (r Ref) String() string { return string(r) }

func assemble(code string) Ref {
	return Ref(prefix + "-" + code[:4] + "-" + code[4:])
}

func checkCharacter(body string) byte {
	sum := 0
	for i := range weights {
		sum += weights[i] * strings.IndexByte(symbols, body[i])
	}
	return symbols[sum%len(symbols)]
}
