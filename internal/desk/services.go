package desk

import (
	"context"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Service is an entry of the support directory. One of version 0 ships with the
// product, and the organisation has not written over it.
type Service = postgres.Service

// Services is the support directory as an organisation keeps it, or as
// everybody may read it when none is named. It holds nothing about anybody.
func (d *Desk) Services(ctx context.Context, organisationID string) (directory.Listing, error) {
	return services(ctx, d.db, organisationID)
}

func services(ctx context.Context, tx *postgres.DB, organisationID string) (directory.Listing, error) {
	read := tx.PublicServices
	if organisationID != "" {
		read = func(ctx context.Context) ([]Service, error) { return tx.Services(ctx, organisationID) }
	}
	own, err := read(ctx)
	if err != nil {
		return directory.Listing{}, err
	}
	entries := make([]directory.Entry, len(own))
	for i, s := range own {
		entries[i] = s.Entry
	}
	return directory.Published().With(entries), nil
}

// services is the directory of the organisation whose work this is.
func (w *work) services(ctx context.Context) (directory.Listing, error) {
	return services(ctx, w.tx, w.actor.OrganisationID)
}

// DirectoryDesk is the directory as an administrator keeps it.
type DirectoryDesk struct {
	Services []Service // those that need a check first, then by name
	Check    int       // how many of them need one
}

// DirectoryDesk lists every entry, those of history last.
func (d *Desk) DirectoryDesk(ctx context.Context, actor staff.Actor) (DirectoryDesk, error) {
	var desk DirectoryDesk
	err := d.manage(ctx, actor, access.KeepDirectory, func(w *work) error {
		own, err := w.tx.Services(ctx, actor.OrganisationID)
		if err != nil {
			return err
		}
		written := map[string]Service{}
		entries := make([]directory.Entry, len(own))
		for i, s := range own {
			written[s.ID], entries[i] = s, s.Entry
		}
		for _, e := range directory.Published().With(entries).Entries() {
			s, ok := written[e.ID]
			if !ok {
				s = Service{Entry: e, Public: true}
			}
			desk.Services = append(desk.Services, s)
			if order(s, w) == needsCheck {
				desk.Check++
			}
		}
		slices.SortStableFunc(desk.Services, func(a, b Service) int { return order(a, w) - order(b, w) })
		w.fact("shown", strconv.Itoa(len(desk.Services)))
		return nil
	})
	return desk, err
}

const (
	needsCheck = iota
	checked
	history
)

func order(s Service, w *work) int {
	switch {
	case s.Ended():
		return history
	case s.NeedsConfirming(w.today):
		return needsCheck
	default:
		return checked
	}
}

// ServiceFile is one entry with every version of it, the newest first. An entry
// that only ships with the product has one version, 0.
type ServiceFile struct {
	Service
	Versions   []Service
	SameNumber []directory.Entry // other entries with one of its numbers, however it is written
}

// Service reads one entry.
//
// Error: fault.NotFound.
func (d *Desk) Service(ctx context.Context, actor staff.Actor, id string) (ServiceFile, error) {
	var f ServiceFile
	err := d.manage(ctx, actor, access.KeepDirectory, func(w *work) (err error) {
		if f, err = w.service(ctx, id); err != nil {
			return err
		}
		listing, err := w.services(ctx)
		f.SameNumber = listing.SameNumber(f.Entry)
		return err
	})
	return f, err
}

func (w *work) service(ctx context.Context, id string) (ServiceFile, error) {
	list, err := w.tx.ServiceHistory(ctx, w.actor.OrganisationID, id)
	if err != nil {
		return ServiceFile{}, err
	}
	if shipped, ok := directory.Published().ByID(id); ok {
		list = append(list, Service{Entry: shipped, Public: true})
	}
	if len(list) == 0 {
		return ServiceFile{}, fault.NotFound
	}
	w.about(id)
	return ServiceFile{Service: list[0], Versions: list}, nil
}

// ServiceEdit is an entry as an administrator wrote it. An empty ID adds one;
// Seen is the version that was on the screen.
type ServiceEdit struct {
	Entry  directory.Entry
	Public bool
	Seen   int
	Token  string
}

// KeepService writes the next version of an entry.
//
// Errors: *fault.Invalid with the fields of directory.Check, *fault.Conflict,
// fault.NotFound.
func (d *Desk) KeepService(ctx context.Context, actor staff.Actor, in ServiceEdit) error {
	return d.manage(ctx, actor, access.KeepDirectory, func(w *work) error {
		if err := w.useToken(ctx, in.Token, in.Entry.ID); err != nil {
			return err
		}
		problems := directory.Check(in.Entry, w.today)
		listing, err := w.services(ctx)
		if err != nil {
			return err
		}
		if _, ok := listing.ByID(in.Entry.Instead); in.Entry.Instead != "" && (!ok || in.Entry.Instead == in.Entry.ID) {
			problems.Add("service_instead", "not_in_list")
		}
		if in.Entry.Inbox != "" {
			inboxes, err := w.tx.OpenInboxes(ctx, w.actor.OrganisationID)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(inboxes, func(i handoff.Inbox) bool { return i.OrganisationID == in.Entry.Inbox }) {
				problems.Add("service_inbox", "not_in_list")
			}
		}
		if err := problems.Err(); err != nil {
			return err
		}
		if in.Entry.ID == "" {
			in.Entry.ID = newID()
		} else if _, ok := listing.ByID(in.Entry.ID); !ok {
			return fault.NotFound
		}
		return w.writeService(ctx, in.Entry, in.Public, in.Seen)
	})
}

// CheckService notes that somebody made sure today that an entry is right as it
// stands. An entry nobody had verified is current from then on.
//
// Errors: *fault.Conflict, fault.NotFound.
func (d *Desk) CheckService(ctx context.Context, actor staff.Actor, id string, seen int, token string) error {
	return d.manage(ctx, actor, access.KeepDirectory, func(w *work) error {
		if err := w.useToken(ctx, token, id); err != nil {
			return err
		}
		f, err := w.service(ctx, id)
		if err != nil {
			return err
		}
		if f.Ended() {
			return fault.Conflictf("This entry is kept for history. Change its status before you check it.")
		}
		if f.Status == directory.Unverified {
			f.Status = directory.Current
		}
		f.CheckedOn = w.today
		return w.writeService(ctx, f.Entry, f.Public, seen)
	})
}

func (w *work) writeService(ctx context.Context, e directory.Entry, public bool, seen int) error {
	w.about(e.ID)
	w.fact("entry", e.ID)
	w.fact("version", strconv.Itoa(seen+1))
	w.fact("status", string(e.Status))
	return w.tx.InsertService(ctx, w.actor.OrganisationID, Service{
		Entry: e, Version: seen + 1, Public: public, WrittenBy: w.actor.UserID, WrittenAt: w.now,
	})
}
