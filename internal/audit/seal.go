package audit

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Seal is a signed head of the log: how many entries it held at a time and
// the hash that stands for all of them. Note is the signed text itself, a
// checkpoint in the form C2SP describes; every seal vouches for the one before.
type Seal struct {
	Size   int64
	Root   Hash
	At     time.Time
	Before Hash // digest of the seal before; zero for the first
	Note   string
}

// Digest is what the next seal says of this one.
func (s Seal) Digest() Hash {
	if s.Note == "" {
		return Hash{}
	}
	return sha256.Sum256([]byte(s.Note))
}

// text is what is signed. The first line is the name of the key, so that
// nothing else it signs can pass for a seal.
func (s Seal) text(name string) string {
	return fmt.Sprintf("%s\n%d\n%s\nat %s\nafter %s\n", name, s.Size, s.Root, s.At.UTC().Format(time.RFC3339), s.Before)
}

// What can be wrong with a signed text.
var (
	ErrUnknownKey   = errors.New("it is signed with a key that is not known here")
	ErrBadSignature = errors.New("its signature does not fit its text")
	errNotSigned    = errors.New("it is not a signed text")
)

// SealKey signs. Its text form is for a file that only the program can read:
// the private key, then the public keys of those it replaced.
type SealKey struct {
	signer note.Signer
	secret string
	public PublicKeys
}

// NewSealKey makes a key.
func NewSealKey() (*SealKey, error) {
	id := make([]byte, 4)
	if _, err := rand.Read(id); err != nil {
		return nil, err
	}
	return newSealKey("nrmdesk-"+hex.EncodeToString(id), nil)
}

func newSealKey(name string, older []string) (*SealKey, error) {
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return nil, fmt.Errorf("make a seal key: %w", err)
	}
	return ParseSealKey(strings.Join(append([]string{secret, public}, older...), "\n"))
}

// Next is a new key of the same installation. What this one and those before
// it signed stays good.
func (k *SealKey) Next() (*SealKey, error) { return newSealKey(k.signer.Name(), k.public.texts) }

// ParseSealKey reads what Text gives. Its errors never quote the key.
func ParseSealKey(text string) (*SealKey, error) {
	lines := strings.Fields(text)
	if len(lines) < 2 {
		return nil, errors.New("not a seal key of NRM Desk")
	}
	signer, err := note.NewSigner(lines[0])
	if err != nil {
		return nil, errors.New("not a seal key of NRM Desk")
	}
	public, err := ParsePublicKeys(strings.Join(lines[1:], "\n"))
	if err != nil {
		return nil, err
	}
	k := &SealKey{signer: signer, secret: lines[0], public: public}
	if _, err := public.Open(k.sign("trial\n")); err != nil {
		return nil, errors.New("the public half of the seal key does not belong to its private half")
	}
	return k, nil
}

// Text is the key in the form ParseSealKey reads.
func (k *SealKey) Text() string {
	return strings.Join(append([]string{k.secret}, k.public.texts...), "\n") + "\n"
}

// Public is the keys by which what this one and earlier ones signed is checked.
func (k *SealKey) Public() PublicKeys { return k.public }

// Format keeps the key out of logs, whichever verb is used.
func (*SealKey) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[seal key]")) }

// Seal signs a head of the log.
func (k *SealKey) Seal(s Seal) Seal {
	s.At = s.At.UTC().Truncate(time.Second)
	s.Note = k.sign(s.text(k.signer.Name()))
	return s
}

// Sign signs a text that is no seal; it ends with a line break and its first
// line says what it is.
func (k *SealKey) Sign(text string) string { return k.sign(text) }

func (k *SealKey) sign(text string) string {
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err != nil {
		panic("audit: sign: " + err.Error()) // only a text without a line break at its end can fail
	}
	return string(signed)
}

// PublicKeys check signatures. The text form of each is one line that may be
// shown to anybody.
type PublicKeys struct {
	texts     []string
	verifiers note.Verifiers
}

// ParsePublicKeys reads public keys, one on a line; lines that begin with # say
// something to people.
func ParsePublicKeys(text string) (PublicKeys, error) {
	var k PublicKeys
	var list []note.Verifier
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		v, err := note.NewVerifier(line)
		if err != nil {
			return PublicKeys{}, errors.New("that is not a public key of NRM Desk: it looks like nrmdesk-1a2b3c4d+5e6f7a8b+…")
		}
		k.texts, list = append(k.texts, line), append(list, v)
	}
	if len(list) == 0 {
		return PublicKeys{}, errors.New("there is no public key in it")
	}
	k.verifiers = note.VerifierList(list...)
	return k, nil
}

// Newest is the public key of what is signed today.
func (k PublicKeys) Newest() string {
	if len(k.texts) == 0 {
		return ""
	}
	return k.texts[0]
}

// Fingerprint is a short hash of the newest key, to be compared by eye or over
// the telephone.
func (k PublicKeys) Fingerprint() string {
	sum := sha256.Sum256([]byte(k.Newest()))
	groups := make([]string, 8)
	for i := range groups {
		groups[i] = hex.EncodeToString(sum[2*i : 2*i+2])
	}
	return strings.Join(groups, " ")
}

// String is every key, one on a line.
func (k PublicKeys) String() string { return strings.Join(k.texts, "\n") }

// Open reads a signed text and checks its signature. There is one signature
// in one form: nothing can be added that it does not cover.
//
// Errors: ErrUnknownKey, ErrBadSignature.
func (k PublicKeys) Open(signed string) (text string, err error) {
	n, err := note.Open([]byte(signed), k.verifiers)
	unverified, invalid := (*note.UnverifiedNoteError)(nil), (*note.InvalidSignatureError)(nil)
	switch {
	case errors.As(err, &unverified):
		return "", ErrUnknownKey
	case errors.As(err, &invalid):
		return "", ErrBadSignature
	case err != nil:
		return "", errNotSigned
	}
	sig := n.Sigs[0]
	raw, err := base64.StdEncoding.Strict().DecodeString(sig.Base64)
	if err != nil || len(raw) != 4+ed25519.SignatureSize || signed != n.Text+"\n— "+sig.Name+" "+sig.Base64+"\n" {
		return "", errNotSigned
	}
	return n.Text, nil
}

// OpenSeal reads a seal and checks its signature.
func (k PublicKeys) OpenSeal(signed string) (Seal, error) {
	text, err := k.Open(signed)
	if err != nil {
		return Seal{}, err
	}
	lines := strings.Split(text, "\n")
	if len(lines) != 6 || len(lines[3]) < 3 || len(lines[4]) < 6 {
		return Seal{}, errors.New("it is signed, but it is no seal")
	}
	s := Seal{Note: signed}
	var errs [4]error
	s.Size, errs[0] = strconv.ParseInt(lines[1], 10, 64)
	s.Root, errs[1] = tlog.ParseHash(lines[2])
	s.At, errs[2] = time.Parse(time.RFC3339, lines[3][3:])
	s.Before, errs[3] = tlog.ParseHash(lines[4][6:])
	if errors.Join(errs[:]...) != nil || s.Size < 1 || s.text(lines[0]) != text || !strings.HasPrefix(signed[len(text):], "\n— "+lines[0]+" ") {
		return Seal{}, errors.New("it is signed, but it is no seal")
	}
	return s, nil
}
