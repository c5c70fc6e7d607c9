package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const from = "NRM Desk <desk@example.org>"

var message = Message{
	ID: "reminder-1@example.org", To: "worker@example.org",
	Subject: "NRM Desk: 2 things to do – łódź",
	Text:    "Case ND-7Q4K-29\n\nhttps://desk.example.org/cases/ND-7Q4K-29?a=b\n.\nA line that is much longer than the seventy-six letters that quoted-printable allows on one line.\n",
}

func startCatcher(t *testing.T) *Catcher {
	t.Helper()
	c, err := StartCatcher()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	return c
}

func TestMessageArrivesAsItWasSent(t *testing.T) {
	t.Parallel()
	c := startCatcher(t)
	if err := c.Sender(from).Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	got, ok := c.Message("reminder-1@example.org")
	if !ok {
		t.Fatalf("not caught; there are %v", c.Messages())
	}
	want := Caught{ID: message.ID, From: "desk@example.org", To: []string{"worker@example.org"}, Subject: message.Subject, Text: message.Text}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Caught{}, "At")); diff != "" {
		t.Errorf("message (-sent +caught):\n%s", diff)
	}
}

func TestHeadersCannotBeInjected(t *testing.T) {
	t.Parallel()
	c := startCatcher(t)
	m := message
	m.Subject = "Hello\r\nBcc: all@example.org\r\n\r\nBody"
	m.ID = "id>\r\nBcc: x <y"
	if err := c.Sender(from).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := c.Messages()[0]
	if got.Subject != "Hello Bcc: all@example.org Body" || got.ID != "idBcc:xy@example.org" || got.Text != m.Text || len(got.To) != 1 {
		t.Errorf("caught %+v", got)
	}
}

func TestBadRecipientIsRefusedForGood(t *testing.T) {
	t.Parallel()
	c := startCatcher(t)
	for _, to := range []string{"", "worker", "a@b@c", "a@example.org, b@example.org", "a@example.org\r\nRCPT TO:<b@example.org>"} {
		m := message
		m.To = to
		if err := c.Sender(from).Send(t.Context(), m); !errors.Is(err, ErrPermanent) {
			t.Errorf("to %q: %v", to, err)
		}
	}
	if n := len(c.Messages()); n != 0 {
		t.Errorf("%d messages were caught", n)
	}
}

func TestCatcherKeepsTheNewest(t *testing.T) {
	t.Parallel()
	c := startCatcher(t)
	for i := range keepCaught + 3 {
		c.keep(Caught{ID: fmt.Sprint(i)})
	}
	all := c.Messages()
	if len(all) != keepCaught || all[0].ID != "502" || all[len(all)-1].ID != "3" {
		t.Errorf("%d kept, from %s to %s", len(all), all[0].ID, all[len(all)-1].ID)
	}
}

func TestServerDown(t *testing.T) {
	t.Parallel()
	c := startCatcher(t)
	c.Stop()
	err := c.Sender(from).Send(t.Context(), message)
	if err == nil || errors.Is(err, ErrPermanent) || errors.Is(err, ErrInDoubt) {
		t.Errorf("Send = %v, want an error worth another try", err)
	}
}

// F9: what each answer of a mail server means for the outbox.
func TestAnswersOfTheServer(t *testing.T) {
	t.Parallel()
	answer := func(code int) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "worker@example.org says no"}
	}
	tests := []struct {
		name      string
		script    script
		permanent bool
		doubt     bool
	}{
		{"try later, at the recipient", script{rcpt: answer(451)}, false, false},
		{"mailbox full, at the recipient", script{rcpt: answer(452)}, false, false},
		{"no such mailbox", script{rcpt: answer(550)}, true, false},
		{"sender refused", script{mail: answer(553)}, true, false},
		{"try later, after the message", script{data: answer(450)}, false, false},
		{"message refused", script{data: answer(554)}, true, false},
		{"connection lost after the message", script{drop: true}, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := startScript(t, &tt.script, nil)
			err := s.Send(t.Context(), message)
			if err == nil || errors.Is(err, ErrPermanent) != tt.permanent || errors.Is(err, ErrInDoubt) != tt.doubt {
				t.Errorf("Send = %v; want permanent %v, in doubt %v", err, tt.permanent, tt.doubt)
			}
			if err != nil && strings.Contains(err.Error(), "worker@") {
				t.Errorf("the error tells the address: %v", err)
			}
		})
	}
}

