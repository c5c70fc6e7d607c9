// Package staff describes the people who use the desk: users, their roles,
// their teams and the organisation they work for. The people whose cases are
// kept are in package person.
package staff

import "slices"

// Role is what a user may do. A user may hold several; rights are the union.
type Role string

// The four roles of the desk.
const (
	Caseworker Role = "caseworker"
	Supervisor Role = "supervisor"
	Auditor    Role = "auditor"
	Admin      Role = "admin"
)

// System is the role of scheduled jobs and of commands typed on the machine
// itself. No user can hold it: it is not in Roles and not Valid.
const System Role = "system"

// Receiver is the role of somebody without an account who has opened a one-time
// link. As with System, no user can hold it.
const Receiver Role = "receiver"

// Roles lists every role in the order screens show them.
var Roles = []Role{Caseworker, Supervisor, Auditor, Admin}

// Valid says whether the role is one of the four.
func (r Role) Valid() bool { return slices.Contains(Roles, r) }

// Actor is the signed-in user on whose behalf an action is done, as known at
// the start of the request. System jobs act as SystemActor.
type Actor struct {
	UserID         string
	OrganisationID string
	Name           string
	Roles          []Role
	TeamIDs        []string
	SessionID      string
	Address        string // where the request came from; empty for jobs and the command line
	// Covers are the users on leave whose cases the actor looks after today.
	Covers []string
	// LinkID is the one-time link by which a Receiver is here, who is no user.
	LinkID string
}

// By is whom the audit trail names as the one who did something: the user, or
// the link.
func (a Actor) By() string {
	if a.LinkID != "" {
		return a.LinkID
	}
	return a.UserID
}

// Chain is the audit chain of what the actor does that belongs to no case:
// their own, so that nobody waits for anybody, or the organisation's for the
// program itself.
func (a Actor) Chain() string {
	if a.Has(System) || a.UserID == "" {
		return a.OrganisationID
	}
	return a.UserID
}

// Has says whether the actor holds the role.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// InTeam says whether the actor belongs to the team.
func (a Actor) InTeam(teamID string) bool { return slices.Contains(a.TeamIDs, teamID) }

// CoversFor says whether the actor looks after the cases of a user on leave.
func (a Actor) CoversFor(userID string) bool { return slices.Contains(a.Covers, userID) }

// Holds are the users whose cases the actor carries: their own, and those of
// the people they cover for.
func (a Actor) Holds() []string { return append([]string{a.UserID}, a.Covers...) }

// Reaches says whether a case of that team and owner is within the actor's
// sight: their own team's, one they hold themselves, or one they cover. Whether
// they may do anything to it is for the policy to say.
func (a Actor) Reaches(teamID, ownerID string) bool {
	return a.InTeam(teamID) || a.UserID == ownerID || a.CoversFor(ownerID)
}
