package server

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
)

func (s *Server) staticRoutes() []route {
	return []route{
		{method: "GET", path: "/static/:file", open: true, handle: s.getStatic},
		{method: "GET", path: "/healthz", open: true, handle: s.getHealthz},
	}
}

// getStatic serves a compiled file. Its name changes with its content, so
// browsers may keep it for a year.
func (s *Server) getStatic(c *gin.Context) error {
	name := c.Param("file")
	content, err := fs.ReadFile(s.options.Static, name)
	if err != nil || name == "manifest.json" {
		return fault.NotFound
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	c.Header("Content-Type", kind)
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Header("Content-Length", strconv.Itoa(len(content)))
	c.Status(http.StatusOK)
	_, err = c.Writer.Write(content)
	return err
}

// getHealthz answers whether the program can do its work.
func (s *Server) getHealthz(c *gin.Context) error {
	if err := s.desk.Ready(c.Request.Context()); err != nil {
		c.Header("Retry-After", "5")
		c.String(http.StatusServiceUnavailable, "database not reachable\n")
		return nil
	}
	known, err := s.desk.HolidaysKnown(c.Request.Context())
	if err != nil {
		return err
	}
	said := "ok\n"
	if known.Soon {
		said += "bank holidays are known until " + known.Until.Long() + " only: load a newer list\n"
	}
	c.String(http.StatusOK, said)
	return nil
}
