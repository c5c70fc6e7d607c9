// Command testreport reads the output of go test -json and prints what go test
// itself would: the line of each package, and all that a failed test said. It
// ends with the number of tests and fails when one failed or was skipped: a
// test that does not run proves nothing.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

type event struct {
	Action, Package, ImportPath, Test, Output string
}

type report struct {
	passed, failed int
	packages       int
	skipped        []string
	said           map[string][]string
}

func main() {
	r := report{said: map[string][]string{}}
	if err := r.read(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "testreport:", err)
		os.Exit(1)
	}
	for _, name := range r.skipped {
		fmt.Println("skipped, which counts as failed:", name)
	}
	fmt.Printf("%d passed, %d failed\n", r.passed, r.failed+len(r.skipped))
	if r.failed+len(r.skipped)+r.packages > 0 || r.passed == 0 {
		os.Exit(1)
	}
}

func (r *report) read(in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil {
				fmt.Fprint(out, line)
			} else {
				r.take(e, out)
			}
		}
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func (r *report) take(e event, out io.Writer) {
	name := e.Package + " " + e.Test
	switch e.Action {
	case "build-output":
		fmt.Fprint(out, e.Output)
	case "build-fail":
		r.packages++
	case "output":
		r.output(name, e, out)
	case "pass":
		if e.Test != "" {
			r.passed++
		}
		delete(r.said, name)
	case "skip":
		// A package without tests is skipped too, and has no name of a test.
		if e.Test != "" {
			r.skipped = append(r.skipped, name)
		}
		delete(r.said, name)
	case "fail":
		if e.Test != "" {
			r.failed++
		} else {
			r.packages++
		}
		fmt.Fprint(out, strings.Join(r.said[name], ""))
		delete(r.said, name)
	}
}

// output keeps what a test says until it is known whether it failed. Of a
// package it prints the closing line at once and keeps the rest, such as the
// stack of a panic.
func (r *report) output(name string, e event, out io.Writer) {
	if e.Test == "" && (strings.HasPrefix(e.Output, "ok ") || strings.HasPrefix(e.Output, "FAIL") || strings.Contains(e.Output, "[no test files]")) {
		fmt.Fprint(out, e.Output)
		return
	}
	if !strings.HasPrefix(e.Output, "=== ") {
		r.said[name] = append(r.said[name], e.Output)
	}
}
