package postgres

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm/logger"
)

// slowStatement is how long a statement may take before it is worth a line.
const slowStatement = time.Second

// statementLog tells of slow statements and nothing else. gorm's own loggers
// write statements with their values, and values here are names and addresses
// (S24). Failures are returned, and logged once by whoever asked.
type statementLog struct{}

func (statementLog) LogMode(logger.LogLevel) logger.Interface { return statementLog{} }

func (statementLog) Info(context.Context, string, ...any)  {}
func (statementLog) Warn(context.Context, string, ...any)  {}
func (statementLog) Error(context.Context, string, ...any) {}

func (statementLog) Trace(ctx context.Context, begin time.Time, statement func() (sql string, rows int64), _ error) {
	took := time.Since(begin)
	if took < slowStatement {
		return
	}
	_, rows := statement()
	slog.WarnContext(ctx, "slow statement", "took", took, "rows", rows)
}
