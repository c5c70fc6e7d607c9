// Package form reads what a page posted: every value is kept as typed, so
// that a page with problems can show it again, and problems are collected in
// page order. What an answer means is decided by the rulebook; the sentences
// shown for problem codes are in internal/server/messages.go.
package form

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Limits bound one form (S16).
type Limits struct {
	Bytes  int64
	Fields int
}

// Usual is the limit of every form without uploads.
var Usual = Limits{Bytes: 1 << 20, Fields: 500}

// What Read refuses outright. No browser sends these for one of our pages, so
// they are answered with an error page and not with the form.
var (
	ErrTooLarge  = errors.New("form is larger than allowed")
	ErrTooMany   = errors.New("form has more fields than allowed")
	ErrMalformed = errors.New("body is not a posted form")
)

// Read takes the posted fields from the body, never from the address (S10).
func Read(r *http.Request, l Limits) (Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return Values{}, ErrMalformed
	}
	if r.Body == nil {
		return Values{}, ErrMalformed
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, l.Bytes))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return Values{}, ErrTooLarge
	}
	if err != nil {
		return Values{}, fmt.Errorf("read form: %w", err)
	}
	if strings.Count(string(body), "&") >= l.Fields {
		return Values{}, ErrTooMany
	}
	return Parse(string(body))
}

// Parse reads the text that Values.Encode writes and browsers post.
func Parse(text string) (Values, error) {
	fields, err := url.ParseQuery(text)
	if err != nil {
		return Values{}, ErrMalformed
	}
	return Of(fields), nil
}
