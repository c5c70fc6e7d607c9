package access

// Action is something staff or a job can do: a verb to a kind of thing.
type Action struct{ Kind, Verb string }

// String is "kind.verb", the form the audit trail keeps.
func (a Action) String() string { return a.Kind + "." + a.Verb }

// Every action of the desk. They are variables of this package and nothing
// else, because casbin answers a misspelt action with a silent no.
var (
	StartCase       = Action{"case", "start"}
	ViewCase        = Action{"case", "view"}
	SearchCases     = Action{"case", "search"}
	ListCases       = Action{"case", "list"}
	ReassignCase    = Action{"case", "reassign"}
	CloseCase       = Action{"case", "close"}
	ReopenCase      = Action{"case", "reopen"}
	RestrictCase    = Action{"case", "restrict"}
	LiftRestriction = Action{"case", "lift_restriction"}
	ChangeContact   = Action{"case", "change_contact"}
	ViewContacts    = Action{"contact", "view"}
	ContactClient   = Action{"contact", "judge"}
	RecordContact   = Action{"contact", "record"}
	AddNote         = Action{"case", "add_note"}
	ChangeNation    = Action{"case", "change_nation"}
	MergeCases      = Action{"case", "merge"}
	ImportCase      = Action{"case", "import"}
	UndoImport      = Action{"case", "undo_import"}
	PrepareImport   = Action{"import", "prepare"}
	RunImports      = Action{"import", "run"}

	ListTeam   = Action{"team", "list"}
	ManageTeam = Action{"team", "manage"}

	RecordConsent   = Action{"consent", "record"}
	WithdrawConsent = Action{"consent", "withdraw"}
	ViewConsent     = Action{"consent", "view"}
	CorrectConsent  = Action{"consent", "correct"}
	GiveReceipt     = Action{"consent", "give_receipt"}
	ExpireConsent   = Action{"consent", "expire"}

	ReviewCorrection = Action{"consent", "review_correction"}
	TellHolder       = Action{"withdrawal", "tell"}
	SeeWithdrawal    = Action{"withdrawal", "see"}

	AskOverride    = Action{"override", "ask"}
	DecideOverride = Action{"override", "decide"}
	ViewOverrides  = Action{"override", "view"}

	AssessAge    = Action{"age", "assess"}
	TurnEighteen = Action{"age", "turn_eighteen"}

	ListSheets    = Action{"sheet", "list"}
	WriteSheet    = Action{"sheet", "write"}
	KeepDirectory = Action{"directory", "keep"}
	PublishSheet  = Action{"sheet", "publish"}

	ViewLawfulBasis    = Action{"lawful_basis", "view"}
	SetLawfulBasis     = Action{"lawful_basis", "set"}
	SetCaseLawfulBasis = Action{"lawful_basis", "set_for_case"}

	WriteReferral        = Action{"referral", "write"}
	SendReferralToReview = Action{"referral", "send_to_review"}
	ReviewReferral       = Action{"referral", "review"}
	RecordReferralSent   = Action{"referral", "record_sent"}
	ViewReferral         = Action{"referral", "view"}
	MoveReferralForm     = Action{"referral", "move_form"}
	AmendReferral        = Action{"referral", "amend"}
	ReviewAmendment      = Action{"referral", "review_amendment"}
	UpdateReferral       = Action{"referral", "record_update"}

	ReportDuty = Action{"duty", "report"}

	RecordDecision  = Action{"decision", "record"}
	ConfirmDecision = Action{"decision", "confirm"}
	ReturnDecision  = Action{"decision", "return"}
	TellDecision    = Action{"decision", "tell"}
	PlanTelling     = Action{"decision", "plan_telling"}
	ViewDecision    = Action{"decision", "view"}
	CorrectDecision = Action{"decision", "correct_dates"}

	LodgeReconsideration   = Action{"reconsideration", "lodge"}
	PrepareReconsideration = Action{"reconsideration", "prepare"}

	ViewNeeds    = Action{"need", "view"}
	CheckNeeds   = Action{"need", "check"}
	SetNeed      = Action{"need", "set"}
	RecordWishes = Action{"wishes", "record"}
	ViewMoveOn   = Action{"move_on", "view"}
	HoldThread   = Action{"move_on", "hold_thread"}

	ViewTasks      = Action{"task", "view"}
	ListTasks      = Action{"task", "list"}
	SettleTask     = Action{"task", "settle"}
	GiveTask       = Action{"task", "give"}
	ViewTaskList   = Action{"task_list", "view"}
	ChangeTaskList = Action{"task_list", "change"}

	ViewDeadlines    = Action{"deadline", "view"}
	RecountDeadlines = Action{"deadline", "recount"}
	RecordEvent      = Action{"deadline", "record_event"}
	CorrectDate      = Action{"deadline", "correct"}
	ExtendDeadline   = Action{"deadline", "extend"}
	OverrideDeadline = Action{"deadline", "override"}

	ViewBook     = Action{"book", "view"}
	RehearseBook = Action{"book", "rehearse"}
	TakeBook     = Action{"book", "take"}
	ViewForms    = Action{"form", "view"}
	LoadForm     = Action{"form", "load"}

	ViewCalendar     = Action{"calendar", "view"}
	ViewTeamCalendar = Action{"calendar", "view_team"}
	KeepCalendarFeed = Action{"calendar", "keep_feed"}
	ReadCalendarFeed = Action{"calendar", "feed"}

	ViewDeadlineBoard = Action{"team", "view_dates"}
	ViewWorkload      = Action{"team", "view_workload"}

	ViewReminders    = Action{"reminder", "view"}
	SweepReminders   = Action{"reminder", "sweep"}
	DeliverReminders = Action{"reminder", "deliver"}
	MarkReminder     = Action{"reminder", "mark"}
	PutOffReminder   = Action{"reminder", "put_off"}
	ChooseReminders  = Action{"reminder", "choose"}

	ViewCover   = Action{"cover", "view"}
	RecordCover = Action{"cover", "record"}
	EndCover    = Action{"cover", "end"}

	ViewEscalations = Action{"escalation", "view"}

	ViewMail  = Action{"mail", "view"}
	RetryMail = Action{"mail", "retry"}

	TidyService = Action{"service", "tidy"}
	RecordJob   = Action{"service", "record_job"}

	SendHandoff   = Action{"handoff", "send"}
	AnswerHandoff = Action{"handoff", "answer"}
	CloseHandoff  = Action{"handoff", "close"}
	ViewHandoff   = Action{"handoff", "view"}

	ChaseHandoff = Action{"handoff", "chase"}
	DraftHandoff = Action{"handoff", "draft"}

	ViewInbox      = Action{"handoff_inbox", "view"}
	OpenReceived   = Action{"handoff_inbox", "open"}
	AnswerReceived = Action{"handoff_inbox", "answer"}
	SetInbox       = Action{"handoff_inbox", "set"}

	ReceiveHandoffAnswer = Action{"handoff", "receive_answer"}

	AddEvidence     = Action{"evidence", "add"}
	MarkEvidence    = Action{"evidence", "mark_as_error"}
	ViewEvidence    = Action{"evidence", "view"}
	OpenEvidence    = Action{"evidence", "open"}
	InspectEvidence = Action{"evidence", "inspect"}
	ScanEvidence    = Action{"evidence", "scan"}
	VerifyEvidence  = Action{"evidence", "verify"}

	ViewAuditTrail      = Action{"audit", "view_trail"}
	VerifyAudit         = Action{"audit", "verify"}
	SealAudit           = Action{"audit", "seal"}
	ProveAudit          = Action{"audit", "prove"}
	ViewSeals           = Action{"audit", "view_seals"}
	ViewConsentRegister = Action{"consent_register", "view"}
	ShowIdentity        = Action{"consent_register", "show_identity"}
	ReviewConsent       = Action{"consent_register", "review"}

	ViewLooks   = Action{"looks", "view"}
	SearchLooks = Action{"looks", "search"}

	ViewSamples  = Action{"sample", "view"}
	DrawSample   = Action{"sample", "draw"}
	ViewFindings = Action{"finding", "view"}
	RaiseFinding = Action{"finding", "raise"}
	ReplyFinding = Action{"finding", "reply"}
	CheckFinding = Action{"finding", "recheck"}

	ViewAuditReport = Action{"audit_report", "view"}
	SignAuditReport = Action{"audit_report", "sign_off"}

	ViewDirectory = Action{"directory", "view"}

	// Of a one-time link: the first two are for its sender, the others for
	// whoever holds it.
	SendLink   = Action{"link", "send"}
	StopLink   = Action{"link", "stop"}
	OpenLink   = Action{"link", "open"}
	ReadLink   = Action{"link", "read"}
	AnswerLink = Action{"link", "answer"}

	ViewAccount    = Action{"account", "view"}
	ChangePassword = Action{"account", "change_password"}

	ListUsers  = Action{"user", "list"}
	AddUser    = Action{"user", "add"}
	ChangeUser = Action{"user", "change"}
	ViewHealth = Action{"health", "view"}
)

