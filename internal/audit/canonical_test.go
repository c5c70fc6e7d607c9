package audit

import (
	"bytes"
	"encoding/hex"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// goldenHashes are of the sample entry in each form there ever was.
var goldenHashes = map[int]string{
	1: "22c8c3eedde0a9b5432b7b771a75b4606acbd3a93f6202fd3f719bdecb804ceb",
	2: "e3b9870e041704a6ad918f730105487a4b48accec6d7c22234ec60d3ee3773e6",
}

var morning = time.Date(2026, 5, 12, 8, 30, 0, 123456789, time.UTC)

func sampleEntry() Entry {
	return Entry{
		OrganisationID: "org", At: morning, ActorID: "worker", SessionID: "session",
		Action: "consent.record", Subject: "row", Address: "digest", Reason: "notes/1",
		Detail: []Pair{{"to", "draft"}, {"from", "consent_pending"}},
	}
}

// The bytes are a promise to every entry already written: this test may get
// new cases, its hash may never change.
func TestCanonicalBytesNeverChange(t *testing.T) {
	t.Parallel()
	for form, want := range goldenHashes {
		e := Next(Head{ChainID: "chain"}, sampleEntry())
		e.Version = form
		if got := hex.EncodeToString(fingerprint(e)); got != want {
			t.Errorf("hash of the sample entry in form %d = %s, want %s", form, got, want)
		}
	}
}

// Entries written before addresses and reasons were kept stay readable, and a
// chain goes on from them in the new form.
func TestChainOfBothForms(t *testing.T) {
	t.Parallel()
	old := Next(Head{ChainID: "chain"}, sampleEntry())
	old.Version, old.Address, old.Reason = firstVersion, "", ""
	old.Hash = fingerprint(old)
	next := Next(old.Head(), sampleEntry())
	if f := check([]Entry{old, next}, next.Head()); f != nil {
		t.Errorf("a chain of both forms: %v", f)
	}
	for name, change := range map[string]func(*Entry){
		"an address": func(e *Entry) { e.Address = "a" }, "a reason": func(e *Entry) { e.Reason = "r" },
		"the newer form": func(e *Entry) { e.Version = version },
	} {
		bad := old
		change(&bad)
		if f := check([]Entry{bad, next}, next.Head()); f == nil || f.Kind != Changed || f.Seq != 1 {
			t.Errorf("%s given to an old entry: %v", name, f)
		}
	}
}

func TestNextGivesWhatTheDatabaseGivesBack(t *testing.T) {
	t.Parallel()
	in := sampleEntry()
	in.At = morning.In(time.FixedZone("BST", 3600))
	in.Subject = "ro\x00w\xff"
	e := Next(Head{ChainID: "chain", Seq: 4, Hash: []byte("before")}, in)
	want := Entry{
		Version: version, OrganisationID: "org", ChainID: "chain", Seq: 5,
		At:      time.Date(2026, 5, 12, 8, 30, 0, 123456000, time.UTC),
		ActorID: "worker", SessionID: "session", Action: "consent.record", Subject: "row\uFFFD", Address: "digest", Reason: "notes/1",
		Detail:   []Pair{{"from", "consent_pending"}, {"to", "draft"}},
		PrevHash: []byte("before"), Hash: e.Hash,
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("Next (-want +got):\n%s", diff)
	}
	if in.Detail[0].Key != "to" {
		t.Error("Next sorted the caller's pairs")
	}
}

func TestDecodeGivesTheEntryBack(t *testing.T) {
	t.Parallel()
	want := Next(Head{ChainID: "chain"}, sampleEntry())
	got, err := Decode(want.Canonical())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Decode(Canonical) (-want +got):\n%s", diff)
	}
}

// Whatever Decode accepts is exactly what Canonical writes: the bytes mean
// one entry and the entry has one form.
func FuzzDecode(f *testing.F) {
	good := Next(Head{ChainID: "chain"}, sampleEntry()).Canonical()
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(append(bytes.Clone(good), 0))
	f.Add([]byte{})
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff})
	old := Next(Head{ChainID: "chain"}, sampleEntry())
	old.Version = firstVersion
	f.Add(old.Canonical())
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := Decode(b)
		if err != nil {
			return
		}
		if !bytes.Equal(b, e.Canonical()) {
			t.Errorf("%x decodes to an entry with other bytes %x", b, e.Canonical())
		}
	})
}

func FuzzCanonical(f *testing.F) {
	f.Add("org", "chain", int64(1), int64(0), "actor", "session", "case.view", "", "from", "draft", "to", "review")
	f.Add("", "", int64(-1), int64(-1), "\x00", "\xff", "a\x00\x00\x00\x01b", "é", "", "", "k", "")
	f.Fuzz(func(t *testing.T, org, chain string, seq, micro int64, actor, session, action, subject, k1, v1, k2, v2 string) {
		e := Next(Head{ChainID: chain, Seq: seq, Hash: []byte(org)}, Entry{
			OrganisationID: org, At: time.UnixMicro(micro), ActorID: actor, SessionID: session,
			Action: action, Subject: subject, Address: v1, Reason: k2, Detail: []Pair{{k1, v1}, {k2, v2}},
		})
		got, err := Decode(e.Canonical())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Errorf("decode(encode(entry)) (-want +got):\n%s", diff)
		}
	})
}
