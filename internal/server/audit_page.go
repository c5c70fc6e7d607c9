package server

import (
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/render"
)

// auditPage is a page of the auditors' desk: what stands above, then sections.
type auditPage struct {
	render.Layout
	Heading  string
	Tag      *render.Tag
	Intro    []string
	Acts     []render.Button
	Form     *auditForm
	Filter   *render.Filter
	Sections []auditSection
	Links    []render.Link
}

// auditForm leads from a page to one thing on it.
type auditForm struct {
	Action    string
	Questions []render.Question
	Buttons   render.SaveButtons
}

// auditSection is one heading with what belongs under it.
type auditSection struct {
	Heading string
	Text    []string
	Card    *render.SummaryList
	Table   *render.StackedTable
	More    *render.Link // what comes after the table
}

func (p *auditPage) table(heading string, t render.StackedTable) {
	p.Sections = append(p.Sections, auditSection{Heading: heading, Table: &t})
}

func (p *auditPage) card(heading string, rows ...render.SummaryRow) {
	p.Sections = append(p.Sections, auditSection{Heading: heading, Card: &render.SummaryList{Rows: rows}})
}

func (p *auditPage) link(text, href string) {
	p.Links = append(p.Links, render.Link{Text: text, Href: href})
}

// older leads to the page before a number, when there is one.
func (p *auditPage) older(base string, before int) {
	if before > 0 {
		p.link("Older", base+"before="+strconv.Itoa(before))
	}
}

// numberIn is the number at the end of an address. Error: fault.NotFound.
func numberIn(c *gin.Context) (int, error) {
	n, err := strconv.Atoi(c.Param("number"))
	if err != nil || n < 1 {
		return 0, fault.NotFound
	}
	return n, nil
}

// placeIn reads where a page begins. What is mistyped is the start.
func placeIn(c *gin.Context, name string) int {
	n, err := strconv.Atoi(c.Query(name))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func sampleAddress(number int) string  { return "/audit/samples/" + strconv.Itoa(number) }
func findingAddress(number int) string { return "/audit/findings/" + strconv.Itoa(number) }

// inSample keeps the sample a record is reviewed for in an address.
func inSample(address string, sample int) string {
	if sample == 0 {
		return address
	}
	return address + "?" + url.Values{"sample": {strconv.Itoa(sample)}}.Encode()
}
