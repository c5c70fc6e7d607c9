package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
)

type noticeRow struct {
	ID                  string
	CaseID              string
	Number              int
	RecordID            string
	Kind                string
	HandoffID           *string
	HandoffNumber       *int
	RecipientNameSealed []byte
	Items               array[string]
	OpenedAt            time.Time
	ToldAt              *time.Time
	AcknowledgedAt      *time.Time
	Void                bool
}

// noticeDetails is who was spoken to and what they said: sealed together.
type noticeDetails struct {
	Who  string `json:"who"`
	Said string `json:"said,omitempty"`
}

// InsertNotice opens a notice and gives it its number on the case.
func (db *DB) InsertNotice(ctx context.Context, organisationID, caseID string, n consent.Notice) (number int, err error) {
	name, err := db.seal("withdrawal_notices", "recipient_name_sealed", n.ID, n.Recipient)
	if err != nil {
		return 0, err
	}
	err = db.g.WithContext(ctx).Raw(`INSERT INTO withdrawal_notices (id, organisation_id, case_id, number, record_id, kind, handoff_id,
		recipient_name_sealed, items, opened_at)
		SELECT ?, ?, ?, COALESCE(max(number), 0) + 1, ?, ?, ?, ?, ?, ? FROM withdrawal_notices WHERE case_id = ? RETURNING number`,
		n.ID, organisationID, caseID, n.RecordID, string(n.Kind), optional(n.HandoffID), name, array[string](n.Items), n.OpenedAt, caseID).
		Row().Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("insert notice: %w", err)
	}
	return number, nil
}

// AddNoticeEntry adds what was done about a notice, and marks the notice for
// the lists.
func (db *DB) AddNoticeEntry(ctx context.Context, organisationID string, n consent.Notice, e consent.NoticeEntry, id, by string) error {
	details, err := json.Marshal(noticeDetails{Who: e.Who, Said: e.Said})
	if err != nil {
		return fmt.Errorf("add notice entry: %w", err)
	}
	sealed, err := db.seal("withdrawal_notice_entries", "details_sealed", id, string(details))
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO withdrawal_notice_entries (id, organisation_id, notice_id, kind, happened_on, how, details_sealed, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, organisationID, n.ID, string(e.Kind), date(e.On), string(e.How), sealed, by, e.At).Error
	if err != nil {
		return fmt.Errorf("add notice entry: %w", err)
	}
	column := "told_at"
	if e.Kind == consent.NoticeAcknowledged {
		column = "acknowledged_at"
	}
	if err := db.g.WithContext(ctx).Exec(`UPDATE withdrawal_notices SET `+column+` = ? WHERE id = ?`, e.At, n.ID).Error; err != nil {
		return fmt.Errorf("add notice entry: %w", err)
	}
	return nil
}

// noticeSelect is a notice n, of a record r. Nobody has to hear of a withdrawal
// that was recorded in error.
var noticeSelect = `SELECT n.id, n.case_id, n.number, n.record_id, n.kind, n.handoff_id, h.number AS handoff_number, n.recipient_name_sealed,
	n.items, n.opened_at, n.told_at, n.acknowledged_at, ` + inError("r") + ` AS void`

