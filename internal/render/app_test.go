package render_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jba/templatecheck"

	"nrmdesk/internal/render"
	"nrmdesk/web"
)

var update = flag.Bool("update", false, "rewrite the golden HTML of our own components")

// Each case is drawn with {{template}} as a page draws it, and compared with testdata/app/<name>.html.
var appCases = []struct {
	name, template string
	data           any
}{
	{"case_bar", "app-case-bar", render.CaseBar{
		Ref: "ND-7Q4K-29", KnownAs: "Ana", About: []string{"Adult", "England", "Albanian, interpreter needed"},
		Tags:        []render.Tag{{Text: "In recovery", Classes: "govuk-tag--teal"}, {Text: "Consent: Given", Classes: "govuk-tag--green"}},
		SafeContact: "Text only, 10am to 2pm. Do not leave voicemail.",
	}},
	{"case_bar_nothing_known_yet", "app-case-bar", render.CaseBar{Ref: "ND-7Q4K-29", Closed: true}},
	{"case_bar_escapes_what_people_typed", "app-case-bar", render.CaseBar{
		Ref: "ND-7Q4K-29", KnownAs: `<script>alert(1)</script>`, SafeContact: `"><img src=x onerror=alert(1)>`,
	}},
	{"sub_nav", "app-sub-nav", render.SubNav{Label: "Case ND-7Q4K-29", Items: []render.NavItem{
		{Text: "Overview", Href: "/cases/ND-7Q4K-29", Current: true}, {Text: "Handoffs", Href: "/cases/ND-7Q4K-29/handoffs", Count: 2},
	}}},
	{"next_step_button", "app-next-step", render.NextStep{
		Says: "Record the weekly check-in.", Detail: "Due Thursday 21 May 2026.",
		Button: &render.Link{Text: "Record check-in", Href: "/cases/ND-7Q4K-29/recovery"},
	}},
	{"next_step_waiting", "app-next-step", render.NextStep{
		Says: "The referral is complete.", WaitingFor: "Waiting for R Lind to review it", Since: "12 May 2026",
	}},
	{"next_step_list", "app-next-step", render.NextStep{
		Says: "Stop sharing. Tell these people that consent was withdrawn:", Items: []string{"Harbour Support", "Kent Police"},
		Button: &render.Link{Text: "Record who was told", Href: "/cases/ND-7Q4K-29/consent"},
	}},
	{"deadline_strip", "app-deadline-strip", render.DeadlineStrip{
		Items: []render.DeadlineItem{
			{Name: "RG decision expected", Date: "12 May 2026", Words: render.DaysLeft(-3), Urgency: render.Late, Rule: "United Kingdom, UK-RG-TARGET-5WD", Why: "/cases/ND-7Q4K-29/dates/1"},
			{Name: "Minimum recovery period ends", Date: "10 June 2026", Words: render.DaysAway(26), Urgency: render.Later, Notes: []string{"Runs on until the decision", "Day 7 of 30"}},
			{Name: "CG decision", Notes: []string{"Follows from the RG decision"}},
		},
		Calendar: "/calendar.ics",
	}},
	{"deadline_strip_empty", "app-deadline-strip", render.DeadlineStrip{}},
	{"month", "app-month", render.Month{Caption: "Dates due in November 2026", Weeks: [][]render.MonthDay{{
		{}, {Number: "24", Name: "Tuesday 24 November 2026", Today: true, Items: []render.MonthItem{
			{Link: render.Link{Text: "ND-7Q4K-29: Reconsideration request due", Href: "/cases/ND-7Q4K-29/dates/1"}, Words: render.DaysLeft(0), Urgency: render.Soon},
			{Link: render.Link{Text: "<b>", Href: "javascript:alert(1)"}},
		}, More: &render.Link{Text: "and 12 more", Href: "/calendar/day?on=2026-11-24", Hidden: "on 24 November 2026"}},
		{Number: "25", Name: "Wednesday 25 November 2026"},
		{Number: "26", Name: "Thursday 26 November 2026", Notes: []string{"Bank holiday in Scotland: St Andrew’s Day"}},
	}}}},
	{"steps", "app-steps", render.Steps{
		Label: "Months", Before: &render.Link{Text: "October 2026", Href: "/calendar?month=2026-10"},
		Now: &render.Link{Text: "This month", Href: "/calendar"}, After: &render.Link{Text: "December 2026", Href: "/calendar?month=2026-12"},
	}},
	{"timeline", "app-timeline", render.Timeline{
		Heading: "Latest",
		Entries: []render.TimelineEntry{
			{Title: "RG decision recorded: positive", When: "12 May 2026 at 9:32am", At: "2026-05-12T08:32:00Z", By: "J Okafor",
				Text: []string{"Letter dated 11 May 2026."}, Link: &render.Link{Text: "View decision", Href: "/d/1", Hidden: "recorded 12 May 2026"}},
			{Title: "Consent recorded", When: "2 May 2026 at 3:05pm", By: "J Okafor", Text: []string{"All purposes."}, InError: true, Why: "Recorded on the wrong case."},
		},
		More: &render.Link{Text: "See full timeline", Href: "/cases/ND-7Q4K-29/timeline"},
	}},
	{"timeline_empty", "app-timeline", render.Timeline{}},
	{"filter", "app-filter", render.Filter{
		Action: "/cases", Open: true, Clear: "/cases", Keep: []render.Hidden{{Name: "sort", Value: "due"}},
		Fields: []render.FilterField{
			{Select: &render.Select{Name: "stage", Value: "referred", Label: render.Label{Text: "Stage"}, Items: []render.Option{{Text: "Any stage"}, {Text: "Referred", Value: "referred"}}}},
			{Input: &render.Input{Name: "owner", Label: render.Label{Text: "Owner"}}},
		},
		Active: []render.Link{{Text: "Stage: Referred", Href: "/cases?sort=due"}},
	}},
	{"table", "app-table", render.StackedTable{
		Caption: "Overdue (1)",
		Head:    []render.Column{{Text: "Choose", Hidden: true}, {Text: "Case", Sort: "/cases?sort=ref"}, {Text: "Next date due", Sort: "/cases?sort=due", Sorted: "ascending"}, {Text: "Stage"}, {Text: "Days open", Numeric: true}},
		Rows: []render.Row{{Cells: []render.RowCell{
			{Check: &render.RowCheck{ID: "case-1", Name: "case", Value: "ND-7Q4K-29", Label: "Choose ND-7Q4K-29"}},
			{Header: true, Link: &render.Link{Text: "ND-7Q4K-29", Href: "/cases/ND-7Q4K-29"}, Lines: []string{"Known as A."}},
			{Text: "12 May 2026", Words: render.DaysLeft(-3), Urgency: render.Late},
			{Tags: []render.Tag{{Text: "Awaiting RG decision"}}},
			{Text: "14"},
		}}},
	}},
	{"table_empty", "app-table", render.StackedTable{Caption: "Overdue", Empty: "Nothing overdue."}},
	{"save_buttons", "app-save-buttons", render.SaveButtons{Text: "Record decision", Later: true, SavedAt: "10:32am"}},
}

