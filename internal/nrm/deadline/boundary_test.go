package deadline

import (
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// TestBoundary_calendarDays tries the ends of months and years, leap days, and
// the nights on which the clocks change, with every way of counting.
func TestBoundary_calendarDays(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ why, rule, on, want string }{
		{"30 days over a leap February", "EW-RECOVERY-30", "2024-02-01", "2024-03-01"},
		{"30 days from the leap day", "EW-RECOVERY-30", "2024-02-29", "2024-03-29"},
		{"30 days over a plain February", "EW-RECOVERY-30", "2026-02-01", "2026-03-02"},
		{"30 days into the leap day", "UK-REMOVAL-PROTECTION-30", "2028-01-31", "2028-02-29"},
		{"30 days over New Year", "EW-RECOVERY-30", "2026-12-15", "2027-01-13"},
		{"30 days over the night the clocks go forward", "EW-RECOVERY-30", "2026-03-28", "2026-04-26"},
		{"30 days ending on that night", "EW-RECOVERY-30", "2026-02-28", "2026-03-29"},
		{"30 days over the night the clocks go back", "EW-RECOVERY-30", "2026-10-24", "2026-11-22"},
		{"30 days ending on that night", "EW-RECOVERY-30", "2026-09-26", "2026-10-25"},
		{"the day after the minimum", "EW-CG-EARLIEST", "2024-01-31", "2024-03-01"},
		{"90 days over a leap February", "SC-SUPPORT-90", "2024-01-01", "2024-03-30"},
		{"90 days over a plain one", "SC-SUPPORT-90", "2026-01-01", "2026-03-31"},
		{"90 days from that date", "SC-SUPPORT-90-S4", "2026-01-01", "2026-04-01"},
		{"45 days from the date over a leap February", "NI-SUPPORT-45", "2024-02-01", "2024-03-17"},
		{"45 days of move-on over New Year", "EW-MOVEON-POS-CG-45", "2026-12-31", "2027-02-14"},
		{"30 days never move off a weekend", "UK-RECON-30D-2025", "2026-05-01", "2026-05-31"},
		{"nor off Christmas Day", "UK-RECON-30D-2025", "2026-11-25", "2026-12-25"},
		{"10 days over Easter", "UK-DISQUALIFICATION-REPLY-10D", "2026-03-30", "2026-04-09"},
		{"28 days over a leap February", "UK-DRAFT-DELETED-28D", "2024-02-01", "2024-02-29"},
		{"48 hours over the leap day", "HANDOFF-FIRST-CONTACT-48H", "2028-02-28", "2028-03-01"},
		{"24 hours over New Year", "HANDOFF-ANSWER-24H", "2026-12-31", "2027-01-01"},

		{"1 month from 30 January", "PRACTICE-HOLD-1M", "2026-01-30", "2026-02-28"},
		{"1 month from 30 January to a leap day", "PRACTICE-HOLD-1M", "2028-01-30", "2028-02-29"},
		{"1 month from the leap day", "UK-RECON-1M", "2024-02-29", "2024-03-29"},
		{"1 month from 28 February", "PRACTICE-HOLD-1M", "2026-02-28", "2026-03-28"},
		{"1 month from 31 December", "UK-RECON-1M", "2024-12-31", "2025-01-31"},
		{"1 month from 31 October", "UK-RECON-1M", "2024-10-31", "2024-11-30"},
		{"3 months from 30 November", "EW-JR-3M", "2025-11-30", "2026-02-28"},
		{"3 months from 30 November to a leap day", "NI-JR-3M", "2027-11-30", "2028-02-29"},
		{"3 months from the leap day", "EW-JR-3M", "2024-02-29", "2024-05-29"},
		{"3 months beginning with the leap day", "SC-JR-3M", "2024-02-29", "2024-05-28"},
		{"3 months beginning with 1 December", "SC-JR-3M", "2025-12-01", "2026-02-28"},
		{"3 months beginning with 1 December to a leap day", "SC-JR-3M", "2027-12-01", "2028-02-29"},
		{"3 months beginning with 31 May", "SC-JR-3M", "2026-05-31", "2026-08-30"},
		{"3 months beginning with 30 November", "SC-JR-3M", "2025-11-30", "2026-02-28"},
		{"30 months beginning with 30 August", "UK-VTS-MAX-30M", "2023-08-30", "2026-02-28"},
		{"12 months beginning with the leap day", "UK-VTS-MAX-12M", "2024-02-29", "2025-02-28"},
		{"2 years from the leap day", "UK-CICA-2Y", "2024-02-29", "2026-02-28"},
		{"2 years to a leap day", "UK-CICA-2Y", "2026-02-28", "2028-02-28"},
		{"the 20th birthday of a leap-day child", "UK-CICA-CHILD-20", "2008-02-29", "2028-02-29"},
		{"the 18th birthday of a leap-day child", "UK-AGE-18-CONSENT", "2012-02-29", "2030-03-01"},
		{"the 18th birthday of a child of 1 March", "UK-AGE-18-CONSENT", "2012-03-01", "2030-03-01"},
		{"the 18th birthday of a child of 28 February", "UK-AGE-18-CONSENT", "2010-02-28", "2028-02-28"},
		{"a hundred years that are no leap year", "UK-AGE-18-CONSENT", "2084-02-29", "2102-03-01"},
	} {
		compute(t, Published(), tc.why, tc.rule, tc.on, tc.want)
	}
}

