package server

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/media"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/render"
)

// uploadForm bounds the form: a document and the fields beside it.
var uploadForm = form.Uploads(evidence.MaxSize)

// getAddEvidence shows the form. "for" in the address chooses the record the
// document belongs to, and with it what the document most likely is.
func (s *Server) getAddEvidence(c *gin.Context) error {
	chosen := url.Values{"belongs_to": {string(evidence.OfCase)}}
	if to := c.Query("for"); to != "" {
		chosen.Set("belongs_to", to)
	}
	switch of, _ := subjectOf(chosen.Get("belongs_to")); of {
	case evidence.OfConsent:
		chosen.Set("document_kind", string(evidence.ConsentSheet))
	case evidence.OfDecision:
		chosen.Set("document_kind", string(evidence.DecisionLetter))
	}
	return s.evidenceForm(c, form.Of(chosen), nil)
}

// postAddEvidence asks before the first byte of the file is taken, and hands
// the file on as it comes.
func (s *Server) postAddEvidence(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	in, err := s.desk.AdmitEvidence(ctx, actor, r)
	if err != nil {
		return err
	}
	defer in.Drop()
	takeTime(c)
	v, err := form.ReadUpload(c.Request, uploadForm, in.Receive)
	if errors.Is(err, form.ErrTooLarge) {
		in.TooLarge()
	} else if err != nil {
		return err
	}
	of, subjectRef := subjectOf(v.Text("belongs_to"))
	f, err := s.desk.AddEvidence(ctx, actor, in, v.Text(tokenField), desk.NewEvidence{
		Kind: evidence.Kind(v.Text("document_kind")), Of: of, SubjectRef: subjectRef, Clean: v.Text("clean") == "yes",
	})
	if retry(err) {
		return s.evidenceForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(ctx, addedWords(f))
	return seeOther(c, caseAddress(r)+"/documents")
}

func addedWords(f desk.EvidenceFile) string {
	if f.Scan == evidence.Held {
		return "The document is added. It is held until the virus scanner, which does not answer now, has looked at it."
	}
	return "The document is added."
}

// subjectOf reads the record a form names: "consent-2".
func subjectOf(value string) (evidence.Subject, string) {
	of, ref, _ := strings.Cut(value, "-")
	return evidence.Subject(of), ref
}

func (s *Server) evidenceForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	list, err := s.desk.EvidenceToAdd(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	if list.Full() && failed == nil {
		return seeOther(c, caseAddress(r)+"/documents")
	}
	return s.caseForm(c, list.Head, v, failed, questionPage{
		Heading: "Add a document",
		Intro:   []string{"It is encrypted before it is stored, and never opens inside this page: it can only be downloaded."},
		Upload:  true, Buttons: render.SaveButtons{Text: "Add the document"},
		Other: &render.Link{Text: "Go back to the documents", Href: caseAddress(r) + "/documents"},
	}, func(q *questions) { askEvidence(q, list, failed != nil) })
}

// askEvidence asks for the file last: what stands before it can be shown again
// even when the file was too large to be read.
func askEvidence(q *questions, list desk.EvidenceList, again bool) {
	var kinds, belongs []choice
	for _, k := range evidence.Kinds {
		kinds = append(kinds, choice{value: string(k), text: k.Label()})
	}
	for _, s := range subjects(list) {
		belongs = append(belongs, choice{value: s.value(), text: capital(s.words)})
	}
	q.one("document_kind", "What is it?", "", kinds...)
	q.pick("belongs_to", "What does it belong to?", "", belongs...)
	q.some("clean", "If it is a photograph", "", choice{
		"yes", "Remove location and camera details from the photograph",
		"A camera writes into each photograph where and when it was taken, and by which device. For JPG and PNG these details can be " +
			"removed here; the picture itself stays as it is. Leave the box empty if the details are evidence.",
	})
	if again {
		q.inset("Choose the file again. Your browser does not keep it when a page comes back.")
	}
	q.file("file", "Choose a file, or take a photograph",
		"PDF, JPG, PNG, HEIC, DOC or DOCX, up to 25 MB. On a phone you can use the camera.", accepted(), evidence.MaxSize)
}

// accepted is what the browser's file chooser offers.
func accepted() string {
	var endings []string
	for _, t := range media.Types {
		for _, ending := range t.Extensions() {
			endings = append(endings, "."+ending)
		}
	}
	return strings.Join(endings, ",")
}

var evidenceWords = words{
	fields: map[string]string{
		"document_kind": "what the document is",
		"belongs_to":    "what the document belongs to",
		"file":          "the file",
	},
	messages: map[string]string{
		"file/required":          "Choose a file",
		"file/empty":             "The file is empty. Choose another one",
		"file/too_large":         "The file is larger than {0} MB. Scan or photograph it again with less detail, or split a long document, and add the parts",
		"file/quota":             "This case has {0} documents, which is the most it may have. Nothing was added",
		"file/not_allowed_type":  "The file must be a PDF, JPG, PNG, HEIC, DOC or DOCX, with that ending in its name. Save or scan it as one of these",
		"file/not_what_it_says":  "The name of the file ends in .{0}, but inside it is a {1}. Give the name the right ending, then choose it again",
		"file/not_inside":        "The name of the file ends in .{0}, but inside it is something else. Open it, save it as a PDF and choose that",
		"file/damaged":           "The file is damaged or was cut off. Open it to see if it is whole, then save or scan it again",
		"file/bomb":              "The document unpacks to far more than it should and was not taken. Open it, save it as a PDF and choose that",
		"file/macros":            "The document has a program (macros) in it and was not taken. Save it as a PDF or without macros and choose that",
		"file/locked":            "The document is protected by a password, so it cannot be checked. Save it without the password, or as a PDF",
		"file/virus":             "A virus was found in the file, so it was not taken. Do not open it again. Tell whoever looks after your computers",
		"clean/cannot_clean":     "Details can be removed from JPG and PNG photographs only. Save a HEIC photograph as JPG on the phone, or leave the box empty",
		"belongs_to/select_one":  "Choose what the document belongs to",
		"belongs_to/not_in_list": "Choose what the document belongs to from the list",
	},
}
