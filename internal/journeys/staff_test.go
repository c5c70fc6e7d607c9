// Package journeys plays whole pieces of work in a real browser, as the people
// who do them: nothing is prepared or read behind their backs but the clock,
// and what a journey says is only about another part of the work. What single
// pages do is tested in package server, what actions do in package desk.
package journeys

import (
	"regexp"
	"strings"
	"sync"
	"testing"

	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/browser"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// Words of a client that may stand on pages of their case and nowhere else.
const (
	clientName  = "Ana Testova"
	clientPhone = "07700 900123"
)

// user is somebody at a screen who looks at every page they come to.
type user struct {
	*browser.Browser
	t       *testing.T
	scripts bool
}

// visitor opens a browser of their own on the site.
func visitor(t *testing.T, s *site.Site, scripts bool) *user {
	t.Helper()
	b := browser.New(t, s.URL)
	if !scripts {
		b.WithoutJavaScript()
	}
	return &user{Browser: b, t: t, scripts: scripts}
}

// signedIn opens a browser and signs in through the first page.
func signedIn(t *testing.T, s *site.Site, a staff.Actor, scripts bool) *user {
	t.Helper()
	u := visitor(t, s, scripts)
	u.Open("/")
	u.signIn(a)
	return u
}

func (u *user) signIn(a staff.Actor) {
	u.t.Helper()
	u.SeesHeading("Sign in")
	u.Fill("Email address", sample.EmailOf(a.Name))
	u.Fill("Password", sample.Password)
	u.Press("Sign in")
	u.SeesText(a.Name, "Sign out")
}

func (u *user) Open(path string) {
	u.t.Helper()
	u.Browser.Open(path)
	u.look()
}

func (u *user) Press(words string) {
	u.t.Helper()
	u.Browser.Press(words)
	u.look()
}

func (u *user) PressIn(part, words string) {
	u.t.Helper()
	u.Browser.PressIn(part, words)
	u.look()
}

// goOn presses the button that leads to the next page of a series.
func (u *user) goOn() {
	u.t.Helper()
	u.Press("Continue")
}

// seen are the pages that were checked already, by kind and heading: the same
// page of another case has nothing new.
var seen sync.Map

var particular = regexp.MustCompile(`ND-[0-9A-Z-]+|[0-9a-f]{8}-[0-9a-f-]+|C-[0-9A-Z]+|\?.*`)

// linkKey is chance: it can spell a name.
var linkKey = regexp.MustCompile(`^/h/[^/]+`)

// look checks what must hold for every page: nothing of the client in address
// or title, and at its first showing no barrier and no scrolling sideways on a
// small telephone.
func (u *user) look() {
	u.t.Helper()
	path, title, heading := linkKey.ReplaceAllString(u.Path(), "/h/"), u.Title(), u.Heading()
	for _, word := range []string{"Ana", "Testov", "Minh", "07700"} {
		if strings.Contains(path, word) || strings.Contains(title, word) {
			u.t.Errorf("%s, titled %q, tells something of the client", path, title)
		}
	}
	kind := particular.ReplaceAllString(path+" "+heading, "*")
	if strings.HasPrefix(title, "Error: ") {
		kind += " with errors"
	}
	if u.scripts {
		kind += " with scripts"
	}
	if _, before := seen.LoadOrStore(kind, true); before {
		return
	}
	u.IsAccessible()
	u.Fits(browser.Narrow)
}
