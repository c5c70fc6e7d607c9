package consent

import (
	"encoding/csv"
	"fmt"
	"strings"
	"sync"

	_ "embed"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// A receipt is the client's copy of what they answered, in plain words and as a
// file. It names neither the client nor any of the staff, and is given only
// when somebody has said that it is safe.

// CheckReceipt says whether a receipt of a record can be given. Safe is the
// answer of the worker to that question; nothing is taken for granted.
func CheckReceipt(r Record, safe string) error {
	switch {
	case r.Error != NoError:
		return fault.Conflictf("This record is marked as recorded in error. No receipt of it can be given.")
	case r.Kind == NotRequired:
		return fault.Conflictf("A child is not asked, so there are no answers to put on a receipt. The explanation sheet can be printed.")
	case r.Kind == Withdrawal:
		return fault.Conflictf("A receipt is given of the answers. It says which of them the client has taken back.")
	}
	var ps fault.Problems
	switch safe {
	case "yes":
	case "no":
		ps.Add("receipt_safe", "not_safe")
	default:
		ps.Add("receipt_safe", "select_one")
	}
	return ps.Err()
}

// ReceiptWords is how one purpose reads on a receipt: after "You agreed that we
// may", and after "You said no. We may not".
type ReceiptWords struct {
	Purpose         Purpose
	Agreed, Refused string
	purposeType     string
	piiTypes        []string
	recipients      []string
}

//go:embed data/receipt-words.csv
var receiptWordsCSV string

// A mistake in the embedded file is a mistake in the program.
var receiptWords = sync.OnceValue(func() map[Purpose]ReceiptWords {
	rows, err := csv.NewReader(strings.NewReader(receiptWordsCSV)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read receipt words: %w", err))
	}
	words := map[Purpose]ReceiptWords{}
	for _, row := range rows[1:] {
		words[Purpose(row[0])] = ReceiptWords{
			Purpose: Purpose(row[0]), Agreed: row[1], Refused: row[2], purposeType: row[3],
			piiTypes: strings.Split(row[4], ";"), recipients: strings.Split(row[5], ";"),
		}
	}
	for _, p := range Purposes {
		if words[p].Agreed == "" {
			panic(fmt.Errorf("receipt words: nothing for %s", p))
		}
	}
	return words
})

// ReceiptText is what a client answered, sorted for their receipt. What was
// agreed to and taken back since stands apart from what was never agreed to.
type ReceiptText struct {
	Agreed, TakenBack, Refused, Open []ReceiptWords
}

// NewReceiptText sorts the answers of a sitting.
func NewReceiptText(s Standing) ReceiptText {
	var t ReceiptText
	for _, p := range Purposes {
		words := receiptWords()[p]
		_, back := s.TakenBack[p]
		switch answer := s.Record.Answer(p); {
		case back:
			t.TakenBack = append(t.TakenBack, words)
		case answer == Yes:
			t.Agreed = append(t.Agreed, words)
		case answer == No:
			t.Refused = append(t.Refused, words)
		case answer == NeedsMoreTime:
			t.Open = append(t.Open, words)
		}
	}
	return t
}

// ReceiptStanding is what a receipt of one sitting tells: its answers, and which
// of them the client has taken back since.
func ReceiptStanding(records []Record, number int, on calendar.Date) Standing {
	var s Standing
	for _, r := range inOrder(records) {
		switch {
		case r.Error == ErrorConfirmed || r.GivenOn.After(on):
		case r.Number == number:
			s = Standing{Record: r, LatestID: r.ID, Day: on}
		case s.Record.Kind != "" && r.Kind == Withdrawal:
			if len(r.Withdrawn) == 0 {
				r.Withdrawn = s.Permitted()
			}
			s.takeBack(r)
		}
	}
	s.Status = s.status()
	return s
}

// ReceiptSchema is the version of the file, as its schema names it.
const ReceiptSchema = "nrmdesk-consent-receipt-1"

// ReceiptAbout is what a receipt says besides the answers.
type ReceiptAbout struct {
	ReceiptID    string
	RecordID     string // the public reference of the record
	Principal    string // the reference of the case: it names nobody
	Organisation string
	Kind         string // of organisation
	Jurisdiction string // ISO 3166-2
	LawfulBasis  string // why the organisation may hold the record; empty when it has not said
	Retention    string
	SheetAddress string
}

// ReceiptFile is a consent receipt with the record in it, in the field names of
// ISO/IEC TS 27560:2023. What the standard leaves open is in
// data/consent-receipt.schema.json.
type ReceiptFile struct {
	SchemaVersion string     `json:"schema_version"`
	ReceiptID     string     `json:"receipt_id"`
	Record        RecordFile `json:"consent_record"`
}

// RecordFile is the consent record: header, processing, parties, events.
type RecordFile struct {
	SchemaVersion string         `json:"schema_version"`
	RecordID      string         `json:"record_id"`
	PrincipalID   string         `json:"pii_principal_id"`
	Processing    ProcessingFile `json:"pii_processing"`
	Parties       []PartyFile    `json:"party_identification"`
}

// ProcessingFile is the notice, and the purposes with what happened to each.
type ProcessingFile struct {
	PrivacyNotice string        `json:"privacy_notice"`
	Language      string        `json:"language"`
	Purposes      []PurposeFile `json:"purposes"`
}

// PurposeFile is one question and its answer.
type PurposeFile struct {
	Purpose          string      `json:"purpose"`
	PurposeType      string      `json:"purpose_type"`
	LawfulBasis      string      `json:"lawful_basis,omitempty"`
	Information      []PIIFile   `json:"pii_information"`
	Controllers      []string    `json:"pii_controllers"`
	CollectionMethod string      `json:"collection_method"`
	StorageLocations []string    `json:"storage_locations"`
	RetentionPeriod  string      `json:"retention_period"`
	Recipients       []string    `json:"recipient_third_parties"`
	WithdrawalMethod string      `json:"withdrawal_method"`
	PrivacyRights    string      `json:"privacy_rights"`
	Jurisdiction     string      `json:"jurisdiction"`
	Events           []EventFile `json:"events"`
}

// PIIFile is one kind of information.
type PIIFile struct {
	Type string `json:"pii_type"`
}

// PartyFile is the organisation.
type PartyFile struct {
	ID      string `json:"party_id"`
	Name    string `json:"party_name"`
	Role    string `json:"party_role"`
	Type    string `json:"party_type"`
	Address string `json:"party_address"`
	Contact string `json:"party_contact"`
}

// EventFile is what the client did.
type EventFile struct {
	Time     string `json:"event_time"`
	Validity string `json:"validity_duration"`
	Entity   string `json:"entity_id"`
	Type     string `json:"event_type"`
	State    string `json:"event_state"`
}

const (
	controllerID     = "controller"
	askOrganisation  = "Ask the organisation"
	withdrawalMethod = "Tell any worker of the organisation, or sign a form, at any time. No reason is needed."
	privacyRights    = "You can ask the organisation to see what it keeps and to put mistakes right, and complain to the Information Commissioner."
)

// NewReceiptFile puts what holds of a record into the file. Purposes that were
// not asked are not in it.
func NewReceiptFile(a ReceiptAbout, s Standing) ReceiptFile {
	r := s.Record
	record := RecordFile{
		SchemaVersion: ReceiptSchema, RecordID: a.RecordID, PrincipalID: a.Principal,
		Processing: ProcessingFile{PrivacyNotice: "Privacy information notice, " + r.Explanation.NoticeVersion, Language: r.Explanation.SheetTag},
		Parties: []PartyFile{{
			ID: controllerID, Name: a.Organisation, Role: "PII controller", Type: a.Kind, Address: askOrganisation, Contact: askOrganisation,
		}},
	}
	if a.SheetAddress != "" {
		record.Processing.PrivacyNotice += "; explanation sheet " + a.SheetAddress
	}
	if record.Processing.Language == "" {
		record.Processing.Language = "und" // BCP 47: not determined
	}
	for _, p := range Purposes {
		state := s.eventState(p)
		if state == "" {
			continue
		}
		words := receiptWords()[p]
		file := PurposeFile{
			Purpose: string(p), PurposeType: words.purposeType, LawfulBasis: a.LawfulBasis, Controllers: []string{controllerID},
			CollectionMethod: collectionMethod(r), StorageLocations: []string{askOrganisation}, RetentionPeriod: orText(a.Retention, askOrganisation),
			Recipients: words.recipients, WithdrawalMethod: withdrawalMethod, PrivacyRights: privacyRights, Jurisdiction: a.Jurisdiction,
			Events: s.events(p, a, state),
		}
		for _, t := range words.piiTypes {
			file.Information = append(file.Information, PIIFile{t})
		}
		record.Processing.Purposes = append(record.Processing.Purposes, file)
	}
	return ReceiptFile{SchemaVersion: ReceiptSchema, ReceiptID: a.ReceiptID, Record: record}
}

// eventState is where a purpose stands, or empty when it was not asked.
func (s Standing) eventState(p Purpose) string {
	if _, back := s.TakenBack[p]; back {
		return "consent_withdrawn"
	}
	switch s.Record.Answer(p) {
	case Yes:
		if s.Over() {
			return "consent_expired"
		}
		return "consent_given"
	case No:
		return "consent_refused"
	case NeedsMoreTime:
		return "consent_requested"
	default:
		return ""
	}
}

// events are what happened to a purpose, in time: the answer, and that it was
// taken back.
func (s Standing) events(p Purpose, a ReceiptAbout, state string) []EventFile {
	answer := s.answered(a, state)
	when, back := s.TakenBack[p]
	if !back {
		return []EventFile{answer}
	}
	answer.State = "consent_given"
	taken := answer
	// How it was taken back stands in the record of the withdrawal.
	taken.Time, taken.Type, taken.Entity, taken.State = when.String(), "explicit_other", a.Principal, state
	return []EventFile{answer, taken}
}

func (s Standing) answered(a ReceiptAbout, state string) EventFile {
	e := EventFile{Time: s.Record.GivenOn.String(), Entity: a.Principal, Type: "explicit_spoken", State: state}
	switch s.Record.AnsweredHow {
	case SignedSheet:
		e.Type = "explicit_written"
	case BestInterests:
		e.Type, e.Entity = "decided_under_capacity_law", "decision-maker"
	case OtherWay:
		e.Type = "explicit_other"
	}
	switch ends := s.Record.Ends; ends.How {
	case EndsOn:
		e.Validity = s.Record.GivenOn.String() + "/" + ends.On.String()
	case EndsAfter:
		e.Validity = fmt.Sprintf("P%dM", ends.Months)
	default:
		e.Validity = "until_withdrawn"
	}
	return e
}

func collectionMethod(r Record) string {
	return "Asked in conversation: " + strings.ToLower(r.Explanation.How.Label())
}

func orText(text, otherwise string) string {
	if blank(text) {
		return otherwise
	}
	return text
}
