package deadline

// Kind says what the rule rests on: law, guidance, or the practice of the
// program, which any organisation can set otherwise.
func (r *Rule) Kind() string {
	switch {
	case r.Statutory:
		return "Law"
	case r.OwnPractice():
		return "Own practice"
	}
	return "Guidance or policy"
}

// OwnPractice says whether no law or guidance sets the time: an organisation
// can change it by a rule file of its own.
func (r *Rule) OwnPractice() bool { return r.Category == Safety || r.Category == Practice }

// whereToRead is the address of the source and when it was last looked at.
func (r *Rule) whereToRead() string {
	where := "Read it at " + r.SourceURL + "."
	if r.SourceURL == "" {
		where = "No public address of it is known."
	}
	return where + " Last checked on " + r.CheckedOn.Long() + "."
}

// Trust tells a reader how far to trust the rule.
func (r *Rule) Trust() string {
	if r.OwnPractice() {
		return "Confidence in this rule: " + string(r.Confidence) + ". No source sets this time; it can be changed by loading other rules."
	}
	return r.Confidence.Words()
}
