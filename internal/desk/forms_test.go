package desk_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/testkit/sample"
)

// nextForm is the form of this release as it may look in May: with another
// question where the client lived, and without one about the journey.
func nextForm(t *testing.T) []byte {
	t.Helper()
	file, err := referral.PublishedFile()
	if err != nil {
		t.Fatal(err)
	}
	file = bytes.ReplaceAll(file, []byte(`"2026-04-21"`), []byte(`"2026-05-04"`))
	return bytes.Replace(file, []byte(`"Housing and daily conditions"`), []byte(`"Where they slept"`), 1)
}

func inDraft(t *testing.T, o *sample.Office) casefile.Ref {
	t.Helper()
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	return ref
}

func TestLoadForm_aReferralStaysOnTheFormItWasBegunWith(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := inDraft(t, o)
	o.WriteReferral(t, ref)
	other := inDraft(t, o)
	if err := o.Desk.LoadForm(t.Context(), o.Admin, desk.FormFile{Body: nextForm(t), Source: "Home Office, 4 May 2026"}); err != nil {
		t.Fatal(err)
	}
	begun := o.Referral(t, ref)
	if got := begun.Draft.Form.Version; got != "2026-04-21" || begun.NewestForm != "2026-05-04" {
		t.Errorf("the referral begun before is on the form of %s, the newest is %s", got, begun.NewestForm)
	}
	o.WriteReferral(t, other)
	if got := o.Referral(t, other).Draft.Form.Version; got != "2026-05-04" {
		t.Errorf("a new referral is on the form of %s", got)
	}

	move, err := o.Desk.PreviewForm(t.Context(), o.Caseworker, ref, "2026-05-04")
	if err != nil || len(move.Changes) != 1 || move.Changes[0].Name != "living_conditions" || len(move.Left)+len(move.Wrong)+len(move.Missing) != 0 {
		t.Errorf("the preview: %+v, %v", move, err)
	}
	for _, wrong := range []string{"", "2026-04-21", "1999-01-01"} {
		if err := o.Desk.MoveReferralForm(t.Context(), o.Caseworker, o.Edit(t, ref), wrong); !errors.As(err, new(*fault.Invalid)) {
			t.Errorf("moved to %q: %v", wrong, err)
		}
	}
	if err := o.Desk.MoveReferralForm(t.Context(), o.Caseworker, o.Edit(t, ref), "2026-05-04"); err != nil {
		t.Fatal(err)
	}
	moved := o.Referral(t, ref)
	if moved.Draft.Form.Version != "2026-05-04" || moved.Draft.Text("living_conditions") != begun.Draft.Text("living_conditions") || moved.Draft.Text("living_conditions") == "" {
		t.Errorf("after the move: form of %s, %q", moved.Draft.Form.Version, moved.Draft.Text("living_conditions"))
	}
	shelf, err := o.Desk.Forms(t.Context(), o.Auditor)
	if err != nil || len(shelf.Versions) != 2 || shelf.Versions[0].Open != 2 || shelf.Versions[0].Part.LoadedByName == "" || len(shelf.Versions[0].Changes) != 1 {
		t.Errorf("the shelf: %+v, %v", shelf.Versions, err)
	}
}

func TestMoveReferralForm_onlyWhileItIsWritten(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := inDraft(t, o)
	o.InReview(t, ref)
	if err := o.Desk.LoadForm(t.Context(), o.Admin, desk.FormFile{Body: nextForm(t), Source: "Home Office"}); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.MoveReferralForm(t.Context(), o.Caseworker, o.Edit(t, ref), "2026-05-04"); !errors.As(err, new(*fault.Conflict)) {
		t.Errorf("a referral in review was moved: %v", err)
	}
}

