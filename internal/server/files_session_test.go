package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestFilesNeedNoSession(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/static/app.css": "", "/cases": "id=1", "/staticfiles": "id=1"} {
		var got string
		h := filesNeedNoSession(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get("Cookie") }))
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Cookie", "id=1")
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != want || r.Header.Get("Cookie") != "id=1" {
			t.Errorf("%s came with cookie %q, want %q", path, got, want)
		}
	}
}
