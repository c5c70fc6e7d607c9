// Package papers makes small real files of every kind that may be added to a
// case, and some that may not, so that tests carry no files from elsewhere.
package papers

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"unicode/utf16"
)

// Place is what cameras write into photographs here: where it was taken, by
// which device, and a remark. A cleaned photograph holds none of these words.
const (
	Place  = "GPS 53.4808N 2.2426W"
	Device = "Telephone of Ana Testova"
	Remark = "taken at the shelter"
)

// PDF is one page that says a text.
func PDF(text string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	page := "BT /F1 18 Tf 72 760 Td (" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(text) + ") Tj ET"
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(page), page),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	places := make([]int, len(objects))
	for i, o := range objects {
		places[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}

// BigPDF is a whole PDF of exactly this many bytes.
func BigPDF(size int) []byte {
	return remarked(bytes.Repeat([]byte("x"), size-len(PDF("x"))-2))
}

// InfectedPDF is a whole PDF with the EICAR test file in it.
func InfectedPDF() []byte { return remarked([]byte(EICAR())) }

// remarked is a PDF with a remark after its first line.
func remarked(remark []byte) []byte {
	head, rest, _ := bytes.Cut(PDF("x"), []byte("\n"))
	return bytes.Join([][]byte{head, append([]byte("%"), remark...), rest}, []byte("\n"))
}

// Picture is what stands on the photographs: wider than high, so that one
// turned on its side is noticed.
func Picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 96, 64))
	for y := range 64 {
		for x := range 96 {
			m.Set(x, y, color.RGBA{uint8(x * 2), uint8(y * 3), uint8(x ^ y), 255})
		}
	}
	return m
}

// JPEG is a photograph that was held upright, with all that cameras write:
// Exif, XMP, a comment, a device's own block and a second picture behind it.
func JPEG() []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, Picture(), nil); err != nil {
		panic(err)
	}
	plain := b.Bytes()
	out := append([]byte{}, plain[:2]...)
	out = append(out, Segment(0xE0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x01\x01\xAA\xBB\xCC")...) // with a thumbnail of one pixel
	out = append(out, Segment(0xE1, "Exif\x00\x00"+string(Exif(6)))...)
	out = append(out, Segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00<x>"+Place+"</x>")...)
	out = append(out, Segment(0xE2, "MPF\x00"+Device)...)
	out = append(out, Segment(0xED, "Photoshop 3.0\x00"+Remark)...)
	out = append(out, Segment(0xFE, Remark)...)
	out = append(out, plain[2:]...)
	return append(out, "\xFF\xD8"+Device+Place...)
}

// Segment is one segment of a JPEG file.
func Segment(marker byte, payload string) []byte {
	s := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(payload)+2))
	return append(s, payload...)
}

// Exif is what a camera says: how it was held, which device, and a place.
func Exif(orientation uint16) []byte {
	order := binary.LittleEndian
	t := []byte("II\x2A\x00\x08\x00\x00\x00")
	t = order.AppendUint16(t, 2)
	t = order.AppendUint16(t, 0x0110) // Model
	t = order.AppendUint16(t, 2)
	t = order.AppendUint32(t, uint32(len(Device)+1))
	t = order.AppendUint32(t, 38)
	t = order.AppendUint16(t, 0x0112) // Orientation
	t = order.AppendUint16(t, 3)
	t = order.AppendUint32(t, 1)
	t = order.AppendUint16(t, orientation)
	t = order.AppendUint16(t, 0)
	t = order.AppendUint32(t, 0)
	return append(t, Device+"\x00"+Place...)
}

// PNG is a picture with texts, a time and Exif in it.
func PNG() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, Picture()); err != nil {
		panic(err)
	}
	plain := b.Bytes()
	const afterIHDR = 8 + 25
	out := append([]byte{}, plain[:afterIHDR]...)
	out = append(out, Chunk("gAMA", []byte{0, 0, 0xB1, 0x8F})...)
	out = append(out, Chunk("tEXt", []byte("Comment\x00"+Remark))...)
	out = append(out, Chunk("iTXt", []byte("Author\x00\x00\x00\x00\x00"+Device))...)
	out = append(out, Chunk("eXIf", Exif(8))...)
	out = append(out, Chunk("tIME", []byte{7, 0xEA, 5, 18, 9, 30, 0})...)
	out = append(out, plain[afterIHDR:]...)
	return append(out, Place...)
}

// Chunk is one chunk of a PNG file.
func Chunk(kind string, data []byte) []byte {
	c := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	c = append(append(c, kind...), data...)
	return binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:]))
}

// HEIC has the boxes of a telephone's photograph, without a picture in them.
func HEIC() []byte {
	return bytes.Join([][]byte{Box("ftyp", "heic\x00\x00\x00\x00mif1heic"), Box("meta", "\x00\x00\x00\x00"), Box("mdat", Place)}, nil)
}

// Box is one box of an ISO base media file.
func Box(kind, content string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)+8))
	return append(append(b, kind...), content...)
}

// OLE is a file of the old Office kind with directory entries of these names.
func OLE(names ...string) []byte {
	head := make([]byte, 512)
	copy(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	binary.LittleEndian.PutUint16(head[26:], 3)
	binary.LittleEndian.PutUint16(head[28:], 0xFFFE)
	binary.LittleEndian.PutUint16(head[30:], 9)
	out := append(head, make([]byte, 512)...)
	for _, name := range append([]string{"Root Entry"}, names...) {
		entry := make([]byte, 128)
		for i, c := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(entry[2*i:], c)
		}
		binary.LittleEndian.PutUint16(entry[64:], uint16(2*len(name)+2))
		entry[66] = 2
		out = append(out, entry...)
	}
	return out
}

// DOC is an old Word document.
func DOC() []byte { return OLE("WordDocument", "1Table") }

// Part is one entry of an archive.
type Part struct {
	Name, Text string
	Stored     bool // not packed
}

// DOCXParts are the parts of a Word document with this text.
func DOCXParts(text string) []Part {
	return []Part{
		{Name: "[Content_Types].xml", Text: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{Name: "_rels/.rels", Text: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{Name: "word/document.xml", Text: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:body></w:document>`},
	}
}

// Zip packs parts.
func Zip(parts ...Part) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		method := zip.Deflate
		if p.Stored {
			method = zip.Store
		}
		f, err := w.CreateHeader(&zip.FileHeader{Name: p.Name, Method: method})
		if err == nil {
			_, err = f.Write([]byte(p.Text))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// DOCX is a Word document with this text and perhaps further parts.
func DOCX(text string, more ...Part) []byte { return Zip(append(DOCXParts(text), more...)...) }

// BombDOCX is a Word document of some kilobytes that unpacks to 64 MB.
func BombDOCX() []byte {
	return DOCX("boom", Part{Name: "word/media/image1.bmp", Text: string(make([]byte, 64<<20))})
}

// EICAR is the test file every virus scanner knows, put together here so that
// none finds it in this source.
func EICAR() string {
	return `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-` + `STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`
}
