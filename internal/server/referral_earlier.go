package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/render"
)

type referralEarlierPage struct {
	render.Layout
	CaseBar *render.CaseBar
	Caption string
	Heading string
	Texts   []earlierText
}

// earlierText is one wording that stood on the page once.
type earlierText struct {
	Heading string
	Text    string
}

// getEarlierTexts shows what stood on a page before it was written anew.
func (s *Server) getEarlierTexts(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	e, err := s.desk.EarlierTexts(c.Request.Context(), me(c).Actor, r, c.Param("task"), c.Param("page"))
	if err != nil {
		return err
	}
	bar := caseBar(e.Head)
	page := referralEarlierPage{
		Layout: s.layout(c, "Earlier wordings", string(r)), CaseBar: &bar, Caption: e.Page.Title, Heading: "Earlier wordings",
		Texts: earlierTexts(e),
	}
	page.Back = &render.Link{Text: "Back", Href: referralAddress(r, e.Page.Task.ID, e.Page.ID)}
	return s.render.Page(c.Writer, http.StatusOK, "referral_earlier", page)
}

func earlierTexts(e desk.EarlierTexts) []earlierText {
	texts := make([]earlierText, len(e.List))
	for i, old := range e.List {
		texts[i] = earlierText{
			Heading: e.Draft.Form.Field(old.Field).Short + ", until " + old.ReplacedByName + " changed it on " + moment(old.ReplacedAt), Text: old.Text,
		}
	}
	return texts
}
