package consent_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
)

func receiptAbout() consent.ReceiptAbout {
	return consent.ReceiptAbout{
		ReceiptID: "01976f2e-0000-7000-8000-000000000001", RecordID: "C-9F2T7K", Principal: "ND-7Q4K-29", Organisation: "Northside Refuge",
		Kind: "charity", Jurisdiction: "GB-ENG", LawfulBasis: "Legitimate interests: UK GDPR Art 6(1)(f)", Retention: "6 years after closing",
		SheetAddress: "/sheets/en/1",
	}
}

// TestReceiptFile_fitsItsSchema: whoever reads the file can rely on the schema
// that ships with the program.
func TestReceiptFile_fitsItsSchema(t *testing.T) {
	t.Parallel()
	check := schema(t)
	lengths := yes()
	lengths.Ends = consent.Ends{How: consent.EndsAfter, Months: 6}.Counted(lengths.GivenOn)
	more := yes()
	more.ShareLegal, more.AnsweredHow = consent.NeedsMoreTime, consent.OtherWay
	decided := yes()
	decided.Capacity, decided.AnsweredHow = lacking(), consent.BestInterests
	bare := receiptAbout()
	bare.LawfulBasis, bare.Retention, bare.SheetAddress = "", "", ""
	for name, tc := range map[string]struct {
		records []consent.Record
		about   consent.ReceiptAbout
		holds   string
	}{
		"agreed":                 {[]consent.Record{yes()}, receiptAbout(), `"event_state":"consent_given"`},
		"refused":                {[]consent.Record{no()}, receiptAbout(), `"event_state":"consent_refused"`},
		"for a time":             {[]consent.Record{lengths}, receiptAbout(), `"validity_duration":"P6M"`},
		"out of date":            {[]consent.Record{until(today.AddDays(-1))}, receiptAbout(), `"event_state":"consent_expired"`},
		"taken back in part":     {[]consent.Record{yes(), partOf(consent.SharePolice)}, receiptAbout(), `"event_state":"consent_withdrawn"`},
		"still thinking":         {[]consent.Record{more}, receiptAbout(), `"event_state":"consent_requested"`},
		"decided for the client": {[]consent.Record{decided}, receiptAbout(), `"entity_id":"decision-maker"`},
		"nothing else known":     {[]consent.Record{yes()}, bare, `"retention_period":"Ask the organisation"`},
	} {
		file := consent.NewReceiptFile(tc.about, consent.StandingOn(person.Adult, tc.records, today))
		text, err := json.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := check(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !bytes.Contains(text, []byte(tc.holds)) {
			t.Errorf("%s: lacks %s\n%s", name, tc.holds, text)
		}
		if strings.Contains(string(text), "Colleague") || strings.Contains(string(text), "Sampleton") || strings.Contains(string(text), "07700") {
			t.Errorf("%s: somebody is named\n%s", name, text)
		}
	}
	broken, _ := json.Marshal(consent.NewReceiptFile(receiptAbout(), consent.StandingOn(person.Adult, []consent.Record{yes()}, today)))
	for _, change := range [][2]string{
		{`"consent_given"`, `"probably"`}, {`"pii_principal_id":"ND-7Q4K-29"`, `"pii_principal_id":"Ana"`},
		{"Legitimate interests", "Consent"}, {`"event_time":"2026-05-02"`, `"event_time":"yesterday"`},
	} {
		if check(bytes.ReplaceAll(broken, []byte(change[0]), []byte(change[1]))) == nil {
			t.Errorf("a file with %s passes", change[1])
		}
	}
}

func schema(t *testing.T) func(text []byte) error {
	t.Helper()
	f, err := os.Open("data/consent-receipt.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("receipt.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("receipt.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text []byte) error {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return err
		}
		return compiled.Validate(value)
	}
}

func TestReceiptText(t *testing.T) {
	t.Parallel()
	text := consent.NewReceiptText(consent.StandingOn(person.Adult, []consent.Record{yes(), partOf(consent.SharePolice)}, today))
	names := func(list []consent.ReceiptWords) string {
		var out []string
		for _, w := range list {
			out = append(out, string(w.Purpose))
			if w.Agreed == "" || w.Refused == "" || strings.ContainsAny(w.Agreed+w.Refused, "’'") {
				t.Errorf("%s: %q, %q", w.Purpose, w.Agreed, w.Refused)
			}
		}
		return strings.Join(out, " ")
	}
	if got := names(text.Agreed); got != "refer_to_nrm wants_support share_support share_local_authority share_legal contact_client" {
		t.Errorf("agreed to %s", got)
	}
	if got := names(text.Refused); got != "help_authorities share_feedback decision_to_other" {
		t.Errorf("said no to %s", got)
	}
	if got := names(text.TakenBack); got != "share_police" {
		t.Errorf("took back %s", got)
	}
	if len(text.Open) > 0 {
		t.Errorf("open: %s", names(text.Open))
	}
}

// TestReceiptStanding: the receipt of a sitting says what was taken back since,
// and nothing of later answers.
func TestReceiptStanding(t *testing.T) {
	t.Parallel()
	later := yes()
	later.ID, later.Number, later.GivenOn = "later", 4, today
	records := []consent.Record{later, withdrawal(), no(), yes()}
	for number, want := range map[int]string{1: "", 2: "", 4: "refer_to_nrm wants_support"} {
		text := consent.NewReceiptText(consent.ReceiptStanding(records, number, today))
		var first []string
		for _, w := range text.Agreed[:min(2, len(text.Agreed))] {
			first = append(first, string(w.Purpose))
		}
		if strings.Join(first, " ") != want || len(text.Refused) == 0 || (number == 4) == (len(text.TakenBack) > 0) {
			t.Errorf("record %d: agreed to %v, %d refused, %d taken back", number, first, len(text.Refused), len(text.TakenBack))
		}
	}
}

func TestCheckReceipt(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		record     consent.Record
		safe, want string
	}{
		"safe":                   {yes(), "yes", ""},
		"not safe":               {yes(), "no", "receipt_safe: not_safe"},
		"nobody asked":           {yes(), "", "receipt_safe: select_one"},
		"of a child":             {notRequired(), "yes", "A child is not asked"},
		"of a record in error":   {inError(yes()), "yes", "recorded in error"},
		"of one that is doubted": {doubted(yes()), "yes", "recorded in error"},
	} {
		err := consent.CheckReceipt(tc.record, tc.safe)
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
