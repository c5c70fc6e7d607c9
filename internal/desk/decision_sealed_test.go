package desk_test

import (
	"bytes"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/sample"
)

func TestDecision_freeTextIsSealed(t *testing.T) {
	t.Parallel()
	o, sql := reachable(t)
	ref := referred(t, o, calendar.England)
	letter := sample.Letter(decision.RG, decision.Negative, day(time.May, 12))
	letter.LetterKept = "Zebra cabinet"
	letter.Told = decision.Telling{On: day(time.May, 13), By: "Zebra worker", Language: "Zebra", How: "Zebra way", Way: decision.InPerson}
	returned, err := o.Desk.RecordDecision(t.Context(), o.Caseworker, o.Edit(t, ref), letter)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.ReturnDecision(t.Context(), o.Supervisor, o.Edit(t, ref), returned, "Zebra reason"); err != nil {
		t.Fatal(err)
	}
	o.Decided(t, ref, decision.RG, decision.Negative, day(time.May, 12))
	o.MoveDays(40)
	plan := decision.Argument{Why: "Zebra report", Name: "Zebra lawyer"}
	if err := o.Desk.PlanReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), plan); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.AskForEvidence(t.Context(), o.Caseworker, o.Edit(t, ref), decision.Wanted{Kind: decision.WantedEvidence, What: "Zebra X-ray", From: "Zebra hospital"}); err != nil {
		t.Fatal(err)
	}
	asking, err := o.Desk.Reconsideration(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	got := decision.WantedAnswer{Outcome: decision.WantedGot, On: sample.Today.AddDays(40), Note: "Zebra drawer"}
	if err := o.Desk.AnswerForEvidence(t.Context(), o.Caseworker, o.Edit(t, ref), asking.Wanted[0].ID, got); err != nil {
		t.Fatal(err)
	}
	request := sample.Request(day(time.June, 20))
	request.LateReason, request.Argument.Why, request.Sent = "Zebra delay", "Zebra report", []string{asking.Wanted[0].ID}
	if err := o.Desk.LodgeReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), request); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		`SELECT letter_kept_sealed FROM decisions`, `SELECT details_sealed FROM decision_tellings`,
		`SELECT reason_sealed FROM decision_reviews`, `SELECT late_reason_sealed FROM reconsiderations`, `SELECT details_sealed FROM reconsiderations`,
		`SELECT details_sealed FROM reconsideration_plans`, `SELECT details_sealed FROM reconsideration_wanted`,
		`SELECT note_sealed FROM reconsideration_wanted_answers`,
		`SELECT detail::text::bytea FROM audit_entries`,
	} {
		rows, err := sql.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for rows.Next() {
			var raw []byte
			if err := rows.Scan(&raw); err != nil {
				t.Fatal(err)
			}
			seen++
			if bytes.Contains(raw, []byte("Zebra")) {
				t.Errorf("%s gives plain text", query)
			}
		}
		if err := rows.Err(); err != nil || seen == 0 {
			t.Errorf("%s: %d rows, %v", query, seen, err)
		}
		_ = rows.Close()
	}
	list, err := o.Desk.Decisions(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	first := list.Decisions[1]
	if first.LetterKept != "Zebra cabinet" || first.Told != letter.Told || first.Review.Reason != "Zebra reason" || list.Reconsiderations[0].LateReason != "Zebra delay" {
		t.Errorf("read back as %+v and %+v", first, list.Reconsiderations[0])
	}
}
