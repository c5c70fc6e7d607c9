package audit

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// An export is the log as it grew, as lines of JSON: each entry in its place,
// a seal wherever one was made, then what is in no seal yet, then the recorded
// end of every chain, and a last line that counts. It holds the whole log:
// where entries could be left out, the end of a chain could be cut off.
//
// Every line has exactly one form, to the byte: what is not covered by a hash
// or a signature cannot be changed unnoticed, because there is no other way to
// write it.
const exportHeader = `{"export":"nrmdesk audit 1"}` + "\n"

// NotSealed is the place in the log of what is in no seal yet.
const NotSealed = int64(-1)

const exportTime = "2006-01-02T15:04:05.000000Z"

// Line is one line of an export: one of its fields is set.
type Line struct {
	Entry *Row   // at Index
	Proof []Hash // in proof packs: of the entry before, at Index
	Seal  string
	End   *Head
	Done  *Counts

	Index int64 // of an entry in the log; -1 for one that is in no seal yet
}

// Counts are what the last line of an export says.
type Counts struct{ Entries, Chains, Log int64 }

// AppendHeader begins an export.
func AppendHeader(b []byte) []byte { return append(b, exportHeader...) }

// IsExport says whether the file that begins like this is an export.
func IsExport(beginning []byte) bool { return bytes.HasPrefix(beginning, []byte(exportHeader)) }

// Append writes the line.
func (l Line) Append(b []byte) []byte {
	switch {
	case l.Entry != nil:
		b = append(b, `{"entry":`...)
		b = l.Entry.Entry.appendJSON(b, l.Index)
	case l.Proof != nil:
		b = strconv.AppendInt(append(b, `{"proof":{"log":`...), l.Index, 10)
		b = append(b, `,"path":[`...)
		for i, h := range l.Proof {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendHex(b, h[:])
		}
		b = append(b, "]}"...)
	case l.End != nil:
		b = appendQuoted(append(b, `{"end":{"chain":`...), l.End.ChainID)
		b = strconv.AppendInt(append(b, `,"row":`...), l.End.Seq, 10)
		b = appendHex(append(b, `,"hash":`...), l.End.Hash)
		b = append(b, '}')
	case l.Done != nil:
		b = fmt.Appendf(b, `{"done":{"entries":%d,"chains":%d,"log":%d}`, l.Done.Entries, l.Done.Chains, l.Done.Log)
	default:
		b = appendQuoted(append(b, `{"seal":`...), l.Seal)
	}
	return append(b, "}\n"...)
}

func (e Entry) appendJSON(b []byte, index int64) []byte {
	b = strconv.AppendInt(append(b, `{"log":`...), index, 10)
	b = strconv.AppendInt(append(b, `,"form":`...), int64(e.Version), 10)
	b = appendQuoted(append(b, `,"organisation":`...), e.OrganisationID)
	b = appendQuoted(append(b, `,"chain":`...), e.ChainID)
	b = strconv.AppendInt(append(b, `,"row":`...), e.Seq, 10)
	b = e.At.UTC().AppendFormat(append(b, `,"at":"`...), exportTime)
	b = appendQuoted(append(b, `","actor":`...), e.ActorID)
	b = appendQuoted(append(b, `,"session":`...), e.SessionID)
	b = appendQuoted(append(b, `,"action":`...), e.Action)
	b = appendQuoted(append(b, `,"subject":`...), e.Subject)
	b = appendQuoted(append(b, `,"address":`...), e.Address)
	b = appendQuoted(append(b, `,"reason":`...), e.Reason)
	b = append(b, `,"facts":[`...)
	for i, p := range e.Detail {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendQuoted(append(b, '['), p.Key)
		b = append(appendQuoted(append(b, ','), p.Value), ']')
	}
	b = appendHex(append(b, `],"before":`...), e.PrevHash)
	b = appendHex(append(b, `,"hash":`...), e.Hash)
	return append(b, '}')
}

// ParseLine reads what Append writes, and nothing else.
func ParseLine(b []byte) (Line, bool) {
	s := scanner{rest: b}
	var l Line
	switch {
	case s.next(`{"entry":`):
		var row Row
		row.Entry, l.Index = s.entry()
		l.Entry = &row
	case s.next(`{"proof":{"log":`):
		l.Index = s.integer()
		s.must(`,"path":[`)
		l.Proof = []Hash{}
		for !s.bad && !s.next(`]`) {
			if len(l.Proof) > 0 {
				s.must(`,`)
			}
			var h Hash
			b := s.hex()
			if copy(h[:], b) != len(b) || len(b) != len(h) {
				s.bad = true
			}
			l.Proof = append(l.Proof, h)
		}
		s.must(`}`)
	case s.next(`{"end":{"chain":`):
		l.End = &Head{ChainID: s.text()}
		l.End.Seq = s.after(`,"row":`).integer()
		l.End.Hash = s.afterHex(`,"hash":`)
		s.must(`}`)
	case s.next(`{"done":{"entries":`):
		l.Done = &Counts{Entries: s.integer()}
		l.Done.Chains = s.after(`,"chains":`).integer()
		l.Done.Log = s.after(`,"log":`).integer()
		s.must(`}`)
	case s.next(`{"seal":`):
		l.Seal = s.text()
	default:
		return l, false
	}
	s.must("}\n")
	return l, !s.bad && len(s.rest) == 0
}

