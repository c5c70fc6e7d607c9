// Package config reads the settings into one struct: the embedded defaults,
// then a file, then the environment. A name it does not know is refused, so a
// typing error never passes for a default.
//
// What the settings mean is up to the rooms that receive them; package app
// hands them out.
package config

import (
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// Mode is what the program is run for.
type Mode string

// Development has demo people and a mail catcher; Production has neither and
// insists on TLS.
const (
	Development Mode = "development"
	Production  Mode = "production"
)

// Config is every setting. The keys are those of configs/default.yaml.
type Config struct {
	Mode           Mode      `koanf:"mode"`
	Addr           string    `koanf:"addr"`
	BaseURL        string    `koanf:"base_url"`
	ForwardedFrom  []string  `koanf:"forwarded_from"`
	DatabaseURL    Secret    `koanf:"database_url"`
	DataDir        string    `koanf:"data_dir"`
	PostgresBinDir string    `koanf:"postgres_bin_dir"`
	Keyset         Keyset    `koanf:"keyset"`
	Seals          Seals     `koanf:"seals"`
	Mail           Mail      `koanf:"mail"`
	Evidence       Evidence  `koanf:"evidence"`
	PDF            PDF       `koanf:"pdf"`
	Session        Session   `koanf:"session"`
	Passwords      Passwords `koanf:"passwords"`
	Log            Log       `koanf:"log"`
	Reminders      Reminders `koanf:"reminders"`
	ExitURL        string    `koanf:"exit_url"`
}

// Keyset says where the encryption keys are: in a file, or in the environment
// variable named by Env.
type Keyset struct {
	File string `koanf:"file"`
	Env  string `koanf:"env"`
}

// Seals say how the audit log is sealed. The key that signs is in a file, or
// in the environment variable named by KeyEnv; File is where seals are written
// besides the database.
type Seals struct {
	KeyFile   string        `koanf:"key_file"`
	KeyEnv    string        `koanf:"key_env"`
	File      string        `koanf:"file"`
	Every     time.Duration `koanf:"every"`
	MailEvery time.Duration `koanf:"mail_every"`
}

// Mail says how e-mail leaves. An empty SMTPURL means the mail catcher.
type Mail struct {
	SMTPURL Secret `koanf:"smtp_url"`
	From    string `koanf:"from"`
}

// Evidence says where documents lie, who looks for viruses in them, and how
// many a case may have. An empty Clamd means that nobody looks.
type Evidence struct {
	Dir          string `koanf:"dir"`
	Clamd        string `koanf:"clamd"`
	FilesPerCase int    `koanf:"files_per_case"`
}

// PDF says which Chromium makes PDFs: a path or a name, empty for the one in
// PATH if there is one, "off" for none.
type PDF struct {
	Chromium string `koanf:"chromium"`
}

// Session limits a sign-in.
type Session struct {
	Idle time.Duration `koanf:"idle"`
	Life time.Duration `koanf:"life"`
}

// Passwords are the costs of argon2id; Memory is in KiB.
type Passwords struct {
	Memory  uint32 `koanf:"memory"`
	Time    uint32 `koanf:"time"`
	Threads uint8  `koanf:"threads"`
}

// Log says what is logged and how.
type Log struct {
	Level  string `koanf:"level"`
	Format string `koanf:"format"`
}

// Reminders says how often the jobs look for work, and when the digest is sent.
type Reminders struct {
	SweepEvery   time.Duration `koanf:"sweep_every"`
	DeliverEvery time.Duration `koanf:"deliver_every"`
	DigestAt     time.Duration `koanf:"digest_at"` // after midnight by London clocks
}

// KeysetFile is the file with the encryption keys.
func (c Config) KeysetFile() string {
	if c.Keyset.File != "" {
		return c.Keyset.File
	}
	return filepath.Join(c.DataDir, "keyset.json")
}

// EvidenceDir is the folder of documents.
func (c Config) EvidenceDir() string {
	if c.Evidence.Dir != "" {
		return c.Evidence.Dir
	}
	return filepath.Join(c.DataDir, "evidence")
}

// SealKeyFile is the file with the key that signs seals.
func (c Config) SealKeyFile() string {
	if c.Seals.KeyFile != "" {
		return c.Seals.KeyFile
	}
	return filepath.Join(c.DataDir, "seal.key")
}

// SealFile is the file seals are written to.
func (c Config) SealFile() string {
	if c.Seals.File != "" {
		return c.Seals.File
	}
	return filepath.Join(c.DataDir, "seals.txt")
}

// Hosts are the names the program answers to: that of BaseURL, and on a
// loopback address every name of this machine.
func (c Config) Hosts() []string {
	base, err := url.Parse(c.BaseURL)
	if err != nil {
		return nil
	}
	hosts := []string{strings.ToLower(base.Hostname())}
	if c.Mode == Development {
		hosts = append(hosts, "localhost", "127.0.0.1", "::1")
	}
	return hosts
}
