package referral

import (
	"fmt"
	"slices"
)

// bind ties the conditions to the fields and refuses a form that could ask in
// circles.
func (f *Form) bind() error {
	for i := range f.routes {
		if err := f.routes[i].When.bind(f); err != nil {
			return err
		}
		f.routes[i].When.fields(func(index int) { f.Fields[index].routed = true })
	}
	for _, field := range f.Fields {
		if err := field.AskedWhen.bind(f); err != nil {
			return fmt.Errorf("%s: asked when: %w", field.Name, err)
		}
		if err := field.RequiredWhen.bind(f); err != nil {
			return fmt.Errorf("%s: required when: %w", field.Name, err)
		}
		if by := field.Official.FieldBy; by != "" && f.byName[by] == nil {
			return fmt.Errorf("%s: its official name depends on unknown field %q", field.Name, by)
		}
	}
	for _, field := range f.Fields {
		if f.circles(field.index, nil) {
			return fmt.Errorf("%s: is asked only when it is answered", field.Name)
		}
		if err := f.checkOrder(field); err != nil {
			return err
		}
	}
	return nil
}

// checkOrder makes sure that what opens a question stands on an earlier page
// of its task, so that pages work without JavaScript and without surprises
// (ux.md §6, conditional reveal).
func (f *Form) checkOrder(field *Field) (err error) {
	field.AskedWhen.fields(func(index int) {
		opener := f.Fields[index]
		if field.Page == nil || opener.Page == nil || field.Page.Task != opener.Page.Task {
			return
		}
		pages := field.Page.Task.Pages
		if slices.Index(pages, opener.Page) >= slices.Index(pages, field.Page) {
			err = fmt.Errorf("screens: %s must stand on a later page than %s, which opens it", field.Name, opener.Name)
		}
	})
	return err
}

func (f *Form) circles(index int, path []int) bool {
	if slices.Contains(path, index) {
		return true
	}
	round := false
	f.Fields[index].AskedWhen.fields(func(next int) {
		round = round || f.circles(next, append(path, index))
	})
	return round
}