func TestOwnComponents(t *testing.T) {
	t.Parallel()
	assets, err := render.ReadManifest(web.Static())
	if err != nil {
		t.Fatal(err)
	}
	components, err := render.Components(web.Templates(), assets)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range appCases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			set, err := components.Clone()
			if err != nil {
				t.Fatal(err)
			}
			if err := templatecheck.CheckHTML(set.Lookup(tc.template), tc.data); err != nil {
				t.Errorf("fields: %v", err)
			}
			var got bytes.Buffer
			if err := set.ExecuteTemplate(&got, tc.template, tc.data); err != nil {
				t.Fatal(err)
			}
			golden(t, tc.name, got.String())
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "app", name+".html")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update when that is meant:\n%s", file, diff)
	}
}

func TestRelativeDays(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		days       int
		left, away string
		urgency    render.Urgency
	}{
		{-3, "3 days late", "3 days ago", render.Late},
		{-1, "1 day late", "yesterday", render.Late},
		{0, "Last day", "today", render.Soon},
		{1, "1 day left", "tomorrow", render.Soon},
		{7, "7 days left", "in 7 days", render.Soon},
		{8, "8 days left", "in 8 days", render.Later},
	} {
		if got := render.DaysLeft(tc.days); got != tc.left {
			t.Errorf("DaysLeft(%d) = %q, want %q", tc.days, got, tc.left)
		}
		if got := render.DaysAway(tc.days); got != tc.away {
			t.Errorf("DaysAway(%d) = %q, want %q", tc.days, got, tc.away)
		}
		if got := render.UrgencyOf(tc.days); got != tc.urgency {
			t.Errorf("UrgencyOf(%d) = %q, want %q", tc.days, got, tc.urgency)
		}
	}
}
