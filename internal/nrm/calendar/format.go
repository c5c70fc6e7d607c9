package calendar

// String is the date as 2026-05-12, or nothing when there is no date.
func (d Date) String() string { return d.format("2006-01-02") }

// Long is the date as people read it: 12 May 2026.
func (d Date) Long() string { return d.format("2 January 2006") }

// LongWithDay is Long with the day of the week: Tuesday 12 May 2026.
func (d Date) LongWithDay() string { return d.format("Monday 2 January 2006") }

func (d Date) format(layout string) string {
	if d.IsZero() {
		return ""
	}
	return d.UTC().Format(layout)
}

// MarshalText writes the date as String does, so that it can stand in JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
