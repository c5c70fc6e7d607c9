package browser

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

type state struct {
	Address string `json:"address"`
	Title   string `json:"title"`
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

func (b *Browser) state() (s state) {
	b.t.Helper()
	if err := b.ask(&s, "state"); err != nil {
		b.t.Errorf("cannot read the page: %v", err)
	}
	return s
}

// Text is what a person can read on the page.
func (b *Browser) Text() string { return b.state().Text }

// Title is that of the window.
func (b *Browser) Title() string { return b.state().Title }

// Heading is the main heading of the page.
func (b *Browser) Heading() string { return b.state().Heading }

// Path is the address of the page below the site, with its query.
func (b *Browser) Path() string {
	u, err := url.Parse(b.state().Address)
	if err != nil {
		return ""
	}
	return u.RequestURI()
}

// Value is what stands in the field with this label.
func (b *Browser) Value(label string) (value string) {
	b.t.Helper()
	b.find("field", "field", "", label)
	if err := b.ask(&value, "value", label, ""); err != nil {
		b.fail("cannot read the field %q: %v", label, err)
	}
	return value
}

// Focused is the name of what the keyboard would act on.
func (b *Browser) Focused() (name string) {
	b.t.Helper()
	if err := b.ask(&name, "focused"); err != nil {
		b.fail("cannot see where the focus is: %v", err)
	}
	return name
}

// SeesText waits until all these words can be read on the page, however they
// are broken into lines.
func (b *Browser) SeesText(words ...string) {
	b.t.Helper()
	for _, w := range words {
		if !b.until(func() bool { var s state; return b.ask(&s, "state") == nil && has(s.Text, w) }) {
			b.fail("the page does not say %q", w)
		}
	}
}

// SeesHeading waits until the main heading says these words.
func (b *Browser) SeesHeading(words string) {
	b.t.Helper()
	if !b.until(func() bool { var s state; return b.ask(&s, "state") == nil && s.Heading == words }) {
		b.fail("the heading is %q, not %q", b.Heading(), words)
	}
}

// SeesNo fails when any of these words can be read on the page now.
func (b *Browser) SeesNo(words ...string) {
	b.t.Helper()
	text := b.Text()
	for _, w := range words {
		if has(text, w) {
			b.fail("the page says %q", w)
		}
	}
}

// Fits fails when the page has to be scrolled sideways at this width (WCAG
// 1.4.10 asks for 320).
func (b *Browser) Fits(width int) {
	b.t.Helper()
	b.Resize(width)
	defer b.Resize(Width)
	var wide []string
	if err := b.ask(&wide, "wide"); err != nil {
		b.fail("cannot measure the page: %v", err)
	}
	if len(wide) > 0 {
		b.fail("the page is wider than %d pixels because of %s", width, strings.Join(wide, "\n"))
	}
}

// Screenshot saves a picture of the whole page at a width, as
// build/screenshots/<name>.png unless the name has a folder of its own.
func (b *Browser) Screenshot(name string, width int) {
	b.t.Helper()
	b.Resize(width)
	defer b.Resize(Width)
	if !strings.Contains(name, string(filepath.Separator)) {
		name = filepath.Join("build", "screenshots", name+".png")
	}
	if err := b.save(name); err != nil {
		b.fail("cannot save a picture: %v", err)
	}
}

func (b *Browser) save(name string) error {
	var picture []byte
	err := chromedp.Run(b.ctx, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		picture, err = page.CaptureScreenshot().WithCaptureBeyondViewport(true).Do(ctx)
		return err
	}))
	if err != nil {
		return err
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(projectFolder(), name)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, picture, 0o644)
}

// fail ends the test with what the person would see.
func (b *Browser) fail(format string, args ...any) {
	b.t.Helper()
	picture := filepath.Join("build", "journeys", strings.ReplaceAll(b.t.Name(), "/", "_")+".png")
	if err := b.save(picture); err != nil {
		picture = "no picture: " + err.Error()
	}
	s := b.state()
	text := s.Text
	if len(text) > 3000 {
		text = text[:3000] + "…"
	}
	b.t.Fatalf(format+"\n\nat %s, heading %q, %s\n%s", append(args, s.Address, s.Heading, picture, text)...)
}

func has(text, words string) bool {
	return strings.Contains(strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(words), " "))
}

// projectFolder is the folder with go.mod: tests run in their package's.
func projectFolder() string {
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	return "."
}
