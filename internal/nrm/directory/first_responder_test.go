package directory

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
)

func TestFirstResponders_asPublished(t *testing.T) {
	t.Parallel()
	byName, ids := map[string]FirstResponder{}, map[string]bool{}
	for _, f := range FirstResponders() {
		if ids[f.ID] {
			t.Errorf("%s is listed twice", f.ID)
		}
		ids[f.ID], byName[f.Name] = true, f
	}
	tests := []struct {
		name   string
		duty   ResponderDuty
		refers bool
		in     calendar.Nation
		works  bool
	}{
		{"Kent Police", BoundByLaw, true, calendar.England, true},
		{"Kent Police", BoundByLaw, true, calendar.Scotland, false},
		{"Police Scotland", NotInForce, true, calendar.Scotland, true},
		{"Police Service of Northern Ireland", NoLawFound, true, calendar.NorthernIreland, true},
		{"Home Office - UK Border Force", BoundByPolicy, true, calendar.Wales, true},
		{"Fair Work Agency", DutyUnclear, true, calendar.England, true},
		{"Gangmasters and Labour Abuse Authority", BoundByLaw, false, calendar.England, true},
		{"Kalayaan", NotBound, true, calendar.England, true},
		{"Eaves' Poppy Project", NotBound, false, calendar.England, true},
		{"Youth Work Alliance", NotBound, true, calendar.Wales, true},
	}
	for _, tt := range tests {
		f := byName[tt.name]
		if f.Duty != tt.duty || f.Refers() != tt.refers || f.Works(tt.in) != tt.works {
			t.Errorf("%s in %s: %+v", tt.name, tt.in, f)
		}
	}
	if closed := byName["Eaves' Poppy Project"]; closed.To.String() != "2015-10-31" {
		t.Errorf("closed on %s", closed.To)
	}
}

func TestParseFirstResponders_refusesABadRow(t *testing.T) {
	t.Parallel()
	head := "id,name,kind,duty,nations,nations_sure,status,from,to,notes,source\n"
	for row, want := range map[string]string{
		"F1,Kent,police,law,england,yes,current,,,,List":       "",
		"F1,,police,law,england,yes,current,,,,List":           "needs an id, a name and a source",
		"F1,Kent,fire,law,england,yes,current,,,,List":         "unknown kind",
		"F1,Kent,police,maybe,england,yes,current,,,,List":     "unknown duty",
		"F1,Kent,police,law,kent,yes,current,,,,List":          "unknown nation",
		"F1,Kent,police,law,england,yes,lost,,,,List":          "unknown status",
		"F1,Kent,police,law,england,yes,current,June,,,List":   "June",
		"F1,Kent,police,law,england,yes,current,,,,List,extra": "wrong number of fields",
	} {
		_, err := parseFirstResponders(head + row + "\n")
		if got := ""; err != nil {
			got = err.Error()
			if want == "" || !strings.Contains(got, want) {
				t.Errorf("%s: %v", row, err)
			}
		} else if want != "" {
			t.Errorf("%s was taken", row)
		}
	}
}
