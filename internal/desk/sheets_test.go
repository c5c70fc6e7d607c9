package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func TestSheets_writePreviewPublish(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	half := sample.Sheet("ar-EG")
	half.Sections = half.Sections[:3]
	id, err := o.Desk.WriteSheet(t.Context(), o.Admin, desk.SheetEdit{Sheet: half})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.PublishSheet(t.Context(), o.Admin, id, 1, ""); !slices.Contains(fieldsOf(err), "text_two_decisions/required") {
		t.Errorf("published with gaps: %v", err)
	}
	if _, err := o.Desk.PublishedSheet(t.Context(), "ar-EG", 1); !errors.Is(err, fault.NotFound) {
		t.Errorf("a sheet that is being written is public: %v", err)
	}
	edit := desk.SheetEdit{ID: id, RowVersion: 1, Sheet: sample.Sheet("ar-EG")}
	if _, err := o.Desk.WriteSheet(t.Context(), o.Admin, edit); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.WriteSheet(t.Context(), o.Admin, edit); !isConflict(err) {
		t.Errorf("over what somebody else wrote: %v", err)
	}
	s, err := o.Desk.PublishSheet(t.Context(), o.Admin, id, 2, "")
	if err != nil || s.Version != 1 {
		t.Fatalf("%+v, %v", s, err)
	}
	public, err := o.Desk.PublishedSheet(t.Context(), "ar-EG", 1)
	if err != nil || public.Direction != consent.RightToLeft || public.Section("police").Text != s.Section("police").Text || public.Organisation != "Northside Refuge" {
		t.Errorf("%+v, %v", public, err)
	}
	edit.RowVersion = 3
	if _, err := o.Desk.WriteSheet(t.Context(), o.Admin, edit); !isConflict(err) {
		t.Errorf("a published sheet is changed: %v", err)
	}
	if _, err := o.Desk.PublishSheet(t.Context(), o.Admin, id, 3, ""); !isConflict(err) {
		t.Errorf("published twice: %v", err)
	}
	if err := o.Desk.DropSheet(t.Context(), o.Admin, id, ""); !errors.Is(err, fault.NotFound) {
		t.Errorf("a published sheet is dropped: %v", err)
	}
	if next := o.Published(t, "ar-EG"); next.Version != 2 {
		t.Errorf("the next one is version %d", next.Version)
	}
	if old, err := o.Desk.PublishedSheet(t.Context(), "ar-EG", 1); err != nil || old.Title == "" {
		t.Errorf("the old version cannot be read any more: %v", err)
	}
	if english := o.Published(t, "en"); english.Version != 2 {
		t.Errorf("the organisation’s first English sheet is version %d; version 1 ships with the product", english.Version)
	}
}

// TestPublishSheet_twoAtOnce: two of one language get versions of their own.
func TestPublishSheet_twoAtOnce(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	var ids []string
	for range 2 {
		id, err := o.Desk.WriteSheet(t.Context(), o.Admin, desk.SheetEdit{Sheet: sample.Sheet("so")})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	versions := make(chan int, 2)
	for _, id := range ids {
		go func() {
			s, err := o.Desk.PublishSheet(t.Context(), o.Admin, id, 1, "")
			if err != nil {
				t.Error(err)
			}
			versions <- s.Version
		}()
	}
	if a, b := <-versions, <-versions; a+b != 3 {
		t.Errorf("versions %d and %d", a, b)
	}
}

func TestSheets_refusals(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	id, err := o.Desk.WriteSheet(t.Context(), o.Admin, desk.SheetEdit{Sheet: sample.Sheet("vi")})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []staff.Actor{o.Caseworker, o.Supervisor, o.Auditor, o.Stranger} {
		if _, err := o.Desk.WriteSheet(t.Context(), who, desk.SheetEdit{Sheet: sample.Sheet("vi")}); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s writes: %v", who.Name, err)
		}
		if _, err := o.Desk.PublishSheet(t.Context(), who, id, 1, ""); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s publishes: %v", who.Name, err)
		}
		if _, err := o.Desk.Sheets(t.Context(), who); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s lists: %v", who.Name, err)
		}
		if err := o.Desk.DropSheet(t.Context(), who, id, ""); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s drops: %v", who.Name, err)
		}
	}
	long := sample.Sheet("vi")
	long.Opening = strings.Repeat("x", 5001)
	if _, err := o.Desk.WriteSheet(t.Context(), o.Admin, desk.SheetEdit{Sheet: long}); !slices.Contains(fieldsOf(err), "opening/too_long") {
		t.Errorf("far too long: %v", err)
	}
	if err := o.Desk.DropSheet(t.Context(), o.Admin, id, ""); err != nil {
		t.Fatal(err)
	}
	if list, err := o.Desk.Sheets(t.Context(), o.Admin); err != nil || len(list) != 0 {
		t.Errorf("%d sheets left, %v", len(list), err)
	}
}

// TestRecordConsent_theSheetMustBeOneThatCouldBeShown, not what an address said.
func TestRecordConsent_theSheetMustBeOneThatCouldBeShown(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Published(t, "sq")
	for name, tc := range map[string]struct {
		tag, version string
		good         bool
	}{
		"English as shipped":      {"en", "1", true},
		"published by us":         {"sq", "1", true},
		"a version to come":       {"sq", "2", false},
		"a language there is not": {"tlh", "1", false},
		"not a number":            {"en", "one", false},
	} {
		r := with(func(r *consent.Record) { r.Explanation.SheetTag, r.Explanation.SheetVersion = tc.tag, tc.version })
		err := o.Desk.RecordConsent(t.Context(), o.Caseworker, o.Edit(t, ref), r)
		if (err == nil) != tc.good || !tc.good && !slices.Contains(fieldsOf(err), "sheet/not_in_list") {
			t.Errorf("%s: %v", name, err)
		}
	}
	far, err := o.Desk.StartCase(t.Context(), o.Stranger, desk.NewCase{Start: sample.Adult("wales")})
	if err != nil {
		t.Fatal(err)
	}
	r := with(func(r *consent.Record) { r.Explanation.SheetTag = "sq" })
	if err := o.Desk.RecordConsent(t.Context(), o.Stranger, o.Edit(t, far), r); !slices.Contains(fieldsOf(err), "sheet/not_in_list") {
		t.Errorf("the sheet of another organisation: %v", err)
	}
}
