package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
)

// WhoCanHelp is who can help one client now, and why each service fits or not.
type WhoCanHelp struct {
	Head
	Seeker  directory.Seeker // what is known of the client
	Wishes  need.Wishes      // where they must not be sent
	Matches []directory.Match
}

// WhoCanHelp looks through the support directory for a client. The look is
// recorded.
//
// Errors: fault.NotFound, fault.Forbidden.
func (d *Desk) WhoCanHelp(ctx context.Context, actor staff.Actor, ref casefile.Ref, wants need.Code) (WhoCanHelp, error) {
	var f WhoCanHelp
	err := d.view(ctx, actor, access.ViewHandoff, ref, func(w *work) error {
		var err error
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		if f.Seeker, err = w.seeker(ctx, f.Head); err != nil {
			return err
		}
		f.Seeker.Need = wants
		if f.Wishes, err = w.tx.LatestWishes(ctx, w.Case.ID); err != nil {
			return err
		}
		services, err := w.services(ctx)
		if err != nil {
			return err
		}
		f.Matches = services.Find(f.Seeker)
		return nil
	})
	return f, err
}

// seeker is what the case says that services distinguish.
func (w *work) seeker(ctx context.Context, h Head) (directory.Seeker, error) {
	s := directory.Seeker{Nation: h.Case.Nation, Stage: stageOf(h.Case.Stage()), Now: w.now, Today: w.today}
	s.AgeFrom, s.AgeTo = ages(h)
	all, err := w.written(ctx)
	if err != nil {
		return s, err
	}
	s.Gender = directory.Gender(all.Text("gender"))
	if s.Gender.Label() == "" {
		s.Gender = ""
	}
	for _, form := range all["exploitation_forms"] {
		if kind, ok := directory.ExploitationOf(form); ok && !slices.Contains(s.Exploitation, kind) {
			s.Exploitation = append(s.Exploitation, kind)
		}
	}
	book, err := w.book(ctx)
	if err != nil {
		return s, err
	}
	_, s.Holiday = book.Holidays().Holiday(h.Case.Nation.Division(), w.today)
	return s, nil
}

// written is what the referral says so far, nothing while nobody has begun it.
func (w *work) written(ctx context.Context) (referral.Answers, error) {
	tasks, err := w.tx.ReferralTasks(ctx, w.Case.ID)
	return answersOf(tasks), err
}

// ages is how old the client may be. Whose age is unsure may be a child or not.
func ages(h Head) (from, to int) {
	if !h.DateOfBirth.IsZero() {
		years := person.Years(h.DateOfBirth, h.Today)
		return years, years
	}
	switch h.Case.AgeBand {
	case person.Adult:
		return 18, directory.AgeUnknown
	case person.Child:
		return 0, 17
	default:
		return 0, directory.AgeUnknown
	}
}

// stageOf is how far the client is in the NRM, as services speak of it.
func stageOf(s casefile.State) directory.Stage {
	switch s {
	case casefile.Submitted, casefile.RGSuspended:
		return directory.BeforeDecision
	case casefile.RGPositive, casefile.CGSuspended:
		return directory.PositiveRG
	case casefile.CGPositive:
		return directory.PositiveCG
	case casefile.RGNegative, casefile.CGNegative, casefile.Reconsidering, casefile.Disqualified:
		return directory.AfterNegative
	default:
		return directory.OutsideNRM
	}
}
