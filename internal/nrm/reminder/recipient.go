package reminder

import (
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
)

// Recipients says who is told of a step of a case: its owner, and for a date
// that has passed the supervisors of the team as well. An owner who can no
// longer sign in is stood in for by the supervisors, and where there are none
// by the admins, so that a date is never told to nobody. The users are those
// of the organisation.
func Recipients(a deadline.Audience, ownerID, teamID string, users []staff.User) []string {
	var owner, supervisors, admins []string
	for _, u := range users {
		switch who := u.Actor(""); {
		case u.Disabled:
		case u.ID == ownerID:
			owner = append(owner, u.ID)
		case who.Has(staff.Supervisor) && who.InTeam(teamID):
			supervisors = append(supervisors, u.ID)
		case who.Has(staff.Admin):
			admins = append(admins, u.ID)
		}
	}
	told := owner
	if a != deadline.Owner || len(owner) == 0 {
		told = append(told, supervisors...)
	}
	if len(told) == 0 {
		return admins
	}
	return told
}
