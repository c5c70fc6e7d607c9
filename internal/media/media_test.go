package media_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"nrmdesk/internal/media"
	"nrmdesk/internal/testkit/papers"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	jpg, pngFile := papers.JPEG(), papers.PNG()
	program := papers.Part{Name: "word/vbaProject.bin", Text: "Sub AutoOpen()"}
	macroTypes := papers.DOCXParts("x")
	macroTypes[0].Text = strings.Replace(macroTypes[0].Text, "vnd.openxmlformats-officedocument.wordprocessingml.document.main", "vnd.ms-word.document.macroEnabled.main", 1)
	sheet := papers.DOCXParts("x")
	sheet[0].Text = strings.Replace(sheet[0].Text, "wordprocessingml.document", "spreadsheetml.sheet", 1)
	for name, test := range map[string]struct {
		file []byte
		want media.Type
		err  error
	}{
		"PDF":                               {papers.PDF("hello"), media.PDF, nil},
		"PDF with a line after its end":     {append(papers.PDF("x"), "\n\n"...), media.PDF, nil},
		"PDF cut off":                       {papers.PDF("hello")[:200], media.PDF, media.Damaged},
		"PDF of a head only":                {[]byte("%PDF-1.7"), media.PDF, media.Damaged},
		"PDF behind something else":         {append([]byte("GIF89a"), papers.PDF("x")...), "", media.Unknown},
		"JPG":                               {jpg, media.JPEG, nil},
		"JPG cut off in the picture":        {jpg[:len(jpg)-400], media.JPEG, media.Damaged},
		"JPG cut off in the details":        {jpg[:100], media.JPEG, media.Damaged},
		"JPG of a head only":                {[]byte{0xFF, 0xD8, 0xFF}, media.JPEG, media.Damaged},
		"JPG without a picture":             {[]byte{0xFF, 0xD8, 0xFF, 0xD9}, media.JPEG, media.Damaged},
		"a page that begins as a JPG":       {[]byte("\xFF\xD8\xFF<script>alert(1)</script>"), media.JPEG, media.Damaged},
		"PNG":                               {pngFile, media.PNG, nil},
		"PNG cut off":                       {pngFile[:len(pngFile)/2], media.PNG, media.Damaged},
		"PNG with a changed byte":           {changed(pngFile, 60), media.PNG, media.Damaged},
		"PNG of a signature only":           {pngFile[:8], media.PNG, media.Damaged},
		"HEIC":                              {papers.HEIC(), media.HEIC, nil},
		"HEIC cut off":                      {papers.HEIC()[:40], media.HEIC, media.Damaged},
		"HEIC without its description":      {papers.Box("ftyp", "heic\x00\x00\x00\x00mif1heic"), media.HEIC, media.Damaged},
		"a film of the same family":         {papers.Box("ftyp", "isom\x00\x00\x00\x00isomavc1"), media.HEIC, media.Unknown},
		"a picture of the family, not HEIC": {papers.Box("ftyp", "avif\x00\x00\x00\x00mif1avif"), media.HEIC, media.Unknown},
		"DOC":                               {papers.DOC(), media.DOC, nil},
		"DOC cut off":                       {papers.DOC()[:100], media.DOC, media.Damaged},
		"DOC with a program":                {papers.OLE("WordDocument", "Macros", "VBA", "_VBA_PROJECT"), media.DOC, media.Macros},
		"an old sheet":                      {papers.OLE("Workbook"), media.DOC, media.Unknown},
		"a document behind a password":      {papers.OLE("EncryptionInfo", "EncryptedPackage"), media.DOC, media.Locked},
		"DOCX":                              {papers.DOCX("hello"), media.DOCX, nil},
		"DOCX with a picture":               {papers.DOCX("x", papers.Part{Name: "word/media/image1.jpeg", Text: string(jpg), Stored: true}), media.DOCX, nil},
		"DOCX cut off":                      {papers.DOCX("x")[:300], media.DOCX, media.Damaged},
		"DOCX with a changed byte":          {changed(papers.DOCX("x"), 60), media.DOCX, media.Damaged},
		"DOCX with something behind":        {append(papers.DOCX("x"), "more"...), media.DOCX, media.Damaged},
		"DOCX with a program":               {papers.DOCX("x", program), media.DOCX, media.Macros},
		"DOCX that says it has programs":    {papers.Zip(macroTypes...), media.DOCX, media.Macros},
		"DOCX with one huge part":           {papers.BombDOCX(), media.DOCX, media.Bomb},
		"DOCX that unpacks to 201 MB":       {wideBomb(), media.DOCX, media.Bomb},
		"DOCX of very many parts":           {manyParts(), media.DOCX, media.Bomb},
		"DOCX with a part outside":          {papers.DOCX("x", papers.Part{Name: "../../etc/passwd", Text: "x"}), media.DOCX, media.Damaged},
		"DOCX with a part twice":            {papers.DOCX("x", papers.Part{Name: "word/a.xml"}, papers.Part{Name: "word/A.xml"}), media.DOCX, media.Damaged},
		"DOCX that lies about its sizes":    {lyingDOCX(), media.DOCX, media.Damaged},
		"a sheet":                           {papers.Zip(sheet...), media.DOCX, media.Unknown},
		"an archive":                        {papers.Zip(papers.Part{Name: "a.txt", Text: "x"}), media.DOCX, media.Unknown},
		"a page":                            {[]byte("<html><script>alert(1)</script></html>"), "", media.Unknown},
		"a program":                         {append([]byte("MZ"), make([]byte, 500)...), "", media.Unknown},
		"a virus test file":                 {[]byte(papers.EICAR()), "", media.Unknown},
		"one byte":                          {[]byte("%"), "", media.Unknown},
		"nothing":                           {nil, "", media.Empty},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := media.Check(bytes.NewReader(test.file), int64(len(test.file)))
			if got != test.want || !errors.Is(err, test.err) || (err == nil) != (test.err == nil) {
				t.Errorf("%q, %v; want %q, %v", got, err, test.want, test.err)
			}
		})
	}
}

