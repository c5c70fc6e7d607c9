package site

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"nrmdesk/internal/postgres"
)

// Statements are what a site asked of its database, in order: everything
// between request and answer, the session, the visitor, the menu and the audit
// entry included. BEGIN, COMMIT and ROLLBACK are left out.
type Statements []string

// Statements watches the database while body runs.
func (s *Site) Statements(body func()) Statements {
	s.asked.begin()
	body()
	return s.asked.end()
}

// Reading are the statements that read and lock nothing.
func (list Statements) Reading() Statements {
	var reading Statements
	for _, statement := range list {
		if strings.HasPrefix(statement, "SELECT") && !strings.Contains(statement, "FOR UPDATE") {
			reading = append(reading, statement)
		}
	}
	return reading
}

// AtMost fails the test, and prints the statements, when there are more.
func (list Statements) AtMost(t testing.TB, most int) {
	t.Helper()
	if len(list) > most {
		t.Errorf("%d statements, at most %d:\n%s", len(list), most, list)
	}
}

// shown is how much of a statement is printed.
const shown = 500

// String is one line for each statement.
func (list Statements) String() string {
	var b strings.Builder
	for i, statement := range list {
		line := []rune(strings.Join(strings.Fields(statement), " "))
		fmt.Fprintf(&b, "%3d %s\n", i+1, string(line[:min(len(line), shown)]))
	}
	return b.String()
}

// watcher gathers statements while somebody listens. Requests may come at the
// same time.
type watcher struct {
	mu        sync.Mutex
	listening bool
	list      Statements
}

func (w *watcher) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.listening, w.list = true, nil
}

func (w *watcher) end() Statements {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.listening = false
	return w.list
}

func (w *watcher) see(statement string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.listening {
		w.list = append(w.list, strings.TrimSpace(statement))
	}
}

func (w *watcher) handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		listening := w.listening
		w.mu.Unlock()
		if listening { // putting values into statements costs time
			r = r.WithContext(postgres.WatchStatements(r.Context(), w.see))
		}
		next.ServeHTTP(rw, r)
	})
}
