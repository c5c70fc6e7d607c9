package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// FormPart is a loaded version of the form, or a loaded state of a list.
type FormPart = postgres.FormPart

// FormShelf is every version of the referral form an organisation can use, and
// the official lists in use.
type FormShelf struct {
	Versions []FormVersion // newest first; the first is what new referrals start with
	Lists    []OptionList
}

// FormVersion is one version of the form. Part is nil for one this release
// carries. Changes are those from the version before.
type FormVersion struct {
	Form    *referral.Form
	Part    *FormPart
	Open    int // referrals on it that are not sent
	Changes []referral.FieldChange
}

// OptionList is an official list in use. Part is nil for the one this release
// carries; Change is how it differs from that.
type OptionList struct {
	Name   string
	List   *referral.List
	Part   *FormPart
	Change referral.ListChange
}

// Forms reads the shelf.
func (d *Desk) Forms(ctx context.Context, actor staff.Actor) (FormShelf, error) {
	var s FormShelf
	err := d.manage(ctx, actor, access.ViewForms, func(w *work) (err error) {
		s, err = w.formShelf(ctx)
		return err
	})
	return s, err
}

func (w *work) formShelf(ctx context.Context) (FormShelf, error) {
	var s FormShelf
	f, err := w.forms(ctx)
	if err != nil {
		return s, err
	}
	use, err := w.tx.FormUse(ctx, w.actor.OrganisationID)
	if err != nil {
		return s, err
	}
	for i, version := range f.versions {
		form, err := f.form(ctx, version)
		if err != nil {
			return s, err
		}
		v := FormVersion{Form: form, Part: f.part("", version), Open: use[version]}
		if i > 0 {
			v.Changes = s.Versions[0].Form.ChangesTo(form)
		}
		s.Versions = append([]FormVersion{v}, s.Versions...)
	}
	shipped, now := referral.Published(), s.Versions[0].Form
	for _, name := range now.Lists() {
		l := OptionList{Name: name, List: now.ListNamed(name), Part: f.part(name, "")}
		if shipped.ListNamed(name) != nil {
			l.Change = shipped.ListNamed(name).ChangesTo(l.List)
		}
		s.Lists = append(s.Lists, l)
	}
	return s, nil
}

// FormFile is a file of the form or of a list that somebody brings. List is
// the list's name, empty for a form; AsOf is the state of a list.
type FormFile struct {
	Body   []byte
	List   string
	AsOf   calendar.Date
	Source string
}

// LoadForm keeps a version of the form for new referrals, or a list for every
// referral not yet sent. What is written stays on the version it was begun
// with.
//
// Errors: *referral.FormError with a sentence for each thing wrong,
// *fault.Invalid on the fields form_list, form_as_of and form_source,
// *fault.Conflict when there is one of that date already.
func (d *Desk) LoadForm(ctx context.Context, actor staff.Actor, in FormFile) error {
	return d.manage(ctx, actor, access.LoadForm, func(w *work) error {
		part := FormPart{
			ID: newID(), OrganisationID: actor.OrganisationID, Name: in.List, AsOf: in.AsOf, Source: strings.TrimSpace(in.Source),
			LoadedBy: userOf(actor), LoadedAt: w.now,
		}
		if err := checkFormFile(in, w.today); err != nil {
			return err
		}
		if in.List == "" {
			form, err := referral.Parse(in.Body)
			if err != nil {
				return err
			}
			if slices.Contains(referral.Versions(), form.Version) {
				return fault.Conflictf("This release carries the form of %s already. Give the file the date of its own state.", form.Version)
			}
			if part.AsOf, err = calendar.ParseDate(form.Version); err != nil {
				return err
			}
		} else if _, err := referral.ParseList(in.Body); err != nil {
			return err
		}
		inserted, err := w.tx.InsertFormPart(ctx, part, in.Body)
		if err != nil {
			return err
		}
		if !inserted {
			return fault.Conflictf("There is one of %s already, and what referrals were written with is never replaced. Give the file the date of its own state.", part.AsOf.Long())
		}
		w.about(part.ID)
		w.fact("form_part", cmp.Or(part.Name, "form"))
		w.fact("form_version", part.AsOf.String())
		return nil
	})
}

