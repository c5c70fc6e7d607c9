package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/lawfulbasis"
	"nrmdesk/internal/nrm/staff"
)

// Password is everybody's in the demo. It is printed at every start, so it
// protects nothing: that is why production refuses the demo.
const Password = "lantern-otter-gravel-64"

const (
	northside = "Northside Refuge"
	westmoor  = "Westmoor Council"

	outreach  = "Outreach"
	safeHouse = "Safe house"
	adults    = "Adult safeguarding"
	children  = "Children"
)

// The official form has a list of bodies, and invented ones are not on it:
// official is what their referrals choose there.
var organisations = []struct {
	staff.Organisation
	teams    []string
	official string
}{
	{staff.Organisation{Name: northside, Kind: staff.Charity, NeutralSite: neutralSite}, []string{outreach, safeHouse}, "Unseen"},
	{
		staff.Organisation{Name: westmoor, Kind: staff.LocalAuthority, DutyToNotify: true, NeutralSite: neutralSite},
		[]string{adults, children}, "Leeds City Council",
	},
}

// neutralSite says nothing about why somebody was looking at the screen.
const neutralSite = "https://www.bbc.co.uk/weather"

// Person is somebody to sign in as. Team lists several with commas.
type Person struct {
	Email        string
	Name         string
	Roles        []staff.Role
	Organisation string
	Team         string
}

// RoleWords is what the person may do, for reading.
func (p Person) RoleWords() string {
	words := make([]string, len(p.Roles))
	for i, r := range p.Roles {
		words[i] = strings.ToUpper(string(r[:1])) + string(r[1:])
	}
	return strings.Join(words, " and ")
}

func (p Person) teams() []string {
	if p.Team == "" {
		return nil
	}
	return strings.Split(p.Team, ", ")
}

// People are the twelve to sign in as: every role in both organisations, and
// in every team two who may not review their own work.
var People = []Person{
	{"tamsin.okelow@northside.example", "Tamsin Okelow", roles(staff.Caseworker), northside, outreach},
	{"joss.marrowby@northside.example", "Joss Marrowby", roles(staff.Caseworker), northside, outreach},
	{"priya.dunmere@northside.example", "Priya Dunmere", roles(staff.Supervisor), northside, outreach + ", " + safeHouse},
	{"sol.vanterpole@northside.example", "Sol Vanterpole", roles(staff.Caseworker), northside, safeHouse},
	{"ines.harkaway@northside.example", "Ines Harkaway", roles(staff.Caseworker, staff.Supervisor), northside, safeHouse},
	{"odette.pellworth@northside.example", "Odette Pellworth", roles(staff.Auditor), northside, ""},
	{keeper, "Bram Quillstone", roles(staff.Admin), northside, ""},
	{"marcus.thistledown@westmoor.example", "Marcus Thistledown", roles(staff.Caseworker), westmoor, adults},
	{"helen.ashenfold@westmoor.example", "Helen Ashenfold", roles(staff.Supervisor), westmoor, adults},
	{"dev.larkrise@westmoor.example", "Dev Larkrise", roles(staff.Caseworker), westmoor, children},
	{"ruth.coldbeck@westmoor.example", "Ruth Coldbeck", roles(staff.Supervisor), westmoor, children + ", " + adults},
	{"nia.brackenridge@westmoor.example", "Nia Brackenridge", roles(staff.Auditor, staff.Admin), westmoor, ""},
}

// leaver worked here once: the list of users shows an account that is off.
var leaver = Person{"gwil.fallowmere@northside.example", "Gwil Fallowmere", roles(staff.Caseworker), northside, outreach}

// keeper looks after the accounts of Northside Refuge.
const keeper = "bram.quillstone@northside.example"

func roles(r ...staff.Role) []staff.Role { return r }

