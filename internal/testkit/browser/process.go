package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

var programs = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// shared is the browser process of this test program. It ends with it.
var shared = sync.OnceValues(func() (context.Context, error) {
	program, err := find()
	if err != nil {
		return nil, err
	}
	profile, err := newProfile()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(profile), chromedp.WSURLReadTimeout(60*time.Second),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("no-pings", true),
		chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,InterestFeedContentSuggestions,AutofillServerCommunication,HttpsUpgrades"),
		chromedp.Flag("lang", "en-GB"), chromedp.Flag("hide-scrollbars", true),
		// A journey never leaves this machine, whatever a page links to.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	)
	if os.Geteuid() == 0 {
		// Chromium's sandbox does not work for root.
		options = append(options, chromedp.NoSandbox)
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	return ctx, chromedp.Run(ctx)
})

func find() (string, error) {
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("none of %s is installed: `make test` installs it, or on Debian apt-get install chromium", strings.Join(programs, ", "))
}

// newProfile makes the folder of this process's browser and removes those of
// test programs that are gone: a test program has no moment of its own to
// tidy up at its end.
func newProfile() (string, error) {
	stem := filepath.Join(os.TempDir(), fmt.Sprintf("nrmdesk-chromium-%d-", os.Geteuid()))
	old, err := filepath.Glob(stem + "*")
	if err != nil {
		return "", err
	}
	for _, dir := range old {
		pid, err := strconv.Atoi(strings.TrimPrefix(dir, stem))
		if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			os.RemoveAll(dir)
		}
	}
	dir := stem + strconv.Itoa(os.Getpid())
	return dir, os.Mkdir(dir, 0o700)
}

// newWindow opens a window with cookies of its own. chromedp's own way asks for
// a tab, which Chromium refuses where there is no window to put it in.
func newWindow(t testing.TB, process context.Context) (context.Context, cdp.BrowserContextID, error) {
	browser := cdp.WithExecutor(process, chromedp.FromContext(process).Browser)
	cookies, err := target.CreateBrowserContext().Do(browser)
	if err != nil {
		return nil, "", err
	}
	t.Cleanup(func() {
		if err := target.DisposeBrowserContext(cookies).Do(browser); err != nil {
			t.Errorf("close the window: %v", err)
		}
	})
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(cookies).WithNewWindow(true).Do(browser)
	if err != nil {
		return nil, "", err
	}
	ctx, cancel := chromedp.NewContext(process, chromedp.WithTargetID(id))
	t.Cleanup(cancel)
	return ctx, cookies, chromedp.Run(ctx)
}

// listen collects what the page should never do.
func (b *Browser) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.complain("%s", describe(e.ExceptionDetails))
	case *log.EventEntryAdded:
		if e.Entry.Source == log.SourceSecurity && e.Entry.Level == log.LevelError {
			b.complain("%s %s", e.Entry.Text, e.Entry.URL)
		}
	}
}
