package pdf

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
)

// flags are the same for every print. The page has no scripts and no network;
// these keep Chromium itself from going out or writing down anything.
var flags = []string{
	"--headless", "--remote-debugging-pipe", "--incognito", "--no-first-run", "--no-default-browser-check",
	"--disable-extensions", "--disable-sync", "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
	"--disable-breakpad", "--disable-domain-reliability", "--disable-gpu", "--no-pings", "--metrics-recording-only", "--mute-audio",
	"--password-store=basic", "--use-mock-keychain", "--lang=en-GB", "--disk-cache-size=1",
	"--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,AutofillServerCommunication",
	"--host-resolver-rules=MAP * ~NOTFOUND",
}

// browser is one running Chromium.
type browser struct {
	cmd      *exec.Cmd
	folder   string
	commands *os.File
	answers  *os.File
	reader   *bufio.Reader
	session  string // of the page; empty: the browser itself is spoken to
	last     int    // number of the last command
}

// start runs Chromium until ctx ends or end is called. It gets none of the
// program's own environment, which may hold passwords.
func start(ctx context.Context, program string) (_ *browser, err error) {
	b := &browser{}
	if b.folder, err = os.MkdirTemp("", "nrmdesk-print-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(b.folder))
		}
	}()
	theirCommands, ours, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer theirCommands.Close()
	answers, theirAnswers, err := os.Pipe()
	if err != nil {
		ours.Close()
		return nil, err
	}
	defer theirAnswers.Close()
	arguments := append([]string{"--user-data-dir=" + b.folder}, flags...)
	if os.Geteuid() == 0 {
		// Chromium's sandbox does not work for root.
		arguments = append(arguments, "--no-sandbox")
	}
	b.cmd = exec.CommandContext(ctx, program, append(arguments, "about:blank")...)
	b.cmd.Dir = b.folder
	b.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + b.folder, "TMPDIR=" + b.folder, "LANG=C.UTF-8"}
	b.cmd.ExtraFiles = []*os.File{theirCommands, theirAnswers} // 3 and 4, where Chromium looks
	// It has children of its own; they end together.
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	b.cmd.Cancel = b.kill
	b.commands, b.answers, b.reader = ours, answers, bufio.NewReaderSize(answers, 1<<16)
	if err := b.cmd.Start(); err != nil {
		return nil, errors.Join(err, ours.Close(), answers.Close())
	}
	return b, nil
}

func (b *browser) kill() error {
	return syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL)
}

// end ends Chromium and removes everything it wrote.
func (b *browser) end() error {
	killed := b.kill()
	if errors.Is(killed, syscall.ESRCH) {
		killed = nil
	}
	_ = b.cmd.Wait() // it was killed, so it always says that it failed
	return errors.Join(killed, b.commands.Close(), b.answers.Close(), os.RemoveAll(b.folder))
}

func (b *browser) send(method string, params fields) (int, error) {
	b.last++
	m := message{ID: b.last, Session: b.session, Method: method}
	var err error
	if params != nil {
		if m.Params, err = json.Marshal(params); err != nil {
			return 0, err
		}
	}
	text, err := json.Marshal(m)
	if err != nil {
		return 0, err
	}
	if _, err := b.commands.Write(append(text, 0)); err != nil {
		return 0, fmt.Errorf("%s: %w", method, err)
	}
	return b.last, nil
}

func (b *browser) read() (m message, err error) {
	text, err := b.reader.ReadBytes(0)
	if errors.Is(err, io.EOF) {
		return m, errors.New("Chromium ended")
	}
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &m)
}
