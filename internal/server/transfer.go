package server

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// transferLimit bounds a request that moves a document: 25 MB over the line of
// a telephone in the country.
const transferLimit = 10 * time.Minute

const timerKey contextKey = 1

// bounded gives a context that ends after a time, unless takeTime moves its
// end while the request is answered.
func bounded(ctx context.Context, limit time.Duration) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(limit, func() { cancel(context.DeadlineExceeded) })
	return context.WithValue(ctx, timerKey, timer), func() {
		timer.Stop()
		cancel(nil)
	}
}

// takeTime gives a request the time that moving a document, or counting every
// open case of a large organisation, may take, from now on. It is for people
// who are signed in and may do it.
func takeTime(c *gin.Context) {
	if timer, ok := c.Request.Context().Value(timerKey).(*time.Timer); ok {
		timer.Reset(transferLimit)
	}
	end := time.Now().Add(transferLimit)
	line := http.NewResponseController(c.Writer)
	// A line that has no such limits needs none moved.
	_ = line.SetReadDeadline(end)
	_ = line.SetWriteDeadline(end)
}
