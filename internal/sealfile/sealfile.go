// Package sealfile keeps the seals of the audit log in a file outside the
// database, where whoever can change the database need not be able to reach
// them. It only ever adds to the end. What a seal says is package audit's.
package sealfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// File is where seals are written. There need be no such file yet.
type File struct{ Path string }

// signature begins the last line of a signed text.
const signature = "— "

// Add writes signed texts at the end and waits until they are on the disk.
// Programs that share the file take turns.
func (f File) Add(notes ...string) error {
	if len(notes) == 0 {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o711); err != nil {
		return fmt.Errorf("seal file: %w", err)
	}
	file, err := os.OpenFile(f.Path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("seal file: %w", err)
	}
	defer file.Close()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("lock seal file: %w", err)
	}
	text := strings.Join(notes, "\n") + "\n"
	if torn, err := torn(file); err != nil {
		return err
	} else if torn {
		text = "\n\n" + text // what a crash left of a seal stays a block of its own
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Sync()); err != nil {
		return fmt.Errorf("write seal file: %w", err)
	}
	return nil
}

// torn says whether the file ends in the middle of a seal.
func torn(file *os.File) (bool, error) {
	end, err := file.Seek(0, io.SeekEnd)
	if err != nil || end == 0 {
		return false, err
	}
	tail := make([]byte, min(end, 2))
	if _, err := file.ReadAt(tail, end-int64(len(tail))); err != nil {
		return false, fmt.Errorf("read seal file: %w", err)
	}
	return !bytes.Equal(tail, []byte("\n\n")), nil
}

// Last is the newest whole signed text, or "" when there is none.
func (f File) Last() (string, error) {
	file, err := os.Open(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("seal file: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", fmt.Errorf("seal file: %w", err)
	}
	for length := int64(8 << 10); ; length *= 4 {
		from := max(0, info.Size()-length)
		last := ""
		for note, err := range notes(io.NewSectionReader(file, from, info.Size()-from), from > 0) {
			if err != nil {
				return "", err
			}
			last = note
		}
		if last != "" || from == 0 {
			return last, nil
		}
	}
}

// All reads every signed text that is there now, from the first; fs.ErrNotExist
// when there is no file. What is added meanwhile is left out, and so is a block
// without a signature, as a crash leaves one.
func (f File) All() (iter.Seq2[string, error], error) {
	info, err := os.Stat(f.Path)
	if err != nil {
		return nil, fmt.Errorf("seal file: %w", err)
	}
	return func(yield func(string, error) bool) {
		file, err := os.Open(f.Path)
		if err != nil {
			yield("", fmt.Errorf("seal file: %w", err))
			return
		}
		defer file.Close()
		for note, err := range notes(io.NewSectionReader(file, 0, info.Size()), false) {
			if !yield(note, err) {
				return
			}
		}
	}, nil
}

// notes reads signed texts: lines, an empty line, a line with the signature.
// With partial the reader begins somewhere, and the first text is passed over.
// A text that the next one begins with was torn, and is passed over too.
func notes(r io.Reader, partial bool) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		held := ""
		for note, err := range blocks(r) {
			if err != nil {
				yield("", err)
				return
			}
			if partial {
				partial = false
				continue
			}
			if held != "" && !strings.HasPrefix(note, strings.TrimSuffix(held, "\n")) && !yield(held, nil) {
				return
			}
			held = note
		}
		if held != "" {
			yield(held, nil)
		}
	}
}

// blocks reads whatever ends with a signature line.
func blocks(r io.Reader) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		lines := bufio.NewReader(r)
		text := ""
		for {
			line, err := lines.ReadString('\n')
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield("", fmt.Errorf("read seal file: %w", err))
				return
			}
			switch signed := strings.HasPrefix(line, signature); {
			case signed && !yield(text+line, nil):
				return
			case signed, line == "\n" && text == "":
				text = ""
			case strings.HasSuffix(text, "\n\n"): // no signature came: it was torn
				text = strings.TrimPrefix(line, "\n")
			default:
				text += line
			}
		}
	}
}
