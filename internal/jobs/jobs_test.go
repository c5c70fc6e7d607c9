package jobs

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/mail"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/render"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/web"
)

// post takes every message, or refuses it.
type post struct {
	mu     sync.Mutex
	took   []mail.Message
	seals  []mail.Message
	refuse error
	came   chan struct{}
}

func (p *post) Send(_ context.Context, m mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.Subject == sealSubject {
		p.seals = append(p.seals, m)
		return p.refuse
	}
	p.took = append(p.took, m)
	select {
	case p.came <- struct{}{}:
	default:
	}
	return p.refuse
}

func newPost() *post { return &post{came: make(chan struct{}, 100)} }

func texts(t *testing.T) *render.Renderer {
	t.Helper()
	r, err := render.New(web.Templates(), web.Static())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var options = Options{SweepEvery: time.Hour, DeliverEvery: time.Second, SealEvery: time.Hour, SealMailEvery: 24 * time.Hour, BaseURL: "https://desk.example.org"}

// remembered is a case about somebody whose every detail is a marker, two days
// before its recovery period may end.
func remembered(t *testing.T) (*sample.Office, casefile.Ref) {
	t.Helper()
	o := sample.LawDesk(t)
	start := sample.Adult(calendar.England)
	start.NameToUse, start.Language, start.Contact.Details = "Zebraname", "Zebralanguage", "Zebraphone 07700 900999"
	start.Contact.CodeWord, start.Safety.InterpreterNeeded = "Zebraword", person.Yes
	ref := o.Case(t, start)
	c := o.Read(t, ref)
	c.State, c.SubmittedOn = casefile.Submitted, calendar.NewDate(2026, time.May, 1)
	if err := o.DB.SaveCase(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	letter := sample.Letter(decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	letter.LetterKept = "Zebracabinet"
	letter.Told = decision.Telling{On: letter.DecidedOn, By: "Zebraworker", Language: "Zebralanguage", How: "Zebraway"}
	id, err := o.Desk.RecordDecision(t.Context(), o.Caseworker, o.Edit(t, ref), letter)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.ConfirmDecision(t.Context(), o.Supervisor, o.Edit(t, ref), id); err != nil {
		t.Fatal(err)
	}
	o.Move(time.Date(2026, time.June, 8, 8, 0, 0, 0, calendar.London()))
	return o, ref
}

func TestJobs_startTellsWhatIsDueAndNothingPersonal(t *testing.T) {
	t.Parallel()
	o, ref := remembered(t)
	p := newPost()
	work := Start(t.Context(), o.Desk, p, texts(t), slog.New(slog.DiscardHandler), options)
	for range 2 {
		select {
		case <-p.came:
		case <-time.After(20 * time.Second):
			t.Fatal("no message came")
		}
	}
	work.Stop()
	for _, m := range p.took {
		whole := m.Subject + "\n" + m.Text + "\n" + m.ID
		if strings.Contains(strings.ToLower(whole), "zebra") || strings.Contains(whole, "Recovery") || strings.Contains(whole, "England") {
			t.Errorf("the message says more than it may:\n%s", whole)
		}
		want := "Northside Refuge\n\n1 thing to do on case " + string(ref) + ".\n\nSign in to see it:\nhttps://desk.example.org/cases/" + string(ref) + "\n"
		if m.Subject != "NRM Desk: 1 thing to do" || m.To != "casey.caseworker@example.org" || !strings.HasPrefix(m.Text, want) {
			t.Errorf("to %s, subject %q:\n%s", m.To, m.Subject, m.Text)
		}
	}
	if took := runAll(t, o); took != 0 || len(p.took) != 2 {
		t.Errorf("%d messages at first and %d when all ran again, want 2 and none", len(p.took), took)
	}
}

// runAll ticks every job twice and counts the messages.
func runAll(t *testing.T, o *sample.Office) int {
	t.Helper()
	p := newPost()
	j := New(o.Desk, p, texts(t), slog.New(slog.DiscardHandler), options)
	for range 2 {
		for _, one := range j.table() {
			j.tick(t.Context(), one)
		}
	}
	return len(p.took)
}

func TestJobs_daysMissedAreCaughtUpOnce(t *testing.T) {
	t.Parallel()
	o, _ := remembered(t)
	o.MoveDays(30)
	if took := runAll(t, o); took != 2 {
		t.Errorf("%d messages, want the latest step of each of the 2 dates", took)
	}
	if took := runAll(t, o); took != 0 {
		t.Errorf("%d messages the second time", took)
	}
}

func TestJobs_restInTheHourTheClocksChange(t *testing.T) {
	t.Parallel()
	o, _ := remembered(t)
	o.Move(time.Date(2026, time.June, 9, 1, 59, 0, 0, calendar.London()))
	if took := runAll(t, o); took != 0 {
		t.Errorf("%d messages between 1 and 2 in the morning", took)
	}
	o.Move(time.Date(2026, time.June, 9, 2, 0, 0, 0, calendar.London()))
	if took := runAll(t, o); took != 2 {
		t.Errorf("%d messages at 2 in the morning, want 2", took)
	}
}

func TestJobs_onePanicDoesNotEndAJob(t *testing.T) {
	t.Parallel()
	runs := make(chan struct{}, 10)
	j := New(sample.Desk(t).Desk, newPost(), texts(t), slog.New(slog.DiscardHandler), options)
	j.startTable(t.Context(), []job{{"panics", time.Second, func(context.Context) ([]any, error) {
		runs <- struct{}{}
		panic("first and every time")
	}}})
	defer j.Stop()
	for range 2 {
		select {
		case <-runs:
		case <-time.After(20 * time.Second):
			t.Fatal("the job did not run again")
		}
	}
}

func TestJobs_whatTheServerAnswersDecides(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer error
		want   desk.SendResult
	}{
		"taken":                  {nil, desk.NoticeSent},
		"refused for good":       {errors.Join(errors.New("code 550"), mail.ErrPermanent), desk.NoticeRefused},
		"perhaps taken":          {mail.ErrInDoubt, desk.NoticeInDoubt},
		"no connection, for now": {errors.New("reach mail server"), desk.NoticeLater},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPost()
			p.refuse = tc.answer
			j := New(nil, p, texts(t), slog.New(slog.DiscardHandler), options)
			got := j.send(t.Context(), desk.Notice{MessageID: "m", To: "a@example.org", Organisation: "Refuge", CaseRef: "ND-7Q4K-29"})
			if got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
		})
	}
}
