package localpg

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// oldest is the oldest major version the product is tested with.
const oldest = 15

// binaries is a folder with the programs postgres and initdb of one version.
type binaries struct {
	dir   string
	major int
}

// usual are the places where distributions, PGDG and Homebrew put versions
// side by side.
var usual = []string{
	"/usr/lib/postgresql/*/bin", "/usr/lib/postgresql*/bin", "/usr/pgsql-*/bin", "/usr/libexec/postgresql*",
	"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin", "/opt/homebrew/bin",
}

// find chooses the programs for a cluster made by version made, "" for a new
// one. An existing cluster decides: its files open under no other version.
func find(configured, cluster, made string) (binaries, error) {
	if configured != "" {
		if b, ok := inspect(configured); !ok {
			return binaries{}, fmt.Errorf("there are no PostgreSQL programs postgres and initdb in %s", configured)
		} else if made == "" || strconv.Itoa(b.major) == made {
			return b, old(b)
		}
	}
	found := installed(configured)
	if made != "" {
		for _, b := range found {
			if strconv.Itoa(b.major) == made {
				return b, nil
			}
		}
		return binaries{}, fmt.Errorf("the database in %s was made by PostgreSQL %s, and only %s is installed: install PostgreSQL %s (on Debian: apt-get install postgresql-%s), or move the data to a newer version with pg_upgrade", cluster, made, versions(found), made, made)
	}
	if len(found) == 0 {
		return binaries{}, fmt.Errorf("no PostgreSQL server is installed here: install one (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf install postgresql-server; macOS: brew install postgresql@17), or set NRMDESK_DATABASE_URL to a database you have")
	}
	return found[0], old(found[0])
}

func old(b binaries) error {
	if b.major >= oldest {
		return nil
	}
	return fmt.Errorf("PostgreSQL %d in %s is too old: NRM Desk needs version %d or later", b.major, b.dir, oldest)
}

// installed lists what is there: the folder beside our own program first,
// then the newest.
func installed(extra string) []binaries {
	var first, rest []binaries
	if exe, err := os.Executable(); err == nil {
		if b, ok := inspect(filepath.Join(filepath.Dir(exe), "pgsql", "bin")); ok {
			first = append(first, b)
		}
	}
	dirs := []string{extra}
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	for _, pattern := range usual {
		matches, _ := filepath.Glob(pattern)
		dirs = append(dirs, matches...)
	}
	slices.Sort(dirs)
	for _, dir := range slices.Compact(dirs) {
		if b, ok := inspect(dir); ok {
			rest = append(rest, b)
		}
	}
	slices.SortStableFunc(rest, func(a, b binaries) int { return b.major - a.major })
	return append(first, rest...)
}

var versionNumber = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// inspect asks the programs in a folder for their version.
func inspect(dir string) (binaries, bool) {
	if dir == "" {
		return binaries{}, false
	}
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return binaries{}, false
	}
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return binaries{}, false
	}
	m := versionNumber.FindSubmatch(out)
	if m == nil {
		return binaries{}, false
	}
	major, err := strconv.Atoi(string(m[1]))
	return binaries{dir: dir, major: major}, err == nil
}

func versions(found []binaries) string {
	text := ""
	for _, b := range found {
		if text != "" {
			text += " and "
		}
		text += fmt.Sprintf("PostgreSQL %d (%s)", b.major, b.dir)
	}
	if text == "" {
		return "no PostgreSQL at all"
	}
	return text
}
