package staff

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/fault"
)

// Lengths of what is kept of a user or a team. An address longer than 254
// characters cannot be delivered to.
const (
	maxName  = 100
	maxEmail = 254
)

// CheckUser says what is wrong with the particulars of a user: fields name,
// work_email, role, team. Whoever carries cases needs a team, because cases belong
// to teams; the others may do without.
func CheckUser(u User) fault.Problems {
	var problems fault.Problems
	checkName(&problems, u.Name)
	switch {
	case strings.TrimSpace(u.Email) == "":
		problems.Add("work_email", "required")
	case len(u.Email) > maxEmail:
		problems.Add("work_email", "too_long", strconv.Itoa(maxEmail))
	case !isAddress(u.Email):
		problems.Add("work_email", "not_an_email")
	}
	switch {
	case len(u.Roles) == 0:
		problems.Add("role", "select_at_least_one")
	case slices.ContainsFunc(u.Roles, func(r Role) bool { return !r.Valid() }):
		problems.Add("role", "not_in_list")
	case len(u.TeamIDs) == 0 && (slices.Contains(u.Roles, Caseworker) || slices.Contains(u.Roles, Supervisor)):
		problems.Add("team", "needed_for_cases")
	}
	return problems
}

// CheckTeam says what is wrong with the name of a team.
func CheckTeam(t Team) fault.Problems {
	var problems fault.Problems
	checkName(&problems, t.Name)
	return problems
}

func checkName(problems *fault.Problems, name string) {
	switch {
	case strings.TrimSpace(name) == "":
		problems.Add("name", "required")
	case utf8.RuneCountInString(name) > maxName:
		problems.Add("name", "too_long", strconv.Itoa(maxName))
	}
}

// isAddress accepts a bare address only: "Name <a@b>" is something else.
func isAddress(email string) bool {
	parsed, err := mail.ParseAddress(email)
	return err == nil && parsed.Address == strings.TrimSpace(email)
}
