package evidence_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"nrmdesk/internal/nrm/evidence"
)

func TestCleanName(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"letter.pdf":                      "letter.pdf",
		"Letter of 12 May.PDF":            "Letter of 12 May.PDF",
		"../../etc/passwd.pdf":            "passwd.pdf",
		`C:\Users\joy\Desktop\letter.pdf`: "letter.pdf",
		`..\..\letter.pdf`:                "letter.pdf",
		"/etc/passwd":                     "passwd",
		"..":                              "document",
		"":                                "document",
		".pdf":                            "pdf",
		"a/.pdf":                          "pdf",
		"line\r\nbreak\tand\x00null.pdf":  "line break andnull.pdf",
		"turned\u202Efdp.exe":             "turnedfdp.exe",
		"Përmbledhje – Ana مرحبا 🙂.jpg":      "Përmbledhje – Ana مرحبا 🙂.jpg",
		"trailing dots...":                   "trailing dots",
		"stem .jpg":                          "stem.jpg",
		"broken\xff.pdf":                     "broken\uFFFD.pdf",
		strings.Repeat("é", 300) + ".jpeg":   strings.Repeat("é", 115) + ".jpeg",
		"no.ending because it is a sentence": "no.ending because it is a sentence",
	} {
		got := evidence.CleanName(sent)
		if got != want {
			t.Errorf("%q becomes %q, want %q", sent, got, want)
		}
		if evidence.CleanName(got) != got {
			t.Errorf("%q changes when cleaned again", got)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	f.Add("../../a\x00b.pdf")
	f.Add("a. .b")
	f.Fuzz(func(t *testing.T, sent string) {
		got := evidence.CleanName(sent)
		if got == "" || strings.ContainsAny(got, "/\\\x00\r\n") || !utf8.ValidString(got) || utf8.RuneCountInString(got) > 120 || got == "." || got == ".." {
			t.Errorf("%q becomes %q", sent, got)
		}
	})
}

func TestEnding(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"a.pdf": "pdf", "a.b.JPG": "JPG", "a": "", "a.": "", "a.p df": "", "a.verylongending": "", "a.pdf\u0301": ""} {
		if got := evidence.Ending(name); got != want {
			t.Errorf("%q ends in %q, want %q", name, got, want)
		}
	}
}

func TestOpens(t *testing.T) {
	t.Parallel()
	wrong := evidence.Mistake{By: "x", At: time.Now()}
	for name, test := range map[string]struct {
		file       evidence.File
		supervisor bool
		opens      bool
	}{
		"clean":                            {evidence.File{Scan: evidence.Clean}, false, true},
		"no scanner":                       {evidence.File{Scan: evidence.Unscanned}, false, true},
		"held":                             {evidence.File{Scan: evidence.Held}, true, false},
		"infected":                         {evidence.File{Scan: evidence.Infected}, true, false},
		"in error, a caseworker":           {evidence.File{Scan: evidence.Clean, Mistake: wrong}, false, false},
		"in error, a supervisor":           {evidence.File{Scan: evidence.Clean, Mistake: wrong}, true, true},
		"in error and held, a supervisor":  {evidence.File{Scan: evidence.Held, Mistake: wrong}, true, false},
		"in error, infected, a supervisor": {evidence.File{Scan: evidence.Infected, Mistake: wrong}, true, false},
	} {
		if err := test.file.Opens(test.supervisor); (err == nil) != test.opens {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, k := range evidence.Kinds {
		if k.Label() == "" || len(evidence.Check(k, evidence.OfCase)) > 0 {
			t.Errorf("the kind %q has no words or cannot be chosen", k)
		}
	}
	for _, s := range []evidence.Scan{evidence.Clean, evidence.Infected, evidence.Held, evidence.Unscanned} {
		if s.Label() == "" {
			t.Errorf("the state %q has no words", s)
		}
	}
	if ps := evidence.Check("", "client"); len(ps) != 2 || ps[0].Field != "document_kind" || ps[1].Field != "belongs_to" {
		t.Errorf("nothing chosen: %v", ps)
	}
}
