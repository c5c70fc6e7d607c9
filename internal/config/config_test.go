package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/knadh/koanf/parsers/yaml"

	"nrmdesk/configs"
)

func TestLoad_layers(t *testing.T) {
	t.Parallel()
	path := write(t, "addr: 127.0.0.1:1\nsession:\n  idle: 20m\n  life: 5h\n")
	c, err := Load("", []string{
		"NRMDESK_CONFIG=" + path, "NRMDESK_SESSION_LIFE=4h", "NRMDESK_SMTP_URL=smtp://u:pw@mail.example.org",
		"NRMDESK_FORWARDED_FROM=10.0.0.0/8, 127.0.0.1", "NRMDESK_TEST_DATABASE_URL=x", "HOME=/",
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Session{Idle: 20 * time.Minute, Life: 4 * time.Hour}); c.Session != want {
		t.Errorf("session is %v, want %v: file over default, environment over file", c.Session, want)
	}
	if c.Addr != "127.0.0.1:1" || c.Mode != Development || c.KeysetFile() != filepath.Join("data", "keyset.json") {
		t.Errorf("addr, mode, keyset are %q %q %q", c.Addr, c.Mode, c.KeysetFile())
	}
	if c.BaseURL != "http://127.0.0.1:1" {
		t.Errorf("base_url is %q; without one it follows addr", c.BaseURL)
	}
	if diff := cmp.Diff([]string{"10.0.0.0/8", "127.0.0.1"}, c.ForwardedFrom); diff != "" {
		t.Error(diff)
	}
	got, err := c.Mail.Server()
	if want := (SMTP{Host: "mail.example.org", Port: 587, User: "u", Password: "pw", TLS: STARTTLS}); got != want || err != nil {
		t.Errorf("mail server differs: %v, %v", got, err)
	}
}

func TestLoad_sentences(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file string
		env  []string
		want string
	}{
		"typing error in a file":           {file: "mail:\n  form: a@b.c\n", want: `there is no setting "mail.form"; did you mean "mail.from"?`},
		"unknown section":                  {file: "telemetry:\n  collector: x\n", want: `there is no setting "telemetry.collector"`},
		"value where a section belongs":    {file: "session: 30m\n", want: `there is no setting "session"`},
		"typing error in the environment":  {env: []string{"NRMDESK_ADR=:1"}, want: `NRMDESK_ADR; did you mean "NRMDESK_ADDR"?`},
		"not YAML":                         {file: "addr: [", want: "cannot read the configuration file"},
		"missing file":                     {env: []string{"NRMDESK_CONFIG=/nowhere.yaml"}, want: "cannot read the configuration file /nowhere.yaml"},
		"not a time":                       {env: []string{"NRMDESK_SESSION_IDLE=soon"}, want: "session.idle"},
		"no time at all":                   {env: []string{"NRMDESK_SESSION_IDLE=0s"}, want: "session.idle is 0s"},
		"idle longer than life":            {env: []string{"NRMDESK_SESSION_IDLE=11h"}, want: "longer than session.life"},
		"mode":                             {env: []string{"NRMDESK_MODE=prod"}, want: "it must be development or production"},
		"address without port":             {env: []string{"NRMDESK_ADDR=localhost"}, want: "a host and a port"},
		"proxy":                            {env: []string{"NRMDESK_FORWARDED_FROM=everyone"}, want: `forwarded_from has "everyone"`},
		"mail in production":               {env: []string{"NRMDESK_MODE=production"}, want: "mail.smtp_url is empty"},
		"plain mail in production":         {env: []string{"NRMDESK_MODE=production", "NRMDESK_SMTP_URL=smtp://mail.example.org?tls=none"}, want: "switches TLS off"},
		"mail address":                     {env: []string{"NRMDESK_SMTP_URL=mail.example.org"}, want: "mail.smtp_url cannot be read"},
		"plain database in production":     {env: []string{"NRMDESK_MODE=production", "NRMDESK_DATABASE_URL=postgres://db.example.org/x"}, want: "sslmode=verify-full"},
		"database of another kind":         {env: []string{"NRMDESK_DATABASE_URL=mysql://db"}, want: "database_url cannot be read"},
		"plain address in production":      {env: []string{"NRMDESK_MODE=production", "NRMDESK_BASE_URL=http://desk.example.org"}, want: "must begin with https"},
		"two keysets":                      {env: []string{"NRMDESK_KEYSET_FILE=a", "NRMDESK_KEYSET_ENV=B"}, want: "choose one"},
		"two seal keys":                    {env: []string{"NRMDESK_SEALS_KEY_FILE=a", "NRMDESK_SEALS_KEY_ENV=B"}, want: "choose one"},
		"seals without end":                {env: []string{"NRMDESK_SEALS_EVERY=0s"}, want: "seals.every is 0s"},
		"weak passwords":                   {env: []string{"NRMDESK_PASSWORDS_MEMORY=8"}, want: "passwords.memory is 8 KiB"},
		"two faults give two sentences, 1": {env: []string{"NRMDESK_MODE=x", "NRMDESK_LOG_LEVEL=y"}, want: "mode is"},
		"two faults give two sentences, 2": {env: []string{"NRMDESK_MODE=x", "NRMDESK_LOG_LEVEL=y"}, want: "log.level is"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := ""
			if test.file != "" {
				path = write(t, test.file)
			}
			_, err := Load(path, test.env)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestLoad_keysetVariableIsKnown(t *testing.T) {
	t.Parallel()
	if _, err := Load("", []string{"NRMDESK_KEYSET_ENV=NRMDESK_KEYS", "NRMDESK_KEYS={}", "NRMDESK_SEALS_KEY_ENV=NRMDESK_SEAL", "NRMDESK_SEAL=x"}); err != nil {
		t.Error(err)
	}
}

func TestLoad_filesOfTheProject(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"default.yaml", "development.yaml", "production.example.yaml"} {
		if _, err := Load(filepath.Join("..", "..", "configs", name), nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Settings that stand in default.yaml and nowhere in Config would be taken
// and forgotten; the other way round they could not be set.
func TestDefault_namesExactlyTheSettings(t *testing.T) {
	t.Parallel()
	settings, err := yaml.Parser().Unmarshal(configs.Default)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fieldNames(Config{}), namesOf(settings)); diff != "" {
		t.Errorf("Config (-) and default.yaml (+) differ:\n%s", diff)
	}
}

func TestSecret_staysHidden(t *testing.T) {
	t.Parallel()
	c := Config{DatabaseURL: "postgres://u:hush@/x", Mail: Mail{SMTPURL: "smtp://u:hush@h"}}
	smtp, err := c.Mail.Server()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("settings", "all", c, "url", c.DatabaseURL)
	slog.New(slog.NewTextHandler(&log, nil)).Info("settings", "all", c, "url", c.DatabaseURL)
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	_, bad := Load("", []string{"NRMDESK_MODE=production", "NRMDESK_DATABASE_URL=postgres://u:hush@db/x", "NRMDESK_SMTP_URL=smtp://u:hush@h:99999"})
	text := fmt.Sprintf("%v %+v %#v %s %v %s %s", c, c, c, c.DatabaseURL, smtp, asJSON, log.String()) + bad.Error()
	if strings.Contains(text, "hush") {
		t.Errorf("a password shows in %s", text)
	}
	if c.DatabaseURL.Reveal() != "postgres://u:hush@/x" {
		t.Error("Reveal does not give the text")
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "nrmdesk.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
