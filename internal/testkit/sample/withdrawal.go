package sample

import (
	"testing"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
)

// Notices are the notices of a case, newest first.
func (o *Office) Notices(t testing.TB, ref casefile.Ref) []consent.Notice {
	t.Helper()
	f, err := o.Desk.Consent(t.Context(), o.worker(t, ref), ref)
	if err != nil {
		t.Fatal(err)
	}
	return f.Notices
}

// Told records that the recipient of a notice was told by phone today.
func (o *Office) Told(t testing.TB, ref casefile.Ref, number int) {
	t.Helper()
	err := o.Desk.AnswerNotice(t.Context(), o.worker(t, ref), o.Edit(t, ref), number, consent.NoticeEntry{
		Kind: consent.NoticeTold, On: o.Desk.Today(), How: consent.NoticeByPhone, Who: "Duty manager", Said: "Will delete it",
	})
	if err != nil {
		t.Fatal(err)
	}
}
