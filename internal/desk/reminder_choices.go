package desk

import (
	"context"
	"slices"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
)

// ReminderChoices reads what the actor wants to be sent by e-mail.
func (d *Desk) ReminderChoices(ctx context.Context, actor staff.Actor) (reminder.Choices, error) {
	if err := d.ask(ctx, actor, access.ChooseReminders); err != nil {
		return reminder.Choices{}, err
	}
	choices, err := d.seenBy(actor).ReminderChoices(ctx, actor.UserID)
	return choices[actor.UserID], err
}

// ChooseReminders keeps what the actor wants to be sent by e-mail. Their list
// in the program stays whole, and what is told at once cannot be switched off:
// a category that may not be is left out.
func (d *Desk) ChooseReminders(ctx context.Context, actor staff.Actor, c reminder.Choices) error {
	return d.manage(ctx, actor, access.ChooseReminders, func(w *work) error {
		c.Off = slices.DeleteFunc(slices.Clone(c.Off), func(category deadline.Category) bool {
			return !slices.Contains(reminder.Choosable, category)
		})
		w.about(actor.UserID)
		w.fact("digest", map[bool]string{false: "on", true: "off"}[c.NoDigest])
		w.fact("off", strings.Join(words(c.Off), ","))
		return w.tx.SaveReminderChoices(ctx, actor.OrganisationID, actor.UserID, c, w.now)
	})
}
