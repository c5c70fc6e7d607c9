package desk

import (
	"context"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/lawfulbasis"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// What can leave as paper or file.
const (
	ReceiptExport = "receipt"
	PackExport    = "referral_pack"
	ReportExport  = "refusal_report"

	toClient consent.Recipient = "client"
)

// GiveReceipt makes the receipt of a sitting, once somebody has said that it is
// safe to give it to the client. That it was given is kept; the id leads to it.
//
// Errors: fault.NotFound, *fault.Conflict, *fault.Invalid on receipt_safe.
func (d *Desk) GiveReceipt(ctx context.Context, actor staff.Actor, e Edit, number int, safe string) (id string, err error) {
	err = d.change(ctx, actor, access.GiveReceipt, e, func(w *work) error {
		r, err := w.consentRecord(ctx, number)
		if err != nil {
			return err
		}
		if err := consent.CheckReceipt(r.Record, safe); err != nil {
			return err
		}
		id = newID()
		w.about(r.ID)
		w.fact("number", strconv.Itoa(number))
		return w.tx.InsertExport(ctx, postgres.Export{
			ID: id, OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Kind: ReceiptExport, Recipient: toClient, Basis: consent.ByConsent,
			ConsentRecordID: r.ID, By: actor.UserID, At: w.now,
		})
	})
	return id, err
}

func (w *work) consentRecord(ctx context.Context, number int) (ConsentRecord, error) {
	records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
	if err != nil {
		return ConsentRecord{}, err
	}
	i := slices.IndexFunc(records, func(r ConsentRecord) bool { return r.Number == number })
	if i < 0 {
		return ConsentRecord{}, fault.NotFound
	}
	return records[i], nil
}

// ReceiptFile is a receipt that was made: what the paper says, and the file.
type ReceiptFile struct {
	Head
	Record       ConsentRecord
	Standing     consent.Standing
	Organisation string
	MadeOn       calendar.Date
	File         consent.ReceiptFile
}

// ConsentToAnswer is one record with whether a receipt of it can be given.
type ConsentToAnswer struct {
	Head
	Record ConsentRecord
}

// ConsentToAnswer reads one record of a case.
func (d *Desk) ConsentToAnswer(ctx context.Context, actor staff.Actor, ref casefile.Ref, number int) (ConsentToAnswer, error) {
	var f ConsentToAnswer
	err := d.view(ctx, actor, access.ViewConsent, ref, func(w *work) (err error) {
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		f.Record, err = w.consentRecord(ctx, number)
		w.about(f.Record.ID)
		return err
	})
	return f, err
}

// Receipt reads a receipt that was made. Nobody gets to one by another way than
// GiveReceipt. Errors: fault.NotFound, *fault.Conflict when its record has been
// marked as recorded in error since.
func (d *Desk) Receipt(ctx context.Context, actor staff.Actor, ref casefile.Ref, id string) (ReceiptFile, error) {
	var f ReceiptFile
	err := d.view(ctx, actor, access.GiveReceipt, ref, func(w *work) (err error) {
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		made, err := w.tx.Exports(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(made, func(e postgres.Export) bool { return e.ID == id && e.Kind == ReceiptExport })
		if i < 0 {
			return fault.NotFound
		}
		records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(records, func(r ConsentRecord) bool { return r.ID == made[i].ConsentRecordID })
		f.Record, f.MadeOn = records[at], calendar.LondonDay(made[i].At)
		if err := consent.CheckReceipt(f.Record.Record, "yes"); err != nil {
			return err
		}
		f.Standing = consent.ReceiptStanding(rules(records), f.Record.Number, w.today)
		w.about(f.Record.ID)
		return w.receiptFile(ctx, &f, id)
	})
	return f, err
}

var jurisdictions = map[calendar.Nation]string{
	calendar.England: "GB-ENG", calendar.Wales: "GB-WLS", calendar.Scotland: "GB-SCT", calendar.NorthernIreland: "GB-NIR",
}

func (w *work) receiptFile(ctx context.Context, f *ReceiptFile, id string) error {
	organisation, err := w.tx.Organisation(ctx, w.Case.OrganisationID)
	if err != nil {
		return err
	}
	basis, err := w.lawfulBasis(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	f.Organisation = organisation.Name
	about := consent.ReceiptAbout{
		ReceiptID: id, RecordID: f.Record.Reference, Principal: string(w.Case.Ref), Organisation: organisation.Name, Kind: string(organisation.Kind),
		Jurisdiction: jurisdictions[w.Case.Nation],
	}
	if e := f.Record.Explanation; e.SheetTag != "" {
		about.SheetAddress = "/sheets/" + e.SheetTag + "/" + e.SheetVersion
	}
	if basis != nil {
		choice, _ := lawfulbasis.Find(lawfulbasis.Basis, basis.Basis)
		about.LawfulBasis, about.Retention = choice.Source.Citation, basis.Retention
	}
	f.File = consent.NewReceiptFile(about, f.Standing)
	return nil
}
