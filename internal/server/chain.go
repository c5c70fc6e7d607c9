package server

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

type contextKey int

const requestIDKey contextKey = 0

// RequestID is the id of the request being answered, for log lines and for the
// reference on an error page.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey).(string)
	return id
}

// logged gives the request an id and writes one line when it is answered. The
// line holds the address, never what was typed, nor the key of a link (S24).
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := uuid.NewString()[:8]
		ctx, end := bounded(context.WithValue(r.Context(), requestIDKey, id), requestLimit)
		defer end()
		seen := &statusWriter{ResponseWriter: w}
		defer func() { // also when the answer is cut
			s.log.LogAttrs(ctx, slog.LevelInfo, "request",
				slog.String("request", id), slog.String("method", r.Method), slog.String("path", loggedPath(r.URL.Path)),
				slog.Int("status", max(seen.status, http.StatusOK)), slog.Duration("took", time.Since(start)))
		}()
		next.ServeHTTP(seen, r.WithContext(ctx))
	})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the real writer.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// recovered turns a panic into the error page and a log line.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == http.ErrAbortHandler {
				panic(p) // an answer that was cut on purpose: see getReferralZIP
			}
			if p != nil {
				s.log.ErrorContext(r.Context(), "panic", "request", RequestID(r.Context()),
					"panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
				s.plainProblem(w, r, http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// knownHost refuses requests for names that are not ours (S15).
func (s *Server) knownHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if len(s.options.Hosts) > 0 && !slices.Contains(s.options.Hosts, strings.ToLower(host)) {
			http.Error(w, "This address is not served here.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// headers sets what every answer carries (S12). Static files override the
// cache line; pages never may.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if isLink(r.URL.Path) {
			h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
		}
		if s.options.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses posts from other sites (S13).
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.plainProblem(w, r, http.StatusForbidden)
	}))
	return guard.Handler(next)
}
