package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/link"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/signin"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

// linked is a handoff whose recipient was sent a link.
type linked struct {
	*sample.Office
	t      *testing.T
	gate   *signin.Gate
	ref    casefile.Ref
	number int
	token  string // what the address in the e-mail ends with
	code   string
}

const harbourDuty = "duty@harbour.example"

func sentLink(t *testing.T) *linked {
	t.Helper()
	return sentLinkOf(t, sample.Desk(t))
}

func sentLinkOf(t *testing.T, o *sample.Office) *linked {
	t.Helper()
	ref := agreedCase(t, o)
	l := &linked{Office: o, t: t, gate: signin.NewGate(o.DB, o.Passwords, o.Keys, time.Now), ref: ref, number: o.HandedOver(t, ref)}
	l.send()
	return l
}

// send sends a link and takes it out of the e-mail that brings it.
func (l *linked) send() {
	l.t.Helper()
	code, err := l.Desk.SendLink(l.t.Context(), l.Caseworker, l.Edit(l.t, l.ref), l.number, harbourDuty)
	if err != nil {
		l.t.Fatal(err)
	}
	l.code = code
	sent := l.deliver()
	if len(sent) != 1 || sent[0].To != harbourDuty || sent[0].CaseRef != "" {
		l.t.Fatalf("e-mails: %+v", sent)
	}
	l.token = sent[0].LinkKey
}

func (l *linked) deliver() (sent []desk.Notice) {
	l.t.Helper()
	var mu sync.Mutex
	_, err := l.Desk.DeliverReminders(l.t.Context(), sample.System, func(_ context.Context, n desk.Notice) desk.Answer {
		mu.Lock()
		defer mu.Unlock()
		sent = append(sent, n)
		return desk.Answer{Result: desk.NoticeSent}
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return sent
}

// open enters a code as whoever has the link.
func (l *linked) open(code string) (staff.Actor, error) {
	l.t.Helper()
	holder, err := l.gate.LinkHolder(l.t.Context(), l.token, "192.0.2.7")
	if err != nil {
		l.t.Fatal(err)
	}
	cookie, err := l.Desk.OpenLink(l.t.Context(), holder, code)
	if err != nil {
		return holder, err
	}
	l.gate.LinkOpened(l.token, "192.0.2.7")
	reader, err := l.gate.LinkReader(l.t.Context(), l.token, cookie, "192.0.2.7")
	if err != nil {
		l.t.Fatal(err)
	}
	return reader, nil
}

func (l *linked) opened() staff.Actor {
	l.t.Helper()
	reader, err := l.open(l.code)
	if err != nil {
		l.t.Fatal(err)
	}
	return reader
}

func (l *linked) handoff() desk.HandoffFile {
	l.t.Helper()
	file, err := l.Desk.Handoff(l.t.Context(), l.Caseworker, l.ref, l.number)
	if err != nil {
		l.t.Fatal(err)
	}
	return file
}

func wrongCode(code string) string {
	if code[0] == '9' {
		return "0" + code[1:]
	}
	return "9" + code[1:]
}

func isOver(err error, why link.Over) bool {
	var over *desk.LinkOver
	return errors.As(err, &over) && over.Why == why
}

var accept = link.Reply{Act: link.Accept, Name: "Jo Worker", Phone: "020 7946 0000"}

func TestLink_isReadAndAnsweredWithoutAnAccount(t *testing.T) {
	t.Parallel()
	l := sentLink(t)
	version := l.Read(t, l.ref).Version
	reader := l.opened()
	if h := l.handoff(); h.Handoff.State != handoff.Seen || l.Read(t, l.ref).Version != version+1 {
		t.Errorf("opened first, the handoff is at %s", h.Handoff.State)
	}
	said := func(r link.Reply) {
		t.Helper()
		if err := l.Desk.AnswerLink(t.Context(), reader, r); err != nil {
			t.Fatal(r.Act, err)
		}
	}
	question := link.Reply{Act: link.Ask, Name: "Jo Worker", Text: "Is there a child?"}
	said(question)
	said(question) // a second press
	l.HandoffAnswered(t, l.ref, l.number, handoff.Answer{State: handoff.Sent, Details: "No child."})
	shown, err := l.Desk.ReadLink(t.Context(), reader)
	if err != nil {
		t.Fatal(err)
	}
	if len(shown.Said) != 2 || shown.Said[1].Details != "No child." || shown.LastName() != "Jo Worker" || shown.Sender != "Northside Refuge" {
		t.Errorf("the recipient sees %+v", shown)
	}
	said(accept)
	said(link.Reply{Act: link.FirstContact, Name: "Jo Worker", On: sample.Today, Text: "Spoke in Albanian."})
	file := l.handoff()
	if file.Handoff.State != handoff.FirstContactHad || len(file.Handoff.Answers) != 5 {
		t.Errorf("%s after %d answers", file.Handoff.State, len(file.Handoff.Answers))
	}
	for _, a := range file.Handoff.Answers {
		if a.State != handoff.Sent && (a.By != "" || a.Giver.Through != handoff.ByLink) {
			t.Errorf("%s was written by %q through %q", a.State, a.By, a.Giver.Through)
		}
	}
	trail, err := l.Desk.AuditTrail(t.Context(), l.Auditor, l.ref, 0)
	if err != nil || trail.Finding != nil {
		t.Fatal(err, trail.Finding)
	}
	told := map[string]int{}
	for _, e := range trail.Entries {
		if strings.HasPrefix(e.Action, "link.") && e.Action != "link.send" {
			told[e.Action]++
			if e.By != "Receiver of handoff 1 through link 1" {
				t.Errorf("%s was done by %q", e.Action, e.By)
			}
		}
	}
	if told["link.open"] != 1 || told["link.read"] != 1 || told["link.answer"] != 3 || len(file.LinkLog) != 6 {
		t.Errorf("the trail tells %v, the page %d things", told, len(file.LinkLog))
	}
}

func TestLink_nothingInItsRowSaysWhatOpensIt(t *testing.T) {
	t.Parallel()
	address := pgtest.URL(t)
	keys := sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	l := sentLinkOf(t, sample.On(t, db, keys))
	owner, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close() })
	var row, mail string
	var hash []byte
	err = owner.QueryRowContext(t.Context(), `SELECT l::text, m::text, l.token_hash FROM handoff_links l JOIN mails m ON m.link_id = l.id`).Scan(&row, &mail, &hash)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256([]byte(l.token)); !bytes.Equal(hash, sum[:]) || len(l.token) < 22 {
		t.Errorf("kept is %x of %d characters", hash, len(l.token))
	}
	for _, secret := range []string{l.token, l.code, harbourDuty} {
		if strings.Contains(row+mail, secret) {
			t.Errorf("the rows hold %q:\n%s\n%s", secret, row, mail)
		}
	}
	var left int
	if err := owner.QueryRowContext(t.Context(), `SELECT count(*) FROM mails WHERE key_sealed IS NOT NULL`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d keys are left after sending, %v", left, err)
	}
}

