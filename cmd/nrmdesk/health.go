package main

import (
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
			r, err := healthRequest(c)
			if err != nil {
				return err
			}
			client := http.Client{Timeout: 4 * time.Second}
			answer, err := client.Do(r.WithContext(cmd.Context()))
			if err != nil {
				return fmt.Errorf("no answer: %w", err)
			}
			defer answer.Body.Close()
			said, err := io.ReadAll(io.LimitReader(answer.Body, 1000))
			if err != nil {
				return err
			}
			text := strings.TrimSpace(string(said))
			if answer.StatusCode != http.StatusOK {
				return fmt.Errorf("answered %d: %s", answer.StatusCode, text)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), text)
			return err
		},
	}
}

// healthRequest goes to the address the program listens on, under the name it
// answers to.
func healthRequest(c config.Config) (*http.Request, error) {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return nil, fmt.Errorf("the setting addr: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	r, err := http.NewRequest(http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return nil, err
	}
	if base, err := url.Parse(c.BaseURL); err == nil && base.Host != "" {
		r.Host = base.Host
	}
	return r, nil
}
