package server

import (
	"net/http"
	"testing"
)

func TestAddressOf(t *testing.T) {
	t.Parallel()
	s := &Server{options: Options{ForwardedFrom: []string{"10.0.0.0/8", "192.0.2.7"}}}
	for name, tc := range map[string]struct{ remote, forwarded, want string }{
		"nobody in between":                    {"203.0.113.9:4711", "", "203.0.113.9"},
		"a stranger's word is not believed":    {"203.0.113.9:4711", "198.51.100.1", "203.0.113.9"},
		"a known proxy's word is":              {"10.1.2.3:4711", "198.51.100.1", "198.51.100.1"},
		"two known proxies":                    {"10.1.2.3:4711", "198.51.100.1, 192.0.2.7", "198.51.100.1"},
		"what the visitor made up is left out": {"10.1.2.3:4711", "1.1.1.1, 198.51.100.1", "198.51.100.1"},
		"nonsense leaves the proxy":            {"10.1.2.3:4711", "nonsense", "10.1.2.3"},
		"an IPv6 visitor":                      {"[2001:db8::1]:4711", "", "2001:db8::1"},
		"an IPv4 address in IPv6 clothes":      {"[::ffff:10.1.2.3]:4711", "198.51.100.1", "198.51.100.1"},
	} {
		r := &http.Request{RemoteAddr: tc.remote, Header: http.Header{}}
		if tc.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tc.forwarded)
		}
		if got := s.addressOf(r); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}
