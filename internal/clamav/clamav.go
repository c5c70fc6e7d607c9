// Package clamav asks a clamd whether a file holds a virus, by its INSTREAM
// protocol: nothing is written where both could see it, so clamd may run as
// another account or on another machine. What follows from the answer is up to
// package desk.
package clamav

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"
)

// ErrAway means that no verdict could be had: clamd is not there, does not
// answer in time, or says that it cannot look at this file.
var ErrAway = errors.New("the virus scanner gives no verdict")

// Client speaks to one clamd. It is safe for use by many goroutines.
type Client struct {
	network, address string

	// Patience is how long clamd may take for each step, and Limit for all of
	// one file. Tests shorten them.
	Patience, Limit time.Duration
}

const (
	patience  = 30 * time.Second
	limit     = 2 * time.Minute
	chunk     = 64 << 10
	maxAnswer = 4 << 10
)

// New reads an address: tcp://host:3310 or unix:///run/clamav/clamd.ctl.
func New(address string) (*Client, error) {
	u, err := url.Parse(address)
	if err == nil && u.Scheme == "tcp" && u.Hostname() != "" && u.Port() != "" && u.Path == "" {
		return &Client{network: "tcp", address: u.Host, Patience: patience, Limit: limit}, nil
	}
	if err == nil && u.Scheme == "unix" && u.Host == "" && strings.HasPrefix(u.Path, "/") {
		return &Client{network: "unix", address: u.Path, Patience: patience, Limit: limit}, nil
	}
	return nil, fmt.Errorf("%q is no address of clamd; it must be such as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl", address)
}

// Scan sends a file and says whether clamd found something in it. The name of
// what was found is not given: nothing here depends on it.
//
// Error: ErrAway, or what reading the file failed with.
func (c *Client) Scan(ctx context.Context, file io.Reader) (infected bool, err error) {
	talk, err := c.dial(ctx)
	if err != nil {
		return false, err
	}
	defer talk.Close()
	cut, failed := talk.send(file)
	if failed != nil {
		return false, failed
	}
	answer, err := talk.answer()
	if err != nil {
		return false, errors.Join(err, cut)
	}
	switch {
	case strings.HasSuffix(answer, " FOUND"):
		return true, nil
	case strings.HasSuffix(answer, ": OK") && cut == nil:
		return false, nil
	default: // clamd ends the conversation early when a file is larger than it takes
		return false, fmt.Errorf("%w: it answered %q", ErrAway, answer)
	}
}

// Ping says whether clamd answers. Error: ErrAway.
func (c *Client) Ping(ctx context.Context) error {
	talk, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer talk.Close()
	if err := talk.write([]byte("zPING\x00")); err != nil {
		return err
	}
	answer, err := talk.answer()
	if err == nil && answer != "PONG" {
		return fmt.Errorf("%w: it answered %q to a ping", ErrAway, answer)
	}
	return err
}

// conversation is one connection. clamd takes one command on each.
type conversation struct {
	net.Conn
	patience time.Duration
	end      time.Time
	leave    func() bool // stops waiting for the caller to give up
}

func (c *Client) dial(ctx context.Context) (*conversation, error) {
	dialer := net.Dialer{Timeout: c.Patience}
	conn, err := dialer.DialContext(ctx, c.network, c.address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAway, err)
	}
	return &conversation{
		Conn: conn, patience: c.Patience, end: time.Now().Add(c.Limit),
		leave: context.AfterFunc(ctx, func() { _ = conn.Close() }),
	}, nil
}

// Close ends the conversation.
func (c *conversation) Close() error {
	c.leave()
	return c.Conn.Close()
}

// next gives clamd its time for one more step.
func (c *conversation) next() error {
	deadline := time.Now().Add(c.patience)
	if c.end.Before(deadline) {
		deadline = c.end
	}
	return c.SetDeadline(deadline)
}

func (c *conversation) write(b []byte) error {
	if err := c.next(); err != nil {
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	if _, err := c.Write(b); err != nil {
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	return nil
}

// send sends the file in chunks, each after its length; a chunk of none ends
// it. When clamd stops listening it may still have said why: cut.
func (c *conversation) send(file io.Reader) (cut, failed error) {
	if err := c.write([]byte("zINSTREAM\x00")); err != nil {
		return nil, err
	}
	buffer := make([]byte, 4+chunk)
	for {
		n, err := io.ReadFull(file, buffer[4:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fmt.Errorf("read file to scan: %w", err)
		}
		binary.BigEndian.PutUint32(buffer, uint32(n))
		if cut := c.write(buffer[:4+n]); cut != nil {
			return cut, nil
		}
		if n == 0 {
			return nil, nil
		}
	}
}

func (c *conversation) answer() (string, error) {
	if err := c.next(); err != nil {
		return "", fmt.Errorf("%w: %w", ErrAway, err)
	}
	text, err := bufio.NewReader(io.LimitReader(c, maxAnswer)).ReadString(0)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrAway, err)
	}
	return strings.TrimSpace(strings.TrimSuffix(text, "\x00")), nil
}
