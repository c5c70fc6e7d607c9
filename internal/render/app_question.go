package render

// Question is one control on a page of questions; the first that is set is
// drawn: {{template "app-questions" .}} takes a list of them.
type Question struct {
	Input      *Input
	Offer      []string // values that Input offers while somebody types; its attribute list is OfferID
	Password   *PasswordInput
	Textarea   *Textarea
	Count      *CharacterCount
	Radios     *Radios
	Checkboxes *Checkboxes
	Select     *Select
	Date       *DateInput
	File       *FileUpload
	Heading    string // a section heading between questions
	Text       string // a paragraph between questions
	Inset      string
	Warning    *WarningText
	Details    *Details
	Summary    *SummaryList
	Table      *StackedTable
}

// OfferID names the list of what the box offers.
func (q Question) OfferID() string { return q.Input.Name + "-offer" }
