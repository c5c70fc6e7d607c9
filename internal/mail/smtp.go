package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// TLS says how the connection is protected.
type TLS string

// Protection is demanded, never merely tried (S19).
const (
	STARTTLS TLS = "starttls"
	FullTLS  TLS = "tls"
	NoTLS    TLS = "none"
)

// SMTP sends through a mail server, one connection for each message. It is a
// Sender.
type SMTP struct {
	Host     string
	Port     int
	User     string // empty: do not sign in
	Password string
	TLS      TLS
	From     string        // "NRM Desk <desk@example.org>"
	Timeout  time.Duration // for one message; 0 means 30 seconds

	roots *x509.CertPool
}

const usualTimeout = 30 * time.Second

// Send implements Sender. Its errors name the step and the server's code and
// no more, because servers like to repeat the address (S24).
func (s SMTP) Send(ctx context.Context, m Message) error {
	msg, err := s.compose(m)
	if err != nil {
		return err
	}
	timeout := s.Timeout
	if timeout == 0 {
		timeout = usualTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	line := &line{ctx: ctx, tls: s.tlsConfig()}
	defer line.hangUp()
	client, err := gomail.NewClient(s.Host, s.options(timeout, line)...)
	if err != nil {
		return fmt.Errorf("mail settings: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	// What fails after the server said yes, such as a rude goodbye, is not a
	// failure of the message.
	if err == nil || msg.IsDelivered() {
		return nil
	}
	return explain(ctx, err)
}

func (s SMTP) compose(m Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.From(s.From); err != nil {
		return nil, errors.New("mail settings: the sender is not an e-mail address")
	}
	to, err := mail.ParseAddress(m.To)
	if err != nil || strings.ContainsAny(to.Address, "\r\n\x00") {
		return nil, fmt.Errorf("recipient is not an e-mail address: %w", ErrPermanent)
	}
	if err := msg.To(to.Address); err != nil {
		return nil, fmt.Errorf("recipient is not an e-mail address: %w", ErrPermanent)
	}
	msg.SetMessageIDWithValue(s.messageID(m.ID))
	msg.Subject(oneLine(m.Subject))
	// Keeps out-of-office replies away (RFC 3834).
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	return msg, nil
}

// messageID gives an ID without a domain that of the sender.
func (s SMTP) messageID(id string) string {
	id = strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' || r == '<' || r == '>' {
			return -1
		}
		return r
	}, id)
	if from, err := mail.ParseAddress(s.From); err == nil && !strings.Contains(id, "@") {
		id += from.Address[strings.LastIndex(from.Address, "@"):]
	}
	return id
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (s SMTP) options(timeout time.Duration, line *line) []gomail.Option {
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(timeout), gomail.WithoutNoop(),
		gomail.WithTLSConfig(line.tls), gomail.WithDialContextFunc(line.dial),
	}
	auth := gomail.SMTPAuthAutoDiscover
	switch s.TLS {
	case NoTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case FullTLS:
		line.protect = true
		// The library looks for protection only after STARTTLS; PLAIN checks
		// for itself that the connection is TLS.
		auth = gomail.SMTPAuthPlain
		options = append(options, gomail.WithSSL())
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.User != "" {
		options = append(options, gomail.WithSMTPAuth(auth), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return options
}

func (s SMTP) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: s.roots}
}

// line is the connection of one message. It is cut when the context ends,
// whatever step the conversation is at: the library itself looks at the
// context only while dialling.
type line struct {
	ctx     context.Context
	tls     *tls.Config
	protect bool
	conn    net.Conn
	unwatch func() bool
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var conn net.Conn
	var err error
	if l.protect {
		conn, err = (&tls.Dialer{Config: l.tls}).DialContext(ctx, network, address)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
	}
	if err != nil {
		return nil, err
	}
	l.conn = conn
	l.unwatch = context.AfterFunc(l.ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	return conn, nil
}

func (l *line) hangUp() {
	if l.conn != nil {
		l.unwatch()
		_ = l.conn.Close() // already closed after a polite goodbye
	}
}

func explain(ctx context.Context, err error) error {
	sending := new(gomail.SendError)
	if !errors.As(err, &sending) {
		if ctx.Err() != nil {
			return fmt.Errorf("mail server did not answer in time: %w", ctx.Err())
		}
		return fmt.Errorf("reach mail server: %w", err)
	}
	code := sending.ErrorCode()
	switch {
	case code >= 500:
		return fmt.Errorf("%s: code %d: %w", sending.Reason, code, ErrPermanent)
	case code > 0:
		return fmt.Errorf("%s: code %d", sending.Reason, code)
	case sending.Reason == gomail.ErrSMTPDataClose:
		return fmt.Errorf("%s: no answer: %w", sending.Reason, ErrInDoubt)
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", sending.Reason, ctx.Err())
	}
	return fmt.Errorf("%s: no answer", sending.Reason)
}
