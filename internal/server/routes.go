package server

import "slices"

// routes is every address the program answers.
func (s *Server) routes() []route {
	return slices.Concat(
		[]route{
			{method: "POST", path: "/drafts/:key", handle: s.postDraft},
		},
		s.staticRoutes(),
		s.signInRoutes(),
		s.worklistRoutes(),
		s.caseRoutes(),
		s.referralRoutes(),
		s.consentRoutes(),
		s.overrideRoutes(),
		s.ageRoutes(),
		s.lawfulBasisRoutes(),
		s.sheetRoutes(),
		s.dutyRoutes(),
		s.contactRoutes(),
		s.auditRoutes(),
		s.whoLookedRoutes(),
		s.consentReviewRoutes(),
		s.sampleRoutes(),
		s.findingRoutes(),
		s.auditReportRoutes(),
		s.adminRoutes(),
		s.adminRulesRoutes(),
		s.rulesRoutes(),
		s.accountRoutes(),
		s.helpRoutes(),
		s.handoffRoutes(),
		s.evidenceRoutes(),
		s.directoryRoutes(),
		s.teamRoutes(),
		s.searchRoutes(),
		s.noteRoutes(),
		s.closeRoutes(),
		s.timelineRoutes(),
		s.decisionRoutes(),
		s.dateRoutes(),
		s.calendarRoutes(),
		s.correctionRoutes(),
		s.moveRoutes(),
		s.eventRoutes(),
		s.nationRoutes(),
		s.reminderRoutes(),
		s.leaveRoutes(),
		s.devMailRoutes(),
		s.flowRoutes("/cases/new", s.startCase()),
	)
}
