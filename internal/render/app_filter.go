package render

// Filter narrows a list with a GET form: {{template "app-filter" .}}. It is closed until used, because on a narrow
// screen the list matters more.
type Filter struct {
	Title  string // "Filter the list" when empty
	Action string
	Open   bool
	Fields []FilterField
	Keep   []Hidden // other parts of the address, such as the sort order
	Active []Link   // Text "Stage: Referred", Href the list without it
	Clear  string   // address of the list without any filter
}

// FilterField holds one control; the first that is set is drawn.
type FilterField struct {
	Select     *Select
	Input      *Input
	Checkboxes *Checkboxes
	Radios     *Radios
	DateInput  *DateInput
}

// Hidden is a form field that is sent but not shown: {{template "app-hidden" .}}.
type Hidden struct{ Name, Value string }
