package reminder

import (
	"slices"

	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
)

// Recipient is somebody who is told of a step.
type Recipient struct {
	UserID string
	// CoveringFor is who is away, when the recipient is told in their place.
	CoveringFor string
	// Quiet is somebody who is away: it stands in their list, and nothing is
	// sent until they are back.
	Quiet bool
}

// Office is who works for an organisation today. Covers has for each person
// who is away the one who covers for them.
type Office struct {
	Users  []staff.User
	Covers map[string]string
}

// Without is the office without some people: those a case is closed to hear
// nothing of it, neither themselves nor as somebody's cover.
func (o Office) Without(closed []string) Office {
	if len(closed) > 0 {
		o.Users = slices.DeleteFunc(slices.Clone(o.Users), func(u staff.User) bool { return slices.Contains(closed, u.ID) })
	}
	return o
}

// Recipients says who is told of a step of a case: its owner, its supervisors,
// or both. For somebody who is away their cover is told, and they find it in
// their list when they are back. When that reaches nobody who is there, the
// supervisors of the team are told, and where there are none the admins, so
// that a date is never told to nobody. An escalation is told to no one who
// was to act themselves.
//
// None means that there is nobody at all: the step must go on waiting.
func (o Office) Recipients(a deadline.Audience, ownerID, teamID string) []Recipient {
	var list roll
	if a != deadline.Escalation {
		o.tell(&list, ownerID, "")
	}
	if a != deadline.Owner || !list.heard() {
		for _, u := range o.supervisors(teamID) {
			if a != deadline.Escalation || u.ID != ownerID && u.ID != o.Covers[ownerID] {
				o.tell(&list, u.ID, teamID)
			}
		}
	}
	if !list.heard() {
		for _, u := range o.Users {
			if !u.Disabled && slices.Contains(u.Roles, staff.Admin) {
				list.add(Recipient{UserID: u.ID})
			}
		}
	}
	if !list.heard() {
		return nil
	}
	return list
}

// tell adds somebody who can still sign in, and their cover when they are
// away. A cover who is away too does not count as being there. With a team,
// the cover is told only as a member of it: a supervisor's cases are their
// team's, which others do not reach.
func (o Office) tell(list *roll, userID, teamID string) {
	u, ok := o.user(userID)
	if !ok {
		return
	}
	coverID, away := o.Covers[userID]
	list.add(Recipient{UserID: userID, Quiet: away})
	if !away {
		return
	}
	cover, ok := o.user(coverID)
	if _, awayToo := o.Covers[coverID]; ok && !awayToo && cover.CarriesCases() && (teamID == "" || slices.Contains(cover.TeamIDs, teamID)) {
		list.add(Recipient{UserID: cover.ID, CoveringFor: u.ID})
	}
}

// user finds somebody who can sign in.
func (o Office) user(id string) (staff.User, bool) {
	i := slices.IndexFunc(o.Users, func(u staff.User) bool { return u.ID == id && !u.Disabled })
	if i < 0 {
		return staff.User{}, false
	}
	return o.Users[i], true
}

func (o Office) supervisors(teamID string) []staff.User {
	return slices.DeleteFunc(slices.Clone(o.Users), func(u staff.User) bool {
		return u.Disabled || !slices.Contains(u.Roles, staff.Supervisor) || !slices.Contains(u.TeamIDs, teamID)
	})
}

// roll is a list of recipients in which nobody stands twice.
type roll []Recipient

// add takes somebody in. Who is reached in two ways is told aloud, and in
// their own right rather than for somebody else.
func (l *roll) add(r Recipient) {
	i := slices.IndexFunc(*l, func(o Recipient) bool { return o.UserID == r.UserID })
	switch {
	case i < 0:
		*l = append(*l, r)
	case (*l)[i].Quiet && !r.Quiet, (*l)[i].CoveringFor != "" && !r.Quiet && r.CoveringFor == "":
		(*l)[i] = r
	}
}

// heard says whether somebody who is there is on the list.
func (l roll) heard() bool { return slices.ContainsFunc(l, func(r Recipient) bool { return !r.Quiet }) }
