// Package app puts the rooms together: settings in, a running program out. The
// command line starts it; nothing else imports it but tests.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/clamav"
	"nrmdesk/internal/config"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/jobs"
	"nrmdesk/internal/localpg"
	"nrmdesk/internal/mail"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/pdf"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/render"
	"nrmdesk/internal/secret"
	"nrmdesk/internal/server"
	"nrmdesk/internal/signin"
	"nrmdesk/internal/vault"
	"nrmdesk/web"
)

// Version is set when a release is built.
var Version = "development"

// App is the program with everything it speaks to.
type App struct {
	Config    config.Config
	Desk      *desk.Desk
	DB        *postgres.DB
	Gate      *signin.Gate
	Passwords *signin.Passwords
	Address   string // of the database

	log     *slog.Logger
	keys    *secret.Keys
	render  *render.Renderer
	local   *localpg.Server
	catcher *mail.Catcher
	pdf     *pdf.Printer
}

// program is who acts when the program starts.
var program = staff.Actor{Name: "NRM Desk", Roles: []staff.Role{staff.System}}

// Open reaches the database (a private one when none is configured), brings
// its schema up to date, sets up the desk and keeps the rules of this release.
// Close undoes it.
func Open(ctx context.Context, c config.Config, log *slog.Logger) (_ *App, err error) {
	a := &App{Config: c, log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if a.keys, err = openKeys(c); err != nil {
		return nil, err
	}
	if a.pdf, err = pdf.Find(c.PDF.Chromium); err != nil {
		return nil, fmt.Errorf("pdf.chromium: %w", err)
	}
	if a.Address = c.DatabaseURL.Reveal(); a.Address == "" {
		a.local, err = localpg.Start(ctx, localpg.Options{DataDir: c.DataDir, BinDir: c.PostgresBinDir, Logger: log})
		if err != nil {
			return nil, err
		}
		a.Address = a.local.URL()
	}
	if _, err := postgres.Migrate(ctx, a.Address); err != nil {
		return nil, err
	}
	if a.DB, err = postgres.Open(ctx, a.Address, a.keys); err != nil {
		return nil, err
	}
	policy, err := access.Load()
	if err != nil {
		return nil, err
	}
	if a.render, err = render.New(web.Templates(), web.Static()); err != nil {
		return nil, err
	}
	a.Desk = desk.New(a.DB, policy, deadline.Published(), log)
	if a.Desk.Files, err = openFiles(c); err != nil {
		return nil, err
	}
	if a.Desk.Seals, err = openSeals(c); err != nil {
		return nil, err
	}
	if err := a.Desk.TakePublished(ctx, program); err != nil {
		return nil, err
	}
	a.Passwords = signin.NewPasswords(signin.Costs{Memory: c.Passwords.Memory, Time: c.Passwords.Time, Threads: c.Passwords.Threads})
	a.Gate = signin.NewGate(a.DB, a.Passwords, a.keys, time.Now)
	return a, nil
}

// openKeys finds the encryption keys. Only in development are they made when
// there are none: in production a new key ring would mean unreadable cases.
func openKeys(c config.Config) (*secret.Keys, error) {
	switch {
	case c.Keyset.Env != "":
		return secret.Parse(os.Getenv(c.Keyset.Env))
	case c.Mode == config.Production:
		return secret.Open(c.KeysetFile())
	}
	// The database in the same folder runs under an account of its own, which
	// must be able to pass; the keys themselves are for their owner alone.
	if err := os.MkdirAll(filepath.Dir(c.KeysetFile()), 0o711); err != nil {
		return nil, err
	}
	return secret.OpenOrCreate(c.KeysetFile())
}

// openFiles finds the folder of documents and the virus scanner.
func openFiles(c config.Config) (files desk.Files, err error) {
	files.PerCase = c.Evidence.FilesPerCase
	if files.Vault, err = vault.Open(c.EvidenceDir()); err != nil {
		return files, err
	}
	if c.Evidence.Clamd == "" {
		return files, nil
	}
	if files.Scanner, err = clamav.New(c.Evidence.Clamd); err != nil {
		return files, fmt.Errorf("evidence.clamd: %w", err)
	}
	return files, nil
}

// Close stops what Open started.
func (a *App) Close() error {
	var errs []error
	if a.DB != nil {
		errs = append(errs, a.DB.Close())
	}
	if a.catcher != nil {
		a.catcher.Stop()
	}
	if a.local != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
		defer cancel()
		errs = append(errs, a.local.Stop(ctx))
	}
	return errors.Join(errs...)
}

// Serve answers requests and runs the jobs until the context ends. Ready is
// called once the address is open.
func (a *App) Serve(ctx context.Context, sample bool, ready func()) error {
	sender, err := a.sender()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", a.Config.Addr)
	if err != nil {
		return fmt.Errorf("open %s: %w", a.Config.Addr, err)
	}
	work := jobs.Start(ctx, a.Desk, sender, a.render, a.log, jobs.Options{
		SealEvery: a.Config.Seals.Every, SealMailEvery: a.Config.Seals.MailEvery,
		SweepEvery: a.Config.Reminders.SweepEvery, DeliverEvery: a.Config.Reminders.DeliverEvery,
		DigestAt: a.Config.Reminders.DigestAt, BaseURL: a.Config.BaseURL,
	})
	defer work.Stop()
	srv := &http.Server{
		Handler:           a.handler(sample),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		stopped <- srv.Shutdown(grace)
	}()
	ready()
	if err := srv.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

func (a *App) handler(sample bool) http.Handler {
	secure := a.Config.Mode == config.Production
	sessions := signin.NewSessions(a.DB, signin.SessionOptions{Idle: a.Config.Session.Idle, Life: a.Config.Session.Life, Secure: secure})
	return server.New(a.Desk, a.Gate, sessions, a.render, a.log, server.Options{
		Static: web.Static(), Hosts: a.Config.Hosts(), Secure: secure, PDF: a.pdf, Catcher: a.catcher, Version: Version, Sample: sample,
		NeutralSite: a.Config.ExitURL, ForwardedFrom: a.Config.ForwardedFrom, BaseURL: a.Config.BaseURL,
	}).Handler()
}

// sender is the configured mail server, or the catcher inside the program.
func (a *App) sender() (mail.Sender, error) {
	to, err := a.Config.Mail.Server()
	if err != nil {
		return nil, err
	}
	if to.Host != "" {
		return mail.SMTP{
			Host: to.Host, Port: to.Port, User: to.User, Password: to.Password.Reveal(), TLS: mail.TLS(to.TLS), From: a.Config.Mail.From,
		}, nil
	}
	if a.catcher, err = mail.StartCatcher(); err != nil {
		return nil, err
	}
	return a.catcher.Sender(a.Config.Mail.From), nil
}
