package desk

import (
	"context"
	"math/rand/v2"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Samples is a page of the samples of the organisation, newest first. Next is
// the number before which the following page begins; zero at the end.
type Samples struct {
	List  []postgres.AuditSampleProgress
	Names map[string]string // of those who drew them
	Teams []TeamChoice      // that a sample may be bound to
	Next  int
}

const samplesPage = 25

// Samples lists the samples drawn before a number; zero is the start.
func (d *Desk) Samples(ctx context.Context, actor staff.Actor, before int) (Samples, error) {
	var page Samples
	err := d.manage(ctx, actor, access.ViewSamples, func(w *work) (err error) {
		if page.List, err = w.tx.AuditSamples(ctx, actor.OrganisationID, before, samplesPage+1); err != nil {
			return err
		}
		if len(page.List) > samplesPage {
			page.List = page.List[:samplesPage]
			page.Next = page.List[samplesPage-1].Number
		}
		if page.Teams, err = w.teamChoices(ctx); err != nil {
			return err
		}
		page.Names, err = w.names(ctx)
		return err
	})
	return page, err
}

func (w *work) teamChoices(ctx context.Context) ([]TeamChoice, error) {
	teams, err := w.tx.Teams(ctx, w.actor.OrganisationID)
	if err != nil {
		return nil, err
	}
	choices := make([]TeamChoice, len(teams))
	for i, t := range teams {
		choices[i] = TeamChoice{t.ID, t.Name}
	}
	return choices, nil
}

// Sample is a sample with a page of its records. After is the place where a
// page ended; Next where the following one begins, zero at the end.
type Sample struct {
	postgres.AuditSampleProgress
	DrawnByName string
	Team        string
	Records     []postgres.SampledRecord
	NextUp      string // the first record nobody has reviewed; empty when all have been
	Next        int
}

const sampledPage = 50

// Sample reads one sample. Error: fault.NotFound.
func (d *Desk) Sample(ctx context.Context, actor staff.Actor, number, after int) (Sample, error) {
	var s Sample
	err := d.manage(ctx, actor, access.ViewSamples, func(w *work) (err error) {
		if s.AuditSampleProgress, err = w.tx.AuditSample(ctx, actor.OrganisationID, number); err != nil {
			return err
		}
		w.about(s.ID)
		if s.Records, err = w.tx.SampledRecords(ctx, s.ID, after, sampledPage+1); err != nil {
			return err
		}
		if len(s.Records) > sampledPage {
			s.Records = s.Records[:sampledPage]
			s.Next = s.Records[sampledPage-1].Position
		}
		if s.NextUp, err = w.tx.NextInSample(ctx, s.ID, 0); err != nil {
			return err
		}
		names, err := w.tx.NamesOf(ctx, actor.OrganisationID, []string{s.DrawnBy})
		if err != nil {
			return err
		}
		s.DrawnByName = names[s.DrawnBy]
		teams, err := w.teamChoices(ctx)
		for _, t := range teams {
			if t.ID == s.TeamID {
				s.Team = t.Name
			}
		}
		return err
	})
	return s, err
}

// DrawSample draws a sample of the consent register and keeps it. A size of
// zero takes the one suggested for the confidence and error of the design. A
// seed of zero is chosen here; it is kept, and with it anybody can draw the
// same records again.
//
// Errors: *fault.Invalid on the fields of auditing.CheckDesign, *fault.Conflict
// when no record fits.
func (d *Desk) DrawSample(ctx context.Context, actor staff.Actor, design auditing.Design, size int, token string) (number int, err error) {
	err = d.manage(ctx, actor, access.DrawSample, func(w *work) error {
		if err := auditing.CheckDesign(design, size, w.today).Err(); err != nil {
			return err
		}
		s := postgres.AuditSample{ID: newID(), OrganisationID: actor.OrganisationID, Design: design, DrawnBy: actor.UserID, DrawnAt: w.now}
		if earlier, spent, err := w.tx.UseFormToken(ctx, actor.OrganisationID, actor.UserID, token, s.ID); err != nil || spent {
			if err == nil {
				number, err = w.tx.AuditSampleNumber(ctx, actor.OrganisationID, earlier)
			}
			return orAlreadyDone(err)
		}
		if s.Seed == 0 {
			s.Seed = newSeed()
		}
		drawn := draw{risks: map[string][]auditing.Risk{}}
		if err := w.eachAudited(ctx, postgres.AuditedQuery{From: s.From, To: s.To, TeamID: s.TeamID}, func(found []postgres.AuditedRecord) error {
			drawn.add(s.Design, found)
			return nil
		}); err != nil {
			return err
		}
		items, err := drawn.items(s.Design, size)
		if err != nil {
			return err
		}
		s.Size, s.Population = len(items), len(drawn.candidates)
		if n, err := auditing.Size(s.Population, s.Confidence, s.ErrorPercent); err != nil || n != s.Size || s.Kind != auditing.RandomSample {
			s.Confidence, s.ErrorPercent = 0, 0 // the auditor chose the size
		}
		if number, err = w.tx.InsertAuditSample(ctx, s, items); err != nil {
			return err
		}
		w.about(s.ID)
		w.fact("number", strconv.Itoa(number))
		w.fact("size", strconv.Itoa(s.Size))
		w.fact("population", strconv.Itoa(s.Population))
		w.fact("seed", strconv.FormatInt(s.Seed, 10))
		return nil
	})
	return number, err
}

// orAlreadyDone ends a second press, unless something went wrong with it.
func orAlreadyDone(err error) error {
	if err == nil {
		return errAlreadyDone
	}
	return err
}

// newSeed is short enough to be read out and typed again.
func newSeed() int64 { return 1 + rand.Int64N(999_999) }

// SuggestedSize is how many of so many records to look at.
type SuggestedSize struct{ Population, Size int }

// SuggestSize counts what a design would draw from and suggests a size for its
// confidence and error. Error: *fault.Invalid.
func (d *Desk) SuggestSize(ctx context.Context, actor staff.Actor, design auditing.Design) (SuggestedSize, error) {
	var s SuggestedSize
	err := d.manage(ctx, actor, access.DrawSample, func(w *work) (err error) {
		if err := auditing.CheckDesign(design, 0, w.today).Err(); err != nil {
			return err
		}
		if s.Population, err = w.tx.CountAudited(ctx, postgres.AuditedQuery{
			OrganisationID: actor.OrganisationID, From: design.From, To: design.To, TeamID: design.TeamID,
		}); err != nil {
			return err
		}
		if design.Kind == auditing.RandomSample {
			s.Size, err = auditing.Size(s.Population, design.Confidence, design.ErrorPercent)
		}
		return err
	})
	return s, err
}

// draw is what a sample is drawn from.
type draw struct {
	candidates []auditing.Item
	risks      map[string][]auditing.Risk // of those that carry any
}

func (d *draw) add(design auditing.Design, found []postgres.AuditedRecord) {
	for _, r := range found {
		d.candidates = append(d.candidates, auditing.Item{ID: r.Record.ID, Stratum: stratum(design.GroupedBy, r)})
		if risks := auditing.RisksOf(r.Sitting); len(risks) > 0 {
			d.risks[r.Record.ID] = risks
		}
	}
}

// items chooses the records: by chance, or those with the most risks.
func (d *draw) items(design auditing.Design, size int) ([]postgres.AuditSampleItem, error) {
	candidates, risks := d.candidates, d.risks
	var drawn []auditing.Item
	var err error
	switch {
	case len(candidates) == 0:
	case design.Kind == auditing.RiskSample:
		drawn = auditing.Riskiest(candidates, risks, design.Seed, size)
	default:
		if size == 0 {
			if size, err = auditing.Size(len(candidates), design.Confidence, design.ErrorPercent); err != nil {
				return nil, err
			}
		}
		drawn, err = auditing.Draw(candidates, design.Seed, min(size, len(candidates), auditing.MaxSample))
	}
	switch {
	case err != nil:
		return nil, err
	case len(candidates) == 0:
		return nil, fault.Conflictf("No consent record was made in those days. Choose other days, or all teams.")
	case len(drawn) == 0:
		return nil, fault.Conflictf("None of the %d records of those days carries a risk.", len(candidates))
	}
	items := make([]postgres.AuditSampleItem, len(drawn))
	for i, item := range drawn {
		items[i] = postgres.AuditSampleItem{Position: i + 1, RecordID: item.ID, Stratum: item.Stratum, Risks: risks[item.ID]}
	}
	return items, nil
}

// stratum is the group a record is drawn within, in words.
func stratum(by auditing.Grouping, r postgres.AuditedRecord) string {
	switch by {
	case auditing.ByTeam:
		return r.Team
	case auditing.ByLanguage:
		return orUnknown(r.Record.Explanation.Language)
	case auditing.ByWorker:
		return r.Worker
	default:
		return ""
	}
}

func orUnknown(text string) string {
	if text == "" {
		return "Not recorded"
	}
	return text
}
