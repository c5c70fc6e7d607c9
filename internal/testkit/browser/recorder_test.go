package browser

import (
	"fmt"
	"strings"
	"testing"
)

// recorder is a test that is expected to fail: it keeps what it is told.
type recorder struct {
	testing.TB
	lines    []string
	cleanups []func()
}

type ended struct{}

func (r *recorder) Errorf(format string, args ...any) {
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(ended{})
}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) said() string { return strings.Join(r.lines, "\n") }

func (r *recorder) run(f func()) {
	defer func() {
		if e := recover(); e != nil && e != any(ended{}) {
			panic(e)
		}
		for i := range r.cleanups {
			r.cleanups[len(r.cleanups)-1-i]()
		}
	}()
	f()
}
