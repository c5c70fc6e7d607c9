package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"gorm.io/gorm"
)

// Together runs several readings as one statement. Whatever read asks of the
// database it is given is noted and answered with no rows; then all of it is
// asked at once, and the database that comes back answers each of those
// readings from what it has, once or many times. Anything else it is asked goes
// to the database as ever, and the first thing it is given to write makes it
// forget what it had.
//
// What read makes of its empty answers is of no account. It must not write.
//
// The columns of a statement are learned when it is first run, so a reading is
// run alone once in the life of the program.
func (db *DB) Together(ctx context.Context, read func(tx *DB)) (*DB, error) {
	noted := &noting{}
	read(db.over(ctx, noted))
	began := time.Now()
	kept, err := runTogether(ctx, db.g.Statement.ConnPool, noted.list)
	statementLog{}.Trace(ctx, began, func() (string, int64) { return "", int64(len(noted.list)) }, err)
	if err != nil {
		return nil, fmt.Errorf("read together: %w", err)
	}
	return db.over(ctx, &remembering{ConnPool: db.g.Statement.ConnPool, kept: kept}), nil
}

// over is the same database, or transaction, asked through something else.
func (db *DB) over(ctx context.Context, pool gorm.ConnPool) *DB {
	g := db.g.Session(&gorm.Session{NewDB: true, Context: ctx}) // with a context the session has a statement of its own
	g.Statement.ConnPool = pool
	other := *db
	other.g = g
	return &other
}

// statement is something to ask, as it goes to the driver.
type statement struct {
	sql  string
	args []any
}

func (s statement) key() string { return s.sql + fmt.Sprintf("%v", s.args) }

// noting is a database that writes down what it is asked.
type noting struct{ list []statement }

var errNoting = errors.New("something other than a reading among readings that are run together")

func (n *noting) note(sql string, args []any) *keptRows {
	n.list = append(n.list, statement{sql, args})
	return &keptRows{}
}

func (n *noting) QueryContext(ctx context.Context, sql string, args ...any) (*sql.Rows, error) {
	return n.note(sql, args).query(ctx)
}

func (n *noting) QueryRowContext(ctx context.Context, sql string, args ...any) *sql.Row {
	return n.note(sql, args).queryRow(ctx)
}

func (*noting) ExecContext(context.Context, string, ...any) (sql.Result, error) {
	return nil, errNoting
}

func (*noting) PrepareContext(context.Context, string) (*sql.Stmt, error) { return nil, errNoting }

var writes = regexp.MustCompile(`\b(?:INSERT INTO|UPDATE|DELETE FROM)\b`)

// remembering is a database that was asked some things already.
type remembering struct {
	gorm.ConnPool
	kept map[string]*keptRows
}

func (r *remembering) QueryContext(ctx context.Context, sql string, args ...any) (*sql.Rows, error) {
	if kept := r.find(sql, args); kept != nil {
		return kept.query(ctx)
	}
	return r.ConnPool.QueryContext(ctx, sql, args...)
}

func (r *remembering) QueryRowContext(ctx context.Context, sql string, args ...any) *sql.Row {
	if kept := r.find(sql, args); kept != nil {
		return kept.queryRow(ctx)
	}
	return r.ConnPool.QueryRowContext(ctx, sql, args...)
}

func (r *remembering) ExecContext(ctx context.Context, sql string, args ...any) (sql.Result, error) {
	r.kept = nil
	return r.ConnPool.ExecContext(ctx, sql, args...)
}

func (r *remembering) find(sql string, args []any) *keptRows {
	kept, asked := r.kept[statement{sql, args}.key()]
	if !asked && writes.MatchString(sql) { // INSERT … RETURNING
		r.kept = nil
	}
	return kept
}

// column is one column of an answer.
type column struct {
	name string
	oid  uint32
}

// learned are the columns of statements, by their text.
var learned sync.Map

// runTogether asks the statements whose columns are known at once and the
// others one by one.
func runTogether(ctx context.Context, pool gorm.ConnPool, list []statement) (map[string]*keptRows, error) {
	kept := map[string]*keptRows{}
	var at []statement
	var columns [][]column
	var parts []string
	var args []any
	for _, s := range list {
		if _, twice := kept[s.key()]; twice {
			continue
		}
		known, ok := learned.Load(s.sql)
		if !ok {
			rows, err := runAlone(ctx, pool, s)
			if err != nil {
				return nil, err
			}
			kept[s.key()] = rows
			continue
		}
		kept[s.key()] = nil
		at, columns = append(at, s), append(columns, known.([]column))
		parts = append(parts, "ARRAY(SELECT kept_row::text FROM ("+renumbered(s.sql, len(args))+") kept_row)")
		args = append(args, s.args...)
	}
	if len(at) == 0 {
		return kept, nil
	}
	texts := make([]array[string], len(at))
	into := make([]any, len(at))
	for i := range texts {
		into[i] = &texts[i]
	}
	if err := pool.QueryRowContext(ctx, "SELECT "+strings.Join(parts, ",\n"), args...).Scan(into...); err != nil {
		return nil, err
	}
	types := typeMaps.Get().(*pgtype.Map)
	defer typeMaps.Put(types)
	for i, s := range at {
		rows, err := parsed(types, columns[i], texts[i])
		if err != nil {
			return nil, err
		}
		kept[s.key()] = rows
	}
	return kept, nil
}