func TestSlowServerIsLeftAtTheDeadline(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	tests := []struct {
		name  string
		send  SMTP
		doubt bool
	}{
		{"never says hello", SMTP{Host: "127.0.0.1", Port: silent.Addr().(*net.TCPAddr).Port, TLS: NoTLS, From: from}, false},
		{"silent after the message", startScript(t, &script{hang: true}, nil), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
			defer cancel()
			start := time.Now()
			err := tt.send.Send(ctx, message)
			if err == nil || errors.Is(err, ErrPermanent) || errors.Is(err, ErrInDoubt) != tt.doubt {
				t.Errorf("Send = %v, want in doubt %v", err, tt.doubt)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("gave up after %v", took)
			}
		})
	}
}

// S19: protection is demanded, and the certificate is looked at.
func TestTLS(t *testing.T) {
	t.Parallel()
	web := httptest.NewTLSServer(nil) // for its certificate only
	t.Cleanup(web.Close)
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	protected := startScript(t, &script{}, web.TLS)
	plain := startScript(t, &script{}, nil)
	fromTheStart := startScript(t, &script{tls: true}, web.TLS)
	tests := []struct {
		name  string
		send  SMTP
		tls   TLS
		roots *x509.CertPool
		ok    bool
	}{
		{"STARTTLS offered", protected, STARTTLS, roots, true},
		{"STARTTLS with a stranger's certificate", protected, STARTTLS, nil, false},
		{"STARTTLS not offered", plain, STARTTLS, roots, false},
		{"nothing said about TLS means STARTTLS", plain, "", roots, false},
		{"TLS from the start", fromTheStart, FullTLS, roots, true},
		{"TLS from the start with a stranger's certificate", fromTheStart, FullTLS, nil, false},
		{"TLS from the start where there is none", plain, FullTLS, roots, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tt.send
			s.TLS, s.roots, s.Timeout = tt.tls, tt.roots, 5*time.Second
			if err := s.Send(t.Context(), message); (err == nil) != tt.ok {
				t.Errorf("Send = %v, want success %v", err, tt.ok)
			}
		})
	}
}

// script is what a test server answers.
type script struct {
	mail, rcpt, data error
	drop             bool // hang up instead of answering the message
	hang             bool // do not answer the message
	tls              bool // TLS from the start
}

type playing struct {
	*script
	conn *smtp.Conn
	end  <-chan struct{}
}

func (p playing) Mail(string, *smtp.MailOptions) error { return p.mail }
func (p playing) Rcpt(string, *smtp.RcptOptions) error { return p.rcpt }
func (p playing) Reset()                               {}
func (p playing) Logout() error                        { return nil }

func (p playing) Data(r io.Reader) error {
	_, _ = io.Copy(io.Discard, r)
	if p.drop {
		_ = p.conn.Conn().Close()
	}
	if p.hang {
		<-p.end
	}
	return p.data
}

func startScript(t *testing.T, s *script, config *tls.Config) SMTP {
	t.Helper()
	end := make(chan struct{})
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return playing{s, c, end}, nil
	}))
	server.TLSConfig = config
	server.ErrorLog = log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if s.tls {
		l = tls.NewListener(l, config)
	}
	var wg sync.WaitGroup
	wg.Go(func() { _ = server.Serve(l) })
	t.Cleanup(func() {
		close(end)
		_ = l.Close()
		_ = server.Close()
		wg.Wait()
	})
	return SMTP{Host: "127.0.0.1", Port: port, TLS: NoTLS, From: from}
}
