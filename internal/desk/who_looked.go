package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/looks"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// WhoLooked is a page of who opened or changed a case, newest day first.
type WhoLooked struct {
	Ref  casefile.Ref
	Head *Head // nil for those who check the case and may not know who it is about
	Days []LookDay
	Next int64 // the place before which the following page begins; zero at the end
}

// LookDay is what one person did on a case on one day in London.
type LookDay struct {
	Day   calendar.Date
	By    string // empty when the program did it by itself
	Roles []staff.Role
	Acts  []LookAct
	Odd   []looks.Odd
}

// LookAct is one thing they did, once or several times.
type LookAct struct {
	Action      string
	Changed     bool // the case, and did not only look
	Times       int
	First, Last time.Time
	AskedFor    string   // of a refusal: the action that was refused
	CoverFor    string   // the colleague on leave for whom they did it
	Asked       bool     // a reason was asked for and is kept
	Reasons     []string // what was said, for those who may read the notes of the case
}

// A page ends with a day, unless one day has more entries than are read for a
// page.
const (
	lookDaysShown = 20
	looksRead     = 500
	looksReadMost = 4 * looksRead
)

// WhoLooked reads who opened or changed a case, before a place of its trail
// (zero: from the end), with what is odd about it. Supervisors of the team see
// it with the case; auditors and admins without anything that tells who the
// client is.
//
// Errors: fault.Forbidden, fault.NotFound.
func (d *Desk) WhoLooked(ctx context.Context, actor staff.Actor, ref casefile.Ref, before int64) (WhoLooked, error) {
	page := WhoLooked{Ref: ref}
	err := d.inspect(ctx, actor, access.ViewLooks, ref, func(w *work) error {
		page.Ref = w.Case.Ref
		if d.policy.May(actor.Roles, access.ViewCase) && actor.Reaches(w.Case.TeamID, w.Case.OwnerID) {
			head, err := w.head(ctx)
			if err != nil {
				return err
			}
			page.Head = &head
		}
		entries, next, err := w.looks(ctx, before)
		if err != nil {
			return err
		}
		page.Next = next
		days := byPersonAndDay(entries)
		page.Days, err = w.lookDays(ctx, days, page.Head != nil)
		w.fact("shown", strconv.Itoa(len(page.Days)))
		return err
	})
	return page, err
}

// looks reads entries until enough days of people are together and the last of
// them is whole.
func (w *work) looks(ctx context.Context, before int64) (list []audit.Entry, next int64, err error) {
	for len(list) < looksReadMost {
		entries, err := w.tx.AuditTrail(ctx, w.Case.OrganisationID, w.Case.ID, before, looksRead)
		if err != nil {
			return nil, 0, err
		}
		for _, e := range entries {
			if len(list) > 0 && !dayOf(e).Equal(dayOf(list[len(list)-1])) && len(byPersonAndDay(list)) >= lookDaysShown {
				return list, list[len(list)-1].Seq, nil
			}
			list = append(list, e)
		}
		if len(entries) < looksRead {
			return list, 0, nil
		}
		before = entries[len(entries)-1].Seq
	}
	return list, before, nil
}

func dayOf(e audit.Entry) calendar.Date { return calendar.LondonDay(e.At) }

// personDay are the entries of one person on one day, oldest first.
type personDay struct {
	day     calendar.Date
	userID  string
	entries []audit.Entry
}

// byPersonAndDay groups entries that come newest first: the newest day first,
// and within a day whoever was there last.
func byPersonAndDay(entries []audit.Entry) []personDay {
	var days []personDay
	for _, e := range entries {
		i := slices.IndexFunc(days, func(d personDay) bool { return d.userID == e.ActorID && d.day.Equal(dayOf(e)) })
		if i < 0 {
			i = len(days)
			days = append(days, personDay{day: dayOf(e), userID: e.ActorID})
		}
		days[i].entries = append(days[i].entries, e)
	}
	slices.SortStableFunc(days, func(a, b personDay) int { return b.day.Compare(a.day) })
	for _, d := range days {
		slices.Reverse(d.entries)
	}
	return days
}

// lookDays puts days into words that need no second look-up, and judges them.
func (w *work) lookDays(ctx context.Context, days []personDay, withReasons bool) ([]LookDay, error) {
	people, err := w.people(ctx)
	if err != nil {
		return nil, err
	}
	file, around, err := w.aroundLooks(ctx, days)
	if err != nil {
		return nil, err
	}
	reasons := map[string]string{}
	if withReasons {
		if reasons, err = w.tx.NoteTexts(ctx, w.Case.ID, noteIDs(days)); err != nil {
			return nil, err
		}
	}
	list := make([]LookDay, len(days))
	for i, d := range days {
		who := people[d.userID]
		list[i] = LookDay{Day: d.day, By: who.Name, Roles: who.Roles, Acts: actsOf(d, people, reasons)}
		if receiver := receiverIn(d.entries[0]); receiver != "" {
			list[i].By = receiver // nobody of the staff: what is odd about looks is not asked about
		} else if d.userID != "" {
			list[i].Odd = looks.Judge(looks.Day{Who: who.Actor(""), File: file, Looks: looksOf(d.entries), Around: around[i]})
		}
	}
	return list, nil
}

