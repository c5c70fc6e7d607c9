package postgres

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	gormpostgres "gorm.io/driver/postgres"
)

type watchKey struct{}

// WatchStatements gives a context in which every statement that is sent to the
// database is shown with its values, BEGIN, COMMIT and ROLLBACK left out. It
// is for tests, which count what a page asks of the database and look at how
// it is answered.
func WatchStatements(ctx context.Context, see func(sql string)) context.Context {
	return context.WithValue(ctx, watchKey{}, see)
}

// watcher shows what goes over a connection to whoever watches.
type watcher struct{}

func (watcher) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	see, ok := ctx.Value(watchKey{}).(func(sql string))
	if !ok {
		return ctx
	}
	switch first, _, _ := strings.Cut(q.SQL, " "); first {
	case "begin", "commit", "rollback":
	default:
		see(gormpostgres.Dialector{}.Explain(q.SQL, values(q.Args)...))
	}
	return ctx
}

// values leaves out of the arguments how the driver wants its answer.
func values(args []any) []any {
	return slices.DeleteFunc(slices.Clone(args), func(arg any) bool {
		switch arg.(type) {
		case pgx.QueryResultFormatsByOID, pgx.QueryResultFormats, pgx.QueryExecMode:
			return true
		}
		return false
	})
}

func (watcher) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
