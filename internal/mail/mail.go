// Package mail sends one message to one member of staff over SMTP, and in
// development catches it again inside the program. Messages hold a case
// reference and a link, never a name (ux 1.7). What is due, retries and
// parking belong to the outbox in internal/jobs and internal/desk.
package mail

import (
	"context"
	"errors"
)

// Sender takes messages to their recipients.
type Sender interface {
	// Open begins a run of messages. It reaches nobody yet.
	Open() Run
}

// Run sends messages one after the other, from several places at once, and
// keeps its connections between them.
type Run interface {
	// Send returns nil once the server has taken the message, ErrPermanent
	// when trying again is useless, ErrInDoubt when the server may have taken
	// it, and any other error when it is worth trying later.
	Send(ctx context.Context, m Message) error
	// Close takes leave of the server.
	Close()
}

// Message is a plain text message. ID becomes the Message-ID: the same
// reminder has the same one at every try, so a double can be seen.
type Message struct {
	ID      string
	To      string
	Subject string
	Text    string
}

var (
	// ErrPermanent means the server, or the address itself, refuses this
	// message for good.
	ErrPermanent = errors.New("mail refused for good")
	// ErrInDoubt means the connection ended after the whole message was sent
	// and before the answer came: it may have been taken.
	ErrInDoubt = errors.New("mail may or may not have been taken")
)