// All lists every action, in the order `nrmdesk policy table` prints them.
var All = []Action{
	StartCase, ViewCase, SearchCases, ListCases, ReassignCase, CloseCase, ReopenCase, RestrictCase, LiftRestriction, ChangeContact, ViewContacts, ContactClient, RecordContact, AddNote, ChangeNation, MergeCases,
	ImportCase, UndoImport, PrepareImport, RunImports,
	ListTeam, ManageTeam,
	RecordConsent, WithdrawConsent, ViewConsent, CorrectConsent, GiveReceipt, ExpireConsent, ReviewCorrection,
	TellHolder, SeeWithdrawal,
	AskOverride, DecideOverride, ViewOverrides,
	AssessAge, TurnEighteen,
	ListSheets, WriteSheet, PublishSheet, KeepDirectory,
	ViewLawfulBasis, SetLawfulBasis, SetCaseLawfulBasis,
	WriteReferral, SendReferralToReview, ReviewReferral, RecordReferralSent, ViewReferral, MoveReferralForm,
	AmendReferral, ReviewAmendment, UpdateReferral,
	ReportDuty,
	RecordDecision, ConfirmDecision, ReturnDecision, TellDecision, PlanTelling, ViewDecision, CorrectDecision,
	LodgeReconsideration, PrepareReconsideration,
	ViewNeeds, CheckNeeds, SetNeed, RecordWishes, ViewMoveOn, HoldThread,
	ViewTasks, ListTasks, SettleTask, GiveTask, ViewTaskList, ChangeTaskList,
	ViewDeadlines, RecountDeadlines, RecordEvent, CorrectDate, ExtendDeadline, OverrideDeadline,
	ViewBook, RehearseBook, TakeBook, ViewForms, LoadForm,
	ViewCalendar, ViewTeamCalendar, KeepCalendarFeed, ReadCalendarFeed,
	ViewDeadlineBoard, ViewWorkload,
	ViewReminders, SweepReminders, DeliverReminders, MarkReminder, PutOffReminder, ChooseReminders,
	ViewCover, RecordCover, EndCover,
	ViewEscalations,
	ViewMail, RetryMail,
	TidyService, RecordJob,
	SendHandoff, AnswerHandoff, CloseHandoff, ViewHandoff, ReceiveHandoffAnswer, ChaseHandoff, DraftHandoff,
	ViewInbox, OpenReceived, AnswerReceived, SetInbox,
	AddEvidence, MarkEvidence, ViewEvidence, OpenEvidence, InspectEvidence, ScanEvidence, VerifyEvidence,
	ViewAuditTrail, VerifyAudit, SealAudit, ProveAudit, ViewSeals, ViewConsentRegister, ShowIdentity, ReviewConsent,
	ViewLooks, SearchLooks,
	ViewSamples, DrawSample, ViewFindings, RaiseFinding, ReplyFinding, CheckFinding, ViewAuditReport, SignAuditReport,
	ViewDirectory,
	SendLink, StopLink, OpenLink, ReadLink, AnswerLink,
	ViewAccount, ChangePassword,
	ListUsers, AddUser, ChangeUser, ViewHealth,
}
