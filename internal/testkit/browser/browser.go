// Package browser lets a test use the product as a person does: open a page,
// fill in a field by its label, press a button by its words, read what is
// there. It drives a real headless Chromium through chromedp; no other package
// knows that library.
//
// Every verb waits until what it needs is on the page, and fails the test with
// the text of the page and a picture in build/journeys when it does not come.
package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a verb waits. A page of ours takes a tenth of a second;
// the rest is for a busy machine.
const patience = 20 * time.Second

// Width is that of an ordinary screen; Narrow is that of a small telephone.
const (
	Width  = 1280
	Narrow = 320
)

//go:embed page.js
var pageScript string

// Browser is one person's browser: its cookies are its own.
type Browser struct {
	t        testing.TB
	ctx      context.Context
	cookies  cdp.BrowserContextID
	base     string
	noScript bool
	pages    int
	patience time.Duration

	mu         sync.Mutex
	complaints []string
}

// New opens a fresh browser on the site at base, such as the URL of an
// httptest.Server. The browser process is shared by the tests of a package.
// At the end the test fails if the page broke its own security policy or
// threw an error.
func New(t testing.TB, base string) *Browser {
	t.Helper()
	process, err := shared()
	if err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	ctx, cookies, err := newWindow(t, process)
	if err != nil {
		t.Fatalf("open a window: %v", err)
	}
	b := &Browser{t: t, ctx: ctx, cookies: cookies, base: strings.TrimSuffix(base, "/"), patience: patience}
	chromedp.ListenTarget(ctx, b.listen)
	b.must("give the window the focus", emulation.SetFocusEmulationEnabled(true))
	b.Resize(Width)
	t.Cleanup(func() {
		for _, complaint := range b.Complaints() {
			t.Errorf("the browser complained: %s", complaint)
		}
	})
	return b
}

// WithoutJavaScript switches the scripts of the pages off.
func (b *Browser) WithoutJavaScript() *Browser {
	b.t.Helper()
	b.noScript = true
	b.must("switch scripts off", emulation.SetScriptExecutionDisabled(true))
	return b
}

// Resize sets the width of the window and waits until the page has it: on a
// busy machine a click would otherwise go where a button stood before.
func (b *Browser) Resize(width int) {
	b.t.Helper()
	b.must("resize the window", emulation.SetDeviceMetricsOverride(int64(width), 900, 1, false))
	took := b.until(func() bool { var now int; return b.ask(&now, "width") == nil && now == width })
	if !took {
		b.fail("the window did not become %d pixels wide", width)
	}
	if !b.noScript {
		b.must("let the page answer to its width", chromedp.Evaluate(nextFrame, nil, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
			return p.WithAwaitPromise(true)
		}))
	}
}

// nextFrame comes when the page's scripts have heard of a new width and what
// they did about it is drawn; at the latest after a quarter of a second, for
// windows that draw nothing.
const nextFrame = `new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done(true))); setTimeout(() => done(true), 250) })`

// must runs actions that have nothing to wait for.
func (b *Browser) must(what string, actions ...chromedp.Action) {
	b.t.Helper()
	if err := b.run(actions...); err != nil {
		b.fail("cannot %s: %v", what, err)
	}
}

func (b *Browser) run(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(b.ctx, max(b.patience, 10*time.Second))
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// ask puts a question of page.js to the page.
func (b *Browser) ask(answer any, question string, args ...string) error {
	return b.run(chromedp.Evaluate(call(question, args...), answer))
}

func call(question string, args ...string) string {
	list, err := json.Marshal(append([]string{question}, args...))
	if err != nil {
		panic(err) // strings always marshal
	}
	return fmt.Sprintf("(%s)(...%s)", strings.TrimSpace(pageScript), list)
}

// until asks again and again, because a page may be on its way out or still
// be growing, and reports whether the condition came true in time.
func (b *Browser) until(holds func() bool) bool {
	deadline := time.Now().Add(b.patience)
	look := time.NewTicker(15 * time.Millisecond)
	defer look.Stop()
	for !holds() {
		if time.Now().After(deadline) || b.ctx.Err() != nil {
			return false
		}
		<-look.C
	}
	return true
}

// arrive does something that leads to another page and waits until that page
// has loaded, redirects included.
func (b *Browser) arrive(what string, act func() error) {
	b.t.Helper()
	b.pages++
	mark := fmt.Sprint("page ", b.pages)
	if err := b.ask(nil, "mark", mark); err != nil {
		b.fail("cannot %s: %v", what, err)
	}
	if err := act(); err != nil {
		b.fail("cannot %s: %v", what, err)
	}
	arrived := b.until(func() bool {
		var there bool
		// An error means that the old page is going: ask the next one.
		return b.ask(&there, "arrived", mark) == nil && there
	})
	if !arrived {
		b.fail("after %s no page came within %v", what, b.patience)
	}
}

// Complaints are errors thrown by scripts and breaches of the content security
// policy so far.
func (b *Browser) Complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.complaints...)
}

func (b *Browser) complain(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.complaints = append(b.complaints, fmt.Sprintf(format, args...))
}

func describe(e *runtime.ExceptionDetails) string {
	if e.Exception != nil && e.Exception.Description != "" {
		return e.Exception.Description
	}
	return e.Text
}
