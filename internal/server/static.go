package server

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
)

func (s *Server) staticRoutes() []route {
	return []route{
		{method: "GET", path: "/static/:file", open: true, handle: s.getStatic},
		{method: "GET", path: "/healthz", open: true, handle: s.getHealthz},
		{method: "GET", path: "/healthz/reminders", open: true, handle: s.getReminderHealth},
		{method: "GET", path: "/healthz/audit", open: true, handle: s.getAuditHealth},
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

// getReminderHealth answers whether reminders are looked for, by any copy of
// the program. It is apart from healthz: a copy whose pages work must not be
// taken away because no copy sweeps.
func (s *Server) getReminderHealth(c *gin.Context) error {
	stalled, since, err := s.desk.Stalled(c.Request.Context())
	switch {
	case err != nil:
		return err
	case stalled:
		c.String(http.StatusServiceUnavailable, "reminders stand still since %s\n", since.UTC().Format(time.RFC3339))
	default:
		c.String(http.StatusOK, "ok\n")
	}
	return nil
}
