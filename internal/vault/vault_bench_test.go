package vault

import (
	"io"
	"testing"

	"github.com/google/uuid"
)

// BenchmarkVault moves a document of 25 MB: what is allocated must not grow
// with it.
func BenchmarkVault(b *testing.B) {
	const size = 25 << 20
	v, err := Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	in, err := v.Receive(uuid.NewString(), io.LimitReader(endless{}, size), size)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("receive", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			a, err := v.Receive(uuid.NewString(), io.LimitReader(endless{}, size), size)
			if err != nil {
				b.Fatal(err)
			}
			if err := a.Settle(); err != nil {
				b.Fatal(err)
			}
			if err := a.Drop(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("open", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			r, err := in.Open()
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, r); err != nil {
				b.Fatal(err)
			}
			r.Close()
		}
	})
}
