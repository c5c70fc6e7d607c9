package render

// Question is one control on a page of questions; the first that is set is
// drawn: {{template "app-questions" .}} takes a list of them.
type Question struct {
	Input      *Input
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
