package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// RecordedDecision is a letter as it was recorded, and what became of the
// record.
type RecordedDecision = postgres.Decision

// LodgedReconsideration is a request as it was recorded.
type LodgedReconsideration = postgres.Reconsideration

// DecisionList is every recorded decision of a case and what can be recorded
// next.
type DecisionList struct {
	Head
	Decisions        []postgres.Decision // newest first
	Reconsiderations []postgres.Reconsideration
	Possible         []decision.Choice // none while one waits
	Reconsider       *ReconsiderationChance
	About            decision.About
	Evidence         []EvidenceFile // of the whole case
}

// ReconsiderationChance is the negative decision a request can be made about,
// and the last day for it.
type ReconsiderationChance struct {
	Decision postgres.Decision
	Due      calendar.Date
}

// Waiting is the decision that waits for a second person.
func (l DecisionList) Waiting() (postgres.Decision, bool) { return waiting(l.Decisions) }

// Find is one decision of the list.
func (l DecisionList) Find(id string) (postgres.Decision, bool) { return findDecision(l.Decisions, id) }

// Decisions reads the decisions of a case.
func (d *Desk) Decisions(ctx context.Context, actor staff.Actor, ref casefile.Ref) (DecisionList, error) {
	var list DecisionList
	err := d.view(ctx, actor, access.ViewDecision, ref, func(w *work) (err error) {
		if list.Head, err = w.head(ctx); err != nil {
			return err
		}
		if list.Evidence, err = w.tx.Evidence(ctx, w.Case.ID); err != nil {
			return err
		}
		papers, err := w.papers(ctx)
		if err != nil {
			return err
		}
		list.Decisions, list.Reconsiderations, list.About = papers.decisions, papers.requests, papers.about
		if _, busy := waiting(papers.decisions); busy {
			return nil
		}
		list.Possible = papers.possible()
		list.Reconsider, err = w.reconsiderationChance(ctx, papers)
		return err
	})
	return list, err
}

// papers are the decisions of a case and what the checks need of them.
type papers struct {
	decisions []postgres.Decision
	requests  []postgres.Reconsideration
	about     decision.About
}

func (w *work) papers(ctx context.Context) (papers, error) {
	p := papers{about: decision.About{
		State: w.Case.Stage(), Nation: w.Case.Nation, AgeBand: w.Case.AgeBand, SubmittedOn: w.Case.SubmittedOn, Today: w.today,
	}}
	var err error
	if p.decisions, err = w.tx.Decisions(ctx, w.Case.ID); err != nil {
		return papers{}, err
	}
	if p.requests, err = w.tx.Reconsiderations(ctx, w.Case.ID); err != nil {
		return papers{}, err
	}
	for _, d := range p.decisions {
		if d.Confirmed() && d.Kind != decision.CG && d.DecidedOn.After(p.about.RGDecidedOn) {
			p.about.RGDecidedOn = d.DecidedOn
		}
	}
	if w.Case.Stage() == casefile.Reconsidering && len(p.requests) > 0 {
		asked := p.requests[0]
		about, _ := findDecision(p.decisions, asked.DecisionID)
		p.about.ReconAskedOn, p.about.ReconsideredKind = asked.On, about.Kind
		if about.Kind == decision.Both { // of such a letter only the CG can have been negative
			p.about.ReconsideredKind = decision.CG
		}
	}
	if p.about.Reference, err = w.tx.HomeOfficeReference(ctx, w.Case.ID); err != nil {
		return papers{}, err
	}
	p.about.CGEarliestOn, err = w.dueOn(ctx, "cg_earliest", "")
	return p, err
}

// possible leaves out what a reconsideration is not about.
func (p papers) possible() []decision.Choice {
	return slices.DeleteFunc(decision.Possible(p.about.State), func(c decision.Choice) bool {
		return p.about.ReconsideredKind != "" && c.Kind != p.about.ReconsideredKind ||
			c.Outcome == decision.PositiveSlaveryOnly && p.about.Nation != calendar.Scotland ||
			c.Kind == decision.Both && !p.about.AgeBand.TreatedAsChild()
	})
}

// dueOn is the day of the current deadline of a clock, of one source if given.
func (w *work) dueOn(ctx context.Context, clock, source string) (calendar.Date, error) {
	rows, err := w.tx.Deadlines(ctx, w.Case.ID)
	if err != nil {
		return calendar.Date{}, err
	}
	book, err := w.book(ctx)
	if err != nil {
		return calendar.Date{}, err
	}
	var day calendar.Date
	for _, row := range rows {
		rule, ok := book.Rule(row.RuleID)
		if ok && rule.Clock == clock && row.Status != postgres.Superseded && (source == "" || row.Trigger.Source == source) {
			day = row.Minimum
		}
	}
	return day, nil
}

// reconsiderationChance is nil when there is nothing to ask about.
func (w *work) reconsiderationChance(ctx context.Context, p papers) (*ReconsiderationChance, error) {
	if !w.Case.Stage().Negative() {
		return nil, nil
	}
	i := slices.IndexFunc(p.decisions, func(d postgres.Decision) bool { return d.Confirmed() && d.Outcome == decision.Negative })
	if i < 0 {
		return nil, nil
	}
	last := p.decisions[i]
	if slices.ContainsFunc(p.requests, func(r postgres.Reconsideration) bool { return r.DecisionID == last.ID }) {
		return nil, nil
	}
	due, err := w.dueOn(ctx, "reconsideration", last.ID)
	return &ReconsiderationChance{Decision: last, Due: due}, err
}

func waiting(list []postgres.Decision) (postgres.Decision, bool) {
	i := slices.IndexFunc(list, postgres.Decision.Waiting)
	if i < 0 {
		return postgres.Decision{}, false
	}
	return list[i], true
}

func findDecision(list []postgres.Decision, id string) (postgres.Decision, bool) {
	i := slices.IndexFunc(list, func(d postgres.Decision) bool { return d.ID == id })
	if i < 0 {
		return postgres.Decision{}, false
	}
	return list[i], true
}

// decisionOf finds a decision of the case under way. Error: fault.NotFound.
func (w *work) decisionOf(ctx context.Context, id string) (postgres.Decision, error) {
	list, err := w.tx.Decisions(ctx, w.Case.ID)
	if err != nil {
		return postgres.Decision{}, err
	}
	found, ok := findDecision(list, id)
	if !ok {
		return postgres.Decision{}, fault.NotFound
	}
	return found, nil
}
