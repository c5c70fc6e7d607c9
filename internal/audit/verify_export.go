package audit

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
)

// VerifyExport checks an export from front to back: every entry, every chain,
// the log and its seals, and these against the seals kept outside, when there
// are any. Lines are read and hashed side by side; what is held in memory is
// the last row of each chain. An error is one of reading.
func VerifyExport(r io.Reader, keys PublicKeys, outside iter.Seq2[string, error]) (Report, error) {
	v := newExportChecker(keys)
	for block, err := range readBlocks(r) {
		if err != nil {
			return v.report, err
		}
		for _, l := range block {
			if !v.add(l) {
				return v.end(outside)
			}
		}
	}
	return v.end(outside)
}

// exportChecker takes lines in their order. After a finding it stops: what
// follows proves nothing.
type exportChecker struct {
	keys   PublicKeys
	lines  int64
	log    *LogChecker
	chains map[chainKey]chainEnd // ends met so far
	ended  int64                 // chains whose recorded end has come
	stage  int
	seals  []string
	report Report
}

type (
	chainKey [16]byte
	chainEnd struct {
		seq  int64
		hash [hashSize]byte
	}
)

// The parts of an export, in their order.
const (
	beginning = iota
	sealedPart
	unsealedPart
	endsPart
	finished
)

func newExportChecker(keys PublicKeys) *exportChecker {
	return &exportChecker{keys: keys, log: NewLogChecker(keys, nil), chains: map[chainKey]chainEnd{}}
}

// line is a line of the file as read: a good one, or a bad one.
type line struct {
	Line
	header, ok, fits bool // fits says that an entry gives its hash
}

// add takes the next line and says whether to go on.
func (v *exportChecker) add(l line) bool {
	v.lines++
	if !l.ok || l.Proof != nil || l.header != (v.lines == 1) || v.stage == finished {
		return v.stop(BadLine, "Line %d is not what an export holds there.", v.lines)
	}
	switch {
	case l.header:
		v.stage = sealedPart
		return true
	case l.Entry != nil && l.Index == NotSealed:
		return v.in(unsealedPart, sealedPart) && v.row(l)
	case l.Entry != nil:
		v.log.Leaf(l.Index, l.Entry.Hash)
		v.report.InLog++
		return v.in(sealedPart, sealedPart) && v.row(l) && v.logIsGood()
	case l.Seal != "":
		v.seals = append(v.seals, l.Seal)
		v.log.Seal(v.log.Size(), l.Seal)
		return v.in(sealedPart, sealedPart) && v.logIsGood()
	case l.End != nil:
		return v.in(endsPart, sealedPart) && v.recordedEnd(*l.End)
	default:
		return v.in(finished, sealedPart) && v.done(*l.Done)
	}
}

// in moves on to a part of the export; there is no way back.
func (v *exportChecker) in(stage, least int) bool {
	if stage < v.stage || v.stage < least {
		return v.stop(BadLine, "Line %d stands where it does not belong.", v.lines)
	}
	left := v.stage == sealedPart && stage != sealedPart
	v.stage = stage
	return !left || v.log.close()
}

func (v *exportChecker) row(l line) bool {
	e := *l.Entry
	key, ok := keyOf(e.ChainID)
	if !ok {
		return v.stop(BadLine, "Line %d names no chain.", v.lines)
	}
	end := v.chains[key]
	checker := Resume(Head{ChainID: e.ChainID, Seq: end.seq, Hash: end.hash[:]})
	e.fits = l.fits
	if f := checker.Add(e); f != nil {
		return v.found(*f)
	}
	copy(end.hash[:], e.Hash)
	v.chains[key] = chainEnd{seq: e.Seq, hash: end.hash}
	v.report.Entries++
	return true
}

func (v *exportChecker) recordedEnd(head Head) bool {
	key, ok := keyOf(head.ChainID)
	if !ok {
		return v.stop(BadLine, "Line %d names no chain.", v.lines)
	}
	last, ok := v.chains[key]
	if !ok {
		return v.found(Finding{ChainID: head.ChainID, Seq: 1, Kind: Cut, Sentence: fmt.Sprintf("Rows 1 to %d are missing: the chain has an end and no rows.", head.Seq)})
	}
	checker := NewChecker(End{Head: head, From: Head{ChainID: head.ChainID, Seq: last.seq, Hash: last.hash[:]}})
	if last.seq > head.Seq {
		return v.found(*checker.found(head.Seq+1, Surplus, "Row %d comes after the recorded end, row %d.", head.Seq+1, head.Seq))
	}
	if f := checker.End(); f != nil {
		return v.found(*f)
	}
	delete(v.chains, key)
	v.ended++
	return true
}

