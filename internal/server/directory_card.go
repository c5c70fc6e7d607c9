package server

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/render"
)

type cardPage struct {
	render.Layout
	Heading   string
	Leave     bool
	Questions []render.Question
	Card      *card
}

// card is what is printed for a client. It says nothing about anybody.
type card struct {
	Nation    string
	Emergency []cardLine
	Services  []cardLine
	Left      []string // chosen, but not to be given before somebody checked them
	Sheet     *cardSheet
	On        string
}

type cardLine struct{ Name, Contact, Hours string }

// cardSheet is the beginning of an explanation sheet, in its own language.
type cardSheet struct {
	Tag, Dir, Title string
	Opening         []string
}

// getCard makes a card of services to print. An entry that has not been checked
// for long is left out until whoever makes the card says that they checked it
// (domain guide, section 14).
func (s *Server) getCard(c *gin.Context) error {
	asked := form.Of(c.Request.URL.Query())
	services, err := s.desk.Services(c.Request.Context(), me(c).Actor.OrganisationID)
	if err != nil {
		return err
	}
	sheets, err := s.desk.PublishedSheets(c.Request.Context())
	if err != nil {
		return err
	}
	page := cardPage{Layout: s.layout(c, "Card to print", ""), Heading: "Make a card to print"}
	page.Leave = s.quietPage(&page.Layout)
	page.Back = &render.Link{Text: "Support directory", Href: directoryAddress}
	nation := calendar.Nation(asked.Trimmed("place"))
	q := ask(asked, nil)
	var nations []choice
	for _, n := range calendar.Nations {
		nations = append(nations, choice{value: string(n), text: n.Name()})
	}
	q.one("place", "Where is the client?", "", nations...)
	var languages []choice
	for i, sheet := range sheets {
		if i == 0 || sheets[i-1].Tag != sheet.Tag {
			languages = append(languages, choice{sheetValue(sheet.Sheet), sheet.Language, ""})
		}
	}
	q.pick("sheet", "Words of the explanation sheet in (optional)", "The beginning of the sheet is printed above the numbers.", languages...)
	var offered, unchecked []choice
	today := s.desk.Today()
	for _, e := range services.Entries() {
		if !onCards(e) || nation.Valid() && !e.Serves(nation) {
			continue
		}
		offered = append(offered, choice{e.ID, e.Name(), contactWords(e)})
		if slices.Contains(asked.All("service"), e.ID) && e.NeedsConfirming(today) {
			unchecked = append(unchecked, choice{e.ID, e.Name(), e.CheckedWords()})
		}
	}
	if nation.Valid() {
		q.some("service", "Which services?", "", offered...)
	}
	if len(unchecked) > 0 {
		q.some("checked", "I have checked on their own website or by phone that these are right", "", unchecked...)
	}
	page.Questions = q.list
	if nation.Valid() {
		page.Card = &card{Nation: nation.Name(), On: today.Long()}
		page.Card.fill(services, nation, asked, today)
		if tag, version, ok := cutSheet(asked.Text("sheet")); ok {
			if sheet, err := s.desk.PublishedSheet(c.Request.Context(), tag, version); err == nil {
				page.Card.Sheet = &cardSheet{sheet.Tag, string(sheet.Direction), sheet.Title, consent.Paragraphs(sheet.Opening)}
			}
		}
	}
	return s.render.Page(c.Writer, http.StatusOK, "directory_card", page)
}

func onCards(e directory.Entry) bool {
	return e.ForClients && !e.Emergency && !e.Ended() && e.Status != directory.Replaced && len(e.Channels()) > 0
}

func (k *card) fill(services directory.Listing, nation calendar.Nation, asked form.Values, today calendar.Date) {
	for _, e := range services.Entries() {
		line := cardLine{e.Service, contactWords(e), e.Hours}
		switch {
		case e.Emergency && e.Serves(nation) && e.Status != directory.Unverified:
			if e.Service == line.Contact {
				line.Name = e.Organisation
			}
			k.Emergency = append(k.Emergency, line)
		case !onCards(e) || !e.Serves(nation) || !slices.Contains(asked.All("service"), e.ID):
		case e.NeedsConfirming(today) && !slices.Contains(asked.All("checked"), e.ID):
			k.Left = append(k.Left, e.Name())
		default:
			line.Name = e.Name()
			k.Services = append(k.Services, line)
		}
	}
}
