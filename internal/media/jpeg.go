package media

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// Markers of a JPEG file (ITU T.81, table B.1).
const (
	markerSOI  = 0xD8
	markerEOI  = 0xD9
	markerSOS  = 0xDA
	markerAPP0 = 0xE0
	markerCOM  = 0xFE
)

// copyJPEG copies a photograph segment by segment, leaving out what says
// something about camera, place and time, and everything after its end, where
// telephones put second pictures and films. It changes no bit of the picture.
func copyJPEG(w io.Writer, from io.Reader) error {
	in := bufio.NewReaderSize(from, 32<<10)
	out := bufio.NewWriterSize(w, 32<<10)
	c := jpegCopy{in: in, out: out}
	if err := c.run(); err != nil {
		return err
	}
	return out.Flush()
}

type jpegCopy struct {
	in          *bufio.Reader
	out         *bufio.Writer
	framed      bool // a frame header was seen
	scanned     bool // and a picture
	orientation bool // which way is up was written
}

func (c *jpegCopy) run() error {
	if marker, err := c.marker(); err != nil || marker != markerSOI {
		return errors.Join(Damaged, err)
	}
	c.put(0xFF, markerSOI)
	for {
		marker, err := c.marker()
		if err != nil {
			return err
		}
		for marker == markerSOS { // the data of a scan ends with the next marker
			if marker, err = c.scan(); err != nil {
				return err
			}
		}
		switch {
		case marker == markerEOI:
			if !c.framed || !c.scanned {
				return Damaged
			}
			c.put(0xFF, markerEOI)
			return nil
		case standsAlone(marker):
			return Damaged // these belong inside a scan
		}
		if err := c.segment(marker); err != nil {
			return err
		}
	}
}

// marker reads FF, perhaps several times, and the byte that says what follows.
func (c *jpegCopy) marker() (byte, error) {
	b, err := c.in.ReadByte()
	if err != nil {
		return 0, damaged(err)
	}
	if b != 0xFF {
		return 0, Damaged
	}
	for b == 0xFF {
		if b, err = c.in.ReadByte(); err != nil {
			return 0, damaged(err)
		}
	}
	if b == 0 {
		return 0, Damaged
	}
	return b, nil
}

// payload reads what a segment holds after its two bytes of length.
func (c *jpegCopy) payload() ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(c.in, length[:]); err != nil {
		return nil, damaged(err)
	}
	n := int(binary.BigEndian.Uint16(length[:]))
	if n < 2 {
		return nil, Damaged
	}
	payload := make([]byte, n-2)
	if _, err := io.ReadFull(c.in, payload); err != nil {
		return nil, damaged(err)
	}
	return payload, nil
}

func (c *jpegCopy) segment(marker byte) error {
	payload, err := c.payload()
	if err != nil {
		return err
	}
	if isFrame(marker) {
		c.framed = true
	}
	c.keep(marker, payload)
	return nil
}

// scan copies a scan header and its data and returns the marker after it.
func (c *jpegCopy) scan() (byte, error) {
	header, err := c.payload()
	if err != nil {
		return 0, err
	}
	c.write(markerSOS, header)
	c.scanned = true
	for {
		data, err := c.in.ReadSlice(0xFF)
		if errors.Is(err, bufio.ErrBufferFull) {
			c.put(data...)
			continue
		}
		if err != nil {
			return 0, damaged(err)
		}
		c.put(data[:len(data)-1]...)
		next, err := c.in.ReadByte()
		for err == nil && next == 0xFF { // fill bytes
			next, err = c.in.ReadByte()
		}
		switch {
		case err != nil:
			return 0, damaged(err)
		case next == 0 || next >= 0xD0 && next <= 0xD7: // an FF of the data, or a restart
			c.put(0xFF, next)
		default:
			return next, nil
		}
	}
}

// keep copies a segment if the picture needs it. Of Exif only the orientation
// is written again, in a block of its own, because without it a photograph
// taken upright would lie on its side.
func (c *jpegCopy) keep(marker byte, payload []byte) {
	switch {
	case marker == markerCOM:
	case marker < markerAPP0 || marker > markerAPP0+15:
		c.write(marker, payload)
	case marker == markerAPP0 && bytes.HasPrefix(payload, []byte("JFIF\x00")) && len(payload) >= 14:
		plain := bytes.Clone(payload[:14])
		plain[12], plain[13] = 0, 0 // no thumbnail
		c.write(marker, plain)
	case marker == markerAPP0+1 && bytes.HasPrefix(payload, exifHeader) && !c.orientation:
		if o := orientationOf(payload[len(exifHeader):]); o > 1 {
			c.orientation = true
			c.write(marker, append(bytes.Clone(exifHeader), orientationOnly(o)...))
		}
	case marker == markerAPP0+2 && bytes.HasPrefix(payload, []byte("ICC_PROFILE\x00")):
		c.write(marker, payload) // colours
	case marker == markerAPP0+14 && bytes.HasPrefix(payload, []byte("Adobe")):
		c.write(marker, payload) // how to read the colours
	}
}

func (c *jpegCopy) write(marker byte, payload []byte) {
	c.put(0xFF, marker)
	c.put(binary.BigEndian.AppendUint16(nil, uint16(len(payload)+2))...)
	c.put(payload...)
}

// put leaves errors to the Flush at the end, which repeats them.
func (c *jpegCopy) put(b ...byte) { _, _ = c.out.Write(b) }

func isFrame(marker byte) bool {
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC
}

func standsAlone(marker byte) bool { return marker == 0x01 || marker >= 0xD0 && marker <= 0xD8 }
