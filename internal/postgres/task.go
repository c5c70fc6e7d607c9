package postgres

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/task"
)

type taskRow struct {
	ID, RuleID, Source, Heading, Title, Reason string
	Safety                                     bool
	OwnerRole                                  string
	OpenedOn, DueOn, ClosedOn                  date
	State                                      string
	GivenTo, GivenName                         string
}

const taskColumns = `t.id, t.rule_id, t.source, t.heading, t.title, t.reason, t.safety, t.owner_role, t.opened_on, t.due_on, t.closed_on, t.state,
	COALESCE(t.given_to::text, '') AS given_to, COALESCE(doer.name, '') AS given_name`

// doer is whoever a step was given to.
const doer = ` LEFT JOIN users doer ON doer.id = t.given_to`

func (r taskRow) task() task.Task {
	return task.Task{
		ID: r.ID, RuleID: r.RuleID, Source: r.Source, Heading: r.Heading, Title: r.Title, Reason: r.Reason, Safety: r.Safety,
		Owner: task.Role(r.OwnerRole), On: calendar.Date(r.OpenedOn), Due: calendar.Date(r.DueOn),
		State: task.State(r.State), Closed: calendar.Date(r.ClosedOn), GivenTo: r.GivenTo, GivenName: r.GivenName,
	}
}

// Tasks lists the next steps of a case, the first due first.
func (db *DB) Tasks(ctx context.Context, caseID string) ([]task.Task, error) {
	var rows []taskRow
	err := db.g.WithContext(ctx).Raw(`SELECT `+taskColumns+` FROM tasks t`+doer+` WHERE t.case_id = ? ORDER BY t.due_on, t.rule_id, t.id`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read tasks: %w", err)
	}
	list := make([]task.Task, len(rows))
	for i, r := range rows {
		list[i] = r.task()
	}
	return list, nil
}

// NewTask is a next step to be opened in a case.
type NewTask struct {
	task.Task
	OrganisationID, CaseID string
}

type newTaskRow struct {
	ID, OrganisationID, CaseID             string
	RuleID, Source, Heading, Title, Reason string
	Safety                                 bool
	OwnerRole, State                       string
	OpenedOn, DueOn                        date
}

func (newTaskRow) TableName() string { return "tasks" }

// InsertTasks opens next steps, of one case or of many.
func (db *DB) InsertTasks(ctx context.Context, list []NewTask) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]newTaskRow, len(list))
	for i, t := range list {
		rows[i] = newTaskRow{
			ID: t.ID, OrganisationID: t.OrganisationID, CaseID: t.CaseID, RuleID: t.RuleID, Source: t.Source, Heading: t.Heading, Title: t.Title,
			Reason: t.Reason, Safety: t.Safety, OwnerRole: string(t.Owner), State: string(t.State), OpenedOn: date(t.On), DueOn: date(t.Due),
		}
	}
	if err := gorm.G[newTaskRow](db.g).CreateInBatches(ctx, &rows, insertAtOnce); err != nil {
		return fmt.Errorf("insert tasks: %w", err)
	}
	return nil
}

// SetTask writes what can change of a next step: its days, its state and
// who does it.
func (db *DB) SetTask(ctx context.Context, t task.Task) error {
	err := db.g.WithContext(ctx).Exec(`UPDATE tasks SET opened_on = ?, due_on = ?, state = ?, closed_on = ?, given_to = NULLIF(?, '')::uuid WHERE id = ?`,
		date(t.On), date(t.Due), string(t.State), date(t.Closed), t.GivenTo, t.ID).Error
	if err != nil {
		return fmt.Errorf("set task: %w", err)
	}
	return nil
}

// TaskEntry is what somebody did with a next step.
type TaskEntry struct {
	ID, OrganisationID, TaskID string
	What                       task.State
	GivenTo, GivenName         string // with task.Given; empty when it went back to whoever it is for
	Note                       string
	By, ByName                 string
	At                         time.Time
}

// InsertTaskEntry adds an entry.
func (db *DB) InsertTaskEntry(ctx context.Context, e TaskEntry) error {
	sealed, err := db.seal("task_entries", "note_sealed", e.ID, e.Note)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO task_entries (id, organisation_id, task_id, what, given_to, note_sealed, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, NULLIF(?, '')::uuid, ?, ?, ?)`, e.ID, e.OrganisationID, e.TaskID, string(e.What), e.GivenTo, sealed, e.By, e.At).Error
	if err != nil {
		return fmt.Errorf("insert task entry: %w", err)
	}
	return nil
}

// TaskEntries lists the entries of all next steps of a case, oldest first.
func (db *DB) TaskEntries(ctx context.Context, caseID string) (map[string][]TaskEntry, error) {
	var rows []struct {
		ID, OrganisationID, TaskID, What string
		GivenTo, GivenName               string
		NoteSealed                       []byte
		RecordedBy, ByName               string
		RecordedAt                       time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT e.id, e.organisation_id, e.task_id, e.what, e.note_sealed, e.recorded_by, u.name AS by_name, e.recorded_at,
			COALESCE(e.given_to::text, '') AS given_to, COALESCE(doer.name, '') AS given_name
		FROM task_entries e JOIN tasks t ON t.id = e.task_id JOIN users u ON u.id = e.recorded_by LEFT JOIN users doer ON doer.id = e.given_to
		WHERE t.case_id = ? ORDER BY e.recorded_at, e.id`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read task entries: %w", err)
	}
	entries := map[string][]TaskEntry{}
	for _, r := range rows {
		note, err := db.unseal("task_entries", "note_sealed", r.ID, r.NoteSealed)
		if err != nil {
			return nil, err
		}
		entries[r.TaskID] = append(entries[r.TaskID], TaskEntry{
			ID: r.ID, OrganisationID: r.OrganisationID, TaskID: r.TaskID, What: task.State(r.What), GivenTo: r.GivenTo, GivenName: r.GivenName, Note: note,
			By: r.RecordedBy, ByName: r.ByName, At: r.RecordedAt,
		})
	}
	return entries, nil
}

