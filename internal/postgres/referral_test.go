package postgres_test

import (
	"database/sql"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

func TestReferral_roundTrip(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	c := o.Read(t, o.Case(t, sample.Adult(calendar.England)))
	if _, err := o.DB.Referral(t.Context(), c.ID); !errors.Is(err, fault.NotFound) {
		t.Errorf("before anything is written: %v", err)
	}
	begin := func() postgres.Referral {
		r, err := o.DB.EnsureReferral(t.Context(), postgres.Referral{
			ID: uuid.NewString(), OrganisationID: c.OrganisationID, CaseID: c.ID, FormVersion: "2026-04-21", CreatedAt: sample.Now.UTC(),
		})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := begin()
	if again := begin(); again.ID != r.ID {
		t.Error("the second writer began another referral")
	}
	r.ApprovedBy, r.ApprovedAt, r.ApprovedDigest = o.Supervisor.UserID, sample.Now.UTC(), []byte{1, 2, 3}
	r.SentOn, r.SentAt, r.SentHow, r.SentBy = sample.Today, sample.Now.UTC(), "online_service", o.Caseworker.UserID
	r.Snapshot, r.SnapshotDigest = []byte(`{"secret":"Ardita"}`), []byte{4, 5, 6}
	if err := o.DB.SetReferralApproval(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if err := o.DB.SetReferralSent(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	got, err := o.DB.Referral(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.SentByName = "Casey Caseworker"
	if diff := cmp.Diff(r, got); diff != "" {
		t.Error(diff)
	}
}

func TestReferralTasks_roundTripAndVersion(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	c := o.Read(t, o.Case(t, sample.Adult(calendar.England)))
	r, err := o.DB.EnsureReferral(t.Context(), postgres.Referral{
		ID: uuid.NewString(), OrganisationID: c.OrganisationID, CaseID: c.ID, FormVersion: "2026-04-21", CreatedAt: sample.Now.UTC(),
	})
	if err != nil {
		t.Fatal(err)
	}
	task := postgres.ReferralTask{
		ReferralID: r.ID, OrganisationID: c.OrganisationID, Task: "about_client", Completed: true,
		Answers:   referral.Answers{"first_name": {"Ardita 🙂 مرحبا"}, "client_contact_methods": {"email", "post"}},
		UpdatedBy: o.Caseworker.UserID, UpdatedAt: sample.Now.UTC(),
	}
	for range 2 {
		if err := o.DB.SaveReferralTask(t.Context(), task); err != nil {
			t.Fatal(err)
		}
	}
	got, err := o.DB.ReferralTasks(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	task.Version, task.UpdatedByName = 2, "Casey Caseworker"
	for i := range got {
		got[i].UpdatedAt = got[i].UpdatedAt.UTC()
	}
	if diff := cmp.Diff([]postgres.ReferralTask{task}, got); diff != "" {
		t.Error(diff)
	}
	authors, err := o.DB.ReferralAuthors(t.Context(), c.ID)
	if err != nil || len(authors) != 1 {
		t.Errorf("authors %v, %v", authors, err)
	}
}

// What was written, sent and said of a client is not to be read in the rows,
// nor in hexadecimal, as PostgreSQL prints bytes.
func TestReferral_isSealed(t *testing.T) {
	t.Parallel()
	address := pgtest.URL(t)
	keys := sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o := sample.On(t, db, keys)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	plain, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = plain.Close() })
	for _, table := range []string{"referrals", "referral_tasks", "referral_reviews"} {
		var rows int
		var text string
		query := "SELECT count(*), coalesce(string_agg(r::text, ' '), '') FROM " + table + " r"
		if err := plain.QueryRowContext(t.Context(), query).Scan(&rows, &text); err != nil || rows == 0 {
			t.Fatalf("%s: %d rows, %v", table, rows, err)
		}
		for _, secret := range []string{"Testova", "The client said", "Clear and complete", "cover@example.org"} {
			if strings.Contains(text, secret) || strings.Contains(text, hex.EncodeToString([]byte(secret))) {
				t.Errorf("%q stands in %s", secret, table)
			}
		}
	}
}
