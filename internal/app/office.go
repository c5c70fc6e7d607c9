package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/demo"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/postgres"
)

// DemoOffice is what the demo is made with: connections of its own that do not
// wait for the disk, since invented cases can be told again. The function
// closes them.
func (a *App) DemoOffice(ctx context.Context) (demo.Office, func() error, error) {
	policy, err := access.Load()
	if err != nil {
		return demo.Office{}, nil, err
	}
	db, err := postgres.Open(ctx, impatient(a.Address), a.keys)
	if err != nil {
		return demo.Office{}, nil, fmt.Errorf("open the database for the demo: %w", err)
	}
	return demo.Office{
		DB: db, Desk: func() *desk.Desk {
			d := desk.New(db, policy, deadline.Published(), slog.New(slog.DiscardHandler))
			d.Files = a.Desk.Files
			return d
		},
		Hash: a.Passwords.Hash, Now: time.Now, Log: a.log,
	}, db.Close, nil
}

// impatient is the address with the wish that a commit does not wait for the
// disk. It may be a URL or words with equals signs, as libpq takes it.
func impatient(address string) string {
	const name, value = "synchronous_commit", "off"
	if !strings.Contains(address, "://") {
		return address + " " + name + "=" + value
	}
	u, err := url.Parse(address)
	if err != nil {
		return address // opening it will say what is wrong
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}
