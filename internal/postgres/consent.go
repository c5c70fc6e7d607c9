package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
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
	ExplainedFrom  time.Time      // when the explanation was first written down; zero when not known
	TrainedOn      calendar.Date  // when the worker had been trained for it, as known on the day
	From, To, Kept casefile.State // how the record moved the case, and what was kept at 18; empty when it did not
}

type consentRow struct {
	ID                  string
	OrganisationID      string
	CaseID              string
	Number              int
	PublicReference     string
	Kind                string
	GivenOn             date
	Status              string
	ReferToNRM          string `gorm:"column:refer_to_nrm"`
	WantsSupport        string
	HelpAuthorities     string
	DecisionToOther     string
	ShareSupport        string
	ShareLocalAuthority string
	SharePolice         string
	ShareLegal          string
	ShareFeedback       string
	IdentifyInDuty      string
	ContactLetter       string
	ContactEmail        string
	ContactPhone        string
	ContactText         string
	ReasonNotGiven      bool
	WithdrawnHow        string
	ProviderTold        string
	Explained           array[string]
	SheetTag            string
	SheetVersion        string
	SheetUse            string
	NoticeVersion       string
	Language            string
	ExplainedHow        string
	Interpreter         string
	GenderWish          string
	Present             array[string]
	Capacity            string
	CapacityOn          date
	CapacityAct         string
	AnsweredHow         string
	EndsHow             string
	EndsOn              date
	EndsMonths          int
	ReviewOn            date
	AtEighteen          bool
	Withdrawn           array[string]
	WithdrawnAt         string
	Corrects            int
	MovedFrom           string
	MovedTo             string
	MovedKept           string
	WorkerTrainedOn     date
	ExplainedFrom       *time.Time
	DetailsSealed       []byte
	RecordedBy          string
	RecordedByName      string `gorm:"->"` // of the users table
	RecordedAt          time.Time
	Error               string `gorm:"->"` // of the corrections
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
	PresentWho            string `json:"present_who,omitempty"`
	CapacityBy            string `json:"capacity_by,omitempty"`
	DecisionMaker         string `json:"decision_maker,omitempty"`
	CapacityReason        string `json:"capacity_reason,omitempty"`
}

func newConsentRow(r ConsentRecord) consentRow {
	e := r.Explanation
	return consentRow{
		ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, Number: r.Number, PublicReference: r.Reference,
		Kind: string(r.Kind), GivenOn: date(r.GivenOn), Status: string(r.Status()),
		ReferToNRM: string(r.ReferToNRM), WantsSupport: string(r.WantsSupport), HelpAuthorities: string(r.HelpAuthorities),
		DecisionToOther: string(r.DecisionToOther), ShareSupport: string(r.ShareSupport), ShareLocalAuthority: string(r.ShareLocalAuthority),
		SharePolice: string(r.SharePolice), ShareLegal: string(r.ShareLegal), ShareFeedback: string(r.ShareFeedback),
		IdentifyInDuty: string(r.IdentifyInDuty),
		ContactLetter:  string(r.ContactBy[consent.Letter]), ContactEmail: string(r.ContactBy[consent.Email]),
		ContactPhone: string(r.ContactBy[consent.Phone]), ContactText: string(r.ContactBy[consent.Text]),
		ReasonNotGiven: r.ReasonNotGiven, WithdrawnHow: string(r.WithdrawnHow), ProviderTold: string(r.ProviderTold),
		Explained: e.Points, SheetTag: e.SheetTag, SheetVersion: e.SheetVersion, SheetUse: string(e.SheetUse), NoticeVersion: e.NoticeVersion,
		Language: e.Language, ExplainedHow: string(e.How), Interpreter: string(e.Interpreter), GenderWish: string(e.GenderWish),
		Present: texts(e.Present), Capacity: string(r.Capacity.Finding), CapacityOn: date(r.Capacity.AssessedOn), CapacityAct: r.Capacity.Act,
		AnsweredHow: string(r.AnsweredHow), EndsHow: string(r.Ends.How), EndsOn: date(r.Ends.On), EndsMonths: r.Ends.Months,
		ReviewOn: date(r.ReviewOn), AtEighteen: r.AtEighteen, Withdrawn: texts(r.Withdrawn), WithdrawnAt: r.WithdrawnAt, Corrects: r.Corrects,
		MovedFrom: string(r.From), MovedTo: string(r.To), MovedKept: string(r.Kept), WorkerTrainedOn: date(r.TrainedOn), ExplainedFrom: orNull(r.ExplainedFrom), RecordedBy: r.RecordedBy, RecordedAt: r.RecordedAt,
	}
}

func newConsentDetails(r consent.Record) consentDetails {
	return consentDetails{
		RefusalReason: r.RefusalReason, SupportContact: r.SupportContact, NoSupportContact: r.NoSupportContact,
		DecisionTo: r.DecisionTo, Witness: r.Witness, OtherHow: r.OtherHow, OwnWords: r.OwnWords, Worries: r.Worries,
		AgeEvidence: r.AgeEvidence, LocalAuthorityContact: r.LocalAuthorityContact, WithdrawReason: r.WithdrawReason,
		InterpreterReference: r.Explanation.InterpreterReference, PresentWho: r.Explanation.PresentWho,
		CapacityBy: r.Capacity.AssessedBy, DecisionMaker: r.Capacity.DecisionMaker, CapacityReason: r.Capacity.Reason,
	}
}

