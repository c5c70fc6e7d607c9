package postgres_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"nrmdesk/internal/testkit/sample"
)

// TestLog_holdsNoValues must not run beside others: it watches the common log.
func TestLog_holdsNoValues(t *testing.T) {
	o := sample.Desk(t)
	var said bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	if _, err := o.DB.UserByEmail(t.Context(), "zz-marker@example.org"); err == nil {
		t.Error("somebody was found")
	}
	if _, err := o.DB.User(t.Context(), "zz-marker", "zz-marker"); err == nil || strings.Contains(said.String(), "zz-marker") {
		t.Errorf("%v; the log says: %s", err, said.String())
	}
}
