package demo

import (
	"fmt"
	"math/rand/v2"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

// client is somebody invented. Numbers are those Ofcom keeps for drama.
type client struct {
	first, last string
	alias       string
	gender      string
	language    string
	nationality string
	born        calendar.Date // zero: not known
	nation      calendar.Nation
	band        person.AgeBand
	phone       string
	email       string
	contact     person.SafeContact
	place       location
	account     account
	ageEvidence string
}

func (c client) interpreter() bool { return c.language != "English" }

// The names are put together from words and syllables, so that nobody has them.
// Each pair comes once in 750 cases.
var (
	firstNames = []string{
		"Averil-Jo", "Belkine", "Corrivane", "Dashuro", "Elunis", "Faradil", "Gostane", "Hevrelle", "Ilmaro", "Junessa",
		"Kestivo", "Lumira", "Marrowen", "Nevosha", "Orrinel", "Pelkavi", "Quessia", "Rovanto", "Sorveya", "Tavelin",
		"Ulmari", "Vashtelle", "Wendrosa", "Xiravel", "Yorrimo", "Zelkanne", "Brindelo", "Ciprane", "Dovrisa", "Emberlo",
	}
	lastNames = []string{
		"Applewick", "Brackenvale", "Cinderford", "Drizzlecombe", "Emberley", "Fennimarch", "Gorsewater", "Hollowbrook",
		"Inkersall", "Juniperfield", "Kettlebeck", "Lanternby", "Mossgather", "Nettlecroft", "Oakhampter", "Pebblewade",
		"Quarrybank", "Rainscombe", "Saltmeadow", "Thimbleby", "Underfell", "Velvetley", "Willowfarne", "Yarrowgate", "Zephyrstead",
	}
)

// origins pairs a nationality of the official list with a language.
var origins = []struct{ nationality, language, country string }{
	{"British", "English", ""}, {"Vietnamese", "Vietnamese", "Vietnam"}, {"Albanian", "Albanian", "Albania"},
	{"Eritrean", "Tigrinya", "Eritrea"}, {"Romanian", "Romanian", "Romania"}, {"Sudanese", "Arabic", "Sudan"},
	{"Nigerian", "English", "Nigeria"}, {"Ethiopian", "Amharic", "Ethiopia"}, {"British", "English", ""},
	{"Filipino", "Tagalog", "Philippines"}, {"Indian", "Punjabi", "India"}, {"Chinese", "Mandarin", "China"},
}

// location is where somebody is now, in the words of the official lists.
type location struct{ town, region, authority, force string }

var places = map[calendar.Nation][]location{
	calendar.England: {
		{"Leeds", "West Yorkshire", "Leeds City Council", "West Yorkshire Police"},
		{"Sheffield", "South Yorkshire", "Sheffield City Council", "South Yorkshire Police"},
		{"Leicester", "Leicestershire", "Leicester City Council", "Leicestershire Police"},
	},
	calendar.Wales: {
		{"Cardiff / Caerdydd", "South Glamorgan", "City of Cardiff Council", "South Wales Police"},
		{"Swansea / Abertawe", "West Glamorgan", "City and County of Swansea Council", "South Wales Police"},
	},
	calendar.Scotland: {
		{"Glasgow", "City of Glasgow", "The Glasgow City Council", "Police Scotland"},
		{"Edinburgh", "City of Edinburgh", "The City of Edinburgh Council", "Police Scotland"},
	},
	calendar.NorthernIreland: {
		{"Belfast", "County Antrim", "Belfast City Council", "Police Service of Northern Ireland"},
	},
}

// invent makes the client of a story.
func (t *teller) invent(s story, where string) client {
	r := t.rng
	origin := origins[r.IntN(len(origins))]
	c := client{
		first: turn(t.place, firstNames), last: turn(t.place+t.place/len(firstNames)*7, lastNames), gender: pick(r, []string{"female", "male"}),
		nationality: origin.nationality, language: origin.language, nation: s.nationIn(r, where), band: person.Adult,
	}
	c.phone = fmt.Sprintf("07700 900%03d", r.IntN(1000))
	c.email = fmt.Sprintf("client%04d@mail.example", t.place)
	if r.IntN(6) == 0 {
		c.alias = pick(r, firstNames)
	}
	// A few weeks either side of a whole year, never near a birthday that
	// starts a clock.
	c.born = t.today.AddMonths(-12*(21+r.IntN(30)) - 6).AddDays(r.IntN(60))
	c.account = pick(r, accounts)
	if s.band != "" {
		c.band = s.band
		c.born = t.today.AddMonths(-12 * 16).AddDays(-30 - r.IntN(200))
		c.account, c.ageEvidence = pick(r, childAccounts), pick(r, ageEvidence)
	}
	if s.turns18In != 0 {
		c.born = t.today.AddMonths(-12 * 18).AddDays(s.turns18In)
	}
	if s.band == person.AgeUnsure {
		c.born = calendar.Date{}
	}
	c.account.country = origin.country
	c.place = pick(r, places[c.nation])
	c.contact = pick(r, contacts(c.phone))
	return c
}

func contacts(phone string) []person.SafeContact {
	return []person.SafeContact{
		{
			Channels: []person.Channel{person.Phone, person.Text}, Details: phone, Days: person.Days[:5], From: "10:00", Until: "18:00",
			Voicemail: person.No, Dangerous: []string{"020 7946 0999, the landlord’s"},
		},
		{Channels: []person.Channel{person.Text}, Details: phone, From: "17:00", Until: "22:00", CodeWord: "Blue parcel"},
		{Channels: []person.Channel{person.Phone}, Details: phone, Hours: "Not while the children are home", Voicemail: person.Yes},
		{Channels: []person.Channel{person.Worker}, Details: "Through the night worker at the hostel, 020 7946 0" + phone[len(phone)-3:]},
		{Channels: []person.Channel{person.Phone, person.Email}, Details: phone + ". E-mail only for appointments", CodeWord: "Harbour", Voicemail: person.No},
	}
}

func (c client) start() person.Start {
	s := person.Start{
		Nation: c.nation, AgeBand: c.band,
		Safety:    person.SafetyCheck{PrivatePlace: person.Yes, SafeToTalk: person.Yes, InterpreterNeeded: person.No},
		Contact:   c.contact,
		NameToUse: c.first + " " + c.last, Language: c.language,
	}
	if c.interpreter() {
		s.Safety.InterpreterNeeded = person.Yes
	}
	if c.band.TreatedAsChild() {
		s.LocalAuthorityContact = "Duty social worker of " + c.place.authority + ", 020 7946 0" + c.phone[len(c.phone)-3:] + ", told the same day"
		s.AgeEvidence = c.ageEvidence
	}
	return s
}

var ageEvidence = []string{
	"School record seen; the date of birth fits what they say",
	"Says they are under 18. No papers. Appearance and manner fit",
	"Birth certificate seen in copy",
	"Social worker knows the family and confirms the age",
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func turn[T any](n int, from []T) T { return from[n%len(from)] }
