package mail

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/emersion/go-smtp"
)

// counting is a mail server that counts, and closes a connection after so many
// messages, without a word or with a 421.
type counting struct {
	perLine    int // 0 means any number
	word       bool
	lines      atomic.Int64
	mu         sync.Mutex
	messageIDs map[string]int
}

type countingSession struct {
	*counting
	conn *smtp.Conn
	n    int
}

func (s *countingSession) Mail(string, *smtp.MailOptions) error {
	if s.perLine > 0 && s.n >= s.perLine && s.word {
		return &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 7, 0}, Message: "Too many messages"}
	}
	return nil
}
func (s *countingSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *countingSession) Reset()                               {}
func (s *countingSession) Logout() error                        { return nil }

func (s *countingSession) Data(r io.Reader) error {
	m, err := read(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.messageIDs[m.ID]++
	s.mu.Unlock()
	s.n++
	if s.perLine > 0 && s.n >= s.perLine && !s.word {
		conn := s.conn.Conn()
		go func() { _ = conn.Close() }() // a moment after the answer, or before it is read
	}
	return nil
}

func startCounting(t *testing.T, c *counting) SMTP {
	t.Helper()
	c.messageIDs = map[string]int{}
	server := smtp.NewServer(smtp.BackendFunc(func(conn *smtp.Conn) (smtp.Session, error) {
		c.lines.Add(1)
		return &countingSession{counting: c, conn: conn}, nil
	}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() { _ = server.Serve(l) })
	t.Cleanup(func() {
		_ = l.Close()
		_ = server.Close()
		wg.Wait()
	})
	return SMTP{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: NoTLS, From: from}
}

func TestRun_keepsItsConnection(t *testing.T) {
	t.Parallel()
	var c counting
	run := startCounting(t, &c).Open()
	defer run.Close()
	for i := range 20 {
		m := message
		m.ID = fmt.Sprintf("m%d@example.org", i)
		if err := run.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.messageIDs) != 20 || c.lines.Load() != 1 {
		t.Errorf("%d messages on %d connections, want 20 on 1", len(c.messageIDs), c.lines.Load())
	}
}

func TestRun_eightAtOnceHaveALineEach(t *testing.T) {
	t.Parallel()
	var c counting
	run := startCounting(t, &c).Open()
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 25 {
				m := message
				m.ID = fmt.Sprintf("m%d-%d@example.org", w, i)
				if err := run.Send(t.Context(), m); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	run.Close()
	if len(c.messageIDs) != 200 || c.lines.Load() > 8 {
		t.Errorf("%d messages on %d connections, want 200 on 8 at most", len(c.messageIDs), c.lines.Load())
	}
}

func TestRun_serverThatWantsNewConnections(t *testing.T) {
	t.Parallel()
	c := counting{perLine: 3, word: true}
	run := startCounting(t, &c).Open()
	defer run.Close()
	for i := range 10 {
		m := message
		m.ID = fmt.Sprintf("m%d@example.org", i)
		if err := run.Send(t.Context(), m); err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
	}
	if len(c.messageIDs) != 10 || c.lines.Load() != 4 {
		t.Errorf("%d messages on %d connections, want 10 on 4", len(c.messageIDs), c.lines.Load())
	}
}

// A connection that dies between two messages costs nothing: the next message
// is sent on a new one. Only when it dies before the answer to a message is
// there doubt, and then that is said.
func TestRun_connectionLostBetweenMessages(t *testing.T) {
	t.Parallel()
	c := counting{perLine: 1}
	run := startCounting(t, &c).Open()
	defer run.Close()
	doubts := 0
	for i := range 20 {
		m := message
		m.ID = fmt.Sprintf("m%d@example.org", i)
		if err := run.Send(t.Context(), m); errors.Is(err, ErrInDoubt) {
			doubts++
		} else if err != nil {
			t.Errorf("message %d: %v", i, err)
		}
	}
	if len(c.messageIDs) != 20 {
		t.Errorf("%d of 20 messages came, %d in doubt", len(c.messageIDs), doubts)
	}
	for id, n := range c.messageIDs {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
}
