package server

import (
	"html/template"
	"testing"

	"github.com/jba/templatecheck"

	"nrmdesk/internal/render"
	"nrmdesk/web"
)

// pageData is the struct each page is drawn from. A page that is missing here
// fails the test, so a template cannot name a field that is not there.
var pageData = map[string]any{
	"account_view":          accountPage{},
	"admin_health":          healthPage{},
	"admin_password":        passwordPage{},
	"admin_import":          importPage{},
	"admin_mail":            parkedPage{},
	"escalations":           escalationsPage{},
	"leave_covers":          leavePage{},
	"admin_people":          peoplePage{},
	"admin_forms":           formsPage{},
	"admin_rules":           adminRulesPage{},
	"admin_rules_load":      loadRulesPage{},
	"admin_rules_rehearsal": rehearsalPage{},
	"rules_rule":            rulePage{},
	"rules_view":            rulesPage{},
	"admin_teams":           teamsPage{},
	"audit_consent":         registerPage{},
	"audit_consent_record":  registeredConsentPage{},
	"audit_evidence":        evidenceRegisterPage{},
	"audit_page":            auditPage{},
	"audit_trail":           trailPage{},
	"calendar_day":          calendarDayPage{},
	"calendar_feed":         calendarFeedPage{},
	"calendar_month":        calendarMonthPage{},
	"calendar_week":         calendarWeekPage{},
	"case":                  caseOverviewPage{},
	"check":                 checkPage{},
	"consent_history":       consentPage{},
	"dates_list":            datesPage{},
	"dates_why":             whyDatePage{},
	"deadline_board":        deadlineBoardPage{},
	"decision_confirm":      decisionConfirmPage{},
	"decision_list":         decisionListPage{},
	"reconsideration":       reconsiderationPage{},
	"first_responders":      firstRespondersPage{},
	"dev_mail":              devMailPage{},
	"admin_directory":       adminDirectoryPage{},
	"directory_card":        cardPage{},
	"directory_entry":       servicePage{},
	"directory_view":        directoryPage{},
	"who_can_help":          whoCanHelpPage{},
	"duty_report":           dutyPage{},
	"error":                 errorPage{},
	"evidence_list":         evidencePage{},
	"link_form":             linkFormPage{},
	"link_over":             linkOverPage{},
	"link_read":             linkReadPage{},
	"link_sent":             linkSentPage{},
	"handoff_case":          caseHandoffsPage{},
	"handoff_inbox":         inboxPage{},
	"handoff_received":      receivedPage{},
	"handoff_list":          handoffListPage{},
	"handoff_view":          handoffPage{},
	"help_page":             helpPage{},
	"needs":                 needsPage{},
	"move_on":               moveOnPage{},
	"move_on_sheet":         moveOnSheetPage{},
	"notes_list":            notesPage{},
	"contact_client":        contactClientPage{},
	"question":              questionPage{},
	"reassign_many":         reassignPage{},
	"referral_chronology":   chronologyPage{},
	"referral_check":        referralCheckPage{},
	"referral_earlier":      referralEarlierPage{},
	"referral_pack":         referralPackPage{},
	"referral_paper":        referralPaper{},
	"referral_question":     referralQuestionPage{},
	"referral_review":       referralReviewPage{},
	"referral_section":      referralSectionPage{},
	"referral_sent":         referralSentPage{},
	"referral_tasks":        referralTasksPage{},
	"referral_updates":      updatesPage{},
	"reminders_list":        remindersPage{},
	"review_queue":          reviewQueuePage{},
	"search_cases":          searchPage{},
	"sign_in":               signInPage{},
	"tasks_case":            tasksPage{},
	"tasks_mine":            myTasksPage{},
	"timeline_view":         timelinePage{},
	"who_looked":            whoLookedPage{},
	"workload":              workloadPage{},
	"worklist":              worklistPage{},
	"admin_sheets":          adminSheetsPage{},
	"audit_overrides":       overridesPage{},
	"consent_receipt":       receiptPage{},
	"sheet_list":            sheetListPage{},
	"sheet_preview":         sheetPreviewPage{},
	"sheet_view":            sheetPage{},
}

func TestTemplates_nameOnlyFieldsThatExist(t *testing.T) {
	t.Parallel()
	r, err := render.New(web.Templates(), web.Static())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range r.Pages() {
		data, ok := pageData[name]
		if !ok {
			t.Errorf("page %s is drawn from no struct", name)
			continue
		}
		if err := templatecheck.CheckHTML(r.Template(name), data); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
	if len(pageData) != len(r.Pages()) {
		t.Errorf("%d structs for %d pages", len(pageData), len(r.Pages()))
	}
}

func TestTemplates_aWrongFieldIsFound(t *testing.T) {
	t.Parallel()
	wrong := template.Must(template.New("wrong").Parse(`{{.Heading}} {{.Headnig}}`))
	if templatecheck.CheckHTML(wrong, errorPage{}) == nil {
		t.Error("a misspelt field passes")
	}
}
