package render

// Timeline lists what happened, newest first: {{template "app-timeline" .}}.
type Timeline struct {
	Heading string // the h2 above the list, such as "Latest"
	Entries []TimelineEntry
	Empty   string
	More    *Link // to the full timeline
}

// TimelineEntry is one event. An entry recorded in error stays in its place, struck through and saying so.
type TimelineEntry struct {
	Title   string
	When    string // "12 May 2026 at 9:32am"
	At      string // the same in ISO form for the time element; may be empty
	By      string
	Text    []string
	Link    *Link
	InError bool
	Why     string // why it was marked as an error
}
