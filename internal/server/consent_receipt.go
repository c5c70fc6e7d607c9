package server

import (
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

func (s *Server) getReceiptForm(c *gin.Context) error { return s.receiptForm(c, form.Values{}, nil) }

func (s *Server) postReceipt(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	n, ok := smallNumber(c.Param("number"))
	if !ok {
		return fault.NotFound
	}
	id, err := s.desk.GiveReceipt(c.Request.Context(), me(c).Actor, edit, n, v.Trimmed("receipt_safe"))
	if retry(err) {
		return s.receiptForm(c, v, err)
	}
	if err != nil {
		return err
	}
	if id == "" { // a second press of the same form
		return seeOther(c, caseAddress(edit.Ref)+"/consent")
	}
	return seeOther(c, caseAddress(edit.Ref)+"/receipts/"+id)
}

// receiptForm asks whether a receipt can be given safely. Nothing is chosen
// beforehand, and nothing is made without a yes.
func (s *Server) receiptForm(c *gin.Context, v form.Values, failed error) error {
	f, err := s.readRecord(c)
	if err != nil {
		return err
	}
	return s.caseForm(c, f.Head, v, failed, questionPage{
		Heading: "Receipt for the client",
		Intro: []string{
			"What the client answered, in plain words, to print, or as a file. It names neither the client nor you.",
			"Somebody who finds it could put the client in danger. Ask the client where they will keep it, and who may see it.",
		},
		Buttons: render.SaveButtons{Text: "Make the receipt"},
		Other:   &render.Link{Text: "Go back, none is made", Href: caseAddress(f.Case.Ref) + "/consent"},
	}, func(q *questions) {
		q.add(render.Question{Summary: &render.SummaryList{Rows: recordRows(f.Record)}})
		q.yesNo("receipt_safe", "Is it safe to give this to the client?", "")
	})
}

type receiptPage struct {
	render.Layout
	Organisation string
	AnsweredOn   string
	Decided      bool // by somebody else, under the law: the client could not
	Agreed       []string
	TakenBack    []string
	Refused      []string
	Open         []string
	Holds        string
	Sheet        string
	Reference    string
	MadeOn       string
	Download     render.Link
}

func (s *Server) readReceipt(c *gin.Context) (desk.ReceiptFile, error) {
	r, err := ref(c)
	if err != nil {
		return desk.ReceiptFile{}, err
	}
	id := afterID(c.Param("id"))
	if id == "" {
		return desk.ReceiptFile{}, fault.NotFound
	}
	return s.desk.Receipt(c.Request.Context(), me(c).Actor, r, id)
}

func (s *Server) getReceipt(c *gin.Context) error {
	f, err := s.readReceipt(c)
	if err != nil {
		return err
	}
	page := receiptPage{
		Layout: s.layout(c, "Receipt", string(f.Case.Ref)), Organisation: f.Organisation,
		AnsweredOn: f.Record.GivenOn.Long(), Decided: f.Record.DecidedForClient(), Sheet: sheetName(f.Record.Explanation), Reference: f.Record.Reference, MadeOn: f.MadeOn.Long(),
		Download: render.Link{Text: "Download it as a file (JSON)", Href: c.Request.URL.Path + "/file"},
	}
	page.Back = &render.Link{Text: "Back to consent", Href: caseAddress(f.Case.Ref) + "/consent"}
	text := consent.NewReceiptText(f.Standing)
	for _, w := range text.Agreed {
		page.Agreed = append(page.Agreed, w.Agreed)
	}
	for _, w := range text.TakenBack {
		page.TakenBack = append(page.TakenBack, w.Refused+", since "+f.Standing.TakenBack[w.Purpose].Long())
	}
	for _, w := range text.Refused {
		page.Refused = append(page.Refused, w.Refused)
	}
	for _, w := range text.Open {
		page.Open = append(page.Open, w.Agreed)
	}
	if ends := f.Record.Ends; !ends.On.IsZero() {
		page.Holds = "What you agreed to holds until " + ends.On.Long() + "."
	}
	return s.render.Page(c.Writer, http.StatusOK, "consent_receipt", page)
}

// getReceiptFile is the same as a file, in the field names of ISO/IEC TS 27560.
func (s *Server) getReceiptFile(c *gin.Context) error {
	f, err := s.readReceipt(c)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(f.File, "", "  ")
	if err != nil {
		return err
	}
	c.Header("Content-Type", "application/json")
	c.Header("Content-Disposition", `attachment; filename="receipt-`+f.Record.Reference+`.json"`)
	c.Status(http.StatusOK)
	_, err = c.Writer.Write(append(text, '\n'))
	return err
}
