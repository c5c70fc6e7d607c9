package server

import (
	"fmt"
	"slices"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

func (s *Server) readRecord(c *gin.Context) (desk.ConsentToAnswer, error) {
	r, err := ref(c)
	if err != nil {
		return desk.ConsentToAnswer{}, err
	}
	n, ok := smallNumber(c.Param("number"))
	if !ok {
		return desk.ConsentToAnswer{}, fault.NotFound
	}
	return s.desk.ConsentToAnswer(c.Request.Context(), me(c).Actor, r, n)
}

func (s *Server) getMarkAsError(c *gin.Context) error {
	return s.markAsErrorForm(c, form.Values{}, nil)
}

func (s *Server) postMarkAsError(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	n, ok := smallNumber(c.Param("number"))
	if !ok {
		return fault.NotFound
	}
	err = s.desk.CorrectConsent(c.Request.Context(), me(c).Actor, edit, consent.Correction{Number: n, Reason: v.Trimmed("error_reason")})
	if retry(err) {
		return s.markAsErrorForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The record is marked. It stays to be read.")
	return seeOther(c, caseAddress(edit.Ref)+"/consent")
}

func (s *Server) markAsErrorForm(c *gin.Context, v form.Values, failed error) error {
	f, err := s.readRecord(c)
	if err != nil {
		return err
	}
	rec := f.Record
	leaving, err := s.previewRoute(c, f.Case.Ref, desk.RouteChange{LeftOut: rec.Number})
	if err != nil {
		return err
	}
	return s.caseForm(c, f.Head, v, failed, questionPage{
		Heading: "Mark a record as made in error",
		Intro: []string{
			"Use this only when the record is wrong: made on the wrong case, or not what the client said. When the client has changed their mind, record a new answer or a withdrawal.",
			"The record stays to be read, marked as recorded in error. It no longer counts. If that would allow more than now, a supervisor must look first, and until then only what both allow is allowed.",
		},
		Buttons: render.SaveButtons{Text: "Mark as recorded in error"},
		Other:   &render.Link{Text: "Go back, nothing is marked", Href: caseAddress(f.Case.Ref) + "/consent"},
	}, func(q *questions) {
		q.add(render.Question{Summary: &render.SummaryList{Rows: recordRows(rec)}})
		q.long("error_reason", "What is wrong with it?", "")
		q.list = append(q.list, leaving...)
	})
}

// recordRows say which record is meant.
func recordRows(rec desk.ConsentRecord) []render.SummaryRow {
	return []render.SummaryRow{
		answer("Record", fmt.Sprintf("%d: %s", rec.Number, rec.Status().Label())), answer("Of", rec.GivenOn.Long()),
		answer("Recorded", moment(rec.RecordedAt)+" by "+rec.RecordedByName),
	}
}

func (s *Server) getCorrectionReview(c *gin.Context) error {
	return s.correctionReviewForm(c, form.Values{}, nil)
}

func (s *Server) postCorrectionReview(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	id := afterID(c.Param("id"))
	if id == "" {
		return fault.NotFound
	}
	err = s.desk.ReviewCorrection(c.Request.Context(), me(c).Actor, edit, id, v.Trimmed("correction_outcome"), v.Trimmed("correction_comment"))
	if retry(err) {
		return s.correctionReviewForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "Your answer is recorded.")
	return seeOther(c, "/review")
}

// correctionReviewForm is the second look at a record that somebody says is wrong.
func (s *Server) correctionReviewForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.ReviewCorrection); err != nil {
		return err
	}
	file, err := s.desk.Consent(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	rec, correction, ok := findCorrection(file, c.Param("id"))
	if !ok {
		return fault.NotFound
	}
	leaving, err := s.previewRoute(c, r, desk.RouteChange{LeftOut: rec.Number})
	if err != nil {
		return err
	}
	return s.caseForm(c, file.Head, v, failed, questionPage{
		Heading: "Is this record wrong?",
		Intro:   []string{"Leaving it out would allow more than now. Ask the worker, look at the sheet, or ask the client."},
		Buttons: render.SaveButtons{Text: "Record your answer"},
	}, func(q *questions) {
		q.add(render.Question{Summary: &render.SummaryList{Rows: append(recordRows(rec),
			answer("Said to be wrong by", correction.ByName+" on "+moment(correction.At)), answer("Because", correction.Reason))}})
		q.one("correction_outcome", "Your answer", "",
			choice{value: desk.CorrectionConfirmed, text: "Yes, it was recorded in error and no longer counts"},
			choice{value: desk.CorrectionRefused, text: "No, it stays as it is"})
		q.long("correction_comment", "What did you look at?", "")
		q.list = append(q.list, leaving...)
	})
}

func findCorrection(file desk.ConsentFile, id string) (desk.ConsentRecord, desk.ConsentCorrection, bool) {
	for _, rec := range file.Records {
		for _, c := range file.Corrections[rec.ID] {
			if c.ID == id {
				return rec, c, true
			}
		}
	}
	return desk.ConsentRecord{}, desk.ConsentCorrection{}, false
}

// errorLines tell what was said about a record, and by whom.
func errorLines(corrections []desk.ConsentCorrection) []string {
	var lines []string
	for _, c := range corrections {
		lines = append(lines, "Said to be recorded in error by "+c.ByName+" on "+moment(c.At)+": "+c.Reason)
		switch {
		case c.Outcome == desk.CorrectionConfirmed:
			lines = append(lines, "Confirmed by "+c.ReviewedBy+" on "+moment(c.ReviewedAt)+": "+c.Comment)
		case c.Outcome == desk.CorrectionRefused:
			lines = append(lines, "Not confirmed by "+c.ReviewedBy+" on "+moment(c.ReviewedAt)+": "+c.Comment)
		case c.Widens:
			lines = append(lines, "Waits for a supervisor. Until then only what both allow is allowed.")
		}
	}
	return lines
}

// waitingCorrection is the correction of a record that waits for a second look.
func waitingCorrection(corrections []desk.ConsentCorrection) (desk.ConsentCorrection, bool) {
	i := slices.IndexFunc(corrections, func(c desk.ConsentCorrection) bool { return c.Widens && c.Outcome == "" })
	if i < 0 {
		return desk.ConsentCorrection{}, false
	}
	return corrections[i], true
}
