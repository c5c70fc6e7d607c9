package desk_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/testkit/sample"
)

func harbour() directory.Entry {
	return directory.Entry{
		Organisation: "Harbour Aid", Service: "Safe house", Class: "support_provider",
		Nations: []calendar.Nation{calendar.England}, Phones: []string{"01632 960 001"}, Source: "Phone call with the manager",
		Status: directory.Current, ForClients: true,
	}
}

func TestKeepService_everyVersionStays(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ctx := t.Context()
	if err := o.Desk.KeepService(ctx, o.Admin, desk.ServiceEdit{Entry: harbour(), Token: uuid.NewString()}); err != nil {
		t.Fatal(err)
	}
	services, err := o.Desk.Services(ctx, o.Admin.OrganisationID)
	if err != nil {
		t.Fatal(err)
	}
	own := services.Entries()[len(services.Entries())-1]
	if own.Organisation != "Harbour Aid" || own.Phones[0] != "01632 960 001" {
		t.Fatalf("kept %+v", own)
	}
	public, err := o.Desk.Services(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, shown := public.ByID(own.ID); shown {
		t.Error("everybody can read a safe house that is not public")
	}

	// A published entry, changed: seen by this organisation, and by everybody
	// once it is public.
	changed, _ := directory.Published().ByID("DIR-010")
	changed.Phones = []string{"01632 960 002"}
	edit := desk.ServiceEdit{Entry: changed, Public: true, Token: uuid.NewString()}
	if err := o.Desk.KeepService(ctx, o.Admin, edit); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.KeepService(ctx, o.Admin, edit); err != nil {
		t.Errorf("a second press: %v", err)
	}
	edit.Token = uuid.NewString()
	if err := o.Desk.KeepService(ctx, o.Admin, edit); !isConflict(err) {
		t.Errorf("somebody who had not seen the change wrote over it: %v", err)
	}
	if public, err = o.Desk.Services(ctx, ""); err != nil {
		t.Fatal(err)
	}
	if e, _ := public.ByID("DIR-010"); e.Phones[0] != "01632 960 002" {
		t.Errorf("everybody reads %v", e.Phones)
	}
	if err := o.Desk.CheckService(ctx, o.Admin, "DIR-010", 1, uuid.NewString()); err != nil {
		t.Fatal(err)
	}
	f, err := o.Desk.Service(ctx, o.Admin, "DIR-010")
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Versions) != 3 || f.Version != 2 || f.CheckedOn != o.Desk.Today() || f.Versions[2].Phones[0] != "0800 808 3733" {
		t.Errorf("%d versions, newest %d checked %s", len(f.Versions), f.Version, f.CheckedOn)
	}
}

func TestKeepService_badInput(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	bad := harbour()
	bad.Instead = "DIR-999"
	var invalid *fault.Invalid
	if err := o.Desk.KeepService(t.Context(), o.Admin, desk.ServiceEdit{Entry: bad, Token: uuid.NewString()}); !errors.As(err, &invalid) {
		t.Errorf("an entry that leads nowhere: %v", err)
	}
	unknown := harbour()
	unknown.ID = "DIR-999"
	if err := o.Desk.KeepService(t.Context(), o.Admin, desk.ServiceEdit{Entry: unknown, Token: uuid.NewString()}); !errors.Is(err, fault.NotFound) {
		t.Errorf("an entry that is not there: %v", err)
	}
	if err := o.Desk.CheckService(t.Context(), o.Admin, "DIR-017", 0, uuid.NewString()); !isConflict(err) {
		t.Errorf("a service that closed down was checked: %v", err)
	}
	if err := o.Desk.KeepService(t.Context(), o.Caseworker, desk.ServiceEdit{Entry: harbour(), Token: uuid.NewString()}); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker changed the directory: %v", err)
	}
}

// A service that closed between the page and the sending cannot be sent to.
func TestSendHandoff_serviceClosedMeanwhile(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	gone, _ := directory.Published().ByID("DIR-010")
	gone.Status = directory.Closed
	if err := o.Desk.KeepService(t.Context(), o.Admin, desk.ServiceEdit{Entry: gone, Token: uuid.NewString()}); err != nil {
		t.Fatal(err)
	}
	_, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Envelope())
	if err == nil || err.Error() != "invalid: directory_entry: cannot_be_chosen" {
		t.Errorf("sent to a service that closed: %v", err)
	}
}

func TestWhoCanHelp_goesByWhatTheCaseSays(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	f, err := o.Desk.WhoCanHelp(t.Context(), o.Caseworker, ref, "safe_place")
	if err != nil {
		t.Fatal(err)
	}
	if f.Seeker.Nation != f.Case.Nation || f.Seeker.AgeFrom != 18 || f.Seeker.Stage != directory.OutsideNRM || f.Seeker.Gender != "" {
		t.Errorf("goes by %+v", f.Seeker)
	}
	if len(f.Matches) == 0 || f.Matches[0].Verdict == directory.DoesNot {
		t.Error("nobody can help")
	}
	if _, err := o.Desk.WhoCanHelp(t.Context(), o.Auditor, ref, ""); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an auditor looked for help: %v", err)
	}
}
