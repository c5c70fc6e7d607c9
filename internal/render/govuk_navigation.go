package render

import "html/template"

// BackLink goes back one page. Text defaults to "Back".
type BackLink struct {
	Href, Text string
	HTML       template.HTML
	Classes    string
	Attributes Attributes
}

// Breadcrumbs show where a page sits. A crumb without Href is the page itself.
type Breadcrumbs struct {
	Items            []Crumb
	LabelText        string // "Breadcrumb" when empty
	CollapseOnMobile bool
	Classes          string
	Attributes       Attributes
}

// Crumb is one step of the breadcrumbs.
type Crumb struct {
	Text       string
	HTML       template.HTML
	Href       string
	Attributes Attributes
}

// SkipLink jumps over the navigation; Href defaults to "#content".
type SkipLink struct {
	Text       string
	HTML       template.HTML
	Href       string
	Classes    string
	Attributes Attributes
}

// GenericHeader is the bar at the top with a name or logo that leads home.
type GenericHeader struct {
	LogoText         string
	LogoHTML         template.HTML
	URL              string // "/" when empty
	ContainerClasses string
	Classes          string
	Attributes       Attributes
}

// ServiceNavigation is the service name and the main menu.
type ServiceNavigation struct {
	ServiceName, ServiceURL    string
	Navigation                 []NavigationItem
	AriaLabel                  string // "Service information" when empty
	MenuButtonText             string // "Menu" when empty
	MenuButtonLabel            string
	NavigationLabel            string
	NavigationID               string
	NavigationClasses          string
	CollapseNavigationOnMobile Switch // on by default when there are two items or more
	Slots                      ServiceNavigationSlots
	Classes                    string
	Attributes                 Attributes
}

// NavigationItem is one entry: Current is this very page, Active the area it is in.
type NavigationItem struct {
	Text            string
	HTML            template.HTML
	Href            string
	Current, Active bool
	Attributes      Attributes
}

// AriaCurrent is the value of aria-current, empty when the page is elsewhere.
func (n NavigationItem) AriaCurrent() string {
	switch {
	case n.Current:
		return "page"
	case n.Active:
		return "true"
	}
	return ""
}

// ServiceNavigationSlots are places for other content around the menu.
type ServiceNavigationSlots struct {
	Start, End, NavigationStart, NavigationEnd template.HTML
	EndInline                                  bool // keeps End on the line of the menu
}

// IsSection reports whether more than the menu is there, so that a landmark is needed.
func (s ServiceNavigation) IsSection() bool {
	return s.ServiceName != "" || s.Slots.Start != "" || s.Slots.End != ""
}

// HasMenu reports whether the nav element is drawn.
func (s ServiceNavigation) HasMenu() bool {
	return len(s.Navigation) > 0 || s.Slots.NavigationStart != "" || s.Slots.NavigationEnd != ""
}

// Collapses reports whether small screens get a menu button.
func (s ServiceNavigation) Collapses() bool {
	if s.CollapseNavigationOnMobile == "" {
		return len(s.Navigation) > 1
	}
	return s.CollapseNavigationOnMobile == On
}

// MenuText is the menu button's text.
func (s ServiceNavigation) MenuText() string { return or(s.MenuButtonText, "Menu") }

// ButtonLabel is the menu button's label, where it says more than its text.
func (s ServiceNavigation) ButtonLabel() string {
	if s.MenuButtonLabel == s.MenuText() {
		return ""
	}
	return s.MenuButtonLabel
}

// NavLabel is the name of the nav landmark.
func (s ServiceNavigation) NavLabel() string { return or(s.NavigationLabel, s.MenuText()) }

// ListID is the id of the menu list.
func (s ServiceNavigation) ListID() string { return or(s.NavigationID, "navigation") }

// LanguageNavigation offers the page in other languages.
type LanguageNavigation struct {
	Items      []Language
	AriaLabel  string // "Language" when empty
	Classes    string
	Attributes Attributes
}

// Language is one language the page can be read in.
type Language struct {
	Text                    string
	HTML                    template.HTML
	Href                    string
	Lang, HrefLang, Dir     string
	LanguageDescriptionText string
	Current                 bool
	Classes                 string
	Attributes              Attributes
}

// IsCurrent reports whether this is the language being read.
func (l Language) IsCurrent() bool { return l.Current || l.Href == "" }

// Target is the language of the linked page.
func (l Language) Target() string { return or(l.HrefLang, l.Lang) }

// Pagination moves between pages of a list, or with no Items between neighbours.
type Pagination struct {
	Previous, Next PageStep
	Items          []PageLink
	LandmarkLabel  string // "Pagination" when empty
	Classes        string
	Attributes     Attributes
}

// PageStep is the link to the page before or after; without Href it is not drawn.
type PageStep struct {
	Href, Text, LabelText string
	HTML                  template.HTML
	Attributes            Attributes
}

// PageLink is one numbered page or an ellipsis.
type PageLink struct {
	Number             string
	Href               string
	Current, Ellipsis  bool
	VisuallyHiddenText string // "Page n" when empty
	Attributes         Attributes
}

// Label is the link's name for screen readers.
func (p PageLink) Label() string { return or(p.VisuallyHiddenText, "Page "+p.Number) }

// IsBlock reports whether the two steps stand one above the other.
func (p Pagination) IsBlock() bool {
	return len(p.Items) == 0 && (p.Previous.Href != "" || p.Next.Href != "")
}

// Before is the step to the previous page.
func (p Pagination) Before() pageStep { return pageStep{p.Previous, p.IsBlock(), "prev", "Previous"} }

// After is the step to the next page.
func (p Pagination) After() pageStep { return pageStep{p.Next, p.IsBlock(), "next", "Next"} }

type pageStep struct {
	PageStep
	IsBlock   bool
	Rel, Word string
}

// IsDecorated reports whether the title is the only line of a block step.
func (p pageStep) IsDecorated() bool { return p.IsBlock && p.LabelText == "" }

// IconFirst reports whether the arrow comes before the words.
func (p pageStep) IconFirst() bool { return p.IsBlock || p.Rel == "prev" }

// IsPrevious chooses the arrow.
func (p pageStep) IsPrevious() bool { return p.Rel == "prev" }
