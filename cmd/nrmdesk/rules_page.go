package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

func rulesPageCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "page",
		Short: "Print the rules of this release as a page that can be checked by hand",
		Long: `Print every rule of this release as Markdown: its words, how it is counted, where
it comes from, what is unclear about it, and a worked example. docs/clock-book.md
is this page.`,
		Example: "  nrmdesk rules page > docs/clock-book.md",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			page, err := rulesPage(deadline.Published())
			if err != nil {
				return err
			}
			_, err = io.WriteString(cmd.OutOrStdout(), page)
			return err
		},
	}
}

// clockOnPage is all versions of one clock of one jurisdiction.
type clockOnPage struct {
	title string
	rules []*deadline.Rule
}

// rulesPage writes the book in Markdown.
func rulesPage(b *deadline.Book) (string, error) {
	var out strings.Builder
	out.WriteString(pageIntroduction)
	fmt.Fprintf(&out, "%d rules, version `%s`. Bank holidays `%s`, listed from %s to %s.\n\n", len(b.Rules()), b.Version(), b.CalendarVersion(),
		b.Holidays().KnownFrom().Long(), b.Holidays().KnownUntil().Long())
	out.WriteString("## Open questions\n\nThe texts leave these open. The rules they touch name them.\n\n")
	for _, q := range deadline.OpenQuestions() {
		fmt.Fprintf(&out, "%d. %s\n", q.Number, q.Text)
	}
	clocks := clocksOnPage(b)
	out.WriteString("\n## All clocks\n\n| Clock | Rests on | Versions |\n|---|---|---|\n")
	for _, c := range clocks {
		fmt.Fprintf(&out, "| [%s](#%s) | %s | %d |\n", c.title, anchor(c.title), c.newest().Kind(), len(c.rules))
	}
	for _, c := range clocks {
		fmt.Fprintf(&out, "\n## %s\n", c.title)
		for _, r := range c.rules {
			if err := writeRule(&out, b, r); err != nil {
				return "", err
			}
		}
	}
	return out.String(), nil
}

const pageIntroduction = `# The clock book

Every rule NRM Desk counts dates with, so that a lawyer or anybody else can check it against its source. This page is written by
` + "`nrmdesk rules page`" + ` from the same data the program counts with, and each worked example is counted by the program. If something here is
wrong, the program is wrong: tell us.

This is not legal advice. Dates are days in London: a letter of 23:30 UTC in summer is of the next day. Which version of a rule
holds is decided by the day of the event it counts from, never by today. A rule that is a law of one nation counts for cases of that
nation; a rule of the United Kingdom counts for all, so a Scottish or Northern Irish case has two clocks at once after a positive
reasonable grounds decision.

How far to trust a rule: *high* was read in an official text, *medium* rests in part on how a text is read or on a second-hand text,
*low* means that sources conflict or that there is none. Low-confidence dates say so on screen, and the date on the letter can be put
in their place.

Working days are Monday to Friday without the bank holidays of one nation. Targets of the Home Office are counted as in England and
Wales whatever the nation of the case: no source says which holidays count.

`

func clocksOnPage(b *deadline.Book) []clockOnPage {
	var clocks []clockOnPage
	places := map[string]int{}
	for _, r := range b.Rules() {
		key := r.Clock + "/" + string(r.Jurisdiction)
		i, ok := places[key]
		if !ok {
			i = len(clocks)
			places[key] = i
			clocks = append(clocks, clockOnPage{})
		}
		clocks[i].rules = append(clocks[i].rules, r)
	}
	for i, c := range clocks {
		slices.SortStableFunc(c.rules, func(a, b *deadline.Rule) int { return a.EffectiveFrom.Compare(b.EffectiveFrom) })
		clocks[i].title = c.newest().Label
		if place := c.newest().Jurisdiction; place != deadline.UK && !strings.Contains(clocks[i].title, place.Name()) {
			clocks[i].title += " (" + place.Name() + ")"
		}
	}
	return clocks
}

func (c clockOnPage) newest() *deadline.Rule { return c.rules[len(c.rules)-1] }

