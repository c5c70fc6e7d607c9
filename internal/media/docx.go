package media

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// Bounds of a document: far beyond what people write, far below what fills a
// disk or a memory. The document itself is never unpacked anywhere but here,
// and here only to be counted.
const (
	maxEntries   = 2000
	maxDirectory = 1 << 20
	maxUnpacked  = 200 << 20
	maxRatio     = 100     // of one entry, as in Apache POI
	ratioGrace   = 1 << 20 // below which any ratio is fine
	maxTypes     = 1 << 20 // of the list of content types
)

const (
	wordMain      = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	wordMacroMain = "application/vnd.ms-word.document.macroEnabled.main+xml"
	vbaType       = "application/vnd.ms-office.vbaProject"
)

// zipEnd is the end record of an archive ([APPNOTE] 4.3.16), which has no
// comment in documents.
const zipEnd = 22

// directoryHead is the fixed part of an entry of the directory ([APPNOTE]
// 4.3.12); the place of its bytes stands at its end.
const directoryHead = 46

// checkDOCX goes through a document: the archive is sound and small enough,
// what it says about itself is true, and it is a Word document without a
// program in it.
func checkDOCX(r io.ReaderAt, size int64) error {
	entries, err := openArchive(r, size)
	if err != nil {
		return err
	}
	if err := checkEntries(entries); err != nil {
		return err
	}
	var types contentTypes
	end := int64(0)
	for _, f := range entries {
		at, err := f.DataOffset()
		if err != nil {
			return unsound(err)
		}
		if at < end { // entries that share bytes are how a small archive becomes endless
			return Bomb
		}
		end = at + int64(f.CompressedSize64)
		if end > size {
			return Damaged
		}
		if err := unpack(f, &types); err != nil {
			return err
		}
	}
	return types.check(entries)
}

// openArchive gives the entries in the order of their bytes. The size of the
// directory is looked at first: the library would read as many entries as
// there are bytes for.
func openArchive(r io.ReaderAt, size int64) ([]*zip.File, error) {
	if size < zipEnd {
		return nil, Damaged
	}
	end := make([]byte, zipEnd)
	if _, err := r.ReadAt(end, size-zipEnd); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.HasPrefix(end, []byte("PK\x05\x06")) || end[20] != 0 || end[21] != 0 {
		return nil, Damaged
	}
	disks := binary.LittleEndian.Uint32(end[4:])
	here, all := binary.LittleEndian.Uint16(end[8:]), binary.LittleEndian.Uint16(end[10:])
	length, offset := int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	if disks != 0 || here != all || offset+length != size-zipEnd {
		return nil, Damaged
	}
	if all > maxEntries || length > maxDirectory {
		return nil, Bomb
	}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, unsound(err)
	}
	directory := make([]byte, length)
	if _, err := r.ReadAt(directory, offset); err != nil {
		return nil, err
	}
	places := map[*zip.File]uint32{}
	for _, f := range archive.File {
		if len(directory) < directoryHead {
			return nil, Damaged
		}
		places[f] = binary.LittleEndian.Uint32(directory[42:])
		names := int(binary.LittleEndian.Uint16(directory[28:])) + int(binary.LittleEndian.Uint16(directory[30:])) + int(binary.LittleEndian.Uint16(directory[32:]))
		directory = directory[min(directoryHead+names, len(directory)):]
	}
	slices.SortStableFunc(archive.File, func(a, b *zip.File) int { return cmp.Compare(places[a], places[b]) })
	return archive.File, nil
}

// checkEntries holds what the directory says against the bounds, before
// anything is unpacked.
func checkEntries(entries []*zip.File) error {
	var total uint64
	names := map[string]bool{}
	for _, f := range entries {
		name := strings.ToLower(f.Name)
		switch {
		case f.Flags&1 != 0:
			return Locked
		case f.Method != zip.Store && f.Method != zip.Deflate,
			names[name], strings.ContainsAny(f.Name, "\\\x00:"), path.IsAbs(f.Name), slices.Contains(strings.Split(f.Name, "/"), ".."):
			return Damaged
		}
		names[name] = true
		total += f.UncompressedSize64
		if total > maxUnpacked || f.UncompressedSize64 > ratioGrace && f.UncompressedSize64/maxRatio > f.CompressedSize64 {
			return Bomb
		}
	}
	return nil
}

// unpack counts what an entry really holds, which need not be what it says.
func unpack(f *zip.File, types *contentTypes) error {
	if name := path.Base(strings.ToLower(f.Name)); name == "vbaproject.bin" || name == "vbadata.xml" {
		return Macros
	}
	in, err := f.Open()
	if err != nil {
		return unsound(err)
	}
	defer in.Close()
	limited := io.LimitReader(in, int64(f.UncompressedSize64)+1)
	if f.Name == typesEntry {
		return types.read(limited)
	}
	n, err := io.Copy(io.Discard, limited)
	if uint64(n) > f.UncompressedSize64 {
		return Bomb
	}
	if err != nil {
		return unsound(err)
	}
	return nil
}

// unsound turns what the archive or its packing is at fault for into Damaged;
// only errors of a disk can say whether they are temporary.
func unsound(err error) error {
	var outside interface{ Timeout() bool }
	if errors.As(err, &outside) {
		return err
	}
	return Damaged
}

const typesEntry = "[Content_Types].xml"

// contentTypes is what an OOXML package says its parts are.
type contentTypes struct {
	Overrides []struct {
		Part string `xml:"PartName,attr"`
		Type string `xml:"ContentType,attr"`
	} `xml:"Override"`
	Defaults []struct {
		Type string `xml:"ContentType,attr"`
	} `xml:"Default"`
}

func (t *contentTypes) read(r io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(r, maxTypes+1))
	if len(text) > maxTypes {
		return Bomb
	}
	if err != nil {
		return unsound(err)
	}
	if xml.Unmarshal(text, t) != nil {
		return Damaged
	}
	return nil
}

// check asks for a Word document whose main part is really there.
func (t *contentTypes) check(entries []*zip.File) error {
	main := ""
	for _, o := range t.Overrides {
		switch o.Type {
		case wordMacroMain, vbaType:
			return Macros
		case wordMain:
			main = strings.TrimPrefix(o.Part, "/")
		}
	}
	for _, d := range t.Defaults {
		if d.Type == vbaType {
			return Macros
		}
	}
	there := func(name string) bool {
		return slices.ContainsFunc(entries, func(f *zip.File) bool { return strings.EqualFold(f.Name, name) })
	}
	if main == "" || !there(main) || !there("_rels/.rels") {
		return Unknown
	}
	return nil
}
