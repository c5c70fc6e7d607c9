package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nrmdesk/internal/config"
)

// healthCommand asks a running program how it is; containers call it, because
// their image holds no other program that could.
func healthCommand(settings *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "health",
		Short: "Ask the running program whether it works; exit status 1 when it does not",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, _, err := settings.load()
			if err != nil {
				return err
			}
			client := http.Client{Timeout: 4 * time.Second}
			said := "ok\n"
			for _, path := range []string{"/healthz", "/healthz/reminders", "/healthz/audit"} {
				answer, err := askHealth(cmd.Context(), client, c, path)
				if err != nil {
					return err
				}
				said += strings.TrimPrefix(answer, "ok\n")
			}
			_, err = io.WriteString(cmd.OutOrStdout(), said)
			return err
		},
	}
}

// askHealth asks one question and gives what was said; anything but yes is an
// error.
func askHealth(ctx context.Context, client http.Client, c config.Config, path string) (string, error) {
	r, err := healthRequest(c, path)
	if err != nil {
		return "", err
	}
	answer, err := client.Do(r.WithContext(ctx))
	if err != nil {
		return "", fmt.Errorf("no answer: %w", err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, 1000))
	if err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("answered %d: %s", answer.StatusCode, strings.TrimSpace(string(said)))
	}
	return string(said), nil
}

// healthRequest goes to the address the program listens on, under the name it
// answers to.
func healthRequest(c config.Config, path string) (*http.Request, error) {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return nil, fmt.Errorf("the setting addr: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	r, err := http.NewRequest(http.MethodGet, "http://"+net.JoinHostPort(host, port)+path, nil)
	if err != nil {
		return nil, err
	}
	if base, err := url.Parse(c.BaseURL); err == nil && base.Host != "" {
		r.Host = base.Host
	}
	return r, nil
}
