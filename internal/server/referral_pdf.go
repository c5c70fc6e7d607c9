package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/pdf"
	"nrmdesk/internal/render"
)

// referralPaper is the pack as a document of its own, with its style in it:
// what prints it may fetch nothing.
type referralPaper struct {
	Title    string
	Heading  string
	Says     []string
	Marks    render.SummaryList
	Sections []packSection
}

// getReferralPDF hands out the pack as a PDF. Where no Chromium is to be had,
// or it fails, it says how to print instead.
func (s *Server) getReferralPDF(c *gin.Context) error {
	f, err := s.readPack(c)
	if err != nil {
		return err
	}
	ref := string(f.Case.Ref)
	instead := kindly{
		heading: "There is no PDF", says: []string{"To print the pack or keep it as PDF, open it and use the print function of your browser."},
		link: render.Link{Text: "Open the referral pack", Href: referralAddress(f.Case.Ref, "pack")},
	}
	if s.options.PDF == nil {
		return instead
	}
	snapshot := packed(f)
	title := packTitle(f) + " of " + ref
	paper := referralPaper{Title: title + " – NRM Desk", Heading: title}
	paper.Says = []string{
		"Official – sensitive. Made by " + me(c).Name + " on " + s.desk.Today().Long() + ".",
		"NRM Desk does not send anything to the Home Office. The answers stand in the order of the official form.",
	}
	paper.Says = append(paper.Says, amendedSays(f)...)
	if paper.Marks, err = packMarks(f, snapshot); err != nil {
		return err
	}
	paper.Sections = append(packSections(f.Draft.Form, snapshot.Entries, nil), amendedSections(f)...)
	html, err := s.render.HTML("referral_paper", paper)
	if err != nil {
		return err
	}
	takeTime(c)
	made, err := s.options.PDF.Print(c.Request.Context(), pdf.Paper{
		HTML:   html,
		Top:    title + ". Official form as of " + snapshot.FormVersion + ". " + packState(f) + ".",
		Bottom: "Official – sensitive. " + redaction(snapshot),
	})
	if err != nil {
		ctx := c.Request.Context()
		s.log.ErrorContext(ctx, "no PDF was made", "request", RequestID(ctx), "error", err.Error())
		return instead
	}
	return attachment(c, ref+"-referral.pdf", "application/pdf", made)
}
