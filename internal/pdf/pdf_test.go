package pdf

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"nrmdesk/internal/testkit/pdftext"
)

// printer is the Chromium of this machine. The folders of its prints lie in
// one of the test's own.
func printer(t *testing.T) (*Printer, string) {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	p, err := Find("")
	if err != nil || p == nil {
		t.Fatalf("no Chromium: %v", err)
	}
	return p, folder
}

func isEmpty(t *testing.T, folder string) {
	t.Helper()
	if left, err := filepath.Glob(filepath.Join(folder, "nrmdesk-print-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestPrint(t *testing.T) {
	p, folder := printer(t)
	asked := make(chan string, 10)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
	defer elsewhere.Close()
	const typed = "[sic] ~ A|B <tag>"
	made, err := p.Print(t.Context(), Paper{
		HTML: []byte(`<!DOCTYPE html><html lang="en-GB"><head><title>Pack of ND-7Q4K-29</title><link rel="stylesheet" href="` + elsewhere.URL + `/style">
			<style>p { white-space: pre-wrap } h2 { break-before: page }</style></head><body><h1>First</h1><p>[sic] ~ A|B &lt;tag&gt;</p>
			<img src="` + elsewhere.URL + `/picture"><iframe src="` + elsewhere.URL + `/frame"></iframe>
			<script>document.querySelector('p').textContent = 'a script ran'</script><h2>Second</h2><p>Ążé</p></body></html>`),
		Top: "ND-7Q4K-29 <b>", Bottom: "Official – sensitive",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"/StructTreeRoot", "/Marked true", "/Lang (en-GB)", "/Type /Outlines", "/Title (Pack of ND-7Q4K-29)", "/S /H1", "/S /H2"} {
		if !bytes.Contains(made, []byte(part)) {
			t.Errorf("the PDF has no %s", part)
		}
	}
	sheets := pdftext.Of(t, made)
	if len(sheets) != 2 {
		t.Fatalf("%d sheets, want 2: %q", len(sheets), sheets)
	}
	for i, wants := range [][]string{
		{"First", typed, "Page \n1\n of \n2"},
		{"Second", "Ążé", "Page \n2\n of \n2"},
	} {
		for _, want := range append(wants, "ND-7Q4K-29 <b>", "Official – sensitive") {
			if !strings.Contains(sheets[i], want) {
				t.Errorf("sheet %d has no %q:\n%s", i+1, want, sheets[i])
			}
		}
	}
	if strings.Contains(strings.Join(sheets, ""), "a script ran") {
		t.Error("a script of the page ran")
	}
	select {
	case path := <-asked:
		t.Errorf("the page fetched %s", path)
	default:
	}
	isEmpty(t, folder)
}

// TestPrint_leavesNothing: whoever gives up ends Chromium, and what it wrote
// goes; a Chromium that cannot print says so.
func TestPrint_leavesNothing(t *testing.T) {
	p, folder := printer(t)
	begun := filepath.Join(t.TempDir(), "begun") // read until it is written
	if err := syscall.Mkfifo(begun, 0o600); err != nil {
		t.Fatal(err)
	}
	var said []byte
	for name, script := range map[string]string{
		"gave up":       "#!/bin/sh\n{ echo \"$*\"; env; } > " + begun + "\nsleep 600 & wait\n",
		"ended":         "#!/bin/sh\nexit 7\n",
		"talks rubbish": "#!/bin/sh\nprintf 'rubbish\\0' >&4\nsleep 600\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("NRMDESK_SECRET", "hush")
			program := filepath.Join(t.TempDir(), "chromium")
			if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
			p, err := Find(program)
			if err != nil {
				t.Fatal(err)
			}
			ctx, giveUp := context.WithCancel(t.Context())
			defer giveUp()
			if name == "gave up" {
				read := make(chan struct{})
				defer func() { <-read }()
				go func() {
					defer close(read)
					said, _ = os.ReadFile(begun)
					giveUp()
				}()
			}
			if made, err := p.Print(ctx, Paper{HTML: []byte("<p>Ana")}); err == nil {
				t.Errorf("it printed %d bytes", len(made))
			}
			isEmpty(t, folder)
		})
	}
	if told := string(said); !strings.Contains(told, "--user-data-dir="+folder) || strings.Contains(told, "Ana") || strings.Contains(told, "hush") {
		t.Errorf("Chromium was told: %s", told)
	}
	ctx, giveUp := context.WithCancel(t.Context())
	giveUp()
	p.turns <- struct{}{}
	p.turns <- struct{}{}
	if _, err := p.Print(ctx, Paper{}); !errors.Is(err, context.Canceled) {
		t.Errorf("out of turn: %v", err)
	}
}

func TestFind(t *testing.T) {
	if p, err := Find(Off); p != nil || err != nil {
		t.Errorf("off: %v %v", p, err)
	}
	if p, err := Find("/nowhere/chromium"); p != nil || err == nil {
		t.Errorf("a program that is not there: %v %v", p, err)
	}
	t.Setenv("PATH", t.TempDir())
	if p, err := Find(""); p != nil || err != nil {
		t.Errorf("nothing installed: %v %v", p, err)
	}
	if !slices.Contains(flags, "--remote-debugging-pipe") {
		t.Error("Chromium listens on a port that others can open")
	}
}
