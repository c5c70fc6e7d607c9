package handoff_test

import (
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
)

func TestDirectory_everyEntryCanBeShown(t *testing.T) {
	t.Parallel()
	entries := handoff.Directory().Entries()
	if len(entries) != 38 {
		t.Fatalf("%d entries, want 38", len(entries))
	}
	seen := map[string]bool{}
	for _, e := range entries {
		if seen[e.ID] || e.Organisation == "" || e.Service == "" || e.Source == "" || e.Status.Label() == "" || len(e.Nations) == 0 {
			t.Errorf("%s is not complete", e.ID)
		}
		seen[e.ID] = true
		if strings.Trim(e.PhoneDigits, "0123456789") != "" {
			t.Errorf("%s: %q is not digits only", e.ID, e.PhoneDigits)
		}
		if e.CanBeChosen() && e.Contact() == "" && !e.NeedsConfirming(today) {
			t.Errorf("%s can be chosen without a word, but there is no way to reach it", e.ID)
		}
	}
}

func TestEntry_whoMayBeChosen(t *testing.T) {
	t.Parallel()
	verified := calendar.NewDate(2026, time.April, 1)
	tests := []struct {
		name    string
		id      string
		on      calendar.Date
		choose  bool
		confirm bool
		contact string
	}{
		{"current and checked", "DIR-010", today, true, false, "0800 808 3733 (24 hours); referral e-mail on the Home Office page"},
		{"180 days after the check", "DIR-010", verified.AddDays(180), true, false, "0800 808 3733 (24 hours); referral e-mail on the Home Office page"},
		{"181 days after the check", "DIR-010", verified.AddDays(181), true, true, "0800 808 3733 (24 hours); referral e-mail on the Home Office page"},
		{"never checked", "DIR-032", today, true, true, "website"},
		{"current, but nobody noted when it was checked", "DIR-002", today, true, true, "101"},
		{"closed down", "DIR-017", today, false, true, ""},
		{"a duplicate", "DIR-009", today, false, false, "08000 121 700"},
		{"the old number is not shown", "DIR-011", today, false, false, "0800 808 3733"},
		{"an eight-digit number", "DIR-023", today, false, true, "0800 1111"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, ok := handoff.Directory().ByID(tt.id)
			if !ok || e.CanBeChosen() != tt.choose || e.NeedsConfirming(tt.on) != tt.confirm || e.Contact() != tt.contact {
				t.Errorf("%s: choose %v, confirm %v, contact %q", tt.id, e.CanBeChosen(), e.NeedsConfirming(tt.on), e.Contact())
			}
		})
	}
	e, _ := handoff.Directory().ByID("DIR-016")
	if !e.Serves(calendar.NorthernIreland) || e.Serves(calendar.England) {
		t.Error("Belfast and Lisburn Women's Aid works in Northern Ireland alone")
	}
}

func TestWords_everyChoiceHasThem(t *testing.T) {
	t.Parallel()
	for _, i := range handoff.Items {
		if i.Label() == "" {
			t.Errorf("item %s has no label", i)
		}
	}
	for _, h := range handoff.SentHows {
		if h.Label() == "" {
			t.Errorf("way to send %s has no label", h)
		}
	}
	for _, c := range handoff.Classes {
		if c.Label() == "" {
			t.Errorf("class %s has no label", c)
		}
	}
	for _, o := range handoff.Outcomes {
		if o.Label() == "" {
			t.Errorf("outcome %s has no label", o)
		}
	}
}
