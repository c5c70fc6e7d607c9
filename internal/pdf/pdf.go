// Package pdf prints HTML as a tagged PDF with an installed Chromium. It knows
// nothing of cases: what it is given it prints, and nothing of it is left
// behind.
//
// Chromium is spoken to through two pipes, never through a port that others on
// the machine could open. Each print has a process of its own, with a profile
// in a folder that goes with it, with scripts off, and with every request of
// the page refused. What is printed stands neither on a command line nor in
// the name of a file.
package pdf

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"os/exec"
	"strings"
	"time"
)

// programs are the names Chromium is installed under.
var programs = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// Off as a setting means that no PDFs are made, whatever is installed.
const Off = "off"

// atOnce is how many prints run at a time: each takes a processor and some
// 200 MB for a second or a few.
const atOnce = 2

// limit bounds one print with the time it waits for its turn.
const limit = 90 * time.Second

// Printer makes PDFs. It is safe for use by many requests at once.
type Printer struct {
	Program string // the Chromium it uses
	turns   chan struct{}
}

// Find gives the printer for a setting: the path or name of a Chromium, empty
// to look for one in PATH, or Off. It is nil when there is none to be had; a
// program that was named and is not there is an error.
func Find(setting string) (*Printer, error) {
	names := programs
	switch setting {
	case Off:
		return nil, nil
	case "":
	default:
		names = []string{setting}
	}
	for _, name := range names {
		if program, err := exec.LookPath(name); err == nil {
			return &Printer{Program: program, turns: make(chan struct{}, atOnce)}, nil
		}
	}
	if setting != "" {
		return nil, fmt.Errorf("there is no program %q", setting)
	}
	return nil, nil
}

// Paper is what is printed on A4: a whole HTML document that needs nothing
// from elsewhere, and a line at the top and one at the bottom of each sheet.
// The bottom line ends with the number of the sheet.
type Paper struct {
	HTML        []byte
	Top, Bottom string
}

// Print makes the PDF, tagged and with an outline of its headings. It waits
// for its turn, and ends Chromium when ctx ends or when it takes too long.
func (p *Printer) Print(ctx context.Context, paper Paper) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	b, err := start(ctx, p.Program)
	if err != nil {
		return nil, fmt.Errorf("start Chromium: %w", err)
	}
	made, err := b.print(paper)
	if err := errors.Join(err, b.end()); err != nil {
		return nil, errors.Join(ctx.Err(), err)
	}
	return made, nil
}

// A4 and its margins, in inches, as Chromium counts.
const (
	wide, high   = 8.27, 11.69
	side, across = 0.75, 0.9
)

type fields = map[string]any

func (b *browser) print(paper Paper) ([]byte, error) {
	if err := b.openPage(); err != nil {
		return nil, err
	}
	var tree struct {
		FrameTree struct {
			Frame struct {
				ID string `json:"id"`
			} `json:"frame"`
		} `json:"frameTree"`
	}
	for _, step := range []struct {
		method string
		params fields
		answer any
	}{
		{"Emulation.setScriptExecutionDisabled", fields{"value": true}, nil},
		{"Fetch.enable", fields{"patterns": []fields{{"urlPattern": "*"}}}, nil},
		{"Page.getFrameTree", nil, &tree},
	} {
		if err := b.ask(step.method, step.params, step.answer); err != nil {
			return nil, err
		}
	}
	if err := b.ask("Page.setDocumentContent", fields{"frameId": tree.FrameTree.Frame.ID, "html": string(paper.HTML)}, nil); err != nil {
		return nil, err
	}
	var printed struct {
		Data string `json:"data"`
	}
	err := b.ask("Page.printToPDF", fields{
		"paperWidth": wide, "paperHeight": high, "marginLeft": side, "marginRight": side, "marginTop": across, "marginBottom": across,
		"displayHeaderFooter": true, "headerTemplate": line(paper.Top, ""), "footerTemplate": line(paper.Bottom, number),
		"generateTaggedPDF": true, "generateDocumentOutline": true,
	}, &printed)
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(printed.Data)
}

// number is how Chromium is told to put page numbers.
const number = `Page <span class="pageNumber"></span> of <span class="totalPages"></span>`

func line(text, after string) string {
	const style = `font: 8pt Arial, sans-serif; width: 100%; margin: 0 0.75in; display: flex; justify-content: space-between; gap: 2em`
	return `<div style="` + style + `"><span>` + html.EscapeString(text) + `</span><span style="white-space: nowrap">` + after + `</span></div>`
}

// message is what goes through the pipes, both ways.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// openPage goes to the empty page Chromium begins with.
func (b *browser) openPage() error {
	var list struct {
		Targets []struct {
			ID   string `json:"targetId"`
			Type string `json:"type"`
		} `json:"targetInfos"`
	}
	if err := b.ask("Target.getTargets", nil, &list); err != nil {
		return err
	}
	for _, target := range list.Targets {
		if target.Type != "page" {
			continue
		}
		var attached struct {
			Session string `json:"sessionId"`
		}
		if err := b.ask("Target.attachToTarget", fields{"targetId": target.ID, "flatten": true}, &attached); err != nil {
			return err
		}
		b.session = attached.Session
		return nil
	}
	return errors.New("Chromium opened no page")
}

// ask sends a command and waits for its answer. What the page asks for
// meanwhile is refused.
func (b *browser) ask(method string, params fields, answer any) error {
	id, err := b.send(method, params)
	if err != nil {
		return err
	}
	for {
		m, err := b.read()
		if err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		if m.Method == "Fetch.requestPaused" {
			var paused struct {
				ID string `json:"requestId"`
			}
			if err := json.Unmarshal(m.Params, &paused); err != nil {
				return err
			}
			if _, err := b.send("Fetch.failRequest", fields{"requestId": paused.ID, "errorReason": "BlockedByClient"}); err != nil {
				return err
			}
			continue
		}
		if m.ID != id {
			continue
		}
		if m.Error != nil {
			return fmt.Errorf("%s: %s", method, strings.ToValidUTF8(m.Error.Message, "?"))
		}
		if answer == nil {
			return nil
		}
		return json.Unmarshal(m.Result, answer)
	}
}
