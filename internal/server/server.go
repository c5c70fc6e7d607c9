// Package server is the web room: addresses, pages, forms and the words on
// them. It reads what was posted, asks the desk, and shows what came of it. It
// decides nothing about rights or rules and never reaches the database itself.
package server

import (
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/mail"
	"nrmdesk/internal/pdf"
	"nrmdesk/internal/render"
	"nrmdesk/internal/signin"
)

// Server answers requests.
type Server struct {
	desk     *desk.Desk
	gate     *signin.Gate
	sessions *signin.Sessions
	render   *render.Renderer
	log      *slog.Logger
	options  Options
}

// Options are what the operator decides about the pages.
type Options struct {
	Static      fs.FS
	Hosts       []string // names the program answers to; empty means any
	Secure      bool     // served over TLS, here or by the proxy in front
	Version     string
	BaseURL     string // the address people type, for links that leave the program
	NeutralSite string // where the quick exit leads when the organisation names no site

	// ForwardedFrom are the addresses and networks of proxies whose word about
	// the visitor's address is believed.
	ForwardedFrom []string

	PDF     *pdf.Printer  // makes PDFs; nil where no Chromium is to be had
	Catcher *mail.Catcher // of e-mails, in development; nil otherwise
	Sample  bool          // the people and cases are made up
}

// New makes a server.
func New(d *desk.Desk, gate *signin.Gate, sessions *signin.Sessions, r *render.Renderer, log *slog.Logger, o Options) *Server {
	s := &Server{desk: d, gate: gate, sessions: sessions, render: r, log: log, options: o}
	sessions.OnFailure(s.unavailable)
	return s
}

// requestLimit bounds one request from first byte to last.
const requestLimit = 30 * time.Second

// Handler is the whole chain in front of the pages: the outermost part runs
// first.
func (s *Server) Handler() http.Handler {
	var h http.Handler = s.engine()
	h = s.sessions.Handler(h)
	h = filesNeedNoSession(s.linksApart(h))
	h = s.sameOrigin(h)
	h = s.headers(h)
	h = s.knownHost(h)
	h = s.recovered(h)
	return s.logged(h)
}

// filesNeedNoSession keeps requests for compiled files out of the sessions. A
// page asks for several at once; one that was still under way when the sign-in
// ended would write the session back.
func filesNeedNoSession(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/static/") {
			r = r.Clone(r.Context())
			r.Header.Del("Cookie")
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) engine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	_ = e.SetTrustedProxies(nil)
	for _, r := range s.routes() {
		e.Handle(r.method, r.path, s.page(r))
	}
	e.NoRoute(func(c *gin.Context) { s.problem(c, http.StatusNotFound) })
	e.NoMethod(func(c *gin.Context) { s.problem(c, http.StatusMethodNotAllowed) })
	e.UseRawPath = true
	e.UnescapePathValues = true
	return e
}
