package desk_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/signin"
	"nrmdesk/internal/testkit/papers"
	"nrmdesk/internal/testkit/sample"
)

func TestLinkDocument(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	o.Added(t, ref, "report.pdf", papers.PDF("the whole report"))
	o.Added(t, ref, "other.pdf", papers.PDF("not for them"))
	envelope := sample.Envelope()
	envelope.WantedFiles = []int{1}
	number, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), envelope)
	must(t, err)
	l := &linked{Office: o, t: t, gate: signin.NewGate(o.DB, o.Passwords, o.Keys, time.Now), ref: ref, number: number}
	l.send()

	holder, err := l.gate.LinkHolder(t.Context(), l.token, "192.0.2.7")
	must(t, err)
	if _, err := l.Desk.LinkDocument(t.Context(), holder, 1); !errors.Is(err, desk.ErrNotOpened) {
		t.Errorf("without the code: %v", err)
	}
	reader := l.opened()
	shown, err := l.Desk.ReadLink(t.Context(), reader)
	must(t, err)
	if len(shown.Files) != 1 || shown.Files[0].Number != 1 {
		t.Errorf("documents shown: %+v", shown.Files)
	}
	content, err := l.Desk.LinkDocument(t.Context(), reader, 1)
	must(t, err)
	var got bytes.Buffer
	if _, err := content.WriteTo(&got); err != nil || !bytes.Equal(got.Bytes(), papers.PDF("the whole report")) {
		t.Errorf("the document is not what was added: %v", err)
	}
	if _, err := l.Desk.LinkDocument(t.Context(), reader, 2); !errors.Is(err, fault.NotFound) {
		t.Errorf("a document outside the envelope: %v", err)
	}

	must(t, l.Desk.WithdrawConsent(t.Context(), l.Caseworker, l.Edit(t, ref), consent.Record{
		GivenOn: sample.Today, Withdrawn: []consent.Purpose{consent.ShareSupport}, WithdrawnHow: consent.SignedForm, ProviderTold: consent.NoProvider,
	}))
	var over *desk.LinkOver
	if _, err := l.Desk.LinkDocument(t.Context(), reader, 1); !errors.As(err, &over) {
		t.Errorf("after the client took it back: %v", err)
	}
}
