package deadline

import (
	"fmt"
	"strconv"

	"nrmdesk/internal/nrm/calendar"
)

// Why explains a deadline of this book in plain sentences, in the order a
// person would check them: what started it, how it was counted, how it ends,
// and where the rule comes from.
func (b *Book) Why(d Deadline) []string {
	r := d.Rule
	steps := b.Counting(d)
	steps = append(steps, r.Kind()+": "+r.Citation+".", r.whereToRead(), r.Trust())
	if r.Note != "" {
		steps = append(steps, "Note: "+r.Note)
	}
	for _, text := range r.Unclear() {
		steps = append(steps, "Not clear: "+text)
	}
	return append(steps, fmt.Sprintf("Counted with rules %s and bank holidays %s.", b.version, b.holidays.Version()))
}

// Counting is the part of Why that can be followed on a calendar, without the
// source of the rule.
func (b *Book) Counting(d Deadline) []string {
	r := d.Rule
	steps := []string{
		fmt.Sprintf("It counts from: %s, %s.", d.Trigger.Kind.Words(), d.Trigger.On.LongWithDay()),
		fmt.Sprintf("The rule for that date is %s, %s.", r.ID, r.InForceWords()),
	}
	steps = append(steps, b.counting(d.asCounted())...)
	if !r.DueInclusive {
		steps = append(steps, "This is an opening date: the first day after the period.")
	}
	if d.AdjustedBy != "" {
		steps = append(steps, fmt.Sprintf("In this case the day was moved to %s.", d.Minimum.LongWithDay()))
	}
	return append(steps, d.ending()...)
}

// asCounted is the deadline with the day the rule counts to, before anything
// moved it.
func (d Deadline) asCounted() Deadline {
	if !d.Counted.IsZero() {
		d.Minimum = d.Counted
	}
	return d
}

// InForceWords says for which triggers the version holds.
func (r *Rule) InForceWords() string {
	from, to := r.EffectiveFrom, r.EffectiveTo
	switch {
	case from.IsZero() && to.IsZero():
		return "in force with no known start"
	case from.IsZero():
		return "in force until " + to.Long()
	case to.IsZero():
		return "in force from " + from.Long()
	}
	return "in force from " + from.Long() + " to " + to.Long()
}

func (b *Book) counting(d Deadline) []string {
	switch d.Rule.Unit {
	case Stated:
		if d.Trigger.KnownFrom.IsZero() {
			return []string{"Nothing is counted: this is the date that was given."}
		}
		return []string{fmt.Sprintf("Nothing is counted: this is the date that was given on %s.", d.Trigger.KnownFrom.LongWithDay())}
	case Hours:
		return []string{fmt.Sprintf("%s from any hour of that day run out on %s. Nights, weekends and bank holidays count; the hour stands with the record it counts from.",
			plural(d.Rule.Amount, "hour"), d.Minimum.LongWithDay())}
	case WorkingDays:
		return b.countingWorkingDays(d)
	case Months, Years:
		return d.countingMonths()
	}
	first, how := d.Trigger.On.AddDays(1), "Counting starts on the day after"
	if d.Rule.CountFrom == DayOf {
		first, how = d.Trigger.On, "The day itself counts"
	}
	return []string{fmt.Sprintf("%s: day 1 is %s and day %d is %s. Every day counts, weekends and bank holidays too.",
		how, first.LongWithDay(), d.Rule.Amount, d.Minimum.LongWithDay())}
}

func (b *Book) countingWorkingDays(d Deadline) []string {
	division := d.Rule.Calendar
	steps := []string{"Only working days count: Monday to Friday without the bank holidays of " + division.Name() + "."}
	day := 0
	d.Rule.workingDays(d.Trigger.On, b.holidays, func(on calendar.Date, working bool) {
		switch title, holiday := b.holidays.Holiday(division, on); {
		case working:
			day++
			steps = append(steps, fmt.Sprintf("Day %d is %s.", day, on.LongWithDay()))
		case holiday:
			steps = append(steps, fmt.Sprintf("%s is not counted: %s.", on.LongWithDay(), title))
		default:
			steps = append(steps, on.LongWithDay()+" is not counted: weekend.")
		}
	})
	if d.Trigger.On.Before(b.holidays.KnownFrom()) || d.Minimum.After(b.holidays.KnownUntil()) {
		steps = append(steps, fmt.Sprintf("Bank holidays are listed from %s to %s only. Outside those years check the date by hand.",
			b.holidays.KnownFrom().Long(), b.holidays.KnownUntil().Long()))
	}
	return steps
}

func (d Deadline) countingMonths() []string {
	r, months := d.Rule, d.Rule.Amount
	if r.Unit == Years {
		months *= 12
	}
	same := d.Trigger.On.AddMonths(months)
	amount := plural(r.Amount, string(r.Unit[:len(r.Unit)-1]))
	switch {
	case same.Day() != d.Trigger.On.Day() && !r.DueInclusive:
		return []string{fmt.Sprintf("%s on there is no day %d in the month, so it is the day after the month ends: %s.", amount, d.Trigger.On.Day(), d.Minimum.LongWithDay())}
	case same.Day() != d.Trigger.On.Day():
		return []string{fmt.Sprintf("%s on there is no day %d in the month, so it is the month's last day: %s.", amount, d.Trigger.On.Day(), d.Minimum.LongWithDay())}
	case r.CountFrom == DayOf:
		return []string{fmt.Sprintf("The day itself counts, so %s end the day before %s: %s.", amount, same.Long(), d.Minimum.LongWithDay())}
	}
	return []string{fmt.Sprintf("%s on is the same day of the month: %s. It does not move for weekends or bank holidays.", amount, d.Minimum.LongWithDay())}
}

// ending tells what the later events made of the counted day.
func (d Deadline) ending() []string {
	by := fmt.Sprintf("%s on %s", d.By.Kind.Words(), d.By.On.Long())
	switch {
	case d.AtLeast:
		return []string{fmt.Sprintf("No conclusive grounds decision is recorded, so it has no end yet: at least until %s, and on until the decision.", d.Minimum.Long())}
	case d.Rule.Ends == OnTheDay && d.Status == Met:
		return []string{fmt.Sprintf("Met: %s.", by)}
	case d.Rule.Ends == OnTheDay && d.Status == Ended:
		return []string{fmt.Sprintf("No longer runs: %s.", by)}
	case d.Rule.Ends == OnTheDay:
		return nil
	case d.By.On.IsZero():
		return []string{"A conclusive grounds decision before then would end it earlier. Without one it ends on this day."}
	case d.Status == Ended && d.stopped():
		return []string{fmt.Sprintf("Ended on its own day: %s.", by)}
	case d.Rule.Ends == LaterOfIf && !d.floorHolds(d.By):
		return []string{fmt.Sprintf("Ended on its own day: %s.", by)}
	case d.Rule.Ends == LaterOf, d.Rule.Ends == LaterOfIf:
		return []string{fmt.Sprintf("The later of the counted day and the decision counts (%s): %s.", by, d.Due.LongWithDay())}
	}
	return []string{fmt.Sprintf("The earlier of the counted day and the decision counts (%s): %s.", by, d.Due.LongWithDay())}
}

// stopped is true when an event of EndedBy closed the clock.
func (d Deadline) stopped() bool {
	for _, kind := range d.Rule.EndedBy {
		if kind == d.By.Kind {
			return true
		}
	}
	return false
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}
