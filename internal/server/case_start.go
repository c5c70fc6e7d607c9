package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/render"
)

// startCase is the flow that begins a case: safety first.
func (s *Server) startCase() *flow {
	return &flow{
		name: "new", area: "Cases", title: "Start a case",
		start: func(c *gin.Context, x *walk) error {
			teams, err := s.desk.MyTeams(c.Request.Context(), me(c).Actor)
			x.file = teams
			return err
		},
		steps: []step{
			{
				id: "safety", heading: "Check it is safe", intro: []string{"Ask these before anything else. Someone who controls the client may be listening."},
				ask: func(_ *walk, q *questions) {
					q.yesNo("private_place", "Are you in a private place?", "Nobody who came with the client can hear you.")
					q.yesNo("safe_to_talk", "Does the client say it is safe to talk now?", "")
					q.yesNo("interpreter_needed", "Is an interpreter needed?", "Use a professional, never the person who came with the client.")
				},
				check: startProblems("private_place", "safe_to_talk", "interpreter_needed"),
			},
			{
				id: "stop", heading: "Stop and keep the client safe",
				when: func(x *walk) bool { return startOf(x).Safety.StopNow() },
				ask: func(_ *walk, q *questions) {
					q.inset("If someone is in danger now, call 999. If you cannot talk safely, agree another time and place, then end the conversation.")
					q.say("You can go on to record how to reach the client, or save this and come back later.")
				},
			},
			{
				id: "nation", heading: "Where is the client?", intro: []string{"The nation decides which support and which dates apply."},
				ask: func(_ *walk, q *questions) {
					var choices []choice
					for _, n := range calendar.Nations {
						choices = append(choices, choice{value: string(n), text: n.Name()})
					}
					q.one("nation", "Nation", "", choices...)
				},
				check: startProblems("nation"),
			},
			{
				id: "age", heading: "Is the client under 18?", intro: []string{"If you are not sure, they are treated as a child until their age has been assessed."},
				ask: func(_ *walk, q *questions) {
					q.one("age_band", "Age", "", choice{string(person.Child), "Under 18", ""},
						choice{string(person.Adult), "18 or over", ""}, choice{string(person.AgeUnsure), "Not sure", "Consent is not asked. The local authority must be told."})
				},
				check: startProblems("age_band"),
			},
			{
				id: "child", heading: "Safeguarding", intro: []string{"The referral of a child goes ahead without consent. The local authority must know first."},
				when: func(x *walk) bool { return startOf(x).AgeBand.TreatedAsChild() },
				ask: func(_ *walk, q *questions) {
					q.long("local_authority_contact", "Who at the local authority was told, and when? (optional for now)", "You need this before you can write the referral.")
					q.long("age_evidence", "What is the age based on? (optional for now)", "For example, papers, what the client says, or an assessment and its date.")
				},
				check: startProblems("local_authority_contact", "age_evidence"),
			},
			{
				id: "contact", heading: "How may the client be contacted safely?",
				ask:   func(_ *walk, q *questions) { askSafeContact(q) },
				check: startProblems("contact_channel", "contact_details", "contact_hours", "contact_code_word", "contact_voicemail"),
			},
			{
				id: "name", heading: "Name to use and language", intro: []string{"Both may wait. Leave them empty if they have not been given yet."},
				ask: func(x *walk, q *questions) {
					q.text("name_to_use", "Name to use (optional)", "What the client wants to be called. It need not be their full or real name.")
					q.text("language", "Language (optional)", "")
					if teams := x.file.([]desk.TeamChoice); len(teams) > 1 {
						var choices []choice
						for _, t := range teams {
							choices = append(choices, choice{value: t.ID, text: t.Name})
						}
						q.one("team", "Team", "Only this team can see the case.", choices...)
					}
				},
				check: func(x *walk) fault.Problems {
					problems := startProblems("name_to_use", "language")(x)
					if len(x.file.([]desk.TeamChoice)) > 1 && x.text("team") == "" {
						problems.Add("team", "select_one")
					}
					return problems
				},
			},
		},
		check: func(_ *gin.Context, x *walk, page *checkPage) error {
			start := startOf(x)
			page.Cards = []render.SummaryList{answerCard("Safety", x.base+"/safety",
				answer("Private place", yesNoWord(start.Safety.PrivatePlace)),
				answer("Safe to talk", yesNoWord(start.Safety.SafeToTalk)),
				answer("Interpreter needed", yesNoWord(start.Safety.InterpreterNeeded))),
				answerCard("Place and age", x.base+"/nation", answer("Nation", start.Nation.Name()), answer("Age", start.AgeBand.Label()))}
			if start.AgeBand.TreatedAsChild() {
				page.Cards = append(page.Cards, answerCard("Safeguarding", x.base+"/child",
					answer("Local authority told", start.LocalAuthorityContact), answer("Age based on", start.AgeEvidence)))
			}
			page.Cards = append(page.Cards, answerCard("Safe contact", x.base+"/contact", safeContactAnswers(start.Contact)...),
				answerCard("Name and language", x.base+"/name", answer("Name to use", start.NameToUse), answer("Language", start.Language)))
			page.Buttons.Text = "Start the case"
			return nil
		},
		submit: func(c *gin.Context, x *walk) (string, error) {
			ref, err := s.desk.StartCase(c.Request.Context(), me(c).Actor,
				desk.NewCase{TeamID: x.text("team"), Start: startOf(x), Token: x.token()})
			if err != nil {
				return "", err
			}
			s.sessions.Notify(c.Request.Context(), "Case "+string(ref)+" is started.")
			return "/cases/" + string(ref), nil
		},
	}
}

// startOf reads the answers that begin a case.
func startOf(x *walk) person.Start {
	return person.Start{
		Nation: calendar.Nation(x.text("nation")), AgeBand: person.AgeBand(x.text("age_band")),
		Safety: person.SafetyCheck{
			PrivatePlace: person.YesNo(x.text("private_place")), SafeToTalk: person.YesNo(x.text("safe_to_talk")),
			InterpreterNeeded: person.YesNo(x.text("interpreter_needed")),
		},
		Contact: safeContactOf(x.values), NameToUse: x.text("name_to_use"), Language: x.text("language"),
		LocalAuthorityContact: x.text("local_authority_contact"), AgeEvidence: x.text("age_evidence"),
	}
}

// startProblems are the problems of some fields only: those of one page.
func startProblems(fields ...string) func(x *walk) fault.Problems {
	return func(x *walk) fault.Problems { return only(person.CheckStart(startOf(x)), fields...) }
}

var startWords = words{
	fields: map[string]string{
		"team":                    "the team",
		"nation":                  "where the client is",
		"age_band":                "whether the client is under 18",
		"private_place":           "whether you are in a private place",
		"safe_to_talk":            "whether it is safe to talk",
		"interpreter_needed":      "whether an interpreter is needed",
		"contact_channel":         "how the client may be contacted",
		"contact_details":         "the number, address or worker to use",
		"contact_hours":           "the hours",
		"contact_code_word":       "the code word",
		"contact_voicemail":       "whether a voicemail may be left",
		"name_to_use":             "the name to use",
		"language":                "the language",
		"local_authority_contact": "who at the local authority was told",
		"age_evidence":            "what the age is based on",
	},
}
