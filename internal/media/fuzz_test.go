package media_test

import (
	"bytes"
	"errors"
	"image/jpeg"
	"image/png"
	"testing"

	"nrmdesk/internal/media"
	"nrmdesk/internal/testkit/papers"
)

// FuzzCheck throws bytes at the checks: they answer, with a type or one of the
// refusals, and what they take in they can clean if it is a photograph, after
// which it is still one and cleaning finds nothing more.
func FuzzCheck(f *testing.F) {
	for _, seed := range [][]byte{
		papers.JPEG(), papers.PNG(), papers.HEIC(), papers.DOC(), papers.DOCX("x"), papers.PDF("x"), papers.Exif(6),
		papers.OLE("Macros"), papers.Zip(papers.Part{Name: "a", Text: "b"}),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		kind, err := media.Check(bytes.NewReader(file), int64(len(file)))
		var refusal media.Refusal
		if err != nil {
			if !errors.As(err, &refusal) {
				t.Fatalf("neither taken nor refused: %v", err)
			}
			return
		}
		var cleaned, again bytes.Buffer
		err = media.Clean(&cleaned, kind, bytes.NewReader(file))
		if kind != media.JPEG && kind != media.PNG {
			if !errors.Is(err, media.NoCleanUp) {
				t.Fatalf("%s cleaned: %v", kind, err)
			}
			return
		}
		if err != nil {
			t.Fatalf("a %s that was taken cannot be cleaned: %v", kind, err)
		}
		if now, err := media.Check(bytes.NewReader(cleaned.Bytes()), int64(cleaned.Len())); now != kind || err != nil {
			t.Fatalf("a cleaned %s is %s, %v", kind, now, err)
		}
		if err := media.Clean(&again, kind, bytes.NewReader(cleaned.Bytes())); err != nil || !bytes.Equal(again.Bytes(), cleaned.Bytes()) {
			t.Fatalf("cleaning twice gives something else, %v", err)
		}
		if _, before := jpeg.Decode(bytes.NewReader(file)); kind == media.JPEG && before == nil {
			if _, err := jpeg.Decode(bytes.NewReader(cleaned.Bytes())); err != nil {
				t.Fatalf("the picture is broken: %v", err)
			}
		}
		if _, before := png.Decode(bytes.NewReader(file)); kind == media.PNG && before == nil {
			if _, err := png.Decode(bytes.NewReader(cleaned.Bytes())); err != nil {
				t.Fatalf("the picture is broken: %v", err)
			}
		}
	})
}