func TestOpenLink_twentyWrongCodesAtOnceLockItAfterFive(t *testing.T) {
	t.Parallel()
	l := sentLink(t)
	holder, err := l.gate.LinkHolder(t.Context(), l.token, "192.0.2.7")
	if err != nil {
		t.Fatal(err)
	}
	errs := make([]error, 20)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = l.Desk.OpenLink(t.Context(), holder, wrongCode(l.code)) })
	}
	wg.Wait()
	for _, err := range errs {
		if !errors.Is(err, desk.ErrNotOpened) {
			t.Errorf("a wrong code: %v", err)
		}
	}
	links := l.handoff().Links
	if links[0].WrongCodes != 5 || links[0].Views != 0 || links[0].State(sample.Now) != link.Locked {
		t.Errorf("%d wrong codes, opened %d times", links[0].WrongCodes, links[0].Views)
	}
	if _, err := l.open(l.code); !errors.Is(err, desk.ErrNotOpened) {
		t.Errorf("the right code after that: %v", err)
	}
	l.send() // the way out: a new link
	l.opened()
}

func TestLink_badInput(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		happens func(t *testing.T, l *linked)
		opens   link.Over // what the right code is told afterwards; empty when it opens
		reads   link.Over // and somebody who was reading
	}{
		"used twice":                   {func(*testing.T, *linked) {}, "", ""},
		"opened as often as it can be": {func(_ *testing.T, l *linked) { l.openTimes(9) }, link.OverUsedUp, ""},
		"run out":                      {func(_ *testing.T, l *linked) { l.MoveDays(3) }, link.OverExpired, "not opened"},
		"open for too long":            {func(_ *testing.T, l *linked) { l.Move(sample.Now.Add(20 * time.Minute)) }, "", "not opened"},
		"stopped while somebody reads": {func(t *testing.T, l *linked) {
			must(t, l.Desk.StopLink(t.Context(), l.Colleague, l.Edit(t, l.ref), l.number))
		}, link.OverStopped, link.OverStopped},
		"locked by whoever it went to": {func(_ *testing.T, l *linked) { l.wrongTimes(5) }, "not opened", link.OverLocked},
		"the handoff is taken back": {func(t *testing.T, l *linked) {
			must(t, l.Desk.RevokeHandoff(t.Context(), l.Caseworker, l.Edit(t, l.ref), l.number, handoff.Answer{Details: "Told."}))
		}, link.OverTakenBack, link.OverTakenBack},
		"consent is withdrawn": {func(t *testing.T, l *linked) { l.Withdrawn(t, l.ref) }, link.OverTakenBack, link.OverTakenBack},
		"refused by phone": {func(t *testing.T, l *linked) {
			l.HandoffAnswered(t, l.ref, l.number, handoff.Answer{State: handoff.Refused, Details: "Full"})
		}, link.OverRefused, link.OverRefused},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := sentLink(t)
			reader := l.opened()
			c.happens(t, l)
			same := func(what string, err error, want link.Over) {
				t.Helper()
				switch {
				case want == "" && err != nil, want == "not opened" && !errors.Is(err, desk.ErrNotOpened), want != "" && want != "not opened" && !isOver(err, want):
					t.Errorf("%s: %v, want %q", what, err, want)
				}
			}
			_, err := l.Desk.ReadLink(t.Context(), reader)
			same("reading on", err, c.reads)
			before := len(l.handoff().Handoff.Answers)
			same("accepting", l.Desk.AnswerLink(t.Context(), reader, accept), c.reads)
			if after := len(l.handoff().Handoff.Answers); c.reads != "" && after != before {
				t.Errorf("%d answers, %d before it", after, before)
			}
			_, err = l.open(l.code)
			same("the right code", err, c.opens)
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (l *linked) openTimes(n int) {
	l.t.Helper()
	for range n {
		l.opened()
	}
}

func (l *linked) wrongTimes(n int) {
	l.t.Helper()
	for range n {
		if _, err := l.open(wrongCode(l.code)); !errors.Is(err, desk.ErrNotOpened) {
			l.t.Fatal(err)
		}
		l.gate.LinkOpened(l.token, "192.0.2.7") // the desk counts, whatever slows tries down
	}
}

func TestLink_showsNothingTheClientHasTakenBack(t *testing.T) {
	t.Parallel()
	l := sentLink(t)
	reader := l.opened()
	err := l.Desk.WithdrawConsent(t.Context(), l.Caseworker, l.Edit(t, l.ref), consent.Record{
		GivenOn: sample.Today, Withdrawn: []consent.Purpose{consent.ContactClient}, WithdrawnHow: consent.SignedForm, ProviderTold: consent.NoProvider,
	})
	must(t, err)
	shown, err := l.Desk.ReadLink(t.Context(), reader)
	must(t, err)
	if !shown.Less || slices.ContainsFunc(shown.Shared, func(d handoff.Disclosure) bool { return d.Item == handoff.SafeContact }) || len(shown.Shared) != 2 {
		t.Errorf("shown after the withdrawal: %+v", shown.Shared)
	}
}

func TestLink_eachOpensItsOwnHandoffAlone(t *testing.T) {
	t.Parallel()
	a := sentLink(t)
	b := sentLinkOf(t, a.Office)
	if _, err := a.open(b.code); a.code != b.code && !errors.Is(err, desk.ErrNotOpened) {
		t.Errorf("the code of another link: %v", err)
	}
	reader := a.opened()
	reader.LinkID = mustHolder(t, b).LinkID // a cookie carried over to another link
	if _, err := a.Desk.ReadLink(t.Context(), reader); !errors.Is(err, desk.ErrNotOpened) {
		t.Errorf("read by the cookie of another link: %v", err)
	}
	if _, err := a.Desk.ReadLink(t.Context(), mustHolder(t, a)); !errors.Is(err, desk.ErrNotOpened) {
		t.Errorf("read without a code: %v", err)
	}
	for name, act := range map[string]func(actor staff.Actor) error{
		"read":   func(actor staff.Actor) error { _, err := a.Desk.ReadLink(t.Context(), actor); return err },
		"open":   func(actor staff.Actor) error { _, err := a.Desk.OpenLink(t.Context(), actor, a.code); return err },
		"answer": func(actor staff.Actor) error { return a.Desk.AnswerLink(t.Context(), actor, accept) },
	} {
		pretender := a.Caseworker
		pretender.LinkID = reader.LinkID
		if err := act(pretender); !errors.Is(err, fault.Forbidden) {
			t.Errorf("a caseworker may %s: %v", name, err)
		}
	}
	if _, err := a.Desk.Handoff(t.Context(), a.opened(), a.ref, a.number); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a recipient sees the sender's page: %v", err)
	}
	if _, err := a.Desk.SendLink(t.Context(), a.OtherTeam, a.Edit(t, a.ref), a.number, harbourDuty); !errors.Is(err, fault.NotFound) {
		t.Errorf("another team sends a link: %v", err)
	}
}

