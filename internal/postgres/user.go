package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
)

type userRow struct {
	ID               string
	OrganisationID   string
	Email            string
	Name             string
	PasswordHash     string
	Version          int64
	DisabledAt       *time.Time
	ConsentTrainedOn date
	CreatedAt        time.Time `gorm:"autoCreateTime:false"`
	Roles            array[string]
	TeamIDs          array[string] `gorm:"column:team_ids"`
}

// userSelect reads users with their roles and teams in one query.
const userSelect = `SELECT u.id, u.organisation_id, u.email, u.name, u.password_hash, u.version, u.disabled_at, u.consent_trained_on, u.created_at,
	ARRAY(SELECT role FROM user_roles r WHERE r.user_id = u.id ORDER BY role) AS roles,
	ARRAY(SELECT team_id::text FROM team_members m WHERE m.user_id = u.id ORDER BY team_id) AS team_ids
	FROM users u `

func (r userRow) toUser() staff.User {
	u := staff.User{
		ID: r.ID, OrganisationID: r.OrganisationID, Email: r.Email, Name: r.Name, PasswordHash: r.PasswordHash,
		Version: r.Version, Disabled: r.DisabledAt != nil, TrainedOn: calendar.Date(r.ConsentTrainedOn), TeamIDs: r.TeamIDs,
	}
	for _, role := range r.Roles {
		u.Roles = append(u.Roles, staff.Role(role))
	}
	return u
}

// User reads one user of the organisation.
func (db *DB) User(ctx context.Context, organisationID, id string) (staff.User, error) {
	return db.oneUser(ctx, `WHERE u.organisation_id = ? AND u.id = ?`, organisationID, id)
}

// UserByEmail finds the user who signs in with the address, whatever the
// organisation and the capitals.
func (db *DB) UserByEmail(ctx context.Context, email string) (staff.User, error) {
	return db.oneUser(ctx, `WHERE lower(u.email) = lower(?)`, strings.TrimSpace(email))
}

func (db *DB) oneUser(ctx context.Context, where string, args ...any) (staff.User, error) {
	var rows []userRow
	if err := db.g.WithContext(ctx).Raw(userSelect+where+` LIMIT 1`, args...).Scan(&rows).Error; err != nil {
		return staff.User{}, fmt.Errorf("read user: %w", err)
	}
	if len(rows) == 0 {
		return staff.User{}, fault.NotFound
	}
	return rows[0].toUser(), nil
}

// Users lists everybody of the organisation by name.
func (db *DB) Users(ctx context.Context, organisationID string) ([]staff.User, error) {
	return db.manyUsers(ctx, `WHERE u.organisation_id = ? ORDER BY u.name, u.id`, organisationID)
}

// TeamMembers lists the users of the teams who can hold a case, by name.
func (db *DB) TeamMembers(ctx context.Context, organisationID string, teamIDs []string) ([]staff.User, error) {
	return db.manyUsers(ctx, `WHERE u.organisation_id = ? AND u.disabled_at IS NULL
		AND EXISTS (SELECT 1 FROM team_members m WHERE m.user_id = u.id AND m.team_id = ANY(?::uuid[]))
		ORDER BY u.name, u.id`, organisationID, array[string](teamIDs))
}

func (db *DB) manyUsers(ctx context.Context, where string, args ...any) ([]staff.User, error) {
	var rows []userRow
	if err := db.g.WithContext(ctx).Raw(userSelect+where, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read users: %w", err)
	}
	users := make([]staff.User, len(rows))
	for i, r := range rows {
		users[i] = r.toUser()
	}
	return users, nil
}

// InsertUser adds a user with roles and teams. An address in use is an
// *fault.Invalid on the field work_email.
func (db *DB) InsertUser(ctx context.Context, u staff.User) error {
	err := db.g.WithContext(ctx).Exec(
		`INSERT INTO users (id, organisation_id, email, name, password_hash, consent_trained_on) VALUES (?, ?, ?, ?, ?, ?)`,
		u.ID, u.OrganisationID, strings.TrimSpace(u.Email), u.Name, u.PasswordHash, date(u.TrainedOn)).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return &fault.Invalid{Problems: []fault.Problem{{Field: "work_email", Code: "taken"}}}
	}
	if err != nil {
		return fmt.Errorf("insert user: %w", err)
	}
	return db.setRights(ctx, u)
}

// SaveUser writes back name, roles, teams and whether the user may sign in.
// Somebody else's change in between is a *fault.Conflict.
func (db *DB) SaveUser(ctx context.Context, u staff.User, now time.Time) error {
	var disabledAt *time.Time
	if u.Disabled {
		disabledAt = &now
	}
	done := db.g.WithContext(ctx).Exec(
		`UPDATE users SET name = ?, disabled_at = CASE WHEN ?::timestamptz IS NULL THEN NULL ELSE COALESCE(disabled_at, ?) END,
		 consent_trained_on = ?, version = version + 1 WHERE organisation_id = ? AND id = ? AND version = ?`,
		u.Name, disabledAt, disabledAt, date(u.TrainedOn), u.OrganisationID, u.ID, u.Version)
	if done.Error != nil {
		return fmt.Errorf("save user: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return fault.Conflictf("Somebody else changed this person while you were working on it.")
	}
	return db.setRights(ctx, u)
}

// OtherAdmins counts who else can look after accounts, and keeps other changes
// to the organisation's people waiting until the transaction ends, so that two
// admins cannot each remove the other.
func (db *DB) OtherAdmins(ctx context.Context, organisationID, userID string) (n int, err error) {
	g := db.g.WithContext(ctx)
	if err := g.Exec(`SELECT 1 FROM organisations WHERE id = ? FOR UPDATE`, organisationID).Error; err != nil {
		return 0, fmt.Errorf("lock organisation: %w", err)
	}
	err = g.Raw(`SELECT count(*) FROM users u JOIN user_roles r ON r.user_id = u.id
		WHERE u.organisation_id = ? AND r.role = 'admin' AND u.disabled_at IS NULL AND u.id <> ?`, organisationID, userID).Row().Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count admins: %w", err)
	}
	return n, nil
}

// SetPasswordHash replaces the stored password.
func (db *DB) SetPasswordHash(ctx context.Context, organisationID, userID, hash string) error {
	err := db.g.WithContext(ctx).Exec(`UPDATE users SET password_hash = ?, version = version + 1 WHERE organisation_id = ? AND id = ?`,
		hash, organisationID, userID).Error
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	return nil
}

func (db *DB) setRights(ctx context.Context, u staff.User) error {
	g := db.g.WithContext(ctx)
	if err := g.Exec(`DELETE FROM user_roles WHERE organisation_id = ? AND user_id = ?`, u.OrganisationID, u.ID).Error; err != nil {
		return fmt.Errorf("set roles: %w", err)
	}
	for _, role := range u.Roles {
		if err := g.Exec(`INSERT INTO user_roles (organisation_id, user_id, role) VALUES (?, ?, ?)`, u.OrganisationID, u.ID, role).Error; err != nil {
			return fmt.Errorf("set roles: %w", err)
		}
	}
	if err := g.Exec(`DELETE FROM team_members WHERE organisation_id = ? AND user_id = ?`, u.OrganisationID, u.ID).Error; err != nil {
		return fmt.Errorf("set teams: %w", err)
	}
	for _, team := range u.TeamIDs {
		if err := g.Exec(`INSERT INTO team_members (organisation_id, team_id, user_id) VALUES (?, ?, ?)`, u.OrganisationID, team, u.ID).Error; err != nil {
			return fmt.Errorf("set teams: %w", err)
		}
	}
	return nil
}
