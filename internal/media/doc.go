package media

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

var oleSignature = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

// Directory entries of an OLE2 file ([MS-CFB] 2.6) are 128 bytes long and stand
// at multiples of that: names in UTF-16 first, their length at 64.
const oleEntry = 128

// checkDOC looks through an OLE2 file for the entries that say what it is: a
// Word document, one with a program in it, or a newer document behind a
// password. Other files of that kind, such as sheets and installers, are not
// on the list.
func checkDOC(r io.ReaderAt, size int64) error {
	head := make([]byte, 512)
	if size < int64(len(head)) {
		return Damaged
	}
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	order, shift := binary.LittleEndian.Uint16(head[28:]), binary.LittleEndian.Uint16(head[30:])
	if order != 0xFFFE || shift != 9 && shift != 12 {
		return Damaged
	}
	word := false
	in := bufio.NewReaderSize(io.NewSectionReader(r, 0, size), 32<<10)
	entry := make([]byte, oleEntry)
	for {
		if _, err := io.ReadFull(in, entry); err != nil {
			break // less than an entry is left
		}
		switch oleName(entry) {
		case "WordDocument":
			word = true
		case "_VBA_PROJECT", "Macros":
			return Macros
		case "EncryptedPackage":
			return Locked
		}
	}
	if !word {
		return Unknown
	}
	return nil
}

// oleName is the name in a directory entry, or "" when these bytes are none.
func oleName(entry []byte) string {
	length := int(binary.LittleEndian.Uint16(entry[64:]))
	if length < 4 || length > 64 || length%2 != 0 || entry[66] == 0 || entry[66] > 5 {
		return ""
	}
	name := make([]byte, 0, length/2-1)
	for i := 0; i < length-2; i += 2 {
		if entry[i+1] != 0 {
			return ""
		}
		name = append(name, entry[i])
	}
	if !bytes.Equal(entry[length-2:length], []byte{0, 0}) {
		return ""
	}
	return string(name)
}