func mustHolder(t *testing.T, l *linked) staff.Actor {
	t.Helper()
	holder, err := l.gate.LinkHolder(t.Context(), l.token, "192.0.2.9")
	must(t, err)
	return holder
}

func TestSendLink_aNewOneEndsTheOneBefore(t *testing.T) {
	t.Parallel()
	l := sentLink(t)
	reader := l.opened()
	old := *l
	l.send()
	if _, err := old.open(old.code); !isOver(err, link.OverReplaced) {
		t.Errorf("the old link and its code: %v", err)
	}
	if _, err := l.Desk.ReadLink(t.Context(), reader); !isOver(err, link.OverReplaced) {
		t.Errorf("reading on by the old link: %v", err)
	}
	l.opened()
	edit := l.Edit(t, l.ref)
	edit.Token = "0193-a-form"
	first, err := l.Desk.SendLink(t.Context(), l.Caseworker, edit, l.number, harbourDuty)
	must(t, err)
	again, err := l.Desk.SendLink(t.Context(), l.Caseworker, edit, l.number, harbourDuty)
	if err != nil || again != "" || first == "" || len(l.deliver()) != 1 || len(l.handoff().Links) != 3 {
		t.Errorf("pressed twice: %q, %q, %v", first, again, err)
	}
	if _, err := l.Desk.SendLink(t.Context(), l.Caseworker, l.Edit(t, l.ref), l.number, "nobody"); !slices.Equal(fieldsOf(err), []string{"link_email/not_an_email"}) {
		t.Errorf("to nobody: %v", err)
	}
	l.HandoffAnswered(t, l.ref, l.number, handoff.Answer{State: handoff.Refused, Details: "Full"})
	var conflict *fault.Conflict
	if _, err := l.Desk.SendLink(t.Context(), l.Caseworker, l.Edit(t, l.ref), l.number, harbourDuty); !errors.As(err, &conflict) {
		t.Errorf("a link for a refused handoff: %v", err)
	}
}

func TestLinkMail_isNotSentForALinkThatHasEnded(t *testing.T) {
	t.Parallel()
	l := sentLink(t)
	_, err := l.Desk.SendLink(t.Context(), l.Caseworker, l.Edit(t, l.ref), l.number, harbourDuty)
	must(t, err)
	must(t, l.Desk.StopLink(t.Context(), l.Caseworker, l.Edit(t, l.ref), l.number))
	if sent := l.deliver(); len(sent) != 0 {
		t.Errorf("sent: %+v", sent)
	}
	if mail := l.handoff().Links[0].Mail; mail != desk.MailCancelled {
		t.Errorf("the e-mail is %s", mail)
	}
	l.send()
	l.opened()
	l.MoveDays(1)
	done, err := l.Desk.Tidy(t.Context(), sample.System)
	if err != nil || done.Links != 1 {
		t.Errorf("tidied %+v, %v", done, err)
	}
}
