package server

import (
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
)

// handler answers one request. What it returns as an error becomes a page in
// problem.go; it has written nothing then.
type handler func(c *gin.Context) error

// route is one line of the address table.
type route struct {
	method, path string
	open         bool // may be seen without signing in
	handle       handler
}

const visitorKey = "visitor"

// visitor is who is signed in, as read at the start of the request.
type visitor struct {
	staff.Actor
	Organisation staff.Organisation
}

// page runs a handler behind the sign-in.
func (s *Server) page(r route) gin.HandlerFunc {
	return func(c *gin.Context) {
		if !readable(c.Request.URL.Path) {
			s.fail(c, fault.NotFound)
			return
		}
		if err := s.identify(c); err != nil {
			s.fail(c, err)
			return
		}
		if _, signedIn := c.Get(visitorKey); !signedIn && !r.open {
			s.askToSignIn(c)
			return
		}
		if err := r.handle(c); err != nil {
			s.fail(c, err)
		}
	}
}

// identify reads the signed-in user afresh, so that a changed role counts from
// the next request (S9).
func (s *Server) identify(c *gin.Context) error {
	ctx := c.Request.Context()
	userID, sessionID, ok := s.sessions.User(ctx)
	if !ok {
		return nil
	}
	actor, organisation, err := s.gate.Actor(ctx, userID, sessionID, s.desk.Today())
	if err != nil {
		return err
	}
	if actor.UserID == "" { // disabled since
		return s.sessions.End(ctx)
	}
	actor.Address = s.addressOf(c.Request)
	c.Set(visitorKey, visitor{actor, organisation})
	return nil
}

// me is who is signed in; the zero visitor on open pages.
func me(c *gin.Context) visitor {
	v, _ := c.Get(visitorKey)
	who, _ := v.(visitor)
	return who
}

// seeOther answers a successful post.
func seeOther(c *gin.Context, address string) error {
	c.Redirect(http.StatusSeeOther, address)
	return nil
}

// readable says whether an address is text that the database can be asked
// about: NUL and broken UTF-8 name nothing.
func readable(path string) bool {
	return utf8.ValidString(path) && !strings.ContainsFunc(path, unicode.IsControl)
}
