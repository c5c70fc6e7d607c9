package postgres_test

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

// TestDeadlines_noDateInTheFarFuture: a clock without an end has none. Nobody
// can write 31 December 9999 instead.
func TestDeadlines_noDateInTheFarFuture(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	c := o.Read(t, o.Case(t, sample.Adult(calendar.England)))
	row := postgres.Deadline{
		ID: "0198c0de-0000-7000-8000-000000000001", OrganisationID: c.OrganisationID, CaseID: c.ID, RuleID: "EW-RECOVERY-30",
		RulesVersion: "x", CalendarVersion: "x", Trigger: deadline.Event{Kind: deadline.RGPositive, On: sample.Today, Source: c.ID},
		Minimum: sample.Today, AtLeast: true, Status: deadline.Open, ComputedAt: sample.Now,
	}
	for name, change := range map[string]func(*postgres.Deadline){
		"as the end":     func(d *postgres.Deadline) { d.Due = calendar.NewDate(9999, time.December, 31) },
		"as the minimum": func(d *postgres.Deadline) { d.Minimum = calendar.NewDate(2999, time.January, 1) },
	} {
		far := row
		change(&far)
		err := o.DB.Tx(t.Context(), func(tx *postgres.DB) error { return tx.InsertDeadlines(t.Context(), []postgres.Deadline{far}) })
		if err == nil || !strings.Contains(err.Error(), "deadlines_no_far_future") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := o.DB.Tx(t.Context(), func(tx *postgres.DB) error { return tx.InsertDeadlines(t.Context(), []postgres.Deadline{row}) }); err != nil {
		t.Errorf("without an end: %v", err)
	}
}

// TestDates_whatWasTypedIsSealed writes one word into every field somebody
// types about events, corrections, adjustments and the nation, and looks for it
// in the rows.
func TestDates_whatWasTypedIsSealed(t *testing.T) {
	t.Parallel()
	address, keys := pgtest.URL(t), sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o := sample.On(t, db, keys)
	ref := o.Case(t, sample.Adult(calendar.Scotland))
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	o.Decided(t, ref, decision.RG, decision.Positive, sample.Today)
	const secret = "Quokka"
	d := o.Desk
	ctx := t.Context()
	if err := d.RecordEvent(ctx, o.Caseworker, o.Edit(t, ref), deadline.Happened{Kind: "check_in_done", On: sample.Today, Note: secret, Evidence: secret}); err != nil {
		t.Fatal(err)
	}
	events, err := db.RecordedEvents(ctx, o.Read(t, ref).ID)
	if err != nil {
		t.Fatal(err)
	}
	never := desk.Correction{RecordName: desk.RecordName{Kind: desk.EventRecord, ID: events[0].ID}, Never: true, Reason: secret}
	if err := d.CorrectDates(ctx, o.Caseworker, o.Edit(t, ref), never); err != nil {
		t.Fatal(err)
	}
	rows, err := db.Deadlines(ctx, o.Read(t, ref).ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row.RuleID == "SC-SUPPORT-90" {
			in := deadline.MoreTime{By: deadline.SupportProvider, On: row.Minimum.AddDays(10), Reason: secret, Evidence: secret}
			if err := d.ExtendDeadline(ctx, o.Caseworker, o.Edit(t, ref), row.ID, in); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := d.ChangeNation(ctx, o.Caseworker, o.Edit(t, ref), desk.OtherNation{Nation: calendar.Wales, How: desk.Moved, Reason: secret}); err != nil {
		t.Fatal(err)
	}
	raw := open(t, address)
	for _, table := range []string{"case_events", "date_corrections", "deadline_adjustments", "nation_changes", "audit_entries"} {
		var found, all int
		if err := raw.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE r::text LIKE '%' || $1 || '%' OR r::text LIKE '%' || $2 || '%'), count(*) FROM `+table+` r`,
			secret, hex.EncodeToString([]byte(secret))).Scan(&found, &all); err != nil {
			t.Fatal(err)
		}
		if found > 0 || all == 0 {
			t.Errorf("%s: %d of %d rows tell what was typed", table, found, all)
		}
	}
}
