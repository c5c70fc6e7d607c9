package postgres

import (
	"context"
	"database/sql"
	"fmt"
)

// AppRole is the role the running program works as. It owns nothing, and it
// has no right to change or delete what the triggers call evidence. Migrations
// run as the owner of the tables.
const AppRole = "nrmdesk_app"

// allowAppRole makes the role when this login may, and gives it exactly what
// the tables as they stand now allow (restrict_role, 00013). A server on which
// the login may make no roles keeps its triggers; Restricted says so.
func allowAppRole(ctx context.Context, pool *sql.DB) error {
	var there, mayMake, member bool
	err := pool.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1), r.rolsuper OR r.rolcreaterole,
		COALESCE((SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = $1), false)
		FROM pg_roles r WHERE r.rolname = current_user`, AppRole).Scan(&there, &mayMake, &member)
	if err != nil {
		return fmt.Errorf("look for role %s: %w", AppRole, err)
	}
	var statements []string
	if !there && mayMake {
		statements = append(statements, "CREATE ROLE "+AppRole+" NOLOGIN")
	}
	if !member && mayMake {
		statements = append(statements, "GRANT "+AppRole+" TO CURRENT_USER")
	}
	for _, s := range statements {
		if _, err := pool.ExecContext(ctx, s); err != nil && !hasCode(err, "42710", "42501", "23505") {
			return fmt.Errorf("make role %s: %w", AppRole, err)
		}
	}
	_, err = pool.ExecContext(ctx, `SELECT restrict_role(rolname) FROM pg_roles WHERE rolname = $1`, AppRole)
	if err != nil {
		return fmt.Errorf("grant to role %s: %w", AppRole, err)
	}
	return nil
}

// hasAppRole says whether the login at the address can work as the role: it
// is there, the login is a member, and the tables are granted to it.
func hasAppRole(ctx context.Context, pool *sql.DB) (bool, error) {
	var can bool
	err := pool.QueryRowContext(ctx, `SELECT COALESCE((SELECT pg_has_role(current_user, r.oid, 'MEMBER')
		AND has_table_privilege(r.oid, to_regclass('public.audit_entries'), 'INSERT') FROM pg_roles r WHERE r.rolname = $1), false)`,
		AppRole).Scan(&can)
	if err != nil {
		return false, fmt.Errorf("look for role %s: %w", AppRole, err)
	}
	return can, nil
}

// Restricted says whether the program works as a role that cannot change or
// delete evidence. When not, only the triggers stand in the way.
func (db *DB) Restricted(ctx context.Context) (bool, error) {
	var can bool
	err := db.g.WithContext(ctx).Raw(`SELECT COALESCE(bool_or(has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')), true)
		FROM pg_class c JOIN pg_trigger g ON g.tgrelid = c.oid
		WHERE g.tgfoid = 'refuse_change'::regproc AND g.tgtype & 16 > 0`).Row().Scan(&can)
	if err != nil {
		return false, fmt.Errorf("read rights of the role: %w", err)
	}
	return !can, nil
}
