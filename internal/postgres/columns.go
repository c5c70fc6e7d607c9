package postgres

import (
	"database/sql/driver"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"nrmdesk/internal/nrm/calendar"
)

// date is a civil date in a date column; the zero date is NULL.
type date calendar.Date

func (d date) Value() (driver.Value, error) {
	if calendar.Date(d).IsZero() {
		return nil, nil
	}
	return calendar.Date(d).String(), nil
}

func (d *date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = date{}
	case time.Time:
		*d = date(calendar.NewDate(v.Year(), v.Month(), v.Day()))
	case string:
		parsed, err := calendar.ParseDate(v)
		if err != nil {
			return err
		}
		*d = date(parsed)
	default:
		return fmt.Errorf("a date column held %T", src)
	}
	return nil
}

// typeMaps are costly to make and for one user at a time.
var typeMaps = sync.Pool{New: func() any { return pgtype.NewMap() }}

// array is a PostgreSQL array column.
type array[T int64 | string] []T

func (a array[T]) Value() (driver.Value, error) {
	if a == nil {
		a = array[T]{}
	}
	types := typeMaps.Get().(*pgtype.Map)
	defer typeMaps.Put(types)
	text, err := types.Encode(arrayOID[T](), pgtype.TextFormatCode, []T(a), nil)
	return string(text), err
}

func (a *array[T]) Scan(src any) error {
	var text []byte
	switch v := src.(type) {
	case nil:
		*a = nil
		return nil
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("an array column held %T", src)
	}
	types := typeMaps.Get().(*pgtype.Map)
	defer typeMaps.Put(types)
	return types.Scan(arrayOID[T](), pgtype.TextFormatCode, text, (*[]T)(a))
}

func arrayOID[T int64 | string]() uint32 {
	var zero T
	if _, text := any(zero).(string); text {
		return pgtype.TextArrayOID
	}
	return pgtype.Int8ArrayOID
}

// optional is a text column in which the empty string is NULL.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
