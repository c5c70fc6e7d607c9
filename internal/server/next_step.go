package server

import (
	"fmt"
	"strconv"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

// nextStepBox puts the next step of a case into words, with the button for
// those who can act on it.
func nextStepBox(f desk.CaseFile, a staff.Actor) render.NextStep {
	base := caseAddress(f.Case.Ref)
	box := stepWords(f)
	if f.Step.Waiting && !f.Step.Since.IsZero() {
		box.Since = f.Step.Since.Long()
	}
	if target, ok := stepTargets[f.Step.Action]; ok && (!target.supervisor || a.Has(staff.Supervisor)) {
		box.Button = &render.Link{Text: target.text, Href: base + target.path}
		if f.Step.Action == casefile.ActConfirm {
			box.Button.Href = base + "/decisions/" + f.Waiting + "/confirm"
		}
		if id := openClock(f, checkIn); f.Step.Action == casefile.ActCheckIn && id != "" {
			box.Button = &render.Link{Text: "Record the check-in", Href: base + "/dates/" + id + "/done"}
		}
	}
	return box
}

// checkIn is the clock of safe check-ins.
const checkIn = "check_in"

// openClock is the id of the nearest open date of a clock; empty when none runs.
func openClock(f desk.CaseFile, clock string) string {
	for _, k := range f.Dates {
		if k.Deadline.Rule.Clock == clock {
			return k.ID
		}
	}
	return ""
}

// stepTargets are the pages the buttons lead to.
var stepTargets = map[casefile.StepAction]struct {
	text, path string
	supervisor bool
}{
	casefile.ActSafeContact:    {"Record safe contact", "/contact", false},
	casefile.ActTellHolders:    {"Record who was told", "/consent", false},
	casefile.ActConfirm:        {"Check and confirm the decision", "", true},
	casefile.ActDutyToNotify:   {"Write or record the report", "/duty", false},
	casefile.ActClose:          {"Close the case", "/close", true},
	casefile.ActConsent:        {"Record consent", "/ask-consent", false},
	casefile.ActReferral:       {"Continue the referral", "/referral", false},
	casefile.ActReview:         {"Review the referral", "/review", true},
	casefile.ActCheckAndRecord: {"Prepare and record as sent", "/referral/pack", false},
	casefile.ActRecordRG:       {"Record the RG decision", "/record-decision", false},
	casefile.ActChecklist:      {"Open the decision", "/decisions", false},
	casefile.ActRecordOutcome:  {"Record the outcome", "/record-decision", false},
	casefile.ActPlanExit:       {"Hand over to support", "/send-handoff", false},
	casefile.ActRecordCG:       {"Record the CG decision", "/record-decision", false},
	casefile.ActViewHandoff:    {"View the handoff", "/handoffs", false},
	casefile.ActCheckIn:        {"Add a check-in note", "/notes", false},
	casefile.ActResume:         {"Record that it goes on", "/record-decision", false},
}

func stepWords(f desk.CaseFile) render.NextStep {
	st := f.Step
	due := func(prefix string) string {
		if st.Due.IsZero() {
			return ""
		}
		return prefix + dated(st.Due, f.Today) + "."
	}
	switch st.Code {
	case casefile.StepClosed:
		return render.NextStep{Says: "This case is closed.", Detail: "A supervisor can open it again with a reason."}
	case casefile.StepSafety:
		return render.NextStep{Says: "Check how the client may be contacted safely."}
	case casefile.StepStopSharing:
		says := "Others hold what they may no longer use. Tell them to stop."
		if f.Case.ConsentStatus == string(consent.StatusWithdrawn) {
			says = "The client took consent back. Stop sharing."
		}
		return render.NextStep{Says: says, Detail: plural(st.Tell, "recipient") + " still to be told."}
	case casefile.StepConfirm:
		return render.NextStep{Says: "A recorded decision waits for a second person.", Detail: "Its dates start to run once a supervisor has confirmed it.", WaitingFor: "Waiting for your supervisor"}
	case casefile.StepDutyToNotify:
		return render.NextStep{Says: "The client said no. Send the Duty to Notify report.", Detail: "Without a name, unless the client agreed to be named."}
	case casefile.StepClose:
		box := render.NextStep{Says: "Nothing more is owed to the Home Office. Plan support, then close the case.", WaitingFor: "A supervisor closes the case"}
		if f.Case.State == casefile.Refused && f.Duty.Basis == dtn.Report {
			box.Detail = "You may write an anonymous report of the refusal from the consent page and send it."
		}
		return box
	case casefile.StepConsent:
		return askConsentWords(f)
	case casefile.StepConsentLater:
		return render.NextStep{Says: "The client needs more time.", Detail: due("Ask again on ")}
	case casefile.StepReferral:
		return render.NextStep{Says: fmt.Sprintf("%d of %d sections of the referral are completed.", st.Done, st.Of)}
	case casefile.StepReview:
		return render.NextStep{Says: "The referral waits for a second person to review it.", WaitingFor: "Waiting for your supervisor"}
	case casefile.StepSend:
		return render.NextStep{Says: "The referral is approved. Send it, then record it here.", Detail: "NRM Desk does not send to the Home Office: copy it into the online service."}
	case casefile.StepAwaitRG:
		return render.NextStep{Says: "Waiting for the reasonable grounds (RG) decision.", Detail: due("Expected by ")}
	case casefile.StepOnHold:
		return render.NextStep{Says: "The authority has put the decision on hold.", Detail: "Dates set by law run on."}
	case casefile.StepNegative:
		return render.NextStep{
			Says: "The latest decision is negative. Plan the next steps with the client.", Detail: reconsiderWords(st.Due, f.Today),
			Items: []string{"Offer legal advice at once: a lawyer can say what can be challenged and by when.", "Ask whether there is new evidence, or a specific concern that the guidance was not followed.", "Check safety, housing and welfare before support ends."},
		}
	case casefile.StepReconsidering:
		return render.NextStep{Says: "Waiting for the outcome of the reconsideration."}
	case casefile.StepMoveOn:
		return render.NextStep{Says: "The CG decision is positive. Plan the move-on.", Detail: dueItem(f), Items: []string{"Recovery needs assessment", "Housing, legal advice and leave to remain", "Compensation and health", "Who holds each thread once the case closes"}}
	case casefile.StepRecordCG:
		if st.Waiting {
			return render.NextStep{Says: "The conclusive grounds (CG) decision may come any day.", Detail: "It can be made since " + st.Since.Long() + ". There is no time limit for it."}
		}
		return render.NextStep{Says: "Record the conclusive grounds (CG) decision."}
	case casefile.StepHandoff:
		return render.NextStep{Says: "A handoff has had no answer. You are still responsible.", Detail: "Sent on " + st.Since.Long() + "."}
	default:
		return render.NextStep{Says: "The recovery period runs. Keep in touch with the client.", Detail: dueItem(f)}
	}
}

// reconsiderWords never says that it is too late: a late request can be made
// with a reason, and a lawyer may know another way.
func reconsiderWords(by, today calendar.Date) string {
	switch {
	case by.IsZero():
		return ""
	case by.Before(today):
		return "The day to ask for a reconsideration by was " + dated(by, today) + ". A later request needs a reason: get legal advice now."
	default:
		return "Ask for a reconsideration by " + dated(by, today) + "."
	}
}

func askConsentWords(f desk.CaseFile) render.NextStep {
	if f.Case.AgeBand.TreatedAsChild() {
		return render.NextStep{Says: "Explain the referral in a way that fits the client’s age, and record it.", Detail: "Consent is not asked of somebody who is, or may be, a child."}
	}
	if f.Case.Kept != "" {
		return render.NextStep{
			Says:   "The client is an adult now. Ask for their own consent.",
			Detail: "Until they answer, the case stays where it was, at “" + f.Case.Kept.Label() + "”, and nothing new is shared.",
		}
	}
	if f.Standing.Status == consent.StatusExpired {
		return render.NextStep{Says: "What the client agreed to has run out. Ask again.", Detail: "It held until " + f.Standing.Record.Ends.On.Long() + "."}
	}
	return render.NextStep{Says: "Ask for consent when the client is ready.", Detail: "Explain the referral step by step. Each question is answered apart."}
}

func dueItem(f desk.CaseFile) string {
	if f.Step.Due.IsZero() {
		return ""
	}
	return f.Step.Title + ": " + dated(f.Step.Due, f.Today) + "."
}

// dated is a date with the relative words beside it.
func dated(on, today calendar.Date) string {
	return on.Long() + " (" + render.DaysAway(today.DaysUntil(on)) + ")"
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
