package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Costs are the parameters of argon2id; Memory is in KiB.
type Costs struct {
	Memory  uint32
	Time    uint32
	Threads uint8
}

// Passwords hashes and verifies. At most two run at a time, because each
// holds its Memory: the others wait for their turn or for their request to
// end (S1).
type Passwords struct {
	costs Costs
	turns chan struct{}
	dummy string
}

const (
	saltSize = 16
	keySize  = 32
)

// NewPasswords hashes with the costs given.
func NewPasswords(c Costs) *Passwords {
	return &Passwords{costs: c, turns: make(chan struct{}, 2), dummy: phc(c, random(saltSize), random(keySize))}
}

// Hash is the PHC string to store. Context errors are the only ones.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	salt := random(saltSize)
	key, err := p.derive(ctx, p.costs, password, salt, keySize)
	if err != nil {
		return "", err
	}
	return phc(p.costs, salt, key), nil
}

// Verify compares a password with a stored hash. For a user who does not
// exist pass "": the answer is no, after the same work, so that the time says
// nothing about who has an account (S3). An error means the stored hash is
// broken or the request ended; it is never a yes.
func (p *Passwords) Verify(ctx context.Context, stored, password string) (bool, error) {
	if stored == "" {
		stored = p.dummy
	}
	costs, salt, want, err := parsePHC(stored)
	if err != nil {
		return false, err
	}
	got, err := p.derive(ctx, costs, password, salt, uint32(len(want)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// Outdated says whether a hash was made with other costs than today's. After
// a good sign-in the password is then hashed again.
func (p *Passwords) Outdated(stored string) bool {
	costs, _, _, err := parsePHC(stored)
	return err != nil || costs != p.costs
}

func (p *Passwords) derive(ctx context.Context, c Costs, password string, salt []byte, size uint32) ([]byte, error) {
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to check a password: %w", ctx.Err())
	}
	return argon2.IDKey([]byte(password), salt, c.Time, c.Memory, c.Threads, size), nil
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return b
}

// phc is the usual text form: $argon2id$v=19$m=47104,t=1,p=1$salt$key.
func phc(c Costs, salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Time, c.Threads, b64(salt), b64(key))
}

var errBrokenHash = errors.New("stored password hash cannot be read")

// maxMemory keeps a spoilt row from taking the machine: 1 GiB.
const maxMemory = 1 << 20

func parsePHC(s string) (c Costs, salt, key []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return Costs{}, nil, nil, errBrokenHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Time, &c.Threads); err != nil {
		return Costs{}, nil, nil, errBrokenHash
	}
	salt, errSalt := base64.RawStdEncoding.DecodeString(parts[4])
	key, errKey := base64.RawStdEncoding.DecodeString(parts[5])
	if errSalt != nil || errKey != nil || len(salt) < 8 || len(key) < 16 || len(key) > 64 ||
		c.Memory < 8 || c.Memory > maxMemory || c.Time < 1 || c.Time > 64 || c.Threads < 1 {
		return Costs{}, nil, nil, errBrokenHash
	}
	return c, salt, key, nil
}
