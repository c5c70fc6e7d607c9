package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// EarlierText is a wording that a save put another in the place of.
type EarlierText = postgres.EarlierText

// mostEarlier is how many earlier wordings of a page are shown.
const mostEarlier = 50

// EarlierTexts is the referral with the earlier wordings of one page of it.
type EarlierTexts struct {
	ReferralFile
	Page *referral.Page
	List []EarlierText // newest first
}

// EarlierTexts reads what stood on a page before it was written anew. Error: fault.NotFound for a page the form does not have.
func (d *Desk) EarlierTexts(ctx context.Context, actor staff.Actor, ref casefile.Ref, taskID, pageID string) (EarlierTexts, error) {
	var e EarlierTexts
	err := d.view(ctx, actor, access.ViewReferral, ref, func(w *work) (err error) {
		if e.ReferralFile, err = w.referralFile(ctx); err != nil {
			return err
		}
		if _, e.Page, err = find(e.Draft.Form, taskID, pageID); err != nil || e.Referral.ID == "" {
			return err
		}
		names := make([]string, len(e.Page.Fields))
		for i, f := range e.Page.Fields {
			names[i] = f.Name
		}
		e.List, err = w.tx.EarlierTexts(ctx, e.Referral.ID, names, mostEarlier)
		return err
	})
	return e, err
}

// keepEarlier keeps what stood where something else is about to be written:
// several people may write, and nobody's words are lost.
func (w *work) keepEarlier(ctx context.Context, before postgres.ReferralTask, changed []*referral.Field) error {
	for _, field := range changed {
		values := before.Answers[field.Name]
		if len(values) == 0 || field.Type != referral.LongText && field.Type != referral.Text {
			continue
		}
		err := w.tx.InsertEarlierText(ctx, postgres.EarlierText{
			ID: newID(), OrganisationID: w.Case.OrganisationID, ReferralID: before.ReferralID, Field: field.Name, Text: values[0],
			ReplacedBy: w.actor.UserID, ReplacedAt: w.now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
