package jobs

import (
	"context"
	"errors"
	"log/slog"
	"slices"
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
	"nrmdesk/internal/postgres"
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

func (p *post) Open() mail.Run { return p }
func (p *post) Close()         {}

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

func texts(t testing.TB) *render.Renderer {
	t.Helper()
	r, err := render.New(web.Templates(), web.Static())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var options = Options{SweepEvery: time.Hour, DeliverEvery: time.Second, SealEvery: time.Hour, SealMailEvery: 24 * time.Hour, DigestAt: 7*time.Hour + 30*time.Minute, BaseURL: "https://desk.example.org"}

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
	letter.Told = decision.Telling{On: letter.DecidedOn, By: "Zebraworker", Language: "Zebralanguage", How: "Zebraway", Way: decision.InPerson}
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
	work := Start(t.Context(), o.Desk, p, texts(t), slog.New(slog.NewTextHandler(t.Output(), nil)), options)
	select {
	case <-p.came:
	case <-time.After(20 * time.Second):
		t.Fatal("no message came")
	}
	work.Stop()
	for _, m := range p.took {
		whole := m.Subject + "\n" + m.Text + "\n" + m.ID
		for _, secret := range []string{"zebra", "recovery", "england", strings.ToLower(string(ref))} {
			if strings.Contains(strings.ToLower(whole), secret) {
				t.Errorf("the message tells %q:\n%s", secret, whole)
			}
		}
		want := "Northside Refuge\n\n2 things to do.\n\nSign in to see them:\nhttps://desk.example.org/reminders\n"
		if m.Subject != "NRM Desk: 2 things to do" || m.To != "casey.caseworker@example.org" || !strings.HasPrefix(m.Text, want) {
			t.Errorf("to %s, subject %q:\n%s", m.To, m.Subject, m.Text)
		}
	}
	if took := runAll(t, o); took != 0 || len(p.took) != 1 {
		t.Errorf("%d messages at first and %d when all ran again, want 1 and none", len(p.took), took)
	}
}

func TestJobs_aBreachIsToldAtOnceByReference(t *testing.T) {
	t.Parallel()
	p := newPost()
	j := New(nil, p, texts(t), slog.New(slog.DiscardHandler), options)
	j.send(t.Context(), p.Open(), desk.Notice{MessageID: "m", To: "a@example.org", Organisation: "Refuge", CaseRef: "ND-7Q4K-29", Things: 1})
	want := "Refuge\n\n1 thing to do on case ND-7Q4K-29.\n\nSign in to see it:\nhttps://desk.example.org/reminders\n"
	if m := p.took[0]; m.Subject != "NRM Desk: 1 thing to do" || !strings.HasPrefix(m.Text, want) {
		t.Errorf("%s\n%s", m.Subject, m.Text)
	}
}

func TestJobs_aLinkComesWithNothingElse(t *testing.T) {
	t.Parallel()
	p := newPost()
	j := New(nil, p, texts(t), slog.New(slog.DiscardHandler), options)
	j.send(t.Context(), p.Open(), desk.Notice{
		MessageID: "link-1", To: "duty@harbour.example", Organisation: "Refuge", LinkKey: "the-key",
		LinkEnds: time.Date(2026, time.May, 21, 8, 30, 0, 0, time.UTC),
	})
	m := p.took[0]
	if m.Subject != "NRM Desk: something waits for your answer" || !strings.Contains(m.Text, "\nhttps://desk.example.org/h/the-key\n") ||
		!strings.Contains(m.Text, "works until 21 May 2026 at 9:30am") || strings.Contains(m.Text, "case") || strings.Contains(m.Text, "client") {
		t.Errorf("%s\n%s", m.Subject, m.Text)
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
	if took := runAll(t, o); took != 1 {
		t.Errorf("%d messages, want one digest with the latest step of each of the 2 dates", took)
	}
	if took := runAll(t, o); took != 0 {
		t.Errorf("%d messages the second time", took)
	}
}

// TestJobs_restInTheHourTheClocksChange plays both nights of a year in which
// the clocks change, minute by minute, with a digest asked for in the middle of
// the night: nothing runs in the hour that is skipped or comes twice, and what
// is due on the day is told once.
func TestJobs_restInTheHourTheClocksChange(t *testing.T) {
	t.Parallel()
	for name, night := range map[string]time.Time{
		"the hour that comes twice": time.Date(2026, time.October, 24, 23, 50, 0, 0, time.UTC),
		"the hour that is skipped":  time.Date(2027, time.March, 28, 0, 50, 0, 0, time.UTC),
		"any night":                 time.Date(2026, time.November, 11, 0, 50, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, _ := remembered(t)
			p := newPost()
			early := options
			early.DigestAt = 0
			j := New(o.Desk, p, texts(t), slog.New(slog.DiscardHandler), early)
			began := map[string]int{}
			for minute := range 135 {
				now := night.Add(time.Duration(minute) * time.Minute)
				o.Move(now)
				for _, one := range j.table()[:2] {
					j.tick(t.Context(), one)
				}
				at := now.In(calendar.London()).Format("15:04")
				for _, run := range runs(t, o) {
					if run.StartedAt.Equal(now) {
						began[at]++
					}
				}
			}
			for at, n := range began {
				if strings.HasPrefix(at, "01:") {
					t.Errorf("%d jobs began at %s", n, at)
				}
			}
			if began["00:59"] == 0 || began["02:00"] == 0 {
				t.Errorf("nothing began beside the hour of rest: %v", began)
			}
			if len(p.took) != 1 {
				t.Errorf("%d messages, want one digest", len(p.took))
			}
			if stalled, since, err := o.Desk.Stalled(t.Context()); err != nil || stalled {
				t.Errorf("stalled since %s: %v, %v", since, stalled, err)
			}
		})
	}
}

func runs(t *testing.T, o *sample.Office) []postgres.JobRun {
	t.Helper()
	list, err := o.DB.JobRuns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestJobs_alarmWhenNoSweepComesToItsEnd: it rings after a quarter of an hour,
// not because the hour of rest was long, and not while another copy sweeps.
func TestJobs_alarmWhenNoSweepComesToItsEnd(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	at := func(utc time.Time) bool {
		t.Helper()
		o.Move(utc)
		stalled, _, err := o.Desk.Stalled(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return stalled
	}
	noon := time.Date(2026, time.October, 24, 12, 0, 0, 0, time.UTC)
	sweep := func(utc time.Time) {
		o.Move(utc)
		j := New(o.Desk, newPost(), texts(t), slog.New(slog.DiscardHandler), options)
		j.tick(t.Context(), j.table()[0])
	}
	sweep(noon)
	if at(noon.Add(15*time.Minute)) || !at(noon.Add(17*time.Minute)) {
		t.Error("it does not ring after 15 minutes, or before")
	}
	// 00:55 by British Summer Time: the hour of rest comes twice that night.
	last := time.Date(2026, time.October, 24, 23, 55, 0, 0, time.UTC)
	sweep(last)
	for _, tc := range []struct {
		after time.Duration
		rings bool
	}{{30 * time.Minute, false}, {2 * time.Hour, false}, {2*time.Hour + 14*time.Minute, false}, {2*time.Hour + 17*time.Minute, true}} {
		if got := at(last.Add(tc.after)); got != tc.rings {
			t.Errorf("%s after the last sweep of the night: %v", tc.after, got)
		}
	}
	// A sweep that fails is no sweep.
	o.Move(noon)
	if err := o.Desk.EndJob(t.Context(), actor, desk.SweepJob, errors.New("the database hiccups")); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	o.Move(last.Add(24 * time.Hour))
	j := New(o.Desk, newPost(), texts(t), slog.New(slog.NewTextHandler(&said, nil)), options)
	j.tick(t.Context(), j.table()[slices.IndexFunc(j.table(), func(one job) bool { return one.name == "watch" })])
	if !strings.Contains(said.String(), "level=ERROR") || !strings.Contains(said.String(), "reminders stand still") {
		t.Errorf("the log says %q", said.String())
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
			got := j.send(t.Context(), p.Open(), desk.Notice{MessageID: "m", To: "a@example.org", Organisation: "Refuge", CaseRef: "ND-7Q4K-29"})
			if got.Result != tc.want || (got.Why == "") != (tc.answer == nil) {
				t.Errorf("%+v, want %s", got, tc.want)
			}
		})
	}
}
