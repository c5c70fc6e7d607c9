package localpg

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// appRole is the role the running program works as: a member without a login
// of its own that owns nothing. Package postgres says what it may do.
const appRole = "nrmdesk_app"

// makeAppRole makes the program's role when it is missing. The owner of the
// database may make no roles, so this is done by the cluster's own superuser.
func (s *Server) makeAppRole(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.address("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, `DO $$ BEGIN
		IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '`+appRole+`') THEN
			CREATE ROLE `+appRole+` NOLOGIN;
			GRANT `+appRole+` TO `+role+`;
		END IF;
	END $$`)
	return err
}
