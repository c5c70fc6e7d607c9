package referral_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
)

func date(t *testing.T, iso string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(iso)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Random referrals, facts and late changes of mind: a nameless Duty to Notify
// never holds the value of an identifying field, and nothing out of play leaves
// on any route. NRMDESK_FUZZ_REFERRALS says how many; a million takes minutes.
func TestSubmission_neverHoldsWhatMayNotLeave(t *testing.T) {
	t.Parallel()
	const usually = 10000
	drafts, err := strconv.Atoi(cmp.Or(os.Getenv("NRMDESK_FUZZ_REFERRALS"), strconv.Itoa(usually)))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(2026, 5))
	form := referral.Published()
	nameless := 0
	for n := range drafts {
		f, answers, marks := randomAnswers(rng, form)
		f.Told = randomChronology(rng, form)
		before := referral.NewDraft(form, f, maps.Clone(answers), today)
		// Answers change in the end, those that decide the route above all.
		for range rng.IntN(6) {
			turn(rng, form, answers)
			delete(f.Known, referral.FieldAgeStatus)
			delete(f.Known, referral.FieldConsentToNRM)
		}
		d := referral.NewDraft(form, f, answers, today)
		judged := d.Judge("")
		snapshot := d.Snapshot()
		checkKept(t, n, before, d, answers)
		if d.Route() == referral.Undecided && len(judged.Submission) > 0 {
			t.Fatalf("draft %d: something leaves while the route is open", n)
		}
		for _, o := range judged.Objections {
			if strings.Contains(o.Message, "mark-") {
				t.Fatalf("draft %d: %s tells what was typed: %s", n, o.Code, o.Message)
			}
		}
		for _, e := range append(snapshot.Entries, judged.Submission...) {
			field := form.Field(e.Field)
			if !d.InPlay(field) || !slices.Contains(field.AppliesTo, d.Route()) {
				t.Fatalf("draft %d: %s left on route %q", n, e.Field, d.Route())
			}
			if d.Nameless() && field.Identifying {
				t.Fatalf("draft %d: %s left without a name", n, e.Field)
			}
		}
		if !d.Nameless() {
			continue
		}
		nameless++
		canonical, err := snapshot.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		for _, after := range strings.Split(string(canonical), "mark-")[1:] {
			number, _, _ := strings.Cut(after, "-")
			if name := marks[number]; form.Field(name).Identifying {
				t.Fatalf("draft %d: a nameless report names %s", n, name)
			}
		}
	}
	if nameless < drafts/30 {
		t.Errorf("only %d nameless drafts were tried", nameless)
	}
}

// checkKept holds what is said to be left out against what leaves: no typed
// answer is both or neither, and what a change leaves out left before.
func checkKept(t *testing.T, n int, before, after *referral.Draft, answers referral.Answers) {
	t.Helper()
	if after.Route() == referral.Undecided {
		return
	}
	leaves, kept := map[string]bool{}, map[string]bool{}
	for _, e := range after.Submission() {
		leaves[e.Field] = true
	}
	for _, l := range after.Kept() {
		kept[l.Field.Name] = true
	}
	for name := range answers {
		if _, known := after.Known(after.Form.Field(name)); !known && leaves[name] == kept[name] {
			t.Fatalf("draft %d: %s leaves %v, is kept %v", n, name, leaves[name], kept[name])
		}
	}
	for _, l := range before.Leaving(after) {
		if !kept[l.Field.Name] {
			t.Fatalf("draft %d: %s is left out by the change and leaves all the same", n, l.Field.Name)
		}
		if before.Route() != referral.Undecided && !before.InPlay(l.Field) {
			t.Fatalf("draft %d: %s is left out by the change and never left", n, l.Field.Name)
		}
	}
}

// randomChronology is what was told, at any dates.
func randomChronology(rng *rand.Rand, form *referral.Form) []referral.Happening {
	var entries []referral.Happening
	for range rng.IntN(4) {
		part := form.Parts()[rng.IntN(len(form.Parts()))]
		entries = append(entries, referral.Happening{Part: part.Name, Text: "mark-told", When: referral.When{
			Year: rng.IntN(2) * (1980 + rng.IntN(60)), Month: rng.IntN(13), Day: rng.IntN(2) * (1 + rng.IntN(28)),
		}})
	}
	return entries
}

// turn changes one answer, half the time one that decides the route.
func turn(rng *rand.Rand, form *referral.Form, answers referral.Answers) {
	deciding := []string{referral.FieldAgeStatus, referral.FieldConsentToNRM, "will_help_authorities", "wants_support", "decision_recipient"}
	field := form.Fields[rng.IntN(len(form.Fields))]
	if rng.IntN(2) == 0 {
		field = form.Field(deciding[rng.IntN(len(deciding))])
	}
	switch {
	case rng.IntN(5) == 0:
		delete(answers, field.Name)
	case len(field.Options) > 0:
		answers[field.Name] = []string{field.Options[rng.IntN(len(field.Options))].Value}
	}
}

