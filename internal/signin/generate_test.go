package signin

import (
	"regexp"
	"testing"
)

func TestGenerate(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^[2-9a-hjkmnp-z]{4}(-[2-9a-hjkmnp-z]{4}){3}$`)
	seen := map[string]bool{}
	for range 200 {
		password := Generate()
		if !shape.MatchString(password) || seen[password] || len(CheckNewPassword("password", password)) > 0 {
			t.Fatalf("generated %q", password)
		}
		seen[password] = true
	}
}
