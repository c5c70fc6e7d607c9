// Package archtest holds the tests that keep the house as it is drawn: who may
// lean on whom, and that nothing at the desk happens unasked.
package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "nrmdesk/"

// room says what the packages matching a path may import: ours (paths below
// the module, * for one element) and others' (module path prefixes). The
// standard library is always allowed.
type room struct {
	path   string
	ours   []string
	others []string
}

// rooms is the import table of docs/adr/0001-the-house.md, first match first.
var rooms = []room{
	{path: "internal/fault"},
	{path: "internal/audit", others: []string{"golang.org/x/mod/sumdb"}},
	{path: "internal/fold", others: []string{"golang.org/x/text"}},
	{path: "internal/nrm/calendar", ours: []string{"internal/fault"}},
	{path: "internal/nrm/staff", ours: []string{"internal/fault", "internal/nrm/calendar"}},
	{path: "internal/nrm/person", ours: []string{"internal/fault", "internal/nrm/calendar"}},
	{path: "internal/nrm/deadline", ours: []string{"internal/fault", "internal/nrm/calendar"}},
	{path: "internal/nrm/reminder", ours: []string{"internal/fault", "internal/nrm/calendar", "internal/nrm/deadline", "internal/nrm/staff"}},
	{path: "internal/nrm/referral", ours: []string{"internal/fault", "internal/fold", "internal/nrm/calendar"}},
	{path: "internal/nrm/*", ours: []string{"internal/fault", "internal/nrm/*"}},
	{path: "internal/access", ours: []string{"internal/nrm/staff", "policies"}, others: []string{"github.com/casbin/casbin/v2"}},
	{path: "internal/secret", ours: []string{"internal/fold"}, others: []string{"github.com/tink-crypto/tink-go/v2"}},
	{path: "internal/media"},
	{path: "internal/clamav"},
	{path: "internal/pdf"}, // speaks to an installed Chromium; whoever prints hands it the page, so it knows nothing of cases
	{path: "internal/sheet", others: []string{"github.com/xuri/excelize/v2", "golang.org/x/text"}},
	{path: "internal/vault", ours: []string{"internal/secret"}, others: []string{"github.com/google/uuid"}},
	{
		path: "internal/postgres", ours: []string{"internal/nrm/*", "internal/audit", "internal/secret", "internal/fault", "internal/fold", "migrations"},
		others: []string{"gorm.io/", "github.com/jackc/pgx/v5", "github.com/pressly/goose/v3", "github.com/google/uuid"},
	},
	{path: "internal/sealfile"},
	{path: "internal/proofpack", ours: []string{"internal/audit", "internal/nrm/calendar"}},
	{path: "internal/localpg", others: []string{"github.com/jackc/pgx/v5"}},
	{
		path: "internal/desk",
		ours: []string{
			"internal/nrm/*", "internal/audit", "internal/access", "internal/postgres", "internal/fault", "internal/mail",
			"internal/media", "internal/vault", "internal/clamav", "internal/sealfile", "internal/proofpack", "internal/secret", "internal/sheet",
		},
		others: []string{"github.com/google/uuid"},
	},
	{
		path: "internal/signin", ours: []string{"internal/postgres", "internal/nrm/calendar", "internal/nrm/staff", "internal/fault", "internal/audit", "internal/secret"},
		others: []string{"github.com/alexedwards/scs/v2", "github.com/google/uuid", "golang.org/x/crypto"},
	},
	{path: "internal/form", ours: []string{"internal/fault"}},
	{path: "internal/ical", ours: []string{"internal/nrm/calendar"}},
	{path: "internal/render"},
	{
		path: "internal/server",
		ours: []string{
			"internal/desk", "internal/nrm/*", "internal/access", "internal/signin", "internal/form", "internal/render",
			"internal/fault", "internal/mail", "internal/audit", "internal/proofpack", "internal/ical", "internal/media", "internal/pdf", "internal/sheet",
		},
		others: []string{"github.com/gin-gonic/gin", "github.com/google/uuid", "github.com/xuri/excelize/v2"},
	},
	{
		path: "internal/jobs", ours: []string{"internal/desk", "internal/mail", "internal/fault", "internal/render", "internal/nrm/calendar", "internal/nrm/staff"},
		others: []string{"github.com/robfig/cron/v3"},
	},
	{path: "internal/mail", others: []string{"github.com/wneessen/go-mail", "github.com/emersion/go-smtp"}},
	{path: "internal/config", ours: []string{"configs"}, others: []string{"github.com/knadh/koanf/"}},
	{path: "internal/demo", ours: []string{"internal/desk", "internal/nrm/*", "internal/postgres", "internal/fault"}, others: []string{"github.com/google/uuid"}},
	{path: "internal/app", ours: []string{"internal/*", "internal/nrm/*", "web"}},
	{path: "cmd/nrmdesk", ours: []string{"internal/*", "internal/nrm/*"}, others: []string{"github.com/spf13/cobra"}},
	{path: "configs"}, {path: "migrations"}, {path: "policies"}, {path: "web"},
}

// testRooms may lean on anything; nothing but tests may lean on them.
const testRooms = "internal/testkit/"

type listed struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

func TestImports(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if strings.HasPrefix(name, testRooms) {
			continue
		}
		r, ok := roomOf(name)
		if !ok && len(p.Imports) > 0 {
			t.Errorf("%s has no place in the import table", name)
			continue
		}
		for _, i := range p.Imports {
			if !r.allows(i) {
				t.Errorf("%s may not import %s", name, i)
			}
		}
	}
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func roomOf(name string) (room, bool) {
	i := slices.IndexFunc(rooms, func(r room) bool { return matches(r.path, name) })
	if i < 0 {
		return room{}, false
	}
	return rooms[i], true
}

func (r room) allows(imported string) bool {
	if name, own := strings.CutPrefix(imported, module); own {
		return !strings.HasPrefix(name, testRooms) &&
			slices.ContainsFunc(r.ours, func(pattern string) bool { return matches(pattern, name) })
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(r.others, func(prefix string) bool { return strings.HasPrefix(imported, prefix) })
}

func matches(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return err == nil && ok
}

// TestImports_tableIsRead proves that a wrong import would be found.
func TestImports_tableIsRead(t *testing.T) {
	t.Parallel()
	for _, wrong := range [][2]string{
		{"internal/server", "nrmdesk/internal/postgres"},
		{"internal/nrm/consent", "nrmdesk/internal/desk"},
		{"internal/nrm/deadline", "nrmdesk/internal/nrm/referral"},
		{"internal/desk", "gorm.io/gorm"},
		{"internal/jobs", "nrmdesk/internal/postgres"},
		{"internal/app", "nrmdesk/internal/testkit/sample"},
	} {
		r, ok := roomOf(wrong[0])
		if !ok || r.allows(wrong[1]) {
			t.Errorf("%s importing %s would pass", wrong[0], wrong[1])
		}
	}
}
