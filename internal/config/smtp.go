package config

import (
	"errors"
	"net/url"
	"strconv"
)

// TLS says how a mail connection is protected.
type TLS string

// STARTTLS is demanded, never merely tried: a connection that cannot be
// protected is not used.
const (
	STARTTLS TLS = "starttls"
	FullTLS  TLS = "tls"
	NoTLS    TLS = "none"
)

// SMTP is the mail server of an SMTPURL.
type SMTP struct {
	Host     string
	Port     int
	User     string
	Password Secret
	TLS      TLS
}

// Server reads SMTPURL. The zero SMTP means there is none.
func (m Mail) Server() (SMTP, error) {
	if m.SMTPURL == "" {
		return SMTP{}, nil
	}
	bad := errors.New("mail.smtp_url cannot be read; it must be an address such as smtp://user:password@host:587 or smtps://host:465")
	u, err := url.Parse(m.SMTPURL.Reveal())
	if err != nil || u.Hostname() == "" {
		return SMTP{}, bad
	}
	s := SMTP{Host: u.Hostname(), User: u.User.Username()}
	password, _ := u.User.Password()
	s.Password = Secret(password)
	switch u.Scheme {
	case "smtp":
		s.Port, s.TLS = 587, STARTTLS
	case "smtps":
		s.Port, s.TLS = 465, FullTLS
	default:
		return SMTP{}, bad
	}
	switch wish := u.Query().Get("tls"); wish {
	case "":
	case "none":
		s.TLS = NoTLS
	default:
		return SMTP{}, errors.New("mail.smtp_url ends with an unknown tls setting; leave it out, or write tls=none")
	}
	if port := u.Port(); port != "" {
		if s.Port, err = strconv.Atoi(port); err != nil || s.Port < 1 || s.Port > 65535 {
			return SMTP{}, bad
		}
	}
	return s, nil
}
