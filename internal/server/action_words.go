package server

import (
	"slices"
	"strings"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/proofpack"
)

// actionWords says what an action of the audit trail was, in the past tense
// and without a subject: "Recorded consent". A test holds it to the list in
// package access.
var actionWords = map[string]string{
	"case.start":                     "Started the case",
	"case.view":                      "Looked at the case",
	"case.search":                    "Searched for a case",
	"case.list":                      "Looked at a list of cases",
	"case.reassign":                  "Gave the case to somebody else",
	"case.restrict":                  "Hid the case from somebody",
	"case.lift_restriction":          "Showed the case to somebody again",
	"case.close":                     "Closed the case",
	"case.reopen":                    "Reopened the case",
	"case.change_contact":            "Changed the safe contact",
	"contact.view":                   "Looked at how to contact the client",
	"contact.judge":                  "Asked whether a contact with the client is safe",
	"contact.record":                 "Recorded what came of a contact with the client",
	"case.add_note":                  "Added a note",
	"case.change_nation":             "Changed the nation of the case",
	"case.import":                    "Brought a case in from a spreadsheet",
	"case.undo_import":               "Took a spreadsheet that was brought in back",
	"import.prepare":                 "Prepared a spreadsheet to be brought in",
	"import.run":                     "Brought spreadsheets in that were waiting",
	"case.merge":                     "Merged or parted two cases",
	"team.list":                      "Looked at the team's cases",
	"team.manage":                    "Looked at or changed teams",
	"consent.record":                 "Recorded consent",
	"consent.withdraw":               "Recorded that consent was withdrawn",
	"consent.view":                   "Looked at the consent records",
	"consent.correct":                "Marked a consent record as recorded in error",
	"referral.write":                 "Wrote in the referral",
	"referral.send_to_review":        "Sent the referral to review",
	"referral.review":                "Reviewed the referral",
	"referral.record_sent":           "Recorded that the referral was sent",
	"referral.amend":                 "Amended an answer of the sent referral",
	"referral.review_amendment":      "Reviewed an amendment",
	"referral.record_update":         "Recorded what followed the referral",
	"referral.move_form":             "Moved the referral to another version of the form",
	"referral.view":                  "Looked at the referral",
	"duty.report":                    "Recorded a report of a refusal",
	"decision.record":                "Recorded a decision",
	"decision.confirm":               "Confirmed a decision",
	"decision.return":                "Returned a decision",
	"decision.plan_telling":          "Planned how the client is told of a decision",
	"decision.tell":                  "Recorded that the client was told of a decision",
	"decision.view":                  "Looked at the decisions",
	"decision.correct_dates":         "Corrected the dates of a decision",
	"reconsideration.lodge":          "Recorded a request for reconsideration",
	"reconsideration.prepare":        "Prepared a request for reconsideration",
	"deadline.view":                  "Looked at the dates",
	"deadline.recount":               "Counted the dates again with other rules or bank holidays",
	"need.view":                      "Looked at what the client needs",
	"need.check":                     "Made a needs check",
	"need.set":                       "Recorded what became of a need",
	"wishes.record":                  "Recorded what the client wishes of those who help",
	"move_on.view":                   "Looked at the move-on plan",
	"move_on.hold_thread":            "Recorded who holds something after the case is closed",
	"task.view":                      "Looked at the next steps",
	"task.list":                      "Looked at a list of next steps",
	"task.settle":                    "Recorded how a next step stands",
	"task.give":                      "Gave a next step to a colleague",
	"task_list.view":                 "Looked at the list of next steps in use",
	"task_list.change":               "Changed the list of next steps",
	"book.view":                      "Looked at the rules in use",
	"book.rehearse":                  "Looked at or rehearsed rules and bank holidays",
	"form.view":                      "Looked at the versions of the referral form",
	"form.load":                      "Loaded a version of the referral form or an official list",
	"book.take":                      "Took rules and bank holidays into use",
	"calendar.view":                  "Looked at their calendar",
	"calendar.view_team":             "Looked at the team's calendar",
	"calendar.keep_feed":             "Looked at or changed their calendar feed",
	"calendar.feed":                  "A calendar program read their feed",
	"team.view_dates":                "Looked at the deadline board",
	"team.view_workload":             "Looked at who holds how much",
	"deadline.record_event":          "Recorded that something happened",
	"deadline.correct":               "Corrected a date",
	"deadline.extend":                "Extended a date",
	"deadline.override":              "Put the day of a letter in the place of a counted one",
	"reminder.view":                  "Looked at reminders",
	"reminder.sweep":                 "Prepared reminders",
	"reminder.mark":                  "Marked a reminder as dealt with",
	"service.tidy":                   "Tidied up what had run out",
	"reminder.deliver":               "Sent reminders",
	"reminder.put_off":               "Put off a reminder",
	"reminder.choose":                "Chose which reminders come by email",
	"cover.view":                     "Looked at leave cover",
	"cover.record":                   "Arranged cover for leave",
	"cover.end":                      "Ended cover for leave",
	"escalation.view":                "Looked at what nobody acted on",
	"mail.view":                      "Looked at emails that were given up",
	"mail.retry":                     "Let an email be tried again",
	"service.record_job":             "Wrote down that a job ran",
	"handoff.send":                   "Sent a handoff",
	"handoff.answer":                 "Recorded an answer to a handoff",
	"handoff.close":                  "Closed a handoff",
	"handoff.view":                   "Looked at handoffs",
	"handoff.chase":                  "Asked about a handoff again",
	"handoff.draft":                  "Wrote on a handoff",
	"handoff_inbox.view":             "Looked at the inbox of handoffs",
	"handoff_inbox.open":             "Opened a handoff in the inbox",
	"handoff_inbox.answer":           "Answered a handoff in the inbox",
	"handoff_inbox.set":              "Opened or closed the inbox for handoffs",
	"handoff.receive_answer":         "Took an answer from the recipient of a handoff",
	"link.send":                      "Sent a one-time link for a handoff",
	"link.stop":                      "Stopped the one-time link of a handoff",
	"link.open":                      "Entered a code for a one-time link",
	"link.read":                      "Read a handoff by its one-time link",
	"link.answer":                    "Answered a handoff by its one-time link",
	"evidence.add":                   "Added a document",
	"evidence.mark_as_error":         "Marked a document as recorded in error",
	"evidence.view":                  "Looked at the list of documents",
	"evidence.open":                  "Opened a document",
	"evidence.inspect":               "Looked at the list of documents, without names",
	"evidence.scan":                  "Scanned a document for viruses",
	"evidence.verify":                "Checked that every document is whole",
	"evidence.refused":               "Was refused a document",
	"audit.view_trail":               "Looked at the audit trail",
	"audit.verify":                   "Checked the audit trails",
	"audit.prove":                    "Made a proof pack",
	"audit.view_seals":               "Looked at the seals of the audit log",
	"audit.seal":                     "Sealed the audit log",
	"consent_register.view":          "Looked at the consent register",
	"consent_register.show_identity": "Was shown who a consent record is about",
	"consent_register.review":        "Judged a consent record",
	"looks.view":                     "Looked at who looked at the case",
	"looks.search":                   "Looked for odd looks at cases",
	"sample.view":                    "Looked at audit samples",
	"sample.draw":                    "Drew an audit sample",
	"finding.view":                   "Looked at audit findings",
	"finding.raise":                  "Raised an audit finding",
	"finding.reply":                  "Replied to an audit finding",
	"finding.recheck":                "Looked again at an audit finding",
	"audit_report.view":              "Looked at the audit report",
	"audit_report.sign_off":          "Signed off a period",
	"directory.view":                 "Looked at the support directory",
	"account.view":                   "Looked at their own account",
	"account.change_password":        "Changed their own password",
	"user.list":                      "Looked at the list of people",
	"user.add":                       "Added a person who signs in",
	"user.change":                    "Changed a person who signs in",
	"health.view":                    "Looked at the health of the service",
	"access.refused":                 "Was refused",
	"sign_in.done":                   "Signed in",
	"sign_in.refused":                "Gave a wrong password",
	"consent.review_correction":      "Decided whether a consent record is wrong",
	"consent.give_receipt":           "Made a receipt for the client",
	"consent.expire":                 "The consent ran out",
	"withdrawal.tell":                "Recorded that somebody was told of a withdrawal",
	"withdrawal.see":                 "Saw that consent was taken back",
	"override.ask":                   "Asked to share without consent",
	"override.decide":                "Decided about sharing without consent",
	"override.view":                  "Looked at what was shared without consent",
	"age.assess":                     "Recorded an age assessment",
	"age.turn_eighteen":              "The client turned 18",
	"sheet.list":                     "Looked at the explanation sheets",
	"sheet.write":                    "Wrote an explanation sheet",
	"directory.keep":                 "Kept the support directory",
	"sheet.publish":                  "Published an explanation sheet",
	"lawful_basis.view":              "Looked at the lawful basis for holding records",
	"lawful_basis.set":               "Recorded the lawful basis for holding records",
	"lawful_basis.set_for_case":      "Recorded another lawful basis for a case",
}

