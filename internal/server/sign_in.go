package server

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/render"
	"nrmdesk/internal/signin"
)

func (s *Server) signInRoutes() []route {
	return []route{
		{method: "GET", path: "/sign-in", open: true, handle: s.getSignIn},
		{method: "POST", path: "/sign-in", open: true, handle: s.postSignIn},
		{method: "POST", path: "/sign-out", open: true, handle: s.postSignOut},
		{method: "POST", path: "/session/extend", handle: s.postExtend},
		{method: "GET", path: "/exit", open: true, handle: s.getExit},
		{method: "GET", path: "/", handle: func(c *gin.Context) error { return seeOther(c, home(me(c).Actor)) }},
	}
}

// askToSignIn sends somebody who is not signed in to the sign-in page and back
// afterwards. What they had posted goes with them, sealed, so that a session
// that ended in the middle of a sentence costs nothing.
func (s *Server) askToSignIn(c *gin.Context) {
	if c.GetHeader("Accept") == "application/json" {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	if c.Request.Method == http.MethodGet {
		address := "/sign-in"
		if back := c.Request.URL.Path; back != "/" {
			address += "?" + url.Values{"back": {back}}.Encode()
		}
		c.Redirect(http.StatusSeeOther, address)
		return
	}
	posted, err := readUnsent(c.Request)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := signInPage{ReturnTo: c.Request.URL.Path}
	if posted.Text(draftKeyField) != "" {
		if page.Unsent, err = s.gate.SealUnsent(posted.Encode()); err != nil {
			s.fail(c, err)
			return
		}
	}
	page.Ended = true
	if err := s.showSignIn(c, http.StatusUnauthorized, page, form.Values{}, nil); err != nil {
		s.fail(c, err)
	}
}

// readUnsent reads what somebody posted who is not signed in any more. Of a
// form with a file only the fields are read: the file is not taken in.
func readUnsent(r *http.Request) (form.Values, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return form.Read(r, form.Usual)
	}
	v, err := form.ReadUpload(r, uploadForm, func(_ string, file io.Reader) error {
		_, err := io.Copy(io.Discard, file)
		return err
	})
	if errors.Is(err, form.ErrTooLarge) {
		err = nil
	}
	return v, err
}

type signInPage struct {
	render.Layout
	ReturnTo  string // own path to go to afterwards
	Unsent    string // sealed
	Ended     bool   // the session ended while a form was open
	Questions []render.Question
	Submit    render.Button
}

func (s *Server) getSignIn(c *gin.Context) error {
	if me(c).UserID != "" {
		return seeOther(c, home(me(c).Actor))
	}
	return s.showSignIn(c, http.StatusOK, signInPage{ReturnTo: ownPath(c.Query("back"))}, form.Values{}, nil)
}

func (s *Server) showSignIn(c *gin.Context, status int, page signInPage, v form.Values, problems fault.Problems) error {
	page.Layout = s.layout(c, "Sign in", "")
	q := ask(v, problems)
	email := q.text("email", "Email address", "")
	email.Type, email.Autocomplete, email.Spellcheck = "email", "username", render.Off
	password := &render.PasswordInput{
		Name: "password", Label: render.Label{Text: "Password", Classes: "govuk-label--s"},
		ErrorMessage: q.wrong("password"), Autocomplete: "current-password",
	}
	q.asked("password", "password", false)
	q.add(render.Question{Password: password})
	page.Questions = q.list
	page.Errors = q.summary()
	page.Submit = render.Button{Text: "Sign in"}
	return s.render.Page(c.Writer, status, "sign_in", page)
}

func (s *Server) postSignIn(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	page := signInPage{ReturnTo: ownPath(v.Text("back")), Unsent: v.Text("unsent")}
	check := form.Check(v)
	email := check.Required("email", 254)
	if v.Text("password") == "" {
		check.Problem("password", "required")
	}
	if problems := check.Problems(); len(problems) > 0 {
		return s.showSignIn(c, http.StatusUnprocessableEntity, page, v, problems)
	}
	ctx := c.Request.Context()
	user, err := s.gate.SignIn(ctx, email, v.Text("password"), s.addressOf(c.Request))
	var slow *signin.Slow
	switch {
	case errors.As(err, &slow):
		c.Header("Retry-After", strconv.Itoa(int(slow.Wait.Seconds())+1))
		return s.showSignIn(c, http.StatusTooManyRequests, page, v, fault.Problems{{Field: "email", Code: "slow_down"}})
	case errors.Is(err, signin.ErrWrong):
		return s.showSignIn(c, http.StatusUnprocessableEntity, page, v, fault.Problems{{Field: "email", Code: "wrong"}})
	case err != nil:
		return err
	}
	if err := s.sessions.Begin(ctx, user); err != nil {
		return err
	}
	if page.Unsent != "" {
		if err := s.keepUnsent(c, page.Unsent); err != nil {
			return err
		}
	}
	if page.ReturnTo != "" {
		return seeOther(c, page.ReturnTo)
	}
	return seeOther(c, home(user.Actor("")))
}

// keepUnsent turns what was posted after the session had ended into a draft of
// whoever signed in on that page.
func (s *Server) keepUnsent(c *gin.Context, sealed string) error {
	text, err := s.gate.OpenUnsent(sealed)
	if err != nil {
		return nil //nolint:nilerr // a spoilt field is not worth refusing the sign-in
	}
	posted, err := form.Parse(text)
	if err != nil {
		return nil //nolint:nilerr // as above
	}
	if err := s.identify(c); err != nil {
		return err
	}
	if _, err := s.mergeDraft(c, posted.Text(draftKeyField), posted); err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "What you had typed is kept. Check it and go on.")
	return nil
}

func (s *Server) postSignOut(c *gin.Context) error {
	if err := s.sessions.End(c.Request.Context()); err != nil {
		return err
	}
	c.Header("Clear-Site-Data", `"cache", "cookies", "storage"`)
	return seeOther(c, "/sign-in")
}

// getExit is the quick exit: it ends the sign-in and leads to a site that says
// nothing about the visitor.
func (s *Server) getExit(c *gin.Context) error {
	site := s.options.NeutralSite
	if own := me(c).Organisation.NeutralSite; own != "" {
		site = own
	}
	if err := s.sessions.End(c.Request.Context()); err != nil {
		return err
	}
	c.Header("Clear-Site-Data", `"cache", "cookies", "storage"`)
	return seeOther(c, site)
}

func (s *Server) postExtend(c *gin.Context) error {
	idle := s.sessions.Idle()
	c.JSON(http.StatusOK, gin.H{"seconds": int(idle.Seconds()), "ends_at": clock(s.desk.Now().Add(idle))})
	return nil
}

// ownPath keeps only paths of this site (S15).
func ownPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\?#\r\n") {
		return ""
	}
	return path
}

var signInWords = words{
	fields: map[string]string{"email": "your email address", "password": "your password"},
	messages: map[string]string{
		"email/wrong":     "Check the email address and the password. One of them is not right",
		"email/slow_down": "There were too many tries. Wait a minute, then try again",
	},
}