func changed(file []byte, at int) []byte {
	out := bytes.Clone(file)
	out[at] ^= 0x10
	return out
}

func manyParts() []byte {
	var more []papers.Part
	for i := range 2001 {
		more = append(more, papers.Part{Name: fmt.Sprint("word/", i), Stored: true})
	}
	return papers.DOCX("x", more...)
}

// wideBomb has no part that is large.
func wideBomb() []byte {
	var more []papers.Part
	for i := range 201 {
		more = append(more, papers.Part{Name: fmt.Sprint("word/", i), Text: string(make([]byte, 1<<20))})
	}
	return papers.DOCX("x", more...)
}

// lyingDOCX has a part that says it unpacks to 10 bytes and holds a million.
func lyingDOCX() []byte {
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for _, p := range papers.DOCXParts("x") {
		f, err := w.Create(p.Name)
		if err == nil {
			_, err = io.WriteString(f, p.Text)
		}
		if err != nil {
			panic(err)
		}
	}
	f, err := w.Create("word/lie.xml")
	if err == nil {
		_, err = f.Write(make([]byte, 1_000_000))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		panic(err)
	}
	file := packed.Bytes()
	at := bytes.LastIndex(file, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(file[at+24:], 10)
	return file
}

// Entries of one archive that point at the same bytes.
func TestCheck_sharedBytes(t *testing.T) {
	t.Parallel()
	file := papers.DOCX("x", papers.Part{Name: "word/a.xml", Text: "aaaa", Stored: true}, papers.Part{Name: "word/b.xml", Text: "aaaa", Stored: true})
	last := bytes.LastIndex(file, []byte("PK\x01\x02"))
	before := bytes.LastIndex(file[:last], []byte("PK\x01\x02"))
	copy(file[last+42:last+46], file[before+42:before+46])
	if _, err := media.Check(bytes.NewReader(file), int64(len(file))); !errors.Is(err, media.Bomb) {
		t.Errorf("%v, want a refusal as a bomb", err)
	}
}

func TestExtensions(t *testing.T) {
	t.Parallel()
	for ending, want := range map[string]media.Type{"pdf": media.PDF, "PDF": media.PDF, "jpg": media.JPEG, "Jpeg": media.JPEG, "heif": media.HEIC, "docx": media.DOCX} {
		if got, ok := media.ByExtension(ending); !ok || got != want {
			t.Errorf("%s is %q, want %q", ending, got, want)
		}
	}
	for _, ending := range []string{"", "exe", "docm", "svg", "html", "pdf ", "xpdf"} {
		if got, ok := media.ByExtension(ending); ok {
			t.Errorf("%q is taken for %s", ending, got)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind        media.Type
		file        []byte
		decode      func(io.Reader) (image.Image, error)
		orientation string
	}{
		"JPG": {media.JPEG, papers.JPEG(), jpeg.Decode, "\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06"},
		"PNG": {media.PNG, papers.PNG(), png.Decode, "\x01\x12\x00\x03\x00\x00\x00\x01\x00\x08"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var cleaned bytes.Buffer
			if err := media.Clean(&cleaned, test.kind, bytes.NewReader(test.file)); err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{papers.Place, papers.Device, papers.Remark, "adobe", "MPF", "\xAA\xBB\xCC"} {
				if !bytes.Contains(test.file, []byte(word)) && len(word) > 5 && name == "JPG" && word != "MPF" {
					t.Errorf("the photograph to clean does not hold %q", word)
				}
				if bytes.Contains(cleaned.Bytes(), []byte(word)) {
					t.Errorf("still holds %q", word)
				}
			}
			if !bytes.Contains(cleaned.Bytes(), []byte(test.orientation)) {
				t.Error("which way is up is lost")
			}
			before, err := test.decode(bytes.NewReader(test.file))
			if err != nil {
				t.Fatal(err)
			}
			after, err := test.decode(bytes.NewReader(cleaned.Bytes()))
			if err != nil {
				t.Fatalf("no %s any more: %v", name, err)
			}
			for y := range 64 {
				for x := range 96 {
					if before.At(x, y) != after.At(x, y) {
						t.Fatalf("the picture changed at %d, %d", x, y)
					}
				}
			}
			if got, err := media.Check(bytes.NewReader(cleaned.Bytes()), int64(cleaned.Len())); got != test.kind || err != nil {
				t.Errorf("checked again it is %s, %v", got, err)
			}
			var again bytes.Buffer
			if err := media.Clean(&again, test.kind, bytes.NewReader(cleaned.Bytes())); err != nil || !bytes.Equal(again.Bytes(), cleaned.Bytes()) {
				t.Errorf("cleaning twice changes it, %v", err)
			}
		})
	}
}

func TestClean_onlyPhotographs(t *testing.T) {
	t.Parallel()
	for kind, file := range map[media.Type][]byte{media.HEIC: papers.HEIC(), media.PDF: papers.PDF("x"), media.DOCX: papers.DOCX("x")} {
		if err := media.Clean(io.Discard, kind, bytes.NewReader(file)); !errors.Is(err, media.NoCleanUp) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// Upright photographs, and those whose details are broken, need no note about
// which way is up.
func TestClean_writesNoNeedlessOrientation(t *testing.T) {
	t.Parallel()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, papers.Picture(), nil); err != nil {
		t.Fatal(err)
	}
	for name, exif := range map[string]string{
		"upright": string(papers.Exif(1)), "out of range": string(papers.Exif(9)), "empty": "", "cut off": string(papers.Exif(6)[:20]),
		"a place beyond the end": "MM\x00\x2A\xFF\xFF\xFF\xFF",
	} {
		file := append(append(bytes.Clone(plain.Bytes()[:2]), papers.Segment(0xE1, "Exif\x00\x00"+exif)...), plain.Bytes()[2:]...)
		var cleaned bytes.Buffer
		if err := media.Clean(&cleaned, media.JPEG, bytes.NewReader(file)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if bytes.Contains(cleaned.Bytes(), []byte("Exif")) {
			t.Errorf("%s: Exif is still there", name)
		}
	}
}
