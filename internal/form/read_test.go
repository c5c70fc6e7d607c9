package form

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func post(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/page?name=from-the-address", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	return r
}

func TestReadKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 4096)
	tests := []struct{ name, typed, want string }{
		{"empty", "", ""},
		{"spaces around", "  Amara  ", "  Amara  "},
		{"HTML", `<script>alert("x")</script>`, `<script>alert("x")</script>`},
		{"right to left and emoji", "\u202eسلام 👩🏽‍⚕️", "\u202eسلام 👩🏽‍⚕️"},
		{"20 KB", long, long},
		{"lines of a text area", "one\r\ntwo\r\n", "one\ntwo\n"},
		{"plus, ampersand and equals", "a+b&c=d;e%", "a+b&c=d;e%"},
		{"bytes that are no text", "a\xff\xfeb", "a\uFFFDb"},
		{"NUL", "a\x00b", "a\uFFFDb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v, err := Read(post(url.Values{"name": {tt.typed}}.Encode()), Usual)
			if err != nil {
				t.Fatal(err)
			}
			if got := v.Text("name"); got != tt.want {
				t.Errorf("Text = %q, want %q", got, tt.want)
			}
		})
	}
}

// S16 and S10.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	jsonBody := post(`{"name":"x"}`)
	jsonBody.Header.Set("Content-Type", "application/json")
	noType := post("name=x")
	noType.Header.Del("Content-Type")
	tests := []struct {
		name string
		r    *http.Request
		want error
	}{
		{"one byte more than allowed", post("name=" + strings.Repeat("x", int(Usual.Bytes)-4)), ErrTooLarge},
		{"501 fields", post(strings.Repeat("a=1&", 500) + "b=1"), ErrTooMany},
		{"a million empty fields", post(strings.Repeat("&", 1_000_000)), ErrTooMany},
		{"broken escape", post("name=%zz"), ErrMalformed},
		{"JSON", jsonBody, ErrMalformed},
		{"no content type", noType, ErrMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := Read(tt.r, Usual); !errors.Is(err, tt.want) {
				t.Errorf("Read = %v, want %v", err, tt.want)
			}
		})
	}
}

func TestReadTakesExactlyTheLimits(t *testing.T) {
	t.Parallel()
	if _, err := Read(post("name="+strings.Repeat("x", int(Usual.Bytes)-5)), Usual); err != nil {
		t.Errorf("exactly 1 MB: %v", err)
	}
	if _, err := Read(post(strings.Repeat("a=1&", 499)+"b=1"), Usual); err != nil {
		t.Errorf("500 fields: %v", err)
	}
}

func TestReadIgnoresTheAddress(t *testing.T) {
	t.Parallel()
	v, err := Read(post("other=1"), Usual)
	if err != nil {
		t.Fatal(err)
	}
	if v.Has("name") || v.Text("name") != "" {
		t.Errorf("name came from the address: %q", v.Text("name"))
	}
}

func TestDraftComesBack(t *testing.T) {
	t.Parallel()
	v := Of(url.Values{"note": {"one\ntwo & three"}, "share": {"b", "a"}})
	back, err := Parse(v.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(v, back, cmp.AllowUnexported(Values{})); diff != "" {
		t.Errorf("draft (-kept +read):\n%s", diff)
	}
}

func FuzzRead(f *testing.F) {
	for _, body := range []string{"", "a=b", "a=%00", "a=%ff&a=%0d%0a", "%00=1", "a;b", "=%0d%0d%0A", "=&=", "date-day=1&date-month=may&date-year=2026"} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		v, err := Read(post(body), Usual)
		if err != nil {
			return
		}
		for name := range v.fields {
			for _, text := range v.All(name) {
				if !utf8.ValidString(text) || strings.Contains(text, "\x00") || strings.Contains(text, "\r") {
					t.Errorf("%q came through as %q", body, text)
				}
			}
			c := Check(v)
			c.Text(name, 10)
			c.Date(name)
			c.Time(name)
		}
	})
}