func (r consentRow) toRecord(d consentDetails) consent.Record {
	rec := consent.Record{
		ID: r.ID, Number: r.Number, Kind: consent.Kind(r.Kind), GivenOn: calendar.Date(r.GivenOn),
		Explanation: consent.Explanation{
			Points: r.Explained, SheetTag: r.SheetTag, SheetVersion: r.SheetVersion, SheetUse: consent.SheetUse(r.SheetUse),
			NoticeVersion: r.NoticeVersion, Language: r.Language, How: consent.How(r.ExplainedHow),
			Interpreter: consent.Interpreter(r.Interpreter), InterpreterReference: d.InterpreterReference,
			GenderWish: consent.GenderWish(r.GenderWish), Present: codes[consent.Presence](r.Present), PresentWho: d.PresentWho,
		},
		Capacity: consent.Capacity{
			Finding: consent.CapacityFinding(r.Capacity), AssessedOn: calendar.Date(r.CapacityOn), AssessedBy: d.CapacityBy,
			Act: r.CapacityAct, DecisionMaker: d.DecisionMaker, Reason: d.CapacityReason,
		},
		ReferToNRM: consent.Answer(r.ReferToNRM), RefusalReason: d.RefusalReason, ReasonNotGiven: r.ReasonNotGiven,
		WantsSupport: consent.Answer(r.WantsSupport), SupportContact: d.SupportContact, NoSupportContact: d.NoSupportContact,
		HelpAuthorities: consent.Answer(r.HelpAuthorities), ShareSupport: consent.Answer(r.ShareSupport),
		ShareLocalAuthority: consent.Answer(r.ShareLocalAuthority), SharePolice: consent.Answer(r.SharePolice),
		ShareLegal: consent.Answer(r.ShareLegal), ShareFeedback: consent.Answer(r.ShareFeedback),
		DecisionToOther: consent.Answer(r.DecisionToOther), DecisionTo: d.DecisionTo,
		IdentifyInDuty: consent.Answer(r.IdentifyInDuty), AnsweredHow: consent.AnsweredHow(r.AnsweredHow),
		Witness: d.Witness, OtherHow: d.OtherHow, OwnWords: d.OwnWords, Worries: d.Worries,
		Ends:     consent.Ends{How: consent.EndsHow(r.EndsHow), On: calendar.Date(r.EndsOn), Months: r.EndsMonths},
		ReviewOn: calendar.Date(r.ReviewOn), AtEighteen: r.AtEighteen,
		AgeEvidence: d.AgeEvidence, LocalAuthorityContact: d.LocalAuthorityContact,
		Withdrawn: codes[consent.Purpose](r.Withdrawn), WithdrawnAt: r.WithdrawnAt,
		WithdrawnHow: consent.WithdrawnHow(r.WithdrawnHow), WithdrawReason: d.WithdrawReason, ProviderTold: consent.ProviderTold(r.ProviderTold),
		Error: consent.ErrorState(r.Error), Corrects: r.Corrects,
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

// codes is a column of codes as the rulebook's own; an empty one is nil.
func codes[T ~string](column array[string]) []T {
	var list []T
	for _, c := range column {
		list = append(list, T(c))
	}
	return list
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

// consentColumns are the coded columns of a record r, without the sealed
// details, and whether it was recorded in error.
const consentColumns = `r.id, r.case_id, r.number, r.public_reference, r.kind, r.given_on, r.status,
	r.refer_to_nrm, r.wants_support, r.help_authorities, r.decision_to_other, r.share_support, r.share_local_authority,
	r.share_police, r.share_legal, r.share_feedback, r.identify_in_duty, r.contact_letter, r.contact_email, r.contact_phone,
	r.contact_text, r.reason_not_given, r.withdrawn_how, r.provider_told, r.explained, r.sheet_tag, r.sheet_version, r.sheet_use,
	r.notice_version, r.language, r.explained_how, r.interpreter, r.gender_wish, r.present, r.capacity, r.capacity_on, r.capacity_act,
	r.answered_how, r.ends_how, r.ends_on, r.ends_months, r.review_on, r.at_eighteen, r.withdrawn, r.withdrawn_at, r.corrects,
	r.moved_from, r.moved_to, r.moved_kept, r.worker_trained_on, r.recorded_by, r.recorded_at,
	COALESCE((SELECT CASE WHEN NOT x.widens OR v.outcome = 'confirmed' THEN 'confirmed' WHEN v.outcome IS NULL THEN 'waiting' ELSE '' END
		FROM consent_corrections x LEFT JOIN consent_correction_reviews v ON v.correction_id = x.id
		WHERE x.record_id = r.id ORDER BY x.recorded_at DESC, x.id DESC LIMIT 1), '') AS error`

// inError says of a record, by the name its query gives it, whether it was
// found to be in error and no longer counts.
func inError(record string) string {
	return `EXISTS (SELECT 1 FROM consent_corrections x LEFT JOIN consent_correction_reviews v ON v.correction_id = x.id
		WHERE x.record_id = ` + record + `.id AND (NOT x.widens OR v.outcome = 'confirmed'))`
}

// ConsentRecords reads every consent record of a case in the order in which
// they were made.
func (db *DB) ConsentRecords(ctx context.Context, caseID string) ([]ConsentRecord, error) {
	var rows []consentRow
	err := db.g.WithContext(ctx).Raw(`SELECT `+consentColumns+`, r.organisation_id, r.details_sealed, u.name AS recorded_by_name
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
			TrainedOn: calendar.Date(row.WorkerTrainedOn), From: casefile.State(row.MovedFrom), To: casefile.State(row.MovedTo), Kept: casefile.State(row.MovedKept),
		}
	}
	return records, nil
}
