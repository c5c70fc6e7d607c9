package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
)

// ConsentRecord is a consent record with what the desk knows of its making.
type ConsentRecord struct {
	consent.Record
	OrganisationID string
	CaseID         string
	Reference      string // what an auditor sees instead of the case
	RecordedBy     string
	RecordedByName string // filled when read
	RecordedAt     time.Time
}

type consentRow struct {
	ID              string
	OrganisationID  string
	CaseID          string
	Number          int
	PublicReference string
	Kind            string
	GivenOn         date
	Status          string
	ReferToNRM      string `gorm:"column:refer_to_nrm"`
	WantsSupport    string
	HelpAuthorities string
	DecisionToOther string
	ShareSupport    string
	SharePolice     string
	IdentifyInDuty  string
	ContactLetter   string
	ContactEmail    string
	ContactPhone    string
	ContactText     string
	ReasonNotGiven  bool
	WithdrawnHow    string
	ProviderTold    string
	Explained       array[string]
	SheetVersion    string
	NoticeVersion   string
	Language        string
	ExplainedHow    string
	Interpreter     string
	AnsweredHow     string
	ReviewOn        date
	DetailsSealed   []byte
	RecordedBy      string
	RecordedByName  string `gorm:"->"` // of the users table
	RecordedAt      time.Time
}

func (consentRow) TableName() string { return "consent_records" }

// consentDetails is what somebody wrote about the client: sealed together.
type consentDetails struct {
	RefusalReason         string `json:"refusal_reason,omitempty"`
	SupportContact        string `json:"support_contact,omitempty"`
	NoSupportContact      string `json:"no_support_contact,omitempty"`
	DecisionTo            string `json:"decision_to,omitempty"`
	Witness               string `json:"witness,omitempty"`
	OtherHow              string `json:"other_how,omitempty"`
	OwnWords              string `json:"own_words,omitempty"`
	Worries               string `json:"worries,omitempty"`
	AgeEvidence           string `json:"age_evidence,omitempty"`
	LocalAuthorityContact string `json:"local_authority_contact,omitempty"`
	WithdrawReason        string `json:"withdraw_reason,omitempty"`
	InterpreterReference  string `json:"interpreter_reference,omitempty"`
}

func newConsentRow(r ConsentRecord) consentRow {
	return consentRow{
		ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, Number: r.Number, PublicReference: r.Reference,
		Kind: string(r.Kind), GivenOn: date(r.GivenOn), Status: string(r.Status()),
		ReferToNRM: string(r.ReferToNRM), WantsSupport: string(r.WantsSupport), HelpAuthorities: string(r.HelpAuthorities),
		DecisionToOther: string(r.DecisionToOther), ShareSupport: string(r.ShareSupport), SharePolice: string(r.SharePolice),
		IdentifyInDuty: string(r.IdentifyInDuty),
		ContactLetter:  string(r.ContactBy[consent.Letter]), ContactEmail: string(r.ContactBy[consent.Email]),
		ContactPhone: string(r.ContactBy[consent.Phone]), ContactText: string(r.ContactBy[consent.Text]),
		ReasonNotGiven: r.ReasonNotGiven, WithdrawnHow: string(r.WithdrawnHow), ProviderTold: string(r.ProviderTold),
		Explained: r.Explanation.Points, SheetVersion: r.Explanation.SheetVersion, NoticeVersion: r.Explanation.NoticeVersion,
		Language: r.Explanation.Language, ExplainedHow: string(r.Explanation.How), Interpreter: string(r.Explanation.Interpreter),
		AnsweredHow: string(r.AnsweredHow), ReviewOn: date(r.ReviewOn), RecordedBy: r.RecordedBy, RecordedAt: r.RecordedAt,
	}
}

func newConsentDetails(r consent.Record) consentDetails {
	return consentDetails{
		RefusalReason: r.RefusalReason, SupportContact: r.SupportContact, NoSupportContact: r.NoSupportContact,
		DecisionTo: r.DecisionTo, Witness: r.Witness, OtherHow: r.OtherHow, OwnWords: r.OwnWords, Worries: r.Worries,
		AgeEvidence: r.AgeEvidence, LocalAuthorityContact: r.LocalAuthorityContact, WithdrawReason: r.WithdrawReason,
		InterpreterReference: r.Explanation.InterpreterReference,
	}
}

