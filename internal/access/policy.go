// Package access answers one question: may somebody with these roles do this
// action to this kind of thing? The answer comes from the files in policies/
// through casbin. Whether it may be done to this very case (own team, not the
// own referral) is decided in nrm/staff and beside each noun; the desk asks
// both before every action.
package access

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	stringadapter "github.com/casbin/casbin/v2/persist/string-adapter"

	"nrmdesk/internal/nrm/staff"
	"nrmdesk/policies"
)

// Policy is the set of what each role may do. It never changes after loading.
type Policy struct{ allowed map[right]bool }

type right struct {
	role   staff.Role
	action Action
}

// roles are the columns of the policy: those of people, then the system, then
// whoever holds a one-time link.
var roles = append(slices.Clone(staff.Roles), staff.System, staff.Receiver)

// Load gives the policy of this release. Its files are part of the program and
// never change, so they are read once. An error means the program must not
// start: half a policy is no policy.
func Load() (*Policy, error) { return released() }

var released = sync.OnceValues(func() (*Policy, error) { return load(policies.Model, policies.Policy) })

// load asks casbin once for every role and action and keeps the answers,
// because one Enforce costs a tenth of a millisecond and every page asks.
func load(modelText, policyText string) (*Policy, error) {
	e, err := enforcer(modelText, policyText)
	if err != nil {
		return nil, fmt.Errorf("load access policy: %w", err)
	}
	if err := known(e); err != nil {
		return nil, fmt.Errorf("load access policy: %w", err)
	}
	p := &Policy{allowed: map[right]bool{}}
	for _, role := range roles {
		for _, a := range All {
			yes, err := e.Enforce(string(role), a.Kind, a.Verb)
			if err != nil {
				return nil, fmt.Errorf("load access policy: %s %s: %w", role, a, err)
			}
			if yes {
				p.allowed[right{role, a}] = true
			}
		}
	}
	return p, nil
}

// May says whether one of the roles allows the action.
func (p *Policy) May(held []staff.Role, a Action) bool {
	return slices.ContainsFunc(held, func(r staff.Role) bool { return p.allowed[right{r, a}] })
}

// Table is the whole policy as text, one line per action, one column per role.
func (p *Policy) Table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-26s", "action")
	for _, r := range roles {
		fmt.Fprintf(&b, "%-12s", r)
	}
	for _, a := range All {
		fmt.Fprintf(&b, "\n%-26s", a)
		for _, r := range roles {
			word := "-"
			if p.allowed[right{r, a}] {
				word = "allow"
			}
			fmt.Fprintf(&b, "%-12s", word)
		}
	}
	lines := strings.Split(b.String(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func enforcer(modelText, policyText string) (*casbin.Enforcer, error) {
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, err
	}
	return casbin.NewEnforcer(m, stringadapter.NewAdapter(policyText))
}

// known refuses a policy that speaks of a role or an action the program does
// not have: a misspelt line would otherwise be a right nobody gets.
func known(e *casbin.Enforcer) error {
	lines, err := e.GetPolicy()
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		return fmt.Errorf("the policy is empty")
	}
	for _, l := range lines {
		if len(l) != 3 {
			return fmt.Errorf("a line needs role, kind and verb: %v", l)
		}
		if !slices.Contains(roles, staff.Role(l[0])) {
			return fmt.Errorf("unknown role %q", l[0])
		}
		if !slices.Contains(All, Action{l[1], l[2]}) {
			return fmt.Errorf("unknown action %s.%s", l[1], l[2])
		}
	}
	groups, err := e.GetGroupingPolicy()
	if err != nil {
		return err
	}
	for _, g := range groups {
		for _, r := range g {
			if !slices.Contains(roles, staff.Role(r)) {
				return fmt.Errorf("unknown role %q", r)
			}
		}
	}
	return nil
}
