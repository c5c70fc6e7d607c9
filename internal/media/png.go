package media

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"
)

var pngSignature = []byte("\x89PNG\r\n\x1a\n")

// pngKept are the chunks a picture needs to look as it did. Texts, times,
// Exif and everything that is not known are left out.
var pngKept = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "bKGD", "pHYs"}

// maxExif bounds the Exif chunk that is read into memory.
const maxExif = 64 << 10

// copyPNG copies a picture chunk by chunk, each checked against its sum,
// leaving out what is not the picture and everything after its end.
func copyPNG(w io.Writer, from io.Reader) error {
	in := bufio.NewReaderSize(from, 32<<10)
	out := bufio.NewWriterSize(w, 32<<10)
	signature := make([]byte, len(pngSignature))
	if _, err := io.ReadFull(in, signature); err != nil {
		return damaged(err)
	}
	if !bytes.Equal(signature, pngSignature) {
		return Damaged
	}
	_, _ = out.Write(signature)
	pictured := false
	for first := true; ; first = false {
		kind, err := copyChunk(out, in)
		switch {
		case err != nil:
			return err
		case first != (kind == "IHDR"):
			return Damaged
		case kind == "IDAT":
			pictured = true
		case kind == "IEND":
			if !pictured {
				return Damaged
			}
			return out.Flush()
		}
	}
}

// copyChunk copies one chunk or leaves it out, and returns its kind.
func copyChunk(out io.Writer, in io.Reader) (string, error) {
	head := make([]byte, 8)
	if _, err := io.ReadFull(in, head); err != nil {
		return "", damaged(err)
	}
	length, kind := binary.BigEndian.Uint32(head), string(head[4:])
	if length > 1<<31-1 {
		return "", Damaged
	}
	if kind == "eXIf" && length <= maxExif {
		return kind, copyExif(out, in, int(length))
	}
	sum := crc32.NewIEEE()
	sum.Write(head[4:])
	to := io.Discard
	if slices.Contains(pngKept, kind) {
		to = out
	}
	if _, err := to.Write(head); err != nil {
		return "", err
	}
	if _, err := io.CopyN(io.MultiWriter(to, sum), in, int64(length)); err != nil {
		return "", damaged(err)
	}
	stated := make([]byte, 4)
	if _, err := io.ReadFull(in, stated); err != nil {
		return "", damaged(err)
	}
	if binary.BigEndian.Uint32(stated) != sum.Sum32() {
		return "", Damaged
	}
	_, err := to.Write(stated)
	return kind, err
}

// copyExif keeps of the details which way is up, if it is not the usual one.
func copyExif(out io.Writer, in io.Reader, length int) error {
	data := make([]byte, length+4)
	if _, err := io.ReadFull(in, data); err != nil {
		return damaged(err)
	}
	stated := binary.BigEndian.Uint32(data[length:])
	if stated != crc32.ChecksumIEEE(append([]byte("eXIf"), data[:length]...)) {
		return Damaged
	}
	o := orientationOf(data[:length])
	if o <= 1 {
		return nil
	}
	_, err := out.Write(pngChunk("eXIf", orientationOnly(o)))
	return err
}

func pngChunk(kind string, data []byte) []byte {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	chunk = append(append(chunk, kind...), data...)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
}
