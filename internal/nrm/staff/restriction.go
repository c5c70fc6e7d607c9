package staff

import (
	"slices"

	"nrmdesk/internal/fault"
)

// Restriction asks to close a case to some people because of a conflict of
// interest: to them it is as if it did not exist, whatever their roles.
type Restriction struct {
	Named       []User   // who is to be kept out
	By          string   // who asks
	OwnerID     string   // who holds the case
	Barred      []string // to whom it is closed already
	Supervisors []User   // of the case's team
}

// CheckRestriction says what is wrong with it, on the field closed_to. Whoever
// holds the case has to give it away first. Nobody keeps themselves out: they
// could not see any more who is to let them in. One supervisor of the team who
// can sign in has to be left.
func CheckRestriction(r Restriction) fault.Problems {
	var problems fault.Problems
	const field = "closed_to"
	named := func(id string) bool { return slices.ContainsFunc(r.Named, func(u User) bool { return u.ID == id }) }
	left := slices.ContainsFunc(r.Supervisors, func(u User) bool {
		return !u.Disabled && slices.Contains(u.Roles, Supervisor) && !named(u.ID) && !slices.Contains(r.Barred, u.ID)
	})
	already := slices.IndexFunc(r.Named, func(u User) bool { return slices.Contains(r.Barred, u.ID) })
	switch {
	case len(r.Named) == 0:
		problems.Add(field, "select_at_least_one")
	case named(r.OwnerID):
		problems.Add(field, "holds_the_case")
	case named(r.By):
		problems.Add(field, "keeps_out_oneself")
	case already >= 0:
		problems.Add(field, "already_closed", r.Named[already].Name)
	case !left:
		problems.Add(field, "no_supervisor_left")
	}
	return problems
}
