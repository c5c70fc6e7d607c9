package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
)

// Override is leave to share without consent, with what the desk knows of its
// making.
type Override struct {
	consent.Override
	OrganisationID  string
	CaseID          string
	CaseRef         casefile.Ref // filled when listed
	RequestedByName string       // filled when read, as the next one
	DecidedByName   string
}

type overrideRow struct {
	ID              string
	OrganisationID  string
	CaseID          string
	CaseReference   string
	Number          int
	RecipientClass  string
	RecipientSealed []byte
	Things          array[string]
	ReasonSealed    []byte
	ConsentRecords  int
	RequestedBy     string
	RequestedAt     time.Time
	ExpiresAt       time.Time
	RequestedByName string
	Outcome         *string
	CommentSealed   []byte
	DecidedBy       *string
	DecidedByName   *string
	DecidedAt       *time.Time
	UsedAt          *time.Time
}

// overrideSeparator stands between the key of the recipient and how it is
// shown, which are sealed together.
const overrideSeparator = "\x1f"

// InsertOverride adds a request and gives it its number on the case.
func (db *DB) InsertOverride(ctx context.Context, o Override) (number int, err error) {
	recipient, err := db.seal("sharing_overrides", "recipient_sealed", o.ID, o.Named+overrideSeparator+o.NamedShown)
	if err != nil {
		return 0, err
	}
	reason, err := db.seal("sharing_overrides", "reason_sealed", o.ID, o.Reason)
	if err != nil {
		return 0, err
	}
	err = db.g.WithContext(ctx).Raw(`INSERT INTO sharing_overrides (id, organisation_id, case_id, number, recipient_class,
		recipient_sealed, things, reason_sealed, consent_records, requested_by, requested_at, expires_at)
		SELECT ?, ?, ?, COALESCE(max(number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM sharing_overrides WHERE case_id = ? RETURNING number`,
		o.ID, o.OrganisationID, o.CaseID, string(o.To), recipient, array[string](o.Things), reason, o.Records,
		o.RequestedBy, o.RequestedAt, o.ExpiresAt, o.CaseID).Row().Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("insert override: %w", err)
	}
	return number, nil
}

// DecideOverride adds the second person's answer. There is no way to change it.
func (db *DB) DecideOverride(ctx context.Context, o Override) error {
	comment, err := db.seal("sharing_override_decisions", "comment_sealed", o.ID, o.Comment)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO sharing_override_decisions (override_id, organisation_id, outcome, comment_sealed, decided_by, decided_at)
		VALUES (?, ?, ?, ?, ?, ?)`, o.ID, o.OrganisationID, string(o.Outcome), comment, o.DecidedBy, o.DecidedAt).Error
	if err != nil {
		return fmt.Errorf("decide override: %w", err)
	}
	return nil
}

// UseOverride marks an override as spent by a handoff.
func (db *DB) UseOverride(ctx context.Context, organisationID, id, handoffID, by string, at time.Time) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO sharing_override_uses (override_id, organisation_id, handoff_id, used_by, used_at)
		VALUES (?, ?, ?, ?, ?)`, id, organisationID, handoffID, by, at).Error
	if err != nil {
		return fmt.Errorf("use override: %w", err)
	}
	return nil
}

const overrideSelect = `SELECT o.*, c.reference AS case_reference, q.name AS requested_by_name, d.outcome, d.comment_sealed, d.decided_by,
	p.name AS decided_by_name, d.decided_at, s.used_at
	FROM sharing_overrides o JOIN cases c ON c.id = o.case_id JOIN users q ON q.id = o.requested_by
	LEFT JOIN sharing_override_decisions d ON d.override_id = o.id LEFT JOIN users p ON p.id = d.decided_by
	LEFT JOIN sharing_override_uses s ON s.override_id = o.id WHERE `

// Overrides reads every override asked for on a case, newest first.
func (db *DB) Overrides(ctx context.Context, caseID string) ([]Override, error) {
	return db.overrides(ctx, `o.case_id = ? ORDER BY o.number DESC`, caseID)
}

// WaitingOverrides lists the requests of some teams that wait for a second
// person and have not run out, the one that runs out first on top.
func (db *DB) WaitingOverrides(ctx context.Context, organisationID string, teamIDs []string, now time.Time, limit int) ([]Override, error) {
	return db.overrides(ctx, `o.organisation_id = ? AND c.team_id = ANY(?::uuid[]) AND o.expires_at > ? AND d.override_id IS NULL
		ORDER BY o.expires_at, o.id LIMIT ?`, organisationID, array[string](teamIDs), now, limit)
}

// OverridePlace is where a page of the list ended.
type OverridePlace struct {
	RequestedAt time.Time
	ID          string
}

// OrganisationOverrides lists every override of an organisation, newest first.
func (db *DB) OrganisationOverrides(ctx context.Context, organisationID string, after OverridePlace, limit int) ([]Override, error) {
	where := &conditions{}
	where.add("o.organisation_id = ?", organisationID)
	if after.ID != "" {
		where.add("o.requested_at <= ? AND (o.requested_at < ? OR o.id::text > ?)", after.RequestedAt, after.RequestedAt, after.ID)
	}
	return db.overrides(ctx, where.text()+` ORDER BY o.requested_at DESC, o.id LIMIT ?`, append(where.args, limit)...)
}

func (db *DB) overrides(ctx context.Context, where string, args ...any) ([]Override, error) {
	var rows []overrideRow
	open, reader := db.openTo("o.case_id")
	if err := db.g.WithContext(ctx).Raw(overrideSelect+open+` AND `+where, append([]any{reader}, args...)...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read overrides: %w", err)
	}
	list := make([]Override, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = db.toOverride(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (db *DB) toOverride(r overrideRow) (Override, error) {
	o := Override{
		Override: consent.Override{
			ID: r.ID, Number: r.Number, To: consent.Recipient(r.RecipientClass), Things: r.Things, Records: r.ConsentRecords,
			RequestedBy: r.RequestedBy, RequestedAt: r.RequestedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(),
			Outcome: consent.OverrideOutcome(orEmpty(r.Outcome)), DecidedBy: orEmpty(r.DecidedBy), DecidedAt: orZero(r.DecidedAt), UsedAt: orZero(r.UsedAt),
		},
		OrganisationID: r.OrganisationID, CaseID: r.CaseID, CaseRef: casefile.Ref(r.CaseReference),
		RequestedByName: r.RequestedByName, DecidedByName: orEmpty(r.DecidedByName),
	}
	recipient, err := db.unseal("sharing_overrides", "recipient_sealed", r.ID, r.RecipientSealed)
	if err != nil {
		return Override{}, err
	}
	o.Named, o.NamedShown, _ = strings.Cut(recipient, overrideSeparator)
	if o.Reason, err = db.unseal("sharing_overrides", "reason_sealed", r.ID, r.ReasonSealed); err != nil {
		return Override{}, err
	}
	if r.Outcome != nil {
		o.Comment, err = db.unseal("sharing_override_decisions", "comment_sealed", r.ID, r.CommentSealed)
	}
	return o, err
}
