package staff

import (
	"slices"

	"nrmdesk/internal/nrm/calendar"
)

// User is somebody who signs in to the desk.
type User struct {
	ID             string
	OrganisationID string
	Email          string
	Name           string
	PasswordHash   string
	Roles          []Role
	TeamIDs        []string
	Version        int64
	Disabled       bool // can no longer sign in; what they did stays theirs

	// TrainedOn is when they were trained to explain the NRM and to record
	// consent (audit A1); zero when nobody has said so.
	TrainedOn calendar.Date
}

// Actor is the user as the one who acts in a session.
func (u User) Actor(sessionID string) Actor {
	return Actor{
		UserID: u.ID, OrganisationID: u.OrganisationID, Name: u.Name,
		Roles: u.Roles, TeamIDs: u.TeamIDs, SessionID: sessionID,
	}
}

// CarriesCases says whether the user's role lets them hold a case.
func (u User) CarriesCases() bool {
	return slices.Contains(u.Roles, Caseworker) || slices.Contains(u.Roles, Supervisor)
}

// SharesTeam says whether two users are in one team.
func (u User) SharesTeam(with User) bool {
	return slices.ContainsFunc(u.TeamIDs, func(id string) bool { return slices.Contains(with.TeamIDs, id) })
}

// Team is a group of staff who share cases.
type Team struct {
	ID             string
	OrganisationID string
	Name           string
}

// OrganisationKind says what sort of first responder organisation it is.
type OrganisationKind string

// The kinds of first responder organisation in the Home Office's list.
const (
	Charity          OrganisationKind = "charity"
	LocalAuthority   OrganisationKind = "local_authority"
	Police           OrganisationKind = "police"
	GovernmentAgency OrganisationKind = "government_agency"
	Health           OrganisationKind = "health"
)

// OrganisationKinds lists the kinds in the order screens and commands show them.
var OrganisationKinds = []OrganisationKind{Charity, LocalAuthority, Police, GovernmentAgency, Health}

// Valid says whether the kind is one of the list.
func (k OrganisationKind) Valid() bool { return slices.Contains(OrganisationKinds, k) }

// Organisation is a first responder organisation that keeps its cases here.
// It sees no other organisation's.
type Organisation struct {
	ID           string
	Name         string
	Kind         OrganisationKind
	DutyToNotify bool   // listed in Modern Slavery Act 2015 s.52(5)
	NeutralSite  string // where the quick exit leads
}
