package auditing

import (
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
)

func on(month time.Month, day int) calendar.Date { return calendar.NewDate(2026, month, day) }

func at(month time.Month, day, hour int) time.Time {
	return time.Date(2026, month, day, hour, 0, 0, 0, time.UTC)
}

// good is a record nobody could find fault with.
func good() Facts {
	return Facts{
		Record: consent.Record{
			Kind: consent.Answers, GivenOn: on(time.May, 4),
			Explanation: consent.Explanation{Points: consent.PointIDs(), NoticeVersion: "7", Language: "Albanian", Interpreter: consent.Professional},
			ReferToNRM:  consent.Yes, WantsSupport: consent.Yes, HelpAuthorities: consent.No, DecisionToOther: consent.No,
		},
		RecordedAt: at(time.May, 4, 10), Worker: "T. Okelow", TrainedOn: on(time.January, 12),
		SentAt: at(time.May, 5, 9), SentOn: on(time.May, 5), Trail: TrailSound, LawfulBasis: true, KeptUntil: true,
	}
}

func child() Facts {
	f := good()
	f.TreatedAsChild, f.AgeEvidence = true, true
	f.Record = consent.Record{Kind: consent.NotRequired, GivenOn: on(time.May, 4), Explanation: f.Record.Explanation}
	return f
}

func refused() Facts {
	f := good()
	f.SentAt, f.SentOn, f.ListedBody, f.ReportSent = time.Time{}, calendar.Date{}, true, true
	f.Record.ReferToNRM, f.Record.WantsSupport, f.Record.HelpAuthorities, f.Record.DecisionToOther = consent.No, "", "", ""
	return f
}

func withdrawn() Facts {
	f := good()
	f.Record = consent.Record{Kind: consent.Withdrawal, GivenOn: on(time.May, 20), WithdrawnHow: consent.SignedForm, ProviderTold: consent.ToldYes}
	return f
}

