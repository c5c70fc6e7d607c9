package demo

import "nrmdesk/internal/nrm/referral"

// account is what a client told, short and plain.
type account struct {
	forms      []string // of the official form
	began      string
	tasks      string
	conditions string
	treatment  string
	left       string
	exploiters string
	country    string // where it began, if not here
}

var accounts = []account{
	{
		forms:      []string{"unpaid_or_underpaid_work", "wages_taken"},
		began:      "A man met at a bus station offered work in a car wash with a bed included. The pay was to be weekly.",
		tasks:      "Washed cars six days a week from 7am until dark, in all weathers. No gloves or boots were given.",
		conditions: "Shared a caravan behind the yard with five others. One tap, no heating.",
		treatment:  "Wages were kept “for rent and food”. Anyone who asked for money was sent back to the caravan for a day without pay.",
		left:       "Walked away at night and slept at a railway station, where an outreach worker spoke to them.",
		exploiters: "Two brothers who run the yard. They drive a white van and are known by nicknames only.",
	},
	{
		forms:      []string{"unpaid_or_underpaid_work"},
		began:      "A friend of a cousin arranged a job in a nail bar and lent the money for the journey.",
		tasks:      "Worked seven days a week, ten hours a day, and cleaned the shop afterwards.",
		conditions: "Slept in a room above the shop. The door to the street was locked at night.",
		treatment:  "Was told the debt had doubled and that the police would arrest anybody without papers.",
		left:       "A customer noticed that they were unwell and gave them the number of the refuge.",
		exploiters: "The woman who manages the shop, about 45, and a man who collects the takings on Fridays.",
	},
	{
		forms:      []string{"domestic_work", "wages_taken"},
		began:      "Came to work as a housekeeper for a family already known from an earlier job abroad.",
		tasks:      "Cooked, cleaned and looked after three children from 5.30am to 11pm. No day off in fourteen months.",
		conditions: "Slept on a mattress in the laundry room. Ate what was left after the family.",
		treatment:  "The passport was locked away. Was not allowed to use a telephone or go out alone.",
		left:       "Left while taking the bins out and asked at a church, which called the council.",
		exploiters: "A married couple. Both work in offices. The client knows the street but not the number.",
	},
	{
		forms:      []string{"forced_crime"},
		began:      "Owed money for the journey and was told it could be worked off by looking after a house.",
		tasks:      "Watered plants in three rooms and was told never to open the door. Understood only later what the plants were.",
		conditions: "The windows were covered. Food was left once a week. There was no bed, only a sofa.",
		treatment:  "Was threatened by telephone with harm to the family at home.",
		left:       "The police came to the house after a neighbour reported a smell.",
		exploiters: "Only two men were ever seen, at night. They used a dark estate car.",
	},
	{
		forms:      []string{"unpaid_or_underpaid_work", "other"},
		began:      "Paid an agency a large fee for a job in a care home, with a visa and a room.",
		tasks:      "Was sent to private houses for 70 hours a week, and paid for 20.",
		conditions: "Shared a room with three other care workers who took turns with two beds.",
		treatment:  "The agency said that it would cancel the visa if anybody complained.",
		left:       "Told a district nurse, who made the referral to the team.",
		exploiters: "The owner of the agency and her brother-in-law, who drives the workers to their shifts.",
	},
	{
		forms:      []string{"forced_prostitution"},
		began:      "Was promised work in a restaurant by somebody known for some months and trusted.",
		tasks:      "Was made to see strangers in different flats. Does not want to say more today, and need not.",
		conditions: "Was moved between flats every two weeks and never knew the address.",
		treatment:  "Was watched all the time and told that rent and clothes had to be paid back.",
		left:       "Ran into a shop while being moved and asked the staff to call somebody.",
		exploiters: "A man of about 30 whom the client calls a former partner, and a woman who kept the keys.",
	},
}