// addPeople adds the organisations, teams and people that are not there yet. A
// start that was broken off is made good by the next one. All have the same
// password, so it is hashed once: hashing is slow on purpose.
func (o Office) addPeople(ctx context.Context) error {
	d := o.Desk()
	d.Now = o.Now
	hash := ""
	for _, org := range organisations {
		for _, p := range append(slices.Clone(People), leaver) {
			if p.Organisation != org.Name {
				continue
			}
			_, err := o.DB.UserByEmail(ctx, p.Email)
			if err == nil {
				continue
			}
			if !errors.Is(err, fault.NotFound) {
				return err
			}
			if hash == "" {
				if hash, err = o.Hash(ctx, Password); err != nil {
					return err
				}
			}
			id, err := d.SetUpUser(ctx, system, desk.SetUp{
				Organisation: org.Organisation, Teams: p.teams(),
				User: desk.NewUser{Name: p.Name, Email: p.Email, Roles: p.Roles, PasswordHash: hash},
			})
			if err != nil {
				return fmt.Errorf("add %s: %w", p.Email, plain(err))
			}
			if p.Email == leaver.Email {
				if err := o.signOff(ctx, d, id); err != nil {
					return err
				}
			}
		}
		if err := o.decideBasis(ctx, d, org.Organisation); err != nil {
			return fmt.Errorf("lawful basis of %s: %w", org.Name, plain(err))
		}
	}
	return nil
}

// decideBasis records why an organisation may hold its records, unless it has
// been.
func (o Office) decideBasis(ctx context.Context, d *desk.Desk, org staff.Organisation) error {
	i := slices.IndexFunc(People, func(p Person) bool { return p.Organisation == org.Name && slices.Contains(p.Roles, staff.Admin) })
	admin, err := o.DB.UserByEmail(ctx, People[i].Email)
	if err != nil {
		return err
	}
	decided, err := d.LawfulBases(ctx, admin.Actor(""))
	if err != nil || len(decided) > 0 {
		return err
	}
	basis := lawfulbasis.Record{
		Basis: "legitimate_interests", Special: "safeguarding", Offence: "safeguarding", Retention: "6 years after the case is closed, then it is erased",
		PolicyDocument: "Shared drive, Data protection, folder 3", DecidedBy: "Data protection officer", DecidedOn: d.Today(),
	}
	if org.DutyToNotify {
		basis.Basis = "public_task"
	}
	return d.SetLawfulBasis(ctx, admin.Actor(""), basis, "")
}

// system is the program itself: there is nobody yet to ask.
var system = staff.Actor{Name: "NRM Desk", Roles: []staff.Role{staff.System}}

// signOff ends somebody's account, as the admin of the organisation does it.
func (o Office) signOff(ctx context.Context, d *desk.Desk, id string) error {
	admin, err := o.DB.UserByEmail(ctx, keeper)
	if err != nil {
		return err
	}
	u, err := o.DB.User(ctx, admin.OrganisationID, id)
	if err != nil {
		return err
	}
	return d.ChangeUser(ctx, admin.Actor(""), desk.UserChange{
		ID: u.ID, Version: u.Version, Name: u.Name, Roles: u.Roles, TeamIDs: u.TeamIDs, Disabled: true,
	})
}

// team is who works on a case: those who carry it, and those who look at it a
// second time.
type team struct {
	id          string
	official    string // the organisation in the words of the official form
	workers     []staff.Actor
	supervisors []staff.Actor
}

// teams finds the demo's people in the database by team name. Whoever an admin
// has since switched off or moved is left out.
func (o Office) teams(ctx context.Context) (map[string]team, error) {
	found := map[string]team{}
	for _, org := range organisations {
		kept, err := o.DB.OrganisationByName(ctx, org.Name)
		if err != nil {
			return nil, err
		}
		teams, err := o.DB.Teams(ctx, kept.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range teams {
			members, err := o.DB.TeamMembers(ctx, kept.ID, []string{t.ID})
			if err != nil {
				return nil, err
			}
			cast := team{id: t.ID, official: org.official}
			for _, u := range members {
				if slices.Contains(u.Roles, staff.Caseworker) {
					cast.workers = append(cast.workers, u.Actor(""))
				}
				if slices.Contains(u.Roles, staff.Supervisor) {
					cast.supervisors = append(cast.supervisors, u.Actor(""))
				}
			}
			found[t.Name] = cast
		}
	}
	for _, name := range []string{outreach, safeHouse, adults, children} {
		if t := found[name]; len(t.workers) == 0 || len(t.supervisors) == 0 {
			return nil, fmt.Errorf("the team %s of the demo has lost its people", name)
		}
	}
	return found, nil
}

// hasPeople says whether the demo's organisations are there.
func (o Office) hasPeople(ctx context.Context) (bool, error) {
	_, err := o.DB.OrganisationByName(ctx, northside)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}
