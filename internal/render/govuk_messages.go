package render

import "html/template"

// ErrorSummary lists what is wrong on the page, in page order.
type ErrorSummary struct {
	TitleText        string
	TitleHTML        template.HTML
	DescriptionText  string
	DescriptionHTML  template.HTML
	ErrorList        []ErrorLink
	DisableAutoFocus Switch
	Classes          string
	Attributes       Attributes
}

// ErrorLink is one problem; Href is "#" and the id of the control.
type ErrorLink struct {
	Text       string
	HTML       template.HTML
	Href       string
	Attributes Attributes
}

// NotificationBanner tells what just happened (Type "success") or what matters now.
type NotificationBanner struct {
	Text              string
	HTML              template.HTML
	Type              string
	TitleText         string // "Success" or "Important" when empty
	TitleHTML         template.HTML
	TitleHeadingLevel int // 2 when empty
	TitleID           string
	Role              string
	DisableAutoFocus  Switch
	Classes           string
	Attributes        Attributes
}

// IsSuccess reports whether the banner confirms a finished act.
func (n NotificationBanner) IsSuccess() bool { return n.Type == "success" }

// Title is the heading in words.
func (n NotificationBanner) Title() string {
	if n.TitleText == "" && n.IsSuccess() {
		return "Success"
	}
	return or(n.TitleText, "Important")
}

// Landmark is the role: an alert is read at once, a region can be found again.
func (n NotificationBanner) Landmark() string {
	if n.Role == "" && n.IsSuccess() {
		return "alert"
	}
	return or(n.Role, "region")
}

// HeadingID is the id of the heading.
func (n NotificationBanner) HeadingID() string {
	return or(n.TitleID, "govuk-notification-banner-title")
}

// Level is the heading level.
func (n NotificationBanner) Level() int { return orNumber(n.TitleHeadingLevel, 2) }

// CookieBanner asks about cookies; one message is shown at a time.
type CookieBanner struct {
	AriaLabel  string // "Cookie banner" when empty
	Messages   []CookieMessage
	Hidden     bool
	Classes    string
	Attributes Attributes
}

// CookieMessage is a question or a confirmation in a cookie banner.
type CookieMessage struct {
	HeadingText string
	HeadingHTML template.HTML
	Text        string
	HTML        template.HTML
	Actions     []Action
	Role        string
	Hidden      bool
	Classes     string
	Attributes  Attributes
}

// Button is the action as a button.
func (a Action) Button() Button { return a.button(a.Classes) }

// ExitThisPage takes a person quickly to a harmless site.
type ExitThisPage struct {
	Text        string
	HTML        template.HTML
	RedirectURL string
	ID          string
	Classes     string
	Attributes  Attributes

	ActivatedText, TimedOutText                 string
	PressTwoMoreTimesText, PressOneMoreTimeText string
}

// Button is the visible button.
func (e ExitThisPage) Button() Button {
	b := Button{
		Text: e.Text, HTML: e.HTML, Href: or(e.RedirectURL, "https://www.bbc.co.uk/weather"),
		Classes:    "govuk-button--warning govuk-exit-this-page__button govuk-js-exit-this-page-button",
		Attributes: Attributes{{"rel", "nofollow noreferrer"}},
	}
	if b.Text == "" && b.HTML == "" {
		b.HTML = `<span class="govuk-visually-hidden">Emergency</span> Exit this page`
	}
	return b
}
