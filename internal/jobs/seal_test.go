package jobs

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/testkit/sample"
)

func TestSeal_lettersToAuditors(t *testing.T) {
	t.Parallel()
	o, _ := remembered(t)
	p := newPost()
	j := New(o.Desk, p, texts(t), slog.New(slog.DiscardHandler), options)
	run := func() {
		t.Helper()
		for _, one := range j.table() {
			j.tick(t.Context(), one)
		}
	}
	run()
	run()
	if len(p.seals) != 1 {
		t.Fatalf("%d letters, want one to the only auditor", len(p.seals))
	}
	m := p.seals[0]
	note, err := o.DB.LastSeal(t.Context())
	if err != nil || note == "" || !strings.Contains(m.Text, "\n"+note) || m.To != sample.EmailOf(o.Auditor.Name) {
		t.Errorf("to %s:\n%s\n%v", m.To, m.Text, err)
	}
	for _, word := range []string{"Zebra", "Northside", o.Auditor.UserID, "ND-"} {
		if strings.Contains(m.Text+m.Subject, word) {
			t.Errorf("the letter says %q", word)
		}
	}
	written, err := o.Desk.Seals.File.Last()
	if err != nil || written != note {
		t.Errorf("the seal file ends with %q, %v", written, err)
	}

	look := func() { // something new to seal
		if _, err := o.Desk.Account(t.Context(), o.Auditor); err != nil {
			t.Fatal(err)
		}
	}
	look()
	o.Move(o.Desk.Now().Add(23 * time.Hour))
	run()
	if len(p.seals) != 1 {
		t.Error("a second letter within a day")
	}
	p.refuse = errors.New("mail server is away")
	o.Move(o.Desk.Now().Add(2 * time.Hour))
	run()
	p.refuse = nil
	run()
	if len(p.seals) != 2 {
		t.Errorf("%d letters: one that may be under way was sent again at once", len(p.seals))
	}
	o.Move(o.Desk.Now().Add(11 * time.Minute))
	run()
	run()
	if len(p.seals) != 3 {
		t.Errorf("%d letters: the one that failed was not tried again, once", len(p.seals))
	}
	o.Move(o.Desk.Now().Add(48 * time.Hour))
	if run(); len(p.seals) != 3 {
		t.Error("a letter although nothing was sealed since")
	}
}
