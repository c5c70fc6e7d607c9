package directory

import (
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/nrm/person"
)

const (
	maxLine = 200
	maxText = 2000
	maxAge  = 120
)

// Check checks an entry as an administrator wrote it, in page order.
func Check(e Entry, today calendar.Date) fault.Problems {
	var ps fault.Problems
	line := func(field, text string, needed bool) {
		if needed && strings.TrimSpace(text) == "" {
			ps.Add(field, "required")
		}
		if utf8.RuneCountInString(text) > maxLine {
			ps.Add(field, "too_long", strconv.Itoa(maxLine))
		}
	}
	line("service_organisation", e.Organisation, true)
	line("service_name", e.Service, true)
	if utf8.RuneCountInString(e.Offer) > maxText {
		ps.Add("service_offer", "too_long", strconv.Itoa(maxText))
	}
	only(&ps, "service_needs", e.Needs, func(c need.Code) bool { return c.Label() != "" })
	if rule, known := consent.RuleFor(e.Class); e.Class != "" && (!known || rule.Purpose == "") {
		ps.Add("service_class", "not_in_list")
	}
	if len(e.Nations) == 0 {
		ps.Add("service_nations", "select_one")
	}
	only(&ps, "service_nations", e.Nations, calendar.Nation.Valid)
	only(&ps, "service_genders", e.Genders, func(g Gender) bool { return g.Label() != "" })
	if e.AgeFrom < 0 || e.AgeFrom > maxAge {
		ps.Add("service_age_from", "not_an_age")
	}
	if e.AgeTo < 0 || e.AgeTo > maxAge || e.AgeTo > 0 && e.AgeTo < e.AgeFrom {
		ps.Add("service_age_to", "not_an_age")
	}
	only(&ps, "service_exploitation", e.Exploitation, func(x Exploitation) bool { return x.Label() != "" })
	only(&ps, "service_stages", e.Stages, func(s Stage) bool { return s.Label() != "" })
	line("service_for_whom", e.ForWhom, false)
	line("service_hours", e.Hours, false)
	if !e.Open.Valid() {
		ps.Add("service_open", "not_an_opening")
	}
	for _, p := range e.Phones {
		if d := person.Digits(p); len(d) < 3 || len(d) > 15 || strings.Trim(p, "+()- 0123456789") != "" {
			ps.Add("service_phones", "not_a_phone")
			break
		}
	}
	if e.Text != "" && person.Digits(e.Text) == "" {
		ps.Add("service_text", "not_a_phone")
	}
	if e.Email != "" {
		if a, err := mail.ParseAddress(e.Email); err != nil || a.Address != e.Email {
			ps.Add("service_email", "not_an_email")
		}
	}
	if e.Website != "" {
		if u, err := url.Parse(e.Website); err != nil || u.Scheme != "https" || u.Host == "" {
			ps.Add("service_website", "not_a_website")
		}
	}
	line("service_reach", e.Reach, false)
	line("service_source", e.Source, true)
	if e.Status.Label() == "" {
		ps.Add("service_status", "select_one")
	}
	line("service_change", e.Change, e.Status == Replaced)
	line("service_instead", e.Instead, e.Status == Duplicate)
	if e.CheckedOn.After(today) {
		ps.Add("service_checked_on", "in_future")
	}
	if utf8.RuneCountInString(e.Notes) > maxText {
		ps.Add("service_notes", "too_long", strconv.Itoa(maxText))
	}
	return ps
}

func only[T any](ps *fault.Problems, field string, list []T, known func(T) bool) {
	if slices.ContainsFunc(list, func(t T) bool { return !known(t) }) {
		ps.Add(field, "not_in_list")
	}
}