func (r consentRow) toRecord(d consentDetails) consent.Record {
	rec := consent.Record{
		ID: r.ID, Number: r.Number, Kind: consent.Kind(r.Kind), GivenOn: calendar.Date(r.GivenOn),
		Explanation: consent.Explanation{
			Points: r.Explained, SheetVersion: r.SheetVersion, NoticeVersion: r.NoticeVersion, Language: r.Language,
			How: consent.How(r.ExplainedHow), Interpreter: consent.Interpreter(r.Interpreter), InterpreterReference: d.InterpreterReference,
		},
		ReferToNRM: consent.Answer(r.ReferToNRM), RefusalReason: d.RefusalReason, ReasonNotGiven: r.ReasonNotGiven,
		WantsSupport: consent.Answer(r.WantsSupport), SupportContact: d.SupportContact, NoSupportContact: d.NoSupportContact,
		HelpAuthorities: consent.Answer(r.HelpAuthorities), ShareSupport: consent.Answer(r.ShareSupport),
		SharePolice: consent.Answer(r.SharePolice), DecisionToOther: consent.Answer(r.DecisionToOther), DecisionTo: d.DecisionTo,
		IdentifyInDuty: consent.Answer(r.IdentifyInDuty), AnsweredHow: consent.AnsweredHow(r.AnsweredHow),
		Witness: d.Witness, OtherHow: d.OtherHow, OwnWords: d.OwnWords, Worries: d.Worries, ReviewOn: calendar.Date(r.ReviewOn),
		AgeEvidence: d.AgeEvidence, LocalAuthorityContact: d.LocalAuthorityContact,
		WithdrawnHow: consent.WithdrawnHow(r.WithdrawnHow), WithdrawReason: d.WithdrawReason, ProviderTold: consent.ProviderTold(r.ProviderTold),
	}
	for channel, answer := range map[consent.Channel]string{
		consent.Letter: r.ContactLetter, consent.Email: r.ContactEmail, consent.Phone: r.ContactPhone, consent.Text: r.ContactText,
	} {
		if answer == "" {
			continue
		}
		if rec.ContactBy == nil {
			rec.ContactBy = map[consent.Channel]consent.Answer{}
		}
		rec.ContactBy[channel] = consent.Answer(answer)
	}
	return rec
}

// InsertConsent adds a consent record. There is no way to change one.
func (db *DB) InsertConsent(ctx context.Context, r ConsentRecord) error {
	details, err := json.Marshal(newConsentDetails(r.Record))
	if err != nil {
		return fmt.Errorf("insert consent: %w", err)
	}
	row := newConsentRow(r)
	if row.DetailsSealed, err = db.seal("consent_records", "details_sealed", r.ID, string(details)); err != nil {
		return err
	}
	if err := gorm.G[consentRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("insert consent: %w", err)
	}
	return nil
}

// ConsentRecords reads every consent record of a case in the order in which
// they were made.
func (db *DB) ConsentRecords(ctx context.Context, caseID string) ([]ConsentRecord, error) {
	var rows []consentRow
	err := db.g.WithContext(ctx).Raw(`SELECT r.id, r.organisation_id, r.case_id, r.number, r.public_reference, r.kind, r.given_on,
		r.status, r.refer_to_nrm, r.wants_support, r.help_authorities, r.decision_to_other, r.share_support, r.share_police,
		r.identify_in_duty, r.contact_letter, r.contact_email, r.contact_phone, r.contact_text, r.reason_not_given,
		r.withdrawn_how, r.provider_told, r.explained, r.sheet_version, r.notice_version, r.language, r.explained_how,
		r.interpreter, r.answered_how, r.review_on, r.details_sealed, r.recorded_by, r.recorded_at, u.name AS recorded_by_name
		FROM consent_records r JOIN users u ON u.id = r.recorded_by WHERE r.case_id = ? ORDER BY r.number`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read consent: %w", err)
	}
	records := make([]ConsentRecord, len(rows))
	for i, row := range rows {
		text, err := db.unseal("consent_records", "details_sealed", row.ID, row.DetailsSealed)
		if err != nil {
			return nil, err
		}
		var details consentDetails
		if err := json.Unmarshal([]byte(text), &details); err != nil {
			return nil, fmt.Errorf("read consent %s: %w", row.ID, err)
		}
		records[i] = ConsentRecord{
			Record: row.toRecord(details), OrganisationID: row.OrganisationID, CaseID: row.CaseID, Reference: row.PublicReference,
			RecordedBy: row.RecordedBy, RecordedByName: row.RecordedByName, RecordedAt: row.RecordedAt.UTC(),
		}
	}
	return records, nil
}
