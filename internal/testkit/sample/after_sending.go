package sample

import (
	"crypto/sha256"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
)

// Amendment is one answer of a sent referral given anew, its neighbours as
// they stand; the authority is not told yet.
func (o *Office) Amendment(t testing.TB, ref casefile.Ref, field, value string) desk.NewAmendment {
	t.Helper()
	file, err := o.Desk.AmendDesk(t.Context(), o.Caseworker, ref, field)
	if err != nil {
		t.Fatal(err)
	}
	in := desk.NewAmendment{Field: field, Answers: referral.Answers{}, Reason: "The client told us more when they felt safe."}
	for _, f := range file.Asked {
		in.Answers[f.Name] = file.Now.Values(f)
	}
	in.Answers[field] = []string{value}
	return in
}

// Amended records an amendment as the caseworker; it waits for a supervisor.
func (o *Office) Amended(t testing.TB, ref casefile.Ref, field, value string) {
	t.Helper()
	if err := o.Desk.AmendReferral(t.Context(), o.Caseworker, o.Edit(t, ref), o.Amendment(t, ref, field, value)); err != nil {
		t.Fatal(err)
	}
}

// Passed is how something went to the authority today.
func (o *Office) Passed() referral.Passing {
	return referral.Passing{On: o.Desk.Today(), Way: "email", To: "Duty mailbox of the authority"}
}

// SentWithoutName makes a case of an adult who refused, whose report has gone
// without a name. Some of what was written in it leads to the client.
func (o *Office) SentWithoutName(t testing.TB, ref casefile.Ref) {
	t.Helper()
	file := o.Referral(t, ref)
	row := file.Referral
	if row.ID == "" {
		t.Fatal("nobody has begun the report")
	}
	snapshot := file.Draft.Snapshot()
	canonical, err := snapshot.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if snapshot.Route != referral.DtN || !snapshot.Nameless {
		t.Fatalf("the report is on route %q, nameless %v", snapshot.Route, snapshot.Nameless)
	}
	row.SentOn, row.SentAt, row.SentHow, row.SentBy = Today, Now.UTC(), string(referral.OnlineService), o.Caseworker.UserID
	sum := sha256.Sum256(canonical)
	row.Snapshot, row.SnapshotDigest = canonical, sum[:]
	if err := o.DB.SetReferralSent(t.Context(), row); err != nil {
		t.Fatal(err)
	}
}
