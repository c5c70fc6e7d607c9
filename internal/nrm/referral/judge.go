package referral

import (
	"cmp"
	"slices"
)

// Sending is a kind of report, as it is tried or as it came out.
type Sending string

// The two kinds of report, and what else can come out.
const (
	Referral     Sending = "nrm_referral"
	Notification Sending = "dtn_notification"
	Refused      Sending = "refused"
	Incomplete   Sending = "incomplete"
)

// Objection is one thing against an answer, or against the kind of report
// that is tried, in a sentence. It never holds what was typed.
type Objection struct {
	Field   string
	Code    string
	Message string
	Level   Level
}

// Object makes an objection of a code and its details.
func Object(level Level, field, code string, args ...string) Objection {
	return Objection{Field: field, Code: code, Message: sentence(code, args), Level: level}
}

// Judgement is everything that can be said of a referral at the moment of
// sending. All lists are in official order.
type Judgement struct {
	Outcome Sending
	// Route is one of the three, always. While age or consent is open it is that
	// of the report tried, or else an adult's, and so are the lists: they say what
	// that report would need. Nothing may be sent then.
	Route      Route
	Missing    []*Field
	Objections []Objection
	InPlay     []*Field
	Submission []Entry // empty while nothing may be sent
}

// Judge says what would become of the referral if it were sent now as the kind
// of report tried; "" tries what the answers lead to. read is what was already
// wrong with the answers when they were read: fields this form does not have,
// values it could not use.
func (d *Draft) Judge(tried Sending, read ...Objection) Judgement {
	as := d
	if d.route == Undecided {
		as = d.supposing(tried)
	}
	j := Judgement{Route: as.route}
	unread := map[string]bool{}
	for _, o := range read {
		f := d.Form.byName[o.Field]
		if f == nil || as.InPlay(f) {
			j.Objections = append(j.Objections, o)
			unread[o.Field] = true
		}
	}
	for i, f := range d.Form.Fields {
		if !as.inPlay(i) {
			continue
		}
		j.InPlay = append(j.InPlay, f)
		if len(as.values[i]) == 0 && as.Demanded(f) && !unread[f.Name] {
			j.Missing = append(j.Missing, f)
		}
	}
	for _, p := range as.Problems() {
		j.Objections = append(j.Objections, Object(Refuse, p.Field, p.Code, p.Args...))
	}
	for _, f := range as.Findings() {
		j.Objections = append(j.Objections, Objection{Field: f.Field, Code: f.Code, Message: f.Sentence(), Level: f.Level})
	}
	if field, code := d.misplaced(tried); code != "" {
		j.Objections = append(j.Objections, Object(Refuse, field, code))
	}
	slices.SortStableFunc(j.Objections, func(a, b Objection) int {
		return cmp.Or(cmp.Compare(d.place(a.Field), d.place(b.Field)), cmp.Compare(a.Field, b.Field))
	})
	j.Outcome = d.outcome(j)
	if j.Outcome != Refused {
		j.Submission = d.Submission()
	}
	return j
}

// supposing is the draft as if its open route were that of the report tried, or
// else an adult's, to say what is missing. What leaves is never read from it.
func (d *Draft) supposing(tried Sending) *Draft {
	as := *d
	as.route = Adult
	if tried == Notification {
		as.route = DtN
	}
	as.play, as.faults = make([]verdict, len(d.play)), make([]found, len(d.faults))
	return &as
}

// misplaced says why the kind of report tried is not the one this client may
// have (nrm-rules §4): an adult is referred only with consent, and only an
// adult who said no is reported without a referral.
func (d *Draft) misplaced(tried Sending) (field, code string) {
	adult := d.is(FieldAgeStatus, "adult")
	switch {
	case tried == Referral && adult && d.is(FieldConsentToNRM, "no"):
		return FieldConsentToNRM, "no_consent"
	case tried == Referral && adult && d.route != Adult:
		return FieldConsentToNRM, "consent_not_asked"
	case tried == Notification && d.route == Adult:
		return FieldConsentToNRM, "consent_given"
	case tried == Notification && d.route == Child:
		return FieldAgeStatus, "child_is_not_notified"
	}
	return "", ""
}

func (d *Draft) outcome(j Judgement) Sending {
	switch {
	case slices.ContainsFunc(j.Objections, func(o Objection) bool { return o.Level == Refuse }):
		return Refused
	case len(j.Missing) > 0 || d.route == Undecided:
		return Incomplete
	case d.route == DtN:
		return Notification
	}
	return Referral
}

// place is where a field stands in official order; unknown ones stand last.
func (d *Draft) place(name string) int {
	if f := d.Form.byName[name]; f != nil {
		return f.index
	}
	return len(d.Form.Fields)
}
