package mail

import (
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Caught is a message the catcher took.
type Caught struct {
	ID      string // the Message-ID without its brackets
	From    string
	To      []string
	Subject string
	Text    string
	At      time.Time
}

// Catcher is a mail server inside the program, for development and tests: it
// takes every message on a loopback address, keeps the last ones in memory
// and passes none on.
type Catcher struct {
	server   *smtp.Server
	listener net.Listener
	done     chan struct{}

	mu     sync.Mutex
	caught []Caught // oldest first
}

const keepCaught = 500

// StartCatcher listens on a free port of this machine until Stop.
func StartCatcher() (*Catcher, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start mail catcher: %w", err)
	}
	c := &Catcher{listener: l, done: make(chan struct{})}
	c.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &catching{catcher: c}, nil
	}))
	c.server.Domain = "localhost"
	c.server.MaxMessageBytes = 1 << 20
	c.server.MaxRecipients = 50
	c.server.ReadTimeout, c.server.WriteTimeout = 30*time.Second, 30*time.Second
	c.server.ErrorLog = log.New(io.Discard, "", 0)
	go func() {
		defer close(c.done)
		_ = c.server.Serve(l) // ends with the listener
	}()
	return c, nil
}

// Addr is where the catcher listens, as host and port.
func (c *Catcher) Addr() (host string, port int) {
	a := c.listener.Addr().(*net.TCPAddr)
	return a.IP.String(), a.Port
}

// Sender speaks to the catcher over SMTP.
func (c *Catcher) Sender(from string) SMTP {
	host, port := c.Addr()
	return SMTP{Host: host, Port: port, TLS: NoTLS, From: from}
}

// Stop closes the port and every connection.
func (c *Catcher) Stop() {
	_ = c.listener.Close()
	_ = c.server.Close()
	<-c.done
}

// Messages are the messages kept, newest first.
func (c *Catcher) Messages() []Caught {
	c.mu.Lock()
	defer c.mu.Unlock()
	newest := slices.Clone(c.caught)
	slices.Reverse(newest)
	return newest
}

// Message is the newest message with the ID.
func (c *Catcher) Message(id string) (Caught, bool) {
	all := c.Messages()
	i := slices.IndexFunc(all, func(m Caught) bool { return m.ID == id })
	if i < 0 {
		return Caught{}, false
	}
	return all[i], true
}

func (c *Catcher) keep(m Caught) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.caught = append(c.caught, m)
	if extra := len(c.caught) - keepCaught; extra > 0 {
		c.caught = slices.Delete(c.caught, 0, extra)
	}
}

// catching is one conversation with a client.
type catching struct {
	catcher *Catcher
	from    string
	to      []string
}

func (s *catching) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }
func (s *catching) Rcpt(to string, _ *smtp.RcptOptions) error   { s.to = append(s.to, to); return nil }
func (s *catching) Reset()                                      { s.from, s.to = "", nil }
func (s *catching) Logout() error                               { return nil }

func (s *catching) Data(r io.Reader) error {
	m, err := read(r)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "Not a message"}
	}
	m.From, m.To = s.from, s.to
	s.catcher.keep(m)
	return nil
}

func read(r io.Reader) (Caught, error) {
	msg, err := mail.ReadMessage(r)
	if err != nil {
		return Caught{}, err
	}
	text, err := io.ReadAll(decoded(msg))
	if err != nil {
		return Caught{}, err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil {
		return Caught{}, err
	}
	return Caught{
		ID:      strings.Trim(msg.Header.Get("Message-ID"), "<> "),
		Subject: subject,
		Text:    strings.ReplaceAll(string(text), "\r\n", "\n"),
		At:      time.Now(),
	}, nil
}

func decoded(msg *mail.Message) io.Reader {
	switch strings.ToLower(msg.Header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		return quotedprintable.NewReader(msg.Body)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, msg.Body)
	}
	return msg.Body
}
