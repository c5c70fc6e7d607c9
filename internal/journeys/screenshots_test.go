package journeys

import (
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/demo"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/signin"
	"nrmdesk/internal/testkit/browser"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestScreenshots opens the demo as its first caseworker and looks at the
// worklist and at a case in recovery. When NRMDESK_TEST_SCREENSHOTS names a
// folder, it loads more cases and leaves the pictures of the README there.
func TestScreenshots(t *testing.T) {
	t.Parallel()
	folder, plan := os.Getenv("NRMDESK_TEST_SCREENSHOTS"), demo.Plan{First: 8, Cases: 8}
	if folder != "" {
		plan = demo.Plan{First: 60, Cases: 60}
	}
	s := demoSite(t, plan)
	u := visitor(t, s, true)
	u.Open("/")
	u.Fill("Email address", demo.People[0].Email)
	u.Fill("Password", demo.Password)
	u.Press("Sign in")
	u.SeesText(demo.People[0].Name)
	u.SeesHeading("Your cases")
	refs := regexp.MustCompile(`ND-[0-9A-Z]{4}-[0-9A-Z]{2}`).FindAllString(u.Text(), -1)
	if len(refs) == 0 {
		t.Fatalf("the worklist of the demo is empty:\n%s", u.Text())
	}
	picture := func(name string, width int) {
		if folder != "" {
			u.Screenshot(filepath.Join(folder, name), width)
		}
	}
	picture("worklist.png", browser.Width)
	best := refs[0]
	inRecovery := regexp.MustCompile(`In recovery[\s\S]*in \d+ days`)
	for _, ref := range refs {
		u.Open("/cases/" + ref)
		if inRecovery.MatchString(u.Text()) {
			best = ref
			break
		}
	}
	u.Open("/cases/" + best)
	u.SeesText(best, "Next step", "Safe contact")
	picture("case.png", browser.Width)
	picture("case-phone.png", browser.Narrow)
}

// demoSite is a site that shows the demo instead of the sample office.
func demoSite(t *testing.T, plan demo.Plan) *site.Site {
	t.Helper()
	keys := sample.Keys(t)
	db, err := postgres.Open(t.Context(), pgtest.URL(t), keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	policy, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	passwords := signin.NewPasswords(signin.Costs{Memory: 64, Time: 1, Threads: 1})
	files := sample.Files(t)
	open := func() *desk.Desk {
		d := desk.New(db, policy, deadline.Published(), slog.New(slog.DiscardHandler))
		d.Files = files
		return d
	}
	office := demo.Office{DB: db, Desk: open, Hash: passwords.Hash, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	if _, err := demo.LoadIfEmpty(t.Context(), office, plan); err != nil {
		t.Fatal(err)
	}
	d := open()
	if _, err := d.SweepReminders(t.Context(), sample.System); err != nil { // as the program does when it starts
		t.Fatal(err)
	}
	return site.Of(t, &sample.Office{Desk: d, DB: db, Keys: keys, Passwords: passwords})
}