// scanner takes what is expected off the front; after the first thing that is
// not, it stays bad.
type scanner struct {
	rest []byte
	bad  bool
}

func (s *scanner) entry() (e Entry, index int64) {
	index = s.after(`{"log":`).integer()
	e.Version = int(s.after(`,"form":`).integer())
	e.OrganisationID = s.after(`,"organisation":`).text()
	e.ChainID = s.after(`,"chain":`).text()
	e.Seq = s.after(`,"row":`).integer()
	e.At = s.after(`,"at":`).instant()
	e.ActorID = s.after(`,"actor":`).text()
	e.SessionID = s.after(`,"session":`).text()
	e.Action = s.after(`,"action":`).text()
	e.Subject = s.after(`,"subject":`).text()
	e.Address = s.after(`,"address":`).text()
	e.Reason = s.after(`,"reason":`).text()
	s.must(`,"facts":[`)
	e.Detail = []Pair{}
	for !s.bad && !s.next(`]`) {
		if len(e.Detail) > 0 {
			s.must(`,`)
		}
		p := Pair{Key: s.after(`[`).text()}
		p.Value = s.after(`,`).text()
		s.must(`]`)
		e.Detail = append(e.Detail, p)
	}
	e.PrevHash = s.afterHex(`,"before":`)
	e.Hash = s.afterHex(`,"hash":`)
	s.must(`}`)
	return e, index
}

func (s *scanner) next(word string) bool {
	rest, ok := bytes.CutPrefix(s.rest, []byte(word))
	if ok {
		s.rest = rest
	}
	return ok
}

func (s *scanner) must(word string) {
	if !s.next(word) {
		s.bad = true
	}
}

func (s *scanner) after(word string) *scanner {
	s.must(word)
	return s
}

func (s *scanner) integer() int64 {
	end := 0
	for end < len(s.rest) && (s.rest[end] == '-' || s.rest[end] >= '0' && s.rest[end] <= '9') {
		end++
	}
	n, err := strconv.ParseInt(string(s.rest[:end]), 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != string(s.rest[:end]) {
		s.bad = true
		return 0
	}
	s.rest = s.rest[end:]
	return n
}

func (s *scanner) instant() time.Time {
	text := s.text()
	at, err := time.Parse(exportTime, text)
	if err != nil || at.Format(exportTime) != text {
		s.bad = true
	}
	return at
}

func (s *scanner) afterHex(word string) []byte { return s.after(word).hex() }

func (s *scanner) hex() []byte {
	text := s.text()
	out := make([]byte, len(text)/2)
	if _, err := hex.Decode(out, []byte(text)); err != nil || hex.EncodeToString(out) != text {
		s.bad = true
	}
	return out
}

func (s *scanner) text() string {
	if s.bad || len(s.rest) == 0 || s.rest[0] != '"' {
		s.bad = true
		return ""
	}
	plain, end := true, 1
	for ; end < len(s.rest) && s.rest[end] != '"'; end++ {
		if !isPlain(s.rest[end]) {
			plain = false
			if s.rest[end] == '\\' {
				end++ // whatever it is, it does not end the text
			}
		}
	}
	if end >= len(s.rest) {
		s.bad = true
		return ""
	}
	quoted := s.rest[:end+1]
	s.rest = s.rest[end+1:]
	if plain {
		return string(quoted[1:end])
	}
	var text string
	if err := json.Unmarshal(quoted, &text); err != nil || !bytes.Equal(appendQuoted(nil, text), quoted) {
		s.bad = true
	}
	return text
}

func isPlain(c byte) bool { return c >= ' ' && c <= '~' && c != '"' && c != '\\' }

// appendQuoted writes a JSON string; nearly all texts are ids and codes.
func appendQuoted(b []byte, text string) []byte {
	for i := range len(text) {
		if !isPlain(text[i]) {
			quoted, _ := json.Marshal(text) // a string always can be
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, text...)
	return append(b, '"')
}

func appendHex(b, bytes []byte) []byte {
	b = append(b, '"')
	b = hex.AppendEncode(b, bytes)
	return append(b, '"')
}