// TestBoundary_workingDays tries Easter, Christmas, the holidays of one nation
// and those that came once. The published rules count working days as in
// England and Wales; a rule made for each nation shows that its own list counts.
func TestBoundary_workingDays(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ why, rule, on, want string }{
		{"the working day before Good Friday", "UK-RG-TARGET-5WD", "2026-04-02", "2026-04-13"},
		{"Good Friday itself", "UK-RG-TARGET-5WD", "2026-04-03", "2026-04-13"},
		{"Easter Monday", "UK-RG-TARGET-5WD", "2026-04-06", "2026-04-13"},
		{"the day after Easter", "UK-RG-TARGET-5WD", "2026-04-07", "2026-04-14"},
		{"an Easter in March", "UK-RG-TARGET-5WD", "2024-03-27", "2024-04-05"},
		{"over Christmas and New Year", "UK-RG-TARGET-5WD", "2026-12-24", "2027-01-05"},
		{"Christmas Day on a Saturday", "UK-RG-TARGET-5WD", "2021-12-23", "2022-01-04"},
		{"both May holidays apart", "UK-RG-TARGET-5WD", "2026-05-01", "2026-05-11"},
		{"the day of the state funeral", "UK-RG-TARGET-5WD", "2022-09-16", "2022-09-26"},
		{"from the day of the state funeral", "UK-RG-TARGET-5WD", "2022-09-19", "2022-09-26"},
		{"the coronation", "UK-RG-TARGET-5WD", "2023-05-04", "2023-05-12"},
		{"the two holidays of June 2022", "UK-RG-TARGET-5WD", "2022-06-01", "2022-06-10"},
		{"St Andrew's Day is a working day in England", "UK-RG-TARGET-5WD", "2026-11-30", "2026-12-07"},
		{"the World Cup holiday is Scotland's", "UK-RG-TARGET-5WD", "2026-06-12", "2026-06-19"},
		{"the twelfth of July is Northern Ireland's", "UK-RG-TARGET-5WD", "2026-07-10", "2026-07-17"},
		{"over the night the clocks go back", "UK-RG-TARGET-5WD", "2026-10-23", "2026-10-30"},
		{"from a Sunday", "UK-RG-TARGET-5WD", "2026-05-17", "2026-05-22"},
		{"over the end of the year in nine days", "EW-EXIT-NEG-CG-9WD", "2026-12-23", "2027-01-08"},
		{"over the leap day", "EW-EXIT-NEG-RG-9WD", "2028-02-25", "2028-03-09"},
	} {
		compute(t, Published(), tc.why, tc.rule, tc.on, tc.want)
	}
	for division, table := range map[calendar.Division][]struct{ why, on, want string }{
		calendar.EnglandAndWales: {
			{"St Andrew's Day", "2026-11-27", "2026-12-01"}, {"World Cup holiday", "2026-06-12", "2026-06-16"},
			{"2 January", "2026-12-31", "2027-01-05"}, {"St Patrick's Day", "2026-03-16", "2026-03-18"}, {"Easter Monday", "2026-04-02", "2026-04-08"},
			{"summer holiday at the end of August", "2026-08-28", "2026-09-02"}, {"summer holiday of Scotland", "2026-07-31", "2026-08-04"},
		},
		calendar.ScotlandDivision: {
			{"St Andrew's Day", "2026-11-27", "2026-12-02"}, {"World Cup holiday", "2026-06-12", "2026-06-17"},
			{"2 January, in 2027 on the Monday", "2026-12-31", "2027-01-06"}, {"St Patrick's Day", "2026-03-16", "2026-03-18"}, {"Easter Monday", "2026-04-02", "2026-04-07"},
			{"summer holiday at the end of August", "2026-08-28", "2026-09-01"}, {"summer holiday of Scotland", "2026-07-31", "2026-08-05"},
		},
		calendar.NorthernIrelandDivision: {
			{"St Andrew's Day", "2026-11-27", "2026-12-01"}, {"World Cup holiday", "2026-06-12", "2026-06-16"},
			{"St Patrick's Day", "2026-03-16", "2026-03-19"}, {"the twelfth", "2026-07-10", "2026-07-15"}, {"Easter Monday", "2026-04-02", "2026-04-08"},
		},
	} {
		// The day after the trigger is day 1, so two days step over a holiday.
		row := strings.NewReplacer("A-90,scotland", "TWO-DAYS,"+string(division), "calendar_days,90,day_of", "working_days,2,day_after", "high,scotland", "high,"+string(division)).Replace(newRow)
		book, err := Parse(strings.NewReader(header+row), calendar.Published())
		if err != nil {
			t.Fatal(err)
		}
		for _, tc := range table {
			compute(t, book, tc.why+" in "+division.Name(), "TWO-DAYS", tc.on, tc.want)
		}
	}
}