var childAccounts = []account{
	{
		forms:      []string{"forced_crime"},
		began:      "An older boy from the estate gave trainers and a phone, then said they had to be paid for.",
		tasks:      "Carried packages by train to a town by the sea and stayed in somebody's flat for days.",
		conditions: "Slept on the floor of a flat that belongs to a man who is unwell himself.",
		treatment:  "Was told the family would be visited if a package went missing.",
		left:       "Was found by transport police and brought to children's services.",
		exploiters: "An older boy known by a street name, and somebody known as “the line”.",
	},
	{
		forms:      []string{"domestic_work", "unpaid_or_underpaid_work"},
		began:      "Was brought here by an aunt to go to school.",
		tasks:      "Looked after two small cousins and the house. Went to school on some days only.",
		conditions: "Slept in the children's room and ate in the kitchen after the others.",
		treatment:  "Was shouted at and not allowed to see other children after school.",
		left:       "A teacher noticed and spoke to the safeguarding lead.",
		exploiters: "The aunt and her husband.",
	},
}

// answers are the account in the fields of the official form, with everything
// around it that is alike in most referrals.
func (a account) answers() referral.Answers {
	said := map[string]string{
		"under_18_when_exploited": "no", "birthplace": "Not known", "family_background": "Parents and a younger brother. Little contact now.",
		"education_history": "Left school at 15.", "earlier_work": "Helped in a relative's shop.",
		"several_situations": "no", "exploitation_dates": "About fourteen months, until this year. The client does not remember the exact dates.",
		"exploitation_dates_by_situation": "Two places, one after the other, over fourteen months.",
		"how_it_began":                    a.began, "moved_by_exploiter": "no", "tasks_and_hours": a.tasks, "living_conditions": a.conditions, "treatment": a.treatment,
		"still_exploited": "no", "how_they_left": a.left, "last_contact": "within_3_months",
		"reported_before": "no", "delay_reason": "Was afraid of the police and did not know that there is help.",
		"indicators_seen": "yes", "indicators_details": "Tired and watchful; asked twice who would be told. Owes a debt that grows. Had no papers of their own.",
		"interview_context":    "Two talks in a private room, with breaks. The client decided when to stop.",
		"professional_opinion": "The account is consistent in both talks and fits what is known of this kind of work.",
		"credibility_concern":  "no", "other_professionals": "no", "exploitation_place": "uk",
		"exploiter_description": a.exploiters, "exploiter_location_known": "no", "other_victims": "not_sure",
		"other_form": "Charged for a job and a visa", "re_exploitation_risk": "yes", "re_exploitation_reasons": "No money, no safe address, and the debt is still claimed.",
		"has_crime_reference": "no", "will_help_authorities": "yes", "support_contact_route": "own_phone",
		"has_children": "no", "needs_communication_aid": "no", "has_home_office_reference": "no",
		"client_contact_methods": "email", "client_email_safe": referral.Ticked,
	}
	all := referral.Answers{"exploitation_forms": a.forms}
	for name, text := range said {
		all[name] = []string{text}
	}
	return all
}

var ownWords = []string{
	"I want to sleep without listening for the door.", "If it helps the others, yes.", "I understand. There are two decisions.",
	"I want to work and be paid.", "Please do not write to the house.", "",
}

var refusals = []string{
	"Does not want any authority to know. Wants to go home to the family.", "Is afraid of losing the job that pays for the room.",
	"Has had bad experience with officials and wants to think about it on their own.",
}

var approvals = []string{"Clear and complete. Thank you.", "Dates checked against the notes. Good to go.", ""}

var notes = []string{
	"Called at the agreed time. Well, sleeping a little better. Asked when the letter comes.",
	"Went to the GP together. A follow-up is booked for next month.",
	"Did not answer the telephone. Sent the agreed text; no voicemail.",
	"Interpreter booked for the next talk. Same person as last time, as the client asked.",
	"Rang about the room: the heating works again.",
	"Brought a bag of winter clothes. Talked about English classes on Thursdays.",
	"Spoke to the solicitor's office. They need the decision letter in copy, and the client's yes to it.",
	"Home visit together with the support worker. Nothing to worry about.",
}
