package browser

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axeScript string

// Violation is one accessibility rule that the page breaks.
type Violation struct {
	Rule   string   `json:"rule"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Where  []string `json:"where"`
}

func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s at %s", v.Rule, v.Impact, v.Help, strings.Join(v.Where, " | "))
}

const runAxe = `axe.run(document, {
  runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
  resultTypes: ['violations'],
}).then((r) => r.violations.map((v) => ({
  rule: v.id, impact: v.impact, help: v.help, where: v.nodes.map((n) => n.html.slice(0, 200)),
})))`

// Axe checks the page with axe-core: WCAG 2.2 A and AA and its best practices.
// The script goes in through the debugger, so the page's own security policy
// stays in force. Without JavaScript nothing is checked: the page is the same,
// and axe-core waits for timers that do not run.
func (b *Browser) Axe() []Violation {
	b.t.Helper()
	if b.noScript {
		return nil
	}
	var violations []Violation
	err := b.run(chromedp.Evaluate(axeScript+"; true", nil))
	if err != nil {
		b.fail("cannot load axe-core: %v", err)
	}
	var raw json.RawMessage
	err = b.run(chromedp.Evaluate(runAxe, &raw, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true).WithReturnByValue(true)
	}))
	if err == nil {
		err = json.Unmarshal(raw, &violations)
	}
	if err != nil {
		b.fail("cannot run axe-core: %v", err)
	}
	return violations
}

// IsAccessible fails the test when Axe finds anything.
func (b *Browser) IsAccessible() {
	b.t.Helper()
	for _, v := range b.Axe() {
		b.t.Errorf("%s: axe-core: %s", b.Path(), v)
	}
}
