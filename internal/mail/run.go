package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// run is a run of messages over SMTP: each message takes a line that is free,
// or a new one, and leaves it to the next.
type run struct {
	smtp SMTP
	mu   sync.Mutex
	free []*line
}

// Send implements Run. Its errors name the step and the server's code and no
// more, because servers like to repeat the address (S24).
func (r *run) Send(ctx context.Context, m Message) error {
	msg, err := r.smtp.compose(m)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, r.smtp.timeout())
	defer cancel()
	for {
		l, used, err := r.take(ctx)
		if err != nil {
			return err
		}
		err = l.send(ctx, msg)
		// What fails after the server said yes is not a failure of the message.
		if err == nil {
			r.leave(l)
			return nil
		}
		l.drop()
		if msg.IsDelivered() {
			return nil
		}
		// A server may close a line that was left free; the message is then as
		// good as not begun.
		if !used || !unheard(err) || ctx.Err() != nil {
			return explain(ctx, err)
		}
	}
}

// Close implements Run.
func (r *run) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, l := range r.free {
		l.hangUp()
	}
	r.free = nil
}

func (r *run) take(ctx context.Context) (l *line, used bool, err error) {
	r.mu.Lock()
	if n := len(r.free); n > 0 {
		l, r.free = r.free[n-1], r.free[:n-1]
	}
	r.mu.Unlock()
	if l != nil {
		return l, true, nil
	}
	l, err = dial(ctx, r.smtp)
	return l, false, err
}

func (r *run) leave(l *line) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.free = append(r.free, l)
}

// line is one connection to the server. It is cut when the context of the
// message on it ends, whatever step the conversation is at: the library itself
// looks at the context only while dialling.
type line struct {
	tls      *tls.Config
	protect  bool
	ctx      context.Context // of the message that opened it, while it is being opened
	unwatch  func() bool
	conn     net.Conn
	mailer   *gomail.Client
	talking  *smtp.Client
	goodbyes time.Duration // how long a polite end may take
}

func dial(ctx context.Context, s SMTP) (*line, error) {
	l := &line{tls: s.tlsConfig(), goodbyes: min(s.timeout(), 2*time.Second), ctx: ctx}
	mailer, err := gomail.NewClient(s.Host, s.options(l)...)
	if err != nil {
		return nil, fmt.Errorf("mail settings: %w", err)
	}
	l.mailer = mailer
	l.talking, err = mailer.DialToSMTPClientWithContext(ctx)
	if l.unwatch != nil {
		l.unwatch()
	}
	if err != nil {
		l.drop()
		return nil, explain(ctx, err)
	}
	return l, nil
}

// dial is how the library opens the connection. The greeting and the signing
// in are cut with the message's context, too.
func (l *line) dial(ctx context.Context, network, address string) (conn net.Conn, err error) {
	if l.protect {
		conn, err = (&tls.Dialer{Config: l.tls}).DialContext(ctx, network, address)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
	}
	if err != nil {
		return nil, err
	}
	l.conn = conn
	// The library's own context ends with the dialling.
	l.unwatch = context.AfterFunc(l.ctx, func() { _ = conn.Close() })
	return conn, nil
}

func (l *line) send(ctx context.Context, msg *gomail.Msg) error {
	unwatch := context.AfterFunc(ctx, func() { _ = l.conn.Close() })
	defer unwatch()
	return l.mailer.SendWithSMTPClient(l.talking, msg)
}

// hangUp says goodbye. What the server makes of it is of no interest any more.
func (l *line) hangUp() {
	_ = l.conn.SetDeadline(time.Now().Add(l.goodbyes))
	_ = l.talking.Quit()
	l.drop()
}

// drop ends the connection without a word.
func (l *line) drop() {
	if l.conn != nil {
		_ = l.conn.Close()
	}
}

// unheard says that the server ended the conversation before the message.
func unheard(err error) bool {
	sending := new(gomail.SendError)
	if !errors.As(err, &sending) {
		return false
	}
	code := sending.ErrorCode()
	return (sending.Reason == gomail.ErrSMTPMailFrom || sending.Reason == gomail.ErrConnCheck) && (code == 0 || code == 421)
}
