package media

import (
	"encoding/binary"
	"io"
	"slices"
)

// heicBrands are the brands of a photograph in HEIF that is coded with HEVC
// (ISO/IEC 23008-12, annex B). The general brand mif1 is shared with other
// codings and says too little alone.
var heicBrands = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"}

// checkHEIC goes from box to box of the outermost level: the brand comes
// first, what describes the picture is there, and the last box ends where the
// file does.
func checkHEIC(r io.ReaderAt, size int64) error {
	described := false
	for at := int64(0); at < size; {
		b, err := boxAt(r, at, size)
		if err != nil {
			return err
		}
		switch {
		case at == 0:
			if err := checkBrand(r, b); err != nil {
				return err
			}
		case b.kind == "meta":
			described = true
		}
		at = b.end
	}
	if !described {
		return Damaged
	}
	return nil
}

// box is one box of an ISO base media file: content from begin to end.
type box struct {
	kind       string
	begin, end int64
}

func boxAt(r io.ReaderAt, at, size int64) (box, error) {
	head := make([]byte, min(16, size-at))
	if len(head) < 8 {
		return box{}, Damaged
	}
	if _, err := io.ReadFull(io.NewSectionReader(r, at, int64(len(head))), head); err != nil {
		return box{}, damaged(err)
	}
	b := box{kind: string(head[4:8]), begin: at + 8}
	length := int64(binary.BigEndian.Uint32(head))
	switch {
	case length == 0: // to the end of the file
		length = size - at
	case length == 1 && len(head) == 16:
		b.begin = at + 16
		if length = int64(binary.BigEndian.Uint64(head[8:])); length < 16 {
			return box{}, Damaged
		}
	case length < 8:
		return box{}, Damaged
	}
	if length > size-at {
		return box{}, Damaged
	}
	b.end = at + length
	return b, nil
}

const maxBrands = 4 << 10

func checkBrand(r io.ReaderAt, b box) error {
	length := b.end - b.begin
	if b.kind != "ftyp" || length < 8 || length > maxBrands || length%4 != 0 {
		return Unknown
	}
	brands := make([]byte, length)
	if _, err := io.ReadFull(io.NewSectionReader(r, b.begin, length), brands); err != nil {
		return damaged(err)
	}
	for i := 0; i < len(brands); i += 4 {
		if i != 4 && slices.Contains(heicBrands, string(brands[i:i+4])) { // the second is a version
			return nil
		}
	}
	return Unknown
}
