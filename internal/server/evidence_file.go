package server

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/media"
)

// getEvidenceFile hands out a document as a download, never to be shown inside
// a page of ours (S20). It is called by the case and its number: the name the
// person gave it may name the client, and a download folder is no safe place.
func (s *Server) getEvidenceFile(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	n, err := evidenceNumber(c)
	if err != nil {
		return err
	}
	f, err := s.desk.OpenEvidence(c.Request.Context(), me(c).Actor, r, n)
	if err != nil {
		return err
	}
	return s.download(c, f, string(r)+"-document-"+number(n))
}

// download hands out a document under a name that tells nothing.
func (s *Server) download(c *gin.Context, f *desk.EvidenceContent, name string) error {
	takeTime(c)
	kind := media.Type(f.Type)
	c.Header("Content-Type", kind.ContentType())
	c.Header("Content-Disposition", `attachment; filename="`+name+"."+kind.Extensions()[0]+`"`)
	c.Header("Content-Length", strconv.FormatInt(f.Size, 10))
	c.Status(http.StatusOK)
	if _, err := f.WriteTo(c.Writer); err != nil {
		// Too late for an error page. The length tells the browser that this is not all.
		s.log.WarnContext(c.Request.Context(), "a download ended early", "request", RequestID(c.Request.Context()), "error", err.Error())
	}
	return nil
}
