// Package sink is a mail server for tests that takes everything, counts how
// often each message came, and takes its time over it.
package sink

import (
	"io"
	"log"
	"maps"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Sink is a running mail server.
type Sink struct {
	port  int
	delay time.Duration

	mu   sync.Mutex
	came map[string]int
}

// Start listens until the test ends. Each message is counted, and only after
// the delay answered: a sender that dies in between cannot know.
func Start(t testing.TB, delay time.Duration) *Sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Sink{port: l.Addr().(*net.TCPAddr).Port, delay: delay, came: map[string]int{}}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return session{s}, nil }))
	server.ErrorLog = log.New(io.Discard, "", 0)
	var wg sync.WaitGroup
	wg.Go(func() { _ = server.Serve(l) })
	t.Cleanup(func() {
		_ = l.Close()
		_ = server.Close()
		wg.Wait()
	})
	return s
}

// Port is where it listens on this machine.
func (s *Sink) Port() int { return s.port }

// Came is how often each message came, by its Message-ID.
func (s *Sink) Came() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.came)
}

type session struct{ *Sink }

func (session) Mail(string, *smtp.MailOptions) error { return nil }
func (session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (session) Reset()                               {}
func (session) Logout() error                        { return nil }

func (s session) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	s.mu.Lock()
	s.came[strings.Trim(m.Header.Get("Message-ID"), "<> ")]++
	s.mu.Unlock()
	time.Sleep(s.delay)
	return nil
}