// anchor is how the places that show Markdown name a heading.
func anchor(title string) string {
	var s strings.Builder
	for _, c := range strings.ToLower(title) {
		switch {
		case c == ' ':
			s.WriteByte('-')
		case unicode.IsLetter(c) || unicode.IsDigit(c) || c == '-':
			s.WriteRune(c)
		}
	}
	return s.String()
}

func writeRule(out *strings.Builder, b *deadline.Book, r *deadline.Rule) error {
	fmt.Fprintf(out, "\n### %s\n\n%s%s.\n\n", r.ID, strings.ToUpper(r.InForceWords()[:1]), r.InForceWords()[1:])
	line := func(name, words string) {
		if words != "" {
			fmt.Fprintf(out, "- **%s:** %s\n", name, words)
		}
	}
	from := r.Trigger.Words()
	if also := r.AlsoOpenedBy(); len(also) > 0 {
		from += " (also: " + strings.Join(also, "; ") + ")"
	}
	line("Counts from", from)
	for _, words := range r.ConditionWords() {
		line("Opens", words)
	}
	line("Counting", r.CountingWords())
	line("End", r.EndWords())
	line("What it is", r.CategoryWords())
	line("Rests on", r.Kind()+". "+strings.TrimSuffix(r.Citation, ".")+".")
	source := "No public address is known."
	if r.SourceURL != "" {
		source = "<" + r.SourceURL + ">."
	}
	line("Source", source+" Last checked on "+r.CheckedOn.Long()+".")
	line("Confidence", string(r.Confidence))
	line("Reminders", r.RemindWords())
	for _, n := range r.Ambiguities {
		line("Open question", fmt.Sprintf("[%d](#open-questions)", n))
	}
	line("Gap before it", r.GapReason)
	line("Note", r.Note)
	return writeExample(out, b, r)
}

// writeExample counts one example of the rule, and what decisions make of it.
func writeExample(out *strings.Builder, b *deadline.Book, r *deadline.Rule) error {
	trigger := exampleEvent(r)
	d, err := b.Compute(r.ID, r.Jurisdiction, []deadline.Event{trigger})
	if err != nil {
		return fmt.Errorf("example of %s: %w", r.ID, err)
	}
	fmt.Fprintf(out, "\nExample: %s on %s gives **%s**.\n\n", trigger.Kind.Words(), trigger.On.Long(), dayWords(d))
	for i, step := range b.Counting(d) {
		fmt.Fprintf(out, "%d. %s\n", i+1, step)
	}
	if r.Ends == deadline.OnTheDay {
		return nil
	}
	out.WriteString("\n| With | it ends on |\n|---|---|\n")
	for _, kind := range r.MetBy {
		for _, on := range []calendar.Date{d.Minimum.AddDays(-10), d.Minimum.AddDays(10)} {
			decided, err := b.Compute(r.ID, r.Jurisdiction, []deadline.Event{trigger, {Kind: kind, On: on}})
			if err != nil {
				return fmt.Errorf("example of %s: %w", r.ID, err)
			}
			fmt.Fprintf(out, "| %s on %s | %s |\n", kind.Words(), on.Long(), dayWords(decided))
		}
	}
	return nil
}

// exampleEvent is an event that shows what is particular about the counting:
// Easter for working days, a short month for months, a leap day for years. A
// version that has ended is shown on its last day.
func exampleEvent(r *deadline.Rule) deadline.Event {
	e := deadline.Event{Kind: r.Trigger, On: calendar.NewDate(2026, 3, 2)}
	switch r.Unit {
	case deadline.Stated:
		e.On, e.KnownFrom = calendar.NewDate(2026, 4, 20), calendar.NewDate(2026, 4, 1)
	case deadline.WorkingDays:
		e.On = calendar.NewDate(2026, 4, 2)
	case deadline.Months:
		if e.On = calendar.NewDate(2025, 11, 30); !r.InForce(e.On) {
			e.On = calendar.NewDate(2024, 5, 31)
		}
	case deadline.Years:
		e.On = calendar.NewDate(2024, 2, 29)
		if r.Trigger == deadline.DateOfBirth {
			e.On = calendar.NewDate(2008, 2, 29)
		}
	}
	if !r.InForce(e.On) && !r.EffectiveTo.IsZero() {
		e.On = r.EffectiveTo
	}
	return e
}
