package clamav_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"nrmdesk/internal/clamav"
	"nrmdesk/internal/testkit/clamd"
	"nrmdesk/internal/testkit/papers"
)

func client(t *testing.T, address string) *clamav.Client {
	t.Helper()
	c, err := clamav.New(address)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestScan(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]*clamd.Daemon{"tcp": clamd.Start(t), "socket": clamd.StartOnSocket(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := client(t, d.Address)
			if err := c.Ping(t.Context()); err != nil {
				t.Fatal(err)
			}
			large := bytes.Repeat([]byte("0123456789"), 500_000)
			for what, test := range map[string]struct {
				file     string
				infected bool
			}{
				"a clean file":         {"%PDF-1.4 hello", false},
				"the test file":        {papers.EICAR(), true},
				"the test file inside": {string(large) + papers.EICAR() + string(large), true},
				"a large file":         {string(large), false},
				"nothing":              {"", false},
			} {
				infected, err := c.Scan(t.Context(), strings.NewReader(test.file))
				if err != nil || infected != test.infected {
					t.Errorf("%s: infected %v, %v", what, infected, err)
				}
			}
		})
	}
}

func TestScan_noVerdict(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", 30<<20)
	for name, test := range map[string]struct {
		prepare func(d *clamd.Daemon)
		file    string
	}{
		"nobody listens":       {func(d *clamd.Daemon) { d.Fall() }, "x"},
		"it never answers":     {func(d *clamd.Daemon) { d.Be(clamd.Silent) }, "x"},
		"it answers nonsense":  {func(d *clamd.Daemon) { d.Be(clamd.Garbled) }, "x"},
		"it hangs up":          {func(d *clamd.Daemon) { d.Be(clamd.Rude) }, "x"},
		"it hangs up on much":  {func(d *clamd.Daemon) { d.Be(clamd.Rude) }, large},
		"it takes no so large": {func(d *clamd.Daemon) { d.TakeAtMost(1000) }, large},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := clamd.Start(t)
			test.prepare(d)
			c := client(t, d.Address)
			c.Patience = 500 * time.Millisecond
			if infected, err := c.Scan(t.Context(), strings.NewReader(test.file)); !errors.Is(err, clamav.ErrAway) || infected {
				t.Errorf("infected %v, %v; want no verdict", infected, err)
			}
		})
	}
}

func TestScan_endsWithItsCaller(t *testing.T) {
	t.Parallel()
	d := clamd.Start(t)
	d.Be(clamd.Silent)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := client(t, d.Address).Scan(ctx, strings.NewReader("x")); !errors.Is(err, clamav.ErrAway) {
		t.Error(err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("waited %v", took)
	}
}

// What goes wrong on our side is no verdict of the scanner's, nor its absence.
func TestScan_fileThatCannotBeRead(t *testing.T) {
	t.Parallel()
	d := clamd.Start(t)
	file := io.MultiReader(strings.NewReader("x"), iotest.ErrReader(io.ErrClosedPipe))
	if _, err := client(t, d.Address).Scan(t.Context(), file); !errors.Is(err, io.ErrClosedPipe) || errors.Is(err, clamav.ErrAway) {
		t.Error(err)
	}
	if d.Scanned() != 0 {
		t.Error("half a file was taken for a whole one")
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"tcp://127.0.0.1:3310", "tcp://[::1]:3310", "tcp://clamd:3310", "unix:///run/clamav/clamd.ctl"} {
		if _, err := clamav.New(good); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"", "127.0.0.1:3310", "tcp://127.0.0.1", "http://127.0.0.1:3310", "unix://run/clamd.ctl", "tcp://h:3310/x", "tcp://h:x"} {
		if _, err := clamav.New(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