// runAlone asks one statement and learns its columns.
func runAlone(ctx context.Context, pool gorm.ConnPool, s statement) (*keptRows, error) {
	rows, err := pool.QueryContext(ctx, s.sql, s.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	kinds, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	types := typeMaps.Get().(*pgtype.Map)
	defer typeMaps.Put(types)
	columns := make([]column, len(kinds))
	kept := &keptRows{columns: make([]string, len(kinds))}
	for i, k := range kinds {
		columns[i].name, kept.columns[i] = k.Name(), k.Name()
		if t, ok := types.TypeForName(strings.ToLower(k.DatabaseTypeName())); ok {
			columns[i].oid = t.OID
		}
	}
	for rows.Next() {
		row := make([]any, len(kinds))
		into := make([]any, len(kinds))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		values := make([]driver.Value, len(row))
		for i, v := range row {
			values[i] = v
		}
		kept.rows = append(kept.rows, values)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	learned.Store(s.sql, columns)
	return kept, nil
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

// renumbered makes room for the values of the statements before.
func renumbered(sql string, by int) string {
	return placeholder.ReplaceAllStringFunc(sql, func(p string) string {
		n, _ := strconv.Atoi(p[1:])
		return "$" + strconv.Itoa(n+by)
	})
}

// parsed reads rows from PostgreSQL's text for them.
func parsed(types *pgtype.Map, columns []column, texts []string) (*keptRows, error) {
	kept := &keptRows{columns: make([]string, len(columns)), rows: make([][]driver.Value, len(texts))}
	for i, c := range columns {
		kept.columns[i] = c.name
	}
	for n, text := range texts {
		row := make([]driver.Value, len(columns))
		scan := pgtype.NewCompositeTextScanner(types, []byte(text))
		for i, c := range columns {
			if !scan.Next() {
				return nil, fmt.Errorf("a row ends before %s: %w", c.name, scan.Err())
			}
			var err error
			if row[i], err = valueOf(types, c.oid, scan.Bytes()); err != nil {
				return nil, fmt.Errorf("read %s: %w", c.name, err)
			}
		}
		kept.rows[n] = row
	}
	return kept, nil
}

// valueOf is a value as the driver would give it.
func valueOf(types *pgtype.Map, oid uint32, text []byte) (driver.Value, error) {
	if text == nil {
		return nil, nil
	}
	switch oid {
	case pgtype.BoolOID, pgtype.ByteaOID, pgtype.DateOID, pgtype.Float4OID, pgtype.Float8OID, pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID,
		pgtype.TimestampOID, pgtype.TimestamptzOID:
		t, _ := types.TypeForOID(oid)
		return t.Codec.DecodeDatabaseSQLValue(types, oid, pgtype.TextFormatCode, text)
	}
	return string(text), nil
}

// keptRows are rows that were read already. gorm takes rows of database/sql and
// nothing else, so they come from a driver that has them.
type keptRows struct {
	columns []string
	rows    [][]driver.Value
}

func (k *keptRows) query(ctx context.Context) (*sql.Rows, error) {
	return keptDB.QueryContext(context.WithValue(ctx, keptKey{}, k), "")
}

func (k *keptRows) queryRow(ctx context.Context) *sql.Row {
	return keptDB.QueryRowContext(context.WithValue(ctx, keptKey{}, k), "")
}

type keptKey struct{}

var keptDB = sql.OpenDB(keptDriver{})

// keptDriver is the driver of rows that were read already, and its connection.
type keptDriver struct{}

func (d keptDriver) Connect(context.Context) (driver.Conn, error) { return d, nil }
func (d keptDriver) Open(string) (driver.Conn, error)             { return d, nil }
func (d keptDriver) Driver() driver.Driver                        { return d }
func (keptDriver) Close() error                                   { return nil }
func (keptDriver) Prepare(string) (driver.Stmt, error)            { return nil, errNoting }
func (keptDriver) Begin() (driver.Tx, error)                      { return nil, errNoting }

func (keptDriver) QueryContext(ctx context.Context, _ string, _ []driver.NamedValue) (driver.Rows, error) {
	return &keptCursor{keptRows: ctx.Value(keptKey{}).(*keptRows)}, nil
}

type keptCursor struct {
	*keptRows
	next int
}

func (c *keptCursor) Columns() []string { return c.columns }
func (c *keptCursor) Close() error      { return nil }

func (c *keptCursor) Next(row []driver.Value) error {
	if c.next == len(c.rows) {
		return io.EOF
	}
	copy(row, c.rows[c.next])
	c.next++
	return nil
}
