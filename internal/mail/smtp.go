package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
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

// SMTP sends through a mail server. It is a Sender.
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

// Open implements Sender.
func (s SMTP) Open() Run { return &run{smtp: s} }

// Send sends one message on a connection of its own.
func (s SMTP) Send(ctx context.Context, m Message) error {
	run := s.Open()
	defer run.Close()
	return run.Send(ctx, m)
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

func (s SMTP) timeout() time.Duration {
	if s.Timeout == 0 {
		return usualTimeout
	}
	return s.Timeout
}

func (s SMTP) options(line *line) []gomail.Option {
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(s.timeout()), gomail.WithoutNoop(), gomail.WithoutRset(),
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