// Notices reads every notice of a case with what was done about it, newest
// first.
func (db *DB) Notices(ctx context.Context, caseID string) ([]consent.Notice, error) {
	var rows []noticeRow
	err := db.g.WithContext(ctx).Raw(noticeSelect+` FROM withdrawal_notices n JOIN consent_records r ON r.id = n.record_id
		LEFT JOIN handoffs h ON h.id = n.handoff_id WHERE n.case_id = ? ORDER BY n.number DESC`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	entries, err := db.noticeEntries(ctx, caseID)
	if err != nil {
		return nil, err
	}
	list := make([]consent.Notice, len(rows))
	for i, r := range rows {
		if list[i], err = db.toNotice(r); err != nil {
			return nil, err
		}
		list[i].Entries = entries[r.ID]
	}
	return list, nil
}

func (db *DB) toNotice(r noticeRow) (consent.Notice, error) {
	n := consent.Notice{
		ID: r.ID, Number: r.Number, RecordID: r.RecordID, Kind: consent.NoticeKind(r.Kind), HandoffID: orEmpty(r.HandoffID), Items: r.Items,
		OpenedAt: r.OpenedAt.UTC(), ToldAt: orZero(r.ToldAt), AcknowledgedAt: orZero(r.AcknowledgedAt), Void: r.Void,
	}
	if r.HandoffNumber != nil {
		n.HandoffNumber = *r.HandoffNumber
	}
	var err error
	n.Recipient, err = db.unseal("withdrawal_notices", "recipient_name_sealed", r.ID, r.RecipientNameSealed)
	return n, err
}

func (db *DB) noticeEntries(ctx context.Context, caseID string) (map[string][]consent.NoticeEntry, error) {
	var rows []struct {
		ID, NoticeID, Kind, How, Name string
		HappenedOn                    date
		DetailsSealed                 []byte
		RecordedAt                    time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT e.id, e.notice_id, e.kind, e.how, e.happened_on, e.details_sealed, e.recorded_at, u.name
		FROM withdrawal_notice_entries e JOIN withdrawal_notices n ON n.id = e.notice_id JOIN users u ON u.id = e.recorded_by
		WHERE n.case_id = ? ORDER BY e.recorded_at, e.id`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read notice entries: %w", err)
	}
	entries := map[string][]consent.NoticeEntry{}
	for _, r := range rows {
		text, err := db.unseal("withdrawal_notice_entries", "details_sealed", r.ID, r.DetailsSealed)
		if err != nil {
			return nil, err
		}
		var d noticeDetails
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			return nil, fmt.Errorf("read notice entry %s: %w", r.ID, err)
		}
		entries[r.NoticeID] = append(entries[r.NoticeID], consent.NoticeEntry{
			Kind: consent.NoticeStep(r.Kind), On: calendar.Date(r.HappenedOn), How: consent.NoticeHow(r.How), Who: d.Who, Said: d.Said,
			ByName: r.Name, At: r.RecordedAt.UTC(),
		})
	}
	return entries, nil
}

// OpenNotice is one line of the list of notices that wait.
type OpenNotice struct {
	consent.Notice
	Ref   casefile.Ref
	Owner string
}

// NoticePlace is where a page of the list ended.
type NoticePlace struct {
	OpenedAt time.Time
	ID       string
}

// OpenNotices lists the notices of the teams' cases about which something is
// still to be done, the oldest first.
func (db *DB) OpenNotices(ctx context.Context, organisationID string, teamIDs []string, after NoticePlace, limit int) ([]OpenNotice, error) {
	where := &conditions{}
	where.add("n.organisation_id = ? AND n.acknowledged_at IS NULL AND c.team_id = ANY(?::uuid[]) AND NOT "+inError("r"), organisationID, array[string](teamIDs))
	where.add(db.openTo("n.case_id"))
	if after.ID != "" {
		where.add("n.opened_at >= ? AND (n.opened_at > ? OR n.id::text > ?)", after.OpenedAt, after.OpenedAt, after.ID)
	}
	var rows []struct {
		Notice    noticeRow `gorm:"embedded"` // gorm passes over embedded structs without a name
		Reference string
		Owner     string
	}
	err := db.g.WithContext(ctx).Raw(noticeSelect+`, c.reference, u.name AS owner FROM withdrawal_notices n JOIN cases c ON c.id = n.case_id
		JOIN consent_records r ON r.id = n.record_id JOIN users u ON u.id = c.owner_id LEFT JOIN handoffs h ON h.id = n.handoff_id
		WHERE `+where.text()+` ORDER BY n.opened_at, n.id::text LIMIT ?`, append(where.args, limit)...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read open notices: %w", err)
	}
	list := make([]OpenNotice, len(rows))
	for i, r := range rows {
		n, err := db.toNotice(r.Notice)
		if err != nil {
			return nil, err
		}
		list[i] = OpenNotice{Notice: n, Ref: casefile.Ref(r.Reference), Owner: r.Owner}
	}
	return list, nil
}
