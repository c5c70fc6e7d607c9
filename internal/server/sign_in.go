package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func (s *Server) signInRoutes() []route {
	return nil
}

func (s *Server) askToSignIn(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, "/sign-in")
}
