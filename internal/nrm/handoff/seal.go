package handoff

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Digest is the SHA-256 of an envelope as it was sent, in hexadecimal digits:
// who it was for, what was in it and what was held back. The audit trail keeps
// it, so that an envelope can be shown to be the one that was sent.
func Digest(r Record) string {
	type line struct {
		Item     Item   `json:"item"`
		Basis    Basis  `json:"basis"`
		RecordID string `json:"record,omitempty"`
		Shared   bool   `json:"shared"`
		Value    string `json:"value,omitempty"`
	}
	type file struct {
		EvidenceID string `json:"document"`
		SHA256     string `json:"sha256"`
		Basis      Basis  `json:"basis"`
		RecordID   string `json:"record,omitempty"`
		Shared     bool   `json:"shared"`
	}
	sealed := struct {
		ID        string  `json:"id"`
		Entry     string  `json:"entry,omitempty"`
		Recipient string  `json:"recipient"`
		Class     Class   `json:"class"`
		SentHow   SentHow `json:"sent_how"`
		SentAt    string  `json:"sent_at"`
		Purpose   string  `json:"purpose"`
		Note      string  `json:"note,omitempty"`
		KeepUntil string  `json:"keep_until"`
		Lines     []line  `json:"lines"`
		Files     []file  `json:"files,omitempty"`
	}{
		ID: r.ID, Entry: r.Entry, Recipient: r.RecipientName, Class: r.Class, SentHow: r.SentHow,
		SentAt: r.SentAt.UTC().Truncate(time.Second).Format(time.RFC3339), Purpose: r.Purpose, Note: r.Note, KeepUntil: r.KeepUntil.String(),
	}
	for _, d := range r.Items {
		sealed.Lines = append(sealed.Lines, line{d.Item, d.Basis, d.RecordID, d.Shared, d.Value})
	}
	for _, f := range r.Files {
		sealed.Files = append(sealed.Files, file{f.EvidenceID, f.SHA256, f.Basis, f.RecordID, f.Shared})
	}
	canonical, err := json.Marshal(sealed)
	if err != nil {
		panic(fmt.Errorf("seal an envelope: %w", err)) // strings and booleans always marshal
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

// Intact says whether the envelope is the one that was sent. One from before
// envelopes were sealed has no digest to hold it against, and counts as intact.
func (r Record) Intact() bool { return r.SHA256 == "" || r.SHA256 == Digest(r) }