func compute(t *testing.T, b *Book, why, rule, on, want string) {
	t.Helper()
	r, ok := b.Rule(rule)
	if !ok {
		t.Fatalf("no rule %s", rule)
	}
	d, err := b.Compute(rule, r.Jurisdiction, []Event{{Kind: r.Trigger, On: day(t, on)}})
	if err != nil || d.Day().String() != want {
		t.Errorf("%s: %s from %s is %s, want %s, %v", why, rule, on, d.Day(), want, err)
	}
}

// TestBoundary_nearMidnight takes letters written near midnight: the day in
// London decides the version and the first day.
func TestBoundary_nearMidnight(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ why, at, rule, want string }{
		{"winter, late in the evening UTC is the same day", "2023-01-29T23:30:00Z", "EW-RECOVERY-30-GUIDANCE", "2023-02-27"},
		{"winter, midnight is the first day of the Act", "2023-01-30T00:00:00Z", "EW-RECOVERY-30", "2023-02-28"},
		{"summer, 22:59 UTC is the same day", "2026-07-01T22:59:59Z", "EW-RECOVERY-30", "2026-07-30"},
		{"summer, 23:30 UTC is the next day", "2026-07-01T23:30:00Z", "EW-RECOVERY-30", "2026-07-31"},
		{"summer, 23:30 UTC on the last day before reconsideration changed", "2025-09-16T23:30:00Z", "UK-RECON-30D-2025", "2025-10-17"},
		{"summer, 22:30 UTC on that day", "2025-09-16T22:30:00Z", "UK-RECON-30D", "2025-10-16"},
		{"the last minute before the clocks go forward", "2026-03-29T00:59:59Z", "EW-RECOVERY-30", "2026-04-27"},
		{"the evening before, still winter time", "2026-03-28T23:30:00Z", "EW-RECOVERY-30", "2026-04-26"},
		{"the evening after, already summer time", "2026-03-29T23:30:00Z", "EW-RECOVERY-30", "2026-04-28"},
		{"the evening before the clocks go back", "2026-10-24T23:30:00Z", "EW-RECOVERY-30", "2026-11-23"},
		{"the hour that comes twice", "2026-10-25T00:30:00Z", "EW-RECOVERY-30", "2026-11-23"},
		{"the evening after, winter time again", "2026-10-25T23:30:00Z", "EW-RECOVERY-30", "2026-11-23"},
		{"written in another zone", "2026-07-02T00:30:00+02:00", "EW-RECOVERY-30", "2026-07-30"},
		{"the last day of the year in Auckland", "2027-01-01T10:00:00+13:00", "EW-RECOVERY-30", "2027-01-29"},
	} {
		at, err := time.Parse(time.RFC3339, tc.at)
		if err != nil {
			t.Fatal(err)
		}
		compute(t, Published(), tc.why, tc.rule, calendar.LondonDay(at).String(), tc.want)
	}
}

// TestBoundary_everyVersion opens a case on both sides of every first and last
// day of every rule: there is one version of its clock, or none before the
// first.
func TestBoundary_everyVersion(t *testing.T) {
	t.Parallel()
	b := Published()
	for _, r := range b.Rules() {
		nation := calendar.Nations[0]
		for _, n := range calendar.Nations {
			if r.AppliesIn(JurisdictionOf(n)) {
				nation = n
			}
		}
		for _, on := range []calendar.Date{r.EffectiveFrom.AddDays(-1), r.EffectiveFrom, r.EffectiveTo, r.EffectiveTo.AddDays(1)} {
			if on.IsZero() {
				continue
			}
			var found []string
			for _, d := range b.Recalculate(nation, []Event{{Kind: r.Trigger, On: on, Source: "one"}}) {
				if d.Rule.Clock == r.Clock && d.Rule.Trigger == r.Trigger {
					found = append(found, d.Rule.ID)
				}
			}
			version, ok := b.InForce(r.Clock, JurisdictionOf(nation), r.Trigger, on)
			switch {
			case len(found) > 1:
				t.Errorf("on %s %s all count", on, found)
			case len(r.opensIf) > 0: // Not opened by its trigger alone.
			case ok != (len(found) == 1) || ok && found[0] != version.ID:
				t.Errorf("on %s a case counts with %v, the book names %v", on, found, version)
			}
			if inside := r.InForce(on); inside != (ok && version.ID == r.ID) {
				t.Errorf("%s on %s: in force %t", r.ID, on, inside)
			}
		}
	}
}
