package server

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
)

// postDraft is autosave: what stands in a form is kept under the form's key,
// for its author alone and without being checked.
func (s *Server) postDraft(c *gin.Context) error {
	posted, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	at, err := s.mergeDraft(c, c.Param("key"), posted)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"saved_at": at})
	return nil
}

// mergeDraft lays posted fields over the draft of a key.
func (s *Server) mergeDraft(c *gin.Context, key string, posted form.Values) (savedAt string, err error) {
	if key == "" || len(key) > 100 {
		return "", fault.NotFound
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	kept := url.Values{}
	text, _, err := s.desk.Draft(ctx, actor, key)
	if err == nil {
		kept, err = url.ParseQuery(text)
	}
	if err != nil && !errors.Is(err, fault.NotFound) {
		return "", err
	}
	for _, name := range posted.Names() {
		if name != draftKeyField && name != "later" {
			kept[name] = posted.All(name)
		}
	}
	at, err := s.desk.SaveDraft(ctx, actor, key, kept.Encode())
	return clock(at), err
}
