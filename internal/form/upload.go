package form

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
)

// Uploads is the limit of a form with a file of up to so many bytes; its other
// fields have the usual limit.
func Uploads(file int64) Limits { return Limits{Bytes: file + Usual.Bytes, Fields: Usual.Fields} }

// patience is how much more than the limit is read and thrown away before the
// answer: a browser that is still sending does not read what is wrong.
const patience = 2

// ReadUpload takes a form with a file part by part. The file is handed on as
// it comes and never held whole; an error of take ends the reading. A file
// nobody chose is not handed on. Fields that stand before a file that is too
// large are given with ErrTooLarge, so that the page can show them again; what
// announces itself as too large is not handed on at all.
func ReadUpload(r *http.Request, l Limits, take func(name string, content io.Reader) error) (Values, error) {
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || parameters["boundary"] == "" || r.Body == nil {
		return Values{}, ErrMalformed
	}
	up := upload{
		parts:  multipart.NewReader(http.MaxBytesReader(nil, r.Body, l.Bytes), parameters["boundary"]),
		limits: l, announced: r.ContentLength > l.Bytes, take: take, fields: url.Values{},
	}
	err = up.read()
	if errors.Is(err, ErrTooLarge) && r.ContentLength <= patience*l.Bytes {
		_, _ = io.CopyN(io.Discard, r.Body, patience*l.Bytes)
	}
	return Of(up.fields), err
}

type upload struct {
	parts     *multipart.Reader
	limits    Limits
	announced bool // as too large, by its length
	take      func(name string, content io.Reader) error
	fields    url.Values
	count     int
	text      int64 // bytes of the fields so far
	taken     bool
}

func (u *upload) read() error {
	for {
		part, err := u.parts.NextPart()
		if err == io.EOF { //nolint:errorlint // wrapped, it means that the form was cut off
			return nil
		}
		if err != nil {
			return broken(err)
		}
		if err := u.part(part); err != nil {
			return err
		}
	}
}

func (u *upload) part(part *multipart.Part) error {
	if u.count++; u.count > u.limits.Fields {
		return ErrTooMany
	}
	_, disposition, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return ErrMalformed
	}
	name, isFile := disposition["filename"]
	switch {
	case !isFile:
		return u.field(part)
	case name == "":
		return nil
	case u.announced:
		return ErrTooLarge
	case u.taken: // our forms have one file
		return ErrMalformed
	}
	u.taken = true
	content := &watched{from: part}
	if err := u.take(name, content); content.failed == nil {
		return err
	}
	return broken(content.failed)
}

func (u *upload) field(part *multipart.Part) error {
	left := Usual.Bytes - u.text
	text, err := io.ReadAll(io.LimitReader(part, left+1))
	if err != nil {
		return broken(err)
	}
	if int64(len(text)) > left {
		return ErrTooLarge
	}
	u.text += int64(len(text))
	u.fields.Add(part.FormName(), string(text))
	return nil
}

// watched remembers what reading the form failed with, which is another matter
// than what its taker failed with.
type watched struct {
	from   io.Reader
	failed error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.failed = err
	}
	return n, err
}

// broken says what it means that a form could not be read to its end.
func broken(err error) error {
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return ErrTooLarge
	}
	return fmt.Errorf("%w: %w", ErrMalformed, err)
}
