package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/link"
	"nrmdesk/internal/render"
)

// linkArea is where the pages of one-time links live. What follows it in an
// address is the secret part, so it is written down nowhere.
const linkArea = "/h/"

func (s *Server) linkRoutes() []route {
	return []route{
		{method: "GET", path: "/h/:key", open: true, handle: s.getLink},
		{method: "POST", path: "/h/:key", open: true, handle: s.postLink},
		{method: "GET", path: "/h/:key/answer/:act", open: true, handle: s.getLinkAnswer},
		{method: "POST", path: "/h/:key/answer/:act", open: true, handle: s.postLinkAnswer},
		{method: "GET", path: "/h/:key/documents/:document", open: true, handle: s.getLinkDocument},
		{method: "POST", path: "/h/:key/leave", open: true, handle: s.postLinkLeave},
		{method: "GET", path: "/cases/:ref/handoffs/:number/link", handle: s.getSendLink},
		{method: "POST", path: "/cases/:ref/handoffs/:number/link", handle: s.postSendLink},
		{method: "POST", path: "/cases/:ref/handoffs/:number/link/stop", handle: s.postStopLink},
	}
}

func isLink(path string) bool { return strings.HasPrefix(path, linkArea) }

// loggedPath is an address as the log may hold it: without the key of a link.
func loggedPath(path string) string {
	if !isLink(path) {
		return path
	}
	_, rest, more := strings.Cut(strings.TrimPrefix(path, linkArea), "/")
	if !more {
		return linkArea + ":key"
	}
	return linkArea + ":key/" + rest
}

// linksApart keeps the pages of links away from the staff's sessions: somebody
// who is signed in and opens a link is a stranger there, and their session is
// neither read nor prolonged.
func (s *Server) linksApart(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isLink(r.URL.Path) {
			r = r.Clone(r.Context())
			cookie, err := r.Cookie(s.linkCookie())
			r.Header.Del("Cookie")
			if err == nil {
				r.AddCookie(cookie)
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) linkCookie() string {
	if s.options.Secure {
		return "__Secure-nrmdesk-handoff"
	}
	return "nrmdesk-handoff"
}

// keepReading gives whoever opened a link the cookie by which they go on. It is
// sent back to the pages of this link alone, until the browser is closed; when
// it stops counting says the desk.
func (s *Server) keepReading(c *gin.Context, token string) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: s.linkCookie(), Value: token, Path: linkAddress(c),
		Secure: s.options.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func linkAddress(c *gin.Context) string { return linkArea + c.Param("key") }

// linkFoot stands at the end of every page of a link.
type linkFoot struct {
	Heading string
	Lines   []string
	More    render.Link
}

// linkLayout is what stands around a page of a link: nothing of the staff's.
func (s *Server) linkLayout(title string) render.Layout {
	return render.Layout{Title: title, Version: s.options.Version, Sample: s.options.Sample}
}

// linkFoot lists the emergency lines of a nation; of all when the page does not
// know, or must not say, where the client is.
func (s *Server) linkFoot(c *gin.Context, organisationID string, nation calendar.Nation) (linkFoot, error) {
	services, err := s.desk.Services(c.Request.Context(), organisationID)
	if err != nil {
		return linkFoot{}, err
	}
	foot := linkFoot{Heading: "In an emergency", More: render.Link{Text: "More help and safety", Href: "/help/safety"}}
	for _, e := range services.Entries() {
		if e.Emergency && !e.Ended() && (!nation.Valid() || e.Serves(nation)) {
			foot.Lines = append(foot.Lines, emergencyLine(e))
		}
	}
	return foot, nil
}

// linkFormPage is a page of a link with one form.
type linkFormPage struct {
	render.Layout
	Heading   string
	Intro     []string
	Action    string
	Hidden    []render.Hidden
	Questions []render.Question
	Submit    render.Button
	Other     *render.Link
	Foot      linkFoot
}

// linkOverPage says that there is nothing to see, and whom to ask.
type linkOverPage struct {
	render.Layout
	Heading    string
	Paragraphs []string
	Foot       linkFoot
}

var overWords = map[link.Over][]string{
	link.OverTakenBack: {"This handoff was taken back", "The sender has taken it back, so it is not shown any more. Stop using what you saw of it, and delete what you kept.", "Call the sender if you had begun to help."},
	link.OverRefused:   {"This handoff was declined", "What was shared is not shown any more. Thank you for your answer.", "Call the sender if it was a mistake."},
	link.OverClosed:    {"This handoff is closed", "The sender has closed it, so it is not shown any more.", "Call them if you still need something."},
	link.OverKept:      {"The time for this is over", "What was shared was for a time that has ended. Delete what you kept of it.", "Call the sender if you still need it."},
	link.OverReplaced:  {"There is a newer link", "The sender has sent a newer link, and this one has ended. Look for the newer email, and use the code that belongs to it."},
	link.OverStopped:   {"This link was stopped", "The sender has stopped this link. Ask them for a new one if you still need it."},
	link.OverLocked:    {"This link is locked", "A wrong code was entered too often. Ask the sender for a new link and a new code."},
	link.OverExpired:   {"This link has run out", "Ask the sender for a new link and a new code."},
	link.OverUsedUp:    {"This link was opened as often as it can be", "Ask the sender for a new link and a new code."},
}

// linkOver tells somebody who has shown that they had the code why there is
// nothing to see.
func (s *Server) linkOver(c *gin.Context, why link.Over) error {
	words := overWords[why]
	page := linkOverPage{Layout: s.linkLayout(words[0]), Heading: words[0], Paragraphs: words[1:]}
	var err error
	if page.Foot, err = s.linkFoot(c, "", ""); err != nil {
		return err
	}
	return s.render.Page(c.Writer, http.StatusGone, "link_over", page)
}

// codeForm asks for the code. It is the same page for every address: nothing is
// looked up for it, so nothing can be learnt from it.
func (s *Server) codeForm(c *gin.Context, status int, v form.Values, problem string, hidden ...render.Hidden) error {
	q := ask(v, codeProblems(problem))
	code := q.text("link_code", "Code", "The sender tells you the code by phone. For example, 123 456.")
	code.Inputmode, code.Autocomplete, code.Classes, code.Value = "numeric", "one-time-code", "govuk-input--width-10", ""
	page := linkFormPage{
		Layout: s.linkLayout("Enter the code"), Heading: "Enter the code", Action: linkAddress(c), Hidden: hidden, Questions: q.list,
		Intro: []string{
			"Somebody has something for you to read and answer. It opens with a code that they give you by phone.",
			"No code yet? Call the organisation that is named in the email, on a number you already know.",
		},
		Submit: render.Button{Text: "Open"},
	}
	page.Errors = q.summary()
	var err error
	if page.Foot, err = s.linkFoot(c, "", ""); err != nil {
		return err
	}
	return s.render.Page(c.Writer, status, "link_form", page)
}
