package handoff

import "nrmdesk/internal/nrm/consent"

// Compose is the draft as it would be sent now: every line and every document
// with what it rests on or why it is held back, and the words for each. Values
// are those of the items that need no words of the sender. The page that shows
// it before it is sent and the sending itself both ask here.
func (d Draft) Compose(now consent.Now, values map[Item]string) Record {
	to := d.Recipient()
	r := Record{
		Entry: to.Entry, RecipientName: to.Shown(d.Desk.Services), Class: to.Class, Purpose: d.Purpose, SentHow: d.SentHow, Note: d.Note,
		KeepUntil: d.KeepUntil, State: Sent,
	}
	var envelope Envelope
	envelope, r.Files = d.Pack(now)
	for _, line := range envelope.Shared {
		value := values[line.Item]
		if line.Item.Written() {
			value = d.Said[line.Item]
		}
		r.Items = append(r.Items, Disclosure{Line: line, Shared: true, Value: value})
	}
	for _, line := range envelope.Withheld {
		r.Items = append(r.Items, Disclosure{Line: line})
	}
	return r
}
