package media

import (
	"bytes"
	"encoding/binary"
)

var exifHeader = []byte("Exif\x00\x00")

const tagOrientation = 0x0112

// orientationOf reads from Exif data, which is TIFF inside, how a photograph
// was held: 1 to 8, or 0 when it does not say.
func orientationOf(tiff []byte) uint16 {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(tiff, []byte("MM\x00\x2A")):
		order = binary.BigEndian
	case bytes.HasPrefix(tiff, []byte("II\x2A\x00")):
		order = binary.LittleEndian
	default:
		return 0
	}
	if len(tiff) < 8 {
		return 0
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	count := uint64(order.Uint16(tiff[at:]))
	for i := range count {
		entry := at + 2 + i*12
		if entry+12 > uint64(len(tiff)) {
			return 0
		}
		e := tiff[entry : entry+12]
		if order.Uint16(e) != tagOrientation {
			continue
		}
		if o := order.Uint16(e[8:]); o >= 1 && o <= 8 && order.Uint16(e[2:]) == 3 {
			return o
		}
		return 0
	}
	return 0
}

// orientationOnly is Exif data that says which way is up and nothing else.
func orientationOnly(o uint16) []byte {
	tiff := []byte("MM\x00\x2A\x00\x00\x00\x08\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, tagOrientation)
	tiff = append(tiff, 0, 3, 0, 0, 0, 1)
	tiff = binary.BigEndian.AppendUint16(tiff, o)
	return append(tiff, 0, 0, 0, 0, 0, 0)
}
