package server

import (
	"fmt"
	"slices"

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
		start: func(c *gin.Context, x *walk) (err error) {
			file := &startFile{look: func(t desk.Traits) (desk.Matches, error) {
				return s.desk.FindMatches(c.Request.Context(), me(c).Actor, t)
			}, today: s.desk.Today()}
			// Looking writes to the audit trail: only the pages that need it look.
			file.looks = slices.Contains([]string{"name", "matches", "check"}, c.Param("step"))
			x.file = file
			file.teams, err = s.desk.MyTeams(c.Request.Context(), me(c).Actor)
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
				ask: func(_ *walk, q *questions) { askSafeContact(q) },
				check: startProblems("contact_channel", "contact_details", "contact_days", "contact_from", "contact_until", "contact_hours",
					"contact_code_word", "contact_voicemail", "contact_dangerous"),
			},
			{
				id: "name", heading: "Name to use and language", intro: []string{"Both may wait. Leave them empty if they have not been given yet."},
				ask: func(x *walk, q *questions) {
					q.text("name_to_use", "Name to use (optional)", "What the client wants to be called. It need not be their full or real name.")
					q.text("language", "Language (optional)", "")
					q.date("known_birth", "Date of birth (optional)", "As the client says it, or as papers show it. For example, 27 3 1996.")
					if teams := x.file.(*startFile).teams; len(teams) > 1 {
						var choices []choice
						for _, t := range teams {
							choices = append(choices, choice{value: t.ID, text: t.Name})
						}
						q.one("team", "Team", "Only this team can see the case.", choices...)
					}
				},
				check: func(x *walk) fault.Problems {
					problems := startProblems("name_to_use", "language")(x)
					problems = append(problems, birthProblems(x)...)
					if len(x.file.(*startFile).teams) > 1 && x.text("team") == "" {
						problems.Add("team", "select_one")
					}
					return problems
				},
			},
			{
				id: "matches", heading: "This client may already have a case",
				when:  func(x *walk) bool { return matchesOf(x).Any() },
				ask:   func(x *walk, q *questions) { askMatches(q, matchesOf(x)) },
				check: func(x *walk) fault.Problems { return person.CheckDespite(x.text("match_reason")) },
			},
		},
		check: func(_ *gin.Context, x *walk, page *checkPage) error {
			if err := x.file.(*startFile).err; err != nil {
				return err
			}
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
				answerCard("Name and language", x.base+"/name", answer("Name to use", start.NameToUse), answer("Language", start.Language), answer("Date of birth", dateOr(dateOf(x.values, "known_birth"), ""))))
			if matchesOf(x).Any() {
				page.Cards = append(page.Cards, answerCard("Another case found", x.base+"/matches", answer("Why this is a new case", x.text("match_reason"))))
			}
			page.Buttons.Text = "Start the case"
			return nil
		},
		submit: func(c *gin.Context, x *walk) (string, error) {
			in := desk.NewCase{TeamID: x.text("team"), Start: startOf(x), Born: dateOf(x.values, "known_birth"), Token: x.token()}
			if matchesOf(x).Any() {
				in.Despite = x.text("match_reason")
			}
			if err := x.file.(*startFile).err; err != nil {
				return "", err
			}
			ref, err := s.desk.StartCase(c.Request.Context(), me(c).Actor, in)
			if err != nil {
				return "", err
			}
			s.sessions.Notify(c.Request.Context(), "Case "+string(ref)+" is started.")
			return "/cases/" + string(ref), nil
		},
	}
}

// startFile is what the pages of a start know beside the answers.
type startFile struct {
	teams []desk.TeamChoice
	today calendar.Date
	look  func(desk.Traits) (desk.Matches, error)
	looks bool   // this page may look for matches
	asked string // the traits that were looked for last
	found desk.Matches
	err   error
}

// matchesOf are the cases that may be the client's already, as far as the
// answers tell. What went wrong is said by the page that comes last.
func matchesOf(x *walk) desk.Matches {
	f := x.file.(*startFile)
	t := desk.Traits{Names: []string{x.text("name_to_use")}, Born: dateOf(x.values, "known_birth"), Contacts: []string{x.text("contact_details")}}
	if !f.looks || t.Names[0] == "" && t.Contacts[0] == "" {
		return desk.Matches{}
	}
	if asked := fmt.Sprintf("%q", t); asked != f.asked {
		f.asked = asked
		f.found, f.err = f.look(t)
	}
	return f.found
}

// birthProblems says what is wrong with the date of birth as typed.
func birthProblems(x *walk) (problems fault.Problems) {
	typed := x.values.Date("known_birth")
	if typed.Empty() {
		return nil
	}
	if _, _, _, code := typed.Parse(); code != "" {
		problems.Add("known_birth", code)
		return problems
	}
	return person.CheckKnownBirth(startOf(x).AgeBand, dateOf(x.values, "known_birth"), x.file.(*startFile).today)
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
		"known_birth":             "the date of birth",
		"match_reason":            "why this is a new case",
	},
	messages: map[string]string{
		"known_birth/still_a_child": "With this date of birth the client is under 18. Check it, or go back and change the age",
		"known_birth/is_an_adult":   "With this date of birth the client is 18 or over. Check it, or go back and change the age",
		"match_reason/required":     "Enter why this is a new case, or open the case that is there",
	},
}
