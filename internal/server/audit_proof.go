package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/render"
)

func (s *Server) proofRoutes() []route {
	return []route{
		{method: "GET", path: "/audit/cases/:ref/proof", handle: s.getCaseProof},
		{method: "POST", path: "/audit/cases/:ref/proof", handle: s.postCaseProof},
		{method: "GET", path: "/audit/samples/:number/proof", handle: s.getSampleProof},
		{method: "POST", path: "/audit/samples/:number/proof", handle: s.postSampleProof},
	}
}

func proofAddress(ref casefile.Ref) string { return "/audit/cases/" + string(ref) + "/proof" }

// How members of staff appear in a proof pack.
const (
	staffByRole = "roles"
	staffByName = "names"
)

func (s *Server) getCaseProof(c *gin.Context) error {
	return s.caseProofForm(c, http.StatusOK, form.Of(url.Values{"pack_staff": {staffByRole}}), nil)
}

func (s *Server) caseProofForm(c *gin.Context, status int, v form.Values, problems fault.Problems) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.ProveAudit); err != nil {
		return err
	}
	trail, err := s.desk.AuditTrail(c.Request.Context(), me(c).Actor, r, 0)
	if err != nil {
		return err
	}
	q := ask(v, problems)
	staff := q.one("pack_staff", "How should members of staff appear?", "",
		choice{staffByRole, "By role", "For example, Caseworker 1. Choose this for anybody outside your organisation."},
		choice{staffByName, "By name", "Only for this case, and only with a reason."})
	q.long("why_names", "Why do the names need to be in it?", "Only if you chose names. It is kept as a note of the case, and is not in the pack.")
	staff.Classes = ""
	heading := "Proof pack of " + string(r)
	page := questionPage{
		Layout: s.layout(c, heading, "Audit"), Heading: heading,
		Intro: []string{
			fmt.Sprintf("A ZIP file with the trail of consent and decisions of this case (%s), signed, and with proof that nothing in it was changed or left out. "+
				"It names no client and holds nothing that anybody said.", counted(trail.Total, "entry", "entries")),
			"Whoever gets it can check it on any computer, with the program nrmdesk and your public key, without this service. That you made it is recorded in the trail of the case.",
		},
		Action: proofAddress(r), Questions: q.list, Buttons: render.SaveButtons{Text: "Make the proof pack"},
		Other: &render.Link{Text: "How to check a proof pack", Href: proofHelp},
	}
	page.Back = &render.Link{Text: "Back to the audit trail", Href: "/audit/cases/" + string(r)}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postCaseProof(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	check := form.Check(v)
	if chosen := v.Text("pack_staff"); chosen != staffByRole && chosen != staffByName {
		check.Problem("pack_staff", "select_one")
	}
	problems := check.Problems()
	var pack []byte
	if len(problems) == 0 {
		wanted := desk.CasePack{Names: v.Text("pack_staff") == staffByName, Why: v.Trimmed("why_names")}
		pack, err = s.desk.ProveCase(c.Request.Context(), me(c).Actor, r, wanted, TrailWords)
		if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
			problems, err = invalid.Problems, nil
		}
	}
	switch {
	case err != nil:
		return err
	case len(problems) > 0:
		return s.caseProofForm(c, http.StatusUnprocessableEntity, v, problems)
	}
	return attachment(c, string(r)+"-proof-pack.zip", "application/zip", pack)
}

func (s *Server) getSampleProof(c *gin.Context) error {
	return s.sampleProofForm(c, http.StatusOK, form.Of(url.Values{"pack_part": {"1"}}), nil)
}

func (s *Server) sampleProofForm(c *gin.Context, status int, v form.Values, problems fault.Problems) error {
	number, err := numberIn(c)
	if err != nil {
		return err
	}
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.ProveAudit); err != nil {
		return err
	}
	one, err := s.desk.Sample(c.Request.Context(), me(c).Actor, number, 0)
	if err != nil {
		return err
	}
	q := ask(v, problems)
	var hidden []render.Hidden
	if parts := packParts(one.Size); len(parts) > 1 {
		q.one("pack_part", "Which part of the sample?", fmt.Sprintf("A pack holds at most %d records.", desk.SamplePart), parts...)
	} else {
		hidden = []render.Hidden{{Name: "pack_part", Value: "1"}}
	}
	heading := "Proof pack of " + sampleName(one.Kind, number)
	page := questionPage{
		Layout: s.layout(c, heading, "Audit"), Heading: heading, Hidden: hidden,
		Intro: []string{
			fmt.Sprintf("A ZIP file with the trails of consent and decisions of the cases behind %s, signed, and with proof that nothing in them was changed or left out. "+
				"Members of staff appear by role. It names no client and holds nothing that anybody said.", counted(int64(one.Size), "record", "records")),
			"Whoever gets it can check it on any computer, with the program nrmdesk and your public key, without this service. That you made it is recorded in the trail of each case.",
		},
		Action: sampleAddress(number) + "/proof", Questions: q.list, Buttons: render.SaveButtons{Text: "Make the proof pack"},
		Other: &render.Link{Text: "How to check a proof pack", Href: proofHelp},
	}
	page.Back = &render.Link{Text: "Back to the sample", Href: sampleAddress(number)}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

// packParts are the parts in which a sample of so many records is packed.
func packParts(size int) (parts []choice) {
	for first := 1; first <= size; first += desk.SamplePart {
		parts = append(parts, choice{value: strconv.Itoa(len(parts) + 1), text: fmt.Sprintf("Records %d to %d", first, min(first+desk.SamplePart-1, size))})
	}
	return parts
}

func (s *Server) postSampleProof(c *gin.Context) error {
	number, err := numberIn(c)
	if err != nil {
		return err
	}
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	part, err := strconv.Atoi(v.Text("pack_part"))
	if err != nil {
		check := form.Check(v)
		check.Problem("pack_part", "select_one")
		return s.sampleProofForm(c, http.StatusUnprocessableEntity, v, check.Problems())
	}
	takeTime(c)
	pack, err := s.desk.ProveSample(c.Request.Context(), me(c).Actor, number, part, TrailWords)
	if err != nil {
		return err
	}
	name := "sample-" + strconv.Itoa(number)
	if part > 1 {
		name += "-part-" + strconv.Itoa(part)
	}
	return attachment(c, name+"-proof-pack.zip", "application/zip", pack)
}