func TestJudge(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		facts  Facts
		change func(*Facts)
		check  string
		want   Outcome
	}{
		"recorded before sending, by somebody trained": {good(), func(*Facts) {}, "A1", Met},
		"recorded an hour after sending":               {good(), func(f *Facts) { f.RecordedAt = at(time.May, 5, 10) }, "A1", NotMet},
		"after sending, but an earlier record allowed": {good(), func(f *Facts) { f.RecordedAt, f.Covered = at(time.May, 9, 10), true }, "A1", Met},
		"only the day of sending is known":             {good(), func(f *Facts) { f.SentAt, f.RecordedAt = time.Time{}, at(time.May, 5, 20) }, "A1", Met},
		"the day after the day of sending":             {good(), func(f *Facts) { f.SentAt, f.RecordedAt = time.Time{}, at(time.May, 6, 1) }, "A1", NotMet},
		"never sent":                                   {good(), func(f *Facts) { f.SentAt, f.SentOn = time.Time{}, calendar.Date{} }, "A1", Met},
		"nobody knows of any training":                 {good(), func(f *Facts) { f.TrainedOn = calendar.Date{} }, "A1", CannotTell},
		"trained a day too late":                       {good(), func(f *Facts) { f.TrainedOn = on(time.May, 5) }, "A1", NotMet},
		"trained that very day":                        {good(), func(f *Facts) { f.TrainedOn = on(time.May, 4) }, "A1", Met},
		"no worker named":                              {good(), func(f *Facts) { f.Worker = " " }, "A1", NotMet},
		"a child is not dated":                         {child(), func(*Facts) {}, "A1", DoesNotApply},

		"all explained":           {good(), func(*Facts) {}, "A2", Met},
		"one point left out":      {good(), func(f *Facts) { f.Record.Explanation.Points = consent.PointIDs()[1:] }, "A2", NotMet},
		"no privacy notice":       {good(), func(f *Facts) { f.Record.Explanation.NoticeVersion = "" }, "A2", NotMet},
		"no language":             {good(), func(f *Facts) { f.Record.Explanation.Language = " " }, "A2", NotMet},
		"interpreter not decided": {good(), func(f *Facts) { f.Record.Explanation.Interpreter = "" }, "A2", NotMet},
		"a child explained to":    {child(), func(*Facts) {}, "A2", Met},

		"each asked":                {good(), func(*Facts) {}, "A3", Met},
		"support was never asked":   {good(), func(f *Facts) { f.Record.WantsSupport = "" }, "A3", NotMet},
		"refused, nothing assumed":  {refused(), func(*Facts) {}, "A3", Met},
		"a child was asked nothing": {child(), func(*Facts) {}, "A3", DoesNotApply},

		"a child with evidence of age":     {child(), func(*Facts) {}, "A4", Met},
		"a child without it":               {child(), func(f *Facts) { f.AgeEvidence = false }, "A4", NotMet},
		"a child who was asked":            {good(), func(f *Facts) { f.TreatedAsChild = true }, "A4", NotMet},
		"an adult who was asked":           {good(), func(*Facts) {}, "A4", DoesNotApply},
		"an adult who was not asked":       {child(), func(f *Facts) { f.TreatedAsChild = false }, "A4", NotMet},
		"refused, reported without a name": {refused(), func(*Facts) {}, "A5", Met},
		"refused, listed, no report":       {refused(), func(f *Facts) { f.ReportSent = false }, "A5", NotMet},
		"refused, not listed, no report":   {refused(), func(f *Facts) { f.ReportSent, f.ListedBody = false, false }, "A5", DoesNotApply},
		"named without C6":                 {refused(), func(f *Facts) { f.ReportNamed = true }, "A5", NotMet},
		"named by a body not listed":       {refused(), func(f *Facts) { f.ReportNamed, f.ListedBody = true, false }, "A5", NotMet},
		"named with C6":                    {refused(), func(f *Facts) { f.ReportNamed, f.Record.IdentifyInDuty = true, consent.Yes }, "A5", Met},
		"agreed, so no report":             {good(), func(*Facts) {}, "A5", DoesNotApply},

		"withdrawn and told":        {withdrawn(), func(*Facts) {}, "A6", Met},
		"withdrawn, nobody told":    {withdrawn(), func(f *Facts) { f.Record.ProviderTold = consent.ToldNo }, "A6", NotMet},
		"withdrawn, nobody to tell": {withdrawn(), func(f *Facts) { f.Record.ProviderTold = consent.NoProvider }, "A6", Met},
		"withdrawn, no method":      {withdrawn(), func(f *Facts) { f.Record.WithdrawnHow = "" }, "A6", NotMet},
		"nothing withdrawn":         {good(), func(*Facts) {}, "A6", DoesNotApply},
		"the trail verifies":        {good(), func(*Facts) {}, "A7", Met},
		"the trail does not":        {good(), func(f *Facts) { f.Trail = TrailBroken }, "A7", NotMet},
		"nobody verified it":        {good(), func(f *Facts) { f.Trail = TrailUnchecked }, "A7", CannotTell},
		"told nobody else":          {good(), func(*Facts) {}, "A8", DoesNotApply},
		"told somebody without C4":  {good(), func(f *Facts) { f.ToldElsewhere = true }, "A8", NotMet},
		"C4 yes, nobody named":      {good(), func(f *Facts) { f.Record.DecisionToOther = consent.Yes }, "A8", NotMet},
		"C4 yes, somebody named":    {good(), func(f *Facts) { f.Record.DecisionToOther, f.ElsewhereWho = consent.Yes, true }, "A8", Met},
		"basis and retention apart": {good(), func(*Facts) {}, "A9", Met},
		"basis only":                {good(), func(f *Facts) { f.KeptUntil = false }, "A9", CannotTell},
		"neither basis nor an end":  {good(), func(f *Facts) { f.KeptUntil, f.LawfulBasis = false, false }, "A9", NotMet},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := tc.facts
			tc.change(&f)
			for _, c := range Judge(f) {
				if c.Evidence == "" || c.Outcome.Label() == "" {
					t.Errorf("%s says nothing", c.ID)
				}
				if c.ID == tc.check && c.Outcome != tc.want {
					t.Errorf("%s: %s (%s), want %s", c.ID, c.Outcome, c.Evidence, tc.want)
				}
			}
		})
	}
}