// actionPhrase is the words of an action; one that has none yet is shown by
// its name rather than left out of an audit.
func actionPhrase(action string) string {
	if phrase, ok := actionWords[action]; ok {
		return phrase
	}
	return action
}

// factNames are what the facts of an entry are called on the page.
var factNames = map[string]string{
	"age_band": "Age", "authority": "Decided by", "basis": "Basis", "channel": "Channel", "class": "Kind of recipient",
	"completed": "Section completed", "decided_on": "Date on the letter", "entry": "Directory entry", "form_version": "Form version", "form_part": "Form or official list",
	"found": "Found", "from": "Stage before", "given_on": "Given on", "ground": "Ground", "holders_to_tell": "Recipients to tell",
	"how": "How", "items": "Items shared", "kind": "Kind", "late": "Late", "named": "Client named", "nation": "Nation", "note": "Kind of note",
	"number": "Number", "outcome": "Outcome", "owner_after": "Held by", "owner_before": "Held before by", "closed_to": "Hidden from", "opened_to": "Shown again to", "given_to": "Given to", "page": "Page",
	"received_on": "Letter received on", "reference": "Home Office reference", "requested_on": "Requested on", "route": "Route",
	"sent_how": "Sent by", "sent_on": "Sent on", "shown": "Lines shown", "state": "Answer", "status": "Consent", "task": "Section",
	"to": "Stage", "told_on": "Told on", "waived": "Dates shortened", "action": "Action", "sha256": "Fingerprint of what was sent",
	"safe_contact_before": "Safe contact before", "safe_contact_after": "Safe contact",
	"home_office_reference_before": "Home Office reference before", "home_office_reference_after": "Home Office reference now",
	"date_of_birth_before": "Date of birth before", "date_of_birth_after": "Date of birth",
	"answers_before": "Answers before", "answers_after": "Answers", "name_before": "Name before", "name_after": "Name",
	"teams_before": "Teams before", "teams_after": "Teams", "local_authority_before": "Local authority contact before",
	"local_authority_after": "Local authority contact", "age_evidence_before": "Age evidence before", "age_evidence_after": "Age evidence",
	"belongs_to": "Belongs to", "bytes": "Size in bytes", "cleaned": "Camera details removed", "file_sha256": "SHA-256 of the file",
	"file_type": "Type of file", "scan": "Virus scan", "why": "Reason",
	"rules": "Rules", "rules_before": "Rules before", "calendar": "Bank holidays", "calendar_before": "Bank holidays before",
	"open_cases": "Open cases", "moved_cases": "Cases with dates that moved", "moved_dates": "Dates that moved", "late_dates": "Dates that became overdue",
	"decided_on_before": "Date on the letter before", "decided_on_after": "Date on the letter after",
	"received_on_before": "Letter received on, before", "received_on_after": "Letter received on, after",
	"told_on_before": "Client told on, before", "told_on_after": "Client told on, after",
	"requested_on_before": "Requested on, before", "requested_on_after": "Requested on, after",
	"submitted_on_before": "Referral sent on, before", "submitted_on_after": "Referral sent on, after",
	"happened_on_before": "Happened on, before", "happened_on_after": "Happened on, after",
	"known_from_before": "Date of the letter before", "known_from_after": "Date of the letter after",
	"record": "Corrected", "event": "What happened", "happened_on": "Happened on", "known_from": "Date of the letter",
	"never": "It never happened", "adjustment": "How the date was moved", "clock": "Date", "day_before": "Day before", "day": "Day after",
	"extended_by": "Extended by", "nation_before": "Nation before", "moved": "The client moved",
	"age_band_before": "Age before", "assessed_on": "Assessed on", "drafts_stopped": "Unsent handoffs dropped", "ends_at": "Runs out", "prepared": "Prepared",
	"language": "Language", "override": "Override", "trained_on": "Trained on", "version": "Version", "waits": "Waits for a second person",
	"as_cover": "As cover", "as_cover_for": "As cover for", "away": "Away", "cover": "Covered by", "digest": "Email of the morning", "off": "Not by email",
	"until": "Until", "roles": "Roles", "roles_before": "Roles before", "sign_in": "Signing in", "password": "Password",
}

