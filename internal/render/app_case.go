package render

// CaseBar stands above every page of a case: {{template "app-case-bar" .}}. It is the one place that shows personal
// details on such pages, so they can be put away with one press when someone may be looking.
type CaseBar struct {
	Ref         string
	KnownAs     string   // name to use; empty: not given yet
	About       []string // age band, nation, language and interpreter, in this order
	Tags        []Tag    // stage, consent
	SafeContact string   // one sentence; empty: not recorded yet
	Closed      bool     // start with the personal details put away
}

// SubNav links the areas of a case as pages: {{template "app-sub-nav" .}}.
type SubNav struct {
	Label string // for screen readers, such as "Case ND-7Q4K-29"
	Items []NavItem
}

// NextStep is the one thing to do next: {{template "app-next-step" .}}. Either there is a button, or WaitingFor names
// who it waits for; never both.
type NextStep struct {
	Says       string
	Detail     string // the date due in words, or why
	Items      []string
	Button     *Link
	WaitingFor string // "Waiting for your supervisor"
	Since      string // "12 May 2026"
}

// SaveButtons end a form: {{template "app-save-buttons" .}}. Save and come back later is a submit button named "later";
// the handler then keeps a draft without checking it, which is what autosave does for those with script.
type SaveButtons struct {
	Text    string // says the act: "Record decision"; empty is "Continue"
	Later   bool
	SavedAt string // "10:32am", when there is a draft
}
