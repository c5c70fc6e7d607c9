package browser

import (
	"bytes"
	"context"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// OnPaper shows the page as a printer would draw it while body runs.
func (b *Browser) OnPaper(body func()) {
	b.t.Helper()
	b.must("look at it as paper", emulation.SetEmulatedMedia().WithMedia("print"))
	defer b.must("look at the screen again", emulation.SetEmulatedMedia().WithMedia(""))
	body()
}

// Sheets prints the page on A4 and counts the sheets.
func (b *Browser) Sheets() int {
	b.t.Helper()
	const wide, high = 8.27, 11.69 // A4 in inches
	var pdf []byte
	b.must("print", chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().WithPaperWidth(wide).WithPaperHeight(high).WithPreferCSSPageSize(true).Do(ctx)
		return err
	}))
	return bytes.Count(pdf, []byte("/Type /Page\n")) + bytes.Count(pdf, []byte("/Type /Page\r")) + bytes.Count(pdf, []byte("/Type /Page/"))
}
