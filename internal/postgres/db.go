// Package postgres keeps every row and all SQL of the desk. It knows nothing
// of who may do what: the desk asks that first. Identifying values are sealed
// on the way in and unsealed on the way out, so no other room meets ciphertext.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	gormpostgres "gorm.io/driver/postgres"
	"gorm.io/gorm"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/secret"
)

// DB is the database, or one transaction on it.
type DB struct {
	g      *gorm.DB
	keys   *secret.Keys
	inTx   bool
	reader *string // whose lists are read; see For
}

// queryLimit bounds every statement: a dead network answers only at its deadline.
const queryLimit = 5 * time.Second

// insertAtOnce bounds the rows of one INSERT: a statement takes 65,535 values.
const insertAtOnce = 1000

// Open connects to the database at a libpq-style address or URL, and works as
// AppRole wherever the login may.
func Open(ctx context.Context, address string, keys *secret.Keys) (*DB, error) {
	pool, err := connectAsApp(ctx, address)
	if err != nil {
		return nil, err
	}
	g, err := gorm.Open(gormpostgres.New(gormpostgres.Config{Conn: pool}), &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		Logger:                 statementLog{},
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), pool.Close())
	}
	return &DB{g: g, keys: keys}, nil
}

func connectAsApp(ctx context.Context, address string) (*sql.DB, error) {
	pool, err := connect(address, queryLimit, "")
	if err != nil {
		return nil, err
	}
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("reach database: %w", err), pool.Close())
	}
	can, err := hasAppRole(ctx, pool)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	if !can {
		return pool, nil
	}
	if err := pool.Close(); err != nil {
		return nil, err
	}
	return connect(address, queryLimit, AppRole)
}

// connect opens a pool on which no statement runs longer than the limit; zero
// means no limit. Limit and role travel in the start-up message, so they cost
// no round trip; an empty role is the login itself.
func connect(address string, limit time.Duration, role string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the database address cannot be read") // the parser's words may hold the password
	}
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["application_name"] = "nrmdesk"
	if limit > 0 {
		config.RuntimeParams["statement_timeout"] = fmt.Sprint(limit.Milliseconds())
	}
	if role != "" {
		config.RuntimeParams["role"] = role
	}
	config.Tracer = watcher{}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(16)
	return pool, nil
}

// Close ends all connections.
func (db *DB) Close() error {
	pool, err := db.g.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	pool, err := db.g.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

// Tx runs body in one transaction: all of it happens or none. A transaction
// inside another is a fault in the program. Serialisation failures are tried
// again.
func (db *DB) Tx(ctx context.Context, body func(tx *DB) error) error {
	if db.inTx {
		return errors.New("a transaction inside a transaction")
	}
	for attempt := 1; ; attempt++ {
		err := db.g.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			return body(&DB{g: g, keys: db.keys, inTx: true, reader: db.reader})
		})
		if attempt < 3 && hasCode(err, "40001", "40P01") {
			continue
		}
		return err
	}
}

// hasCode says whether err is a PostgreSQL error with one of the codes.
func hasCode(err error, codes ...string) bool {
	var pgErr *pgconn.PgError
	if !errors.As(err, &pgErr) {
		return false
	}
	for _, code := range codes {
		if pgErr.Code == code {
			return true
		}
	}
	return false
}

// found maps gorm's "no such row" to the kind of fault every room knows.
func found(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return fault.NotFound
	}
	return err
}

// seal encrypts text bound to its table, column and row.
func (db *DB) seal(table, column, row, text string) ([]byte, error) {
	return db.keys.Seal(secret.Place{Table: table, Column: column, Row: row}, []byte(text))
}

// unseal reads what seal wrote; a value moved to another row does not open.
func (db *DB) unseal(table, column, row string, sealed []byte) (string, error) {
	plain, err := db.keys.Unseal(secret.Place{Table: table, Column: column, Row: row}, sealed)
	if err != nil {
		return "", fmt.Errorf("unseal %s.%s of %s: %w", table, column, row, err)
	}
	return string(plain), nil
}
