package render

// Layout is what every page has around its own content. Page structs embed it by value.
type Layout struct {
	Title string // the page's own name, the same words as its h1; never a client's name
	Area  string // the part of the product, such as "Cases"; may be empty
	Width Width

	SignedIn     bool
	UserName     string
	AccountHref  string // where the user's name leads; empty: nowhere
	Organisation string
	Nav          []NavItem

	Back   *Link         // usually only "Back"; nil on the first page of an area
	Notice string        // success banner after a small act; never together with Errors
	Alarm  *Link         // something that somebody who reads this must see to, on every page
	Errors *ErrorSummary // problems in page order; also puts "Error: " before the title

	// ExitHref shows the quick exit button. ExitOnEscape is for signed-out reading pages only, where no dialog can
	// be open; signed-in pages use Shift three times.
	ExitHref     string
	ExitOnEscape bool

	// DraftKey is set on pages whose form is saved while typing (see the form partials); the warning says so.
	DraftKey string

	Idle    Idle
	Sample  bool   // the people and cases shown are made up
	Version string // of the program, for the footer
	Print   PrintMark
}

// Width is how much of the page the main column takes.
type Width string

// The main column is two thirds wide by default: the right length of line for forms and reading. Full takes the whole
// usual width, Wide goes beyond it for lists with many columns.
const (
	TwoThirds Width = ""
	Full      Width = "full"
	Wide      Width = "wide"
)

// Link is a text and where it goes. Hidden is added for screen readers, to tell links with the same text apart.
type Link struct {
	Text, Href, Hidden string
}

// NavItem is one entry of the service navigation. Count is shown after the text when it is not zero.
type NavItem struct {
	Text, Href string
	Current    bool
	Count      int
}

// Idle is when the sign-in ends if nothing happens. Zero Seconds: no warning is shown.
type Idle struct {
	Seconds int    // from the time the page is made
	EndsAt  string // "4:32pm", for pages without script
}

// PrintMark is printed at the top of every sheet of paper, and not shown on screen.
type PrintMark struct {
	Marking, By, On, CaseRef string
}

// PageTitle is the content of the title element.
func (l Layout) PageTitle() string {
	title := l.Title
	if l.Errors != nil {
		title = "Error: " + title
	}
	if l.Area != "" {
		title += " – " + l.Area
	}
	return title + " – NRM Desk"
}

// IsWide reports whether the page needs more than the usual width.
func (l Layout) IsWide() bool { return l.Width == Wide }

// IsTwoThirds reports whether the main content is held to a readable line length.
func (l Layout) IsTwoThirds() bool { return l.Width == TwoThirds }
