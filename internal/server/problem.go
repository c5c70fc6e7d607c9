package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/render"
)

// fail maps what went wrong to a page. Not allowed and not there look the same
// for cases, because the desk says fault.NotFound for both.
func (s *Server) fail(c *gin.Context, err error) {
	var conflict *fault.Conflict
	var friendly kindly
	switch {
	case errors.As(err, &friendly):
		s.kind(c, friendly)
	case errors.Is(err, fault.NotFound):
		s.problem(c, http.StatusNotFound)
	case errors.Is(err, fault.Forbidden):
		s.problem(c, http.StatusForbidden)
	case errors.As(err, &conflict):
		s.conflict(c, conflict)
	case errors.Is(err, form.ErrTooLarge), errors.Is(err, form.ErrTooMany):
		s.problem(c, http.StatusRequestEntityTooLarge)
	case errors.Is(err, form.ErrMalformed):
		s.problem(c, http.StatusBadRequest)
	default:
		ctx := c.Request.Context()
		if s.desk.Ready(ctx) != nil {
			s.unavailable(c.Writer, c.Request)
			c.Abort()
			return
		}
		s.log.ErrorContext(ctx, "request failed", "request", RequestID(ctx), "path", c.FullPath(), "error", err.Error())
		s.problem(c, http.StatusInternalServerError)
	}
}

// kindly is an answer to somebody who did nothing wrong: what they came to do
// has been done, or there is nothing to do.
type kindly struct {
	heading string
	says    []string
	link    render.Link
}

func (k kindly) Error() string { return k.heading }

func (s *Server) kind(c *gin.Context, k kindly) {
	page := errorPage{Layout: s.layout(c, k.heading, ""), Heading: k.heading, Paragraphs: k.says, Links: []render.Link{k.link}}
	if err := s.render.Page(c.Writer, http.StatusConflict, "error", page); err != nil {
		s.plainProblem(c.Writer, c.Request, http.StatusConflict)
	}
	c.Abort()
}

type errorPage struct {
	render.Layout
	Heading    string
	Paragraphs []string
	Reference  string
	Links      []render.Link
}

var problemWords = map[int]struct {
	heading    string
	paragraphs []string
}{
	http.StatusBadRequest:            {"This form could not be read", []string{"Go back, check what you typed and send it again."}},
	http.StatusForbidden:             {"You cannot do this", []string{"Your role does not include this. If you need it, ask the person who looks after accounts in your organisation."}},
	http.StatusNotFound:              {"Page not found", []string{"If you typed the address or a case reference, check it is correct.", "The case may belong to another team or organisation."}},
	http.StatusMethodNotAllowed:      {"This page works another way", []string{"Open the page again from the menu."}},
	http.StatusRequestEntityTooLarge: {"That was too much at once", []string{"The form is larger than this service takes. Shorten the longest answer and send it again."}},
	http.StatusTooManyRequests:       {"Too many tries", []string{"Wait a few minutes, then try again."}},
	http.StatusInternalServerError:   {"Something went wrong here", []string{"Nothing was half-saved. Try again in a few minutes.", "If it happens again, give the reference below to the person who runs this service."}},
	http.StatusServiceUnavailable:    {"The service is starting", []string{"The database is not ready yet.", "Try again in a few seconds. Anything you saved is kept."}},
}

// problem shows the page for a status.
func (s *Server) problem(c *gin.Context, status int) {
	words, ok := problemWords[status]
	if !ok {
		words = problemWords[http.StatusInternalServerError]
	}
	page := errorPage{Layout: s.layout(c, words.heading, ""), Heading: words.heading, Paragraphs: words.paragraphs}
	if status >= http.StatusInternalServerError {
		page.Reference = RequestID(c.Request.Context())
	}
	if err := s.render.Page(c.Writer, status, "error", page); err != nil {
		s.plainProblem(c.Writer, c.Request, status)
	}
	c.Abort()
}

// conflict tells that somebody was first. What was typed is kept in the draft
// where the page has one.
func (s *Server) conflict(c *gin.Context, conflict *fault.Conflict) {
	page := errorPage{
		Layout:     s.layout(c, "This could not be saved", ""),
		Heading:    "This could not be saved",
		Paragraphs: []string{conflict.Message, "Look at the case as it is now, then decide what to do."},
	}
	if ref := c.Param("ref"); ref != "" {
		page.Links = []render.Link{{Text: "Open the case", Href: "/cases/" + ref}}
	}
	if err := s.render.Page(c.Writer, http.StatusConflict, "error", page); err != nil {
		s.plainProblem(c.Writer, c.Request, http.StatusConflict)
	}
	c.Abort()
}

// unavailable answers while the database is away, which after a crash takes a
// few seconds.
func (s *Server) unavailable(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "5")
	s.plainProblem(w, r, http.StatusServiceUnavailable)
}

// plainProblem is the page of last resort, without templates or sign-in.
func (s *Server) plainProblem(w http.ResponseWriter, r *http.Request, status int) {
	page := errorPage{Layout: render.Layout{Title: problemWords[http.StatusInternalServerError].heading, Version: s.options.Version}}
	words, ok := problemWords[status]
	if ok {
		page.Title, page.Heading, page.Paragraphs = words.heading, words.heading, words.paragraphs
	}
	page.Reference = RequestID(r.Context())
	if err := s.render.Page(w, status, "error", page); err != nil {
		http.Error(w, "Something went wrong here. Reference: "+RequestID(r.Context()), status)
	}
}
