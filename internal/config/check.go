package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// check returns one sentence for each value that cannot be right.
func (c Config) check() error {
	var wrong []error
	say := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	production := c.Mode == Production
	say(production || c.Mode == Development, "mode is %q; it must be development or production", c.Mode)
	_, _, err := net.SplitHostPort(c.Addr)
	say(err == nil, "addr is %q; it must be a host and a port such as 127.0.0.1:8080", c.Addr)
	base, ok := webAddress(c.BaseURL)
	say(ok && base.Path == "" && base.RawQuery == "", "base_url is %q; it must be an address such as https://desk.example.org, without a path", c.BaseURL)
	say(!ok || !production || base.Scheme == "https" || isLocal(base.Hostname()), "base_url is %q; in production it must begin with https", c.BaseURL)
	_, ok = webAddress(c.ExitURL)
	say(ok, "exit_url is %q; it must be a web address", c.ExitURL)
	say(c.DataDir != "", "data_dir is empty; it must name a folder")
	for _, from := range c.ForwardedFrom {
		_, notAddress := netip.ParseAddr(from)
		_, notNetwork := netip.ParsePrefix(from)
		say(notAddress == nil || notNetwork == nil, "forwarded_from has %q; it must hold addresses or networks such as 10.0.0.0/8", from)
	}
	if err := c.checkDatabase(); err != nil {
		wrong = append(wrong, err)
	}
	say(c.Keyset.File == "" || c.Keyset.Env == "", "keyset.file and keyset.env are both set; choose one")
	say(c.Seals.KeyFile == "" || c.Seals.KeyEnv == "", "seals.key_file and seals.key_env are both set; choose one")
	say(!production || c.Mail.SMTPURL != "", "mail.smtp_url is empty; in production reminders need a mail server")
	if _, err := c.Mail.Server(); err != nil && c.Mail.SMTPURL != "" {
		wrong = append(wrong, err)
	} else if smtp, _ := c.Mail.Server(); production {
		say(smtp.TLS != NoTLS || isLocal(smtp.Host), "mail.smtp_url switches TLS off; in production that is allowed on this machine only")
	}
	_, err = mail.ParseAddress(c.Mail.From)
	say(err == nil, "mail.from is %q; it must be an e-mail address", c.Mail.From)
	say(c.Evidence.FilesPerCase >= 1, "evidence.files_per_case is %d; it must be 1 or more", c.Evidence.FilesPerCase)
	for key, d := range map[string]time.Duration{
		"session.idle": c.Session.Idle, "session.life": c.Session.Life,
		"seals.every": c.Seals.Every, "seals.mail_every": c.Seals.MailEvery,
		"reminders.sweep_every": c.Reminders.SweepEvery, "reminders.deliver_every": c.Reminders.DeliverEvery,
	} {
		say(d >= time.Second, "%s is %v; it must be a time of a second or more, such as 30m", key, d)
	}
	say(c.Reminders.SweepEvery <= 10*time.Minute, "reminders.sweep_every is %v; after 15 minutes without a sweep there is an alarm, so it must be 10m or less", c.Reminders.SweepEvery)
	say(c.Reminders.DigestAt >= 2*time.Hour && c.Reminders.DigestAt < 24*time.Hour, "reminders.digest_at is %v; it must be a time of day after 2h, such as 7h30m", c.Reminders.DigestAt)
	say(c.Session.Idle <= c.Session.Life, "session.idle is %v, longer than session.life, which is %v", c.Session.Idle, c.Session.Life)
	// RFC 9106 asks for at least 8 KiB a thread; OWASP's smallest is 7 MiB.
	say(c.Passwords.Memory >= 7*1024, "passwords.memory is %d KiB; it must be 7168 or more", c.Passwords.Memory)
	say(c.Passwords.Time >= 1 && c.Passwords.Threads >= 1, "passwords.time and passwords.threads must be 1 or more")
	say(slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level), "log.level is %q; it must be debug, info, warn or error", c.Log.Level)
	say(c.Log.Format == "json" || c.Log.Format == "text", "log.format is %q; it must be json or text", c.Log.Format)
	return errors.Join(wrong...)
}

// checkDatabase asks for TLS that names the server wherever the connection
// leaves this machine (S19). It never repeats the address: it has a password.
func (c Config) checkDatabase() error {
	if c.DatabaseURL == "" {
		return nil
	}
	u, err := url.Parse(c.DatabaseURL.Reveal())
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return errors.New("database_url cannot be read; it must be an address such as postgres://user:password@host/database")
	}
	host := u.Hostname()
	if h := u.Query().Get("host"); h != "" {
		host = h
	}
	if c.Mode != Production || host == "" || strings.HasPrefix(host, "/") || isLocal(host) {
		return nil
	}
	if u.Query().Get("sslmode") != "verify-full" {
		return errors.New("database_url goes to another machine; in production it must end with sslmode=verify-full")
	}
	return nil
}

func webAddress(text string) (*url.URL, bool) {
	u, err := url.Parse(text)
	return u, err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

func isLocal(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
