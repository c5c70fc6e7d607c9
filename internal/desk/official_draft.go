package desk

import (
	"context"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
)

// OfficialDraft is what is known of a draft in the official online form.
type OfficialDraft struct {
	Head
	SavedOn calendar.Date // when it was last saved; none when no draft runs
	Dates   []KeptDate    // until it is warned of and deleted
}

// Running says whether a draft is there as far as anybody said.
func (o OfficialDraft) Running() bool { return !o.SavedOn.IsZero() }

// Open says whether a draft can be recorded now.
func (o OfficialDraft) Open() bool {
	return o.Case.State != casefile.Closed && o.Case.SubmittedOn.IsZero()
}

// draftClocks begins the names of the clocks of a draft in the official form.
const draftClocks = "home_office_draft_"

// OfficialDraft reads what is known of the draft of a case. That one was begun,
// saved or given up is an event: RecordEvent.
func (d *Desk) OfficialDraft(ctx context.Context, actor staff.Actor, ref casefile.Ref) (OfficialDraft, error) {
	var file OfficialDraft
	err := d.view(ctx, actor, access.RecordEvent, ref, func(w *work) (err error) {
		if file.Head, err = w.head(ctx); err != nil {
			return err
		}
		events, err := w.events(ctx)
		if err != nil {
			return err
		}
		var givenUp calendar.Date
		for _, e := range events {
			switch {
			case e.Kind == deadline.HomeOfficeDraftBegun && e.On.After(file.SavedOn):
				file.SavedOn = e.On
			case e.Kind == deadline.HomeOfficeDraftAbandoned && e.On.After(givenUp):
				givenUp = e.On
			}
		}
		if !givenUp.Before(file.SavedOn) {
			file.SavedOn = calendar.Date{}
		}
		open, err := w.openDates(ctx)
		for _, k := range open {
			if strings.HasPrefix(k.Deadline.Rule.Clock, draftClocks) {
				file.Dates = append(file.Dates, k)
			}
		}
		return err
	})
	return file, err
}
