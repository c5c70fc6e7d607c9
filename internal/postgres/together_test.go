package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

// TestTogether_readsWhatReadingAloneReads reads a case with a row of nearly
// every kind.
func TestTogether_readsWhatReadingAloneReads(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	c := busyCase(t, o)
	readings := map[string]func(ctx context.Context, db *postgres.DB) (any, error){
		"case":   func(ctx context.Context, db *postgres.DB) (any, error) { return db.Case(ctx, c.OrganisationID, c.Ref) },
		"person": func(ctx context.Context, db *postgres.DB) (any, error) { return db.Person(ctx, c.ID) },
		"user": func(ctx context.Context, db *postgres.DB) (any, error) {
			return db.User(ctx, c.OrganisationID, c.OwnerID)
		},
		"users":        func(ctx context.Context, db *postgres.DB) (any, error) { return db.Users(ctx, c.OrganisationID) },
		"nobody":       func(ctx context.Context, db *postgres.DB) (any, error) { return db.User(ctx, c.OrganisationID, c.ID) },
		"organisation": func(ctx context.Context, db *postgres.DB) (any, error) { return db.Organisation(ctx, c.OrganisationID) },
		"consent":      func(ctx context.Context, db *postgres.DB) (any, error) { return db.ConsentRecords(ctx, c.ID) },
		"deadlines":    func(ctx context.Context, db *postgres.DB) (any, error) { return db.Deadlines(ctx, c.ID) },
		"decisions":    func(ctx context.Context, db *postgres.DB) (any, error) { return db.Decisions(ctx, c.ID) },
		"handoffs":     func(ctx context.Context, db *postgres.DB) (any, error) { return db.CaseHandoffs(ctx, c.ID) },
		"tasks":        func(ctx context.Context, db *postgres.DB) (any, error) { return db.Tasks(ctx, c.ID) },
		"trail": func(ctx context.Context, db *postgres.DB) (any, error) {
			return db.CaseEvents(ctx, c.OrganisationID, c.ID, []string{"case.start", "decision.record"}, 0, 5)
		},
		"reference": func(ctx context.Context, db *postgres.DB) (any, error) { return db.HomeOfficeReference(ctx, c.ID) },
		"referral":  func(ctx context.Context, db *postgres.DB) (any, error) { return db.Referral(ctx, c.ID) },
		"worklist": func(ctx context.Context, db *postgres.DB) (any, error) {
			return db.Worklist(ctx, postgres.WorklistQuery{OrganisationID: c.OrganisationID, OwnerIDs: []string{c.OwnerID}, Group: "overdue", Today: sample.Today.AddDays(300), Limit: 3})
		},
		"reminders to see": func(ctx context.Context, db *postgres.DB) (any, error) {
			return db.OpenReminders(ctx, c.OwnerID, sample.Today, 9)
		},
		"no book": func(ctx context.Context, db *postgres.DB) (any, error) {
			v, _, err := db.BookInForce(ctx, c.OrganisationID)
			return v, err
		},
	}
	sameInstant := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	sameDate := cmp.Comparer(func(a, b calendar.Date) bool { return a == b })
	for _, round := range []string{"to learn the columns", "as one statement"} {
		n := 0
		ctx := postgres.WatchStatements(t.Context(), func(string) { n++ })
		together, err := o.DB.Together(ctx, func(db *postgres.DB) {
			for _, read := range readings {
				_, _ = read(ctx, db)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if n != 1 && round == "as one statement" {
			t.Errorf("%d statements, want 1", n)
		}
		n = 0
		for name, read := range readings {
			got, gotErr := read(ctx, together)
			if n > 0 {
				t.Errorf("%s: %s was asked for again", round, name)
				n = 0
			}
			want, wantErr := read(t.Context(), o.DB)
			if diff := cmp.Diff(want, got, sameInstant, sameDate); diff != "" || !errors.Is(gotErr, wantErr) && gotErr.Error() != wantErr.Error() {
				t.Errorf("%s, %s: %v and %v\n%s", round, name, gotErr, wantErr, diff)
			}
		}
	}
}

// busyCase is a case that was decided and handed over.
func busyCase(t *testing.T, o *sample.Office) casefile.Case {
	t.Helper()
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	o.Decided(t, ref, decision.RG, decision.Positive, sample.Today)
	o.HandedOver(t, ref)
	return o.Read(t, ref)
}

func TestTogether_forgetsWhenSomethingIsWritten(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	err := o.DB.Tx(t.Context(), func(tx *postgres.DB) error {
		tx, err := tx.Together(t.Context(), func(tx *postgres.DB) { _, _ = tx.User(t.Context(), o.Caseworker.OrganisationID, o.Caseworker.UserID) })
		if err != nil {
			return err
		}
		u, err := tx.User(t.Context(), o.Caseworker.OrganisationID, o.Caseworker.UserID)
		if err != nil {
			return err
		}
		u.Name = "Casey Newname"
		if err := tx.SaveUser(t.Context(), u, sample.Now); err != nil {
			return err
		}
		after, err := tx.User(t.Context(), u.OrganisationID, u.ID)
		if after.Name != u.Name {
			t.Errorf("%q is read after %q was written", after.Name, u.Name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTogether_doesNotWrite(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	u := o.Caseworker
	_, err := o.DB.Together(t.Context(), func(db *postgres.DB) {
		if err := db.SetPasswordHash(t.Context(), u.OrganisationID, u.UserID, "none"); err == nil {
			t.Error("a change among readings passes")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if after, err := o.DB.User(t.Context(), u.OrganisationID, u.UserID); err != nil || after.PasswordHash == "none" {
		t.Errorf("%v, hash %q", err, after.PasswordHash)
	}
	if _, err := o.DB.User(t.Context(), u.OrganisationID, u.OrganisationID); !errors.Is(err, fault.NotFound) {
		t.Error(err)
	}
}
