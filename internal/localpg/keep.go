package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
)

// keep runs the server until Stop, and runs it again when it dies. It reports
// once on ready: nil when the server first accepts connections.
//
// The thread is never given back: the kernel ends the server when the thread
// that started it ends (see child_linux.go), not when the program does.
func (s *Server) keep(ctx context.Context, ready chan<- error) {
	runtime.LockOSThread()
	defer close(s.stopped)
	first, began := true, time.Now()
	for wait := 20 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		up, err := s.runOnce(ctx, func() {
			if first {
				first = false
				s.log.Info("private database is ready", "version", s.bin.major, "took", time.Since(began).Round(time.Millisecond))
				ready <- nil
			} else {
				s.log.Warn("private database is back", "took", time.Since(began).Round(time.Millisecond))
			}
		})
		if s.isStopping() {
			return
		}
		if up {
			wait, began = 20*time.Millisecond, time.Now()
			s.log.Error("private database died; starting it again", "error", err)
		}
		if first && (ctx.Err() != nil || !passing(err) || time.Since(began) > patience) {
			ready <- err
			return
		}
		if !up && !first {
			s.log.Error("private database does not start; trying again", "error", err)
		}
		select {
		case <-time.After(wait):
		case <-s.stopping:
			return
		}
	}
}

// runOnce starts the server and returns when it has ended. It reports whether
// connections were accepted in between.
func (s *Server) runOnce(ctx context.Context, accepted func()) (up bool, err error) {
	log, err := os.OpenFile(s.home.logFile(), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return false, err
	}
	defer log.Close()
	from, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return false, err
	}
	// Not bound to the context of Start: the server outlives it.
	cmd := s.command(context.WithoutCancel(ctx), "postgres", s.arguments()...)
	cmd.Stderr = log
	endWithUs(cmd.SysProcAttr)
	if err := cmd.Start(); err != nil {
		return false, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer s.pid.Store(0)
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	cancelled := ctx.Done()
	for {
		select {
		case <-look.C:
			if readyPID(s.home.cluster()) == cmd.Process.Pid {
				look.Stop()
				up, cancelled = true, nil
				s.pid.Store(int64(cmd.Process.Pid))
				accepted()
			}
		case <-cancelled:
			cancelled = nil
			cmd.Process.Signal(os.Interrupt)
		case sig := <-s.signals:
			cmd.Process.Signal(sig)
		case err := <-ended:
			said := make([]byte, 8<<10)
			n, _ := log.ReadAt(said, from)
			if ctx.Err() != nil && !up {
				return false, ctx.Err()
			}
			return up, fmt.Errorf("PostgreSQL ended (%v): %s", err, lastLines(string(said[:n]), 4))
		}
	}
}

func (s *Server) isStopping() bool {
	select {
	case <-s.stopping:
		return true
	default:
		return false
	}
}

// passing reports whether a failed start may succeed in a moment: the server
// of a killed program is still shutting down, or a child of a killed server
// still holds its memory.
func passing(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	text := err.Error()
	for _, sign := range []string{"lock file", "pre-existing shared memory block", "is still in use", "is already in use"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}

// rotateLog keeps the server's log of this start and of the one before.
func (s *Server) rotateLog() error {
	if err := os.Rename(s.home.logFile(), s.home.logFile()+".1"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return s.home.account.ownFile(s.home.logFile(), "")
}