// randomAnswers answers about two in three fields, some of them as facts. Every
// typed answer holds a mark of its own; the marks are returned by number.
func randomAnswers(rng *rand.Rand, form *referral.Form) (referral.Facts, referral.Answers, map[string]string) {
	f := referral.Facts{Known: map[string]referral.Fact{}, MayBeNamed: rng.IntN(2) == 0}
	answers, marks := referral.Answers{}, map[string]string{}
	for i, field := range form.Fields {
		if rng.IntN(3) == 0 && field.Name != referral.FieldAgeStatus && field.Name != referral.FieldConsentToNRM {
			continue
		}
		var values []string
		if len(field.Options) > 0 {
			values = []string{field.Options[rng.IntN(len(field.Options))].Value}
		} else {
			number := strconv.Itoa(i)
			marks[number] = field.Name
			values = []string{"mark-" + number + "-" + field.Name}
		}
		if rng.IntN(4) == 0 {
			f.Known[field.Name] = referral.Fact{Values: values, Source: "the case"}
		} else {
			answers[field.Name] = values
		}
	}
	return f, answers, marks
}

func TestSubmission_changeOfMindOnTheLastPage(t *testing.T) {
	t.Parallel()
	a := referral.Answers{"wants_support": {"yes"}, "support_contact_route": {"other_phone"}, "other_phone": {"+44 7700 900999"},
		"first_name": {"Ardita"}, "decision_recipient": {"someone_else"}, "recipient_methods": {"email"}, "recipient_email": {"aunt@example.org"}}
	before := fill(t, facts(referral.Adult), a)
	after := draft(facts(referral.DtN), a)
	for _, secret := range []string{"Ardita", "900999", "aunt@example.org"} {
		if !strings.Contains(fmt.Sprint(before.Submission()), secret) {
			t.Errorf("the referral lost %s", secret)
		}
		if strings.Contains(fmt.Sprint(after.Submission()), secret) {
			t.Errorf("the report after the refusal still holds %s", secret)
		}
	}
}

func TestSubmission_officialOrderAndNames(t *testing.T) {
	t.Parallel()
	d := draft(facts(referral.DtN), referral.Answers{"gender": {"neither"}, "exploitation_place": {"overseas"},
		"reported_before": {"not_sure"}, "earlier_report_details": {"a shelter, 2024"}, "la_name": {"Kent County Council"}})
	var got []string
	for _, e := range d.Submission() {
		got = append(got, e.Field+" = "+strings.Join(e.Shown, ", ")+" @ "+e.OfficialPage+"/"+e.OfficialField)
	}
	want := []string{
		"work_email = worker@refuge.example @ who-do-you-work-for/user-email",
		"own_reference = ND-7Q4K-29 @ reference/reference",
		"report_nation = Wales @ fr-location/fr-location",
		"age_status = 18 or over @ pv-under-age/pv-under-age",
		"reported_before = Not sure @ is-this-the-first-chance-to-report/is-this-the-first-chance-to-report",
		"earlier_report_details = a shelter, 2024 @ is-this-the-first-chance-to-report/not-sure-the-first-chance-to-report",
		"exploitation_place = In another country @ where-exploitation-happened/where-exploitation-happened",
		"consent_to_nrm = No @ pv-want-to-submit-nrm/pv-want-to-submit-nrm",
		"gender = Neither of these @ pv-gender-dtn/pv-gender",
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSnapshot_keepsEveryByte(t *testing.T) {
	t.Parallel()
	typed := map[string]string{
		"signs the official form rewrites": `[sic] ~ A|B <tag> "q" & 'q' \ --`,
		"HTML":                             "<script>alert('x')</script><b>bold</b>&amp;",
		"right to left":                    "قالت: \u202eمرحبا\u202c \u200f.",
		"emoji and joined signs":           "👩🏽‍⚕️ e\u0301 ﷽ \u2028 \u2029",
		"line ends and edges":              "  first\r\nsecond\n\tthird  ",
		"20 KB":                            strings.Repeat("0123456789abcdef\r\nř<&>", 900),
	}
	for name, text := range typed {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			snapshot := draft(facts(referral.Adult), referral.Answers{"treatment": {text}}).Snapshot()
			canonical, err := snapshot.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(canonical), `\u003c`) {
				t.Error("signs are written as escapes, which nobody can compare by eye")
			}
			back, err := referral.ReadSnapshot(canonical)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(snapshot, back); diff != "" {
				t.Error(diff)
			}
			at := slices.IndexFunc(back.Entries, func(e referral.Entry) bool { return e.Field == "treatment" })
			if got := back.Entries[at].Values[0]; got != text {
				t.Errorf("got %q, want %q", got, text)
			}
		})
	}
}

func TestSnapshot_sameAnswersSameDigest(t *testing.T) {
	t.Parallel()
	digest := func(answer string) string {
		canonical, err := fill(t, facts(referral.Adult), referral.Answers{"treatment": {answer}}).Snapshot().Canonical()
		if err != nil {
			t.Fatal(err)
		}
		return referral.Digest(canonical)
	}
	first := digest("kept indoors")
	if len(first) != 64 || digest("kept indoors") != first {
		t.Error("the same referral gives another digest")
	}
	if digest("kept indoors.") == first {
		t.Error("a full stop more gives the same digest")
	}
}

func TestSnapshot_refusesWhatJSONWouldChange(t *testing.T) {
	t.Parallel()
	if _, err := draft(facts(referral.Adult), referral.Answers{"treatment": {"a\xffb"}}).Snapshot().Canonical(); err == nil {
		t.Error("invalid UTF-8 was written down as something else")
	}
}
