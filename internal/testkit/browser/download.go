package browser

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/browser"
)

// Download presses a link that leads to a file and gives the file with the
// name the browser saved it under.
func (b *Browser) Download(words string) (name string, content []byte) {
	b.t.Helper()
	folder := b.t.TempDir()
	b.must("say where downloads go", browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).
		WithBrowserContextID(b.cookies).WithDownloadPath(folder))
	b.Click(words)
	came := b.until(func() bool {
		files, err := os.ReadDir(folder)
		if err != nil || len(files) != 1 || strings.HasSuffix(files[0].Name(), ".crdownload") || strings.HasPrefix(files[0].Name(), ".") {
			return false
		}
		name = files[0].Name()
		return true
	})
	if !came {
		b.fail("nothing was downloaded by %q", words)
	}
	content, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		b.fail("read the download: %v", err)
	}
	return name, content
}