func (w *work) people(ctx context.Context) (map[string]staff.User, error) {
	users, err := w.tx.Users(ctx, w.actor.OrganisationID)
	if err != nil {
		return nil, err
	}
	people := make(map[string]staff.User, len(users))
	for _, u := range users {
		people[u.ID] = u
	}
	return people, nil
}

// aroundLooks reads the case as oddness sees it, and for each day what the
// same person did on any case just before, meanwhile and just after.
func (w *work) aroundLooks(ctx context.Context, days []personDay) (looks.File, [][]looks.Look, error) {
	cases, err := w.tx.LookedAtCases(ctx, w.Case.OrganisationID, []string{w.Case.ID})
	if err != nil {
		return looks.File{}, nil, err
	}
	spans := make([]postgres.LookSpan, len(days))
	for i, d := range days {
		reach := looks.MeasuresOn(d.day).Reach()
		spans[i] = postgres.LookSpan{UserID: d.userID, From: d.entries[0].At.Add(-reach), To: d.entries[len(d.entries)-1].At.Add(reach)}
	}
	found, err := w.tx.CaseLooks(ctx, w.Case.OrganisationID, spans)
	if err != nil {
		return looks.File{}, nil, err
	}
	around := make([][]looks.Look, len(found))
	for i, list := range found {
		for _, l := range list {
			around[i] = append(around[i], lookAs(l))
		}
	}
	return cases[w.Case.ID].File, around, nil
}

func lookAs(l postgres.CaseLook) looks.Look {
	return looks.Look{At: l.At, CaseID: l.CaseID, Kind: lookKind(l.Action), AsCover: l.AsCover}
}

// lookKind is what an action is to those who ask about odd looks.
func lookKind(action string) looks.Kind {
	switch action {
	case refused.String():
		return looks.Refused
	case access.ShowIdentity.String():
		return looks.Identity
	case access.ProveAudit.String():
		return looks.Taken
	default:
		return looks.Opened
	}
}

func looksOf(entries []audit.Entry) []looks.Look {
	list := make([]looks.Look, len(entries))
	for i, e := range entries {
		cover := slices.ContainsFunc(e.Detail, func(p audit.Pair) bool { return p.Key == "as_cover_for" })
		list[i] = looks.Look{At: e.At, CaseID: e.ChainID, Kind: lookKind(e.Action), AsCover: cover}
	}
	return list
}

// actsOf puts the same things together, in the order in which they were first
// done.
func actsOf(d personDay, people map[string]staff.User, reasons map[string]string) []LookAct {
	var acts []LookAct
	for _, e := range d.entries {
		act := LookAct{Action: e.Action, Changed: isChange(e.Action), First: e.At}
		for _, f := range e.Detail {
			switch {
			case f.Key == "as_cover_for":
				act.CoverFor = people[f.Value].Name
			case f.Key == "action" && e.Action == refused.String():
				act.AskedFor = f.Value
			}
		}
		i := slices.IndexFunc(acts, func(a LookAct) bool {
			return a.Action == act.Action && a.AskedFor == act.AskedFor && a.CoverFor == act.CoverFor
		})
		if i < 0 {
			i = len(acts)
			acts = append(acts, act)
		}
		acts[i].Times++
		acts[i].Last = e.At
		if e.Reason != "" {
			acts[i].Asked = true
			if said := reasons[noteID(e)]; said != "" {
				acts[i].Reasons = append(acts[i].Reasons, said)
			}
		}
	}
	return acts
}

func isChange(action string) bool {
	return slices.ContainsFunc(CaseChanges, func(a access.Action) bool { return a.String() == action })
}

// noteID is the note that holds the reason of an entry; empty when another row
// does, or none was asked for.
func noteID(e audit.Entry) string {
	id, ok := strings.CutPrefix(e.Reason, "notes/")
	if !ok {
		return ""
	}
	return id
}

