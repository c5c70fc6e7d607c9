package form_test

import (
	"net/url"
	"testing"

	"nrmdesk/internal/form"
)

// What cannot be taken as it was posted has its place, so that a page can say
// where it is.
func TestReplaced(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		typed string
		want  int
	}{
		"nothing":                   {"", 0},
		"letters and signs":         {"Zo\u00eb 👩\r\n\t\u202e", 0},
		"a box typed as such":       {"a\uFFFDb", 0},
		"NUL":                       {"ab\x00c", 3},
		"a byte that is no text":    {"\u00e9\xff", 2},
		"two, the first of them":    {"a\xffb\x00", 2},
		"a bell, which is a letter": {"a\ab", 0},
	} {
		if got := form.Of(url.Values{"q": {tt.typed}}).Replaced("q"); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}