func (v *exportChecker) done(said Counts) bool {
	for key := range v.chains {
		return v.found(Finding{ChainID: key.String(), Seq: v.chains[key].seq, Kind: HeadMissing, Sentence: "The chain has rows but no recorded end."})
	}
	if said != (Counts{Entries: int64(v.report.Entries), Chains: v.ended, Log: v.log.Size()}) {
		return v.stop(BadLine, "The last line counts %d entries, %d chains and %d in the log; there are %d, %d and %d.",
			said.Entries, said.Chains, said.Log, v.report.Entries, v.ended, v.log.Size())
	}
	return true
}

func (v *exportChecker) logIsGood() bool { return !v.log.broken }

func (v *exportChecker) stop(kind Kind, sentence string, args ...any) bool {
	return v.found(Finding{Seq: v.lines, Kind: kind, Sentence: fmt.Sprintf(sentence, args...)})
}

func (v *exportChecker) found(f Finding) bool {
	v.report.Findings = append(v.report.Findings, f)
	return false
}

func (v *exportChecker) end(outside iter.Seq2[string, error]) (Report, error) {
	if v.report.Good() && v.logIsGood() && v.stage != finished {
		v.stop(LogCut, "The export ends in the middle, after line %d.", v.lines)
	}
	if !v.report.Good() {
		v.log.broken = true // the rest of the log was not looked at
	}
	log := v.log.End()
	v.report.Chains = int(v.ended)
	v.report.Sealed, v.report.Seals, v.report.SealedAt = log.Sealed, log.Seals, log.SealedAt
	v.report.Findings = append(log.Findings, v.report.Findings...)
	if outside == nil || !v.report.Good() {
		return v.report, nil
	}
	forks, err := CompareSeals(v.keys, outside, func(yield func(string, error) bool) {
		for _, note := range v.seals {
			if !yield(note, nil) {
				return
			}
		}
	})
	v.report.Findings = append(v.report.Findings, forks...)
	return v.report, err
}

func keyOf(chainID string) (key chainKey, ok bool) {
	if len(chainID) != 36 {
		return key, false
	}
	var digits [32]byte
	n := copy(digits[:], chainID[0:8])
	n += copy(digits[n:], chainID[9:13])
	n += copy(digits[n:], chainID[14:18])
	n += copy(digits[n:], chainID[19:23])
	copy(digits[n:], chainID[24:])
	_, err := hex.Decode(key[:], digits[:])
	return key, err == nil && key.String() == chainID
}

func (k chainKey) String() string {
	s := hex.EncodeToString(k[:])
	return strings.Join([]string{s[:8], s[8:12], s[12:16], s[16:20], s[20:]}, "-")
}

// blockSize is how much of the file is read for one worker at a time.
const blockSize = 256 << 10

// readBlocks reads a file of lines in blocks, has them parsed and hashed side
// by side, and gives them in their order. A block that is too long for a line
// ends the reading with a bad line.
func readBlocks(r io.Reader) iter.Seq2[[]line, error] {
	type block struct {
		text  []byte
		lines chan []line
		err   error
	}
	return func(yield func([]line, error) bool) {
		workers := runtime.GOMAXPROCS(0)
		work, order := make(chan *block), make(chan *block, 2*workers)
		stop := make(chan struct{})
		defer close(stop)
		for range workers {
			go func() {
				for b := range work {
					b.lines <- parseBlock(b.text)
				}
			}()
		}
		go func() {
			defer close(order)
			defer close(work)
			reader := bufio.NewReaderSize(r, blockSize)
			for {
				text, err := readLines(reader)
				b := &block{text: text, lines: make(chan []line, 1)}
				if err != nil && !errors.Is(err, io.EOF) {
					b.err = fmt.Errorf("read export: %w", err)
				}
				if len(text) > 0 || b.err != nil {
					select {
					case order <- b:
					case <-stop:
						return
					}
					select {
					case work <- b:
					case <-stop:
						return
					}
				}
				if err != nil {
					return
				}
			}
		}()
		for b := range order {
			if b.err != nil {
				yield(nil, b.err)
				return
			}
			if !yield(<-b.lines, nil) {
				return
			}
		}
	}
}

// readLines reads about a block of whole lines.
func readLines(r *bufio.Reader) ([]byte, error) {
	text := make([]byte, blockSize, blockSize+blockSize/4)
	n, err := io.ReadFull(r, text)
	text = text[:n]
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	if err != nil || n > 0 && text[n-1] == '\n' {
		return text, err
	}
	rest, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		err = io.EOF // no line of ours is that long; what there is of it will not parse
	}
	return append(text, rest...), err
}

func parseBlock(text []byte) (lines []line) {
	for len(text) > 0 {
		end := bytes.IndexByte(text, '\n') + 1
		if end == 0 {
			end = len(text)
		}
		lines = append(lines, parseLine(text[:end]))
		text = text[end:]
	}
	return lines
}

func parseLine(text []byte) (l line) {
	if string(text) == exportHeader {
		return line{header: true, ok: true}
	}
	l.Line, l.ok = ParseLine(text)
	if l.Entry != nil && l.ok {
		l.fits = bytes.Equal(l.Entry.Hash, fingerprint(l.Entry.Entry))
	}
	return l
}
