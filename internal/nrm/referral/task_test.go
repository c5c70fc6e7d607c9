package referral_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/referral"
)

// fill answers every demanded question in turn, as a person would, until
// nothing is missing.
func fill(t testing.TB, f referral.Facts, answers referral.Answers) *referral.Draft {
	t.Helper()
	if answers == nil {
		answers = referral.Answers{}
	}
	for range 20 {
		d := draft(f, answers)
		missing := d.Missing()
		if len(missing) == 0 {
			return d
		}
		for _, m := range missing {
			answers[m.Field.Name] = sampleAnswer(d.Form, m.Field)
		}
	}
	t.Fatal("questions keep coming")
	return nil
}

func sampleAnswer(form *referral.Form, f *referral.Field) []string {
	switch f.Type {
	case referral.Choice, referral.MultiChoice:
		return []string{f.Options[0].Value}
	case referral.ListChoice, referral.ListMulti:
		return []string{form.List(f).Values[0]}
	case referral.Confirm:
		return []string{referral.Ticked}
	case referral.Integer:
		return []string{"2"}
	case referral.Phone:
		return []string{"+44 7700 900123"}
	case referral.Email:
		return []string{f.Name + "@example.org"}
	}
	return []string{"What was said about " + f.Name}
}

func TestReady_everyRouteCanBeCompleted(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		facts referral.Facts
		want  map[string]referral.State // tasks that are not completed
	}{
		"adult":         {facts(referral.Adult), map[string]referral.State{}},
		"child":         {facts(referral.Child), map[string]referral.State{"support": referral.NotNeeded}},
		"DtN, nameless": {facts(referral.DtN), map[string]referral.State{"support": referral.NotNeeded}},
		"DtN, named":    {named(referral.DtN), map[string]referral.State{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := fill(t, tt.facts, nil)
			if v := d.Ready(); !v.OK() {
				t.Errorf("not ready: %+v", v)
			}
			got := map[string]referral.State{}
			for _, task := range d.Form.Tasks {
				if s := d.TaskState(task); s != referral.Completed {
					got[task.ID] = s
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTaskState(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		facts   referral.Facts
		answers referral.Answers
		task    string
		want    referral.State
	}{
		"route still open":                {referral.Facts{}, nil, "places", referral.CannotStart},
		"nothing answered":                {facts(referral.Adult), nil, "places", referral.NotStarted},
		"only spaces typed":               {facts(referral.Adult), referral.Answers{"uk_place_details": {" \n"}}, "places", referral.NotStarted},
		"one of three answered":           {facts(referral.Adult), referral.Answers{"current_town": {"Acton"}}, "places", referral.InProgress},
		"an answer opens a new question":  {facts(referral.Adult), referral.Answers{"exploitation_place": {"uk"}, "current_town": {"Acton"}, "current_region": {"Unknown"}}, "places", referral.InProgress},
		"all demanded answered":           {facts(referral.Adult), referral.Answers{"exploitation_place": {"uk"}, "uk_towns": {"Acton"}, "current_town": {"Acton"}, "current_region": {"Unknown"}}, "places", referral.Completed},
		"all answered, one not in a list": {facts(referral.Adult), referral.Answers{"exploitation_place": {"uk"}, "uk_towns": {"Atlantis"}, "current_town": {"Acton"}, "current_region": {"Unknown"}}, "places", referral.InProgress},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := draft(tt.facts, tt.answers)
			if got := d.TaskState(d.Form.Task(tt.task)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestTaskState_allKnownFromTheCase(t *testing.T) {
	t.Parallel()
	f := facts(referral.Adult)
	for _, name := range []string{"has_crime_reference", "will_help_authorities"} {
		f.Known[name] = referral.Fact{Values: []string{"no"}, Source: "the case"}
	}
	d := draft(f, nil)
	if got := d.TaskState(d.Form.Task("police")); got != referral.Completed {
		t.Errorf("got %s, want completed", got)
	}
}

func TestMissing_saysWhereAndStartsWithTheCase(t *testing.T) {
	t.Parallel()
	f := facts(referral.Child)
	delete(f.Known, "report_nation")
	missing := draft(f, nil).Missing()
	if missing[0].Field.Name != "report_nation" || missing[0].Task != nil || missing[0].Page != nil {
		t.Errorf("first: %+v, want the nation the case must supply", missing[0])
	}
	if m := missing[1]; m.Task.ID != "about_report" || m.Page.ID != "organisation" || m.Field.Name != "responder_organisation" {
		t.Errorf("second: %s/%s/%s", m.Task.ID, m.Page.ID, m.Field.Name)
	}
}

func TestPages_followTheAnswers(t *testing.T) {
	t.Parallel()
	d := draft(facts(referral.Adult), referral.Answers{"exploitation_place": {"overseas"}})
	task := d.Form.Task("places")
	var got []string
	for _, p := range d.Pages(task) {
		got = append(got, p.ID)
	}
	if diff := cmp.Diff([]string{"where", "overseas", "now"}, got); diff != "" {
		t.Error(diff)
	}
	if next := d.Next(task.Page("where")); next != task.Page("overseas") {
		t.Errorf("after where comes %v", next)
	}
	if next := d.Next(task.Page("uk")); next != task.Page("overseas") {
		t.Errorf("after a page out of play comes %v", next)
	}
	if d.Next(task.Page("now")) != nil || d.Before(task.Page("where")) != nil {
		t.Error("a task has pages beyond its ends")
	}
	if before := d.Before(task.Page("overseas")); before != task.Page("where") {
		t.Errorf("before overseas stands %v", before)
	}
}