func TestLoadForm_aListCountsAtOnce(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := inDraft(t, o)
	o.WriteReferral(t, ref)
	before := o.Referral(t, ref).Draft.Text("nationality")
	list := desk.FormFile{List: "nationalities", AsOf: calendar.NewDate(2026, time.May, 1), Source: "Home Office", Body: []byte("\ufeffvalue\r\nUnknown\r\nMartian\r\n")}
	if err := o.Desk.LoadForm(t.Context(), o.Admin, list); err != nil {
		t.Fatal(err)
	}
	f := o.Referral(t, ref)
	if l := f.Draft.Form.ListNamed("nationalities"); !l.Has("Martian") || len(l.Values) != 2 {
		t.Errorf("the list holds %v", l.Values)
	}
	if got := f.Draft.Text("nationality"); got != before || got == "" {
		t.Errorf("the answer became %q", got)
	}
	if err := o.Desk.LoadForm(t.Context(), o.Admin, list); !errors.As(err, new(*fault.Conflict)) {
		t.Errorf("a list of that date was replaced: %v", err)
	}
	if err := o.Desk.LoadForm(t.Context(), o.Admin, desk.FormFile{List: "nationalities", AsOf: calendar.NewDate(2026, time.April, 30), Source: "x", Body: []byte("value\nOld\n")}); err != nil {
		t.Fatal(err)
	}
	if l := o.Referral(t, ref).Draft.Form.ListNamed("nationalities"); l.Has("Old") {
		t.Error("an earlier state counts")
	}
	shelf, err := o.Desk.Forms(t.Context(), o.Admin)
	i := slices.IndexFunc(shelf.Lists, func(l desk.OptionList) bool { return l.Name == "nationalities" })
	if err != nil || !slices.Equal(shelf.Lists[i].Change.Added, []string{"Martian"}) || len(shelf.Lists[i].Change.Removed) != 221 {
		t.Errorf("%+v, %v", shelf.Lists, err)
	}
}

func TestLoadForm_refused(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	form := desk.FormFile{Body: nextForm(t), Source: "Home Office"}
	list := desk.FormFile{List: "uk_towns", AsOf: calendar.NewDate(2026, time.May, 1), Source: "Home Office", Body: []byte("value\nActon\n")}
	for name, tc := range map[string]struct {
		in    func() desk.FormFile
		field string
		says  string
	}{
		"no source":                {func() desk.FormFile { f := form; f.Source = " "; return f }, "form_source", ""},
		"a list of no name":        {func() desk.FormFile { f := list; f.List = "planets"; return f }, "form_list", ""},
		"a list without a date":    {func() desk.FormFile { f := list; f.AsOf = calendar.Date{}; return f }, "form_as_of", ""},
		"a list of the future":     {func() desk.FormFile { f := list; f.AsOf = calendar.NewDate(2999, time.May, 1); return f }, "form_as_of", ""},
		"a list without a heading": {func() desk.FormFile { f := list; f.Body = []byte("Acton\n"); return f }, "", "heading"},
		"an empty list":            {func() desk.FormFile { f := list; f.Body = []byte("value\n"); return f }, "", "no value"},
		"a list in two columns":    {func() desk.FormFile { f := list; f.Body = []byte("value\nActon,1\n"); return f }, "", "Row 2"},
		"a form that is no JSON":   {func() desk.FormFile { f := form; f.Body = []byte("{"); return f }, "", "not JSON"},
		"a form that names the client": {func() desk.FormFile {
			f := form
			f.Body = bytes.ReplaceAll(f.Body, []byte(`"identifying": true,`), nil)
			return f
		}, "", "first_name shows who the client is"},
	} {
		err := o.Desk.LoadForm(t.Context(), o.Admin, tc.in())
		invalid, wrong := (*fault.Invalid)(nil), (*referral.FormError)(nil)
		switch {
		case errors.As(err, &invalid) && tc.field != "" && invalid.Problems[0].Field == tc.field:
		case errors.As(err, &wrong) && tc.says != "" && strings.Contains(wrong.Error(), tc.says):
		default:
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := o.Desk.LoadForm(t.Context(), o.Caseworker, form); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker loaded a form: %v", err)
	}
	if _, err := o.Desk.Forms(t.Context(), o.Caseworker); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker read the shelf: %v", err)
	}
}
