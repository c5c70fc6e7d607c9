package browser

import (
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// place is where page.js found something.
type place struct {
	Count   int      `json:"count"`
	There   []string `json:"there"`
	X, Y    float64
	Covered string `json:"covered"`
	Loads   bool   `json:"loads"`
	Checked bool   `json:"checked"`
	Tag     string `json:"tag"`
}

// Open goes to a path of the site, or to a whole address.
func (b *Browser) Open(path string) {
	b.t.Helper()
	address := path
	if !strings.Contains(path, "://") {
		address = b.base + path
	}
	b.arrive("open "+path, func() error { return b.run(chromedp.Navigate(address)) })
}

// Reload fetches the page again.
func (b *Browser) Reload() {
	b.t.Helper()
	b.arrive("reload", func() error { return b.run(page.Reload()) })
}

// Back goes to the page before, as the browser's own button does.
func (b *Browser) Back() {
	b.t.Helper()
	b.arrive("go back", func() error { return b.run(chromedp.Evaluate("history.back()", nil)) })
}

// Press presses the link or button with these words. When it leads to another
// page, Press returns when that page has loaded.
func (b *Browser) Press(words string) {
	b.t.Helper()
	b.PressIn("", words)
}

// PressIn presses the one nearest to the words in part: a row, a card, a
// section.
func (b *Browser) PressIn(part, words string) {
	b.t.Helper()
	at := b.find("press", "link or button", part, words)
	if !at.Loads {
		b.click(at)
		return
	}
	b.arrive(fmt.Sprintf("press %q", words), func() error { return b.run(chromedp.MouseClickXY(at.X, at.Y)) })
}

// PressTwice presses a button as an impatient hand does: twice, before the
// answer to the first press can come.
func (b *Browser) PressTwice(words string) {
	b.t.Helper()
	at := b.find("press", "link or button", "", words)
	b.arrive(fmt.Sprintf("press %q twice", words), func() error {
		return b.run(chromedp.MouseClickXY(at.X, at.Y), chromedp.MouseClickXY(at.X, at.Y))
	})
}

// Click presses without waiting for a page: for what a script answers.
func (b *Browser) Click(words string) {
	b.t.Helper()
	b.click(b.find("press", "link or button", "", words))
}

// Fill types into the field with this label, over what was there.
func (b *Browser) Fill(label, value string) {
	b.t.Helper()
	b.FillIn("", label, value)
}

// FillIn fills the field nearest to the words in part, such as the legend of
// a date.
func (b *Browser) FillIn(part, label, value string) {
	b.t.Helper()
	b.find("field", "field", part, label)
	if err := b.ask(nil, "focus", label, part); err != nil {
		b.fail("cannot go to the field %q: %v", label, err)
	}
	var typing chromedp.Action = input.InsertText(value)
	if value == "" {
		typing = chromedp.KeyEvent(kb.Delete)
	}
	b.must("type into "+label, typing)
}

// FillDate fills the day, month and year below a legend.
func (b *Browser) FillDate(legend, day, month, year string) {
	b.t.Helper()
	b.FillIn(legend, "Day", day)
	b.FillIn(legend, "Month", month)
	b.FillIn(legend, "Year", year)
}

// Select takes the option with these words from a drop-down list.
func (b *Browser) Select(label, option string) {
	b.t.Helper()
	b.find("field", "list", "", label)
	var there bool
	if err := b.ask(&there, "select", label, "", option); err != nil || !there {
		b.fail("the list %q has no option %q (%v)", label, option, err)
	}
}

// Choose takes the radio button with this label.
func (b *Browser) Choose(label string) {
	b.t.Helper()
	b.ChooseIn("", label)
}

// ChooseIn takes the radio button below a legend.
func (b *Browser) ChooseIn(legend, label string) {
	b.t.Helper()
	b.click(b.find("choice", "radio button", legend, label))
}

// Tick ticks the checkbox with this label, if it is not ticked already.
func (b *Browser) Tick(label string) {
	b.t.Helper()
	b.TickIn("", label)
}

// TickIn ticks the checkbox below a legend.
func (b *Browser) TickIn(legend, label string) {
	b.t.Helper()
	if at := b.find("tick", "checkbox", legend, label); !at.Checked {
		b.click(at)
	}
}

// Untick takes the tick away.
func (b *Browser) Untick(label string) {
	b.t.Helper()
	if at := b.find("tick", "checkbox", "", label); at.Checked {
		b.click(at)
	}
}

// Upload puts files into the file field with this label.
func (b *Browser) Upload(label string, files ...string) {
	b.t.Helper()
	b.find("field", "file field", "", label)
	var field *runtime.RemoteObject
	b.must("find the file field "+label, chromedp.Evaluate(call("field", label, ""), &field))
	b.must("upload", dom.SetFileInputFiles(files).WithObjectID(field.ObjectID))
}

// Key presses one key: Tab, Enter, Space, Escape, Shift+Tab or a letter.
func (b *Browser) Key(name string) {
	b.t.Helper()
	keys := map[string]string{"Tab": kb.Tab, "Enter": kb.Enter, "Space": " ", "Escape": kb.Escape, "Shift": kb.Shift, "Down": kb.ArrowDown, "Up": kb.ArrowUp}
	var options []chromedp.KeyOption
	if rest, ok := strings.CutPrefix(name, "Shift+"); ok {
		name, options = rest, append(options, chromedp.KeyModifiers(input.ModifierShift))
	}
	key, ok := keys[name]
	if !ok {
		key = name
	}
	b.must("press the key "+name, chromedp.KeyEvent(key, options...))
}

// find waits until exactly one thing of a kind answers to the words.
func (b *Browser) find(kind, noun, part, words string) place {
	b.t.Helper()
	var at place
	var err error
	found := b.until(func() bool {
		at = place{}
		err = b.ask(&at, "find", words, part, kind)
		return err == nil && at.Count == 1 && at.Covered == ""
	})
	within := ""
	if part != "" {
		within = fmt.Sprintf(" near %q", part)
	}
	switch {
	case found:
	case err != nil:
		b.fail("cannot look for the %s %q: %v", noun, words, err)
	case at.Count == 0:
		b.fail("there is no %s %q%s; there is: %s", noun, words, within, strings.Join(at.There, " | "))
	case at.Count > 1:
		b.fail("there are %d of the %s %q%s; say which with PressIn, FillIn, ChooseIn or TickIn", at.Count, noun, words, within)
	default:
		b.fail("the %s %q is covered by %s", noun, words, at.Covered)
	}
	return at
}

func (b *Browser) click(at place) {
	b.t.Helper()
	b.must("click", chromedp.MouseClickXY(at.X, at.Y))
}