// FormOrganisations lists the organisations, for the program itself: it can
// load a form for all of them.
func (d *Desk) FormOrganisations(ctx context.Context, actor staff.Actor) ([]staff.Organisation, error) {
	if err := d.ask(ctx, actor, access.LoadForm); err != nil {
		return nil, err
	}
	if !actor.Has(staff.System) {
		return nil, fault.Forbidden
	}
	return d.seenBy(actor).Organisations(ctx)
}

const maxFormSource = 300

func checkFormFile(in FormFile, today calendar.Date) error {
	var problems fault.Problems
	if in.List != "" {
		if referral.Published().ListNamed(in.List) == nil {
			problems.Add("form_list", "not_in_list")
		}
		switch {
		case in.AsOf.IsZero():
			problems.Add("form_as_of", "required")
		case in.AsOf.After(today):
			problems.Add("form_as_of", "in_future")
		}
	}
	if source := strings.TrimSpace(in.Source); source == "" {
		problems.Add("form_source", "required")
	} else if len([]rune(source)) > maxFormSource {
		problems.Add("form_source", "too_long", strconv.Itoa(maxFormSource))
	}
	return problems.Err()
}

// formShelves keeps forms and lists that were read once, by their ids: they
// never change.
type formShelves struct{ forms, lists sync.Map }

// formSet is what an organisation has: the versions, oldest first, and what
// was loaded of each.
type formSet struct {
	w        *work
	versions []string
	parts    []FormPart
}

func (w *work) forms(ctx context.Context) (formSet, error) {
	f := formSet{w: w, versions: slices.Clone(referral.Versions())}
	var err error
	if f.parts, err = w.tx.FormParts(ctx, w.actor.OrganisationID); err != nil {
		return f, err
	}
	for _, p := range f.parts {
		if v := p.AsOf.String(); p.Name == "" && !slices.Contains(f.versions, v) {
			f.versions = append(f.versions, v)
		}
	}
	slices.Sort(f.versions)
	return f, nil
}

// part is the version of the form, or for "" the latest state of the list; nil
// when this release carries it.
func (f formSet) part(name, version string) *FormPart {
	for i, p := range f.parts {
		if p.Name == name && (version == "" || p.AsOf.String() == version) {
			return &f.parts[i]
		}
	}
	return nil
}

// newest is the version new referrals start with.
func (f formSet) newest() string { return f.versions[len(f.versions)-1] }

// form reads a version with the lists in use now. Error: fault.NotFound.
func (f formSet) form(ctx context.Context, version string) (*referral.Form, error) {
	form, err := referral.FormVersion(version)
	if part := f.part("", version); part != nil && err != nil {
		form, err = kept(ctx, f.w, &f.w.desk.formShelves.forms, part.ID, referral.Parse)
	}
	if err != nil {
		return nil, err
	}
	lists := map[string]*referral.List{}
	for _, name := range form.Lists() {
		if part := f.part(name, ""); part != nil {
			if lists[name], err = kept(ctx, f.w, &f.w.desk.formShelves.lists, part.ID, referral.ParseList); err != nil {
				return nil, err
			}
		}
	}
	if len(lists) == 0 {
		return form, nil
	}
	return form.WithLists(lists), nil
}

// kept reads a file once and then remembers what it says.
func kept[T any](ctx context.Context, w *work, shelf *sync.Map, id string, parse func([]byte) (T, error)) (T, error) {
	if found, ok := shelf.Load(id); ok {
		return found.(T), nil
	}
	var none T
	raw, err := w.tx.FormPartText(ctx, w.actor.OrganisationID, id)
	if err != nil {
		return none, err
	}
	read, err := parse(raw)
	if err != nil {
		return none, fmt.Errorf("form part %s: %w", id, err)
	}
	shelf.Store(id, read)
	return read, nil
}
