// Package clamd is a small virus scanner for tests. It speaks the INSTREAM
// protocol over real sockets as clamd does, and finds the EICAR test file.
package clamd

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"sync"
	"testing"

	"nrmdesk/internal/testkit/papers"
)

// Daemon listens until the test ends, with breaks as the test wants.
type Daemon struct {
	Address string // as the settings want it

	network, at string
	mu          sync.Mutex
	listener    net.Listener
	mood        Mood
	most        int
	scanned     int
}

// Mood is how the daemon behaves.
type Mood int

// The moods.
const (
	Well    Mood = iota
	Silent       // takes everything and never answers
	Garbled      // answers nonsense
	Rude         // hangs up as soon as somebody calls
)

// Start listens on a free port.
func Start(t testing.TB) *Daemon {
	t.Helper()
	d := &Daemon{network: "tcp", at: "127.0.0.1:0", most: 26 << 20}
	d.Rise(t)
	d.Address = "tcp://" + d.at
	return d
}

// StartOnSocket listens on a socket file.
func StartOnSocket(t testing.TB) *Daemon {
	t.Helper()
	d := &Daemon{network: "unix", at: filepath.Join(t.TempDir(), "clamd.ctl"), most: 26 << 20}
	d.Rise(t)
	d.Address = "unix://" + d.at
	return d
}

// Rise starts listening, again at the same address.
func (d *Daemon) Rise(t testing.TB) {
	t.Helper()
	l, err := net.Listen(d.network, d.at)
	if err != nil {
		t.Fatal(err)
	}
	d.mu.Lock()
	d.listener, d.at = l, l.Addr().String()
	d.mu.Unlock()
	t.Cleanup(d.Fall)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go d.serve(conn)
		}
	}()
}

// Fall stops listening.
func (d *Daemon) Fall() {
	d.mu.Lock()
	defer d.mu.Unlock()
	_ = d.listener.Close()
}

// Be changes the mood.
func (d *Daemon) Be(m Mood) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mood = m
}

// TakeAtMost sets the size from which the daemon refuses a stream.
func (d *Daemon) TakeAtMost(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.most = n
}

// Scanned is how many files were looked through.
func (d *Daemon) Scanned() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.scanned
}

func (d *Daemon) serve(conn net.Conn) {
	defer conn.Close()
	d.mu.Lock()
	mood, most := d.mood, d.most
	d.mu.Unlock()
	if mood == Rude {
		return
	}
	in := bufio.NewReader(conn)
	command, err := in.ReadString(0)
	if err != nil {
		return
	}
	answer := "UNKNOWN COMMAND"
	switch command {
	case "zPING\x00":
		answer = "PONG"
	case "zINSTREAM\x00":
		if answer, err = d.scan(in, most); err != nil {
			return
		}
	}
	switch mood {
	case Silent:
		_, _ = io.Copy(io.Discard, in) // until the other side gives up
		return
	case Garbled:
		answer = "\xff\xfe what?"
	}
	_, _ = conn.Write([]byte(answer + "\x00"))
}

func (d *Daemon) scan(in io.Reader, most int) (string, error) {
	var file bytes.Buffer
	for {
		var length uint32
		if err := binary.Read(in, binary.BigEndian, &length); err != nil {
			return "", err
		}
		if length == 0 {
			break
		}
		if file.Len()+int(length) > most {
			return "INSTREAM size limit exceeded. ERROR", nil
		}
		if _, err := io.CopyN(&file, in, int64(length)); err != nil {
			return "", err
		}
	}
	d.mu.Lock()
	d.scanned++
	d.mu.Unlock()
	if bytes.Contains(file.Bytes(), []byte(papers.EICAR())) {
		return "stream: Eicar-Test-Signature FOUND", nil
	}
	return "stream: OK", nil
}