// hiddenFacts are ids of rows: they mean nothing to a reader.
var hiddenFacts = []string{"consent_record", "decision"}

// factLines puts the facts of an entry in words, in the order of the entry.
func factLines(facts []audit.Pair) []string {
	var lines []string
	for _, f := range facts {
		if f.Value == "" && strings.HasPrefix(f.Key, "unreadable") {
			lines = append(lines, "The facts of this row cannot be read. It was changed after it was written.")
			continue
		}
		if slices.Contains(hiddenFacts, f.Key) {
			continue
		}
		name, ok := factNames[f.Key]
		if !ok {
			name = capital(spaced(f.Key))
		}
		lines = append(lines, name+": "+factValue(f))
	}
	return lines
}

// TrailWords put the trail into words for proof packs.
var TrailWords = proofpack.Words{Action: actionPhrase, Facts: factLines}

func factValue(f audit.Pair) string {
	if on, err := calendar.ParseDate(f.Value); err == nil {
		return on.Long()
	}
	switch f.Key {
	case "from", "to":
		if label := casefile.State(f.Value).Label(); label != "" {
			return label
		}
	case "status":
		if label := consent.Status(f.Value).Label(); label != "" {
			return label
		}
	case "nation", "nation_before":
		if name := calendar.Nation(f.Value).Name(); name != "" {
			return name
		}
	case "age_band", "age_band_before":
		if label := person.AgeBand(f.Value).Label(); label != "" {
			return label
		}
	case "event":
		if words := deadline.EventKind(f.Value).Words(); words != "" {
			return words
		}
	case "extended_by":
		if label := deadline.Grantor(f.Value).Label(); label != "" {
			return label
		}
	case "action":
		return actionPhrase(f.Value)
	case "scan":
		if label := evidence.Scan(f.Value).Label(); label != "" {
			return label
		}
	case "sha256":
		return f.Value[:min(12, len(f.Value))]
	}
	if digest, ok := strings.CutPrefix(f.Value, desk.DigestMark); ok {
		return "fingerprint " + digest[:min(12, len(digest))]
	}
	return spaced(f.Value)
}

// spaced shows a code as words; what is not a plain code stays as it is.
func spaced(code string) string { return strings.ReplaceAll(code, "_", " ") }
