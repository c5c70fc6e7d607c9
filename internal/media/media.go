// Package media says what a file is by its content, never by its name, whether
// it is whole, and whether it may be taken in at all (S20); and it takes what a
// camera wrote about itself out of a photograph. It reads bytes and keeps none:
// where files lie is package vault, what documents a case has package
// nrm/evidence.
package media

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Type is a kind of file that may be taken in.
type Type string

// The allow list.
const (
	PDF  Type = "pdf"
	JPEG Type = "jpeg"
	PNG  Type = "png"
	HEIC Type = "heic"
	DOC  Type = "doc"
	DOCX Type = "docx"
)

// Types is the allow list in the order of a sentence.
var Types = []Type{PDF, JPEG, PNG, HEIC, DOC, DOCX}

// Label is the type in the words staff read.
func (t Type) Label() string {
	switch t {
	case PDF:
		return "PDF"
	case JPEG:
		return "JPG photograph"
	case PNG:
		return "PNG picture"
	case HEIC:
		return "HEIC photograph"
	case DOC:
		return "Word document (DOC)"
	case DOCX:
		return "Word document (DOCX)"
	default:
		return ""
	}
}

// Extensions are the endings a name of this type may have, the usual first.
func (t Type) Extensions() []string {
	switch t {
	case JPEG:
		return []string{"jpg", "jpeg"}
	case HEIC:
		return []string{"heic", "heif"}
	default:
		return []string{string(t)}
	}
}

// ContentType is the type as HTTP names it.
func (t Type) ContentType() string {
	switch t {
	case PDF:
		return "application/pdf"
	case JPEG:
		return "image/jpeg"
	case PNG:
		return "image/png"
	case HEIC:
		return "image/heic"
	case DOC:
		return "application/msword"
	default:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
}

// ByExtension is the type a name claims, by its ending without the dot in any
// case; ok is false when no type has it.
func ByExtension(ending string) (t Type, ok bool) {
	i := slices.IndexFunc(Types, func(t Type) bool { return slices.Contains(t.Extensions(), strings.ToLower(ending)) })
	if i < 0 {
		return "", false
	}
	return Types[i], true
}

// Refusal is why a file is not taken in.
type Refusal string

// The reasons.
const (
	Empty     Refusal = "empty"
	Unknown   Refusal = "not_allowed_type" // no content of the allow list
	Damaged   Refusal = "damaged"          // begins as its type and does not go on or end as one
	Bomb      Refusal = "bomb"             // unpacks to far more than it is
	Macros    Refusal = "macros"           // a document with a program in it
	Locked    Refusal = "locked"           // protected by a password, so nothing in it can be checked
	NoCleanUp Refusal = "cannot_clean"     // no photograph whose details can be taken out
)

func (r Refusal) Error() string { return "file refused: " + string(r) }

// Check says what a file of this size is, once it has looked through all of
// it. It goes forward through the content, apart from the directory of a
// document, which stands at its end.
//
// Error: a Refusal, or what reading failed with.
func Check(r io.ReaderAt, size int64) (Type, error) {
	if size == 0 {
		return "", Empty
	}
	t, err := identify(r, size)
	if err != nil {
		return "", err
	}
	whole := io.NewSectionReader(r, 0, size)
	switch t {
	case PDF:
		err = checkPDF(r, size)
	case JPEG:
		err = copyJPEG(io.Discard, whole)
	case PNG:
		err = copyPNG(io.Discard, whole)
	case HEIC:
		err = checkHEIC(r, size)
	case DOC:
		err = checkDOC(r, size)
	case DOCX:
		err = checkDOCX(r, size)
	}
	return t, err
}

// Clean copies a photograph without what the camera wrote into it: place,
// time, device, thumbnails, comments. The picture itself is not touched; of
// the details only which way is up is kept.
//
// Error: NoCleanUp for what is no JPEG or PNG, Damaged.
func Clean(w io.Writer, t Type, r io.Reader) error {
	switch t {
	case JPEG:
		return copyJPEG(w, r)
	case PNG:
		return copyPNG(w, r)
	default:
		return NoCleanUp
	}
}

// identify goes by the first bytes.
func identify(r io.ReaderAt, size int64) (Type, error) {
	head := make([]byte, min(size, 32))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return PDF, nil
	case bytes.HasPrefix(head, []byte{0xFF, 0xD8, 0xFF}):
		return JPEG, nil
	case bytes.HasPrefix(head, pngSignature):
		return PNG, nil
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		return HEIC, nil
	case bytes.HasPrefix(head, oleSignature):
		return DOC, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return DOCX, nil
	default:
		return "", Unknown
	}
}

// checkPDF looks for the end mark, which a file that was cut off lacks. A few
// programs write something after it; the format allows them 1024 bytes.
func checkPDF(r io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 1024+int64(len("%%EOF"))))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !bytes.Contains(tail, []byte("%%EOF")) {
		return Damaged
	}
	return nil
}

// damaged turns the end of the content into Damaged and leaves other errors of
// reading as they are.
func damaged(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return Damaged
	}
	return fmt.Errorf("read file: %w", err)
}