func noteIDs(days []personDay) []string {
	var ids []string
	for _, d := range days {
		for _, e := range d.entries {
			if id := noteID(e); id != "" {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// OddLooks is what there is to ask about of a time: by day, newest first.
type OddLooks struct {
	From, To calendar.Date // both included
	Days     []OddDay
	Own      bool          // only cases of the actor's own teams
	Next     calendar.Date // the day with which the following page begins; zero at the end
}

// OddDay is what was odd about one person's looks on one day.
type OddDay struct {
	Day   calendar.Date
	By    string
	Roles []staff.Role
	Cases []OddCase
	More  int       // further cases of this person and day that are not listed
	Crowd looks.Odd // that they opened many cases; no pattern when they did not
}

// OddCase is one case they looked at.
type OddCase struct {
	Ref         casefile.Ref
	First, Last time.Time
	Odd         []looks.Odd
}

// A page holds so many people's days, or what a week has. Nothing older than
// the days looked back is shown.
const (
	OddLooksBack  = 30
	oddDaysShown  = 25
	oddDaysRead   = 7
	oddCasesShown = 10
)

// OddLooks reads what is odd about the looks of the last 30 days, from a day
// back (zero: today). Supervisors see what concerns the cases of their teams.
func (d *Desk) OddLooks(ctx context.Context, actor staff.Actor, from calendar.Date) (OddLooks, error) {
	page := OddLooks{To: from, Own: !checksAll(actor, access.SearchLooks)}
	err := d.manage(ctx, actor, access.SearchLooks, func(w *work) error {
		oldest := w.today.AddDays(1 - OddLooksBack)
		if page.To.IsZero() || page.To.After(w.today) || page.To.Before(oldest) {
			page.To = w.today
		}
		people, err := w.people(ctx)
		if err != nil {
			return err
		}
		for day := page.To; ; day = day.AddDays(-1) {
			page.From = day
			found, err := w.oddOn(ctx, day, people, page.Own)
			if err != nil {
				return err
			}
			page.Days = append(page.Days, found...)
			if !day.After(oldest) {
				break
			}
			if len(page.Days) >= oddDaysShown || day.DaysUntil(page.To) >= oddDaysRead-1 {
				page.Next = day.AddDays(-1)
				break
			}
		}
		w.fact("shown", strconv.Itoa(len(page.Days)))
		return nil
	})
	return page, err
}

// oddOn judges everything that people did on cases on one day.
func (w *work) oddOn(ctx context.Context, day calendar.Date, people map[string]staff.User, own bool) ([]OddDay, error) {
	reach := looks.MeasuresOn(day).Reach()
	begins, ends := beginning(day), beginning(day.AddDays(1))
	var spans []postgres.LookSpan
	for id := range people {
		spans = append(spans, postgres.LookSpan{UserID: id, From: begins.Add(-reach), To: ends.Add(reach)})
	}
	slices.SortFunc(spans, func(a, b postgres.LookSpan) int {
		return cmp.Or(cmp.Compare(people[a.UserID].Name, people[b.UserID].Name), cmp.Compare(a.UserID, b.UserID))
	})
	found, err := w.tx.CaseLooks(ctx, w.actor.OrganisationID, spans)
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{}
	for _, list := range found {
		for _, l := range list {
			ids[l.CaseID] = true
		}
	}
	cases, err := w.tx.LookedAtCases(ctx, w.actor.OrganisationID, slices.Collect(maps.Keys(ids)))
	if err != nil {
		return nil, err
	}
	var odd []OddDay
	for i, list := range found {
		who := people[spans[i].UserID]
		of := OddDay{Day: day, By: who.Name, Roles: who.Roles}
		around := make([]looks.Look, len(list))
		for n, l := range list {
			around[n] = lookAs(l)
		}
		for _, group := range byCase(around, begins, ends) {
			c, known := cases[group[0].CaseID]
			if !known || own && !w.actor.InTeam(c.TeamID) {
				continue
			}
			of.add(c.Ref, group, looks.Judge(looks.Day{Who: who.Actor(""), File: c.File, Looks: group, Around: around}))
		}
		if len(of.Cases) > 0 || of.Crowd.Pattern != "" {
			odd = append(odd, of)
		}
	}
	return odd, nil
}

// beginning is the instant at which a day begins in London.
func beginning(day calendar.Date) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, calendar.London())
}

// add puts what is odd about one case to the day. That many cases were opened
// is said once for all of them.
func (of *OddDay) add(ref casefile.Ref, group []looks.Look, odd []looks.Odd) {
	odd = slices.DeleteFunc(odd, func(o looks.Odd) bool {
		if o.Pattern == looks.ManyCases {
			of.Crowd = o
			return true
		}
		return false
	})
	switch {
	case len(odd) == 0:
	case len(of.Cases) == oddCasesShown:
		of.More++
	default:
		of.Cases = append(of.Cases, OddCase{Ref: ref, First: group[0].At, Last: group[len(group)-1].At, Odd: odd})
	}
}

// byCase groups the looks of one person within a time by case, in the order in
// which they first opened each.
func byCase(list []looks.Look, from, to time.Time) [][]looks.Look {
	var groups [][]looks.Look
	place := map[string]int{}
	for _, l := range list {
		if l.At.Before(from) || !l.At.Before(to) {
			continue
		}
		i, known := place[l.CaseID]
		if !known {
			i = len(groups)
			place[l.CaseID] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], l)
	}
	return groups
}
