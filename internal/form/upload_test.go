package form

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// small is the limit of these tests: a file of 1,000 bytes.
var small = Uploads(1000)

// multi writes a form: a name that ends in a slash is a file of that name.
func multi(t *testing.T, parts ...[2]string) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary("xxxx"); err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		var to io.Writer
		var err error
		if name, file := strings.CutSuffix(p[0], "/"); file {
			to, err = w.CreateFormFile("file", name)
		} else {
			to, err = w.CreateFormField(p[0])
		}
		if err == nil {
			_, err = io.WriteString(to, p[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

func sent(body io.Reader) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/page?kind=from-the-address", body)
	r.Header.Set("Content-Type", "multipart/form-data; boundary=xxxx")
	return r
}

func TestReadUpload(t *testing.T) {
	t.Parallel()
	var name, content string
	take := func(n string, r io.Reader) error {
		b, err := io.ReadAll(r)
		name, content = n, string(b)
		return err
	}
	body := multi(t, [2]string{"kind", "letter\r\nline"}, [2]string{"tick", "a"}, [2]string{"tick", "b"}, [2]string{"../a b.pdf/", "%PDF"}, [2]string{"after", "x"})
	v, err := ReadUpload(sent(body), small, take)
	if err != nil || v.Text("kind") != "letter\nline" || len(v.All("tick")) != 2 || v.Text("after") != "x" || v.Has("file") {
		t.Errorf("%v, %v", v, err)
	}
	if name != "../a b.pdf" || content != "%PDF" {
		t.Errorf("the file is %q: %q", name, content)
	}
	never := func(string, io.Reader) error { t.Error("a file nobody chose"); return nil }
	if v, err := ReadUpload(sent(multi(t, [2]string{"kind", "letter"}, [2]string{"/", ""})), small, never); err != nil || v.Text("kind") != "letter" {
		t.Errorf("%v, %v", v, err)
	}
}

func TestReadUpload_refuses(t *testing.T) {
	t.Parallel()
	all := func(_ string, r io.Reader) error { _, err := io.Copy(io.Discard, r); return err }
	plain := sent(multi(t, [2]string{"kind", "x"}))
	plain.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	unbounded := sent(multi(t, [2]string{"kind", "x"}))
	unbounded.Header.Set("Content-Type", "multipart/form-data")
	full := errors.New("the disk is full")
	whole := multi(t, [2]string{"kind", "x"}, [2]string{"a.pdf/", strings.Repeat("y", 500)}).String()
	var many [][2]string
	for range 501 {
		many = append(many, [2]string{"a", "b"})
	}
	for name, test := range map[string]struct {
		r    *http.Request
		take func(string, io.Reader) error
		want error
	}{
		"another kind of form":    {plain, all, ErrMalformed},
		"no boundary":             {unbounded, all, ErrMalformed},
		"two files":               {sent(multi(t, [2]string{"a/", "x"}, [2]string{"b/", "y"})), all, ErrMalformed},
		"cut off in the file":     {sent(strings.NewReader(whole[:300])), all, ErrMalformed},
		"cut off between":         {sent(strings.NewReader(whole[:strings.Index(whole, "y")])), all, ErrMalformed},
		"no form at all":          {sent(strings.NewReader("hello")), all, ErrMalformed},
		"empty":                   {sent(strings.NewReader("")), all, ErrMalformed},
		"too many fields":         {sent(multi(t, many...)), all, ErrTooMany},
		"a huge field":            {sent(multi(t, [2]string{"kind", strings.Repeat("x", 1<<20+1)})), all, ErrTooLarge},
		"fields beyond the limit": {sent(multi(t, [2]string{"a", strings.Repeat("x", 1<<19)}, [2]string{"b", strings.Repeat("x", 1<<19+1)})), all, ErrTooLarge},
		"the taker's own trouble": {sent(strings.NewReader(whole)), func(string, io.Reader) error { return full }, full},
		"the taker after some of it": {sent(strings.NewReader(whole)), func(_ string, r io.Reader) error {
			_, _ = io.CopyN(io.Discard, r, 100)
			return full
		}, full},
	} {
		if _, err := ReadUpload(test.r, small, test.take); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

// counter counts what is read of it.
type counter struct {
	from io.Reader
	read int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.read += int64(n)
	return n, err
}

// A form that says by its length that it is too large hands no byte of its
// file on, and one that only turns out to be is cut there. A little too much
// is still read to the end, so that the browser reads the answer; a lot is not.
func TestReadUpload_tooLarge(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		size      int64
		announced bool
		readAll   bool
	}{
		"a little, announced":     {small.Bytes + 1000, true, true},
		"a little, not announced": {small.Bytes + 1000, false, true},
		"a lot, announced":        {100 << 20, true, false},
		"a lot, not announced":    {100 << 20, false, false},
	} {
		head := multi(t, [2]string{"kind", "letter"}, [2]string{"a.pdf/", ""}).String()
		head = strings.TrimSuffix(head, "\r\n--xxxx--\r\n")
		body := &counter{from: io.MultiReader(strings.NewReader(head), io.LimitReader(zeros{}, test.size))}
		r := sent(body)
		r.ContentLength = -1
		if test.announced {
			r.ContentLength = int64(len(head)) + test.size
		}
		var taken int64
		v, err := ReadUpload(r, small, func(_ string, content io.Reader) (err error) {
			taken, err = io.Copy(io.Discard, content)
			return err
		})
		if !errors.Is(err, ErrTooLarge) || v.Text("kind") != "letter" {
			t.Errorf("%s: %v; the field before the file is %q", name, err, v.Text("kind"))
		}
		if test.announced && taken > 0 || taken > small.Bytes {
			t.Errorf("%s: %d bytes were handed on", name, taken)
		}
		if all := int64(len(head)) + test.size; test.readAll != (body.read == all) || body.read > 3*small.Bytes+1 {
			t.Errorf("%s: %d of %d bytes were read", name, body.read, all)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func FuzzReadUpload(f *testing.F) {
	f.Add("--xxxx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--xxxx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"c\"\r\n\r\nd\r\n--xxxx--\r\n")
	f.Fuzz(func(t *testing.T, body string) {
		_, err := ReadUpload(sent(strings.NewReader(body)), small, func(_ string, r io.Reader) error { _, err := io.Copy(io.Discard, r); return err })
		if err != nil && !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrTooMany) {
			t.Errorf("%v", err)
		}
	})
}