// MyTask is an open next step with the case it belongs to. It names nobody.
type MyTask struct {
	task.Task
	Ref casefile.Ref
}

// TaskPlace is where a page of next steps ended.
type TaskPlace struct {
	Due calendar.Date
	ID  string
}

// TasksQuery asks for the open next steps that are for some people: of a case
// one of them holds, for the supervisors of a team, or given to one of them.
type TasksQuery struct {
	OrganisationID string
	UserIDs        []string
	TeamIDs        []string // in which the reader supervises
	After          TaskPlace
	Limit          int
}

// theirTasks finds what was given to somebody beside what their cases ask for:
// whoever holds the case keeps it in sight. What was given counts while they are
// of the team.
const theirTasks = `t.id IN (
		SELECT t.id FROM tasks t JOIN cases c ON c.id = t.case_id
		WHERE t.state = 'open' AND t.organisation_id = @organisation AND (t.owner_role = 'caseworker' AND c.owner_id = ANY(CAST(@users AS uuid[]))
			OR t.owner_role = 'supervisor' AND c.team_id = ANY(CAST(@teams AS uuid[])))
		UNION SELECT t.id FROM tasks t JOIN cases c ON c.id = t.case_id JOIN team_members m ON m.team_id = c.team_id AND m.user_id = @reader
		WHERE t.state = 'open' AND t.organisation_id = @organisation AND t.given_to = ANY(CAST(@users AS uuid[])))
	AND t.case_id <> ALL(ARRAY(SELECT b.case_id FROM case_bars b WHERE b.user_id = @reader))`

func (q TasksQuery) args(db *DB) map[string]any {
	return map[string]any{
		"reader":       db.reader,
		"organisation": q.OrganisationID, "users": array[string](q.UserIDs), "teams": array[string](q.TeamIDs),
		"due": date(q.After.Due), "id": q.After.ID, "limit": q.Limit,
	}
}

// MyTasks lists open next steps, the first due first.
func (db *DB) MyTasks(ctx context.Context, q TasksQuery) ([]MyTask, error) {
	var rows []struct {
		Task taskRow `gorm:"embedded"`
		Ref  string
	}
	after := ""
	if q.After.ID != "" {
		after = ` AND (t.due_on, t.id) > (@due, @id)`
	}
	err := db.g.WithContext(ctx).Raw(`SELECT `+taskColumns+`, c.reference AS ref FROM tasks t JOIN cases c ON c.id = t.case_id`+doer+`
		WHERE `+theirTasks+after+` ORDER BY t.due_on, t.id LIMIT @limit`, q.args(db)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read tasks of a person: %w", err)
	}
	list := make([]MyTask, len(rows))
	for i, r := range rows {
		list[i] = MyTask{Task: r.Task.task(), Ref: casefile.Ref(r.Ref)}
	}
	return list, nil
}

// CountTasksDue counts the open next steps that are due on a day or before, up
// to a limit.
func (db *DB) CountTasksDue(ctx context.Context, q TasksQuery, on calendar.Date) (int, error) {
	args := q.args(db)
	args["on"] = date(on)
	var n int
	err := db.g.WithContext(ctx).Raw(`SELECT count(*) FROM (SELECT 1 FROM tasks t WHERE `+theirTasks+` AND t.due_on <= @on LIMIT @limit) x`, args).Scan(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count tasks due: %w", err)
	}
	return n, nil
}

// TaskList is a list of next steps as an organisation took it into use.
type TaskList struct {
	Content  string
	Reason   string
	ByName   string
	LoadedAt time.Time
}

// TaskListInForce is the list an organisation works by; false when it has none
// of its own.
func (db *DB) TaskListInForce(ctx context.Context, organisationID string) (TaskList, bool, error) {
	var rows []TaskList
	err := db.g.WithContext(ctx).Raw(`SELECT l.content, l.reason, u.name AS by_name, l.loaded_at FROM task_lists l JOIN users u ON u.id = l.loaded_by
		WHERE l.organisation_id = ? ORDER BY l.loaded_at DESC, l.id DESC LIMIT 1`, organisationID).Scan(&rows).Error
	if err != nil {
		return TaskList{}, false, fmt.Errorf("read task list: %w", err)
	}
	if len(rows) == 0 {
		return TaskList{}, false, nil
	}
	return rows[0], true, nil
}

// InsertTaskList takes a list into use.
func (db *DB) InsertTaskList(ctx context.Context, id, organisationID, by string, l TaskList) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO task_lists (id, organisation_id, content, reason, loaded_by, loaded_at) VALUES (?, ?, ?, ?, ?, ?)`,
		id, organisationID, l.Content, l.Reason, by, l.LoadedAt).Error
	if err != nil {
		return fmt.Errorf("insert task list: %w", err)
	}
	return nil
}
