package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gin-gonic/gin"
)

func TestBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, end := bounded(t.Context(), time.Second)
		defer end()
		time.Sleep(999 * time.Millisecond)
		if ctx.Err() != nil {
			t.Error("ended early")
		}
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		if !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
			t.Errorf("after its time: %v", context.Cause(ctx))
		}
	})
}

func TestTakeTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, end := bounded(t.Context(), time.Second)
		defer end()
		c, _ := gin.CreateTestContext(httptest.NewRecorder())
		c.Request = httptest.NewRequestWithContext(ctx, http.MethodPost, "/", nil)
		takeTime(c)
		time.Sleep(transferLimit - time.Second)
		if ctx.Err() != nil {
			t.Error("a document has no more time than a page")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if ctx.Err() == nil {
			t.Error("a document has time without end")
		}
	})
}

// The limits of the line itself are moved as well, through everything that
// wraps the answer: a body that comes slower than the server usually waits is
// read to its end.
func TestTakeTime_movesTheLimitsOfTheLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ patient, want bool }{"a page": {false, false}, "a document": {true, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := gin.New()
			e.POST("/", func(c *gin.Context) {
				if test.patient {
					takeTime(c)
				}
				body, err := io.ReadAll(c.Request.Body)
				if err != nil {
					c.String(http.StatusRequestTimeout, "cut off")
					return
				}
				c.String(http.StatusOK, string(body))
			})
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				e.ServeHTTP(&statusWriter{ResponseWriter: w}, r)
			}))
			s.Config.ReadTimeout, s.Config.WriteTimeout = 100*time.Millisecond, 150*time.Millisecond
			s.Start()
			defer s.Close()
			slow, writer := io.Pipe()
			time.AfterFunc(400*time.Millisecond, func() {
				_, _ = io.WriteString(writer, "late")
				writer.Close()
			})
			answer, err := s.Client().Post(s.URL+"/", "text/plain", slow)
			got := ""
			if err == nil {
				body, _ := io.ReadAll(answer.Body)
				answer.Body.Close()
				got = string(body)
			}
			if strings.Contains(got, "late") != test.want {
				t.Errorf("answered %q, %v", got, err)
			}
		})
	}
}
